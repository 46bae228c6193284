/* SPDX-License-Identifier: Apache-2.0
 *
 * What is done with what the cursor is on, and what is chosen from lists: copies, triage, the
 * scope. What returns a bool says itself what it did; false when it did nothing, having said why.
 * Strings that are returned are newly allocated.
 */
#ifndef VIEWS_DESK_ACT_H
#define VIEWS_DESK_ACT_H

#include "views/target.h"

struct desk;

/* An act on an issue that waits for a while before it is sent, so that it can be undone. */
struct triage {
    guint timer;
    char *issue_id, *short_id, *verb, *body;
};

/* desk_copy.c */
bool desk_copy(struct desk *desk, char what);
/* NULL when it has no page. */
char *desk_target_url(const struct desk *desk, const struct target *target);

/* desk_triage.c */
bool desk_triage(struct desk *desk, const char *verb, const char *body);
bool desk_triage_undo(struct desk *desk);
/* The end of the console: what still waits is not sent, and that is told. */
void desk_triage_drop(struct desk *desk);
bool desk_assign(struct desk *desk);
bool desk_prioritise(struct desk *desk);

/* choosers.c */
void desk_choose_scope(struct desk *desk);
void desk_choose_range(struct desk *desk);
void desk_choose_organization(struct desk *desk);
/* Between replies: connects to the only organization there is. */
void desk_settle(struct desk *desk);
/* desk.c: live, and this long until now. */
void desk_set_period(struct desk *desk, int64_t period_ms);

#endif
