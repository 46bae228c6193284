/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo incident at one moment, for screens that are compared: a `vigil demo --no-console` whose
 * clock stands still, and consoles on it, which therefore show the same whenever they are started.
 */
#ifndef TESTS_SUPPORT_STAGE_H
#define TESTS_SUPPORT_STAGE_H

#include "tests/support/walk.h"

struct stage;

/* Blocks until the incident is played up to 2026-11-22T03:12:31Z. */
struct stage *stage_start(void);
/* Ends the demo; its folders go. */
void stage_free(struct stage *stage);

/* The stage that the tests of a program share, as long as they only read: started with the first
 * call, ended with the program. */
struct stage *stage_shared(void);
/* A console on the shared stage, once it has named the first mover. */
struct walk *stage_first_screen(int rows, int cols);

/* A console on it, with more variables of the environment and arguments
 * (each ends with NULL; may be NULL). It knows the demo's repositories. */
struct walk *stage_console(struct stage *stage, int rows, int cols, const char *const *environment,
                           const char *const *arguments);

/* Steps separated by spaces: a key by name, or =text, which is typed ("_" for a space). After each
 * the console is waited for. */
void stage_steps(struct walk *walk, const char *steps);

#endif
