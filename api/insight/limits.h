/* SPDX-License-Identifier: Apache-2.0
 *
 * What signals must not reach: a table of the user's own ([limits] of the config), and when a ramp
 * gets there. A row is a pattern of names (* and ? as in a shell) and a value: "worker.memory =
 * 2048MB", "check_stock p95 = 30s", "db.pool.* = 40". A pattern is held against the name of a
 * metric, the name of a signal, and "SERVICE NAME"; the longest that matches counts. Where no row
 * does, a share of a metric ends at 100 %.
 */
#ifndef API_INSIGHT_LIMITS_H
#define API_INSIGHT_LIMITS_H

#include "api/insight/onset.h"
#include "base/autoptr.h"

struct limits;

struct limits *limits_new(void);
struct limits *limits_ref(struct limits *limits); /* NULL stays NULL; of one thread */
void limits_unref(struct limits *limits);
DEFINE_AUTOPTR(limits, limits_unref);

/* `text` is a number, with a unit or in the signal's own. False with a sentence that names what is
 * wrong. */
bool limits_add(struct limits *limits, const char *pattern, const char *text, GError **error);

/* The name by which a signal's own limit is stated: its metric's, else "SERVICE NAME". Newly
 * allocated. */
char *limits_name(const struct signal *signal);
/* A limit of exactly this name, before every pattern; "none" = it has none, NULL = as the table
 * says again. `text` is one that limits_add() would take. */
void limits_set(struct limits *limits, const char *name, const char *text);

/* Sets the limit of `signal` (series.h). `limits` may be NULL: what the unit says counts. */
void limits_apply(const struct limits *limits, struct signal *signal);

/* When a ramp, going on straight, reaches `limit`: *time_ms, no earlier than the end of the last
 * bucket with data where it is there already. False where it is no ramp, is over, heads away,
 * or was there and the newest value is far from it again. */
bool limit_reached_at(const struct series *series, const struct onset *onset, double limit,
                      int64_t *time_ms);

#endif
