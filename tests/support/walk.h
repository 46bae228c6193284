/* SPDX-License-Identifier: Apache-2.0
 *
 * A walk through the console, told the way a person would: what is pressed and what is then seen.
 *
 *     struct walk *walk = walk_start(36, 120, "demo", "--seed", "1", NULL);
 *     walk_expect(walk, "first mover: inventory");
 *     walk_press(walk, "Enter");
 *     walk_expect(walk, "check_stock p95");
 *     g_assert_cmpuint(walk_keys(walk), <=, 8);
 *     walk_quit(walk, "Q");
 *
 * The program is the one that the environment's VIGIL names.
 */
#ifndef TESTS_SUPPORT_WALK_H
#define TESTS_SUPPORT_WALK_H

#include "tests/support/terminal.h"

struct walk;

/* Starts `vigil` with the arguments, which end with NULL. */
struct walk *walk_start(int rows, int cols, ...) G_GNUC_NULL_TERMINATED;
/* The same with variables of the environment ("NAME=value"; ends with NULL). */
struct walk *walk_start_with(int rows, int cols, const char *const *environment,
                             const char *const *arguments);
/* The same in a working directory. */
struct walk *walk_start_in(const char *directory, int rows, int cols,
                           const char *const *environment, const char *const *arguments);
/* Presses keys by name and waits until the console is idle. */
void walk_press(struct walk *walk, const char *keys);
void walk_type(struct walk *walk, const char *text);
void walk_paste(struct walk *walk, const char *text);
void walk_resize(struct walk *walk, int rows, int cols);

/* Waits until the screen shows it; in a row; no more. */
bool walk_expect(struct walk *walk, const char *text);
bool walk_expect_row(struct walk *walk, int row, const char *text);
bool walk_expect_gone(struct walk *walk, const char *text);
/* The row of `text` has `beside`, too: a value in the right line. */
bool walk_expect_beside(struct walk *walk, const char *text, const char *beside);
/* Whether it is there now, without waiting. */
bool walk_sees(struct walk *walk, const char *text);
/* The cell at which `text` begins; the test fails when it is not there. */
struct terminal_cell walk_cell(struct walk *walk, const char *text);

/* Keys pressed so far (typed characters count). */
unsigned walk_keys(const struct walk *walk);
void walk_golden(struct walk *walk, const char *name);
/* Writes docs/<name>.svg when the environment's UPDATE_PICTURES is 1. */
void walk_picture(struct walk *walk, const char *name, const char *title);
struct terminal *walk_terminal(struct walk *walk);

/* Presses `keys`, asserts that the console ends well and gives the terminal back, and frees. */
void walk_quit(struct walk *walk, const char *keys);

#endif
