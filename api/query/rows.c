/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/rows.h"

#include <string.h>

/* key:["a","b"], each name as it is. */
static void add_names(GString *text, const char *key, const char *const *names)
{
    g_string_append_printf(text, "%s(%s:[", text->len ? " " : "", key);
    bool none = false;
    for (const char *const *name = names; *name; name++) {
        g_string_append(text, name == names ? "\"" : ",\"");
        for (const char *at = *name; *at; at++) {
            if (strchr("\"\\*", *at))
                g_string_append_c(text, '\\');
            g_string_append_c(text, *at);
        }
        g_string_append_c(text, '"');
        none = none || **name == '\0';
    }
    g_string_append_c(text, ']');
    if (none)
        g_string_append_printf(text, " OR %s:\"\"", key);
    g_string_append_c(text, ')');
}

struct scope scope_open(const struct query *query, const char *const *projects,
                        const char *const *environments, int64_t start_ns, int64_t end_ns)
{
    g_autoptr(GString) names = g_string_new(NULL);
    if (projects && *projects)
        add_names(names, "project", projects);
    if (environments && *environments)
        add_names(names, "environment", environments);
    struct scope scope = {.query = query, .start_ns = start_ns, .end_ns = end_ns};
    /* Names that are no UTF-8, or too many to parse, belong to no row: nothing is then selected. */
    scope.names = query_parse(names->str, 0, NULL, NULL);
    if (!scope.names)
        scope.end_ns = scope.start_ns;
    return scope;
}

void scope_close(struct scope *scope)
{
    query_free(scope->names);
    g_free(scope->rows);
    g_free(scope->bits);
}

static void reserve(struct scope *scope, size_t rows)
{
    if (rows <= scope->capacity)
        return;
    g_free(scope->rows);
    g_free(scope->bits);
    scope->capacity = rows;
    scope->rows = g_new(uint32_t, rows);
    scope->bits = g_new(uint64_t, 2 * ((rows + 63) / 64));
}

/* Clears the bits of rows outside the time asked for. */
static void keep_times(const struct scope *scope, const struct segment *segment, size_t rows,
                       uint64_t *bits)
{
    if (segment_min_ns(segment) >= scope->start_ns && segment_max_ns(segment) < scope->end_ns)
        return;
    const int64_t *times = segment_times(segment);
    for (size_t row = 0; row < rows; row++)
        if (times[row] < scope->start_ns || times[row] >= scope->end_ns)
            bits[row / 64] &= ~(UINT64_C(1) << (row % 64));
}

static size_t list(const uint64_t *bits, size_t words, uint32_t *rows)
{
    size_t count = 0;
    for (size_t word = 0; word < words; word++)
        for (uint64_t left = bits[word]; left; left &= left - 1)
            rows[count++] = (uint32_t)(word * 64 + (size_t)__builtin_ctzll(left));
    return count;
}

size_t scope_rows(struct scope *scope, const struct segment *segment)
{
    size_t rows = segment_rows(segment);
    if (rows == 0 || segment_max_ns(segment) < scope->start_ns ||
        segment_min_ns(segment) >= scope->end_ns || scope->start_ns >= scope->end_ns)
        return 0;
    reserve(scope, rows);
    size_t words = (rows + 63) / 64;
    uint64_t *more = scope->bits + words;
    query_select(scope->query, segment, rows, scope->bits);
    if (!query_is_empty(scope->names)) {
        query_select(scope->names, segment, rows, more);
        for (size_t i = 0; i < words; i++)
            scope->bits[i] &= more[i];
    }
    keep_times(scope, segment, rows, scope->bits);
    scope->scanned += rows;
    return list(scope->bits, words, scope->rows);
}
