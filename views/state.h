/* SPDX-License-Identifier: Apache-2.0
 *
 * What a console keeps for the next one with the same server and organization: texts by group and
 * key, and lists that grow at their end. Pure: text in, text out (a key file); views/state_file.h
 * reads and writes it.
 *
 * Several consoles may share a file. So a state knows what was changed in it: merged with what
 * others wrote meanwhile, each text that changed here wins, and what was added to a list here
 * stands behind theirs.
 */
#ifndef VIEWS_STATE_H
#define VIEWS_STATE_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>

#define STATE_FORMAT    1
#define STATE_LIST_MOST 200

/* Groups. A view's own things are in a group of its name. */
#define STATE_SCREEN     "screen"     /* layouts, zoom, theme */
#define STATE_SCOPE      "scope"      /* projects, environment, period */
#define STATE_HISTORY    "history"    /* lists: what was typed, by kind */
#define STATE_SAVED      "saved"      /* queries by name: "issues is:unresolved level:error" */
#define STATE_WATCHES    "watches"    /* by name: "errors checkout > 5 for 5m" */
#define STATE_MARKS      "marks"      /* by letter */
#define STATE_HIGHLIGHTS "highlights" /* patterns, by a name made of each */
#define STATE_LIMITS     "limits"     /* "2048MB worker.memory", by a name made of the signal's */

enum state_error { STATE_DAMAGED, STATE_NEWER };
#define STATE_ERROR state_error_quark()
GQuark state_error_quark(void);

struct state;

struct state *state_new(void); /* empty */
struct state *state_copy(const struct state *state);
void state_free(struct state *state);
DEFINE_AUTOPTR(state, state_free);

/* NULL with STATE_DAMAGED, or STATE_NEWER for the format of a later version. */
struct state *state_parse(const char *text, gsize length, GError **error);
char *state_text(const struct state *state);

/* Newly allocated; NULL when nothing is kept. */
char *state_get(const struct state *state, const char *group, const char *key);
/* NULL forgets. What is no UTF-8 is made so. */
void state_set(struct state *state, const char *group, const char *key, const char *text);
/* Names of what is kept in a group, in the file's order; NULL-terminated, never NULL. */
char **state_keys(const struct state *state, const char *group);
/* Whether a text can be kept under this name. */
bool state_is_name(const char *name);

/* Oldest first; NULL-terminated, never NULL. */
char **state_list(const struct state *state, const char *group, const char *key);
/* The list as it is now: grown at its end, each text once. */
void state_set_list(struct state *state, const char *group, const char *key,
                    const char *const *items);

/* Whether something was changed since it was parsed or settled. */
bool state_changed(const struct state *state);
/* What was changed until now is written. */
void state_settle(struct state *state);
/* Lays the changes of `from` over `onto`. */
void state_merge(struct state *onto, const struct state *from);

#endif
