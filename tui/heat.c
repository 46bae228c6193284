/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/heat.h"

#include "base/quantity.h"
#include "tui/resample.h"
#include "tui/text.h"
#include "tui/time_axis.h"

#include <math.h>

#define ROWS_RULER 4 /* from this height there is a ruler with times, */
#define ROWS_KEY   6 /* and a key of the steps */

static const struct {
    const char *cell;
    char ascii;
    enum role role;
} steps[HEAT_STEPS + 1] = {
    {" ",   ' ', ROLE_TEXT         },
    {"·",  '.', ROLE_MUTED        },
    {"░", ':', ROLE_MUTED        },
    {"▒", '+', ROLE_SPARK        },
    {"▓", '*', ROLE_SPARK_CHANGED},
    {"█", '#', ROLE_SPARK_CHANGED},
};

/* How bins fall on rows: `merged` bins make a group, and each group has a row or more. */
struct layout {
    struct surface key, labels, plot, ruler, times;
    int merged, groups;
};

int heat_axis_width(const struct heat *heat)
{
    int width = 1;

    for (size_t i = 0; i < heat->bins; i++) {
        width = MAX(width, text_width(heat->edges[i]));
    }
    return width + 2; /* a blank and the line */
}

int heat_step(double count, double most)
{
    if (!(count > 0) || !(most > 0)) {
        return 0;
    }
    return CLAMP((int)ceil(HEAT_STEPS * log1p(count) / log1p(most) - 1e-9), 1, HEAT_STEPS);
}

static struct layout lay_out(const struct surface *surface, const struct heat *heat)
{
    struct layout layout;
    int width = MIN(heat_axis_width(heat), surface->cols);
    int key = surface->rows >= ROWS_KEY ? 1 : 0;
    int foot = surface->rows >= ROWS_RULER ? 1 : 0;
    int rows = MAX(surface->rows - key - 2 * foot, 0);
    int bins = (int)MAX(heat->bins, 1);

    layout.merged = rows > 0 ? (bins + rows - 1) / rows : bins;
    layout.groups = (bins + layout.merged - 1) / layout.merged;
    int cols = surface->cols - width;
    layout.key = surface_part(surface, 0, width, key, cols);
    layout.labels = surface_part(surface, key, 0, rows, width);
    layout.plot = surface_part(surface, key, width, rows, cols);
    layout.ruler = surface_part(surface, key + rows, width - 1, foot, cols + 1);
    layout.times = surface_part(surface, key + rows + foot, width, foot, cols);
    return layout;
}

static int group_of(const struct layout *layout, int row)
{
    return (layout->plot.rows - 1 - row) * layout->groups / MAX(layout->plot.rows, 1);
}

/* What a cell stands for; NAN when none of it is known. */
static double cell_count(const struct heat *heat, const struct layout *layout, int group, int col)
{
    struct range range = resample_range(heat->times, layout->plot.cols, col);
    size_t first = (size_t)group * (size_t)layout->merged;
    size_t last = MIN(first + (size_t)layout->merged, heat->bins);
    double sum = 0;
    bool known = false;

    for (size_t time = range.from; time < range.to; time++) {
        for (size_t bin = first; bin < last; bin++) {
            double count = heat->counts[time * heat->bins + bin];
            known = known || !isnan(count);
            sum += isnan(count) ? 0 : count;
        }
    }
    return known ? sum : (double)NAN;
}

static double greatest(const struct heat *heat, const struct layout *layout)
{
    double most = 0;

    for (int group = 0; group < layout->groups; group++) {
        for (int col = 0; col < layout->plot.cols; col++) {
            double count = cell_count(heat, layout, group, col);
            most = count > most ? count : most;
        }
    }
    return most;
}

static void draw_labels(struct layout *layout, const struct heat *heat)
{
    int edge = layout->labels.cols - 1;

    for (int row = 0; row < layout->labels.rows; row++) {
        surface_run(&layout->labels, row, edge, 1, ROLE_HAIRLINE, "│", '|');
    }
    for (int row = layout->labels.rows - 1; row >= 0; row--) {
        int group = group_of(layout, row);
        size_t bin = (size_t)group * (size_t)layout->merged;
        if (row + 1 < layout->labels.rows && group_of(layout, row + 1) == group) {
            continue; /* it is named where it begins */
        }
        surface_text_right(&layout->labels, row, 0, edge - 1, ROLE_MUTED, heat->edges[bin]);
        surface_run(&layout->labels, row, edge, 1, ROLE_HAIRLINE, "┤", '+');
    }
}

static void draw_marks(struct layout *layout, const struct heat *heat)
{
    for (size_t i = 0; i < heat->mark_count && layout->plot.cols > 0; i++) {
        const struct chart_mark *mark = &heat->marks[i];
        if (!(mark->at >= 0) || !(mark->at <= 1)) {
            continue;
        }
        int col = resample_column(heat->times, layout->plot.cols, mark->at);
        for (int row = 0; row < layout->plot.rows; row++) {
            surface_run(&layout->plot, row, col, 1, mark->role, "┊", '\'');
        }
    }
    chart_ruler_marks(&layout->ruler, heat->times, heat->marks, heat->mark_count);
}

static void draw_cells(struct layout *layout, const struct heat *heat, double most)
{
    for (int row = 0; row < layout->plot.rows; row++) {
        int group = group_of(layout, row);
        for (int col = 0; col < layout->plot.cols; col++) {
            int step = heat_step(cell_count(heat, layout, group, col), most);
            if (step) {
                surface_run(&layout->plot, row, col, 1, steps[step].role, steps[step].cell,
                            steps[step].ascii);
            }
        }
    }
}

/* From how many a cell has a step's character. */
static void draw_key(struct layout *layout, double most)
{
    int right = layout->key.cols - 1;
    char count[24], text[40];

    for (int step = HEAT_STEPS; step >= 1 && most > 0; step--) {
        double from = floor(expm1((step - 1) * log1p(most) / HEAT_STEPS) + 1e-9) + 1;
        if (from > most || heat_step(from, most) != step) {
            continue; /* few counts do without some steps */
        }
        g_snprintf(text, sizeof text, " %s", quantity_count((int64_t)from, count, sizeof count));
        right -= text_width(text) + 3;
        if (right < 0) {
            return;
        }
        surface_run(&layout->key, 0, right, 1, steps[step].role, steps[step].cell,
                    steps[step].ascii);
        surface_text(&layout->key, 0, right + 1, -1, ROLE_MUTED, text);
    }
}

static void mark_cursor(struct layout *layout, const struct heat *heat)
{
    struct surface *plot = &layout->plot;

    if (plot->cols <= 0 || isnan(heat->cursor)) {
        return;
    }
    int col = resample_column(heat->times, plot->cols, heat->cursor);
    int from = col, to = col;
    if (!isnan(heat->range_from) && !isnan(heat->range_to)) {
        from = resample_column(heat->times, plot->cols, heat->range_from);
        to = MAX(resample_column(heat->times, plot->cols, heat->range_to), from);
    }
    for (int row = 0; row < plot->rows; row++) {
        int group = group_of(layout, row);
        bool here = heat->bin < heat->bins && (int)heat->bin / layout->merged == group;
        if (to > from && (here || heat->bin >= heat->bins)) {
            surface_mark(plot, row, from, to - from + 1, ROLE_SELECTED_IDLE);
        }
        surface_mark(plot, row, col, 1, ROLE_CURSOR_TIME);
        if (here) {
            surface_run(&layout->labels, row, layout->labels.cols - 1, 1, ROLE_ACCENT, "┝", '>');
        }
    }
    surface_run(&layout->ruler, 0, col + 1, 1, ROLE_ACCENT, "┷", '^');
}

void heat_draw(struct surface *surface, const struct heat *heat)
{
    struct layout layout = lay_out(surface, heat);

    if (heat->bins == 0 || heat->times == 0) {
        return;
    }
    double most = greatest(heat, &layout);
    draw_labels(&layout, heat);
    time_axis_draw(&layout.ruler, &layout.times, heat->start_ms, heat->end_ms, heat->zone_offset_s,
                   heat->times);
    chart_ruler_filling(&layout.ruler, heat->times, heat->filling);
    draw_marks(&layout, heat);
    draw_cells(&layout, heat, most);
    draw_key(&layout, most);
    mark_cursor(&layout, heat);
}
