/* SPDX-License-Identifier: Apache-2.0
 *
 * The scatter of time and duration, and the histogram of durations, as they are drawn and told.
 */
#include "views/traces_state.h"

#include "api/model/release.h"
#include "base/clock.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define MOST_MARKS 16
#define MOST_TICKS 24

/* --- places --- */

double traces_plot_x(const struct traces_plot *plot, int64_t time_ms)
{
    double span = (double)(plot->end_ms - plot->start_ms);
    return span > 0 ? (double)(time_ms - plot->start_ms) / span : 0;
}

double traces_plot_y(const struct traces_plot *plot, double ms)
{
    double span = plot->high - plot->low;
    return span > 0 ? (log10(MAX(ms, 1e-6)) - plot->low) / span : 0;
}

void traces_plot_bins(const struct traces_plot *plot, size_t *first, size_t *count)
{
    size_t last = 0;
    *first = TRACES_BINS - 1;
    for (size_t i = 0; i < TRACES_BINS; i++)
        if (plot->bins[i] > 0) {
            *first = MIN(*first, i);
            last = i;
        }
    *count = last >= *first ? last - *first + 1 : 0;
}

static void bin_edges(size_t bin, double *low, double *high)
{
    *low = bin ? traces_edges_ms[bin - 1] : (double)NAN;
    *high = bin < TRACES_EDGES ? traces_edges_ms[bin] : (double)NAN;
}

static struct traces_region region_of_bins(const struct traces_plot *plot)
{
    size_t corner = plot->marking ? plot->bin_corner : plot->bin;
    struct traces_region region = {.on = true};
    double unused;
    bin_edges(MIN(plot->bin, corner), &region.low_ms, &unused);
    bin_edges(MAX(plot->bin, corner), &unused, &region.high_ms);
    return region;
}

struct traces_region traces_plot_region(const struct traces *state)
{
    const struct traces_plot *plot = &state->plot;
    if (plot->kind == TRACES_HISTOGRAM)
        return region_of_bins(plot);
    struct scatter_cell corner = plot->marking ? plot->corner : plot->cursor;
    double ax0, ax1, ay0, ay1, bx0, bx1, by0, by1, values = plot->high - plot->low;
    double time = (double)(plot->end_ms - plot->start_ms);
    scatter_cell_extent(plot->cursor, plot->rows, plot->cols, &ax0, &ax1, &ay0, &ay1);
    scatter_cell_extent(corner, plot->rows, plot->cols, &bx0, &bx1, &by0, &by1);
    return (struct traces_region){
        .on = true,
        .start_ms = plot->start_ms + (int64_t)floor(MIN(ax0, bx0) * time),
        .end_ms = plot->start_ms + (int64_t)ceil(MAX(ax1, bx1) * time),
        .low_ms = pow(10, plot->low + MIN(ay0, by0) * values),
        .high_ms = pow(10, plot->low + MAX(ay1, by1) * values),
    };
}

const struct traces_point *traces_plot_inside(const struct traces *state,
                                              const struct traces_region *region, size_t *count,
                                              size_t *failed)
{
    const struct traces_point *longest = NULL;
    size_t inside = 0, bad = 0;
    for (guint i = 0; i < state->plot.points->len; i++) {
        const struct traces_point *point = state->plot.points->pdata[i];
        bool timed = region->end_ms <= region->start_ms ||
                     (point->time_ms >= region->start_ms && point->time_ms < region->end_ms);
        if (!timed || point->ms < region->low_ms || point->ms >= region->high_ms)
            continue;
        inside++;
        bad += point->failed;
        if (!longest || point->ms > longest->ms)
            longest = point;
    }
    if (count)
        *count = inside;
    if (failed)
        *failed = bad;
    return longest;
}

/* --- the scatter --- */

struct picture {
    struct scatter scatter;
    struct scatter_dot *dots;
    struct scatter_dot found;
    struct scatter_tick ticks[MOST_TICKS];
    char labels[MOST_TICKS][24];
    struct chart_mark marks[MOST_MARKS];
};

/* 1 of each power of ten; 2 and 5 as well where few powers are in sight. */
static void add_ticks(struct picture *picture, const struct traces_plot *plot)
{
    static const double factors[] = {1, 2, 5};
    bool fine = plot->high - plot->low <= 2.5;
    for (int power = (int)floor(plot->low); power <= (int)ceil(plot->high); power++)
        for (size_t i = 0; i < G_N_ELEMENTS(factors); i++) {
            double ms = factors[i] * pow(10, power), at = traces_plot_y(plot, ms);
            size_t count = picture->scatter.tick_count;
            if ((i && !fine) || at < -1e-9 || at > 1 + 1e-9 || count == MOST_TICKS)
                continue;
            quantity_duration(ms * 1000, picture->labels[count], sizeof picture->labels[count]);
            picture->ticks[count] = (struct scatter_tick){CLAMP(at, 0, 1), picture->labels[count]};
            picture->scatter.tick_count++;
        }
}

static void add_marks(struct picture *picture, const struct view *view)
{
    const struct traces *state = view->state;
    const GPtrArray *deploys = desk_deploys(view->desk);
    size_t count = 0;
    for (guint i = 0; i < deploys->len && count < MOST_MARKS; i++) {
        const struct deploy *deploy = deploys->pdata[i];
        double at = traces_plot_x(&state->plot, deploy->finished_ms);
        if (at > 0 && at < 1)
            picture->marks[count++] = (struct chart_mark){
                .at = at,
                .role = ROLE_DEPLOY,
                .label = deploy->release ? release_short(deploy->release) : "?"};
    }
    picture->scatter.marks = picture->marks;
    picture->scatter.mark_count = count;
}

/* The row under the list's cursor, where it is a point of the plot. */
static void find_row(struct picture *picture, const struct traces *state)
{
    const struct trace_summary *one = traces_current(state);
    int64_t us = one ? one->found_us >= 0 ? one->found_us : trace_summary_took(one) : -1;
    if (us < 0 || !one->start_ms)
        return;
    picture->found = (struct scatter_dot){
        .x = traces_plot_x(&state->plot, one->start_ms),
        .y = traces_plot_y(&state->plot, (double)MAX(us, 1) / 1000),
    };
    picture->scatter.found = &picture->found;
}

static void paint(struct picture *picture, const struct view *view)
{
    const struct traces *state = view->state;
    const struct traces_plot *plot = &state->plot;
    picture->dots = g_new0(struct scatter_dot, plot->points->len + 1);
    for (guint i = 0; i < plot->points->len; i++) {
        const struct traces_point *point = plot->points->pdata[i];
        picture->dots[i] = (struct scatter_dot){.x = traces_plot_x(plot, point->time_ms),
                                                .y = traces_plot_y(plot, point->ms),
                                                .apart = point->failed};
    }
    picture->scatter = (struct scatter){
        .dots = picture->dots,
        .dot_count = plot->points->len,
        .ticks = picture->ticks,
        .start_ms = plot->start_ms,
        .end_ms = plot->end_ms,
        .zone_offset_s = scope_zone_offset_s(desk_scope(view->desk), plot->end_ms),
        .cursor = plot->focus || state->region.on ? &plot->cursor : NULL,
        .corner = plot->marking ? &plot->corner : NULL,
    };
    add_ticks(picture, plot);
    add_marks(picture, view);
    if (!plot->focus)
        find_row(picture, state);
}

/* --- the head --- */

static void head_words(const struct traces *state, GString *out)
{
    const struct traces_plot *plot = &state->plot;
    char shown[24], total[24];
    struct traces_limits limits = traces_limits_of(state);
    const char *what = traces_searched(&limits) ? "matching spans" : "traces";
    quantity_count(plot->points->len, shown, sizeof shown);
    quantity_count(plot->total, total, sizeof total);
    if (plot->kind == TRACES_HISTOGRAM && plot->counted)
        g_string_append_printf(out, "duration of all %s %s", total, what);
    else if (plot->counted && plot->total > (int64_t)plot->points->len)
        g_string_append_printf(out, "%s of %s %s sampled, the longest among them", shown, total,
                               what);
    else if (plot->counted)
        g_string_append_printf(out, "all %s %s", shown, what);
    else
        g_string_append_printf(out, "%s %s sampled", shown, what);
    if (plot->refused)
        g_string_append_printf(out, "; %u of %zu questions failed", plot->refused,
                               G_N_ELEMENTS(plot->asks));
}

/* What keys do here: at length where there is room, else in short. */
static const char *hint_of(const struct traces *state, bool brief)
{
    const struct traces_plot *plot = &state->plot;
    bool bins = plot->kind == TRACES_HISTOGRAM;
    if (plot->focus && plot->marking)
        return brief  ? "Enter takes it"
               : bins ? "h l to the other end  Enter takes it"
                      : "h j k l to the other corner  Enter takes it";
    if (plot->focus)
        return brief  ? "v region  Enter list"
               : bins ? "h l move  v range  Enter its traces"
                      : "h j k l move  v region  Enter its traces";
    if (state->region.on)
        return "Esc every trace again";
    return plot->kind == TRACES_SCATTER ? "S into the plot" : "D into the plot";
}

static void draw_head(const struct view *view, struct surface *surface)
{
    const struct traces *state = view->state;
    g_autoptr(GString) words = g_string_new(NULL);
    head_words(state, words);
    int used = surface_text(surface, 0, 1, surface->cols - 2, ROLE_MUTED, words->str);
    for (int brief = 0; brief < 2; brief++) {
        const char *hint = hint_of(state, brief);
        if (used + (int)strlen(hint) + 4 > surface->cols)
            continue;
        surface_text_right(surface, 0, used + 3, surface->cols - used - 4, ROLE_MUTED, hint);
        return;
    }
}

/* --- the histogram --- */

static void bin_label(size_t bin, char *out, size_t size)
{
    double low, high;
    char edge[24];
    bin_edges(bin, &low, &high);
    if (isfinite(low))
        quantity_duration(low * 1000, out, size);
    else
        g_snprintf(out, size, "<%s", quantity_duration(high * 1000, edge, sizeof edge));
}

/* Where in the bins that are shown a duration lies, 0..1; bins are even in the logarithm. */
static double place_in_bins(double ms, size_t first, size_t count)
{
    double low, high;
    for (size_t bin = first; bin < first + count; bin++) {
        bin_edges(bin, &low, &high);
        double from = isfinite(low) ? low : high / 10, to = isfinite(high) ? high : low * 10;
        if (ms < to || bin + 1 == first + count)
            return ((double)(bin - first) +
                    CLAMP(log(MAX(ms, from) / from) / log(to / from), 0, 0.99)) /
                   (double)count;
    }
    return (double)NAN;
}

static void draw_histogram(const struct view *view, struct surface *surface)
{
    static const char *const names[] = {"p50", "p95", "p99"};
    const struct traces *state = view->state;
    const struct traces_plot *plot = &state->plot;
    char labels[TRACES_BINS][24], marked[3][40], value[24];
    const char *edges[TRACES_BINS];
    struct chart_mark marks[3];
    size_t first, count, mark_count = 0;
    traces_plot_bins(plot, &first, &count);
    for (size_t i = 0; i < count; i++) {
        bin_label(first + i, labels[i], sizeof labels[i]);
        edges[i] = labels[i];
    }
    for (size_t i = 0; i < 3 && count; i++) {
        if (!isfinite(plot->percentiles[i]))
            continue;
        g_snprintf(marked[i], sizeof marked[i], "%s %s", names[i],
                   quantity_duration(plot->percentiles[i] * 1000, value, sizeof value));
        marks[mark_count++] = (struct chart_mark){
            .at = place_in_bins(plot->percentiles[i], first, count),
            .role = ROLE_ACCENT,
            .label = marked[i],
        };
    }
    bool cursor = (plot->focus || state->region.on) && plot->bin >= first;
    struct histogram histogram = {
        .counts = plot->bins + first,
        .edges = edges,
        .count = count,
        .marks = marks,
        .mark_count = mark_count,
        .cursor = cursor ? plot->bin - first : SIZE_MAX,
        .corner = cursor && plot->marking ? plot->bin_corner - first : SIZE_MAX,
    };
    histogram_draw(surface, &histogram);
}

/* --- both --- */

/* The surface of the plot itself, below its head. */
static struct surface body_of(const struct surface *surface)
{
    return surface_part(surface, 1, 1, MAX(surface->rows - 1, 0), MAX(surface->cols - 2, 0));
}

static void place_cursor(struct traces *state)
{
    struct traces_plot *plot = &state->plot;
    const struct traces_point *worst = NULL;
    size_t first, count;
    struct traces_region all = {.low_ms = -1, .high_ms = HUGE_VAL};
    traces_plot_bins(plot, &first, &count);
    if (!plot->placed && plot->sampled) {
        worst = traces_plot_inside(state, &all, NULL, NULL);
        plot->placed = worst != NULL;
        plot->bin = count ? first + count - 1 : 0;
    }
    if (worst)
        plot->cursor = scatter_cell_of(traces_plot_x(plot, worst->time_ms),
                                       traces_plot_y(plot, worst->ms), plot->rows, plot->cols);
}

/* A plot of another size keeps the places of its cursor. */
static void rescale(struct scatter_cell *cell, int rows, int cols, int new_rows, int new_cols)
{
    if (rows > 0 && cols > 0)
        *cell = scatter_cell_of((cell->col + 0.5) / cols, 1 - (cell->row + 0.5) / rows, new_rows,
                                new_cols);
}

void traces_plot_layout(struct view *view, int rows, int cols)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    struct picture picture = {0};
    if (rows <= 0)
        return;
    add_ticks(&picture, plot);
    picture.scatter.ticks = picture.ticks;
    struct scatter_frame frame =
        scatter_frame(&picture.scatter, MAX(rows - 1, 0), MAX(cols - 2, 0));
    if (frame.rows != plot->rows || frame.cols != plot->cols) {
        rescale(&plot->cursor, plot->rows, plot->cols, frame.rows, frame.cols);
        rescale(&plot->corner, plot->rows, plot->cols, frame.rows, frame.cols);
    }
    plot->rows = frame.rows;
    plot->cols = frame.cols;
    place_cursor(state);
}

void traces_plot_draw(const struct view *view, struct surface *surface)
{
    const struct traces *state = view->state;
    const struct traces_plot *plot = &state->plot;
    struct surface body = body_of(surface);
    if (!plot->sampled || !plot->points->len) {
        body_message(view, surface,
                     plot->sampled || !plot->coming ? "no sample in this range"
                                                    : "sampling the range");
        return;
    }
    draw_head(view, surface);
    if (plot->kind == TRACES_HISTOGRAM) {
        draw_histogram(view, &body);
        return;
    }
    struct picture picture = {0};
    paint(&picture, view);
    scatter_draw(&body, &picture.scatter);
    g_free(picture.dots);
}

static void bins_evidence(const struct traces *state, GString *out)
{
    const struct traces_plot *plot = &state->plot;
    size_t corner = plot->marking ? plot->bin_corner : plot->bin;
    double inside = 0, all = 0;
    char count[24];
    for (size_t i = 0; i < TRACES_BINS; i++) {
        all += plot->bins[i];
        if (i >= MIN(plot->bin, corner) && i <= MAX(plot->bin, corner))
            inside += plot->bins[i];
    }
    g_string_append_printf(
        out, "  %s, %.1f%%%s", quantity_count((int64_t)inside, count, sizeof count),
        all > 0 ? inside / all * 100 : 0, plot->counted ? "" : " of the samples");
}

void traces_plot_evidence(const struct view *view, GString *out)
{
    const struct traces *state = view->state;
    struct traces_region region = traces_plot_region(state);
    size_t count, failed;
    char took[24];
    const struct traces_point *longest = traces_plot_inside(state, &region, &count, &failed);
    traces_region_words(out, &region, desk_scope(view->desk));
    if (state->plot.kind == TRACES_HISTOGRAM)
        bins_evidence(state, out);
    else
        g_string_append_printf(out, "  %zu sample%s", count, count == 1 ? "" : "s");
    if (failed)
        g_string_append_printf(out, ", %zu failed", failed);
    if (longest)
        g_string_append_printf(
            out, "  longest %s %s %s", quantity_duration(longest->ms * 1000, took, sizeof took),
            longest->service ? longest->service : "", longest->name ? longest->name : "");
}
