/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/chart.h"
#include "tui/resample.h"

#include <math.h>

#define EIGHTHS 8
#define HAIR    1e-6 /* of a value: where one begins is not the end of the one before */

/* Not the full block: the sparklines of neighbouring rows would run together. */
static const char *const lower[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇"};
static const char *const left[] = {"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};
static const char lower_ascii[] = "_.:-=*#";

double resample_max(const double *values, size_t count, size_t from, size_t to)
{
    double max = (double)NAN;

    for (size_t i = from; i < to && i < count; i++) {
        if (!isnan(values[i]) && !(values[i] <= max)) {
            max = values[i];
        }
    }
    return max;
}

struct range resample_range(size_t count, int width, int column)
{
    struct range range = {count * (size_t)column / (size_t)width,
                          count * (size_t)(column + 1) / (size_t)width};

    range.to = MAX(range.to, range.from + 1);
    return range;
}

int resample_column(size_t count, int width, double at)
{
    int column = (int)CLAMP(at * width, 0, width - 1);

    if (count == 0) {
        return column;
    }
    double value = CLAMP(floor(at * (double)count + HAIR), 0, (double)(count - 1));
    size_t from = (size_t)value * (size_t)width, to = from + (size_t)width;
    int first = (int)((from + count - 1) / count);
    int last = (int)((to + count - 1) / count) - 1;

    return CLAMP(column, MIN(first, last), last); /* a value that shares its column has no first */
}

void resample_bounds(const double *values, size_t count, double *low, double *high)
{
    for (size_t i = 0; i < count; i++) {
        if (isfinite(values[i])) {
            *low = MIN(*low, values[i]);
            *high = MAX(*high, values[i]);
        }
    }
}

static int spark_level(double value, double low, double high)
{
    if (!(value > low) || !(high > low)) {
        return 0;
    }
    double part = MIN(value, high) / (high - low) - low / (high - low);
    return (int)lround(CLAMP(part, 0, 1) * (G_N_ELEMENTS(lower) - 1));
}

void chart_spark(struct surface *surface, int row, int col, int width, const double *values,
                 size_t count, size_t changed_from)
{
    double low = 0;
    double high = 0;

    if (width <= 0 || count == 0) {
        return;
    }
    resample_bounds(values, count, &low, &high);
    for (int column = 0; column < width; column++) {
        struct range range = resample_range(count, width, column);
        double value = resample_max(values, count, range.from, range.to);
        int level = spark_level(value, low, high);
        enum role role = range.to > changed_from ? ROLE_SPARK_CHANGED : ROLE_SPARK;
        if (isnan(value)) {
            surface_run(surface, row, col + column, 1, role, " ", ' ');
        } else {
            surface_run(surface, row, col + column, 1, role, lower[level], lower_ascii[level]);
        }
    }
}

/* One cell of which the part from `from` to `to` (0..1) is inked. Blocks that begin inside a cell
 * exist only as half and eighth at the right edge; the nearest is taken. */
static void bar_cell(struct surface *surface, int row, int col, double from, double to,
                     enum role role)
{
    int eighths = (int)CLAMP(lround((to - from) * EIGHTHS), 1, EIGHTHS);
    const char *cell = left[eighths - 1];

    if (from > 0.0625 && eighths < EIGHTHS) {
        double inked = 1 - from;
        bool reaches_end = to > 0.9375;
        if (reaches_end && inked >= 0.75) {
            cell = "█";
        } else if (reaches_end || from >= 0.5) {
            cell = eighths >= 3 ? "▐" : "▕";
        }
    }
    surface_run(surface, row, col, 1, role, cell, eighths >= 4 ? '=' : '|');
}

void chart_bar(struct surface *surface, int row, double from, double to, enum role role)
{
    if (!(to >= from) || !(to > 0) || !(from < surface->cols)) {
        return;
    }
    from = MAX(from, 0);
    to = MIN(to, surface->cols);
    int first = MIN((int)from, surface->cols - 1);
    int last = MAX((int)ceil(to) - 1, first);
    for (int col = first; col <= last; col++) {
        bar_cell(surface, row, col, MAX(from - col, 0), MIN(to - col, 1), role);
    }
}
