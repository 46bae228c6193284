/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_issue_search.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_trace_rows.h"

#include "api/local/answer_json.h"
#include "api/model/trace.h"
#include "api/wire/rows.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

/* Spans nested deeper than this begin anew among the roots, naming their parent, so that the body
 * stays within what JSON readers take (jansson: 2048 levels; a span is two). */
#define MOST_NESTED 1000
#define MOST_SPANS  100000 /* in one answer */

/* A trace put in order, with the row behind each of its spans. */
struct forest {
    struct trace_rows rows;
    struct trace *trace;
    GHashTable *row_of; /* struct span * -> struct trace_row * */
};

/* False: no end was told. */
static bool duration_ms(const struct trace_row *row, double *ms)
{
    *ms = 0;
    return value_number(trace_row_value(row, "span.duration"), ms) && isfinite(*ms);
}

/* What was told, in ns, within thirty years: it can be added to any time. */
static int64_t length_ns(double ms)
{
    return llround(CLAMP(ms, -1e12, 1e12) * 1e6);
}

static struct forest forest_of(struct store *store, const char *trace_id)
{
    struct forest forest = {ask_trace_rows_find(store, ITEM_SPAN, trace_id), trace_new(trace_id),
                            g_hash_table_new(NULL, NULL)};
    for (guint i = 0; i < forest.rows.rows->len; i++) {
        struct trace_row *row = &g_array_index(forest.rows.rows, struct trace_row, i);
        struct span *span = trace_add_span(forest.trace);
        const char *parent = trace_row_text(row, "parent_span");
        span->id = trace_text(forest.trace, segment_id(row->segment, row->row));
        span->parent_id = trace_text(forest.trace, parent && *parent ? parent : NULL);
        span->service = trace_word(forest.trace, segment_project(row->segment, row->row));
        span->start_us = trace_row_start_ns(row) / NS_PER_US;
        double ms;
        span->duration_us = duration_ms(row, &ms) ? length_ns(ms) / NS_PER_US : 0;
        g_hash_table_insert(forest.row_of, span, row);
    }
    trace_arrange(forest.trace);
    return forest;
}

static void forest_clear(struct forest *forest)
{
    g_hash_table_unref(forest->row_of);
    trace_free(forest->trace);
    ask_trace_rows_clear(&forest->rows);
}

static void set_project(struct ask *ask, json_t *body, const struct trace_row *row)
{
    const char *slug = segment_project(row->segment, row->row);
    const struct project *project = slug ? store_project(ask->store, slug) : NULL;
    json_object_set_new(body, "project_id", json_integer(project ? project->id : 0));
    json_object_set_new(body, "project_slug", answer_text(slug));
}

/* Every numeric attribute below `prefix`, by its whole name. */
static json_t *members_below(const struct trace_row *row, const char *prefix)
{
    json_t *body = json_object();
    for (size_t i = 0; i < segment_column_count(row->segment); i++) {
        const char *key = segment_column_key(row->segment, (int)i);
        double number;
        if (g_str_has_prefix(key, prefix) &&
            value_number(segment_value(row->segment, row->row, (int)i), &number))
            json_object_set_new(body, key, json_real(number));
    }
    return body;
}

static json_t *additional(const struct trace_row *row, const char *const *names)
{
    json_t *body = json_object();
    for (size_t i = 0; names && names[i]; i++) {
        struct value value = trace_row_value(row, names[i]);
        if (value.type != VALUE_NONE)
            json_object_set_new(body, names[i], answer_value(value));
    }
    return body;
}

static json_t *text_or_empty(const struct trace_row *row, const char *key)
{
    const char *text = trace_row_text(row, key);
    return answer_text(text ? text : "");
}

static bool is_transaction(const struct trace_row *row)
{
    struct value value = trace_row_value(row, "is_transaction");
    return value.type == VALUE_BOOL && value.boolean;
}

static json_t *span_body(struct ask *ask, const struct span *span, const struct trace_row *row,
                         const char *const *names)
{
    const char *description = trace_row_text(row, "span.description");
    const char *op = trace_row_text(row, "span.op");
    double duration;
    bool ended = duration_ms(row, &duration);
    json_t *body = json_object();
    json_object_set_new(body, "event_type", json_string("span"));
    json_object_set_new(body, "event_id", answer_text(span->id));
    json_object_set_new(body, "transaction_id", text_or_empty(row, "transaction.event_id"));
    set_project(ask, body, row);
    json_object_set_new(body, "op", answer_text(op ? op : ""));
    json_object_set_new(body, "name", answer_text(op ? op : description ? description : ""));
    json_object_set_new(body, "description", answer_text(description));
    json_object_set_new(body, "transaction", text_or_empty(row, "transaction"));
    json_object_set_new(body, "is_transaction", json_boolean(is_transaction(row)));
    json_object_set_new(body, "parent_span_id", answer_text(span->parent_id));
    json_object_set_new(body, "sdk_name", text_or_empty(row, "sdk.name"));
    json_object_set_new(body, "profile_id", text_or_empty(row, "profile.id"));
    json_object_set_new(body, "profiler_id", text_or_empty(row, "profiler.id"));
    json_object_set_new(body, "start_timestamp", answer_seconds(trace_row_start_ns(row)));
    json_object_set_new(body, "end_timestamp",
                        ended ? answer_seconds(trace_row_start_ns(row) + length_ns(duration))
                              : json_null());
    json_object_set_new(body, "duration", ended ? json_real(duration) : json_null());
    json_object_set_new(body, "measurements", members_below(row, "measurements."));
    json_object_set_new(body, "browser_web_vital", members_below(row, "browser.web_vital."));
    json_object_set_new(body, "mobile_app_vital", members_below(row, "app.vitals."));
    json_object_set_new(body, "additional_attributes", additional(row, names));
    json_object_set_new(body, "children", json_array());
    json_object_set_new(body, "errors", json_array());
    json_object_set_new(body, "occurrences", json_array());
    return body;
}

/* How many spans are answered: the first in the order of a waterfall, so that each has its parent.
 * How many there are trace-meta says. */
static guint spans_answered(struct ask *ask, const struct forest *forest)
{
    const char *limit = ask_get(ask, "limit");
    guint64 most = limit ? g_ascii_strtoull(limit, NULL, 10) : 0;
    most = most > 0 ? MIN(most, MOST_SPANS) : MOST_SPANS;
    return (guint)MIN(most, forest->trace->spans->len);
}

/* Nests the spans; bodies[i] is borrowed from the tree. */
static json_t *forest_body(struct ask *ask, const struct forest *forest, json_t **bodies,
                           guint count)
{
    g_autofree const char **names = ask_get_all(ask, "additional_attributes");
    json_t *roots = json_array();
    for (guint i = 0; i < count; i++) {
        const struct span *span = forest->trace->spans->pdata[i];
        bodies[i] = span_body(ask, span, g_hash_table_lookup(forest->row_of, span), names);
        bool nested = span->parent >= 0 && span->depth % MOST_NESTED != 0;
        json_array_append_new(nested ? json_object_get(bodies[span->parent], "children") : roots,
                              bodies[i]);
    }
    return roots;
}

static json_t *error_body(struct ask *ask, const struct trace_row *row)
{
    double id = 0;
    value_number(trace_row_value(row, "issue.id"), &id);
    const struct issue_record *issue = store_issue(ask->store, (int64_t)id);
    const char *level = trace_row_text(row, "level");
    json_t *body = json_object();
    json_object_set_new(body, "event_type", json_string("error"));
    json_object_set_new(body, "event_id", answer_text(segment_id(row->segment, row->row)));
    json_object_set_new(body, "issue_id", json_integer((json_int_t)id));
    json_object_set_new(body, "issue_type", json_integer(1));
    json_object_set_new(body, "short_id", answer_text(issue ? issue->short_id : NULL));
    set_project(ask, body, row);
    json_object_set_new(body, "transaction", text_or_empty(row, "transaction"));
    json_object_set_new(body, "description", answer_text(trace_row_text(row, "title")));
    json_object_set_new(body, "message", answer_text(trace_row_text(row, "message")));
    json_object_set_new(body, "culprit", answer_text(trace_row_text(row, "culprit")));
    json_object_set_new(body, "level", answer_text(level ? level : "error"));
    json_object_set_new(body, "span_id", answer_text(trace_row_text(row, "span_id")));
    json_object_set_new(body, "start_timestamp", answer_seconds(trace_row_start_ns(row)));
    json_object_set_new(body, "end_timestamp", answer_seconds(trace_row_start_ns(row)));
    return body;
}

/* Errors hang below the span they happened in; those of no span we have stand among the roots. */
static void add_errors(struct ask *ask, const char *trace_id, const struct forest *forest,
                       json_t **bodies, json_t *roots)
{
    struct trace_rows errors = ask_trace_rows_find(ask->store, ITEM_EVENT, trace_id);
    for (guint i = 0; i < errors.rows->len; i++) {
        const struct trace_row *row = &g_array_index(errors.rows, struct trace_row, i);
        int span = trace_find(forest->trace, trace_row_text(row, "span_id"));
        bool answered = span >= 0 && bodies[span];
        json_array_append_new(answered ? json_object_get(bodies[span], "errors") : roots,
                              error_body(ask, row));
    }
    ask_trace_rows_clear(&errors);
}

json_t *answer_trace(struct ask *ask)
{
    g_autofree char *trace_id = row_hex(ask_variable(ask, 1), 32);
    if (!trace_id)
        return ask_fail(ask, 404, "\"%s\" is no trace id: 32 hexadecimal digits are wanted",
                        ask_variable(ask, 1));
    struct forest forest = forest_of(ask->store, trace_id);
    g_autofree json_t **bodies = g_new0(json_t *, forest.trace->spans->len + 1);
    json_t *roots = forest_body(ask, &forest, bodies, spans_answered(ask, &forest));
    add_errors(ask, trace_id, &forest, bodies, roots);
    forest_clear(&forest);
    return roots;
}

static json_t *count_of_rows(struct ask *ask, enum item_kind kind, const char *trace_id)
{
    struct trace_rows rows = ask_trace_rows_find(ask->store, kind, trace_id);
    json_t *count = json_integer(rows.rows->len);
    ask_trace_rows_clear(&rows);
    return count;
}

/* Spans by op, and spans below each transaction. */
static void count_spans(const struct forest *forest, json_t *by_op, json_t *by_transaction)
{
    for (guint i = 0; i < forest->trace->spans->len; i++) {
        const struct span *span = forest->trace->spans->pdata[i];
        const struct trace_row *row = g_hash_table_lookup(forest->row_of, span);
        const char *op = trace_row_text(row, "span.op");
        json_t *count = json_object_get(by_op, op ? op : "default");
        json_object_set_new(by_op, op ? op : "default",
                            json_integer(json_integer_value(count) + 1));
        if (!is_transaction(row))
            continue;
        json_t *entry = json_object();
        json_object_set_new(entry, "transaction.event_id", answer_text(span->id));
        json_object_set_new(entry, "count()", json_integer(span->descendants + 1));
        json_array_append_new(by_transaction, entry);
    }
}

/* Both spellings: servers and clients of either age are about. */
json_t *answer_trace_meta(struct ask *ask)
{
    static const char *const names[][2] = {
        {"errors",                      "errorsCount"             },
        {"logs",                        "logsCount"               },
        {"metrics",                     "metricsCount"            },
        {"performance_issues",          "performanceIssuesCount"  },
        {"span_count",                  "spansCount"              },
        {"span_count_map",              "spansCountMap"           },
        {"transaction_child_count_map", "transactionChildCountMap"},
        {"uptime_checks",               "uptimeCount"             }
    };
    g_autofree char *trace_id = row_hex(ask_variable(ask, 1), 32);
    if (!trace_id)
        return ask_fail(ask, 404, "\"%s\" is no trace id: 32 hexadecimal digits are wanted",
                        ask_variable(ask, 1));
    struct forest forest = forest_of(ask->store, trace_id);
    json_t *by_op = json_object();
    json_t *by_transaction = json_array();
    count_spans(&forest, by_op, by_transaction);
    json_t *body = json_object();
    json_object_set_new(body, "errors", count_of_rows(ask, ITEM_EVENT, trace_id));
    json_object_set_new(body, "logs", count_of_rows(ask, ITEM_LOG, trace_id));
    json_object_set_new(body, "metrics", count_of_rows(ask, ITEM_METRIC, trace_id));
    json_object_set_new(body, "performance_issues", json_integer(0));
    json_object_set_new(body, "span_count", json_integer(forest.trace->spans->len));
    json_object_set_new(body, "span_count_map", by_op);
    json_object_set_new(body, "transaction_child_count_map", by_transaction);
    json_object_set_new(body, "uptime_checks", json_integer(0));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        json_object_set(body, names[i][1], json_object_get(body, names[i][0]));
    forest_clear(&forest);
    return body;
}
