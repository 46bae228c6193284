/* SPDX-License-Identifier: Apache-2.0
 *
 * Text of rows laid end to end, each NUL-terminated, in row order: what is searched as one piece.
 */
#ifndef API_MODEL_TEXT_RUN_H
#define API_MODEL_TEXT_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zeros is an empty run. */
struct text_run {
    char *bytes;
    size_t used, size;
    uint32_t *starts; /* of each row; TEXT_RUN_ABSENT for a row without text */
    uint32_t rows, capacity;
};

#define TEXT_RUN_ABSENT UINT32_MAX

void text_run_clear(struct text_run *run);

/* Rows only grow. False, and the row stays without text, when the run would pass 4 GiB. */
bool text_run_put(struct text_run *run, uint32_t row, const char *text);

/* NULL when the row has none. */
const char *text_run_get(const struct text_run *run, uint32_t row);

void text_run_shrink(struct text_run *run);
size_t text_run_memory(const struct text_run *run);

#endif
