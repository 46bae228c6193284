/* SPDX-License-Identifier: Apache-2.0
 *
 * What servers and SDKs mean where they write a number, a truth or a time in another form than they
 * should. Shared by the readers of JSON, so that both say the same.
 */
#ifndef API_WIRE_LOOSE_H
#define API_WIRE_LOOSE_H

#include <stdbool.h>
#include <stdint.h>

/* The whole of a text as an integer; as a finite number. */
bool loose_int(const char *text, int64_t *out);
bool loose_double(const char *text, double *out);
/* "true", "1", "false", "0"; `fallback` for anything else. */
bool loose_bool(const char *text, bool fallback);
bool loose_fits_int(double value);

/* Times in ns since the epoch: a number in s, ms, us or ns, told apart by magnitude; a text that is
 * such a number, or RFC 3339. 0 for what is no time or later than CLOCK_MOST_NS. */
int64_t loose_time_of_int(int64_t value);
int64_t loose_time_of_double(double value);
int64_t loose_time_of_text(const char *text);

#endif
