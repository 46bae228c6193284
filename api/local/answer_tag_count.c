/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_tags.h"

#include "api/model/attributes.h"

#include <string.h>

/* Columns of events that say what happened, or which row it is; a tag says in what surroundings. */
static const char *const no_tags[] = {
    "id",      "timestamp",  "timestamp_precise", "project",     "title",           "message",
    "culprit", "error.type", "error.value",       "issue",       "issue.id",        "trace",
    "span_id", "platform",   "event.type",        "parent_span", "error.mechanism", "user.display"};
static const char *const no_tag_prefixes[] = {"sdk.",  "stack.",  "vigil.",
                                              "user.", "sentry.", "grouping."};

static bool is_tag(const char *key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(no_tags); i++)
        if (!strcmp(key, no_tags[i]))
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(no_tag_prefixes); i++)
        if (g_str_has_prefix(key, no_tag_prefixes[i]))
            return false;
    return true;
}

static void tag_value_free(void *value)
{
    g_free(((struct tag_value *)value)->text);
    g_free(value);
}

static void tag_count_free(void *tag)
{
    g_free(((struct tag_count *)tag)->key);
    g_hash_table_unref(((struct tag_count *)tag)->values);
    g_free(tag);
}

static struct tag_count *find_tag(GPtrArray *tags, const char *key)
{
    for (guint i = 0; i < tags->len; i++) {
        struct tag_count *tag = tags->pdata[i];
        if (!strcmp(tag->key, key))
            return tag;
    }
    struct tag_count *tag = g_new0(struct tag_count, 1);
    tag->key = g_strdup(key);
    tag->values = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, tag_value_free);
    g_ptr_array_add(tags, tag);
    return tag;
}

static void count_value(struct tag_count *tag, const char *text, int64_t time_ns)
{
    struct tag_value *value = g_hash_table_lookup(tag->values, text);
    if (!value) {
        value = g_new0(struct tag_value, 1);
        value->text = g_strdup(text);
        value->first_ns = value->last_ns = time_ns;
        g_hash_table_insert(tag->values, value->text, value);
    }
    value->count++;
    value->first_ns = MIN(value->first_ns, time_ns);
    value->last_ns = MAX(value->last_ns, time_ns);
    tag->total++;
}

/* What is being counted, segment by segment. */
struct counting {
    const struct tag_request *request;
    const struct query *query; /* the rows of the issue; NULL = every row */
    GPtrArray *tags;
};

static GArray *select_rows(const struct segment *segment, const struct counting *counting)
{
    size_t rows = segment_rows(segment);
    g_autofree uint64_t *bits = g_new0(uint64_t, (rows + 63) / 64 + 1);
    GArray *chosen = g_array_new(FALSE, FALSE, sizeof(size_t));
    const struct scope *scope = counting->request->scope;
    int environment = segment_column(segment, "environment");
    if (counting->query && query_select(counting->query, segment, rows, bits) == 0)
        return chosen;
    for (size_t row = 0; row < rows; row++) {
        bool matches = !counting->query || (bits[row / 64] >> (row % 64) & 1);
        if (matches && (!scope || ask_scope_has_row(scope, segment, row, environment)))
            g_array_append_val(chosen, row);
    }
    return chosen;
}

static void count_column(const struct segment *segment, int column, const GArray *rows,
                         GPtrArray *tags)
{
    struct tag_count *tag = NULL;
    for (guint i = 0; i < rows->len; i++) {
        size_t row = g_array_index(rows, size_t, i);
        struct value value = segment_value(segment, row, column);
        if (value.type == VALUE_NONE || value.type == VALUE_ARRAY)
            continue;
        if (!tag)
            tag = find_tag(tags, segment_column_key(segment, column));
        int64_t time_ns = segment_time_ns(segment, row);
        if (value.type == VALUE_STRING) {
            count_value(tag, value.string, time_ns);
        } else if (value.type == VALUE_BOOL) {
            count_value(tag, value.boolean ? "yes" : "no", time_ns);
        } else {
            g_autofree char *text = value_text(value);
            count_value(tag, text, time_ns);
        }
    }
}

static void count_segment(const struct segment *segment, const struct counting *counting)
{
    g_autoptr(GArray) rows = select_rows(segment, counting);
    const char *only = counting->request->key;
    for (size_t column = 0; rows->len && column < segment_column_count(segment); column++) {
        const char *key = segment_column_key(segment, (int)column);
        if (only ? !strcmp(key, attribute_canonical(only)) : is_tag(key))
            count_column(segment, (int)column, rows, counting->tags);
    }
}

static int compare_tags(const void *a, const void *b)
{
    const struct tag_count *const *left = a, *const *right = b;
    return strcmp((*left)->key, (*right)->key);
}

GPtrArray *tags_count(struct store *store, const struct tag_request *request)
{
    int64_t start = request->scope ? request->scope->start_ns : 0;
    int64_t end = request->scope ? request->scope->end_ns : INT64_MAX;
    g_autoptr(query) query = NULL;
    if (request->issue_id) {
        g_autofree char *text = g_strdup_printf("issue.id:%" PRId64, request->issue_id);
        query = query_parse(text, 0, NULL, NULL);
    }
    struct counting counting = {
        .request = request, .query = query, .tags = g_ptr_array_new_with_free_func(tag_count_free)};
    g_autoptr(GPtrArray) segments = store_segments(store, ITEM_EVENT, start, end);
    for (guint i = 0; i < segments->len; i++)
        count_segment(segments->pdata[i], &counting);
    g_ptr_array_sort(counting.tags, compare_tags);
    return counting.tags;
}
