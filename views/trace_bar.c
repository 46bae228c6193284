/* SPDX-License-Identifier: Apache-2.0
 *
 * A span's bar. Solid where the span itself works, a line where its children do; while the critical
 * path is shown, solid where the path runs through the span itself. Over it: where its caller
 * ended, what lacks instrumentation, errors, events and logs. All of it differs in its characters,
 * so that it reads without colours.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/quantity.h"
#include "tui/chart.h"

#include <math.h>
#include <string.h>

#define SOLID 0.5 /* of a cell, from which on it is */

/* What is drawn, and on what. */
struct bar_of {
    const struct trace_state *state;
    struct surface *cells;
    const struct span *span;
    int index;
    struct trace_scale scale;
    struct trace_bar bar;
    enum role role;
};

/* The share of a cell that is drawn solid, of its part in which the span was open. */
typedef double (*share_of)(const struct bar_of *of, int64_t from_us, int64_t to_us);

static double own_share(const struct bar_of *of, int64_t from_us, int64_t to_us)
{
    double covered =
        (double)span_cover_within(&of->state->reading.cover, of->index, from_us, to_us);
    return 1 - covered / (double)MAX(us_between(from_us, to_us), 1);
}

static double critical_share(const struct bar_of *of, int64_t from_us, int64_t to_us)
{
    size_t count;
    const struct critical_step *steps =
        critical_path_of(of->state->reading.path, of->index, &count);
    double on = 0;
    for (size_t i = 0; i < count && steps[i].from_us < to_us; i++)
        if (steps[i].to_us > from_us)
            on += (double)us_between(MAX(steps[i].from_us, from_us), MIN(steps[i].to_us, to_us));
    return on / (double)MAX(us_between(from_us, to_us), 1);
}

/* Ends of a line fall on half cells. */
static void draw_line(const struct bar_of *of, enum role role)
{
    int from = (int)of->bar.from, to = (int)ceil(of->bar.to - 1e-9);
    surface_run(of->cells, 0, from, MAX(to - from, 1), role, "━", '-');
    if (to - from < 2)
        return;
    if (of->bar.from - from >= 0.5)
        surface_run(of->cells, 0, from, 1, role, "╺", '-');
    if (to - of->bar.to >= 0.5)
        surface_run(of->cells, 0, to - 1, 1, role, "╸", '-');
}

static double cell_share(const struct bar_of *of, int cell, share_of share)
{
    int64_t from = trace_scale_us(&of->scale, MAX(cell, of->bar.from));
    int64_t to = trace_scale_us(&of->scale, MIN(cell + 1, of->bar.to));
    return to > from ? CLAMP(share(of, from, to), 0.0, 1.0) : share(of, from, from + 1);
}

/* Draws the runs of cells that are solid. Where a run borders on a line its end falls on an eighth
 * of a cell. */
static void draw_solid(const struct bar_of *of, share_of share)
{
    int last = (int)ceil(of->bar.to - 1e-9) - 1, since = -1;
    double begin = 0, before = 0;
    for (int cell = (int)of->bar.from; cell <= last + 1; cell++) {
        double part = cell <= last ? cell_share(of, cell, share) : 0;
        bool solid = part >= SOLID;
        if (solid && since < 0) {
            since = cell;
            begin = MAX(cell + (cell > (int)of->bar.from ? 1 - part : 0), of->bar.from);
        } else if (!solid && since >= 0) {
            double end = cell <= last && cell - 1 > since ? cell - 1 + before : cell;
            chart_bar(of->cells, 0, begin, MIN(end, of->bar.to), of->role);
            since = -1;
        }
        before = part;
    }
}

/* Off the critical path a bar is light, in texture as well as in colour. */
static void draw_light(const struct bar_of *of)
{
    int from = (int)of->bar.from, to = (int)ceil(of->bar.to);
    surface_run(of->cells, 0, from, MAX(to - from, 1), ROLE_MUTED, "░", '.');
}

static void draw_open_end(const struct bar_of *of)
{
    int from = (int)of->bar.from, to = MAX((int)ceil(of->bar.to), from + 1);
    surface_run(of->cells, 0, from, to - from, of->role, "╍", '~');
    if (!of->bar.past)
        surface_run(of->cells, 0, to - 1, 1, of->role, "▷", '>');
}

static void draw_body(const struct bar_of *of)
{
    const struct trace_state *state = of->state;
    int from = (int)of->bar.from, to = MAX((int)ceil(of->bar.to), from + 1);
    if (of->span->missing) {
        surface_run(of->cells, 0, from, to - from, ROLE_MUTED, "┄", ':');
    } else if (of->span->running) {
        draw_open_end(of);
    } else if (of->span->duration_us < 0) {
        surface_run(of->cells, 0, from, 1, ROLE_LEVEL_ERROR, "«", '<');
    } else if (state->rows.critical && !state->rows.critical[of->index]) {
        draw_light(of);
    } else if (of->span->duration_us == 0) {
        surface_run(of->cells, 0, from, 1, of->role, "┃", '|');
    } else if (state->rows.critical) {
        draw_line(of, of->role);
        draw_solid(of, critical_share);
    } else {
        if (of->span->children)
            draw_line(of, of->role);
        draw_solid(of, own_share);
    }
}

/* --- over it --- */

/* A callee that goes on after its caller ended: nobody waits for it any more from there on. */
static void draw_outlived(const struct bar_of *of)
{
    const struct trace_time *time = &of->state->time;
    if (!trace_outlives(of->state, of->index))
        return;
    double cell = trace_scale_cell(&of->scale, trace_time_end(time, of->span->parent));
    if (cell >= of->bar.from && cell < of->bar.to)
        surface_run(of->cells, 0, (int)cell, 1, ROLE_CHANGED, "│", '|');
}

static void draw_uninstrumented(int64_t from_us, int64_t to_us, void *data)
{
    const struct bar_of *of = data;
    struct trace_bar part = trace_scale_bar(&of->scale, from_us, to_us);
    int from = (int)part.from, to = MAX((int)ceil(part.to - 1e-9), from + 1);
    char took[24], text[64];
    if (part.to - part.from < SOLID)
        return;
    g_snprintf(text, sizeof text, "? %s not instrumented",
               quantity_duration((double)us_between(from_us, to_us), took, sizeof took));
    surface_run(of->cells, 0, from, to - from, ROLE_CHANGED, "?", '?');
    if ((int)strlen(text) + 2 <= to - from)
        surface_printf(of->cells, 0, from, to - from, ROLE_CHANGED, "%s ", text);
    else if (to - from > 8)
        surface_printf(of->cells, 0, from, to - from, ROLE_CHANGED, "? %s ", took);
}

/* Of several in one cell the one that says most. On a bar of a cell or two, which it would hide,
 * only what went wrong is marked. */
static void draw_marks(const struct bar_of *of)
{
    static const struct {
        enum role role;
        const char *cell;
        char ascii;
    } looks[MARK_KINDS] = {
        [MARK_LOG] = {ROLE_TEXT,          "·",  '.'},
        [MARK_EVENT] = {ROLE_ACCENT,        "◆", '*'},
        [MARK_WARNING] = {ROLE_LEVEL_WARNING, "▴", '^'},
        [MARK_ERROR_LOG] = {ROLE_LEVEL_ERROR,   "×",  'x'},
        [MARK_ERROR] = {ROLE_LEVEL_ERROR,   "✗", 'X'},
    };
    size_t count;
    const struct trace_mark *marks = trace_marks_of(&of->state->reading.marks, of->index, &count);
    bool narrow = of->bar.to - of->bar.from < 2;
    int width = of->cells->cols, at = -1;
    enum trace_mark_kind most = MARK_LOG;
    int64_t moved = trace_time_moved(&of->state->time, of->index);
    for (size_t i = 0; i < count; i++) {
        double place = trace_scale_cell(&of->scale, us_add(marks[i].time_us, moved));
        if (place < 0 || place > width || (narrow && marks[i].kind < MARK_WARNING))
            continue;
        int cell = MIN((int)place, width - 1);
        /* What happens at the very end is on the bar, too. */
        if (place >= of->bar.to && place - of->bar.to < 0.5)
            cell = MAX((int)ceil(of->bar.to - 1e-9) - 1, (int)of->bar.from);
        most = cell == at ? MAX(most, marks[i].kind) : marks[i].kind;
        at = cell;
        surface_run(of->cells, 0, cell, 1, looks[most].role, looks[most].cell, looks[most].ascii);
    }
}

void trace_gaps_draw(const struct trace_state *state, struct surface *cells)
{
    const GArray *gaps = state->time.gaps;
    struct trace_scale scale = trace_time_scale(&state->time, cells->cols);
    for (guint i = 0; i < gaps->len; i++) {
        double begins, ends;
        if (!trace_scale_gap(&scale, i, &begins, &ends))
            continue;
        int from = (int)MAX(ceil(begins + 0.25), 0);
        int to = (int)MIN(floor(ends - 0.25), cells->cols);
        surface_run(cells, 0, from, to - from, ROLE_HAIRLINE, "╱", '/');
    }
}

void trace_bar_draw(const struct trace_state *state, struct surface *cells, int index)
{
    const struct span *span = trace_state_span(state, index);
    int width = cells->cols;
    struct bar_of of = {
        .state = state,
        .cells = cells,
        .span = span,
        .index = index,
        .scale = trace_time_scale(&state->time, width),
        .role =
            span->failed ? ROLE_BAR_ERROR : role_bar_for_name(span->service ? span->service : ""),
    };
    of.bar = trace_scale_bar(&of.scale, trace_time_start(&state->time, index),
                             trace_time_end(&state->time, index));
    bool before_all = of.bar.to <= 0.125 && of.bar.before;
    bool past_all = of.bar.from >= width - 0.126 && of.bar.past;
    trace_gaps_draw(state, cells);
    if (!before_all && !past_all) {
        draw_body(&of);
        if (state->reading.uninstrumented)
            trace_reading_uninstrumented(&state->reading, &state->time, index, draw_uninstrumented,
                                         &of);
        draw_outlived(&of);
        draw_marks(&of);
    }
    if (of.bar.before)
        surface_text(cells, 0, 0, 1, of.role, cells->ascii ? "<" : "◀");
    if (of.bar.past)
        surface_text(cells, 0, width - 1, 1, of.role, cells->ascii ? ">" : "▶");
}
