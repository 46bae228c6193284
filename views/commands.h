/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of commands that are no view's. Their context is the desk.
 */
#ifndef VIEWS_COMMANDS_H
#define VIEWS_COMMANDS_H

#include "tui/keymap.h"

#include <stdbool.h>

#define SCOPES_MOST 32

/* The keys that mean the same in every pane; the table ends with a NULL id. */
const struct command *everywhere_commands(void);
/* What is added while the focus is on the lead. */
const struct command *lead_commands(void);
/* Those that take an argument, typed behind their name in the palette (typed.c). */
const struct command *typed_commands(void);
/* Every table there is: the three above, the user's own (may be NULL), the views'. Room for
 * SCOPES_MOST; the views' have no context. */
size_t all_scopes(void *desk, const struct command *user, struct keymap_scope *scopes);

#endif
