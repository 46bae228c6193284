/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/chart.h"

#include "base/quantity.h"
#include "tui/axis.h"
#include "tui/plot.h"
#include "tui/resample.h"
#include "tui/text.h"
#include "tui/time_axis.h"

#include <math.h>

#define LABEL_SIZE     32
#define MAX_INTERVALS  5
#define ROWS_PER_TICK  3
#define RULER_DRIFT    3 /* cells that a label may stand after its place */
#define ROWS_RULER     3 /* from this height there is a ruler, */
#define ROWS_TIME_AXIS 4 /* time labels, */
#define ROWS_LEGEND    6 /* a legend */

struct layout {
    struct axis axis;
    struct surface legend, labels, plot, ruler, times;
};

/* Over the values above zero: the others have no logarithm. */
static struct axis fit_log(const struct chart *chart, int intervals)
{
    double low = HUGE_VAL;
    double high = 0;

    for (size_t i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];
        for (size_t j = 0; j < line->count; j++) {
            if (isfinite(line->values[j]) && line->values[j] > 0) {
                low = MIN(low, line->values[j]);
                high = MAX(high, line->values[j]);
            }
        }
    }
    return axis_fit_log(low, high, intervals, chart->unit);
}

static struct axis fit(const struct chart *chart, int intervals)
{
    double low = 0;
    double high = 0;

    if (chart->log) {
        return fit_log(chart, intervals);
    }
    for (size_t i = 0; i < chart->line_count; i++) {
        resample_bounds(chart->lines[i].values, chart->lines[i].count, &low, &high);
    }
    return axis_fit(low, high, intervals, chart->unit);
}

/* Below the axis (less than 0), on it (0), or above. */
static int side_of(const struct axis *axis, double value)
{
    double low = axis_value(axis, 0), high = axis_value(axis, axis_labels(axis) - 1);

    return value > high ? 1 : !(value >= low) ? -1 : 0;
}

/* The same for every height, so that the plot does not jump when the pane is resized. */
int chart_axis_width(const struct chart *chart)
{
    char label[LABEL_SIZE];
    int width = 1;

    for (int intervals = 1; intervals <= MAX_INTERVALS; intervals++) {
        struct axis axis = fit(chart, intervals);
        for (int i = 0; i < axis_labels(&axis); i++) {
            quantity_text(axis_value(&axis, i), chart->unit, label, sizeof label);
            width = MAX(width, text_width(label));
        }
        if (chart->limit && side_of(&axis, *chart->limit) == 0) {
            quantity_text(*chart->limit, chart->unit, label, sizeof label);
            width = MAX(width, text_width(label));
        }
    }
    return width + 2; /* a blank and the line */
}

static struct layout lay_out(const struct surface *surface, const struct chart *chart)
{
    struct layout layout;
    int width = MIN(chart_axis_width(chart), surface->cols);
    bool named = !chart->unnamed &&
                 (chart->line_count > 1 || (chart->line_count == 1 && chart->lines[0].label) ||
                  !isnan(chart->cursor));
    int head = named && surface->rows >= ROWS_LEGEND ? 1 : 0;
    int ruler = surface->rows >= ROWS_RULER ? 1 : 0;
    int times = surface->rows >= ROWS_TIME_AXIS ? 1 : 0;
    int rows = surface->rows - head - ruler - times;
    int cols = surface->cols - width;

    layout.legend = surface_part(surface, 0, 0, head, surface->cols);
    layout.labels = surface_part(surface, head, 0, rows + ruler, width);
    layout.plot = surface_part(surface, head, width, rows, cols);
    layout.ruler = surface_part(surface, head + rows, width - 1, ruler, cols + 1);
    layout.times = surface_part(surface, head + rows + ruler, width, times, cols);
    layout.axis = fit(chart, CLAMP(rows / ROWS_PER_TICK, 1, MAX_INTERVALS));
    return layout;
}

static void draw_values(struct layout *layout, const struct chart *chart)
{
    const struct axis *axis = &layout->axis;
    int rows = layout->plot.rows;
    int edge = layout->labels.cols - 1;
    int last = -1;
    char label[LABEL_SIZE];

    for (int row = 0; row < rows; row++) {
        surface_run(&layout->labels, row, edge, 1, ROLE_HAIRLINE, "│", '|');
    }
    for (int i = 0; i < axis_labels(axis); i++) {
        double value = axis_value(axis, i);
        double part = axis_part(axis, value);
        int row = rows - (int)lround(part * rows); /* a tick is a lower edge of a row */
        int shown = MAX(row - (part > 0.999 ? 0 : 1), 0);
        shown = i == 0 ? rows - 1 : MIN(shown, rows - 1);
        if (shown == last || rows == 0) {
            continue;
        }
        last = shown;
        quantity_text(value, chart->unit, label, sizeof label);
        surface_text_right(&layout->labels, shown, 0, edge - 1, ROLE_MUTED, label);
        surface_run(&layout->labels, shown, edge, 1, ROLE_HAIRLINE, "┤", '+');
        surface_run(&layout->plot, shown, 0, i == 0 ? 0 : layout->plot.cols, ROLE_HAIRLINE, "┈",
                    ' ');
    }
}

static size_t value_count(const struct chart *chart)
{
    return chart->line_count ? chart->lines[0].count : 0;
}

static int column_of(const struct surface *plot, const struct chart *chart, double at)
{
    return resample_column(value_count(chart), plot->cols, at);
}

void chart_ruler_marks(struct surface *ruler, size_t values, const struct chart_mark *marks,
                       size_t count)
{
    int cols = ruler->cols - 1;
    int taken = 1;

    for (size_t i = 0; i < count && cols > 0; i++) {
        const struct chart_mark *mark = &marks[i];
        if (!(mark->at >= 0) || !(mark->at <= 1)) {
            continue;
        }
        const char *label = mark->label && mark->label[0] ? mark->label : "▲";
        int own = 1 + resample_column(values, cols, mark->at);
        int begin = MAX(MIN(own, ruler->cols - text_width(label)), taken);
        if (begin > own + RULER_DRIFT) {
            continue;
        }
        taken = begin + surface_text(ruler, 0, begin, -1, mark->role, label);
    }
}

/* What is still coming in must not look like a fall. */
void chart_ruler_filling(struct surface *ruler, size_t values, size_t filling)
{
    int cols = ruler->cols - 1;

    for (int col = 0; col < cols && filling && values; col++) {
        if (resample_range(values, cols, col).to + filling > values) {
            surface_run(ruler, 0, col + 1, 1, ROLE_MUTED, "…", '~');
        }
    }
}

/* A mark is a dotted line where the plot is empty, and a label on the ruler. */
static void draw_marks(struct layout *layout, const struct chart *chart)
{
    for (size_t i = 0; i < chart->mark_count && layout->plot.cols > 0; i++) {
        const struct chart_mark *mark = &chart->marks[i];
        if (!(mark->at >= 0) || !(mark->at <= 1)) {
            continue;
        }
        int col = column_of(&layout->plot, chart, mark->at);
        for (int row = 0; row < layout->plot.rows; row++) {
            surface_run(&layout->plot, row, col, 1, mark->role, "┊", ':');
        }
    }
    chart_ruler_marks(&layout->ruler, value_count(chart), chart->marks, chart->mark_count);
}

/* --- the limit --- */

#define LIMIT_ROLE ROLE_LEVEL_WARNING

/* Its lower edge is at the limit or just below, as those of ticks are. */
static int limit_row(const struct layout *layout, double limit)
{
    int rows = layout->plot.rows;

    return CLAMP(rows - 1 - (int)floor(axis_part(&layout->axis, limit) * rows + 1e-9), 0, rows - 1);
}

static bool has_limit_line(const struct layout *layout, const struct chart *chart)
{
    return chart->limit && layout->plot.rows > 0 && !side_of(&layout->axis, *chart->limit);
}

/* Below the lines: where they are, they are seen. */
static void draw_limit(struct layout *layout, const struct chart *chart)
{
    int edge = layout->labels.cols - 1;
    char label[LABEL_SIZE];

    if (!has_limit_line(layout, chart)) {
        return;
    }
    int row = limit_row(layout, *chart->limit);
    surface_run(&layout->plot, row, 0, layout->plot.cols, LIMIT_ROLE, "━", '=');
    surface_run(&layout->labels, row, 0, edge, ROLE_TEXT, " ", ' ');
    quantity_text(*chart->limit, chart->unit, label, sizeof label);
    surface_text_right(&layout->labels, row, 0, edge - 1, LIMIT_ROLE, label);
    surface_run(&layout->labels, row, edge, 1, LIMIT_ROLE, "┝", '=');
}

/* An area that rises past the limit does not hide it: the line goes on where a cell is full. */
static void draw_limit_over(struct layout *layout, const struct chart *chart)
{
    const struct surface *plot = &layout->plot;
    const struct chart_line *line = chart->lines;

    if (!has_limit_line(layout, chart) || !plot_is_area(chart, &layout->axis)) {
        return;
    }
    int row = limit_row(layout, *chart->limit);
    for (int col = 0; col < plot->cols && line->count; col++) {
        struct range range = resample_range(line->count, plot->cols, col);
        double value = resample_max(line->values, line->count, range.from, range.to);
        if (!isnan(value) && axis_part(&layout->axis, value) * plot->rows >= plot->rows - row) {
            surface_run(&layout->plot, row, col, 1, LIMIT_ROLE, "━", '=');
        }
    }
}

/* The greatest value in the first or the last third of the plot. */
static double most_at(const struct chart *chart, bool end)
{
    double most = -HUGE_VAL;

    for (size_t i = 0; i < chart->line_count; i++) {
        const struct chart_line *line = &chart->lines[i];
        size_t third = line->count / 3;
        for (size_t j = end ? line->count - third : 0; j < (end ? line->count : third); j++) {
            most = fmax(most, line->values[j]); /* passes over NAN */
        }
    }
    return most;
}

/* Its name, over the lines: on its own row, else at the edge beyond which it lies, at the end where
 * they are lower. */
static void name_limit(struct layout *layout, const struct chart *chart)
{
    struct surface *plot = &layout->plot;
    char value[LABEL_SIZE], text[LABEL_SIZE + 16];

    if (!chart->limit || plot->rows <= 0) {
        return;
    }
    int side = side_of(&layout->axis, *chart->limit);
    quantity_text(*chart->limit, chart->unit, value, sizeof value);
    const char *mark = side > 0 ? (plot->ascii ? "^" : "▲") : plot->ascii ? "v" : "▼";
    g_snprintf(text, sizeof text, side ? "%s limit %s" : " limit ", mark, value);
    int width = text_width(text);
    int row = side > 0 ? 0 : side < 0 ? plot->rows - 1 : limit_row(layout, *chart->limit);
    bool right = most_at(chart, false) > most_at(chart, true);
    if (width + 2 <= plot->cols) {
        surface_text(plot, row, right ? plot->cols - width - 1 : 1, width, LIMIT_ROLE, text);
    }
}

/* The value of a line at the cursor, else its last. */
static double shown_value(const struct chart_line *line, double cursor)
{
    if (line->count == 0) {
        return (double)NAN;
    }
    if (!isnan(cursor)) {
        return line
            ->values[(size_t)CLAMP(cursor * (double)line->count, 0, (double)line->count - 1)];
    }
    for (size_t i = line->count; i-- > 0;) {
        if (!isnan(line->values[i])) {
            return line->values[i];
        }
    }
    return (double)NAN;
}

static void draw_legend(struct layout *layout, const struct chart *chart)
{
    int right = layout->legend.cols;
    int col = layout->labels.cols;
    char text[LABEL_SIZE];

    if (layout->legend.rows == 0) {
        return;
    }
    if (!isnan(chart->cursor) && chart->end_ms > chart->start_ms) {
        double span = (double)(chart->end_ms - chart->start_ms);
        int64_t at = chart->start_ms + (int64_t)(CLAMP(chart->cursor, 0, 1) * span);
        time_label(at, 1000, chart->zone_offset_s, text, sizeof text);
        right -= text_width(text) + 1;
        surface_text(&layout->legend, 0, right, -1, ROLE_TITLE, text);
    }
    for (size_t i = 0; i < chart->line_count && col < right - 1; i++) {
        const struct chart_line *line = &chart->lines[i];
        quantity_text(shown_value(line, chart->cursor), chart->unit, text, sizeof text);
        struct piece pieces[] = {
            {line->role, "● "                        },
            {ROLE_TITLE, line->label ? line->label : ""},
            {ROLE_TEXT,  line->label ? " " : ""        },
            {ROLE_MUTED, text                          },
        };
        col +=
            surface_pieces(&layout->legend, 0, col, right - 1 - col, pieces, G_N_ELEMENTS(pieces));
        col += 3;
    }
}

static void mark_cursor(struct layout *layout, const struct chart *chart)
{
    struct surface *plot = &layout->plot;

    if (plot->cols <= 0) {
        return;
    }
    if (!isnan(chart->range_from) && !isnan(chart->range_to)) {
        int from = column_of(plot, chart, MIN(chart->range_from, chart->range_to));
        int to = column_of(plot, chart, MAX(chart->range_from, chart->range_to));
        for (int row = 0; row < plot->rows; row++) {
            surface_mark(plot, row, from, to - from + 1, ROLE_SELECTED_IDLE);
        }
    }
    double lit = chart->glides ? chart->rested : chart->cursor;
    if (!isnan(lit)) {
        int col = column_of(plot, chart, lit);
        for (int row = 0; row < plot->rows; row++) {
            surface_mark(plot, row, col, 1, ROLE_CURSOR_TIME);
        }
    }
    if (!isnan(chart->cursor)) {
        int col = column_of(plot, chart, chart->cursor);
        surface_run(&layout->ruler, 0, col + 1, 1, ROLE_ACCENT, "┷", '^');
    }
}

void chart_draw(struct surface *surface, const struct chart *chart)
{
    struct layout layout = lay_out(surface, chart);

    draw_values(&layout, chart);
    time_axis_draw(&layout.ruler, &layout.times, chart->start_ms, chart->end_ms,
                   chart->zone_offset_s, value_count(chart));
    chart_ruler_filling(&layout.ruler, value_count(chart), chart->filling);
    draw_marks(&layout, chart);
    draw_limit(&layout, chart);
    plot_draw(&layout.plot, chart, &layout.axis);
    draw_limit_over(&layout, chart);
    name_limit(&layout, chart);
    mark_cursor(&layout, chart);
    draw_legend(&layout, chart);
}
