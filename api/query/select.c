/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/ast.h"

#include "api/model/attributes.h"
#include "api/query/find.h"

#include <math.h>
#include <string.h>

/* Rows read from a column at a time: small enough to stay in the nearest cache. */
#define BLOCK 1024

/* One term asked of one column of one segment. */
struct scan {
    const struct term *term;
    const struct segment *segment;
    int column;
    unsigned parts;
    size_t rows;
    const uint64_t *mask; /* rows that still matter; NULL = all */
    bool absent;          /* what a row without the key gives */
    uint8_t *by_code;     /* what each text of the dictionary gives; [0] unused */
};

static size_t words_of(size_t rows)
{
    return (rows + 63) / 64;
}

static bool bit(const uint64_t *bits, size_t row)
{
    return bits[row / 64] >> (row % 64) & 1;
}

static void fill(uint64_t *bits, size_t rows, bool value)
{
    memset(bits, value ? 0xff : 0, words_of(rows) * sizeof *bits);
    if (value && rows % 64)
        bits[rows / 64] = (UINT64_C(1) << (rows % 64)) - 1;
}

static void invert(uint64_t *bits, size_t rows)
{
    for (size_t i = 0; i < words_of(rows); i++)
        bits[i] = ~bits[i];
    if (rows % 64)
        bits[rows / 64] &= (UINT64_C(1) << (rows % 64)) - 1;
}

static void pack(const uint8_t *flags, size_t count, uint64_t *bits)
{
    for (size_t word = 0; word * 64 < count; word++) {
        uint64_t packed = 0;
        size_t end = MIN(64, count - word * 64);
        for (size_t i = 0; i < end; i++)
            packed |= (uint64_t)flags[word * 64 + i] << i;
        bits[word] = packed;
    }
}

/* Rows whose value is text of the dictionary: one look in the table each. */
static void scan_codes(const struct scan *scan, size_t from, size_t count, uint8_t *flags)
{
    uint32_t codes[BLOCK];
    segment_read_codes(scan->segment, scan->column, from, count, codes);
    for (size_t i = 0; i < count; i++)
        flags[i] = codes[i] ? scan->by_code[codes[i]] : flags[i];
}

static void scan_numbers(const struct scan *scan, size_t from, size_t count, uint8_t *flags)
{
    double numbers[BLOCK];
    segment_read_numbers(scan->segment, scan->column, from, count, numbers);
    bool exact = scan->parts & COLUMN_WIDE;
    for (size_t i = 0; i < count; i++) {
        if (isnan(numbers[i]))
            continue;
        flags[i] = exact ? term_matches_value(scan->term,
                                              segment_value(scan->segment, from + i, scan->column))
                         : term_matches_number(scan->term, numbers[i]);
    }
}

static void scan_run(const struct scan *scan, size_t from, size_t count, uint8_t *flags)
{
    for (size_t i = 0; i < count; i++) {
        if (scan->mask && !bit(scan->mask, from + i))
            continue;
        const char *text = segment_run(scan->segment, scan->column, from + i);
        if (text)
            flags[i] = term_matches_value(scan->term, value_string(text));
    }
}

/* Looks for a literal through the texts of a block as if they were one, since they lie end to end;
 * each place found is then laid to its row. No needle spans two texts: it holds no NUL. */
static void scan_run_whole(const struct scan *scan, const char *needle, size_t from, size_t count,
                           uint8_t *flags)
{
    const char *texts[BLOCK];
    size_t rows[BLOCK];
    size_t have = 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = segment_run(scan->segment, scan->column, from + i);
        if (!text)
            continue;
        flags[i] = 0;
        rows[have] = i;
        texts[have++] = text;
    }
    size_t length = strlen(needle);
    const char *end = have ? texts[have - 1] + strlen(texts[have - 1]) : NULL;
    for (size_t at = 0; at < have;) {
        const char *found = find_folded(texts[at], (size_t)(end - texts[at]), needle, length);
        if (!found)
            return;
        while (at + 1 < have && texts[at + 1] <= found)
            at++;
        flags[rows[at++]] = 1;
    }
}

static void ask_dictionary(struct scan *scan)
{
    size_t size = segment_dictionary_size(scan->segment, scan->column);
    scan->by_code = g_malloc0(size + 1);
    for (size_t code = 1; code <= size; code++)
        scan->by_code[code] = term_matches_value(
            scan->term, segment_dictionary_value(scan->segment, scan->column, (uint32_t)code));
}

static void scan_column(struct scan *scan, uint64_t *bits)
{
    scan->absent = term_matches_absent(scan->term);
    scan->parts = segment_column_parts(scan->segment, scan->column);
    const char *needle = scan->mask ? NULL : term_needle(scan->term);
    if (scan->parts & COLUMN_CODES)
        ask_dictionary(scan);
    for (size_t from = 0; from < scan->rows; from += BLOCK) {
        uint8_t flags[BLOCK];
        size_t count = MIN(BLOCK, scan->rows - from);
        memset(flags, scan->absent, count);
        if (scan->parts & COLUMN_CODES)
            scan_codes(scan, from, count, flags);
        if (scan->parts & COLUMN_NUMBERS)
            scan_numbers(scan, from, count, flags);
        if ((scan->parts & COLUMN_RUN) && needle)
            scan_run_whole(scan, needle, from, count, flags);
        else if (scan->parts & COLUMN_RUN)
            scan_run(scan, from, count, flags);
        pack(flags, count, bits + from / 64);
    }
    /* The scan may go on to another column. */
    g_clear_pointer(&scan->by_code, g_free);
}

/* Fields that are no columns: the row's id and time. */
static void scan_field(const struct scan *scan, enum field field, uint64_t *bits)
{
    for (size_t from = 0; from < scan->rows; from += 64) {
        uint8_t flags[64] = {0};
        size_t count = MIN(64, scan->rows - from);
        for (size_t i = 0; i < count; i++) {
            struct value value = field == FIELD_ID
                                     ? value_string(segment_id(scan->segment, from + i))
                                     : value_int(segment_time_ns(scan->segment, from + i));
            flags[i] = value.type == VALUE_NONE ? term_matches_absent(scan->term)
                                                : term_matches_value(scan->term, value);
        }
        pack(flags, count, bits + from / 64);
    }
}

static void select_key(struct scan *scan, const char *key, enum field field, uint64_t *bits)
{
    if (field == FIELD_ID || field == FIELD_TIME) {
        scan_field(scan, field, bits);
        return;
    }
    scan->column = segment_column(scan->segment, key);
    if (scan->column < 0)
        fill(bits, scan->rows, term_matches_absent(scan->term));
    else
        scan_column(scan, bits);
}

/* Free text may look in more than one column: any of them will do. */
static void select_free(struct scan *scan, uint64_t *bits)
{
    size_t words = words_of(scan->rows);
    g_autofree uint64_t *more = g_new(uint64_t, words);
    fill(bits, scan->rows, false);
    for (const char *const *key = free_text_keys(segment_kind(scan->segment)); *key; key++) {
        select_key(scan, *key, FIELD_ATTRIBUTE, more);
        for (size_t i = 0; i < words; i++)
            bits[i] |= more[i];
    }
}

static void select_term(const struct term *term, const struct segment *segment, size_t rows,
                        const uint64_t *mask, uint64_t *bits)
{
    struct scan scan = {.term = term, .segment = segment, .rows = rows, .mask = mask};
    if (!term->key) {
        select_free(&scan, bits);
    } else {
        const char *key =
            term->exact ? term->key : attribute_search(segment_kind(segment), term->key);
        select_key(&scan, key, term->exact ? FIELD_ATTRIBUTE : field_of(key), bits);
    }
    if (term->negated)
        invert(bits, rows);
}

static bool any(const uint64_t *bits, size_t words)
{
    for (size_t i = 0; i < words; i++)
        if (bits[i])
            return true;
    return false;
}

/* Reading messages is dear, so it is done last and only of the rows that are left. */
static bool is_dear(const struct node *node)
{
    return node->kind != NODE_TERM || !node->term->key || strcmp(node->term->key, "message") == 0;
}

static void select_node(const struct node *node, const struct segment *segment, size_t rows,
                        const uint64_t *mask, uint64_t *bits);

static void select_all(const struct node *node, const struct segment *segment, size_t rows,
                       const uint64_t *mask, uint64_t *bits)
{
    size_t words = words_of(rows);
    g_autofree uint64_t *one = g_new(uint64_t, words);
    if (mask)
        memcpy(bits, mask, words * sizeof *bits);
    else
        fill(bits, rows, true);
    for (int dear = 0; dear <= 1; dear++) {
        for (guint i = 0; i < node->children->len; i++) {
            const struct node *child = node->children->pdata[i];
            if (is_dear(child) != dear || !any(bits, words))
                continue;
            select_node(child, segment, rows, bits, one);
            for (size_t word = 0; word < words; word++)
                bits[word] &= one[word];
        }
    }
}

static void select_any(const struct node *node, const struct segment *segment, size_t rows,
                       const uint64_t *mask, uint64_t *bits)
{
    size_t words = words_of(rows);
    g_autofree uint64_t *one = g_new(uint64_t, words);
    fill(bits, rows, false);
    for (guint i = 0; i < node->children->len; i++) {
        select_node(node->children->pdata[i], segment, rows, mask, one);
        for (size_t word = 0; word < words; word++)
            bits[word] |= one[word];
    }
}

/* Bits outside `mask` may come out either way. */
static void select_node(const struct node *node, const struct segment *segment, size_t rows,
                        const uint64_t *mask, uint64_t *bits)
{
    if (node->kind == NODE_TERM)
        select_term(node->term, segment, rows, mask, bits);
    else if (node->kind == NODE_AND)
        select_all(node, segment, rows, mask, bits);
    else
        select_any(node, segment, rows, mask, bits);
}

size_t query_select(const struct query *query, const struct segment *segment, size_t rows,
                    uint64_t *bits)
{
    if (query_is_empty(query))
        fill(bits, rows, true);
    else
        select_node(query->root, segment, rows, NULL, bits);
    size_t count = 0;
    for (size_t i = 0; i < words_of(rows); i++)
        count += (size_t)__builtin_popcountll(bits[i]);
    return count;
}
