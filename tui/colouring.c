/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/colouring.h"

#include "tui/capability.h"

#include <curses.h>
#include <string.h>
#include <term.h>

bool colouring_can_borrow(void)
{
    const char *front = capability("setaf"), *back = capability("setab");
    g_autofree char *foreground = g_strdup(front ? tiparm(front, TRUECOLOUR_PROBE) : NULL);

    return truecolour_can_rewrite(foreground, back ? tiparm(back, TRUECOLOUR_PROBE) : NULL);
}

int colouring_number(const struct colouring *colouring, int32_t colour)
{
    if (!colouring->direct || colour < 8) {
        return colour;
    }
    int rgb = (colour < THEME_RGB ? colour_rgb(colour) : colour) & 0xffffff;
    return MAX(rgb, 8); /* below are palette colours */
}

/* What a colour is in parameters of SGR, added to *look. */
static void add_colour(const struct colouring *colouring, const char *name, int32_t colour,
                       struct look *look)
{
    g_autoptr(GString) sequence = g_string_new(NULL);
    const char *string = colour < 0 || colouring->depth == DEPTH_MONO ? NULL : capability(name);

    if (!string) {
        return;
    }
    string = tiparm(string, colouring_number(colouring, colour));
    if (colouring->depth == DEPTH_TRUE && !colouring->direct) {
        truecolour_rewrite(&colouring->borrowed, string, strlen(string), sequence);
    } else {
        g_string_append(sequence, string);
    }
    pen_read(sequence->str, look);
}

void colouring_look(const void *colouring, const struct style *style, struct look *look)
{
    static const struct {
        unsigned attribute;
        const char *name, *sequence;
    } map[] = {
        {THEME_BOLD,      "bold", "\x1b[1m"},
        {THEME_DIM,       "dim",  "\x1b[2m"},
        {THEME_ITALIC,    "sitm", "\x1b[3m"},
        {THEME_UNDERLINE, "smul", "\x1b[4m"},
        {THEME_REVERSE,   "rev",  "\x1b[7m"},
    };
    *look = (struct look){0};
    for (size_t i = 0; i < G_N_ELEMENTS(map); i++) {
        if (style->attributes & map[i].attribute && capability(map[i].name)) {
            pen_read(map[i].sequence, look);
        }
    }
    add_colour(colouring, "setaf", style->foreground, look);
    add_colour(colouring, "setab", style->background, look);
}
