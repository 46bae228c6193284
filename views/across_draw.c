/* SPDX-License-Identifier: Apache-2.0 */
#include "views/across_state.h"

#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"

#include <math.h>
#include <string.h>

#define FIGURE_CELLS 9
#define CHANGE_CELLS 8
#define LABEL_COL    3
#define SPARK_LEAST  100 /* columns from which on the series are drawn */

struct columns {
    int label, figures, verdict, spark; /* widths; 0 = shed */
};

static struct columns fit(int cols)
{
    struct columns columns = {.figures = 2 * FIGURE_CELLS + CHANGE_CELLS};
    columns.verdict = cols >= 72 ? 22 : 0;
    columns.spark = cols >= SPARK_LEAST ? MIN(cols / 5, 40) : 0;
    int rest = cols - LABEL_COL - columns.figures - columns.verdict - columns.spark - 2;
    columns.label = MAX(rest, 10);
    return columns;
}

/* --- figures --- */

static void levels_of(const struct across_row *row, double *before, double *after)
{
    bool moved = row->across.verdict == ACROSS_MOVED;
    *before = moved ? row->across.onset.before : row->across.before;
    *after = moved ? row->across.onset.after : row->across.after;
}

/* "225x", "+12%", "from 0": how the second level is to the first. */
static void change_text(double before, double after, char *out, gsize size)
{
    *out = '\0';
    if (!isfinite(before) || !isfinite(after))
        return;
    double ratio = before > 0 ? after / before : (double)NAN;
    if (before == after)
        g_snprintf(out, size, "=");
    else if (before == 0)
        g_snprintf(out, size, "from 0");
    else if (after == 0)
        g_snprintf(out, size, "to 0");
    else if (isfinite(ratio) && ratio >= 10)
        g_snprintf(out, size, "%.0fx", MIN(ratio, 9999));
    else if (isfinite(ratio) && ratio >= 2)
        g_snprintf(out, size, "%.1fx", ratio);
    else
        g_snprintf(out, size, "%+.0f%%", CLAMP(100 * (after - before) / fabs(before), -9999, 9999));
}

static const char *figure(const struct signal *signal, double value, char *out, gsize size)
{
    if (!isfinite(value))
        g_strlcpy(out, "none", size); /* no data, which is not 0 */
    else
        signal_value(signal, value, FIGURE_CELLS - 1, out, size);
    return out;
}

/* "moved 2m after", "as before": newly allocated. */
static char *verdict_text(const struct across_row *row, const struct across_state *state,
                          const struct scope *scope)
{
    const struct across *across = &row->across;
    const struct onset *onset = across_onset(row);
    char at[40];
    if (row->mix || across->verdict == ACROSS_MOVED) {
        int64_t lag = onset->time_ms - state->at_ms;
        g_autofree char *ago = body_ago(MAX(lag, 0));
        return lag < across->interval_ms ? g_strdup("moved at once")
                                         : g_strdup_printf("moved %s after", ago);
    }
    if (across->verdict == ACROSS_EARLIER) {
        scope_time(scope, across->onset.time_ms, at, sizeof at);
        char *seconds = strrchr(at, ':'); /* an onset is known to its bucket */
        if (seconds && seconds != strchr(at, ':'))
            *seconds = '\0';
        return g_strdup_printf("moved before, %s", at);
    }
    if (across->verdict == ACROSS_SAME)
        return g_strdup("as before");
    return g_strdup(across->n_before < ACROSS_LEAST_BEFORE ? "too little before"
                                                           : "too little since");
}

char *across_text(const struct view *view, const struct across_row *row)
{
    double before, after;
    char was[24], is[24], change[16];
    levels_of(row, &before, &after);
    change_text(before, after, change, sizeof change);
    g_autofree char *label = signal_label(row->signal);
    g_autofree char *verdict = verdict_text(row, view->state, desk_scope(view->desk));
    return g_strdup_printf("%s %s  before %s  after %s  %s  %s%s%s",
                           row->signal->service ? row->signal->service : "", label,
                           figure(row->signal, before, was, sizeof was),
                           figure(row->signal, after, is, sizeof is), change, verdict,
                           row->mix ? ": " : "", row->mix ? row->mix : "");
}

/* --- drawing --- */

static void draw_heads(struct surface *surface, const struct columns *columns)
{
    int col = LABEL_COL + columns->label;
    surface_text(surface, 0, LABEL_COL, columns->label - 1, ROLE_MUTED, "signal");
    surface_text_right(surface, 0, col, FIGURE_CELLS, ROLE_MUTED, "before");
    surface_text_right(surface, 0, col + FIGURE_CELLS, FIGURE_CELLS, ROLE_MUTED, "after");
    surface_text_right(surface, 0, col + 2 * FIGURE_CELLS, CHANGE_CELLS, ROLE_MUTED, "change");
    if (columns->verdict)
        surface_text(surface, 0, col + columns->figures + 2, columns->verdict - 2, ROLE_MUTED,
                     "verdict");
}

/* The mark of the deploy stands in the line of heads, over the series. */
static void draw_deploy(const struct view *view, struct surface *surface, int col, int width)
{
    const struct across_state *state = view->state;
    const struct across_row *first = across_row_at(state, state->list.top);
    if (!first || !width || !first->signal->series.count)
        return;
    const struct series *series = &first->signal->series;
    double span = (double)series->interval_ms * (double)series->count;
    double part = (double)(state->at_ms - series->start_ms) / span;
    if (part >= 0 && part < 1)
        surface_text(surface, 0, col + (int)(part * width), 1, ROLE_DEPLOY,
                     surface->ascii ? "v" : "▾");
}

static void draw_label(struct surface *surface, int y, int width, const struct across_row *row)
{
    const struct signal *signal = row->signal;
    g_autofree char *label = signal_label(signal);
    int used = 0;
    if (signal->service && !g_str_has_prefix(label, signal->service))
        used = surface_text_cut(surface, y, LABEL_COL, MAX(width / 3, 6),
                                role_for_name(signal->service), CUT_END, signal->service) +
               1;
    surface_text_cut(surface, y, LABEL_COL + used, width - used,
                     row->own ? ROLE_TITLE_FOCUS : ROLE_TEXT, CUT_MIDDLE, label);
}

static void draw_figures(struct surface *surface, int y, int col, const struct across_row *row,
                         bool moved)
{
    double before, after;
    char was[24], is[24], change[16];
    levels_of(row, &before, &after);
    change_text(before, after, change, sizeof change);
    surface_text_right(surface, y, col, FIGURE_CELLS, ROLE_TEXT,
                       figure(row->signal, before, was, sizeof was));
    surface_text_right(surface, y, col + FIGURE_CELLS, FIGURE_CELLS,
                       moved ? ROLE_CHANGED : ROLE_TEXT, figure(row->signal, after, is, sizeof is));
    surface_text_right(surface, y, col + 2 * FIGURE_CELLS, CHANGE_CELLS,
                       moved ? ROLE_CHANGED : ROLE_MUTED, change);
}

static void draw_row(const struct view *view, struct surface *surface, int y,
                     const struct columns *columns, const struct across_row *row)
{
    const struct onset *onset = across_onset(row);
    bool moved = row->mix || row->across.verdict == ACROSS_MOVED;
    int col = LABEL_COL + columns->label;
    surface_text(surface, y, 1, 1, moved ? signal_mark_role(onset) : ROLE_MUTED,
                 signal_mark(onset, surface->ascii));
    draw_label(surface, y, columns->label - 1, row);
    bool mix = row->mix && row->across.verdict != ACROSS_MOVED;
    if (mix)
        surface_text_cut(surface, y, col, columns->figures, ROLE_CHANGED, CUT_END, row->mix);
    else
        draw_figures(surface, y, col, row, moved);
    col += columns->figures + 2;
    g_autofree char *verdict = verdict_text(row, view->state, desk_scope(view->desk));
    if (columns->verdict)
        surface_text(surface, y, col, columns->verdict - 2, moved ? ROLE_CHANGED : ROLE_MUTED,
                     verdict);
    col += MAX(columns->verdict - 2, 0);
    const struct series *series = &row->signal->series;
    if (columns->spark && series->count)
        chart_spark(surface, y, col, columns->spark, series->values, series->count,
                    moved && onset->bucket >= 0 ? (size_t)onset->bucket : SIZE_MAX);
}

static char *nothing_text(const struct view *view)
{
    const struct across_state *state = view->state;
    char at[40];
    if (!state->deploy)
        return g_strdup_printf("No deploy of %s is known, nor when it was first seen\n"
                               "`sentry-cli deploys new` tells of one",
                               view->opened.release);
    if (!across_in_range(view))
        return g_strdup_printf("%s was deployed %s: the range has too little before or after it\n"
                               "Enter looks at an hour on each side",
                               state->deploy->release,
                               scope_time(desk_scope(view->desk), state->at_ms, at, sizeof at));
    return g_strdup(state->busy || desk_looking(view->desk)
                        ? "comparing…"
                        : "No signals in this range\nr asks again");
}

void across_draw(const struct view *view, struct surface *surface)
{
    const struct across_state *state = view->state;
    if (!state->deploy || !across_in_range(view) || !state->list.count) {
        g_autofree char *text = nothing_text(view);
        body_message(view, surface, text);
        return;
    }
    int top = surface->rows >= 5;
    struct surface body = body_rows(surface, top, &state->list, &state->bar);
    struct columns columns = fit(body.cols);
    if (top) {
        draw_heads(&body, &columns);
        draw_deploy(view, &body, body.cols - columns.spark, columns.spark);
    }
    for (int y = top; y < body.rows; y++) {
        size_t at = list_row(&state->list, y - top);
        const struct across_row *row = across_row_at(state, at);
        if (!row)
            break;
        draw_row(view, &body, y, &columns, row);
        body_cursor(view, &body, y, &state->list, at);
    }
}

/* --- words --- */

void across_status(const struct view *view, GString *out)
{
    const struct across_state *state = view->state;
    g_string_append(out, view->opened.release);
    if (!state->deploy)
        return;
    char at[40];
    g_string_append_printf(out, " %s %s", state->deploy->inferred ? "first seen" : "deployed",
                           scope_time(desk_scope(view->desk), state->at_ms, at, sizeof at));
    if (state->rows && across_in_range(view))
        g_string_append_printf(out, "  %zu of %u moved since", state->counts[ACROSS_MOVED],
                               state->rows->len);
    if (state->beside)
        g_string_append_printf(out, "  also %s", state->beside);
}

void across_evidence(const struct view *view, GString *out)
{
    const struct across_state *state = view->state;
    const struct across_row *row = across_row_at(state, state->list.cursor);
    if (!row)
        return;
    g_autofree char *text = across_text(view, row);
    g_string_append(out, text);
    if (state->beside && (row->mix || row->across.verdict == ACROSS_MOVED))
        g_string_append_printf(out, "  (also deployed: %s)", state->beside);
}

static void explain_row(const struct view *view, const struct across_row *row, GString *out)
{
    const struct across *across = &row->across;
    const struct onset *onset = across_onset(row);
    g_autofree char *text = across_text(view, row);
    char from[40], to[40], spread[24], every[24];
    const struct scope *scope = desk_scope(view->desk);
    g_string_append_printf(out, "%s.\n", text);
    g_string_append_printf(
        out, "Looked at: %s to %s, a value every %s; %zu before the deploy, %zu after it.\n",
        scope_time(scope, across->start_ms, from, sizeof from),
        scope_time(scope, across->end_ms, to, sizeof to),
        quantity_age(across->interval_ms, every, sizeof every), across->n_before, across->n_after);
    if (onset)
        g_string_append_printf(
            out, "It left its level at %s, by %.1f robust spreads of %s (at least %.0f count).\n",
            scope_time(scope, onset->time_ms, from, sizeof from), onset->score,
            quantity_text(onset->spread, row->signal->unit, spread, sizeof spread), ONSET_SCORE);
}

void across_explain(const struct view *view, GString *out)
{
    const struct across_state *state = view->state;
    const struct across_row *row = across_row_at(state, state->list.cursor);
    if (row)
        explain_row(view, row, out);
    g_string_append(out,
                    "The verdict is the wall's: the onset of the series (best split in two levels, "
                    "robust spreads, a rank test), looked for up to the next deploy of the same "
                    "service. One at the deploy or later: moved; an earlier one: moved before. "
                    "Levels are medians. That it moved after a deploy is not yet that it moved "
                    "because of it");
    g_string_append_printf(out, state->beside ? ": also deployed then were %s." : "%s.",
                           state->beside ? state->beside : "");
}
