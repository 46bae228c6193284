/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands of the user's own, from [commands] in the config:
 *
 *     K pod-logs = kubectl logs {pod}      its keys, its name, what runs (views/placeholders.h)
 *     T &= alert-tool --trace {trace}      in the background
 *     D != git -C /src/app log {release}   comes back at once; else Enter does, so that one can
 * read
 *
 * Keys or name may be left out. They stand in help, palette and hints as the program's own do.
 */
#ifndef VIEWS_USER_COMMANDS_H
#define VIEWS_USER_COMMANDS_H

#include "base/autoptr.h"
#include "tui/keymap.h"

struct user_commands;

struct user_commands *user_commands_new(void);
void user_commands_free(struct user_commands *commands);
DEFINE_AUTOPTR(user_commands, user_commands_free);
/* Adds the line `key` = `value` of the config. *id is its name and *keys its keys ("" = none), for
 * keymap_bind(); newly allocated. False with *error: nothing was added. */
bool user_commands_add(struct user_commands *commands, const char *key, const char *value,
                       char **id, char **keys, GError **error);
/* The table of scope "user", whose context is the desk; it stays until the next is added. */
const struct command *user_commands_table(const struct user_commands *commands);

#endif
