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

/* All borrowed; NULL = not given. */
struct open_console {
    const char *url;
    const char *organization;
    const char *token;
    const char *const *projects; /* NULL-terminated */
    const char *environment;
    const char *since;        /* a period: "1h" */
    const char *repositories; /* a folder of clones */
    const char *theme;        /* a name, "auto", or a path with a slash in it */
    const char *badge;
    const char *target; /* URL, short id, trace id */
    const struct config *config;
    bool read_only, utc;
    bool notify;
    bool keep; /* for the next console */
    struct given given;
};

/* The exit status; what is wrong with a theme or period is said on stderr. */
int open_console(const struct open_console *open);

#endif
