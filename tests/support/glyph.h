/* SPDX-License-Identifier: Apache-2.0
 *
 * Characters that are shapes: block elements, light box drawing, braille; as SVG.
 */
#ifndef TESTS_SUPPORT_GLYPH_H
#define TESTS_SUPPORT_GLYPH_H

#include <glib.h>
#include <stdbool.h>

#define GLYPH_WIDTH    8.4
#define GLYPH_HEIGHT   18.0
#define GLYPH_BASELINE 13.4
#define GLYPH_FONT     14.0

bool glyph_is_shape(gunichar c);
/* Whether cells side by side make one longer shape. */
bool glyph_runs_on(gunichar c);
/* Appends the shape of `cells` cells (more than one only where it runs on) whose upper left corner
 * is at (x, y). */
void glyph_draw(GString *out, gunichar c, int cells, double x, double y, unsigned rgb);

#endif
