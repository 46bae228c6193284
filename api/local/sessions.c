/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/sessions.h"

#include "api/wire/json.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define HOUR_MS    (3600 * INT64_C(1000))
#define MOST_COUNT INT64_C(1000000000) /* that is told of a minute: sums of it stay in range */

enum outcome { WELL, ERRORED, ABNORMAL, CRASHED };

/* One session, as its updates tell. */
struct session {
    const char *project, *release, *user; /* interned in `texts`; user may be NULL */
    int64_t started_ms;
    double duration_s; /* NAN = not told */
    enum outcome outcome;
    bool ended;
};

/* What was counted by the minute. */
struct counted {
    const char *project, *release, *user;
    int64_t started_ms;
    int64_t by_outcome[CRASHED + 1];
};

struct sessions {
    int64_t start_ms, end_ms;
    const char *const *environments;
    GStringChunk *texts;
    GHashTable *by_id; /* "project\x1fsid" to struct session * */
    GArray *counted;   /* of struct counted */
};

struct sessions *sessions_new(int64_t end_ms, const char *const *environments)
{
    struct sessions *sessions = g_new0(struct sessions, 1);
    sessions->start_ms = end_ms - SESSIONS_HOURS * HOUR_MS;
    sessions->end_ms = end_ms;
    sessions->environments = environments;
    sessions->texts = g_string_chunk_new(4096);
    sessions->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sessions->counted = g_array_new(FALSE, FALSE, sizeof(struct counted));
    return sessions;
}

void sessions_free(struct sessions *sessions)
{
    if (!sessions)
        return;
    g_hash_table_unref(sessions->by_id);
    g_array_unref(sessions->counted);
    g_string_chunk_free(sessions->texts);
    g_free(sessions);
}

/* --- reading --- */

/* Equal texts are one. */
static const char *keep(struct sessions *sessions, const char *text)
{
    return text ? g_string_chunk_insert_const(sessions->texts, text) : NULL;
}

static bool within(const struct sessions *sessions, int64_t time_ms)
{
    return time_ms >= sessions->start_ms && time_ms <= sessions->end_ms;
}

static int64_t started_at(const json_t *entry, int64_t otherwise_ms)
{
    int64_t ns = json_get_time_ns(entry, "started");
    return ns > 0 ? ns / NS_PER_MS : otherwise_ms;
}

static enum outcome outcome_of(const json_t *update, bool *ended)
{
    const char *status = json_get_string(update, "status");
    *ended = status && strcmp(status, "ok") != 0;
    if (!g_strcmp0(status, "crashed"))
        return CRASHED;
    if (!g_strcmp0(status, "abnormal"))
        return ABNORMAL;
    bool errors = json_get_int(update, "errors", 0) > 0;
    return errors || !g_strcmp0(status, "errored") || !g_strcmp0(status, "unhandled") ? ERRORED
                                                                                      : WELL;
}

/* The release of `attrs`, when it is of the environments that are asked about. */
static const char *release_of(const struct sessions *sessions, const json_t *body)
{
    const json_t *attrs = json_object_get(body, "attrs");
    const char *environment = json_get_string(attrs, "environment");
    bool asked = !sessions->environments ||
                 g_strv_contains(sessions->environments, environment ? environment : "production");
    return asked ? json_get_string(attrs, "release") : NULL;
}

static void add_one(struct sessions *sessions, const struct session_came *came, const json_t *body)
{
    const char *release = release_of(sessions, body), *sid = json_get_string(body, "sid");
    if (!release || !sid)
        return;
    g_auto(GStrv) parts = g_strsplit(sid, "-", -1); /* some write it with hyphens */
    g_autofree char *plain = g_strjoinv("", parts);
    g_autofree char *id = g_strdup_printf("%s\x1f%s", came->project, plain);
    struct session *session = g_hash_table_lookup(sessions->by_id, id);
    if (!session) {
        session = g_new0(struct session, 1);
        session->started_ms = started_at(body, came->time_ms);
        session->duration_s = (double)NAN;
        g_hash_table_insert(sessions->by_id, g_steal_pointer(&id), session);
    } else if (session->ended) {
        return;
    }
    const char *user = json_get_string(body, "did");
    const json_t *duration = json_object_get(body, "duration");
    session->project = keep(sessions, came->project);
    session->release = keep(sessions, release);
    session->user = user ? keep(sessions, user) : session->user;
    enum outcome outcome = outcome_of(body, &session->ended);
    session->outcome = MAX(session->outcome, outcome);
    if (json_is_number(duration))
        session->duration_s = json_number_value(duration);
}

static void add_counted(struct sessions *sessions, const struct session_came *came,
                        const json_t *body)
{
    static const struct {
        const char *key;
        enum outcome outcome;
    } kinds[] = {
        {"exited",    WELL    },
        {"errored",   ERRORED },
        {"unhandled", ERRORED },
        {"abnormal",  ABNORMAL},
        {"crashed",   CRASHED },
    };
    const char *release = release_of(sessions, body);
    const json_t *aggregates = json_object_get(body, "aggregates");
    for (size_t i = 0; release && i < json_array_size(aggregates); i++) {
        const json_t *entry = json_array_get(aggregates, i);
        struct counted counted = {
            .project = keep(sessions, came->project),
            .release = keep(sessions, release),
            .user = keep(sessions, json_get_string(entry, "did")),
            .started_ms = started_at(entry, came->time_ms),
        };
        for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++)
            counted.by_outcome[kinds[k].outcome] +=
                CLAMP(json_get_int(entry, kinds[k].key, 0), 0, MOST_COUNT);
        if (within(sessions, counted.started_ms))
            g_array_append_val(sessions->counted, counted);
    }
}

void sessions_add(struct sessions *sessions, const struct session_came *came)
{
    json_t *body = json_read(came->payload, came->size, NULL, NULL);
    if (json_is_object(body) && came->counted)
        add_counted(sessions, came, body);
    else if (json_is_object(body))
        add_one(sessions, came, body);
    json_decref(body);
}

/* --- counting --- */

static void count(const struct sessions *sessions, struct session_counts *counts,
                  int64_t started_ms, enum outcome outcome, int64_t number)
{
    int64_t hour = (started_ms - sessions->start_ms) / HOUR_MS;
    counts->sessions += number;
    counts->crashed += outcome == CRASHED ? number : 0;
    counts->abnormal += outcome == ABNORMAL ? number : 0;
    counts->errored += outcome == ERRORED ? number : 0;
    counts->by_hour[CLAMP(hour, 0, SESSIONS_HOURS - 1)] += number;
}

static void count_user(GHashTable *users, GHashTable *crashed, const char *user, bool crash)
{
    if (!user)
        return;
    g_hash_table_add(users, (char *)user);
    if (crash)
        g_hash_table_add(crashed, (char *)user);
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double part_of(const GArray *sorted, double share)
{
    return sorted->len
               ? g_array_index(sorted, double, (guint)(share * (double)(sorted->len - 1) + 0.5))
               : (double)NAN;
}

bool sessions_of_release(struct sessions *sessions, const char *project, const char *release,
                         struct session_counts *counts)
{
    g_autoptr(GHashTable) users = g_hash_table_new(NULL, NULL);
    g_autoptr(GHashTable) crashed = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) durations = g_array_new(FALSE, FALSE, sizeof(double));
    GHashTableIter each;
    void *value;
    *counts = (struct session_counts){0};
    project = keep(sessions, project);
    release = keep(sessions, release);
    g_hash_table_iter_init(&each, sessions->by_id);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        const struct session *one = value;
        if (!within(sessions, one->started_ms) || one->project != project ||
            one->release != release)
            continue;
        count(sessions, counts, one->started_ms, one->outcome, 1);
        count_user(users, crashed, one->user, one->outcome == CRASHED);
        if (one->ended && one->outcome <= ERRORED && one->duration_s >= 0)
            g_array_append_val(durations, one->duration_s);
    }
    for (guint i = 0; i < sessions->counted->len; i++) {
        const struct counted *many = &g_array_index(sessions->counted, struct counted, i);
        if (many->project != project || many->release != release)
            continue;
        for (int outcome = WELL; outcome <= CRASHED; outcome++)
            count(sessions, counts, many->started_ms, (enum outcome)outcome,
                  many->by_outcome[outcome]);
        count_user(users, crashed, many->user, many->by_outcome[CRASHED] > 0);
    }
    g_array_sort(durations, by_number);
    counts->duration_p50_s = part_of(durations, 0.5);
    counts->duration_p90_s = part_of(durations, 0.9);
    counts->users = g_hash_table_size(users);
    counts->users_crashed = g_hash_table_size(crashed);
    return counts->sessions > 0;
}

void sessions_of_project(struct sessions *sessions, const char *project, int64_t *number,
                         int64_t *users)
{
    g_autoptr(GHashTable) known = g_hash_table_new(NULL, NULL);
    GHashTableIter each;
    void *value;
    *number = 0;
    project = keep(sessions, project);
    g_hash_table_iter_init(&each, sessions->by_id);
    while (g_hash_table_iter_next(&each, NULL, &value)) {
        const struct session *one = value;
        if (!within(sessions, one->started_ms) || one->project != project)
            continue;
        (*number)++;
        count_user(known, known, one->user, false);
    }
    for (guint i = 0; i < sessions->counted->len; i++) {
        const struct counted *many = &g_array_index(sessions->counted, struct counted, i);
        if (many->project != project)
            continue;
        for (int outcome = WELL; outcome <= CRASHED; outcome++)
            *number += many->by_outcome[outcome];
        count_user(known, known, many->user, false);
    }
    *users = g_hash_table_size(known);
}
