/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers of JSON that lie in a longer text, without a NUL behind them. `text` must be one by the
 * grammar of RFC 8259.
 */
#ifndef API_WIRE_TAPE_NUMBER_H
#define API_WIRE_TAPE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False when it is past 64 bits. */
bool tape_number_integer(const char *text, size_t size, int64_t *integer);
/* The nearest double; infinite when it is past the largest. */
double tape_number_real(const char *text, size_t size);
bool tape_number_finite(const char *text, size_t size);

#endif
