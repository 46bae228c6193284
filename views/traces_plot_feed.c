/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking for the samples of the scatter and the counts of the histogram. The range is sampled in
 * slices, so that a busy minute does not hide a quiet one, and the longest of all are always there.
 */
#include "views/traces_state.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

#define RENEW_MS 30000

void traces_plot_clear(struct traces_plot *plot)
{
    g_clear_pointer(&plot->points, g_ptr_array_unref);
    g_clear_pointer(&plot->coming, g_ptr_array_unref);
    g_clear_pointer(&plot->seen, g_hash_table_unref);
}

static void stop(struct view *view)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    for (size_t i = 0; i < G_N_ELEMENTS(plot->asks); i++) {
        desk_forget(view, plot->asks[i]);
        plot->asks[i] = 0;
    }
    desk_forget(view, plot->bins_ask);
    plot->bins_ask = 0;
}

/* A region picked in it narrows the list, not the plot that it was picked in. */
static struct traces_limits limits_of(const struct traces *state)
{
    struct traces_limits limits = traces_limits_of(state);
    limits.low_ms = limits.high_ms = (double)NAN;
    limits.region = false;
    return limits;
}

void traces_plot_ask(struct view *view)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    if (plot->kind == TRACES_NO_PLOT || state->seed_ask)
        return;
    struct traces_limits limits = limits_of(state);
    int64_t start, end;
    stop(view);
    scope_range(desk_scope(view->desk), &start, &end);
    g_clear_pointer(&plot->coming, g_ptr_array_unref);
    g_clear_pointer(&plot->seen, g_hash_table_unref);
    plot->coming = g_ptr_array_new_with_free_func((GDestroyNotify)traces_point_free);
    plot->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    plot->refused = 0;
    plot->asked_ms = desk_now_ms(view->desk);
    for (int i = 0; i < TRACES_SLICES; i++) {
        int64_t from = start + (end - start) * i / TRACES_SLICES;
        int64_t to = start + (end - start) * (i + 1) / TRACES_SLICES;
        plot->asks[i] =
            body_ask_range(view, traces_sample_request(&limits, false), from, MAX(to, from + 1));
    }
    plot->asks[TRACES_SLICES] =
        body_ask_range(view, traces_sample_request(&limits, true), start, end);
    plot->bins_ask = body_ask_range(view, traces_bins_request(&limits), start, end);
}

void traces_plot_renew(struct view *view)
{
    const struct traces *state = view->state;
    const struct traces_plot *plot = &state->plot;
    bool old = desk_now_ms(view->desk) - plot->asked_ms > RENEW_MS;
    if (plot->kind != TRACES_NO_PLOT && !plot->coming && old && !desk_scope(view->desk)->held &&
        !plot->marking && !state->region.on)
        traces_plot_ask(view);
}

/* --- answers --- */

static void fit_values(struct traces_plot *plot)
{
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (guint i = 0; i < plot->points->len; i++) {
        const struct traces_point *point = plot->points->pdata[i];
        least = MIN(least, log10(point->ms));
        most = MAX(most, log10(point->ms));
    }
    bool any = plot->points->len > 0;
    plot->low = any ? floor(least) : 0;
    plot->high = any ? MAX(ceil(most + 0.02), plot->low + 1) : 3;
    /* Half a decade that nothing is in is better spent on the rest. */
    if (any && most < plot->high - 0.55 && plot->high - plot->low > 1)
        plot->high -= 0.5;
    if (any && least > plot->low + 0.55 && plot->high - plot->low > 1)
        plot->low += 0.5;
}

static void all_came(struct view *view)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    g_ptr_array_unref(plot->points);
    plot->points = g_steal_pointer(&plot->coming);
    g_clear_pointer(&plot->seen, g_hash_table_unref);
    plot->sampled = true;
    scope_range(desk_scope(view->desk), &plot->start_ms, &plot->end_ms);
    fit_values(plot);
    if (!plot->counted)
        traces_bins_of_points(plot->points, plot->bins, plot->percentiles);
}

static bool waits(const struct traces_plot *plot)
{
    for (size_t i = 0; i < G_N_ELEMENTS(plot->asks); i++)
        if (plot->asks[i])
            return true;
    return false;
}

bool traces_plot_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    const struct rows *rows = reply->kind == REPLY_ROWS ? reply->object : NULL;
    if (body_answered(&plot->bins_ask, subscription, reply)) {
        plot->counted = rows && traces_read_bins(rows, plot->bins, plot->percentiles, &plot->total);
        if (!plot->counted && plot->sampled)
            traces_bins_of_points(plot->points, plot->bins, plot->percentiles);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(plot->asks); i++) {
        if (!body_answered(&plot->asks[i], subscription, reply))
            continue;
        if (rows && plot->coming)
            traces_add_points(plot->coming, plot->seen, rows);
        else if (!rows)
            plot->refused++;
        if (plot->coming && !waits(plot))
            all_came(view);
        return true;
    }
    return false;
}
