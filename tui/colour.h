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
/* Of the first sixteen, the one of the same hue. */
int colour_nearest_16(int32_t rgb);
/* The rgb of a palette colour, as xterm has it by default. */
int32_t colour_rgb(int palette);
/* A colour by lightness (0 to 1), green to red and blue to yellow: OKLab (B. Ottosson, "A
 * perceptual color space for image processing", 2020), in which equal distances look equal. */
struct lab {
    double lightness, a, b;
};
struct lab colour_lab(int32_t rgb);
/* How far apart two colours look; hue and strength count more than lightness. */
double colour_distance(struct lab one, struct lab other);
/* Relative luminance (0 black, 1 white) and contrast (1 to 21) of two colours, after WCAG 2.1. */
double colour_luminance(int32_t rgb);
double colour_contrast(int32_t a, int32_t b);
/* Whether black is better read on it than white. */
bool colour_is_light(int32_t rgb);

/* *shown = what of `theme` the depth can show: colours are -1, palette numbers below the depth's
 * count, or, for DEPTH_TRUE, rgb. In 256 colours a text keeps the contrast that it has to each
 * background it may stand on, as far as 4.5:1, and two backgrounds stay two. In sixteen, marks are
 * reversed or underlined instead of laid under, and a hue that xterm's palette makes unreadable on
 * the background that the theme is made for is left out; levels and states that lose their colour
 * keep bold and underline. In degrade.c. */
void theme_degrade(const struct theme *theme, enum depth depth, struct theme *shown);

#endif
