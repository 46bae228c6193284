/* SPDX-License-Identifier: Apache-2.0
 *
 * Screens kept as files in tests/screen/golden: the text, a plane of letters for the styles below
 * it, and a legend of the letters, so that colours are reviewed in diffs. UPDATE_SCREENS=1 in the
 * environment rewrites them.
 */
#ifndef TESTS_SUPPORT_GOLDEN_H
#define TESTS_SUPPORT_GOLDEN_H

#include "tests/support/terminal.h"

/* Compares the settled screen with tests/screen/golden/<name>.txt; a difference fails the test and
 * is shown by lines. */
void golden_check(struct terminal *terminal, const char *name);
/* The screen in the form of those files; newly allocated. */
char *golden_text(const struct terminal *terminal);

#endif
