/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/trace_diff_internal.h"

#include "api/insight/gen_ai_names.h"
#include "api/insight/gen_ai_result.h"
#include "api/insight/prices.h"
#include "api/insight/self_time.h"

#include <math.h>
#include <string.h>

#define MOST_SPANS  200 /* of a kind, whose attributes are looked at */
#define MOST_VALUES 8   /* told apart, of one attribute */
#define VALUE_BYTES 400 /* of a value that is kept */

struct diff_side diff_side_none(void)
{
    return (struct diff_side){
        .median_us = (double)NAN, .tokens_in = -1, .tokens_out = -1, .span = -1};
}

static void add_tokens(int64_t *sum, struct value value)
{
    double number;
    if (!value_number(value, &number) || !(number >= 0 && number < 1e15))
        return;
    *sum = gen_ai_count_plus(*sum, (int64_t)number);
}

int64_t diff_side_tokens(const struct diff_side *side)
{
    return gen_ai_count_plus(side->tokens_in, side->tokens_out);
}

static void add_attributes(struct diff_side *side, const struct span *span)
{
    unsigned best[2] = {UINT_MAX, UINT_MAX}, result_rank = UINT_MAX;
    struct value tokens[2] = {{0}, {0}};
    g_autofree char *result = NULL;
    for (int i = 0; i < span->attribute_count; i++) {
        const struct attribute *attribute = &span->attributes[i];
        enum gen_ai_field field;
        unsigned rank;
        if (!gen_ai_field_of(attribute->key, &field, &rank))
            continue;
        int place = field == GEN_AI_INPUT_TOKENS ? 0 : field == GEN_AI_OUTPUT_TOKENS ? 1 : -1;
        if (place >= 0 && rank < best[place]) {
            best[place] = rank;
            tokens[place] = attribute->value;
        } else if (field == GEN_AI_RESULT && rank < result_rank) {
            result_rank = rank;
            g_free(result);
            result = value_text(attribute->value);
        }
    }
    add_tokens(&side->tokens_in, tokens[0]);
    add_tokens(&side->tokens_out, tokens[1]);
    side->results += result != NULL;
    side->empty += result && gen_ai_result_of(result) == GEN_AI_RESULT_EMPTY;
}

static void add_span(struct diff_side *side, const struct span *span, const struct trace *trace,
                     int64_t self_us)
{
    side->count++;
    side->failed += span->failed;
    side->running += span->running;
    side->total_us += (double)MAX(span->duration_us, 0);
    side->self_us += (double)MAX(self_us, 0);
    if (side->span < 0 || span->duration_us > trace_span_at(trace, side->span)->duration_us)
        side->span = span->index;
    add_attributes(side, span);
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static double median_of(int64_t *values, uint32_t count)
{
    qsort(values, count, sizeof *values, by_size);
    uint32_t middle = count / 2;
    return count % 2 ? (double)values[middle]
                     : ((double)values[middle - 1] + (double)values[middle]) / 2;
}

/* Durations lie group by group in one array, so that each is sorted by itself. */
static void find_medians(struct diff_sides *sides)
{
    size_t count = (size_t)(sides->to - sides->from);
    g_autofree int64_t *durations = g_new(int64_t, count + 1);
    g_autofree uint32_t *ends = g_new(uint32_t, sides->groups->len + 1);
    uint32_t end = 0;
    for (guint g = 0; g < sides->groups->len; g++) {
        ends[g] = end;
        end += g_array_index(sides->groups, struct diff_group, g).side.count;
    }
    for (int i = sides->from; i < sides->to; i++) {
        const struct span *span = trace_span_at(sides->trace, i);
        if (!span->missing)
            durations[ends[sides->of_like[span->like]]++] = span->duration_us;
    }
    for (guint g = 0; g < sides->groups->len; g++) {
        struct diff_side *side = &g_array_index(sides->groups, struct diff_group, g).side;
        side->median_us = median_of(durations + ends[g] - side->count, side->count);
    }
}

static void find_length(struct diff_sides *sides, int top)
{
    const struct trace *trace = sides->trace;
    if (top >= 0)
        sides->length_us = (double)MAX(trace_span_at(trace, top)->duration_us, 0);
    else
        sides->length_us = (double)trace->end_us - (double)trace->start_us;
}

static void chain(struct diff_sides *sides, int place, int index)
{
    struct diff_group *group = &g_array_index(sides->groups, struct diff_group, place);
    if (group->last >= 0)
        sides->next[group->last - sides->from] = index;
    sides->next[index - sides->from] = -1;
    group->last = index;
}

void diff_sides_gather(struct diff_sides *sides, const struct diff_part *part)
{
    const struct trace *trace = part->trace;
    *sides = (struct diff_sides){
        .trace = trace,
        .groups = g_array_new(FALSE, FALSE, sizeof(struct diff_group)),
        .of_like = g_new(int, trace->likes->len + 1),
        .from = MAX(part->top, 0),
        .to = trace_span_count(trace),
        .all = diff_side_none(),
    };
    if (part->top >= 0)
        sides->to = part->top + trace_span_at(trace, part->top)->descendants + 1;
    sides->next = g_new(int, sides->to - sides->from + 1);
    memset(sides->of_like, 0xff, sizeof(int) * (trace->likes->len + 1));
    g_autofree int64_t *self = g_new0(int64_t, (size_t)trace_span_count(trace) + 1);
    self_time_fill(trace, self);
    int depth = part->top >= 0 ? trace_span_at(trace, part->top)->depth : 0;
    for (int i = sides->from; i < sides->to; i++) {
        const struct span *span = trace_span_at(trace, i);
        if (span->missing)
            continue;
        int *place = &sides->of_like[span->like];
        if (*place < 0) {
            struct diff_group group = {.side = diff_side_none(),
                                       .like = span->like,
                                       .first = i,
                                       .last = -1,
                                       .depth = span->depth - depth,
                                       .other = -1};
            *place = (int)sides->groups->len;
            g_array_append_val(sides->groups, group);
        }
        chain(sides, *place, i);
        add_span(&g_array_index(sides->groups, struct diff_group, *place).side, span, trace,
                 self[i]);
        add_span(&sides->all, span, trace, self[i]);
    }
    find_medians(sides);
    find_length(sides, part->top);
}

void diff_sides_clear(struct diff_sides *sides)
{
    g_clear_pointer(&sides->groups, g_array_unref);
    g_clear_pointer(&sides->of_like, g_free);
    g_clear_pointer(&sides->next, g_free);
}

/* --- attributes --- */

/* The values of one attribute on one side. */
struct values {
    char *text[MOST_VALUES];
    uint32_t times[MOST_VALUES];
    size_t count;
};

struct both {
    struct values sides[2];
};

static void both_free(void *data)
{
    struct both *both = data;
    for (size_t s = 0; s < G_N_ELEMENTS(both->sides); s++)
        for (size_t i = 0; i < both->sides[s].count; i++)
            g_free(both->sides[s].text[i]);
    g_free(both);
}

static void note_value(struct values *values, struct value value)
{
    g_autofree char *whole = value_text(value);
    if (!whole)
        return;
    char *text = strlen(whole) > VALUE_BYTES ? g_utf8_make_valid(whole, VALUE_BYTES)
                                             : g_steal_pointer(&whole);
    for (size_t i = 0; i < values->count; i++) {
        if (strcmp(values->text[i], text) != 0)
            continue;
        values->times[i]++;
        g_free(text);
        return;
    }
    if (values->count >= MOST_VALUES) {
        g_free(text);
        return;
    }
    values->text[values->count] = text;
    values->times[values->count++] = 1;
}

/* What differs from span to span, or is a column of its own. */
static bool says_nothing(const char *key)
{
    static const char *const starts[] = {"sentry.", "sdk.", "telemetry.", "span.events",
                                         "span.links"};
    static const char *const whole[] = {"span.status", "is_transaction", "transaction_id", "id",
                                        "trace",       "span_id",        "parent_span"};
    enum gen_ai_field field;
    unsigned rank;
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(key, starts[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(whole); i++)
        if (!strcmp(key, whole[i]))
            return true;
    return gen_ai_field_of(key, &field, &rank) &&
           (field == GEN_AI_INPUT_TOKENS || field == GEN_AI_OUTPUT_TOKENS ||
            field == GEN_AI_RESULT_SIZE);
}

static void note_values(GHashTable *keys, const struct diff_sides *sides,
                        const struct diff_group *group, size_t side)
{
    int index = group->first;
    for (int seen = 0; index >= 0 && seen < MOST_SPANS; seen++) {
        const struct span *span = trace_span_at(sides->trace, index);
        index = sides->next[index - sides->from];
        for (int a = 0; a < span->attribute_count; a++) {
            const struct attribute *attribute = &span->attributes[a];
            if (says_nothing(attribute->key))
                continue;
            struct both *both = g_hash_table_lookup(keys, attribute->key);
            if (!both) {
                both = g_new0(struct both, 1);
                g_hash_table_insert(keys, (char *)attribute->key, both);
            }
            note_value(&both->sides[side], attribute->value);
        }
    }
}

static bool share_a_value(const struct both *both)
{
    const struct values *left = &both->sides[0], *right = &both->sides[1];
    for (size_t i = 0; i < left->count; i++)
        for (size_t j = 0; j < right->count; j++)
            if (!strcmp(left->text[i], right->text[j]))
                return true;
    return false;
}

static const char *most_frequent(const struct values *values)
{
    size_t best = 0;
    for (size_t i = 1; i < values->count; i++)
        if (values->times[i] > values->times[best])
            best = i;
    return values->count ? values->text[best] : NULL;
}

static int by_key(gconstpointer a, gconstpointer b)
{
    const struct diff_attribute *x = *(struct diff_attribute *const *)a;
    const struct diff_attribute *y = *(struct diff_attribute *const *)b;
    return strcmp(x->key, y->key);
}

void diff_attributes_find(struct trace_diff *diff, guint row, const struct diff_sides *left,
                          const struct diff_group *left_group, const struct diff_sides *right,
                          const struct diff_group *right_group)
{
    g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, both_free);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    note_values(keys, left, left_group, 0);
    note_values(keys, right, right_group, 1);
    GHashTableIter iter;
    void *key, *value;
    g_hash_table_iter_init(&iter, keys);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const struct both *both = value;
        if (share_a_value(both))
            continue;
        g_ptr_array_add(found, diff_attribute_new(row, key, most_frequent(&both->sides[0]),
                                                  most_frequent(&both->sides[1])));
    }
    g_ptr_array_sort(found, by_key);
    g_ptr_array_extend_and_steal(diff->attributes, g_steal_pointer(&found));
}
