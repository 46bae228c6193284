/* SPDX-License-Identifier: Apache-2.0
 *
 * What a command prints, of which nobody knows that it ends.
 */
#ifndef API_CLIENT_COMMAND_OUTPUT_H
#define API_CLIENT_COMMAND_OUTPUT_H

#include <glib.h>

#define COMMAND_MOST_BYTES (64u << 10)
#define COMMAND_SLOW_MS    500

/* Who is told that it takes a while. */
struct command_slow {
    void (*tell)(const char *command);
    const char *command; /* as it was given; borrowed */
};

/* Runs `argv` with the standard input of this process, waits for its end, and returns what it
 * printed; newly allocated. NULL and `error` where it cannot be run, fails (with what it complained
 * of) or prints more than COMMAND_MOST_BYTES: then it is killed. Of complaints the rest is dropped.
 * When it still prints or waits after COMMAND_SLOW_MS, `slow` is told, once; it may be NULL. */
char *command_output(char **argv, const struct command_slow *slow, GError **error);

#endif
