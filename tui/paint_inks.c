/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/paint_internal.h"

#include "tui/capability.h"

#include <curses.h>
#include <string.h>
#include <term.h>

/* What the terminal must have word for word. */
static const struct word {
    const char *name, *string;
    bool needed; /* else it may also be without */
} words[] = {
    {"cup",  "\x1b[%i%p1%d;%p2%dH", true },
    {"cuu",  "\x1b[%p1%dA",         true },
    {"cud",  "\x1b[%p1%dB",         true },
    {"cuf",  "\x1b[%p1%dC",         true },
    {"cub",  "\x1b[%p1%dD",         true },
    {"cud1", "\n",                  true },
    {"cub1", "\b",                  true },
    {"cr",   "\r",                  true },
    {"el",   "\x1b[K",              true },
    {"ech",  "\x1b[%p1%dX",         false},
    {"bold", "\x1b[1m",             false},
    {"dim",  "\x1b[2m",             false},
    {"sitm", "\x1b[3m",             false},
    {"smul", "\x1b[4m",             false},
    {"rev",  "\x1b[7m",             false},
};

static bool stands(const struct word *word)
{
    const char *string = capability(word->name);

    return string ? strcmp(string, word->string) == 0 : !word->needed;
}

/* Whether colours are set in a way that the pen reads. */
static bool reads_colours(void)
{
    static const char *const names[] = {"setaf", "setab"};

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        struct look look = {0};
        const char *string = capability(names[i]);
        if (string && !pen_read(tiparm(string, 1), &look)) {
            return false;
        }
    }
    return true;
}

struct painter *painter_new(painter_look look, const void *context)
{
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (!stands(&words[i])) {
            return NULL;
        }
    }
    /* A character in the last cell does not scroll; no attribute excludes colours. */
    if (tigetflag((char *)"xenl") <= 0 || tigetnum((char *)"ncv") > 0 || !reads_colours()) {
        return NULL;
    }
    struct painter *painter = g_new0(struct painter, 1);
    painter->look = look;
    painter->spots = g_array_new(FALSE, FALSE, sizeof(struct spot));
    painter->context = context;
    painter->erases_some = capability("ech");
    painter->erases_in_colour = tigetflag((char *)"bce") > 0;
    return painter;
}

void painter_free(struct painter *painter)
{
    if (painter) {
        g_array_unref(painter->spots);
        g_free(painter);
    }
}

void painter_forget_inks(struct painter *painter)
{
    painter->ink_count = 0;
    painter->overflown = false;
    memset(painter->costs, 0, sizeof painter->costs);
    for (int role = 0; role < ROLE_COUNT; role++) {
        painter->by_role[role] = -1;
    }
}

void painter_set_stops(struct painter *painter, int last_stop)
{
    painter->last_stop = last_stop;
}

void painter_set_theme(struct painter *painter, const struct theme *theme)
{
    painter->theme = theme;
    painter_forget_inks(painter);
}

static bool same_style(const struct style *a, const struct style *b)
{
    return a->foreground == b->foreground && a->background == b->background &&
           a->attributes == b->attributes;
}

static int ink_of(struct painter *painter, const struct style *style)
{
    for (int i = 0; i < painter->ink_count; i++) {
        if (same_style(&painter->inks[i].style, style)) {
            return i;
        }
    }
    if (painter->ink_count == INKS_MOST) {
        painter_forget_inks(painter); /* and this frame is not painted */
        painter->overflown = true;
    }
    struct ink *ink = &painter->inks[painter->ink_count];
    *ink = (struct ink){.style = *style,
                        .shows = style->attributes & (THEME_UNDERLINE | THEME_REVERSE)};
    painter->look(painter->context, style, &ink->look);
    return painter->ink_count++;
}

int painter_ink(struct painter *painter, const struct cell *cell)
{
    if (cell->mark_count == 0 && painter->by_role[cell->role] >= 0) {
        return painter->by_role[cell->role];
    }
    const struct style style = cell_style(cell, painter->theme);
    int ink = ink_of(painter, &style);
    if (cell->mark_count == 0) {
        painter->by_role[cell->role] = ink;
    }
    return ink;
}

int painter_ink_cost(struct painter *painter, const struct pen *pen, int from, int to)
{
    uint8_t *cost = &painter->costs[from][to];

    if (from == to) {
        return 0;
    }
    if (*cost == 0) {
        *cost = (uint8_t)pen_cost(pen, &painter->inks[from].look, &painter->inks[to].look);
    }
    return *cost;
}
