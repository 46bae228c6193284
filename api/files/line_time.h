/* SPDX-License-Identifier: Apache-2.0
 *
 * The time stamps of log lines: ISO 8601 / RFC 3339 with the variants that loggers write, RFC 3164
 * ("Oct 11 22:14:15"), common log format ("10/Oct/2000:13:55:36 -0700"), asctime, klog
 * ("1122 03:12:31.123456"), a time of day alone, and seconds to nanoseconds since the epoch.
 *
 * A stamp without a zone is in the zone of this machine, as whoever wrote the file most likely was;
 * one without a year or a day belongs to the latest that is not after the file's last change.
 */
#ifndef API_FILES_LINE_TIME_H
#define API_FILES_LINE_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a stamp alone does not say. One thread at a time. */
struct line_clock {
    int64_t reference_ns;      /* the file's last change */
    int64_t hour, hour_offset; /* of the machine's zone: the hour asked for last, and its offset */
};

void line_clock_init(struct line_clock *clock, int64_t reference_ns);

/* The stamp at the beginning of `text`: how many bytes of it, and the time in *ns; 0 = none. */
size_t line_time_read(struct line_clock *clock, const char *text, size_t length, int64_t *ns);
/* The whole text, as a value of JSON is: a stamp, or a number since the epoch. */
bool line_time_whole(struct line_clock *clock, const char *text, size_t length, int64_t *ns);

#endif
