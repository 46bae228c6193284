/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"
#include "api/local/answer_explore.h"
#include "api/local/answer_routes.h"

#include "api/insight/differs_counts.h"
#include "api/local/answer_json.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define BLOCK       1024
#define MOST_LABELS 1000 /* of a key, the commonest */
#define SIDE        DIFFERS_INSIDE

static bool bit(const uint64_t *bits, size_t row)
{
    return bits[row / 64] >> (row % 64) & 1;
}

static void count_text(struct differs_counts *counts, const char *key, struct value value,
                       double count)
{
    g_autofree char *text = value_text(value);
    if (text)
        differs_counts_text(counts, SIDE, key, text, count);
}

/* How often each value of the column comes in the chosen rows: texts by their codes, so that each
 * is looked up once. */
static void count_column(struct differs_counts *counts, const struct segment *segment, int column,
                         const uint64_t *bits)
{
    unsigned parts = segment_column_parts(segment, column);
    const char *key = segment_column_key(segment, column);
    size_t rows = segment_rows(segment), codes = segment_dictionary_size(segment, column);
    g_autofree uint32_t *times = g_new0(uint32_t, codes + 1);
    uint32_t code[BLOCK];
    double number[BLOCK];
    for (size_t from = 0; from < rows; from += BLOCK) {
        size_t count = MIN(BLOCK, rows - from);
        if (parts & COLUMN_CODES)
            segment_read_codes(segment, column, from, count, code);
        if (parts & COLUMN_NUMBERS)
            segment_read_numbers(segment, column, from, count, number);
        for (size_t i = 0; i < count; i++) {
            if (!bit(bits, from + i))
                continue;
            if (parts & COLUMN_CODES)
                times[code[i]]++;
            if (parts & COLUMN_NUMBERS && !isnan(number[i]))
                differs_counts_number(counts, SIDE, key, number[i], 1);
        }
    }
    for (size_t i = 1; parts & COLUMN_CODES && i <= codes; i++)
        if (times[i])
            count_text(counts, key, segment_dictionary_value(segment, column, (uint32_t)i),
                       times[i]);
}

static void count_segment(struct differs_counts *counts, const struct segment *segment,
                          const struct query *query, const struct scope *scope,
                          const char *substring)
{
    g_autofree uint64_t *bits = g_new0(uint64_t, (segment_rows(segment) + 63) / 64 + 1);
    size_t rows = dataset_select(query, scope, segment, bits);
    differs_counts_rows(counts, SIDE, (double)rows);
    for (size_t i = 0; rows && i < segment_column_count(segment); i++)
        if (!substring || strstr(segment_column_key(segment, (int)i), substring))
            count_column(counts, segment, (int)i, bits);
}

static int by_count(const void *a, const void *b)
{
    const struct differs_value *x = *(struct differs_value *const *)a;
    const struct differs_value *y = *(struct differs_value *const *)b;
    return (x->count[SIDE] < y->count[SIDE]) - (x->count[SIDE] > y->count[SIDE]);
}

static json_t *labels_of(const struct differs_key *key)
{
    json_t *list = json_array();
    g_ptr_array_sort(key->values, by_count);
    for (guint i = 0; i < MIN(key->values->len, MOST_LABELS); i++) {
        const struct differs_value *value = key->values->pdata[i];
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        const char *text = value->text
                               ? value->text
                               : g_ascii_formatd(number, sizeof number, "%.15g", value->number);
        json_array_append_new(
            list, json_pack("{s:o, s:f}", "label", answer_text(text), "value", value->count[SIDE]));
    }
    return list;
}

static json_t *stats_body(const struct differs_counts *counts)
{
    json_t *data = json_object();
    for (guint i = 0; i < counts->keys->len; i++) {
        const struct differs_key *key = counts->keys->pdata[i];
        json_object_set_new(data, key->name, labels_of(key));
    }
    return json_pack("{s:[{s:{s:o, s:f}}]}", "data", "attributeDistributions", "data", data, "rows",
                     counts->rows[SIDE]);
}

json_t *answer_stats(struct ask *ask)
{
    json_t *failure = NULL;
    const char *wanted = ask_get(ask, "statsType");
    if (!wanted || strcmp(wanted, "attributeDistributions") != 0)
        return ask_fail(ask, 400, "statsType \"%s\" is not here: wanted attributeDistributions",
                        wanted ? wanted : "");
    const struct dataset *dataset = ask_dataset(ask, "itemType", "spans", &failure);
    struct scope scope;
    if (!dataset || (failure = ask_scope(ask, NULL, &scope)))
        return failure;
    g_autoptr(query) query = dataset_query(ask, dataset, &failure);
    if (query) {
        g_autoptr(differs_counts) counts = differs_counts_new();
        g_autoptr(GPtrArray) segments = dataset_segments(ask, dataset, query, &scope);
        for (guint i = 0; i < segments->len; i++)
            count_segment(counts, segments->pdata[i], query, &scope,
                          ask_get(ask, "substringMatch"));
        failure = stats_body(counts);
    }
    ask_scope_clear(&scope);
    return failure;
}
