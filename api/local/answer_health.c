/* SPDX-License-Identifier: Apache-2.0
 *
 * The health of releases, in the bodies that answer_releases.c made: what the sessions of the last
 * day say.
 */
#include "api/local/answer_releases.h"

#include "api/local/answer_json.h"
#include "api/local/sessions.h"
#include "base/clock.h"

#include <math.h>

#define DAY_NS       (24 * 3600 * NS_PER_SECOND)
#define MESSAGE_MOST 100000 /* of which health is made; of more, of the newest */

static struct sessions *read_sessions(struct ask *ask, const char *const *environments, bool *cut)
{
    struct sessions *sessions = sessions_new(ask->now_ns / NS_PER_MS, environments);
    g_autoptr(GPtrArray) stored = store_sessions(ask->store, ask->now_ns - DAY_NS, MESSAGE_MOST);
    for (guint i = 0; i < stored->len; i++) {
        const struct stored_session *one = stored->pdata[i];
        struct session_came came = {.project = one->project,
                                    .counted = one->counted,
                                    .time_ms = one->arrived_ns / NS_PER_MS};
        came.payload = g_bytes_get_data(one->payload, &came.size);
        sessions_add(sessions, &came);
    }
    *cut = stored->len >= MESSAGE_MOST;
    return sessions;
}

/* --- shapes --- */

static json_t *percent(int64_t part, int64_t whole)
{
    return whole > 0 ? json_real(100.0 * (double)part / (double)whole) : json_null();
}

/* Of the newest messages alone, shares are told, and no sums. */
static json_t *sum(int64_t number, bool cut)
{
    return cut ? json_null() : json_integer(number);
}

static json_t *seconds(double duration_s)
{
    return isfinite(duration_s) ? json_real(duration_s) : json_null();
}

static json_t *shape_hours(const struct ask *ask, const struct session_counts *counts)
{
    json_t *points = json_array(), *stats = json_object();
    int64_t first_s = (ask->now_ns - DAY_NS) / NS_PER_SECOND;
    for (int hour = 0; hour < SESSIONS_HOURS; hour++)
        json_array_append_new(points,
                              json_pack("[I, I]", (json_int_t)first_s + (json_int_t)hour * 3600,
                                        (json_int_t)counts->by_hour[hour]));
    json_object_set_new(stats, "24h", points);
    return stats;
}

static json_t *shape_health(const struct ask *ask, struct sessions *sessions, const char *project,
                            const struct session_counts *counts, bool cut)
{
    int64_t all = 0, all_users = 0;
    sessions_of_project(sessions, project, &all, &all_users);
    json_t *body = json_object();
    json_object_set_new(body, "hasHealthData", json_true());
    json_object_set_new(body, "crashFreeSessions",
                        percent(counts->sessions - counts->crashed, counts->sessions));
    json_object_set_new(body, "crashFreeUsers",
                        percent(counts->users - counts->users_crashed, counts->users));
    json_object_set_new(body, "sessionsAdoption", percent(counts->sessions, all));
    json_object_set_new(body, "adoption", percent(counts->users, all_users));
    json_object_set_new(body, "totalSessions", sum(counts->sessions, cut));
    json_object_set_new(body, "totalSessions24h", sum(counts->sessions, cut));
    json_object_set_new(body, "totalProjectSessions24h", sum(all, cut));
    bool users = all_users > 0;
    json_object_set_new(body, "totalUsers", users ? sum(counts->users, cut) : json_null());
    json_object_set_new(body, "totalUsers24h", users ? sum(counts->users, cut) : json_null());
    json_object_set_new(body, "totalProjectUsers24h", users ? sum(all_users, cut) : json_null());
    json_object_set_new(body, "sessionsCrashed", sum(counts->crashed, cut));
    json_object_set_new(body, "sessionsErrored", sum(counts->errored, cut));
    json_object_set_new(body, "sessionsAbnormal", sum(counts->abnormal, cut));
    json_object_set_new(body, "durationP50", seconds(counts->duration_p50_s));
    json_object_set_new(body, "durationP90", seconds(counts->duration_p90_s));
    json_object_set_new(body, "stats", shape_hours(ask, counts));
    return body;
}

static void add_to_release(const struct ask *ask, struct sessions *sessions, json_t *release,
                           bool cut)
{
    size_t index;
    json_t *project;
    json_array_foreach(json_object_get(release, "projects"), index, project)
    {
        const char *slug = json_get_string(project, "slug");
        struct session_counts counts;
        if (!slug ||
            !sessions_of_release(sessions, slug, json_get_string(release, "version"), &counts))
            continue;
        json_object_set_new(project, "hasHealthData", json_true());
        json_object_set_new(project, "healthData", shape_health(ask, sessions, slug, &counts, cut));
    }
}

void release_add_health(struct ask *ask, json_t *releases)
{
    if (!ask_flag(ask, "health"))
        return;
    bool cut;
    g_autofree const char **environments = ask_get_all(ask, "environment");
    g_autoptr(sessions) sessions = read_sessions(ask, environments, &cut);
    size_t index;
    json_t *release;
    if (json_get_string(releases, "version"))
        add_to_release(ask, sessions, releases, cut);
    json_array_foreach(releases, index, release)
    {
        add_to_release(ask, sessions, release, cut);
    }
}
