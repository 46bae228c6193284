/* SPDX-License-Identifier: Apache-2.0
 *
 * Opening the console from what a subcommand knows: finds the theme, turns texts into options, runs
 * it.
 */
#ifndef CLI_OPEN_CONSOLE_H
#define CLI_OPEN_CONSOLE_H

#include "cli/config.h"
#include "views/console.h"

#include <glib.h>
#include <stdbool.h>

/* How the console looks and behaves, for every subcommand that opens one. */
struct look {
    char *since, *theme, *config;
    gboolean read_only, utc, notify;
};
void look_clear(struct look *look);

/* The options that fill a look: rows of a table of GOptionEntry. */
/* clang-format off */
#define LOOK_OPTIONS(look)                                                                         \
    {"since",     0, 0, G_OPTION_ARG_STRING,   &(look)->since,                                     \
     "Width of the live range (1h)", "PERIOD"},                                                    \
    {"read-only", 0, 0, G_OPTION_ARG_NONE,     &(look)->read_only,                                 \
     "Leave out everything that changes an issue", NULL},                                          \
    {"utc",       0, 0, G_OPTION_ARG_NONE,     &(look)->utc, "Show times in UTC", NULL},           \
    {"theme",     0, 0, G_OPTION_ARG_STRING,   &(look)->theme, "A theme's name or file", "NAME"},  \
    {"config",    0, 0, G_OPTION_ARG_FILENAME, &(look)->config,                                    \
     "Config file ($XDG_CONFIG_HOME/vigil/config)", "FILE"},                                       \
    {"notify",    0, 0, G_OPTION_ARG_NONE,     &(look)->notify,                                    \
     "Ring and tell the desktop what is new", NULL}
/* clang-format on */

/* All borrowed; NULL = not given. */
struct open_console {
    const char *url;
    const char *organization;
    const char *token;
    const char *const *projects; /* NULL-terminated */
    const char *environment;
    const struct look *look;  /* what was given; what was not is looked for in the config */
    const char *repositories; /* a folder of clones */
    const char *badge;
    const char *target; /* URL, short id, trace id */
    const struct config *config;
    struct log_files *files; /* in place of a server */
    bool keep;               /* for the next console */
    bool given_projects, given_environment;
};

/* The exit status; what is wrong with a theme, a period or VIGIL_DELAY_MS is said on stderr. */
int open_console(const struct open_console *open);

#endif
