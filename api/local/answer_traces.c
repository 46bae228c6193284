/* SPDX-License-Identifier: Apache-2.0
 *
 * traces/: the traces that have a span which the search selects, newest or oldest first, each with
 * its root, its extent, its counts, and where each project worked in it.
 */
#include "api/local/answer_routes.h"
#include "api/local/answer_trace_rows.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

#define SLICES      40
#define MOST_SLICES 100
#define MOST_FOUND  100000 /* traces of one of several searches */
/* Spans of a trace that begins or ends this far outside the range still belong to it. */
#define AROUND_NS (INT64_C(3600) * NS_PER_SECOND)

/* A project within a trace. */
struct part {
    const char *project, *sdk;
    int64_t start_ns, end_ns;
    bool root;
};

/* How well a span stands for its trace; the earliest of the best gives the name. */
enum rank { RANK_SPAN, RANK_TRANSACTION, RANK_PAGE, RANK_ROOT };

/* A trace of the page. Text is the segments' and the table's. */
struct found {
    const char *id;
    int64_t spans, matching, errors;
    int64_t start_ns, end_ns;
    enum rank rank;
    int64_t root_ns;
    double root_ms;
    const char *project, *name;
    GArray *parts; /* of struct part */
};

static void found_free(void *data)
{
    struct found *found = data;
    g_array_unref(found->parts);
    g_free(found);
}

/* What the call wants, beside its scope and page. */
struct wanted {
    struct scope scope;
    struct page page;
    const char *order;
    int64_t slices;
};

static json_t *read_wanted(struct ask *ask, struct wanted *wanted)
{
    const char *dataset = ask_get(ask, "dataset"), *sort = ask_get(ask, "sort");
    const char *slices = ask_get(ask, "breakdownSlices");
    wanted->slices = SLICES;
    if (dataset && strcmp(dataset, "spans") != 0)
        return ask_fail(ask, 400, "Unsupported dataset: %s", dataset);
    if (sort && strcmp(sort, "timestamp") != 0 && strcmp(sort, "-timestamp") != 0)
        return ask_fail(ask, 400, "Unsupported sort: %s", sort);
    if (slices && !g_ascii_string_to_signed(slices, 10, 1, MOST_SLICES, &wanted->slices, NULL))
        return ask_fail(ask, 400, "breakdownSlices wants a number from 1 to %d", MOST_SLICES);
    wanted->order = sort && *sort != '-' ? "min(timestamp)" : "-min(timestamp)";
    json_t *failure = ask_page(ask, 0, &wanted->page);
    return failure ? failure : ask_scope(ask, &wanted->page, &wanted->scope);
}

/* --- which traces --- */

/* Columns: the id, how many of its spans match, when the first of them began. */
static struct table *search(struct ask *ask, const struct wanted *wanted, const char *text,
                            size_t offset, size_t limit, json_t **failure)
{
    g_autoptr(query) given = ask_query(ask, text, failure);
    if (!given)
        return NULL;
    g_autofree char *traced =
        query_is_empty(given) ? g_strdup("has:trace") : g_strdup_printf("(%s) has:trace", text);
    g_autoptr(query) query = ask_query(ask, traced, failure);
    if (!query)
        return NULL;
    const char *sort[] = {wanted->order, NULL};
    struct table_request request = {
        .kind = ITEM_SPAN,
        .fields = (const char *const[]){"trace", "count()", "min(timestamp)", NULL},
        .query = query,
        .projects = wanted->scope.projects,
        .environments = wanted->scope.environments,
        .start_ns = wanted->scope.start_ns,
        .end_ns = wanted->scope.end_ns,
        .sort = sort,
        .offset = offset,
        .limit = limit
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) segments =
        store_segments(ask->store, ITEM_SPAN, request.start_ns, request.end_ns);
    struct table *table = table_query(segments, &request, &error);
    if (!table)
        *failure = ask_fail_error(ask, error);
    return table;
}

static const char *table_id(const struct table *table, size_t row)
{
    const char *id = value_as_string(table->values[row * table->columns]);
    return id ? id : "";
}

/* Takes out of `kept` the traces that `text` does not find; false having set *failure. */
static bool keep_found(struct ask *ask, const struct wanted *wanted, const char *text,
                       GPtrArray *kept, json_t **failure)
{
    g_autoptr(table) table = search(ask, wanted, text, 0, MOST_FOUND, failure);
    if (!table)
        return false;
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t row = 0; row < table->rows; row++)
        g_hash_table_add(ids, (gpointer)table_id(table, row));
    guint count = 0;
    for (guint i = 0; i < kept->len; i++) {
        struct found *found = kept->pdata[i];
        if (!g_hash_table_contains(ids, found->id))
            continue;
        kept->pdata[i] = kept->pdata[count];
        kept->pdata[count++] = found;
    }
    g_ptr_array_set_size(kept, (int)count); /* frees what was put behind */
    return true;
}

static struct found *found_new(const struct table *table, size_t row)
{
    struct found *found = g_new0(struct found, 1);
    double matching = 0;
    found->id = table_id(table, row);
    if (value_number(table->values[row * table->columns + 1], &matching))
        found->matching = (int64_t)matching;
    found->start_ns = found->root_ns = INT64_MAX;
    found->end_ns = INT64_MIN;
    found->parts = g_array_new(FALSE, FALSE, sizeof(struct part));
    return found;
}

/* The page's traces, of struct found *. *table holds their ids; *matched is how many there are on
 * all pages. NULL with the failure. */
static GPtrArray *find_traces(struct ask *ask, const struct wanted *wanted, struct table **table,
                              size_t *matched, json_t **failure)
{
    g_autofree const char **given = ask_get_all(ask, "query");
    bool several = given && given[0] && given[1];
    size_t offset = several ? 0 : wanted->page.offset;
    *table = search(ask, wanted, given ? given[0] : NULL, offset,
                    several ? MOST_FOUND : wanted->page.limit, failure);
    if (!*table)
        return NULL;
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(found_free);
    for (size_t row = 0; row < (*table)->rows; row++)
        g_ptr_array_add(list, found_new(*table, row));
    *matched = (*table)->matched;
    for (size_t i = 1; several && given[i]; i++)
        if (!keep_found(ask, wanted, given[i], list, failure))
            return NULL;
    if (several) {
        *matched = list->len;
        g_ptr_array_remove_range(list, 0, (guint)MIN(wanted->page.offset, list->len));
        if (list->len > wanted->page.limit)
            g_ptr_array_set_size(list, (int)wanted->page.limit);
    }
    return g_steal_pointer(&list);
}

/* --- what they are --- */

static struct part *part_of(struct found *found, const char *project)
{
    for (guint i = 0; i < found->parts->len; i++) {
        struct part *part = &g_array_index(found->parts, struct part, i);
        if (!g_strcmp0(part->project, project))
            return part;
    }
    struct part part = {.project = project, .start_ns = INT64_MAX, .end_ns = INT64_MIN};
    g_array_append_val(found->parts, part);
    return &g_array_index(found->parts, struct part, found->parts->len - 1);
}

static enum rank rank_of(const struct trace_row *row)
{
    const char *parent = trace_row_text(row, "parent_span"), *op = trace_row_text(row, "span.op");
    struct value transaction = trace_row_value(row, "is_transaction");
    if (transaction.type != VALUE_BOOL || !transaction.boolean)
        return RANK_SPAN;
    if (!parent || strspn(parent, "0") == strlen(parent))
        return RANK_ROOT;
    bool page = op && (!strcmp(op, "pageload") || !strcmp(op, "navigation"));
    return page ? RANK_PAGE : RANK_TRANSACTION;
}

static const char *name_of(const struct trace_row *row)
{
    static const char *const keys[] = {"transaction", "span.description", "span.op"};
    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *text = trace_row_text(row, keys[i]);
        if (text && *text)
            return text;
    }
    return NULL;
}

static void add_span(struct found *found, const struct trace_row *row)
{
    double ms = 0;
    if (!value_number(trace_row_value(row, "span.duration"), &ms) || !isfinite(ms))
        ms = 0;
    int64_t start = trace_row_start_ns(row);
    int64_t end = start + (int64_t)(CLAMP(ms, 0, 1e9) * 1e6);
    enum rank rank = rank_of(row);
    struct part *part = part_of(found, segment_project(row->segment, row->row));
    found->spans++;
    found->start_ns = MIN(found->start_ns, start);
    found->end_ns = MAX(found->end_ns, end);
    part->start_ns = MIN(part->start_ns, start);
    part->end_ns = MAX(part->end_ns, end);
    part->root = part->root || rank == RANK_ROOT;
    if (!part->sdk)
        part->sdk = trace_row_text(row, "sdk.name");
    if (found->name && (rank < found->rank || (rank == found->rank && start >= found->root_ns)))
        return;
    found->rank = rank;
    found->root_ns = start;
    found->root_ms = ms;
    found->project = part->project;
    found->name = name_of(row);
}

/* "trace:[a,b]" over the page. */
static struct query *query_of_ids(const GPtrArray *list)
{
    g_autoptr(GString) text = g_string_new("trace:[");
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(text, "%s%s", i ? "," : "", ((struct found *)list->pdata[i])->id);
    g_string_append_c(text, ']');
    return query_parse(text->str, 0, NULL, NULL);
}

static void count_errors(struct ask *ask, const struct wanted *wanted, const struct query *query,
                         GHashTable *by_id)
{
    struct table_request request = {
        .kind = ITEM_EVENT,
        .fields = (const char *const[]){"trace", "count()", NULL},
        .query = query,
        .start_ns = MAX(wanted->scope.start_ns - AROUND_NS, 0),
        .end_ns = wanted->scope.end_ns + AROUND_NS,
        .limit = MOST_FOUND
    };
    g_autoptr(GPtrArray) segments =
        store_segments(ask->store, ITEM_EVENT, request.start_ns, request.end_ns);
    g_autoptr(table) table = table_query(segments, &request, NULL);
    for (size_t row = 0; table && row < table->rows; row++) {
        struct found *found = g_hash_table_lookup(by_id, table_id(table, row));
        double number;
        if (found && value_number(table->values[row * table->columns + 1], &number))
            found->errors = (int64_t)number;
    }
}

/* Reads the spans of all of the page's traces in one pass. `segments` get what keeps the text. */
static void fill(struct ask *ask, const struct wanted *wanted, const GPtrArray *list,
                 const GPtrArray *segments)
{
    g_autoptr(query) query = query_of_ids(list);
    g_autoptr(GHashTable) by_id = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < list->len; i++)
        g_hash_table_insert(by_id, (gpointer)((struct found *)list->pdata[i])->id, list->pdata[i]);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct trace_row));
    for (guint i = 0; query && i < segments->len; i++)
        trace_rows_select(rows, segments->pdata[i], query, seen);
    for (guint i = 0; i < rows->len; i++) {
        const struct trace_row *row = &g_array_index(rows, struct trace_row, i);
        const char *trace = trace_row_text(row, "trace");
        struct found *found = trace ? g_hash_table_lookup(by_id, trace) : NULL;
        if (found)
            add_span(found, row);
    }
    if (query)
        count_errors(ask, wanted, query, by_id);
}

/* --- the body --- */

static json_t *breakdown(const struct found *found, const struct part *part, int64_t slices)
{
    double whole = MAX((double)(found->end_ns - found->start_ns), 1);
    int64_t first = MIN(
        (int64_t)((double)(part->start_ns - found->start_ns) / whole * (double)slices), slices - 1);
    int64_t last = (int64_t)ceil((double)(part->end_ns - found->start_ns) / whole * (double)slices);
    json_t *body = json_object();
    json_object_set_new(body, "project", answer_text(part->project));
    json_object_set_new(body, "sdkName", answer_text(part->sdk));
    json_object_set_new(body, "isRoot", json_boolean(part->root));
    json_object_set_new(body, "start", json_integer(part->start_ns / NS_PER_MS));
    json_object_set_new(body, "end", json_integer(part->end_ns / NS_PER_MS));
    json_object_set_new(body, "sliceStart", json_integer(first));
    json_object_set_new(body, "sliceEnd", json_integer(MAX(last, first + 1)));
    json_object_set_new(body, "sliceWidth", json_integer(MAX(last - first, 1)));
    json_object_set_new(body, "duration",
                        json_integer((part->end_ns - part->start_ns) / NS_PER_MS));
    json_object_set_new(body, "kind", json_string("project"));
    return body;
}

static json_t *trace_body(const struct found *found, int64_t slices)
{
    json_t *parts = json_array();
    for (guint i = 0; i < found->parts->len; i++)
        json_array_append_new(
            parts, breakdown(found, &g_array_index(found->parts, struct part, i), slices));
    bool known = found->spans > 0;
    json_t *body = json_object();
    json_object_set_new(body, "trace", answer_text(found->id));
    json_object_set_new(body, "project", answer_text(found->project));
    json_object_set_new(body, "name", answer_text(found->name));
    json_object_set_new(body, "numSpans", json_integer(found->spans));
    json_object_set_new(body, "matchingSpans", json_integer(found->matching));
    json_object_set_new(body, "numErrors", json_integer(found->errors));
    json_object_set_new(body, "numOccurrences", json_integer(0));
    json_object_set_new(body, "start",
                        known ? json_integer(found->start_ns / NS_PER_MS) : json_null());
    json_object_set_new(body, "end", known ? json_integer(found->end_ns / NS_PER_MS) : json_null());
    json_object_set_new(body, "duration",
                        known ? json_integer((found->end_ns - found->start_ns) / NS_PER_MS)
                              : json_null());
    json_object_set_new(body, "rootDuration", known ? json_real(found->root_ms) : json_null());
    json_object_set_new(body, "breakdowns", parts);
    return body;
}

static json_t *list_body(const GPtrArray *list, int64_t slices)
{
    json_t *data = json_array();
    for (guint i = 0; i < list->len; i++)
        json_array_append_new(data, trace_body(list->pdata[i], slices));
    json_t *meta = json_object();
    json_object_set_new(meta, "fields", json_object());
    json_object_set_new(meta, "units", json_object());
    json_object_set_new(meta, "dataset", json_string("spans"));
    json_object_set_new(meta, "datasetReason", json_string("unchanged"));
    json_object_set_new(meta, "isMetricsData", json_false());
    json_object_set_new(meta, "isMetricsExtractedData", json_false());
    json_object_set_new(meta, "tips", json_object());
    json_t *body = json_object();
    json_object_set_new(body, "data", data);
    json_object_set_new(body, "meta", meta);
    return body;
}

static json_t *answer_wanted(struct ask *ask, const struct wanted *wanted)
{
    g_autoptr(table) table = NULL;
    json_t *failure = NULL;
    size_t matched = 0;
    g_autoptr(GPtrArray) list = find_traces(ask, wanted, &table, &matched, &failure);
    if (!list)
        return failure;
    g_autoptr(GPtrArray) segments =
        store_segments(ask->store, ITEM_SPAN, MAX(wanted->scope.start_ns - AROUND_NS, 0),
                       wanted->scope.end_ns + AROUND_NS);
    if (list->len)
        fill(ask, wanted, list, segments);
    ask_hits(ask, matched);
    ask_link_offset(ask, &wanted->page, wanted->scope.end_ns / NS_PER_MS,
                    wanted->page.offset + list->len < matched);
    return list_body(list, wanted->slices);
}

json_t *answer_traces(struct ask *ask)
{
    struct wanted wanted = {0};
    json_t *body = read_wanted(ask, &wanted);
    if (!body)
        body = answer_wanted(ask, &wanted);
    ask_scope_clear(&wanted.scope);
    return body;
}
