/* SPDX-License-Identifier: Apache-2.0
 *
 * A program on a pseudo terminal of its own, in the environment that terminal.h promises.
 */
#ifndef TESTS_SUPPORT_TERMINAL_CHILD_H
#define TESTS_SUPPORT_TERMINAL_CHILD_H

#include "tests/support/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>

/* Starts it. *fd is our side of the device, which does not block and is the caller's to close;
 * *before is how the device was set, to nobody's default, so that it shows who puts it back. Aborts
 * when it cannot be started. */
GPid terminal_child_start(const struct terminal_options *options, const struct winsize *size,
                          const char *home, int *fd, struct termios *before);

#endif
