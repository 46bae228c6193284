/* SPDX-License-Identifier: Apache-2.0
 *
 * What the subcommands that run a server share.
 */
#ifndef CLI_SERVE_H
#define CLI_SERVE_H

/* Runs the default main context until SIGINT, SIGTERM or SIGHUP. */
void serve_until_signal(void);

#endif
