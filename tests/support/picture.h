/* SPDX-License-Identifier: Apache-2.0
 *
 * The emulator's cells as an SVG, for documents. Blocks, lines and braille are drawn as shapes, so
 * that the picture looks the same with any font.
 */
#ifndef TESTS_SUPPORT_PICTURE_H
#define TESTS_SUPPORT_PICTURE_H

#include "tests/support/terminal.h"

/* Writes the settled screen to `path`; `title` stands in the window's bar (NULL = no bar). False,
 * and the test failed, when it cannot. */
bool picture_write(struct terminal *terminal, const char *path, const char *title);
/* The same on a terminal of these colours (rgb) instead of the dark one. */
bool picture_write_on(struct terminal *terminal, const char *path, const char *title, unsigned ink,
                      unsigned paper);

#endif
