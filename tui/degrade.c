/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/colour.h"

#include <stdlib.h>
#include <string.h>

#define PALETTE      256
#define CUBE_BASE    16  /* the first number whose colour is the same everywhere */
#define TEXT_RATIO   4.5 /* WCAG 2.1, 1.4.3 */
#define SIGN_RATIO   3.0 /* 1.4.11; of sixteen colours no more can be had */
#define NEARER_MOST  1.1 /* how much nearer to the text a background may come */
#define FARTHER_MOST 1.3
#define BLUE         4
#define CYAN         6
#define GREY         8

/* What lies under text of any role. */
static const enum role papers[] = {ROLE_TEXT, ROLE_SELECTED, ROLE_CURSOR_TIME, ROLE_SELECTED_IDLE};

/* A theme on its way down. Luminances are those of colour_luminance(). */
struct descent {
    const struct theme *theme;
    struct theme *shown;
    double palette[PALETTE];
    struct lab looks[PALETTE];
    double before[G_N_ELEMENTS(papers)]; /* of the papers as the theme has them */
    double after[G_N_ELEMENTS(papers)];  /* and as they are shown */
    bool taken[PALETTE];                 /* by another background */
};

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

static double ratio(double a, double b)
{
    return (MAX(a, b) + 0.05) / (MIN(a, b) + 0.05);
}

/* --- 256 colours --- */

/* The terminal's own background is the one that the theme is made for. */
static double paper_luminance(const struct theme *theme, int32_t background)
{
    int32_t rgb = background < 0           ? theme->terminal.background
                  : background < THEME_RGB ? colour_rgb(background)
                                           : background;

    return colour_luminance(rgb);
}

static bool is_nearer(const struct descent *descent, int number, int than, struct lab look)
{
    return colour_distance(descent->looks[number], look) <
           colour_distance(descent->looks[than], look);
}

/* Whether a background of `luminance` may stand for one of `wanted`. */
static bool is_as_light(const struct theme *theme, double luminance, double wanted)
{
    double lighter = (luminance + 0.05) / (wanted + 0.05);
    double nearer = theme_is_light(theme) ? 1 / lighter : lighter;

    return nearer <= NEARER_MOST && nearer >= 1 / FARTHER_MOST;
}

/* The nearest of about the same lightness that no other background has. */
static int paper_256(struct descent *descent, int32_t rgb)
{
    double luminance = colour_luminance(rgb);
    struct lab look = colour_lab(rgb);
    int best = -1;

    for (int i = CUBE_BASE; i < PALETTE; i++) {
        bool fits =
            !descent->taken[i] && is_as_light(descent->theme, descent->palette[i], luminance);
        if (fits && (best < 0 || is_nearer(descent, i, best, look))) {
            best = i;
        }
    }
    best = best < 0 ? colour_nearest_256(rgb) : best;
    descent->taken[best] = true;
    return best;
}

static void degrade_papers(struct descent *descent)
{
    for (int i = 0; i < PALETTE; i++) {
        descent->palette[i] = colour_luminance(colour_rgb(i));
        descent->looks[i] = colour_lab(colour_rgb(i));
    }
    for (size_t i = 0; i < G_N_ELEMENTS(papers); i++) {
        int32_t wanted = descent->theme->styles[papers[i]].background;
        int32_t *shown = &descent->shown->styles[papers[i]].background;
        *shown = wanted >= THEME_RGB ? paper_256(descent, wanted) : wanted;
        descent->before[i] = paper_luminance(descent->theme, wanted);
        descent->after[i] = paper_luminance(descent->theme, *shown);
    }
}

/* Whether number `i` is as well read on every paper as the theme's colour is: as a text, or as a
 * sign. */
static bool reads_as_well(const struct descent *descent, int i, double luminance)
{
    for (size_t paper = 0; paper < G_N_ELEMENTS(papers); paper++) {
        double before = ratio(luminance, descent->before[paper]);
        double wanted = before >= TEXT_RATIO ? TEXT_RATIO : MIN(before, SIGN_RATIO);
        if (ratio(descent->palette[i], descent->after[paper]) < wanted) {
            return false;
        }
    }
    return true;
}

static int ink_256(const struct descent *descent, int32_t rgb)
{
    double luminance = colour_luminance(rgb);
    struct lab look = colour_lab(rgb);
    int best = -1;

    for (int i = CUBE_BASE; i < PALETTE && descent->theme->terminal.background >= 0; i++) {
        bool nearer = best < 0 || is_nearer(descent, i, best, look);
        if (nearer && reads_as_well(descent, i, luminance)) {
            best = i;
        }
    }
    return best < 0 ? colour_nearest_256(rgb) : best;
}

/* A background that is no paper stands under its own role only; it may be a paper's all the same.
 */
static int32_t own_background_256(const struct descent *descent, enum role role)
{
    int32_t background = descent->theme->styles[role].background;

    for (size_t i = 0; i < G_N_ELEMENTS(papers); i++) {
        if (background == descent->theme->styles[papers[i]].background) {
            return descent->shown->styles[papers[i]].background;
        }
    }
    return background >= THEME_RGB ? colour_nearest_256(background) : background;
}

static void degrade_256(const struct theme *theme, struct theme *shown)
{
    struct descent descent = {.theme = theme, .shown = shown};

    degrade_papers(&descent);
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct style *style = &shown->styles[role];
        style->background = own_background_256(&descent, (enum role)role);
        if (style->foreground >= THEME_RGB) {
            style->foreground = ink_256(&descent, style->foreground);
        }
    }
}

/* --- sixteen and fewer --- */

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

/* Eight colours have their bright halves by bold; bold black, though, would be louder than text. */
static void degrade_bright(struct style *style)
{
    if (style->foreground == GREY) {
        style->foreground = -1;
        style->attributes |= THEME_DIM;
    }
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

/* Whether a number, as xterm has it, is read as well as `rgb`, or at least well enough for a sign.
 */
static bool is_legible(const struct theme *theme, int number, int32_t rgb)
{
    int32_t own = theme->styles[ROLE_TEXT].background;
    int32_t paper = own < 0 ? theme->terminal.background : own < THEME_RGB ? colour_rgb(own) : own;

    return paper < 0 || colour_contrast(colour_rgb(number), paper) >=
                            MIN(colour_contrast(rgb, paper), SIGN_RATIO);
}

/* Of greys, the terminal's own text colour may be the nearest: its number is not known. */
static bool is_own_text(const struct theme *theme, int32_t rgb, int number)
{
    int32_t own = theme->terminal.foreground;

    return own >= 0 && colour_distance(colour_lab(rgb), colour_lab(own)) <
                           colour_distance(colour_lab(rgb), colour_lab(colour_rgb(number)));
}

/* -1 when no number will do. Dark blue is the one that is hard to read nearly everywhere. */
static int32_t ink_16(const struct theme *theme, int32_t rgb)
{
    int hue = colour_nearest_16(rgb);
    bool dull = hue % GREY == 0 || hue % GREY == GREY - 1;
    int second = dull ? GREY : hue % GREY == BLUE ? CYAN : hue;

    if (dull && is_own_text(theme, rgb, hue)) {
        return -1;
    }
    return is_legible(theme, hue, rgb) ? hue : is_legible(theme, second, rgb) ? second : -1;
}

static void degrade_ink_16(const struct theme *theme, struct style *style, enum role role)
{
    int32_t colour = style->foreground;

    if (colour < CUBE_BASE) {
        return;
    }
    style->foreground = ink_16(theme, colour < THEME_RGB ? colour_rgb(colour) : colour);
    if (style->foreground < 0) {
        keep_meaning(style, role);
    }
}

static void degrade_16(const struct theme *theme, enum depth depth, struct theme *shown)
{
    const struct style *text = &theme->styles[ROLE_TEXT];
    int32_t own =
        text->background >= CUBE_BASE
            ? colour_nearest_16(text->background < THEME_RGB ? colour_rgb(text->background)
                                                             : text->background)
            : text->background;

    for (int role = 0; role < ROLE_COUNT; role++) {
        struct style *style = &shown->styles[role];
        degrade_background(style, (enum role)role, text, depth);
        style->background = style->background == text->background ? own : style->background;
        degrade_ink_16(theme, style, (enum role)role);
        if (depth == DEPTH_8) {
            degrade_bright(style);
        }
    }
}

static void degrade_mono(const struct theme *theme, struct theme *shown)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct style *style = &shown->styles[role];
        degrade_background(style, (enum role)role, &theme->styles[ROLE_TEXT], DEPTH_MONO);
        style->foreground = -1;
        style->background = -1;
        keep_meaning(style, (enum role)role);
    }
}

void theme_degrade(const struct theme *theme, enum depth depth, struct theme *shown)
{
    *shown = *theme;
    if (depth == DEPTH_256) {
        degrade_256(theme, shown);
    } else if (depth == DEPTH_MONO) {
        degrade_mono(theme, shown);
    } else if (depth != DEPTH_TRUE) {
        degrade_16(theme, depth, shown);
    }
}
