/* SPDX-License-Identifier: Apache-2.0
 *
 * What is told outside the screen (views/notify.h), and what is watched for it (views/watch.h). The
 * desk owns both; watches are kept with the state.
 */
#ifndef VIEWS_DESK_NOTIFY_H
#define VIEWS_DESK_NOTIFY_H

#include "tui/keymap.h"

struct desk;

void desk_notices_init(struct desk *desk);
void desk_notices_free(struct desk *desk);
/* The lead is another: what is new in it is told. */
void desk_notify_lead(struct desk *desk);
/* What watches was asked: what began to fire is told, once a firing; `first`: it was not asked
 * before, so that what fires may do so for long. */
void desk_notify_firing(struct desk *desk, bool first);
bool desk_notify_switch(struct desk *desk);
/* Those that were kept. */
void desk_watches_start(struct desk *desk);
void desk_watches_rescope(struct desk *desk);
guint desk_watches(const struct desk *desk);
/* "! 1 of 2 watches"; newly allocated, NULL when nothing is watched. */
char *desk_watch_mark(const struct desk *desk, bool *firing);
extern const struct argument desk_watch_argument, desk_unwatch_argument, desk_watches_argument;

#endif
