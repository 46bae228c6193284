/* SPDX-License-Identifier: Apache-2.0
 *
 * The time of day, which tests and the demo can set. Everything in vigil that asks what time it is
 * asks here; durations for timeouts use g_get_monotonic_time().
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_PER_US     INT64_C(1000)
#define NS_PER_MS     INT64_C(1000000)
#define NS_PER_SECOND INT64_C(1000000000)
#define MS_PER_SECOND INT64_C(1000)
#define MS_PER_MINUTE INT64_C(60000)
/* Times from outside end with the year 2200, so that there is room to reckon with them. */
#define CLOCK_MOST_NS INT64_C(7258118400000000000)

/* Now, in ns since the Unix epoch. */
int64_t clock_now_ns(void);

/* Now, in ms since the Unix epoch. */
int64_t clock_now_ms(void);

/* Makes clock_now_ns() return `now_ns` at this moment and run on from there. Call before any thread
 * is started; VIGIL_CLOCK in the environment (ns, or RFC 3339) does the same at the first call, and
 * with " still" behind it the time stands still there; with " x600 since NS" it is that time at the
 * moment NS of the system's clock, in every process, and runs so much faster. */
void clock_start_at(int64_t now_ns);

/* Makes clock_now_ns() return `now_ns` until set again (unit and screen tests). */
void clock_freeze(int64_t now_ns);

/* Parses an ISO 8601 / RFC 3339 date-time with 0 to 9 fraction digits and an optional zone (`Z`,
 * `+00:00`; none means UTC), or a plain date. Proleptic Gregorian, no leap seconds.
 * Returns false, leaving *ns alone, if `text` is anything else. */
bool clock_parse_iso(const char *text, int64_t *ns);

/* Writes "2026-11-22T03:10:04.123456Z" with `digits` (0, 3, 6 or 9) fraction digits into `out` of
 * `size` bytes (at least 36). UTC. Returns out. */
char *clock_format_iso(int64_t ns, int digits, char *out, size_t size);

#endif
