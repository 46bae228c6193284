/* SPDX-License-Identifier: Apache-2.0
 *
 * The scope: what every pane is limited to, and the time it looks at. Set once, holds everywhere.
 */
#ifndef VIEWS_SCOPE_H
#define VIEWS_SCOPE_H

#include "api/client/request.h"
#include "api/client/signals.h"

struct scope {
    char *organization;
    GPtrArray *projects;      /* of char *: slugs; empty = all; NULL-terminated past its length */
    char *environment;        /* NULL = all */
    char *release;            /* NULL = all */
    char *signals;            /* query that limits the signals alone; NULL = all rows */
    int64_t period_ms;        /* width of the live range */
    bool held;                /* the range is absolute: start_ms, end_ms */
    int64_t start_ms, end_ms; /* when held */
    int64_t cursor_ms;        /* time cursor; 0 = none */
    bool utc;
};

void scope_init(struct scope *scope);
void scope_clear(struct scope *scope);
/* Copies NULL-terminated slugs; NULL or none = all projects. */
void scope_set_projects(struct scope *scope, const char *const *slugs);
/* The range now: held, or the period that ends at clock_now_ms(). */
void scope_range(const struct scope *scope, int64_t *start_ms, int64_t *end_ms);
/* Adds project, environment and the time range (statsPeriod while live, start and end when held) to
 * a request. */
void scope_apply(const struct scope *scope, struct request *request);
/* The bucket width that suits the range: about 120 buckets, one of the server's granularities (15 s
 * and up). */
int64_t scope_interval_ms(const struct scope *scope);
void scope_hold(struct scope *scope, int64_t start_ms, int64_t end_ms);
void scope_go_live(struct scope *scope);
/* "15m", "1h", "24h", "7d"; false for anything else, or over 90d. */
bool period_parse(const char *text, int64_t *ms);
/* What it takes, in words. */
#define PERIOD_WANTED "15m, 1h, 24h or 7d, at most 90d"
/* "03:10:04" in the scope's zone, of a time in ms; with the date when it is not today. */
char *scope_time(const struct scope *scope, int64_t time_ms, char *out, size_t size);
/* "03:12:31.107". */
char *scope_time_fine(const struct scope *scope, int64_t time_ms, char *out, size_t size);
/* Seconds east of UTC of the scope's zone at that time, and what the zone is called now. */
int scope_zone_offset_s(const struct scope *scope, int64_t time_ms);
const char *scope_zone_name(const struct scope *scope, char *out, size_t size);
/* For the signal requests; borrows from the scope. */
struct signal_scope scope_signals(const struct scope *scope);

#endif
