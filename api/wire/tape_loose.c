/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/tape_loose.h"

#include "api/wire/loose.h"

#include <math.h>

const char *tape_loose_text(const struct tape *tape, uint32_t index, GStringChunk *chunk)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    switch (tape_type(tape, index)) {
    case TAPE_TEXT:
        return tape_text_insert(tape, index, chunk);
    case TAPE_INTEGER:
        g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, tape_integer(tape, index));
        return g_string_chunk_insert(chunk, text);
    case TAPE_REAL:
        return g_string_chunk_insert(chunk,
                                     g_ascii_dtostr(text, sizeof text, tape_real(tape, index)));
    case TAPE_TRUE:
        return "true";
    case TAPE_FALSE:
        return "false";
    default:
        return NULL;
    }
}

int64_t tape_loose_int(const struct tape *tape, uint32_t index, int64_t fallback)
{
    double number = (double)NAN;
    if (tape_type(tape, index) == TAPE_INTEGER)
        return tape_integer(tape, index);
    if (tape_type(tape, index) == TAPE_REAL)
        number = tape_real(tape, index);
    if (tape_type(tape, index) == TAPE_TEXT) {
        g_autoptr(GString) scratch = g_string_new(NULL);
        const char *text = tape_text(tape, index, scratch);
        int64_t exact;
        if (loose_int(text, &exact))
            return exact;
        loose_double(text, &number);
    }
    return loose_fits_int(number) ? (int64_t)number : fallback;
}

double tape_loose_double(const struct tape *tape, uint32_t index, double fallback)
{
    if (tape_type(tape, index) == TAPE_INTEGER)
        return (double)tape_integer(tape, index);
    if (tape_type(tape, index) == TAPE_REAL)
        return tape_real(tape, index);
    if (tape_type(tape, index) != TAPE_TEXT)
        return fallback;
    g_autoptr(GString) scratch = g_string_new(NULL);
    double number;
    return loose_double(tape_text(tape, index, scratch), &number) ? number : fallback;
}

bool tape_loose_bool(const struct tape *tape, uint32_t index, bool fallback)
{
    switch (tape_type(tape, index)) {
    case TAPE_TRUE:
        return true;
    case TAPE_FALSE:
        return false;
    case TAPE_INTEGER:
        return tape_integer(tape, index) != 0;
    case TAPE_TEXT: {
        g_autoptr(GString) scratch = g_string_new(NULL);
        return loose_bool(tape_text(tape, index, scratch), fallback);
    }
    default:
        return fallback;
    }
}

int64_t tape_loose_time_ns(const struct tape *tape, uint32_t index)
{
    switch (tape_type(tape, index)) {
    case TAPE_INTEGER:
        return loose_time_of_int(tape_integer(tape, index));
    case TAPE_REAL:
        return loose_time_of_double(tape_real(tape, index));
    case TAPE_TEXT: {
        g_autoptr(GString) scratch = g_string_new(NULL);
        return loose_time_of_text(tape_text(tape, index, scratch));
    }
    default:
        return 0;
    }
}
