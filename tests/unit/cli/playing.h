/* SPDX-License-Identifier: Apache-2.0
 *
 * A world of the demo played through the real intake into a store in this process, and asked
 * through the real API and the client's decoders: the console's lead without network, threads of
 * its own, or waiting. The clock stands still at PLAYED_NOW.
 */
#ifndef TESTS_UNIT_CLI_PLAYING_H
#define TESTS_UNIT_CLI_PLAYING_H

#include "api/client/decode.h"
#include "api/client/request_path.h"
#include "api/demo/player.h"
#include "api/demo/stories.h"
#include "api/local/answer.h"
#include "api/local/intake.h"
#include "base/clock.h"
#include "tests/support/folder.h"
#include "views/body.h"
#include "views/differs.h"
#include "views/explain_ask.h"
#include "views/rows_patterns.h"
#include "views/scope.h"
#include "views/wall_part.h"

#include <string.h>

/* How many seeds a story is played at: `make stories` wants twenty; under the sanitizers, which
 * make each five times as long, these few. */
static inline uint64_t played_seeds(void)
{
    const char *wanted = g_getenv("SEEDS");
    return wanted ? g_ascii_strtoull(wanted, NULL, 10) : 2;
}

/* 2026-11-22T03:12:31Z */
#define PLAYED_NOW (INT64_C(1795317151) * NS_PER_SECOND)

struct played {
    struct sender sender;
    char *directory;
    struct store *store;
    struct health *health;
    struct intake *intake;
    struct scope scope;
    GPtrArray *parts, *issues, *deploys, *monitors, *names;
    GArray *calls;
    struct lead *lead;
    GPtrArray *flags, *rows, *patterns; /* of the last explanation's origin; NULL before */
    struct explain_apart *apart;
};

static inline bool played_commit(struct played *played, const struct intake_request *request)
{
    g_autoptr(GError) error = NULL;
    struct intake_result result;
    intake_take(played->intake, request, &result);
    if (result.status != 200)
        g_error("the intake refused: %s", result.error ? result.error : "?");
    if (result.batch)
        store_commit_take(played->store, g_steal_pointer(&result.batch), &error);
    g_assert_no_error(error);
    intake_settle(played->intake, &result, NULL);
    intake_result_clear(&result);
    return true;
}

/* Newly allocated body of the answer. */
static inline char *played_call(struct played *played, enum method method, const char *target,
                                GBytes *body)
{
    struct http_call *call = http_call_new();
    gsize size = 0;
    const char *path = target + strlen("/api/0"), *question = strchr(path, '?');
    call->method = method;
    g_free(call->path);
    call->path = question ? g_strndup(path, (gsize)(question - path)) : g_strdup(path);
    http_query_parse(question ? question + 1 : "", call->query);
    call->body = body ? g_bytes_get_data(body, &size) : NULL;
    call->body_size = size;
    g_free(call->base_url);
    call->base_url = g_strdup("http://127.0.0.1:8969");
    struct http_answer *answer = answer_api(played->store, call);
    if (answer->status >= 300)
        g_error("%s: %d %s", target, answer->status, answer->body->str);
    char *text = g_strndup(answer->body->str, answer->body->len);
    http_answer_free(answer);
    http_call_free(call);
    return text;
}

static inline char *played_ask(struct sender *sender, struct outgoing *outgoing, GError **error)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {
        {"GET",  METHOD_GET },
        {"POST", METHOD_POST},
        {"PUT",  METHOD_PUT }
    };
    struct played *played = (struct played *)sender;
    (void)error;
    char *answer = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(methods); i++)
        if (strcmp(methods[i].name, outgoing->method) == 0)
            answer = played_call(played, methods[i].method, outgoing->path, outgoing->body);
    g_assert_nonnull(answer);
    outgoing_free(outgoing);
    return answer;
}

static inline bool played_post(struct sender *sender, struct outgoing *outgoing, GError **error)
{
    struct played *played = (struct played *)sender;
    if (outgoing->to == TO_API) {
        g_free(played_ask(sender, outgoing, error));
        return true;
    }
    const char *key = strstr(outgoing->path, "sentry_key=");
    g_autofree char *project = key ? g_strndup(key + 11, strcspn(key + 11, "&")) : NULL;
    struct intake_request request = {
        .route = outgoing->to == TO_INTAKE          ? INTAKE_ENVELOPE
                 : strstr(outgoing->path, "traces") ? INTAKE_TRACES
                 : strstr(outgoing->path, "logs")   ? INTAKE_LOGS
                                                    : INTAKE_METRICS,
        .project = outgoing->to == TO_INTAKE ? "1" : NULL,
        .public_key = project,
        .content_type = outgoing->content_type,
        .body = outgoing->body,
    };
    played_commit(played, &request);
    outgoing_free(outgoing);
    return true;
}

static inline bool played_flush(struct sender *sender, GError **error)
{
    (void)sender;
    (void)error;
    return true;
}

/* What the client makes of the answer to a request (taken). */
static inline void *played_get(struct played *played, struct request *request)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *target = request_path(request, "local", NULL, &error);
    g_assert_no_error(error);
    g_autofree char *text = played_call(played, METHOD_GET, target, NULL);
    void *object = decode_page(request, text, strlen(text), &error);
    g_assert_no_error(error);
    request_free(request);
    return object;
}

static inline struct request *played_scoped(const struct played *played, struct request *request)
{
    scope_apply(&played->scope, request);
    return request;
}

/* --- the wall --- */

static inline void played_part(struct played *played, struct request *request)
{
    struct request *asked = request_copy(request);
    g_autoptr(GPtrArray) timeseries = played_get(played, played_scoped(played, request));
    struct wall_part *part = wall_part_new(asked, timeseries);
    wall_part_look(part);
    g_ptr_array_add(played->parts, part);
    request_free(asked);
}

static inline void played_wall(struct played *played)
{
    struct signal_scope scope = scope_signals(&played->scope);
    g_autoptr(GPtrArray) derived = signals_derived_series(&scope);
    g_ptr_array_set_free_func(derived, NULL);
    for (guint i = 0; i < derived->len; i++)
        played_part(played, derived->pdata[i]);
    struct rows *rows = played_get(played, signals_discover_metrics(&scope));
    g_autoptr(GPtrArray) metrics = signals_metric_names(rows);
    for (guint i = 0; i < metrics->len; i++) {
        g_autoptr(GPtrArray) names =
            played_get(played, signals_metric_attributes(&scope, metrics->pdata[i]));
        g_autoptr(GPtrArray) keys = signals_group_keys(names);
        played_part(played, signals_metric_series(&scope, metrics->pdata[i], keys));
    }
    rows_free(rows);
}

/* --- the rest of what the lead is made of --- */

static inline void played_issues(struct played *played)
{
    struct request *request = request_new(ENDPOINT_ISSUES, NULL);
    request_add(request, "query", "is:unresolved");
    request_add(request, "sort", "date");
    request_add(request, "groupStatsPeriod", "auto");
    played->issues = played_get(played, played_scoped(played, request));
}

static inline void played_deploys(struct played *played)
{
    g_autoptr(GPtrArray) releases = played_get(played, request_new(ENDPOINT_RELEASES, NULL));
    played->deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    for (guint i = 0; i < releases->len; i++) {
        const struct release *release = releases->pdata[i];
        for (guint p = 0; release->last_deploy && p < release->projects->len; p++) {
            struct deploy *deploy = deploy_copy(release->last_deploy);
            if (!deploy->release)
                deploy->release = g_strdup(release->version);
            if (!deploy->project)
                deploy->project = g_strdup(release->projects->pdata[p]);
            g_ptr_array_add(played->deploys, deploy);
        }
    }
}

static inline void played_learn(struct played *played, const char *trace_id)
{
    struct trace *trace =
        played_get(played, played_scoped(played, request_new(ENDPOINT_TRACE, trace_id, NULL)));
    for (guint i = 0; i < trace->calls->len; i++) {
        const struct trace_call *call = &g_array_index(trace->calls, struct trace_call, i);
        struct call_edge edge = {g_strdup(call->caller), g_strdup(call->callee)};
        g_ptr_array_add(played->names, (char *)edge.caller);
        g_ptr_array_add(played->names, (char *)edge.callee);
        g_array_append_val(played->calls, edge);
    }
    trace_free(trace);
}

/* Of the slowest traces, as the desk does. */
static inline void played_calls(struct played *played)
{
    static const char *const fields[] = {"trace", "span.duration", NULL};
    struct request *request = request_rows("spans", fields);
    request_add(request, "query", "is_transaction:true");
    request_add(request, "sort", "-span.duration");
    request_add(request, "per_page", "3");
    struct rows *rows = played_get(played, played_scoped(played, request));
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *id = value_text(rows_get(rows, row, "trace"));
        played_learn(played, id);
    }
    rows_free(rows);
}

static inline void played_lead(struct played *played)
{
    struct lead_input rest = {.deploys = played->deploys,
                              .issues = played->issues,
                              .calls = played->calls,
                              .monitors = played->monitors};
    scope_range(&played->scope, &rest.start_ms, &rest.end_ms);
    played->lead = wall_parts_lead(played->parts, &rest);
}

/* --- playing --- */

static inline struct played *played_open(void)
{
    g_autoptr(GError) error = NULL;
    struct played *played = g_new0(struct played, 1);
    clock_freeze(PLAYED_NOW);
    played->sender = (struct sender){.post = played_post, .flush = played_flush, .ask = played_ask};
    played->directory = g_dir_make_tmp("vigil-played-XXXXXX", &error);
    g_assert_no_error(error);
    struct store_options options = {.directory = played->directory};
    played->store = store_open(&options, &error);
    g_assert_no_error(error);
    played->health = health_new();
    played->intake = intake_new(played->health);
    scope_init(&played->scope);
    played->scope.period_ms = 60 * 60 * INT64_C(1000);
    played->parts = g_ptr_array_new_with_free_func((GDestroyNotify)wall_part_unref);
    played->names = g_ptr_array_new_with_free_func(g_free);
    played->calls = g_array_new(FALSE, FALSE, sizeof(struct call_edge));
    return played;
}

/* Plays the activities (ended by NULL) of a world without repositories up to now. */
static inline struct played *played_start(uint64_t seed, const struct activity *const *stories)
{
    g_autoptr(GError) error = NULL;
    struct played *played = played_open();
    struct world *world = world_new(seed, PLAYED_NOW);
    for (size_t i = 0; stories[i]; i++)
        world_schedule(world, stories[i]);
    g_assert_true(player_history(world, &played->sender, &error));
    g_assert_no_error(error);
    player_world_free(world);
    return played;
}

/* Looks at it as the console does. */
static inline void played_look(struct played *played)
{
    played_wall(played);
    played_issues(played);
    played_deploys(played);
    played_calls(played);
    played->monitors =
        played_get(played, played_scoped(played, request_new(ENDPOINT_MONITORS, NULL)));
    played_lead(played);
}

static inline struct played *played_of(uint64_t seed, const struct activity *const *stories)
{
    struct played *played = played_start(seed, stories);
    played_look(played);
    return played;
}

/* A deploy, as a pipeline tells of it. */
static inline void played_deploy(struct played *played, const char *project, const char *version,
                                 double minutes)
{
    char at[40];
    clock_format_iso(PLAYED_NOW - (int64_t)(minutes * 60e9), 3, at, sizeof at);
    const char *path = "/api/0/organizations/local/releases/";
    char *release = g_strdup_printf("{\"version\":\"%s\",\"projects\":[\"%s\"]}", version, project);
    g_autoptr(GBytes) body = g_bytes_new_take(release, strlen(release));
    g_free(played_call(played, METHOD_POST, path, body));
    char *deploy = g_strdup_printf("{\"environment\":\"production\",\"dateFinished\":\"%s\","
                                   "\"projects\":[\"%s\"]}",
                                   at, project);
    g_autoptr(GBytes) second = g_bytes_new_take(deploy, strlen(deploy));
    g_autofree char *escaped = g_uri_escape_string(version, NULL, false);
    g_autofree char *deploys = g_strdup_printf("%s%s/deploys/", path, escaped);
    g_free(played_call(played, METHOD_POST, deploys, second));
}

/* --- explaining --- */

static inline void played_flags(struct played *played)
{
    static const char *const fields[] = {"timestamp",           "project",
                                         "feature_flag.key",    "feature_flag.result.value",
                                         "feature_flag.before", NULL};
    struct request *request = request_rows("logs", fields);
    request_add(request, "query", "has:feature_flag.key has:feature_flag.before");
    struct rows *rows = played_get(played, played_scoped(played, request));
    played->flags = g_ptr_array_new_with_free_func((GDestroyNotify)flag_change_free);
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *time = body_cell(rows, row, "timestamp");
        struct flag_change *flag = flag_change_new();
        int64_t ns = 0;
        g_assert_true(clock_parse_iso(time, &ns));
        flag->time_ms = ns / NS_PER_MS;
        flag->key = body_cell(rows, row, "feature_flag.key");
        flag->before = body_cell(rows, row, "feature_flag.before");
        flag->value = body_cell(rows, row, "feature_flag.result.value");
        flag->project = body_cell(rows, row, "project");
        g_ptr_array_add(played->flags, flag);
    }
    rows_free(rows);
}

static inline void *played_within(struct played *played, struct request *request, int64_t start_ms,
                                  int64_t end_ms)
{
    struct scope held = played->scope;
    held.held = true;
    held.start_ms = start_ms;
    held.end_ms = end_ms;
    scope_apply(&held, request);
    return played_get(played, request);
}

static inline void played_origin(struct played *played, const char *origin, int64_t since_ms,
                                 int64_t until_ms)
{
    int64_t start, end;
    scope_range(&played->scope, &start, &end);
    int64_t from[] = {start, since_ms}, to[] = {since_ms, MIN(end, until_ms)};
    played->rows = g_ptr_array_new_with_free_func((GDestroyNotify)explain_row_free);
    for (int by = 0; by < EXPLAIN_BY_COUNT; by++)
        for (int side = 0; side < 2; side++) {
            struct request *request = explain_rows_request(origin, (enum explain_by)by);
            struct rows *rows = played_within(played, request, from[side], to[side]);
            explain_rows_take(played->rows, (enum explain_by)by, side, rows);
            rows_free(rows);
        }
    struct rows *logs = played_within(played, explain_logs_request(origin),
                                      since_ms - 2 * EXPLAIN_SINCE_MS, MIN(end, until_ms));
    played->patterns = rows_patterns(logs, logs->count >= EXPLAIN_LOGS_MOST, since_ms * NS_PER_MS);
    rows_free(logs);
}

/* What explain_rounds.c asks, answer by answer. */
static inline struct differs *played_differs(struct played *played, const char *inside,
                                             const int64_t in[2], const char *outside,
                                             const int64_t out[2])
{
    g_autoptr(differs_counts) counts = differs_counts_new();
    g_autoptr(distributions) is =
        played_within(played, explain_stats_request(inside), in[0], in[1]);
    g_autoptr(distributions) is_not =
        played_within(played, explain_stats_request(outside), out[0], out[1]);
    differs_count(counts, DIFFERS_INSIDE, is);
    differs_count(counts, DIFFERS_OUTSIDE, is_not);
    return differs_find(counts);
}

static inline void played_values(struct played *played, const char *key, int64_t from, int64_t at,
                                 int64_t until)
{
    struct explain_apart *apart = played->apart;
    for (int side = 0; side < 2; side++) {
        struct rows *rows = played_within(played, explain_values_request(apart->base, key),
                                          side ? at : from, side ? until : at);
        explain_values_take(apart->rows, key, side, rows);
        rows_free(rows);
    }
    g_autoptr(GPtrArray) shares = played_within(
        played, explain_share_request(apart->base, key, scope_interval_ms(&played->scope)), from,
        until);
    explain_share_take(apart, key, shares);
}

static inline void played_apart(struct played *played, const char *base, int64_t at, int64_t until)
{
    int64_t from, now;
    scope_range(&played->scope, &from, &now);
    const int64_t before[] = {from, at}, since[] = {at, MIN(now, until)};
    struct explain_apart *apart = played->apart = explain_apart_new(base);
    struct explain_row whole = {0};
    for (int side = 0; side < 2; side++) {
        const int64_t *range = side ? since : before;
        struct rows *rows = played_within(played, explain_whole_request(base), range[0], range[1]);
        explain_whole_take(&whole, side, rows);
        rows_free(rows);
    }
    apart->across = played_differs(played, base, since, base, before);
    explain_apart_worse(apart, &whole);
    if (apart->worse) {
        g_autofree char *worse = explain_side(apart, DIFFERS_INSIDE);
        g_autofree char *others = explain_side(apart, DIFFERS_OUTSIDE);
        apart->within = played_differs(played, worse, since, others, since);
    }
    g_autoptr(GPtrArray) keys = explain_apart_keys(apart);
    for (guint i = 0; i < keys->len; i++)
        played_values(played, keys->pdata[i], from, at, since[1]);
}

static inline const struct mix_shift *played_signal(const struct played *played,
                                                    const char *signal_id,
                                                    const struct signal **found)
{
    *found = NULL;
    for (guint i = 0; signal_id && i < played->parts->len; i++) {
        const struct wall_part *part = played->parts->pdata[i];
        for (guint s = 0; s < part->signals->len; s++)
            if (!strcmp(((const struct signal *)part->signals->pdata[s])->id, signal_id)) {
                *found = part->signals->pdata[s];
                return part->mixes->pdata[s];
            }
    }
    return NULL;
}

static inline void played_forget(struct played *played)
{
    g_clear_pointer(&played->flags, g_ptr_array_unref);
    g_clear_pointer(&played->rows, g_ptr_array_unref);
    g_clear_pointer(&played->patterns, g_ptr_array_unref);
    g_clear_pointer(&played->apart, explain_apart_free);
}

/* As explain_evidence.c does. `service` may have moved or not. */
static inline struct explanation *played_explain(struct played *played, const char *service,
                                                 const char *signal_id, int64_t onset_ms)
{
    played_forget(played);
    played_flags(played);
    struct explain_input input = {.subject = service,
                                  .service = service,
                                  .signal_id = signal_id,
                                  .onset_ms = onset_ms,
                                  .interval_ms = scope_interval_ms(&played->scope),
                                  .lead = played->lead,
                                  .calls = played->calls,
                                  .deploys = played->deploys,
                                  .flags = played->flags};
    struct explanation *first = explain_find(&input);
    const struct explain_step *last = first->chain->pdata[first->chain->len - 1];
    const struct signal *signal;
    int64_t since_ms = first->origin_ms - (last->time_ms ? 0 : EXPLAIN_LEAD_MS);
    int64_t until_ms = first->origin_ms + EXPLAIN_SINCE_MS;
    played_origin(played, first->origin, since_ms, until_ms);
    input.mix = played_signal(played, last->signal_id, &signal);
    explanation_free(first);
    input.rows = played->rows;
    input.patterns = played->patterns;
    struct explanation *second = explain_find(&input);
    g_autofree char *base = explain_base(signal, second);
    explanation_free(second);
    played_apart(played, base, since_ms, until_ms);
    input.apart = played->apart;
    return explain_find(&input);
}

static inline void played_free(struct played *played)
{
    played_forget(played);
    g_ptr_array_unref(played->parts);
    g_ptr_array_unref(played->issues);
    g_ptr_array_unref(played->deploys);
    g_clear_pointer(&played->monitors, g_ptr_array_unref);
    g_ptr_array_unref(played->names);
    g_array_unref(played->calls);
    lead_free(played->lead);
    scope_clear(&played->scope);
    intake_free(played->intake);
    health_free(played->health);
    store_close(played->store);
    folder_remove(played->directory);
    g_free(played->directory);
    g_free(played);
}

#endif
