/* SPDX-License-Identifier: Apache-2.0
 *
 * The chart on the screen: the values at the cursor, the legend, the plot.
 */
#include "views/chart_state.h"
#include "views/signal_text.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/chart.h"

#include <math.h>
#include <string.h>

const struct series *chart_series(const struct chart_state *state)
{
    guint line = state->line > 0 ? (guint)state->line : 0;
    const GPtrArray *lines = state->data.lines;
    const struct signal *signal = g_ptr_array_index(lines, MIN(line, lines->len - 1));
    return &signal->series;
}

static gssize bucket_of(const struct series *series, int64_t time_ms)
{
    if (!series->count || series->interval_ms <= 0)
        return -1;
    int64_t bucket = (time_ms - series->start_ms) / series->interval_ms;
    return (gssize)CLAMP(bucket, 0, (int64_t)series->count - 1);
}

/* The cursor's bucket, kept inside the series. */
gssize chart_bucket(const struct chart_state *state)
{
    return bucket_of(chart_series(state), state->cursor_ms);
}

int64_t chart_bucket_ms(const struct series *series, gssize bucket)
{
    return series->start_ms + bucket * series->interval_ms;
}

/* [start, end) of what Enter is about: the range, or the cursor's bucket. */
void chart_selected(const struct chart_state *state, int64_t *start_ms, int64_t *end_ms)
{
    const struct series *series = chart_series(state);
    gssize bucket = chart_bucket(state);
    *start_ms = chart_bucket_ms(series, MAX(bucket, 0));
    *end_ms = *start_ms + MAX(series->interval_ms, 1);
    if (state->mark_ms) {
        *end_ms = MAX(*end_ms, state->mark_ms + series->interval_ms);
        *start_ms = MIN(*start_ms, state->mark_ms);
    }
}

/* What was usual here: before the onset, where there was one, else before the cursor. */
static struct usual usual_here(const struct chart_state *state)
{
    const struct onset *onset = &state->data.onset;
    gssize bucket = chart_bucket(state);
    bool since = onset->kind != ONSET_NONE && onset->bucket >= 0 && bucket >= onset->bucket;
    return usual_of(chart_series(state), since ? onset->bucket : bucket);
}

static void append_usual(GString *out, const struct chart_state *state, double value,
                         const char *unit)
{
    char off[24];
    struct usual usual = usual_here(state);
    bool known = usual.samples >= USUAL_LEAST;
    g_string_append(out, "  ");
    signal_usual(out, &usual, unit);
    if (known && isfinite(value) && (value > usual.high || value < usual.low))
        g_string_append_printf(out, "  %c%s", value < usual.median ? '-' : '+',
                               quantity_text(fabs(value - usual.median), unit, off, sizeof off));
}

const char *chart_unit(const struct chart_state *state)
{
    return ((const struct signal *)g_ptr_array_index(state->data.lines, 0))->unit;
}

/* "03:10:00  45.0s  usual 0.1s to 0.3s  +44.8s". */
void chart_values(GString *out, const struct view *view)
{
    const struct chart_state *state = view->state;
    const struct series *series = chart_series(state);
    char at[40], to[40], value[24];
    gssize bucket = chart_bucket(state);
    if (bucket < 0)
        return;
    double here = series->values[bucket];
    int64_t start, end;
    chart_selected(state, &start, &end);
    g_string_append(out, scope_time(desk_scope(view->desk), start, at, sizeof at));
    if (state->mark_ms)
        g_string_append_printf(out, " to %s",
                               scope_time(desk_scope(view->desk), end, to, sizeof to));
    if (!isfinite(here))
        g_strlcpy(value, "no data", sizeof value);
    else if (state->data.asked) /* counts a bucket, not a minute */
        quantity_text(here, chart_unit(state), value, sizeof value);
    else
        signal_value(state->data.base, here, 23, value, sizeof value);
    bool filling = bucket >= (gssize)(series->count - series->incomplete);
    g_string_append_printf(out, "  %s%s", value, filling && isfinite(here) ? " so far" : "");
    if (state->heat.on) {
        g_string_append(out, "  ");
        chart_heat_words(&state->heat, heat_unit(state->data.base), start, end, out);
    } else if (state->against.kind != AGAINST_NOTHING) {
        chart_against_words(&state->against, series, bucket, chart_unit(state), out);
    } else {
        append_usual(out, state, here, chart_unit(state));
    }
    g_autofree char *reach = signal_reach(state->data.base, &state->data.onset, INT_MAX);
    if (reach && !state->data.asked)
        g_string_append_printf(out, "  %s%s", g_str_has_prefix(reach, "past") ? "" : "reaches ",
                               reach);
}

/* --- drawing --- */

#define MOST_LINES  8
#define LEGEND_ROWS 6 /* from this height on a chart has a legend */

static const enum role line_roles[MOST_LINES] = {
    ROLE_SPARK,     ROLE_SERVICE_1, ROLE_SERVICE_2, ROLE_SERVICE_3,
    ROLE_SERVICE_4, ROLE_SERVICE_5, ROLE_SERVICE_0, ROLE_MUTED,
};

GPtrArray *chart_happened(const struct view *view, const struct series *series, size_t *left_out)
{
    const struct chart_state *state = view->state;
    const struct moments_told told = {
        .service = state->data.base->service,
        .onset = &state->data.onset,
        .deploys = desk_deploys(view->desk),
        .flags = desk_flags(view->desk),
        .monitors = desk_monitors(view->desk),
        .issues = desk_issues(view->desk),
        .lead = desk_lead(view->desk),
        .line = series,
        .unit = chart_unit(state),
        .scope = desk_scope(view->desk),
    };
    return chart_moments(&told, series->start_ms, chart_bucket_ms(series, (gssize)series->count),
                         left_out);
}

enum role chart_line_role(size_t line)
{
    return line_roles[line % MOST_LINES];
}

static size_t find_lines(const struct chart_state *state, struct chart_line *lines)
{
    guint count = MIN(state->data.lines->len, MOST_LINES);
    for (guint i = 0; i < count; i++) {
        const struct signal *line = g_ptr_array_index(state->data.lines, i);
        bool other = state->line >= 0 && state->line != (int)i;
        lines[i] = (struct chart_line){.values = line->series.values,
                                       .count = line->series.count,
                                       .role = other ? ROLE_MUTED : line_roles[i],
                                       .label = state->data.group_key ? line->name : NULL};
    }
    const struct chart_against *against = &state->against;
    if (!against->values || count == MOST_LINES)
        return count;
    lines[count] = (struct chart_line){.values = against->values,
                                       .count = against->count,
                                       .role = ROLE_MUTED,
                                       .label = against->label};
    return count + 1;
}

gssize chart_bucket_at(const struct chart_state *state, int col, int cols)
{
    struct chart_line lines[MOST_LINES];
    struct chart chart = {.lines = lines, .unit = chart_unit(state), .log = state->log};
    double limit;
    chart.limit = chart_limit(state, &limit) ? &limit : NULL;
    chart.line_count = find_lines(state, lines);
    int axis = MIN(chart_axis_width(&chart), cols - 1);
    gssize count = (gssize)chart_series(state)->count;
    if (state->heat.on)
        axis = MIN(chart_heat_axis(state), cols - 1);
    return count ? CLAMP((col - axis) * count / (cols - axis), 0, count - 1) : -1;
}

/* Just inside the bucket of that time, so that its column and its time are the cursor's. */
static double part_of(const struct series *series, int64_t time_ms)
{
    gssize bucket = bucket_of(series, time_ms);
    return bucket < 0 ? (double)NAN : ((double)bucket + 0.01) / (double)series->count;
}

static void draw_plot(const struct view *view, struct surface *surface, bool unnamed)
{
    const struct chart_state *state = view->state;
    const struct series *series = chart_series(state);
    struct chart_line lines[MOST_LINES];
    struct chart_marks marks;
    struct chart chart = {.lines = lines,
                          .marks = marks.marks,
                          .unit = chart_unit(state),
                          .log = state->log,
                          .unnamed = unnamed};
    int64_t from, to;
    double limit;
    chart.limit = chart_limit(state, &limit) ? &limit : NULL;
    chart.line_count = find_lines(state, lines);
    chart_selected(state, &from, &to);
    chart.cursor = part_of(series, state->cursor_ms);
    chart.rested = part_of(series, state->lit_ms);
    chart.glides = desk_gliding(view->desk) && !state->mark_ms;
    chart.range_from = state->mark_ms ? chart_part(series, from) : (double)NAN;
    chart.range_to = state->mark_ms ? chart_part(series, to - 1) : (double)NAN;
    chart.filling = series->incomplete;
    chart.start_ms = series->start_ms;
    chart.end_ms = series->start_ms + (int64_t)series->count * series->interval_ms;
    chart.zone_offset_s = scope_zone_offset_s(desk_scope(view->desk), chart.end_ms);
    g_autoptr(GPtrArray) moments = chart_happened(view, series, NULL);
    chart_marks_fit(&marks, moments, series, chart.cursor, surface->cols - chart_axis_width(&chart),
                    surface->ascii);
    chart.mark_count = marks.count;
    chart_draw(surface, &chart);
}

/* What happened in the bucket under the cursor, or the range. */
static void append_happened(GString *out, const struct view *view, bool ascii)
{
    const struct series *series = chart_series(view->state);
    g_autoptr(GPtrArray) moments = chart_happened(view, series, NULL);
    int64_t start, end;
    chart_selected(view->state, &start, &end);
    chart_moments_words(moments, start, end, ascii, out);
}

void chart_draw_view(const struct view *view, struct surface *surface)
{
    const struct chart_state *state = view->state;
    if (!chart_series(state)->count) {
        body_message(view, surface, "No data in this range\nt widens it");
        return;
    }
    /* One line needs no legend: the values take its row. */
    bool heat = state->heat.on;
    int legend = heat ? 0 : chart_legend_rows(state, surface->rows);
    bool named = state->data.group_key || state->against.values || heat;
    int top = named || surface->rows < LEGEND_ROWS ? 1 : 0;
    int rows = surface->rows - top - legend;
    struct surface plot = surface_part(surface, top, 0, rows, surface->cols);
    struct surface names = surface_part(surface, top + rows, 0, legend, surface->cols);
    if (heat)
        chart_heat_draw(view, &plot);
    else
        draw_plot(view, &plot, legend > 0);
    if (legend)
        chart_legend_draw(view, &names);
    struct surface row = surface_part(surface, 0, 0, 1, surface->cols);
    surface_fill(&row, ROLE_TEXT);
    g_autoptr(GString) values = g_string_new(NULL);
    chart_values(values, view);
    append_happened(values, view, surface->ascii);
    surface_text_cut(&row, 0, 1, surface->cols - 2, ROLE_TITLE, CUT_END, values->str);
}
