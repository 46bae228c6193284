/* SPDX-License-Identifier: Apache-2.0
 *
 * How many of the rows held each filter of a log view lets through, of those that all the others
 * do; for the list of filters, where it stands beside each as soon as it is known.
 */
#ifndef VIEWS_LOGS_COUNTS_H
#define VIEWS_LOGS_COUNTS_H

#include "views/logs_state.h"

/* Begins anew, without any; then they are added: with the label that each has in the list that is
 * open, at most LOGS_FILTERS_MOST and one for the floor of severity. `filter` is taken. */
void logs_counts_begin(struct logs *logs);
void logs_counts_add(struct logs *logs, const char *label, struct row_filter *filter, bool off);
/* Counts, and says it. */
void logs_counts_go(struct view *view);
/* Nobody wants to know any more. */
void logs_counts_stop(struct logs *logs);

#endif
