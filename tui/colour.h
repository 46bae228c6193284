/* SPDX-License-Identifier: Apache-2.0
 *
 * A theme brought down to what a terminal can show: true colours, 256, 16, 8 or none.
 */
#ifndef TUI_COLOUR_H
#define TUI_COLOUR_H

#include "tui/theme.h"

enum depth { DEPTH_MONO, DEPTH_8, DEPTH_16, DEPTH_256, DEPTH_TRUE };

/* The depth that environment and terminal agree on. `colours` is the terminal's own count; `rgb`
 * that it says it can do true colours. */
enum depth depth_choose(int colours, bool rgb);

/* The nearest of the 6x6x6 cube and the greys, 16..255. */
int colour_nearest_256(int32_t rgb);
/* The rgb of a palette colour, as xterm has it by default. */
int32_t colour_rgb(int palette);

/* Relative luminance (0 black, 1 white) and contrast (1 to 21) of two colours, after WCAG 2.1. */
double colour_luminance(int32_t rgb);
double colour_contrast(int32_t a, int32_t b);
/* Whether black is better read on it than white. */
bool colour_is_light(int32_t rgb);

/* *shown = what of `theme` the depth can show: colours are -1, palette numbers below the depth's
 * count, or, for DEPTH_TRUE, rgb. Where backgrounds are lost, marks are reversed or underlined;
 * where all colour is lost, levels and states keep bold and underline. */
void theme_degrade(const struct theme *theme, enum depth depth, struct theme *shown);

#endif
