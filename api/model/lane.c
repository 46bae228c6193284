/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/lane.h"

#include <glib.h>
#include <math.h>
#include <string.h>

void lane_clear(struct lane *lane)
{
    g_free(lane->data);
    *lane = (struct lane){.kind = lane->kind};
}

static uint64_t raw_at(const struct lane *lane, uint32_t at)
{
    switch (lane->width) {
    case 1:
        return ((const uint8_t *)lane->data)[at];
    case 2:
        return ((const uint16_t *)lane->data)[at];
    case 4:
        return ((const uint32_t *)lane->data)[at];
    default:
        return ((const uint64_t *)lane->data)[at];
    }
}

static void set_raw(struct lane *lane, uint32_t at, uint64_t raw)
{
    switch (lane->width) {
    case 1:
        ((uint8_t *)lane->data)[at] = (uint8_t)raw;
        break;
    case 2:
        ((uint16_t *)lane->data)[at] = (uint16_t)raw;
        break;
    case 4:
        ((uint32_t *)lane->data)[at] = (uint32_t)raw;
        break;
    default:
        ((uint64_t *)lane->data)[at] = raw;
    }
}

/* Half the range of a width: what is added to an integer, so that 0 is left to mean absent. */
static uint64_t bias(const struct lane *lane, uint8_t width)
{
    return lane->kind == LANE_INT ? UINT64_C(1) << (width * 8 - 1) : 0;
}

static void widen(struct lane *lane, uint8_t width)
{
    struct lane wide = *lane;
    wide.width = width;
    wide.data = g_malloc0((size_t)lane->capacity * width);
    uint64_t shift = bias(lane, width) - (lane->width ? bias(lane, lane->width) : 0);
    for (uint32_t i = 0; i < lane->count; i++) {
        uint64_t raw = raw_at(lane, i);
        if (raw != 0)
            set_raw(&wide, i, raw + shift);
    }
    g_free(lane->data);
    *lane = wide;
}

static void fill_absent(struct lane *lane, uint32_t from, uint32_t to)
{
    if (lane->kind != LANE_DOUBLE) {
        memset((char *)lane->data + (size_t)from * lane->width, 0,
               (size_t)(to - from) * lane->width);
        return;
    }
    for (uint32_t i = from; i < to; i++)
        ((double *)lane->data)[i] = (double)NAN;
}

/* Makes room for `row` at `width` at least; returns its place. */
static uint32_t reach(struct lane *lane, uint32_t row, uint8_t width)
{
    if (lane->width == 0) {
        lane->base = row;
        lane->width = width;
    } else if (lane->width < width) {
        widen(lane, width);
    }
    uint32_t at = row - lane->base;
    if (at >= lane->capacity) {
        uint32_t capacity = MAX(at + 1, lane->capacity + lane->capacity / 2 + 8);
        lane->data = g_realloc_n(lane->data, capacity, lane->width);
        lane->capacity = capacity;
    }
    if (at > lane->count)
        fill_absent(lane, lane->count, at);
    lane->count = at + 1;
    return at;
}

void lane_put_code(struct lane *lane, uint32_t row, uint32_t code)
{
    uint8_t width = code <= UINT8_MAX ? 1 : code <= UINT16_MAX ? 2 : 4;
    uint32_t at = reach(lane, row, width);
    set_raw(lane, at, code);
}

void lane_put_int(struct lane *lane, uint32_t row, int64_t integer)
{
    uint8_t width = 8;
    if (integer > INT8_MIN && integer <= INT8_MAX)
        width = 1;
    else if (integer > INT16_MIN && integer <= INT16_MAX)
        width = 2;
    else if (integer > INT32_MIN && integer <= INT32_MAX)
        width = 4;
    uint32_t at = reach(lane, row, width);
    set_raw(lane, at, (uint64_t)integer + bias(lane, lane->width));
}

void lane_put_double(struct lane *lane, uint32_t row, double number)
{
    uint32_t at = reach(lane, row, sizeof number);
    ((double *)lane->data)[at] = number;
}

static bool has_row(const struct lane *lane, uint32_t row)
{
    return row >= lane->base && row - lane->base < lane->count;
}

uint32_t lane_code(const struct lane *lane, uint32_t row)
{
    return has_row(lane, row) ? (uint32_t)raw_at(lane, row - lane->base) : 0;
}

bool lane_int(const struct lane *lane, uint32_t row, int64_t *out)
{
    uint64_t raw = has_row(lane, row) ? raw_at(lane, row - lane->base) : 0;
    if (raw == 0)
        return false;
    *out = (int64_t)(raw - bias(lane, lane->width));
    return true;
}

bool lane_double(const struct lane *lane, uint32_t row, double *out)
{
    if (!has_row(lane, row) || isnan(((const double *)lane->data)[row - lane->base]))
        return false;
    *out = ((const double *)lane->data)[row - lane->base];
    return true;
}

/* The part of rows [from, from + count) that the lane has: first place in it, and how many; *skip
 * rows of the request come before. */
static uint32_t overlap(const struct lane *lane, uint32_t from, uint32_t count, uint32_t *first,
                        uint32_t *skip)
{
    uint64_t begin = MAX(from, lane->base);
    uint64_t end = MIN((uint64_t)from + count, (uint64_t)lane->base + lane->count);
    if (begin >= end)
        return 0;
    *first = (uint32_t)(begin - lane->base);
    *skip = (uint32_t)(begin - from);
    return (uint32_t)(end - begin);
}

#define COPY_CODES(type)                \
    for (uint32_t i = 0; i < have; i++) \
    out[skip + i] = ((const type *)lane->data)[first + i]

void lane_read_codes(const struct lane *lane, uint32_t from, uint32_t count, uint32_t *out)
{
    uint32_t first = 0;
    uint32_t skip = 0;
    uint32_t have = overlap(lane, from, count, &first, &skip);
    if (have < count)
        memset(out, 0, count * sizeof *out);
    if (lane->width == 1)
        COPY_CODES(uint8_t);
    else if (lane->width == 2)
        COPY_CODES(uint16_t);
    else if (have > 0)
        memcpy(out + skip, (const uint32_t *)lane->data + first, have * sizeof *out);
}

/* Absent rows keep what `out` has: a column may keep some rows here and others in another lane. */
#define COPY_INTS(type, half)                                                            \
    for (uint32_t i = 0; i < have; i++) {                                                \
        type raw = ((const type *)lane->data)[first + i];                                \
        out[skip + i] = raw ? (double)(int64_t)((uint64_t)raw - (half)) : out[skip + i]; \
    }

void lane_read_numbers(const struct lane *lane, uint32_t from, uint32_t count, double *out)
{
    uint32_t first = 0;
    uint32_t skip = 0;
    uint32_t have = overlap(lane, from, count, &first, &skip);
    if (have == 0)
        return;
    if (lane->kind == LANE_DOUBLE) {
        const double *numbers = (const double *)lane->data + first;
        for (uint32_t i = 0; i < have; i++)
            out[skip + i] = isnan(numbers[i]) ? out[skip + i] : numbers[i];
        return;
    }
    uint64_t half = bias(lane, lane->width);
    if (lane->width == 1)
        COPY_INTS(uint8_t, half)
    else if (lane->width == 2)
        COPY_INTS(uint16_t, half)
    else if (lane->width == 4)
        COPY_INTS(uint32_t, half)
    else
        COPY_INTS(uint64_t, half)
}

void lane_shrink(struct lane *lane)
{
    if (lane->capacity == lane->count)
        return;
    lane->data = g_realloc_n(lane->data, lane->count, lane->width);
    lane->capacity = lane->count;
}

size_t lane_memory(const struct lane *lane)
{
    return (size_t)lane->capacity * lane->width;
}
