/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the list of traces, its title, and what is said of a row.
 */
#include "views/matcher.h"
#include "views/skeleton.h"
#include "views/traces_state.h"

#include "base/quantity.h"
#include "tui/text.h"

#include <math.h>
#include <string.h>

#define PLOT_FROM 30 /* rows of the view in which a plot has room above the list */

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct trace_summary *one = traces_at(data, row);
    return one && (one->failed || one->errors > 0) ? SCROLLBAR_ERROR : SCROLLBAR_NONE;
}

void traces_layout(struct view *view, int rows, int cols)
{
    struct traces *state = view->state;
    struct traces_plot *plot = &state->plot;
    bool above = rows >= PLOT_FROM;
    plot->height = plot->kind == TRACES_NO_PLOT ? 0
                   : above                      ? CLAMP(rows * 2 / 5, 10, 18)
                   : plot->focus                ? rows
                                                : 0;
    traces_plot_layout(view, plot->height, cols);
    live_list_layout(view, &state->live, rows - plot->height - 1, mark_of);
}

/* --- columns --- */

struct columns {
    int time, took, bar, service, name, spans, errors, services;
};

static struct columns columns_of(int cols)
{
    struct columns columns = {
        .time = 9,
        .took = cols >= 40 ? 9 : 8,
        .bar = cols >= 150   ? 32
               : cols >= 110 ? 22
               : cols >= 76  ? 12
                             : 0,
        .service = cols >= 110  ? 17
                   : cols >= 60 ? 14
                                : 0,
        .spans = cols >= 50 ? 7 : 0,
        .errors = cols >= 50 ? 7 : 0,
        .services = cols >= 150   ? 36
                    : cols >= 100 ? 9
                                  : 0,
    };
    columns.name = MAX(cols - 1 - columns.time - columns.took - columns.bar - columns.service -
                           columns.spans - columns.errors - columns.services,
                       8);
    return columns;
}

/* Places from the left: time, took, bar, service, name, spans, errors, services. */
#define PARTS 8
static void places_of(const struct columns *columns, int at[PARTS], int width[PARTS])
{
    const int widths[PARTS] = {columns->time, columns->took,  columns->bar,    columns->service,
                               columns->name, columns->spans, columns->errors, columns->services};
    int col = 1;
    for (int i = 0; i < PARTS; i++) {
        at[i] = col;
        width[i] = widths[i];
        col += widths[i];
    }
}

static void draw_captions(struct surface *surface, int row, const struct columns *columns)
{
    static const char *const words[PARTS] = {"time", "took",  "whole trace", "service",
                                             "root", "spans", "errors",      "services"};
    int at[PARTS], width[PARTS];
    places_of(columns, at, width);
    for (int i = 0; i < PARTS; i++) {
        bool number = i == 1 || i == 5 || i == 6;
        if (!width[i] || !*words[i])
            continue;
        if (number)
            surface_text_right(surface, row, at[i], width[i] - 1, ROLE_MUTED, words[i]);
        else
            surface_text(surface, row, at[i] + (i == 7 ? 1 : 0), width[i] - 1, ROLE_MUTED,
                         words[i]);
    }
}

static void draw_places(struct surface *surface, int top)
{
    struct columns columns = columns_of(surface->cols);
    int at[PARTS], width[PARTS];
    struct bone bones[PARTS];
    places_of(&columns, at, width);
    draw_captions(surface, top, &columns);
    for (int i = 0; i < PARTS; i++)
        bones[i] = (struct bone){at[i], width[i] - 2, i > 1};
    struct surface below =
        surface_part(surface, top + 1, 0, surface->rows - top - 1, surface->cols);
    skeleton_draw(&below, 0, bones, PARTS);
}

/* Who worked when, the later over the earlier, a line where nobody did; one piece where it is not
 * told. */
static void draw_bar(struct surface *surface, int row, const struct traces *state,
                     const struct trace_summary *one)
{
    int64_t took = one->duration_us >= 0 ? one->duration_us : trace_summary_took(one);
    if (took < 0 || state->longest_us <= 0)
        return;
    double cells = (double)took / (double)state->longest_us * surface->cols;
    bool told = one->parts->len > 1 && one->duration_us > 0 && cells >= 2;
    if (told)
        surface_run(surface, row, 0, (int)ceil(cells), ROLE_HAIRLINE, "─", '-');
    else
        chart_bar(surface, row, 0, MAX(cells, 0.125),
                  role_bar_for_name(one->service ? one->service : ""));
    for (guint i = 0; told && i < one->parts->len; i++) {
        const struct trace_part *part = one->parts->pdata[i];
        chart_bar(surface, row, part->from * cells, MAX(part->to * cells, part->from * cells),
                  role_bar_for_name(part->service));
    }
}

/* A count; "…" while it is asked for, "?" when nobody told. */
static const char *count_words(const struct traces *state, int64_t count, bool ascii, char *out,
                               size_t size)
{
    if (count >= 0)
        return quantity_count(count, out, size);
    bool coming = traces_filling(state) && !ascii;
    g_strlcpy(out, coming ? "…" : "?", size);
    return out;
}

static void draw_services(struct surface *surface, int row, int at, int width,
                          const struct traces *state, const struct trace_summary *one)
{
    char count[24];
    if (width < 20 || !one->parts->len) {
        count_words(state, one->services, surface->ascii, count, sizeof count);
        surface_text_right(surface, row, at, width - 1, ROLE_MUTED, count);
        return;
    }
    int col = at + 1, end = at + width;
    for (guint i = 0; i < one->parts->len && col < end; i++) {
        const struct trace_part *part = one->parts->pdata[i];
        bool named = false;
        for (guint j = 0; j < i; j++)
            named = named ||
                    !strcmp(((struct trace_part *)one->parts->pdata[j])->service, part->service);
        if (!named)
            col += surface_text(surface, row, col, end - col, role_for_name(part->service),
                                part->service) +
                   1;
    }
}

static void draw_row(const struct view *view, struct surface *surface, int row,
                     const struct columns *columns, const struct trace_summary *one)
{
    const struct traces *state = view->state;
    int at[PARTS], width[PARTS];
    char time[40], took[24], spans[24], errors[24];
    places_of(columns, at, width);
    int64_t us = trace_summary_took(one);
    bool bad = one->failed || one->errors > 0;
    surface_text(
        surface, row, at[0], width[0] - 1, ROLE_MUTED,
        one->start_ms ? scope_time(desk_scope(view->desk), one->start_ms, time, sizeof time) : "?");
    if (us >= 0)
        quantity_duration((double)us, took, sizeof took);
    surface_text_right(surface, row, at[1], width[1] - 2, bad ? ROLE_LEVEL_ERROR : ROLE_TEXT,
                       us >= 0 ? took : "?");
    if (bad)
        surface_text(surface, row, at[1] + width[1] - 2, 1, ROLE_LEVEL_ERROR, "!");
    struct surface bar = surface_part(surface, row, at[2], 1, MAX(width[2] - 1, 0));
    if (bar.cols > 0)
        draw_bar(&bar, 0, state, one);
    if (width[3])
        surface_text_cut(surface, row, at[3], width[3] - 1,
                         role_for_name(one->service ? one->service : ""), CUT_MIDDLE,
                         one->service ? one->service : "?");
    surface_text_cut(surface, row, at[4], width[4] - 1, ROLE_TEXT, CUT_MIDDLE,
                     one->name ? one->name : "(root not known)");
    if (width[5])
        surface_text_right(surface, row, at[5], width[5] - 1, ROLE_TEXT,
                           count_words(state, one->spans, surface->ascii, spans, sizeof spans));
    if (width[6])
        surface_text_right(surface, row, at[6], width[6] - 1,
                           one->errors > 0 ? ROLE_LEVEL_ERROR : ROLE_MUTED,
                           count_words(state, one->errors, surface->ascii, errors, sizeof errors));
    if (width[7])
        draw_services(surface, row, at[7], width[7], state, one);
}

static bool in_range(const struct traces *state, const struct trace_summary *one)
{
    const struct trace_summary *here = traces_current(state), *there = traces_anchor(state);
    return here && there && one->start_ms >= MIN(here->start_ms, there->start_ms) &&
           one->start_ms <= MAX(here->start_ms, there->start_ms);
}

static void draw_list(const struct view *view, struct surface *surface)
{
    const struct traces *state = view->state;
    struct surface body = body_rows(surface, 1, &state->live.list, &state->live.bar);
    struct columns columns = columns_of(body.cols);
    draw_captions(&body, 0, &columns);
    for (int y = 1; y < body.rows; y++) {
        size_t row = list_row(&state->live.list, y - 1);
        const struct trace_summary *one = traces_at(state, row);
        if (!one)
            break;
        draw_row(view, &body, y, &columns, one);
        if (state->anchor && in_range(state, one))
            surface_mark(&body, y, 1, body.cols, ROLE_SELECTED_IDLE);
        if (!traces_plot_has_focus(state))
            body_cursor(view, &body, y, &state->live.list, row);
    }
}

static void draw_empty(const struct view *view, struct surface *surface)
{
    const struct traces *state = view->state;
    char text[200];
    if (state->live.all->len)
        g_snprintf(text, sizeof text, "none of %u traces passes the filter\nEsc shows them all",
                   state->live.all->len);
    else
        g_snprintf(text, sizeof text, "No trace%s\n%s",
                   *state->narrowed || state->failing || *state->base
                       ? " has such a span in this range"
                   : state->region.on ? " in this region"
                                      : " in this range",
                   state->region.on || *state->narrowed || state->failing
                       ? "Esc shows more"
                       : "t widens the range, s changes the scope");
    body_message(view, surface, text);
}

void traces_draw(const struct view *view, struct surface *surface)
{
    const struct traces *state = view->state;
    int height = MIN(state->plot.height, surface->rows);
    struct surface above = surface_part(surface, 0, 0, height, surface->cols);
    struct surface below = surface_part(surface, height, 0, surface->rows - height, surface->cols);
    if (height > 0)
        traces_plot_draw(view, &above);
    if (below.rows <= 0)
        return;
    if (!state->live.all->len && body_waits(view))
        draw_places(&below, 0);
    else if (!state->live.shown->len)
        draw_empty(view, &below);
    else
        draw_list(view, &below);
}

/* --- saying --- */

void traces_region_words(GString *out, const struct traces_region *region,
                         const struct scope *scope)
{
    char from[40], to[40], low[24], high[24];
    if (region->end_ms > region->start_ms)
        g_string_append_printf(out, "%s to %s",
                               scope_time(scope, region->start_ms, from, sizeof from),
                               scope_time(scope, region->end_ms, to, sizeof to));
    bool below = isfinite(region->high_ms), above = isfinite(region->low_ms);
    if (above || below)
        g_string_append(out, out->len ? ", " : "");
    if (above)
        quantity_duration(region->low_ms * 1000, low, sizeof low);
    if (below)
        quantity_duration(region->high_ms * 1000, high, sizeof high);
    if (above && below)
        g_string_append_printf(out, "%s to %s", low, high);
    else if (above || below)
        g_string_append_printf(out, "%s %s", above ? "from" : "below", above ? low : high);
}

static void append_count(const struct traces *state, GString *out)
{
    char total[24];
    struct traces_limits limits = traces_limits_of(state);
    live_list_words(&state->live, out);
    g_string_append_printf(out, "  %u", state->live.all->len);
    if (state->total > (int64_t)state->live.all->len)
        g_string_append_printf(out, " of %s%s", quantity_count(state->total, total, sizeof total),
                               traces_total_words(state->order, &limits, !state->untold));
    else if (state->next)
        g_string_append(out, " of many");
}

void traces_status(const struct view *view, GString *out)
{
    static const char *const words[TRACES_ORDERS] = {"newest first", "longest first",
                                                     "most spans first", "most errors first"};
    const struct traces *state = view->state;
    struct traces_limits limits = traces_limits_of(state);
    g_autoptr(GString) region = g_string_new(NULL);
    if (state->about)
        g_string_append_printf(out, "of %s  ", state->about);
    if (*state->narrowed)
        g_string_append_printf(out, "%s  ", state->narrowed);
    if (state->failing)
        g_string_append(out, "failed  ");
    if (state->region.on)
        traces_region_words(region, &state->region, desk_scope(view->desk));
    if (region->len)
        g_string_append_printf(out, "%s  ", region->str);
    g_string_append(out, words[state->order]);
    if (!traces_order_asked(state->order, &limits))
        g_string_append(out, " of those loaded");
    if (view->received_ms)
        append_count(state, out);
    if (state->live.waiting)
        g_string_append_printf(out, "  %zu%s new (gg)", state->live.waiting,
                               state->live.waiting >= 100 ? "+" : "");
}

char *traces_text(const struct trace_summary *one, const struct scope *scope)
{
    char time[40], took[24];
    GString *out = g_string_new(NULL);
    if (one->start_ms)
        g_string_append_printf(out, "%s  ", scope_time(scope, one->start_ms, time, sizeof time));
    if (trace_summary_took(one) >= 0)
        g_string_append_printf(
            out, "%s  ", quantity_duration((double)trace_summary_took(one), took, sizeof took));
    g_string_append_printf(out, "%s %s", one->service ? one->service : "",
                           one->name ? one->name : "(root not known)");
    for (guint i = 0; i < one->parts->len; i++)
        if (g_strcmp0(((struct trace_part *)one->parts->pdata[i])->service, one->service) != 0)
            g_string_append_printf(out, " %s",
                                   ((struct trace_part *)one->parts->pdata[i])->service);
    g_string_append_printf(out, "  trace %s", one->id);
    return g_string_free(out, FALSE);
}

static void append_part(GString *out, const char *before, int64_t count, const char *noun)
{
    char text[24];
    if (count >= 0)
        g_string_append_printf(out, "%s%s %s%s", before, quantity_count(count, text, sizeof text),
                               noun, count == 1 ? "" : "s");
}

/* "03:12:11 to 03:12:34: 5 of these traces  Enter lists them". */
static void range_evidence(const struct view *view, GString *out)
{
    const struct traces *state = view->state;
    int64_t first = INT64_MAX, last = 0;
    size_t inside = 0;
    char from[40], to[40];
    for (size_t row = 0; row < state->live.shown->len; row++) {
        const struct trace_summary *one = traces_at(state, row);
        if (!in_range(state, one))
            continue;
        first = MIN(first, one->start_ms);
        last = MAX(last, one->start_ms);
        inside++;
    }
    if (inside)
        g_string_append_printf(out, "%s to %s: %zu of these traces  Enter lists all of them",
                               scope_time(desk_scope(view->desk), first, from, sizeof from),
                               scope_time(desk_scope(view->desk), last, to, sizeof to), inside);
}

void traces_evidence(const struct view *view, GString *out)
{
    const struct traces *state = view->state;
    const struct trace_summary *one = traces_current(state);
    char took[24], whole[24], found[24];
    if (traces_plot_has_focus(state)) {
        traces_plot_evidence(view, out);
        return;
    }
    if (!one)
        return;
    if (state->anchor) {
        range_evidence(view, out);
        return;
    }
    g_string_append_printf(out, "%s %s", one->service ? one->service : "",
                           one->name ? one->name : "(root not known)");
    if (trace_summary_took(one) >= 0)
        g_string_append_printf(
            out, "  %s", quantity_duration((double)trace_summary_took(one), took, sizeof took));
    if (one->root_us >= 0 && one->duration_us > one->root_us + one->root_us / 100 + 1000)
        g_string_append_printf(out, " (the whole trace %s)",
                               quantity_duration((double)one->duration_us, whole, sizeof whole));
    append_part(out, "  ", one->spans, "span");
    append_part(out, "  ", one->services, "service");
    append_part(out, "  ", one->errors, "error");
    if (*state->base || *state->narrowed || state->failing)
        append_part(out, "  ", one->matching, "matching span");
    if (one->found_us >= 0)
        g_string_append_printf(out, ", the longest %s",
                               quantity_duration((double)one->found_us, found, sizeof found));
    g_string_append_printf(out, "  trace %.8s", one->id);
}
