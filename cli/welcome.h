/* SPDX-License-Identifier: Apache-2.0
 *
 * The first run: nothing is configured, so vigil offers the demo, the local server, and to connect
 * to Sentry.
 */
#ifndef CLI_WELCOME_H
#define CLI_WELCOME_H

#include "cli/open_console.h"

/* Asks on the terminal and does what was chosen; without one, prints the choices and returns 2.
 * `program` is argv[0]. */
int welcome(const struct config *config, const struct look *look, char *program);

#endif
