/* SPDX-License-Identifier: Apache-2.0
 *
 * A state as a file: one for a server and an organization, in $XDG_STATE_HOME/vigil (0700),
 * readable by the user only (0600), replaced as a whole. A file that cannot be understood is kept
 * beside it as FILE.bad. No function here is for the UI thread while the console runs, but for
 * reading at the start and writing at the end.
 */
#ifndef VIEWS_STATE_FILE_H
#define VIEWS_STATE_FILE_H

#include "views/state.h"

#define STATE_FILE_MOST (1 << 20) /* bytes; more is none of ours */

/* Where the state for this server and organization lies; newly allocated. */
char *state_file_path(const char *url, const char *organization);

/* What is kept there; empty when there is no file, or, with *error, when it cannot be used. The
 * error is a sentence that names the file and what became of it. */
struct state *state_file_read(const char *path, GError **error);

/* Reads what others wrote since, lays the changes of `state` over it, and replaces the file. Safe
 * beside other consoles. False with *error, and the file as it was, when it cannot be read or
 * written. */
bool state_file_write(const char *path, const struct state *state, GError **error);

#endif
