/* SPDX-License-Identifier: Apache-2.0
 *
 * Monitors of scheduled jobs, made of the check-ins that SDKs send. A job tells of its schedule in
 * a check-in (monitor_config); what did not come by then is missed, what began and did not end in
 * time has timed out. Nothing is kept but the check-ins: what they say is computed when it is asked
 * for.
 *
 * Rules, as Sentry has them: a job is due at the first time of its schedule after its last check-in
 * (an interval: one interval later); it is missed once the margin (1 minute unless told) is over,
 * and then due at the next time. One in progress for longer than max_runtime (30 minutes unless
 * told) has timed out. An incident begins with the first of `failure_threshold` failures in a row
 * (1 unless told) and ends with the last of `recovery_threshold` good ones.
 */
#ifndef API_LOCAL_MONITORS_H
#define API_LOCAL_MONITORS_H

#include "api/local/cron.h"

#define MONITOR_MISSED_MOST 100 /* in a row that are told one by one */

enum check_in_status {
    CHECK_IN_PROGRESS,
    CHECK_IN_OK,
    CHECK_IN_ERROR,
    CHECK_IN_MISSED,
    CHECK_IN_TIMEOUT,
};

/* "in_progress", "ok", "error", "missed", "timeout". */
const char *check_in_status_name(enum check_in_status status);

struct check_in {
    char *id; /* NULL: nobody sent it, it was missed */
    enum check_in_status status;
    int64_t time_ms;   /* when it began; of a missed one, when it was found to be */
    int64_t end_ms;    /* 0 = it has not ended */
    int64_t due_ms;    /* when it should have begun; 0 = not known */
    double duration_s; /* NAN = not told */
    char *trace_id;    /* or NULL */
};

struct monitor_state {
    char *project, *slug, *environment;
    char *schedule; /* "0 2 * * *"; of an interval its unit; NULL = never told */
    int64_t count;  /* of an interval; 0 = a crontab line */
    char *timezone; /* or NULL */
    int64_t margin_ms, runtime_ms;
    int64_t failure_threshold, recovery_threshold;
    struct cron cron;
    GPtrArray *check_ins;      /* of struct check_in *, by time */
    int64_t first_ms, last_ms; /* check-ins that came; 0 = none */
    int64_t next_ms;           /* due then; 0 = not known */
    int64_t incident_ms;       /* since then; 0 = all is well */
    int64_t resolved_ms;       /* the last incident ended then; 0 = none did */
    int64_t resolved_since_ms; /* and began then */
};

/* A check-in as it came; borrowed. */
struct check_in_came {
    const char *project;
    const char *payload; /* JSON */
    size_t size;
    int64_t time_ms;
};

struct monitors;
struct monitors *monitors_new(void);
void monitors_free(struct monitors *monitors);
/* In the order in which they came. What is no check-in is passed over. */
void monitors_add(struct monitors *monitors, const struct check_in_came *came);
/* What was missed and what timed out by `now_ms`. Of struct monitor_state *, by project, slug and
 * environment; owned by `monitors`. To be called once. */
const GPtrArray *monitors_judge(struct monitors *monitors, int64_t now_ms);

#endif
