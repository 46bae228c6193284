/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/colour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PALETTE   256
#define CUBE_BASE 16
#define CUBE_SIDE 6
#define GREY_BASE 232
#define GREYS     24
#define DULL      48  /* less difference between the channels is a grey */
#define BRIGHT    176 /* of the greatest channel */

struct rgb {
    int red, green, blue;
};

static const int cube_levels[CUBE_SIDE] = {0, 95, 135, 175, 215, 255};

static struct rgb split(int32_t rgb)
{
    return (struct rgb){rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff};
}

static int32_t join(int red, int green, int blue)
{
    return THEME_RGB | (int32_t)(red << 16 | green << 8 | blue);
}

static int distance(struct rgb a, struct rgb b)
{
    int red = a.red - b.red;
    int green = a.green - b.green;
    int blue = a.blue - b.blue;

    return red * red + green * green + blue * blue;
}

/* One channel of sRGB made linear. */
static double linear(int value)
{
    double part = value / 255.0;

    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

double colour_luminance(int32_t rgb)
{
    struct rgb c = split(rgb);

    return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

double colour_contrast(int32_t a, int32_t b)
{
    double one = colour_luminance(a) + 0.05;
    double other = colour_luminance(b) + 0.05;

    return MAX(one, other) / MIN(one, other);
}

bool colour_is_light(int32_t rgb)
{
    return colour_contrast(rgb, 0x000000) > colour_contrast(rgb, 0xffffff);
}

enum depth depth_choose(int colours, bool rgb)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *colorterm = getenv("COLORTERM");
    const char *term = getenv("TERM");
    bool says_true =
        colorterm && (strcmp(colorterm, "truecolor") == 0 || strcmp(colorterm, "24bit") == 0);

    if ((no_colour && no_colour[0]) || colours < 8) {
        return DEPTH_MONO;
    }
    if (rgb || colours > PALETTE || (says_true && colours == PALETTE)) {
        return DEPTH_TRUE;
    }
    if (colours >= PALETTE) {
        return DEPTH_256;
    }
    bool console = term && strcmp(term, "linux") == 0;
    return colours >= 16 && !console ? DEPTH_16 : DEPTH_8;
}

int32_t colour_rgb(int palette)
{
    static const int32_t first[CUBE_BASE] = {
        0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
        0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff};

    if (palette < CUBE_BASE) {
        return THEME_RGB | first[MAX(palette, 0)];
    }
    if (palette >= GREY_BASE) {
        int grey = 8 + 10 * (palette - GREY_BASE);
        return join(grey, grey, grey);
    }
    int index = palette - CUBE_BASE;
    return join(cube_levels[index / (CUBE_SIDE * CUBE_SIDE)],
                cube_levels[index / CUBE_SIDE % CUBE_SIDE], cube_levels[index % CUBE_SIDE]);
}

static int nearest_level(int value)
{
    int best = 0;

    for (int i = 1; i < CUBE_SIDE; i++) {
        if (abs(cube_levels[i] - value) < abs(cube_levels[best] - value)) {
            best = i;
        }
    }
    return best;
}

int colour_nearest_256(int32_t rgb)
{
    struct rgb wanted = split(rgb);
    int red = nearest_level(wanted.red);
    int green = nearest_level(wanted.green);
    int blue = nearest_level(wanted.blue);
    int cube = CUBE_BASE + (red * CUBE_SIDE + green) * CUBE_SIDE + blue;
    int mean = (wanted.red + wanted.green + wanted.blue) / 3;
    int grey = GREY_BASE + CLAMP((mean - 3) / 10, 0, GREYS - 1);

    return distance(split(colour_rgb(grey)), wanted) < distance(split(colour_rgb(cube)), wanted)
               ? grey
               : cube;
}

/* Which of red, green, blue are near the greatest: the bits of an ANSI colour. Distances would turn
 * every pastel into white. */
static int ansi_hue(struct rgb c, int low, int high)
{
    int middle = low + (high - low) * 6 / 10;

    return (c.red >= middle ? 1 : 0) | (c.green >= middle ? 2 : 0) | (c.blue >= middle ? 4 : 0);
}

static int nearest_16(int32_t rgb)
{
    struct rgb c = split(rgb);
    int high = MAX(c.red, MAX(c.green, c.blue));
    int low = MIN(c.red, MIN(c.green, c.blue));

    if (high - low < DULL) {
        return high >= 225 ? 15 : high >= 165 ? 7 : high >= 60 ? 8 : 0;
    }
    return ansi_hue(c, low, high) + (high >= BRIGHT ? 8 : 0);
}

static int32_t degrade_colour(int32_t colour, enum depth depth)
{
    bool rgb = colour >= THEME_RGB;

    if (colour < 0 || depth == DEPTH_TRUE) {
        return colour;
    }
    if (depth == DEPTH_256) {
        return rgb ? colour_nearest_256(colour) : colour;
    }
    if (depth == DEPTH_MONO) {
        return -1;
    }
    return !rgb && colour < CUBE_BASE ? colour : nearest_16(rgb ? colour : colour_rgb(colour));
}

/* Eight colours have their bright halves by bold. */
static void degrade_bright(struct style *style)
{
    if (style->foreground >= 8) {
        style->foreground -= 8;
        style->attributes |= THEME_BOLD;
    }
    if (style->background >= 8) {
        style->background -= 8;
    }
}

/* Sixteen backgrounds are too loud or too unlike for text of any colour to be read on them. */
static void degrade_background(struct style *style, enum role role, const struct style *text,
                               enum depth depth)
{
    bool named = style->background >= 0 && style->background < CUBE_BASE;

    if (style->background == text->background || (named && depth != DEPTH_MONO)) {
        return;
    }
    style->background = text->background;
    style->attributes |= role == ROLE_SELECTED_IDLE ? THEME_UNDERLINE : THEME_REVERSE;
}

static void keep_meaning(struct style *style, enum role role)
{
    static const struct {
        enum role role;
        unsigned attributes;
    } kept[] = {
        {ROLE_TITLE_FOCUS,   THEME_BOLD     },
        {ROLE_KEY,           THEME_BOLD     },
        {ROLE_MATCH,         THEME_UNDERLINE},
        {ROLE_FAILURE,       THEME_BOLD     },
        {ROLE_LIVE,          THEME_BOLD     },
        {ROLE_HELD,          THEME_REVERSE  },
        {ROLE_CHANGED,       THEME_BOLD     },
        {ROLE_DEPLOY,        THEME_BOLD     },
        {ROLE_LEVEL_FATAL,   THEME_BOLD     },
        {ROLE_LEVEL_ERROR,   THEME_BOLD     },
        {ROLE_BAR_ERROR,     THEME_BOLD     },
        {ROLE_SPARK_CHANGED, THEME_BOLD     },
        {ROLE_DIFF_ADD,      THEME_BOLD     },
        {ROLE_DIFF_DELETE,   THEME_UNDERLINE},
        {ROLE_CURSOR_TIME,   THEME_REVERSE  },
        {ROLE_SELECTED,      THEME_REVERSE  },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
        if (kept[i].role == role) {
            style->attributes |= kept[i].attributes;
        }
    }
}

void theme_degrade(const struct theme *theme, enum depth depth, struct theme *shown)
{
    const struct style *text = &theme->styles[ROLE_TEXT];
    int32_t text_background = degrade_colour(text->background, depth);

    *shown = *theme;
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct style *style = &shown->styles[role];
        if (depth <= DEPTH_16) {
            degrade_background(style, (enum role)role, text, depth);
        }
        bool plain = style->background == text->background;
        style->foreground = degrade_colour(style->foreground, depth);
        style->background = plain ? text_background : degrade_colour(style->background, depth);
        if (depth == DEPTH_8) {
            degrade_bright(style);
        }
        if (depth == DEPTH_MONO) {
            keep_meaning(style, (enum role)role);
        }
    }
}
