/* SPDX-License-Identifier: Apache-2.0
 *
 * What a command prints, of which nobody knows that it ends.
 */
#ifndef API_CLIENT_COMMAND_OUTPUT_H
#define API_CLIENT_COMMAND_OUTPUT_H

#include <glib.h>

#define COMMAND_MOST_BYTES (64u << 10)

/* Runs `argv` with the standard input of this process, waits for its end, and returns what it
 * printed; newly allocated. NULL and `error` where it cannot be run, fails (with what it complained
 * of) or prints more than COMMAND_MOST_BYTES: then it is killed. Of complaints the rest is dropped.
 */
char *command_output(char **argv, GError **error);

#endif
