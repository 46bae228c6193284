/* SPDX-License-Identifier: Apache-2.0 */
#include "views/samples_plot.h"

#include "base/quantity.h"
#include "tui/axis.h"
#include "tui/scatter.h"

#include <math.h>

#define ROWS_LEAST 14 /* of the pane */
#define ROWS_MOST  16 /* of the plot */
#define MOST_TICKS 12
#define LOG_FROM   20 /* values further apart than this factor are on a logarithmic axis */

int samples_plot_rows(int rows)
{
    return rows < ROWS_LEAST ? 0 : MIN(rows / 2, ROWS_MOST);
}

static double measured(const struct sample *sample)
{
    return sample->duration_us >= 0 ? (double)sample->duration_us / 1000 : sample->value;
}

static struct axis axis_of(const struct samples_plot *plot, const char *unit, int rows)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (guint i = 0; plot->samples && i < plot->samples->len; i++) {
        double value = measured(g_ptr_array_index(plot->samples, i));
        if (!isfinite(value))
            continue;
        least = MIN(least, value);
        most = MAX(most, value);
    }
    int intervals = CLAMP(rows / 3, 1, MOST_TICKS - 2);
    if (least > 0 && most > least * LOG_FROM)
        return axis_fit_log(least, most, intervals, unit);
    return axis_fit(MIN(least, 0), MAX(most, 0), intervals, unit);
}

static bool place(const struct samples_plot *plot, const struct axis *axis,
                  const struct sample *sample, struct scatter_dot *dot)
{
    double value = measured(sample), span = (double)(plot->end_ms - plot->start_ms);
    if (!isfinite(value) || !sample->time_ms || span <= 0)
        return false;
    /* A dot on the upper edge belongs to the row below it. */
    *dot = (struct scatter_dot){
        .x = (double)(sample->time_ms - plot->start_ms) / span,
        .y = MIN(axis_part(axis, value), 0.999),
        .apart = sample->failed,
    };
    return true;
}

void samples_plot_draw(const struct view *view, struct surface *surface,
                       const struct samples_plot *plot)
{
    guint count = plot->samples ? plot->samples->len : 0;
    bool spans = count && ((struct sample *)g_ptr_array_index(plot->samples, 0))->duration_us >= 0;
    const char *unit = spans ? "millisecond" : plot->unit;
    struct axis axis = axis_of(plot, unit, surface->rows);
    struct scatter_tick ticks[MOST_TICKS];
    char labels[MOST_TICKS][24];
    struct scatter_dot found;
    g_autofree struct scatter_dot *dots = g_new0(struct scatter_dot, count + 1);
    struct scatter scatter = {
        .dots = dots,
        .ticks = ticks,
        .start_ms = plot->start_ms,
        .end_ms = plot->end_ms,
        .zone_offset_s = scope_zone_offset_s(desk_scope(view->desk), plot->end_ms),
    };
    for (guint i = 0; i < count; i++)
        scatter.dot_count +=
            place(plot, &axis, g_ptr_array_index(plot->samples, i), &dots[scatter.dot_count]);
    for (int i = 0; i < axis_labels(&axis) && i < MOST_TICKS; i++) {
        double value = axis_value(&axis, i);
        quantity_text(value, unit, labels[i], sizeof labels[i]);
        ticks[i] = (struct scatter_tick){MIN(axis_part(&axis, value), 0.999), labels[i]};
        scatter.tick_count++;
    }
    if (plot->current && place(plot, &axis, plot->current, &found))
        scatter.found = &found;
    if (scatter.dot_count)
        scatter_draw(surface, &scatter);
    else
        body_message(view, surface, "No sample of these has a value to be placed by");
}
