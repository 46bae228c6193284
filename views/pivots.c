/* SPDX-License-Identifier: Apache-2.0 */
#include "views/pivots.h"

#include "api/insight/gen_ai_names.h"
#include "base/clock.h"
#include "views/body.h"
#include "views/log_source.h"

#include <string.h>

static bool refuse(char **why, const char *format, ...) G_GNUC_PRINTF(2, 3);
static bool refuse(char **why, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    if (why)
        *why = g_strdup_vprintf(format, list);
    va_end(list);
    return false;
}

/* --- trace --- */

static bool to_trace(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    (void)desk;
    if (!from->trace_id || !*from->trace_id) {
        g_autofree char *what = target_text(from);
        return refuse(why, "no trace: nothing known of %s carries a trace id", what);
    }
    to->kind = TARGET_TRACE;
    target_set(&to->trace_id, from->trace_id);
    target_set(&to->span_id, from->span_id);
    target_set(&to->service, from->service);
    to->time_ms = from->time_ms;
    return true;
}

/* --- traces --- */

static void add_term(GString *query, const char *key, const char *value)
{
    g_autofree char *quoted = value && *value ? body_quote(value) : NULL;
    if (quoted)
        g_string_append_printf(query, "%s%s:%s", query->len ? " " : "", key, quoted);
}

/* The search that selects spans like what the target is of. */
static char *spans_like(struct desk *desk, const struct target *from)
{
    const struct signal *signal = desk_find_signal(desk, from->signal_id);
    if (signal && g_strcmp0(signal->dataset, "spans") == 0 && signal->query && *signal->query)
        return g_strdup(signal->query);
    GString *query = g_string_new(NULL);
    add_term(query, "project", from->service);
    if (from->kind == TARGET_RELEASE)
        add_term(query, "release", from->release);
    if (from->kind == TARGET_SPAN) {
        add_term(query, "span.op", from->operation);
        add_term(query, "span.description", from->name);
    } else if (from->kind == TARGET_SAMPLE) {
        add_term(query, "transaction", from->transaction);
    }
    return g_string_free(query, FALSE);
}

static bool to_traces(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    g_autofree char *query = spans_like(desk, from);
    bool issue = from->kind == TARGET_ISSUE || from->kind == TARGET_EVENT;
    if (!*query && !(issue && (from->short_id || from->issue_id))) {
        g_autofree char *what = target_text(from);
        return refuse(why, "no traces: neither the service nor the release of %s is known", what);
    }
    to->kind = TARGET_TRACES;
    const char *names[] = {issue ? from->short_id : NULL,
                           from->kind == TARGET_RELEASE ? from->release : NULL, from->name,
                           from->service};
    for (size_t i = 0; i < G_N_ELEMENTS(names) && !to->name; i++)
        target_set(&to->name, names[i]);
    if (issue) {
        target_set(&to->short_id, from->short_id);
        target_set(&to->issue_id, from->issue_id);
    } else {
        target_set(&to->query, query);
    }
    return true;
}

/* Those of an issue are found by its events, which say no count. */
static struct request *count_traces(struct desk *desk, const struct target *from)
{
    g_autofree char *query = spans_like(desk, from);
    if (!*query || from->kind == TARGET_ISSUE || from->kind == TARGET_EVENT)
        return NULL;
    struct request *ask = request_new(ENDPOINT_EVENTS, NULL);
    request_add(ask, "dataset", "spans");
    request_add(ask, "field", "count_unique(trace)");
    request_addf(ask, "query", "(%s) has:trace", query);
    return ask;
}

/* As spans_like() narrows them. */
static char *traces_of(struct desk *desk, const struct target *from)
{
    const struct signal *signal = desk_find_signal(desk, from->signal_id);
    if (signal && g_strcmp0(signal->dataset, "spans") == 0 && signal->query && *signal->query)
        return g_strdup("behind it");
    if (from->kind == TARGET_SPAN && (from->operation || from->name))
        return g_strdup("like it");
    const char *name = from->kind == TARGET_RELEASE  ? from->release
                       : from->kind == TARGET_SAMPLE ? from->transaction
                                                     : NULL;
    if (!name || !*name)
        name = from->service;
    return name && *name ? g_strdup_printf("of %s", name) : NULL;
}

/* --- logs --- */

/* SDKs call the place where a process runs by several names. */
static void add_host(GString *query, const char *host)
{
    static const char *const keys[] = {"server.address", "host.name", "k8s.pod.name"};
    g_autofree char *value = body_quote(host);
    g_string_append_c(query, '(');
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++)
        g_string_append_printf(query, "%s%s:%s", i ? " OR " : "", keys[i], value);
    g_string_append_c(query, ')');
}

char *pivot_logs_query(const struct target *from)
{
    if (from->trace_id && *from->trace_id)
        return g_strdup_printf("trace:%s", from->trace_id);
    GString *query = g_string_new(from->kind == TARGET_LOGS && from->query ? from->query : NULL);
    if (from->host) {
        if (query->len)
            g_string_append_c(query, ' ');
        add_host(query, from->host);
    }
    if (from->service)
        g_string_append_printf(query, "%sproject:\"%s\"", query->len ? " " : "", from->service);
    return g_string_free(query, FALSE);
}

static bool to_logs(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    const struct log_source *files = desk_files(desk);
    if (from->kind == TARGET_LOGS && from->query && !from->trace_id) {
        target_copy(to, from);
        return true;
    }
    if (!from->trace_id && !from->service && !from->host) {
        g_autofree char *what = target_text(from);
        return refuse(why, "no logs: neither the trace nor the service of %s is known", what);
    }
    if (files && !from->trace_id && !from->host && log_source_one_service(files))
        return refuse(why, "no logs apart: the row names no trace, and all rows here are of %s",
                      from->service);
    to->kind = TARGET_LOGS;
    target_set(&to->trace_id, from->trace_id);
    target_set(&to->span_id, from->span_id);
    target_set(&to->service, from->service);
    if (!from->trace_id)
        target_set(&to->host, from->host);
    to->time_ms = from->time_ms;
    return true;
}

static struct request *count_logs(struct desk *desk, const struct target *from)
{
    (void)desk;
    struct request *ask = request_new(ENDPOINT_EVENTS, NULL);
    g_autofree char *query = pivot_logs_query(from);
    request_add(ask, "dataset", "logs");
    request_add(ask, "field", "count()");
    request_add(ask, "query", query);
    return ask;
}

/* As pivot_logs_query() narrows them. */
static char *logs_of(struct desk *desk, const struct target *from)
{
    (void)desk;
    if (from->trace_id && *from->trace_id)
        return g_strdup("of the trace");
    if (from->kind == TARGET_LOGS && from->query)
        return NULL;
    const char *name = from->host ? from->host : from->service;
    return name && *name ? g_strdup_printf("of %s", name) : NULL;
}

/* --- signals --- */

static bool to_signals(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    (void)desk;
    if (!from->service) {
        g_autofree char *what = target_text(from);
        return refuse(why, "no signals: the service of %s is not known", what);
    }
    to->kind = TARGET_SIGNALS;
    target_set(&to->service, from->service);
    target_set(&to->host, from->host);
    to->time_ms = from->time_ms;
    return true;
}

/* --- issue --- */

#define TOGETHER_MS (60 * 1000)      /* an issue may be seen so long before the bucket tells */
#define RAISED_MS   (10 * 60 * 1000) /* so long after something moved it may have raised one */

/* The service, and whoever calls it, at any depth: a caller waits for it, and fails for it. */
static GHashTable *waiting_for(const struct desk *desk, const char *service)
{
    GHashTable *waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) calls = g_array_new(FALSE, FALSE, sizeof(struct call_edge));
    desk_calls(desk, calls, names);
    g_hash_table_add(waiting, g_strdup(service));
    for (bool more = true; more;) {
        more = false;
        for (guint i = 0; i < calls->len; i++) {
            const struct call_edge *call = &g_array_index(calls, struct call_edge, i);
            if (g_hash_table_contains(waiting, call->callee))
                more |= g_hash_table_add(waiting, g_strdup(call->caller));
        }
    }
    return waiting;
}

/* What was raised when something of the service moved: the issue that was seen first then, one of
 * its own before one of who waits for it. NULL where there is none. */
static const struct issue *raised_then(struct desk *desk, const char *service, int64_t time_ms)
{
    const GPtrArray *known = desk_issues(desk);
    const struct issue *best = NULL;
    g_autoptr(GHashTable) waiting = waiting_for(desk, service);
    for (guint i = 0; i < known->len; i++) {
        const struct issue *one = known->pdata[i];
        if (one->first_seen_ms < time_ms - TOGETHER_MS ||
            one->first_seen_ms > time_ms + RAISED_MS || !one->project ||
            !g_hash_table_contains(waiting, one->project))
            continue;
        bool own = strcmp(one->project, service) == 0;
        bool best_own = best && strcmp(best->project, service) == 0;
        if (!best || own > best_own ||
            (own == best_own && one->first_seen_ms < best->first_seen_ms))
            best = one;
    }
    return best;
}

/* What a signal or a release has to do with errors: what was raised then, else the newest issue of
 * the service. */
static const struct issue *issue_of(struct desk *desk, const char *service, int64_t time_ms)
{
    const GPtrArray *known = desk_issues(desk);
    const struct issue *best = time_ms ? raised_then(desk, service, time_ms) : NULL;
    if (best)
        return best;
    for (guint i = 0; i < known->len; i++) {
        const struct issue *one = known->pdata[i];
        if (g_strcmp0(one->project, service) == 0 &&
            (!best || one->first_seen_ms > best->first_seen_ms))
            best = one;
    }
    return best;
}

static bool to_issue(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    to->kind = TARGET_ISSUE;
    target_set(&to->service, from->service);
    target_set(&to->event_id, from->event_id);
    if (from->issue_id || from->short_id) {
        target_set(&to->issue_id, from->issue_id);
        target_set(&to->short_id, from->short_id);
        return true;
    }
    if (from->kind == TARGET_SPAN || from->kind == TARGET_LOG || from->kind == TARGET_CALL)
        return refuse(why, "no issue: no error was reported in this %s",
                      from->kind == TARGET_LOG ? "log row" : "span");
    if (from->kind == TARGET_ATTRIBUTE) /* the newest of its service has nothing to do with it */
        return refuse(why, "no issue: no error is known of what has this attribute");
    const struct issue *one = from->service ? issue_of(desk, from->service, from->time_ms) : NULL;
    if (!one)
        return refuse(why, "no issue: none of the %u issues in scope is of %s",
                      desk_issues(desk)->len, from->service ? from->service : "this");
    target_set(&to->service, one->project);
    target_set(&to->issue_id, one->id);
    target_set(&to->short_id, one->short_id);
    return true;
}

/* --- release, commit --- */

static const struct deploy *deploy_before(struct desk *desk, const char *service, int64_t time_ms)
{
    const GPtrArray *known = desk_deploys(desk);
    const struct deploy *best = NULL;
    for (guint i = 0; i < known->len; i++) {
        const struct deploy *one = known->pdata[i];
        if (g_strcmp0(one->project, service) == 0 && (!time_ms || one->finished_ms <= time_ms) &&
            (!best || one->finished_ms > best->finished_ms))
            best = one;
    }
    return best;
}

static bool to_release(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    to->kind = TARGET_RELEASE;
    target_set(&to->service, from->service);
    to->time_ms = from->time_ms;
    if (from->release) {
        target_set(&to->release, from->release);
        return true;
    }
    const struct deploy *deploy =
        from->service ? deploy_before(desk, from->service, from->time_ms) : NULL;
    if (!deploy)
        return refuse(why, "no release: it names none, and none of the %u known deploys is of %s%s",
                      desk_deploys(desk)->len, from->service ? from->service : "its service",
                      from->time_ms ? " before then" : "");
    target_set(&to->release, deploy->release);
    return true;
}

static bool to_suspects(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    (void)desk;
    if (from->kind != TARGET_ISSUE && from->kind != TARGET_EVENT && !from->service)
        return refuse(why, "no suspect commit: the service is not known");
    target_copy(to, from);
    to->kind = TARGET_SUSPECTS;
    return true;
}

/* --- problems --- */

static int64_t known_problems(struct desk *desk, const struct target *to)
{
    g_autoptr(trace) trace = desk_trace(desk, to->trace_id);
    return trace ? (int64_t)problems_count(trace->problems) : -1;
}

static bool to_problems(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    if (!from->trace_id || !*from->trace_id)
        return refuse(why, "no problems: they are looked for in a trace, and none is known here");
    g_autoptr(trace) trace = desk_trace(desk, from->trace_id);
    if (trace && !trace->problems)
        return refuse(why, "no performance problem: none of the %d rules fits the %d spans",
                      PROBLEM_KIND_COUNT, trace_span_count(trace));
    to->kind = TARGET_PROBLEMS;
    target_set(&to->trace_id, from->trace_id);
    target_set(&to->span_id, from->span_id);
    target_set(&to->service, from->service);
    to->time_ms = from->time_ms;
    return true;
}

/* --- agents --- */

static bool to_agents(struct desk *desk, const struct target *from, struct target *to, char **why)
{
    (void)desk;
    if (!from->trace_id || !*from->trace_id)
        return refuse(why, "no agents: the trace is not known");
    if (!from->agents && !gen_ai_is_op(from->operation))
        return refuse(why, "no agents: no span known of this trace is of generative AI (gen_ai.*)");
    target_copy(to, from);
    to->kind = TARGET_AGENTS;
    return true;
}

/* --- the table --- */

#define OF(kind) (1U << TARGET_##kind)
/* What a time, a service and mostly a trace are known of. */
#define SEEN \
    (OF(SIGNAL) | OF(RANGE) | OF(SAMPLE) | OF(SPAN) | OF(LOG) | OF(ISSUE) | OF(EVENT) | OF(CALL))
#define AROUND (SEEN | OF(SIGNALS) | OF(SUSPECTS) | OF(ATTRIBUTE) | OF(RELEASE))

/* clang-format off */
static const struct pivot table[] = {
    {SEEN | OF(FRAME) | OF(SUSPECTS) | OF(ATTRIBUTE) | OF(TRACES),           't', "trace",          to_trace,    NULL,         NULL,           NULL},
    {(AROUND & ~OF(ATTRIBUTE) & ~OF(SUSPECTS) & ~OF(SPAN)) | OF(COMMIT),     'T', "traces",         to_traces,   count_traces, NULL,           traces_of},
    {AROUND | OF(TRACE) | OF(TRACES) | OF(FRAME) | OF(COMMIT) | OF(LOGS),    'l', "logs",           to_logs,     count_logs,   NULL,           logs_of},
    {OF(SPAN),                                                               'a', "agents",         to_agents,   NULL,         NULL,           NULL},
    {AROUND | OF(TRACE),                                                     'i', "issue",          to_issue,    NULL,         NULL,           NULL},
    {SEEN | OF(TRACE) | OF(FRAME) | OF(SIGNALS),                             'c', "suspect commit", to_suspects, NULL,         NULL,           NULL},
    {OF(RELEASE),                                                            'c', "commits",        to_release,  NULL,         NULL,           NULL},
    {OF(SPAN) | OF(TRACE),                                                   'p', "problems",       to_problems, NULL,         known_problems, NULL},
    {SEEN | OF(TRACE) | OF(FRAME) | OF(COMMIT) | OF(SIGNALS) | OF(SUSPECTS), 'r', "release",        to_release,  NULL,         NULL,           NULL},
    {OF(SPAN),                                                               'T', "traces",         to_traces,   count_traces, NULL,           traces_of},
    {(AROUND & ~OF(SIGNALS)) | OF(TRACE) | OF(FRAME) | OF(COMMIT),           'm', "signals",        to_signals,  NULL,         NULL,           NULL},
};
/* clang-format on */

const struct pivot *pivots(size_t *count)
{
    *count = G_N_ELEMENTS(table);
    return table;
}

bool pivot_leads_from(const struct pivot *pivot, enum target_kind kind)
{
    return pivot->from >> kind & 1;
}

const struct pivot *pivot_find(enum target_kind kind, char key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(table); i++)
        if (pivot_leads_from(&table[i], kind) && table[i].key == key)
            return &table[i];
    return NULL;
}
