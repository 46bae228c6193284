/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of a tape in any of the forms that servers and SDKs send them: the getters of json.h, with
 * the same answers, for a value by its index (0 = there is none).
 */
#ifndef API_WIRE_TAPE_LOOSE_H
#define API_WIRE_TAPE_LOOSE_H

#include "api/wire/tape.h"

/* Text of a text, number or boolean, which stays as long as the chunk; NULL for null, for a
 * container and for what is absent. */
const char *tape_loose_text(const struct tape *tape, uint32_t index, GStringChunk *chunk);
/* A number, or a text that is one; `fallback` otherwise. The integer is exact where it can be. */
int64_t tape_loose_int(const struct tape *tape, uint32_t index, int64_t fallback);
double tape_loose_double(const struct tape *tape, uint32_t index, double fallback);
bool tape_loose_bool(const struct tape *tape, uint32_t index, bool fallback);
/* A time in ns since the epoch; 0 when absent, not a time, or later than CLOCK_MOST_NS. */
int64_t tape_loose_time_ns(const struct tape *tape, uint32_t index);

#endif
