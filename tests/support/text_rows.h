/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers of rows for tests, written as a table of texts.
 */
#ifndef TESTS_SUPPORT_TEXT_ROWS_H
#define TESTS_SUPPORT_TEXT_ROWS_H

#include "api/client/request.h"

/* `fields` end with NULL; of as many cells a row, NULL = absent. */
static inline struct rows *rows_of(const char *const *fields, const char *const *cells,
                                   size_t count)
{
    struct rows *rows = g_new0(struct rows, 1);
    rows->fields = g_ptr_array_new_with_free_func(g_free);
    rows->types = g_ptr_array_new_with_free_func(g_free);
    rows->units = g_ptr_array_new_with_free_func(g_free);
    rows->cells = g_array_new(FALSE, TRUE, sizeof(struct value));
    rows->text = g_string_chunk_new(256);
    rows->count = count;
    for (; *fields; fields++) {
        g_ptr_array_add(rows->fields, g_strdup(*fields));
        g_ptr_array_add(rows->types, g_strdup(""));
        g_ptr_array_add(rows->units, g_strdup(""));
    }
    for (size_t i = 0; i < count * rows->fields->len; i++) {
        struct value value =
            value_string(cells[i] ? g_string_chunk_insert(rows->text, cells[i]) : NULL);
        g_array_append_val(rows->cells, value);
    }
    return rows;
}

#endif
