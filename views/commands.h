/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys that mean the same in every pane. Their context is the desk.
 */
#ifndef VIEWS_COMMANDS_H
#define VIEWS_COMMANDS_H

#include "tui/keymap.h"

#include <stdbool.h>

/* The table; ends with a NULL id. */
const struct command *everywhere_commands(void);
/* What is added while the focus is on the lead. */
const struct command *lead_commands(void);
/* A copy of the table, without what writes when `read_only`. Free with g_free(). */
struct command *commands_for(bool read_only);

#endif
