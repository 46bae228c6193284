/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers as a person reads them: short, with their unit, the same everywhere.
 */
#ifndef BASE_QUANTITY_H
#define BASE_QUANTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All write into `out` of `size` bytes (24 suffice) and return it. */

/* "340", "1.8k", "12.4M"; negative: "?". */
char *quantity_count(int64_t n, char *out, size_t size);

/* A duration in microseconds: "840us", "1.2ms", "230ms", "45.0s", "4m10s", "3h02m". */
char *quantity_duration(double us, char *out, size_t size);

/* How long ago, in ms: "now", "12s", "4m", "3h", "2d"; a time ahead of now: "in 4m". */
char *quantity_age(int64_t ms, char *out, size_t size);

/* `value` in `unit`, as Sentry names units (nanosecond ... week, bit, byte, kilobyte, kibibyte ...
 * , percent, ratio, per_second) or UCUM does (ms, By, 1/s); NULL and any other is shown as a plain
 * number: "45.0s", "1.2GB", "97.9%", "412/s", "1.8k". NAN gives "-". */
char *quantity_text(double value, const char *unit, char *out, size_t size);

/* Reads what people write, "2048MB", "2 GiB", "30s", "90%", "12k", "40", as a value in `unit`; a
 * number alone is in that unit. False where it is no number, or of another kind than the unit. */
bool quantity_read(const char *text, const char *unit, double *value);
/* True of what quantity_read() can take in some unit. */
bool quantity_is(const char *text);

/* What a value in `from` is multiplied by to be in `to`: "second" and "millisecond" give 1000; 0
 * when one is not known, or they are of different things. */
double quantity_conversion(const char *from, const char *to);
/* Whether quantity_text() shows the unit. */
bool quantity_knows(const char *unit);
/* Seconds in one of a unit of time ("millisecond" gives 0.001); 0 for any other unit. */
double quantity_unit_seconds(const char *unit);

#endif
