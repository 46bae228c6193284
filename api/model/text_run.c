/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/text_run.h"

#include <glib.h>
#include <string.h>

void text_run_clear(struct text_run *run)
{
    g_free(run->bytes);
    g_free(run->starts);
    *run = (struct text_run){0};
}

static void reach(struct text_run *run, uint32_t row)
{
    if (row >= run->capacity) {
        run->capacity = MAX(row + 1, run->capacity + run->capacity / 2 + 16);
        run->starts = g_renew(uint32_t, run->starts, run->capacity);
    }
    for (; run->rows <= row; run->rows++)
        run->starts[run->rows] = TEXT_RUN_ABSENT;
}

bool text_run_put(struct text_run *run, uint32_t row, const char *text)
{
    size_t length = strlen(text) + 1;
    if (run->used + length >= TEXT_RUN_ABSENT)
        return false;
    if (run->used + length > run->size) {
        run->size = MAX(run->used + length, run->size + run->size / 2 + 256);
        run->bytes = g_realloc(run->bytes, run->size);
    }
    reach(run, row);
    run->starts[row] = (uint32_t)run->used;
    memcpy(run->bytes + run->used, text, length);
    run->used += length;
    return true;
}

const char *text_run_get(const struct text_run *run, uint32_t row)
{
    if (row >= run->rows || run->starts[row] == TEXT_RUN_ABSENT)
        return NULL;
    return run->bytes + run->starts[row];
}

void text_run_shrink(struct text_run *run)
{
    run->bytes = g_realloc(run->bytes, run->used);
    run->size = run->used;
    run->starts = g_renew(uint32_t, run->starts, run->rows);
    run->capacity = run->rows;
}

size_t text_run_memory(const struct text_run *run)
{
    return run->size + run->capacity * sizeof *run->starts;
}
