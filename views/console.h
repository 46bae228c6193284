/* SPDX-License-Identifier: Apache-2.0
 *
 * The console as a whole: the screen, one main loop of sources (keys, replies, signals, timers),
 * and the desk. Runs until the user quits, the terminal goes away or SIGTERM comes; the terminal is
 * as it was before on every way out.
 */
#ifndef VIEWS_CONSOLE_H
#define VIEWS_CONSOLE_H

#include "tui/theme.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct keymap;
struct limits;
struct prices;
struct user_commands;

/* What the command line says: it stands above what was kept from the last time. */
struct given {
    bool nothing; /* always false */
    bool projects, environment, period, utc, theme;
};

/* All borrowed for the call. NULL and 0 mean: not given. */
struct console_options {
    const char *url;          /* "https://sentry.io", "http://127.0.0.1:8969" */
    const char *organization; /* NULL: asked for, chosen when there are several */
    const char *token;
    const char *const *projects; /* slugs; NULL-terminated */
    const char *environment;
    int64_t period_ms; /* 0 = one hour */
    bool read_only;
    bool utc;
    bool notify; /* tells outside the screen what is new */
    bool mouse;
    size_t log_rows; /* that are held; 0 = a million */
    bool keep;       /* layouts, filters and such are kept for the next console */
    struct given given;
    const char *const *repositories; /* clones, or folders of clones; the working directory is
                                        always looked at */
    GKeyFile *config;                /* [repositories] name = path; may be NULL */
    struct keymap *keymap;           /* with the user's overrides; may be NULL */
    struct user_commands *commands;  /* may be NULL */
    struct prices *prices;           /* of models; may be NULL */
    struct limits *limits;           /* of signals; may be NULL */
    const GPtrArray *complaints;     /* of char *: about the config, said once; may be NULL */
    const struct theme *theme;       /* NULL = dark or light, as the terminal is */
    const char *themes;              /* the folder of the user's own; may be NULL */
    const char *open;                /* a URL, short id or trace id to begin with */
    struct log_files *files;         /* read in place of a server; NULL = none */
    const char *badge;               /* beside the organization: "demo", "local" */
};

/* Returns the exit status. Without a terminal: says so on stderr and returns 2. */
int console_run(const struct console_options *options);

#endif
