/* SPDX-License-Identifier: Apache-2.0
 *
 * Something that watches, and whether it is firing: a monitor of a scheduled job in one environment
 * (crons), an uptime check, a detector of a metric or of errors, a metric alert, an alert that is
 * sent. Owns its text; NULL = not told.
 */
#ifndef API_MODEL_MONITOR_H
#define API_MODEL_MONITOR_H

#include "base/autoptr.h"

#include <stdbool.h>
#include <stdint.h>

enum monitor_kind {
    MONITOR_CRON,
    MONITOR_UPTIME,
    MONITOR_DETECTOR,
    MONITOR_INCIDENT, /* a metric alert's, as servers without detectors tell of them */
    MONITOR_ALERT,    /* whoever is told when detectors or issues ask for it: fires never itself */
    MONITOR_KINDS
};

struct monitor {
    enum monitor_kind kind;
    char *id;         /* unique among its kind and environment */
    char *name;       /* a job's slug; an uptime check's name or URL */
    char *project;    /* slug, where one is told */
    char *project_id; /* number, where only that is told */
    char *environment;
    char *status; /* the server's word: "missed_checkin", "timeout", "error", "failed" */
    char *rule;   /* "0 2 * * * UTC, margin 5m", "every 60s GET https://…", "avg(…) > 100" */
    char *issue_id, *short_id; /* what it opened */
    bool firing, muted, disabled;
    int64_t since_ms; /* began to fire, now or the last time; 0 = not told, or it never did */
    int64_t until_ms; /* it fired until then and is well again; 0 = it fires, never did, not told */
    int64_t last_ms;  /* the last check-in, check or change; 0 = not told */
    int64_t next_ms;  /* a job is due then; 0 = not told */
};

struct monitor *monitor_new(enum monitor_kind kind);
struct monitor *monitor_copy(const struct monitor *monitor);
/* It fires, or did in the range; what is muted or switched off does not count. */
bool monitor_fired_within(const struct monitor *monitor, int64_t start_ms, int64_t end_ms);
void monitor_free(struct monitor *monitor);
DEFINE_AUTOPTR(monitor, monitor_free);

/* What its issue and its detector tell goes to `monitor` where it does not tell that itself. */
void monitor_learn(struct monitor *monitor, const struct monitor *from);

/* "cron", "uptime", "detector", "metric", "alert". */
const char *monitor_kind_name(enum monitor_kind kind);
/* "missed a check-in", "timed out", "failed": newly told words of the status; the status itself
 * where it is another. Never NULL. Borrowed. */
const char *monitor_words(const struct monitor *monitor);

#endif
