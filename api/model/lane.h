/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing array of numbers for the rows of one column, as narrow as its values allow: dictionary
 * codes and integers in 1, 2, 4 or 8 bytes, doubles in 8. It begins at the first row that has a
 * value and ends at the last, so that a rare attribute costs little.
 */
#ifndef API_MODEL_LANE_H
#define API_MODEL_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lane_kind { LANE_CODE, LANE_INT, LANE_DOUBLE };

/* All zeros but for the kind is an empty lane. */
struct lane {
    enum lane_kind kind;
    uint8_t width; /* bytes a value; 0 while empty */
    uint32_t base; /* row of the first value */
    uint32_t count;
    uint32_t capacity;
    void *data; /* codes, and integers + half their range: 0 = absent. Doubles: NaN = absent */
};

void lane_clear(struct lane *lane);

/* Rows only grow, and each is written once. A code is 1 or more. An integer is never INT64_MIN. */
void lane_put_code(struct lane *lane, uint32_t row, uint32_t code);
void lane_put_int(struct lane *lane, uint32_t row, int64_t integer);
void lane_put_double(struct lane *lane, uint32_t row, double number);

/* 0 when absent. */
uint32_t lane_code(const struct lane *lane, uint32_t row);
/* False when absent. */
bool lane_int(const struct lane *lane, uint32_t row, int64_t *out);
bool lane_double(const struct lane *lane, uint32_t row, double *out);

/* `count` rows from `from` on, absent ones as 0. */
void lane_read_codes(const struct lane *lane, uint32_t from, uint32_t count, uint32_t *out);
/* Adds the numbers of the rows to `out`; absent rows are left alone. */
void lane_read_numbers(const struct lane *lane, uint32_t from, uint32_t count, double *out);

void lane_shrink(struct lane *lane); /* gives back what growing kept in reserve */
size_t lane_memory(const struct lane *lane);

#endif
