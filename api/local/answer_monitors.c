/* SPDX-License-Identifier: Apache-2.0
 *
 * Monitors of scheduled jobs: what the check-ins of the last days say. Detectors, uptime checks,
 * incidents and alerts are kept by nobody here, which an empty list says.
 */
#include "api/local/answer_routes.h"

#include "api/local/answer_json.h"
#include "api/local/monitors.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define LOOKBACK_NS    (30 * 24 * 3600 * NS_PER_SECOND)
#define CHECK_INS_MOST 50000

static struct monitors *read_monitors(struct ask *ask)
{
    struct monitors *monitors = monitors_new();
    g_autoptr(GPtrArray) stored =
        store_check_ins(ask->store, ask->now_ns - LOOKBACK_NS, CHECK_INS_MOST);
    for (guint i = 0; i < stored->len; i++) {
        const struct stored_check_in *one = stored->pdata[i];
        struct check_in_came came = {.project = one->project, .time_ms = one->time_ns / NS_PER_MS};
        came.payload = g_bytes_get_data(one->payload, &came.size);
        monitors_add(monitors, &came);
    }
    return monitors;
}

/* --- shapes --- */

static const char *status_of(const struct monitor_state *state)
{
    static const char *const words[] = {
        [CHECK_IN_PROGRESS] = "ok",     [CHECK_IN_OK] = "ok",
        [CHECK_IN_ERROR] = "error",     [CHECK_IN_MISSED] = "missed_checkin",
        [CHECK_IN_TIMEOUT] = "timeout",
    };
    guint last = state->check_ins->len;
    while (last > 0) {
        const struct check_in *one = state->check_ins->pdata[--last];
        if (one->status != CHECK_IN_PROGRESS)
            return words[one->status];
    }
    return "active"; /* it never ended yet */
}

static json_t *shape_schedule(const struct monitor_state *state)
{
    if (!state->schedule)
        return json_null();
    return state->count ? json_pack("[I, s]", (json_int_t)state->count, state->schedule)
                        : answer_text(state->schedule);
}

static json_t *shape_config(const struct monitor_state *state)
{
    json_t *body = json_object();
    json_object_set_new(body, "schedule_type", json_string(state->count ? "interval" : "crontab"));
    json_object_set_new(body, "schedule", shape_schedule(state));
    json_object_set_new(body, "timezone", answer_text(state->timezone ? state->timezone : "UTC"));
    json_object_set_new(body, "checkin_margin", json_integer(state->margin_ms / 60000));
    json_object_set_new(body, "max_runtime", json_integer(state->runtime_ms / 60000));
    json_object_set_new(body, "failure_issue_threshold", json_integer(state->failure_threshold));
    json_object_set_new(body, "recovery_threshold", json_integer(state->recovery_threshold));
    json_object_set_new(body, "alert_rule_id", json_null());
    return body;
}

static json_t *shape_incident(int64_t since_ms, int64_t until_ms)
{
    if (!since_ms)
        return json_null();
    json_t *body = json_object();
    json_object_set_new(body, "startingTimestamp", answer_time_ms(since_ms));
    json_object_set_new(body, "resolvingTimestamp", answer_time_ms(until_ms));
    json_object_set_new(body, "brokenNotice", json_null());
    return body;
}

static json_t *shape_environment(const struct monitor_state *state)
{
    json_t *body = json_object();
    json_object_set_new(body, "name", answer_text(state->environment));
    json_object_set_new(body, "status", json_string(status_of(state)));
    json_object_set_new(body, "isMuted", json_false());
    json_object_set_new(body, "dateCreated", answer_time_ms(state->first_ms));
    json_object_set_new(body, "lastCheckIn", answer_time_ms(state->last_ms));
    json_object_set_new(body, "nextCheckIn", answer_time_ms(state->next_ms));
    json_object_set_new(body, "nextCheckInLatest",
                        answer_time_ms(state->next_ms ? state->next_ms + state->margin_ms : 0));
    json_object_set_new(body, "activeIncident", shape_incident(state->incident_ms, 0));
    /* Our own: Sentry tells no more of an incident that is over. */
    json_object_set_new(body, "lastIncident",
                        shape_incident(state->resolved_since_ms, state->resolved_ms));
    return body;
}

static json_t *shape_monitor(struct ask *ask, const struct monitor_state *state)
{
    const struct project *project = store_project(ask->store, state->project);
    json_t *owner = json_object();
    json_object_set_new(owner, "id", answer_id(project ? project->id : 0));
    json_object_set_new(owner, "slug", answer_text(state->project));
    json_object_set_new(owner, "name", answer_text(state->project));
    json_t *body = json_object();
    json_object_set_new(body, "id",
                        answer_text_take(g_strdup_printf("%s.%s", state->project, state->slug)));
    json_object_set_new(body, "slug", answer_text(state->slug));
    json_object_set_new(body, "name", answer_text(state->slug));
    json_object_set_new(body, "status", json_string("active"));
    json_object_set_new(body, "isMuted", json_false());
    json_object_set_new(body, "isUpserting", json_true());
    json_object_set_new(body, "project", owner);
    json_object_set_new(body, "owner", json_null());
    json_object_set_new(body, "dateCreated", answer_time_ms(state->first_ms));
    json_object_set_new(body, "config", shape_config(state));
    json_object_set_new(body, "environments", json_array());
    return body;
}

static json_t *shape_check_in(const struct monitor_state *state, const struct check_in *one)
{
    json_t *body = json_object();
    int64_t ended = one->end_ms ? one->end_ms : one->time_ms;
    g_autofree char *made = g_strdup_printf("missed-%" PRId64, one->due_ms);
    json_object_set_new(body, "id", answer_text(one->id ? one->id : made));
    json_object_set_new(body, "environment", answer_text(state->environment));
    json_object_set_new(body, "status", json_string(check_in_status_name(one->status)));
    json_object_set_new(body, "duration",
                        isfinite(one->duration_s)
                            ? json_integer((json_int_t)CLAMP(one->duration_s * 1000, 0, 9e15))
                            : json_null());
    json_object_set_new(body, "dateCreated", answer_time_ms(one->time_ms));
    json_object_set_new(body, "dateAdded", answer_time_ms(one->time_ms));
    json_object_set_new(body, "dateUpdated", answer_time_ms(ended));
    json_object_set_new(body, "dateInProgress",
                        answer_time_ms(one->status == CHECK_IN_MISSED ? 0 : one->time_ms));
    json_object_set_new(body, "dateClock", answer_time_ms(one->time_ms));
    json_object_set_new(body, "expectedTime", answer_time_ms(one->due_ms));
    json_object_set_new(body, "monitorConfig", shape_config(state));
    return body;
}

/* --- answers --- */

static bool in_scope(const struct ask *ask, const struct scope *scope,
                     const struct monitor_state *state)
{
    const char *query = ask_get(ask, "query");
    return ask_scope_has_project(scope, state->project) &&
           (!scope->environments || g_strv_contains(scope->environments, state->environment)) &&
           (!query || strstr(state->slug, query));
}

/* Environments of one job stand together: they are sorted so. */
static json_t *list_of(struct ask *ask, const struct scope *scope, const GPtrArray *states,
                       const char *slug)
{
    json_t *list = json_array(), *body = NULL;
    const struct monitor_state *before = NULL;
    for (guint i = 0; i < states->len; i++) {
        const struct monitor_state *state = states->pdata[i];
        if (!in_scope(ask, scope, state) || (slug && strcmp(slug, state->slug) != 0))
            continue;
        if (!before || strcmp(before->slug, state->slug) != 0 ||
            strcmp(before->project, state->project) != 0) {
            body = shape_monitor(ask, state);
            json_array_append_new(list, body);
        }
        json_array_append_new(json_object_get(body, "environments"), shape_environment(state));
        before = state;
    }
    return list;
}

static json_t *monitor_list(struct ask *ask, const char *slug, json_t **failure)
{
    struct scope scope;
    *failure = ask_scope(ask, NULL, &scope);
    if (*failure)
        return NULL;
    struct monitors *monitors = read_monitors(ask);
    const GPtrArray *states = monitors_judge(monitors, ask->now_ns / NS_PER_MS);
    json_t *list = list_of(ask, &scope, states, slug);
    monitors_free(monitors);
    ask_scope_clear(&scope);
    return list;
}

json_t *answer_monitors(struct ask *ask)
{
    json_t *failure, *list = monitor_list(ask, NULL, &failure);
    return list ? ask_page_of(ask, list) : failure;
}

json_t *answer_monitor(struct ask *ask)
{
    json_t *failure, *list = monitor_list(ask, ask_variable(ask, 1), &failure);
    if (!list)
        return failure;
    json_t *body = json_incref(json_array_get(list, 0));
    json_decref(list);
    return body ? body : ask_missing(ask);
}

/* Newest first. */
json_t *answer_check_ins(struct ask *ask)
{
    struct scope scope;
    json_t *failure = ask_scope(ask, NULL, &scope);
    if (failure)
        return failure;
    struct monitors *monitors = read_monitors(ask);
    const GPtrArray *states = monitors_judge(monitors, ask->now_ns / NS_PER_MS);
    json_t *list = json_array();
    bool there = false;
    for (guint i = 0; i < states->len; i++) {
        const struct monitor_state *state = states->pdata[i];
        if (strcmp(state->slug, ask_variable(ask, 1)) != 0 || !in_scope(ask, &scope, state))
            continue;
        there = true;
        for (guint c = state->check_ins->len; c-- > 0;)
            json_array_append_new(list, shape_check_in(state, state->check_ins->pdata[c]));
    }
    monitors_free(monitors);
    ask_scope_clear(&scope);
    if (there)
        return ask_page_of(ask, list);
    json_decref(list);
    return ask_missing(ask);
}

json_t *answer_detectors(struct ask *ask)
{
    return ask_page_of(ask, json_array());
}

json_t *answer_uptime(struct ask *ask)
{
    return ask_page_of(ask, json_array());
}

json_t *answer_incidents(struct ask *ask)
{
    return ask_page_of(ask, json_array());
}

json_t *answer_workflows(struct ask *ask)
{
    return ask_page_of(ask, json_array());
}
