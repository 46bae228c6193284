/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole trace, small: how many spans are at work when, and the part in sight. Two lines above
 * the waterfall where there is room, else a few cells in the title.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define MAP_ROWS    30 /* two of them, from this many on */
#define TITLE_CELLS 14

int trace_map_rows(const struct trace_state *state, int rows)
{
    bool shown = state->map == TRACE_MAP_AUTO ? rows >= MAP_ROWS : state->map == TRACE_MAP_ON;
    return state->trace && state->trace->spans->len && shown && rows >= 8 ? 2 : 0;
}

/* The most spans at work, and whether one failed, in cell `cell` of `width`. */
static int working_in(const struct trace_reading *reading, int cell, int width, bool *failing)
{
    int from = cell * TRACE_OVERVIEW / width;
    int to = MAX((cell + 1) * TRACE_OVERVIEW / width, from + 1), most = 0;
    *failing = false;
    for (int i = from; i < to && i < TRACE_OVERVIEW; i++) {
        most = MAX(most, reading->working[i]);
        *failing |= reading->failing[i];
    }
    return most;
}

static int peak(const struct trace_reading *reading)
{
    int most = 1;
    for (int i = 0; i < TRACE_OVERVIEW; i++)
        most = MAX(most, reading->working[i]);
    return most;
}

/* One span at work already stands above the base. */
static int level_of(int working, int most)
{
    return working <= 0 ? -1 : CLAMP((int)lround(7.0 * working / most), 1, 7);
}

static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char ascii_blocks[] = "_.:-=+*#";

/* The cells that are in sight. */
static void viewport(const struct trace_state *state, int width, int *from, int *to)
{
    struct trace_scale whole = trace_time_overview(&state->time, width);
    double begins = trace_scale_cell(&whole, state->time.start_us);
    double ends = trace_scale_cell(&whole, state->time.end_us);
    *from = (int)CLAMP(begins + 0.01, 0.0, width - 1.0);
    *to = (int)CLAMP(ceil(ends - 0.01), *from + 1.0, (double)width);
}

void trace_map_draw(const struct trace_state *state, struct surface *surface,
                    const struct trace_columns *columns)
{
    struct surface cells = surface_part(surface, 0, trace_columns_bar(columns), 2, columns->bar);
    int width = cells.cols, from, to, most = peak(&state->reading);
    char took[24];
    surface_printf(surface, 0, 1, columns->service + columns->name - 1, ROLE_MUTED,
                   "whole trace %s",
                   quantity_duration((double)us_between(state->time.first_us, state->time.last_us),
                                     took, sizeof took));
    if (width <= 0)
        return;
    viewport(state, width, &from, &to);
    surface_run(&cells, 1, 0, width, ROLE_HAIRLINE, "─", '-');
    surface_run(&cells, 1, from, to - from, ROLE_ACCENT, "━", '=');
    for (int cell = 0; cell < width; cell++) {
        bool failing, seen = cell >= from && cell < to;
        int level = level_of(working_in(&state->reading, cell, width, &failing), most);
        enum role role = failing ? ROLE_BAR_ERROR : seen ? ROLE_SPARK : ROLE_MUTED;
        if (level >= 0)
            surface_run(&cells, 0, cell, 1, role, blocks[level], ascii_blocks[level]);
        if (failing)
            surface_run(&cells, 1, cell, 1, ROLE_LEVEL_ERROR, "!", '!');
    }
}

void trace_map_title(const struct trace_state *state, GString *out)
{
    int from, to, most = peak(&state->reading);
    viewport(state, TITLE_CELLS, &from, &to);
    g_string_append(out, "  ");
    for (int cell = 0; cell < TITLE_CELLS; cell++) {
        bool failing;
        int level = level_of(working_in(&state->reading, cell, TITLE_CELLS, &failing), most);
        if (cell == from)
            g_string_append(out, "▕");
        g_string_append(out, level < 0 ? " " : blocks[level]);
        if (cell + 1 == to)
            g_string_append(out, "▏");
    }
}
