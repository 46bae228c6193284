/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals that are worked out from others of the wall: `"worker jobs" / "queue.published" * 100`,
 * saved by name as a row of it. Nothing is asked for them, so that they may cross datasets and need
 * nothing of the server. Pure.
 */
#ifndef VIEWS_SIGNAL_FORMULA_H
#define VIEWS_SIGNAL_FORMULA_H

#include "api/model/series.h"

#include <glib.h>
#include <stddef.h>

/* The signal of that name, which is its service and name or its name alone; else the only one that
 * has it within its own. NULL when there is none, or several: *found how many. */
const struct signal *signal_named(const GPtrArray *signals, const char *name, size_t *found);
/* In what it is counted: "count" where the unit of a counter is none. Borrowed, or NULL. */
const char *signal_counted_unit(const struct signal *signal);

/* An equation as it is to be kept: every term a signal by its whole name; A is `own`. NULL with
 * *why (newly allocated) when one is no signal of the wall. Newly allocated. */
char *signal_formula_text(const char *text, const struct signal *own, const GPtrArray *signals,
                          char **why);
/* The equation `text` on the buckets of its first signal that is there, as a signal called `name`:
 * its rows are those of that signal. What a missing one would be part of is not known. NULL when
 * none is there. Newly allocated. */
struct signal *signal_formula(const char *name, const char *text, const GPtrArray *signals);

#endif
