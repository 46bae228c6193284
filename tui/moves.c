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

static int along(int from, int to)
{
    return from > to ? stepped(from - to, true) : stepped(to - from, false);
}

static int relative(struct place from, struct place to)
{
    int down = to.row - from.row;
    int rows = down < 0 ? stepped(-down, false) : stepped(down, true);

    return rows + MIN(along(from.col, to.col), 1 + along(0, to.col));
}

int moves_cost(struct place from, struct place to)
{
    return from.col < 0 ? absolute(to) : MIN(absolute(to), relative(from, to));
}

static void append_relative(struct place from, struct place to, GString *out)
{
    append_steps(out, from.row - to.row, '\0', 'A');
    append_steps(out, to.row - from.row, '\n', 'B');
    if (1 + along(0, to.col) < along(from.col, to.col)) {
        g_string_append_c(out, '\r');
        from.col = 0;
    }
    append_steps(out, from.col - to.col, '\b', 'D');
    append_steps(out, to.col - from.col, '\0', 'C');
}

void moves_append(struct place from, struct place to, GString *out)
{
    if (from.col >= 0 && relative(from, to) <= absolute(to)) {
        append_relative(from, to, out);
    } else if (to.col > 0) {
        g_string_append_printf(out, "\x1b[%d;%dH", to.row + 1, to.col + 1);
    } else if (to.row > 0) {
        g_string_append_printf(out, "\x1b[%dH", to.row + 1);
    } else {
        g_string_append(out, "\x1b[H");
    }
}
