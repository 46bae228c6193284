/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept for the next console with the same server and organization (views/state.h), when it
 * is read and written, and the queries by name in it. That nothing can be kept is told once; the
 * console goes on.
 */
#ifndef VIEWS_DESK_SAVED_H
#define VIEWS_DESK_SAVED_H

#include "tui/keymap.h"
#include "views/state.h"

struct desk;

/* Before the views are opened: reads, and puts the desk's own things as they were. */
void desk_saved_open(struct desk *desk);
/* After: says what the user must know of it. */
void desk_saved_opened(struct desk *desk);
/* Writes what is left to write. */
void desk_saved_close(struct desk *desk);
/* A key was pressed: what it changed is collected soon. */
void desk_saved_touch(struct desk *desk);
/* The mark with this letter, 0 for a, is another. */
void desk_saved_mark(struct desk *desk, int letter);
/* Something was not done when the console ended: on stderr, or, where that is gone, next time. */
void desk_saved_lost(struct desk *desk, const char *what);
/* For what has names (queries, watches); borrowed, NULL until the desk starts. */
struct state *desk_state(struct desk *desk);

/* desk_named.c: queries by name. */
/* Saved tables are rows of the wall, so many of them: appends their requests; returns their names.
 */
#define DESK_SAVED_TABLES 8
struct signal_scope;
GPtrArray *desk_saved_tables(struct desk *desk, const struct signal_scope *scope,
                             GPtrArray *requests);
/* Equations over signals by their names, which are rows of the wall, too; of the same number with
 * the tables. Appends their texts (newly allocated); returns their names. */
GPtrArray *desk_saved_equations(struct desk *desk, GPtrArray *texts);
extern const struct argument desk_save_argument, desk_saved_argument, desk_forget_argument,
    desk_row_argument;

#endif
