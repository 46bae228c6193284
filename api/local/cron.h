/* SPDX-License-Identifier: Apache-2.0
 *
 * When a scheduled job is due: a crontab line of five fields (minute, hour, day of the month,
 * month, day of the week; lists, ranges, steps, names, and @hourly, @daily...) in a time zone, or
 * an interval. As POSIX crontab has it, a day fits when either day field does, where both are
 * given.
 */
#ifndef API_LOCAL_CRON_H
#define API_LOCAL_CRON_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct cron {
    uint64_t minutes, hours, days, months, weekdays; /* a bit a value */
    bool any_day, any_weekday;                       /* the field was "*" */
    GTimeZone *zone;                                 /* NULL = UTC */
    int64_t every_ms;                                /* an interval; 0 = the crontab line */
};

/* False when the line is none; then `cron` holds nothing. A zone that is not known is UTC. */
bool cron_parse(struct cron *cron, const char *line, const char *zone);
/* "minute", "hour", "day", "week", "month" (30 days), "year"; false for another unit or count. */
bool cron_interval(struct cron *cron, int64_t count, const char *unit);
void cron_clear(struct cron *cron);

/* The first time after `after_ms` at which the job is due: of an interval, one of it later. 0 when
 * none comes within five years ("0 0 31 2 *"). */
int64_t cron_next(const struct cron *cron, int64_t after_ms);

#endif
