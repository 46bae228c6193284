/* SPDX-License-Identifier: Apache-2.0
 *
 * A home for a program under test: what it keeps lies in a folder that goes with the test.
 */
#ifndef TESTS_SUPPORT_TERMINAL_HOME_H
#define TESTS_SUPPORT_TERMINAL_HOME_H

/* A new folder; newly allocated. */
char *terminal_home_new(void);
/* Points HOME and XDG_*_HOME of this process into it. */
void terminal_home_set(const char *home);
/* Removes the folder with what is in it, and frees the path. */
void terminal_home_free(char *home);

#endif
