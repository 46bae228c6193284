/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/moves.h"

#include <stdbool.h>

static int digits(int number)
{
    return number < 10 ? 1 : number < 100 ? 2 : number < 1000 ? 3 : number < 10000 ? 4 : 5;
}

/* A sequence that moves by `count`, which is not told when it is 1. */
static int counted(int count)
{
    return 3 + (count > 1 ? digits(count) : 0);
}

static void append_counted(GString *out, int count, char final)
{
    if (count > 1) {
        g_string_append_printf(out, "\x1b[%d%c", count, final);
    } else {
        g_string_append_printf(out, "\x1b[%c", final);
    }
}

static void append_times(GString *out, int count, char character)
{
    for (int i = 0; i < count; i++) {
        g_string_append_c(out, character);
    }
}

/* By `count` cells to where the character `one` goes, too. */
static int stepped(int count, bool has_character)
{
    if (count == 0) {
        return 0;
    }
    return has_character ? MIN(count, counted(count)) : counted(count);
}

static void append_steps(GString *out, int count, char character, char final)
{
    if (count > 0 && character && count <= counted(count)) {
        append_times(out, count, character);
    } else if (count > 0) {
        append_counted(out, count, final);
    }
}

static int absolute(struct place to)
{
    return 3 + (to.row || to.col ? digits(to.row + 1) : 0) + (to.col ? 1 + digits(to.col + 1) : 0);
}

/* Without tabs. */
static int plain(int from, int to)
{
    return from > to ? stepped(from - to, true) : stepped(to - from, false);
}

/* Along a row: so many tabs first, then plainly from where they lead. */
struct way {
    int tabs, from, cost;
};

static void consider(struct way *best, int tabs, int stop, int to)
{
    int cost = tabs + plain(stop, to);

    if (cost < best->cost) {
        *best = (struct way){tabs, stop, cost};
    }
}

/* To the last stop before `to`, or to the one behind it and back. */
static struct way along(int from, int to, int last_stop)
{
    struct way best = {0, from, plain(from, to)};
    int before = to / TAB_EVERY, tabs = before - from / TAB_EVERY;

    if (to > from && tabs > 0 && before * TAB_EVERY <= last_stop) {
        consider(&best, tabs, before * TAB_EVERY, to);
    }
    if (to > from && (before + 1) * TAB_EVERY <= last_stop) {
        consider(&best, tabs + 1, (before + 1) * TAB_EVERY, to);
    }
    return best;
}

static int relative(struct place from, struct place to, int last_stop)
{
    int down = to.row - from.row;
    int rows = down < 0 ? stepped(-down, false) : stepped(down, true);

    return rows +
           MIN(along(from.col, to.col, last_stop).cost, 1 + along(0, to.col, last_stop).cost);
}

int moves_cost(struct place from, struct place to, int last_stop)
{
    return from.col < 0 ? absolute(to) : MIN(absolute(to), relative(from, to, last_stop));
}

static void append_relative(struct place from, struct place to, int last_stop, GString *out)
{
    struct way way = along(from.col, to.col, last_stop), anew = along(0, to.col, last_stop);

    append_steps(out, from.row - to.row, '\0', 'A');
    append_steps(out, to.row - from.row, '\n', 'B');
    if (1 + anew.cost < way.cost) {
        g_string_append_c(out, '\r');
        way = anew;
    }
    append_times(out, way.tabs, '\t');
    append_steps(out, way.from - to.col, '\b', 'D');
    append_steps(out, to.col - way.from, '\0', 'C');
}

void moves_append(struct place from, struct place to, int last_stop, GString *out)
{
    if (from.col >= 0 && relative(from, to, last_stop) <= absolute(to)) {
        append_relative(from, to, last_stop, out);
    } else if (to.col > 0) {
        g_string_append_printf(out, "\x1b[%d;%dH", to.row + 1, to.col + 1);
    } else if (to.row > 0) {
        g_string_append_printf(out, "\x1b[%dH", to.row + 1);
    } else {
        g_string_append(out, "\x1b[H");
    }
}
