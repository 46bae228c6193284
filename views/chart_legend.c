/* SPDX-License-Identifier: Apache-2.0
 *
 * Below a chart of several lines: each with its figures over the range, so that the last and the
 * greatest of every host can be read at once; and what `?` says of the chart.
 */
#include "views/chart_state.h"
#include "views/signal_text.h"

#include "api/query/breakdown.h"
#include "base/quantity.h"

#include <math.h>

#define PLOT_ROWS   9 /* that stay for the plot, at least */
#define FIGURE_COLS 10
#define NAME_LEAST  16

struct figures {
    double here, last, least, most, mean;
    size_t buckets;
};

static struct figures figures_of(const struct series *series, gssize bucket)
{
    struct figures out = {(double)NAN, (double)NAN, (double)NAN, (double)NAN, (double)NAN, 0};
    double sum = 0;
    for (size_t i = 0; i < series->count; i++) {
        double value = series->values[i];
        if (!isfinite(value))
            continue;
        out.least = isnan(out.least) ? value : MIN(out.least, value);
        out.most = isnan(out.most) ? value : MAX(out.most, value);
        sum += value;
        out.buckets++;
    }
    gssize last = series_last(series);
    if (bucket >= 0 && (size_t)bucket < series->count)
        out.here = series->values[bucket];
    if (last >= 0)
        out.last = series->values[last];
    if (out.buckets)
        out.mean = sum / (double)out.buckets;
    return out;
}

int chart_legend_rows(const struct chart_state *state, int rows)
{
    int lines = (int)state->data.lines->len;
    bool fits = state->data.group_key && lines > 1 && rows >= PLOT_ROWS + lines + 2;
    return fits ? lines + 1 : 0;
}

static void draw_figures(struct surface *surface, int row, int name_cols, const char *const *texts,
                         size_t count, enum role role)
{
    for (size_t i = 0; i < count; i++)
        surface_text_right(surface, row, name_cols + (int)i * FIGURE_COLS, FIGURE_COLS - 1, role,
                           texts[i]);
}

static void draw_line(struct surface *surface, const struct chart_state *state, guint line,
                      int name_cols, size_t columns)
{
    const struct signal *signal = g_ptr_array_index(state->data.lines, line);
    struct figures figures = figures_of(&signal->series, chart_bucket(state));
    const double values[] = {figures.here, figures.last, figures.most, figures.mean, figures.least};
    char texts[5][24];
    const char *shown[5];
    int row = (int)line + 1;
    bool chosen = state->line == (int)line;
    for (size_t i = 0; i < 5; i++)
        shown[i] = quantity_text(values[i], chart_unit(state), texts[i], sizeof texts[i]);
    surface_run(surface, row, 0, 1, ROLE_ACCENT, chosen ? "▌" : " ", chosen ? '>' : ' ');
    surface_run(surface, row, 1, 1, chart_line_role(line), "●", "*+ox#@%&"[line % 7]);
    surface_text_cut(surface, row, 3, name_cols - 4, chosen ? ROLE_TITLE : ROLE_TEXT, CUT_MIDDLE,
                     signal->name);
    draw_figures(surface, row, name_cols, shown, columns,
                 state->line >= 0 && !chosen ? ROLE_MUTED : ROLE_TEXT);
}

void chart_legend_draw(const struct view *view, struct surface *surface)
{
    static const char *const captions[] = {"at cursor", "last", "max", "mean", "min"};
    const struct chart_state *state = view->state;
    int room = (surface->cols - NAME_LEAST) / FIGURE_COLS;
    size_t columns = (size_t)CLAMP(room, 1, (int)G_N_ELEMENTS(captions));
    int name_cols = MIN(surface->cols - (int)columns * FIGURE_COLS, 60);
    g_autofree char *aggregate = chart_data_aggregate(&state->data);
    surface_printf(surface, 0, 3, name_cols - 4, ROLE_MUTED, "%s of buckets by %s", aggregate,
                   state->data.group_key);
    draw_figures(surface, 0, name_cols, captions, columns, ROLE_MUTED);
    for (guint i = 0; i < state->data.lines->len; i++)
        draw_line(surface, state, i, name_cols, columns);
}

/* --- `?` --- */

static void explain_against(const struct chart_state *state, GString *out)
{
    const struct chart_against *against = &state->against;
    struct against_summary summary = against_summary(against, chart_series(state));
    char now[24], then[24];
    if (against->kind == AGAINST_NOTHING || !summary.buckets)
        return;
    quantity_text(summary.now, chart_unit(state), now, sizeof now);
    quantity_text(summary.then, chart_unit(state), then, sizeof then);
    g_autofree char *apart = body_ago(against->offset_ms);
    g_string_append_printf(out,
                           "%s: the same question, %s earlier%s. The medians of the %zu "
                           "buckets that both have: %s now, %s then.\n",
                           against->label, apart,
                           against->kind == AGAINST_DEPLOY
                               ? ", laid over what came after the deploy; its own bucket is on "
                                 "neither side"
                               : "",
                           summary.buckets, now, then);
}

static void explain_heat(const struct chart_state *state, GString *out)
{
    const struct chart_heat *heat = &state->heat;
    char least[24], most[24];
    if (!heat->on || !heat->counted)
        return;
    g_autofree char *measured = heat_measured(state->data.base);
    const char *unit = heat_unit(state->data.base);
    quantity_text(heat->least, unit, least, sizeof least);
    quantity_text(heat->most, unit, most, sizeof most);
    g_string_append_printf(out,
                           "Distribution of %s, from %s to %s: all are counted by the server, as "
                           "those that reach each of %zu edges less those that reach the next. "
                           "Steps of fullness are even in the logarithm.\n",
                           measured, least, most, heat->edge_count);
}

static void explain_happened(const struct view *view, GString *out)
{
    size_t left_out;
    char at[40];
    g_autoptr(GPtrArray) moments = chart_happened(view, chart_series(view->state), &left_out);
    for (guint i = 0; i < moments->len; i++) {
        const struct chart_moment *moment = moments->pdata[i];
        g_string_append_printf(out, "%s  %s\n",
                               scope_time(desk_scope(view->desk), moment->time_ms, at, sizeof at),
                               moment->words);
    }
    if (left_out)
        g_string_append_printf(out, "%zu more happened that have no mark.\n", left_out);
}

void chart_explain(const struct view *view, GString *out)
{
    const struct chart_state *state = view->state;
    const struct series *series = chart_series(state);
    const struct signal *line = g_ptr_array_index(state->data.lines, 0);
    g_autofree char *query = chart_data_query(&state->data, state->line);
    g_autofree char *width = body_ago(series->interval_ms);
    struct figures figures = figures_of(series, -1);
    const char *equation = state->data.equation;
    bool of_signals = equation && !g_strcmp0(equation, state->data.base->formula);
    g_string_append_printf(out, "%s of %s%s%s, in %zu buckets of %s; %zu of them have data.",
                           equation          ? equation
                           : line->aggregate ? breakdown_label(line->aggregate)
                                             : "Counts",
                           of_signals ? "the signals of these names" : line->dataset,
                           *query && !of_signals ? " where " : "", of_signals ? "" : query,
                           series->count, width, figures.buckets);
    if (line->sampling.rate > 0 && line->sampling.rate < 1)
        g_string_append_printf(out,
                               " About %.3g%% of the rows were kept (sampled): the server "
                               "extrapolates from them.",
                               line->sampling.rate * 100);
    else if (line->sampling.rate >= 1)
        g_string_append(out, " Nothing was sampled away.");
    else
        g_string_append(out, " The server does not say whether rows were sampled.");
    if (line->sampling.unsure > 0)
        g_string_append_printf(out, " Of %.3g%% of the buckets it says that it is not confident.",
                               line->sampling.unsure * 100);
    if (line->sampling.partial)
        g_string_append(out, " It did not read all that there is.");
    if (series->incomplete == 1)
        g_string_append(out, " The last bucket is still filling.");
    else if (series->incomplete)
        g_string_append_printf(out, " The last %zu buckets are still filling.", series->incomplete);
    g_string_append_c(out, '\n');
    if (state->data.equation)
        g_string_append(out, "The equation is worked out bucket by bucket, here; A is the chart's "
                             "own aggregate, what stands in quotes a signal of the wall. A bucket "
                             "in which a term is unknown, or something is "
                             "divided by zero, has no value.\n");
    double limit;
    if (!state->data.asked || chart_limit(state, &limit))
        signal_limit_words(out, state->data.base, &state->data.onset, desk_scope(view->desk));
    explain_heat(state, out);
    explain_against(state, out);
    explain_happened(view, out);
    if (state->log)
        g_string_append(out, "The axis is logarithmic; values of zero and below lie at its "
                             "foot.\n");
}
