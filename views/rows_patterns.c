/* SPDX-License-Identifier: Apache-2.0 */
#include "views/rows_patterns.h"

#include "views/log_rows.h"

#include <string.h>

static const char *text_of(const struct rows *rows, size_t row, const char *field)
{
    return value_as_string(rows_get(rows, row, field));
}

GPtrArray *rows_patterns(const struct rows *rows, bool cut, int64_t since_ns)
{
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct log_line));
    int64_t oldest = INT64_MAX;
    for (size_t row = 0; row < rows->count; row++) {
        const char *message = text_of(rows, row, "message");
        struct log_line line = {.message = message ? message : "",
                                .length = message ? strlen(message) : 0,
                                .service = text_of(rows, row, "project"),
                                .time_ns = log_rows_time_of(rows, row),
                                .level = level_parse(text_of(rows, row, "severity"))};
        oldest = MIN(oldest, line.time_ns);
        g_array_append_val(lines, line);
    }
    bool enough = !cut || oldest < since_ns - ROWS_PATTERNS_BEFORE_NS;
    return new_patterns_find((const struct log_line *)(void *)lines->data, enough ? lines->len : 0,
                             since_ns);
}
