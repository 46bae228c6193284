/* SPDX-License-Identifier: Apache-2.0
 *
 * Other programs: an editor, a browser, commands of the user's. They run without a shell, from argv
 * alone; those that want the terminal have it until they end.
 */
#ifndef VIEWS_DESK_CHILD_H
#define VIEWS_DESK_CHILD_H

#include <glib.h>
#include <stdbool.h>

struct desk;

/* What another program does with the terminal. */
enum child_way {
    CHILD_WAIT,       /* has it until Enter is pressed behind its end, so that one can read */
    CHILD_AT_ONCE,    /* has it until it ends */
    CHILD_BACKGROUND, /* how it ended is told */
    CHILD_QUIET,      /* the same, and only a failure is told */
};
struct child;

/* desk_child.c */
/* Runs argv without a shell; a lent terminal comes back when it ended, and how is told. `remove`: a
 * file that goes with it, may be NULL. False, having said why, when it does not start. */
bool desk_child(struct desk *desk, const char *const *argv, enum child_way way, const char *remove);
void desk_child_free(struct child *child); /* forgets it; it goes on */

/* desk_browser.c */
bool desk_browse(struct desk *desk);
/* What shows a page here: $BROWSER, else the desktop's. NULL: nothing does (ssh, no desktop). */
char **browser_argv(const char *url);

/* desk_editor.c */
/* Opens the JSON of what the cursor is on, or its file: once a worker found that, unless another
 * program has the terminal by then. */
bool desk_edit(struct desk *desk);
/* `editor` (of $VISUAL: a program and its arguments) on a line of a file; 0 = no line. */
char **editor_argv(const char *editor, const char *file, int line, GError **error);

#endif
