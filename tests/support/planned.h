/* SPDX-License-Identifier: Apache-2.0
 *
 * The console's own cells against the emulator's: whatever was drawn, wherever it came from, each
 * cell is on the terminal as it was planned.
 */
#ifndef TESTS_SUPPORT_PLANNED_H
#define TESTS_SUPPORT_PLANNED_H

#include "tests/support/terminal.h"

/* A file that the console shall write its cells to: VIGIL_TEST_GRID=<it>. Newly allocated. */
char *planned_file(void);
/* Waits until the settled screen is as planned; a difference that stays fails the test and is shown
 * with `when`. */
bool planned_check(struct terminal *terminal, const char *file, const char *when);

/* Whether `shown` is what may stand for `cell` where the C library gives it another width. */
bool planned_stand_in(const char *cell, int width, const char *shown);

#endif
