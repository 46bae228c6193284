/* SPDX-License-Identifier: Apache-2.0
 *
 * A strip over the rows: how many there were when, errors at the bottom, warnings on them, the rest
 * on top, and under it the time, deploys, flag changes and where the cursor is. While one is in it,
 * h and l go from one of its times to the next.
 */
#include "views/logs_state.h"

#include "api/model/flag_change.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/desk.h"

#include <math.h>

#define STRIP_MS 15000

static const struct {
    enum role role;
    const char *cell;
    char ascii;
    const char *one, *many;
} looks[LOGS_STRIP_KINDS] = {
    [LOGS_STRIP_ERRORS] = {ROLE_LEVEL_ERROR,   "█", 'E', "error",   "errors"  },
    [LOGS_STRIP_WARNINGS] = {ROLE_LEVEL_WARNING, "▓", 'w', "warning", "warnings"},
    [LOGS_STRIP_REST] = {ROLE_MUTED,         "░", '.', "other",   "others"  },
};

int logs_strip_rows(const struct logs *logs, int rows)
{
    return !logs->strip.shown || rows < 6 ? 0 : rows >= 24 ? 6 : rows >= 14 ? 4 : 3;
}

/* Each kind that is there has a cell at least, what is worst first. */
void logs_strip_stack(const double counts[LOGS_STRIP_KINDS], double most, int height,
                      int cells[LOGS_STRIP_KINDS])
{
    int left = height;
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++) {
        bool some = isfinite(counts[kind]) && counts[kind] > 0 && most > 0;
        int wanted = some ? MAX((int)lround(counts[kind] / most * height), 1) : 0;
        cells[kind] = MIN(wanted, left);
        left -= cells[kind];
    }
}

/* --- asking --- */

void logs_strip_ask(struct view *view)
{
    struct logs *logs = view->state;
    desk_forget(view, logs->strip.ask);
    logs->strip.ask = 0;
    if (!logs->strip.shown || logs->source)
        return;
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    g_autofree char *query = query_both(logs->base, logs->narrowed->str);
    request_add(request, "dataset", "logs");
    request_add(request, "yAxis", "count()");
    request_add(request, "query", query);
    request_add(request, "groupBy", "severity");
    request_add(request, "topEvents", "10");
    request_add(request, "sort", "-count()");
    request_addf(request, "interval", "%" G_GINT64_FORMAT "s",
                 scope_interval_ms(desk_scope(view->desk)) / MS_PER_SECOND);
    logs->strip.ask = desk_ask(view, request, STRIP_MS, false);
}

static enum logs_strip_kind kind_of(const struct timeseries_reply *reply)
{
    const char *text = reply->group_values->len ? reply->group_values->pdata[0] : "";
    enum level level = reply->is_other ? LEVEL_UNKNOWN : level_parse(text);
    return level >= LEVEL_ERROR     ? LOGS_STRIP_ERRORS
           : level == LEVEL_WARNING ? LOGS_STRIP_WARNINGS
                                    : LOGS_STRIP_REST;
}

static void came(struct logs_strip *strip, const GPtrArray *replies)
{
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++)
        series_clear(&strip->series[kind]);
    for (guint i = 0; i < replies->len; i++) {
        const struct timeseries_reply *reply = replies->pdata[i];
        struct series *sum = &strip->series[kind_of(reply)];
        if (sum->count == 0)
            series_init(sum, reply->series.start_ms, reply->series.interval_ms,
                        reply->series.count);
        for (size_t at = 0; at < MIN(sum->count, reply->series.count); at++)
            if (isfinite(reply->series.values[at]))
                sum->values[at] =
                    (isfinite(sum->values[at]) ? sum->values[at] : 0) + reply->series.values[at];
    }
}

bool logs_strip_reply(struct view *view, uint64_t subscription, const struct reply *answer)
{
    struct logs_strip *strip = &((struct logs *)view->state)->strip;
    if (!strip->ask || subscription != strip->ask)
        return false;
    if (answer->kind == REPLY_TIMESERIES && answer->object)
        came(strip, answer->object);
    return true;
}

void logs_strip_clear(struct logs_strip *strip)
{
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++)
        series_clear(&strip->series[kind]);
}

/* --- drawing --- */

/* One of those that there are, for the times; NULL = none came. */
static const struct series *times(const struct logs_strip *strip)
{
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++)
        if (strip->series[kind].count > 0)
            return &strip->series[kind];
    return NULL;
}

/* What there was between two times. */
static void counts_of(const struct logs_strip *strip, double from, double to,
                      double out[LOGS_STRIP_KINDS])
{
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++) {
        const struct series *series = &strip->series[kind];
        size_t first = (size_t)(from * (double)series->count);
        size_t end = MAX((size_t)(to * (double)series->count), first + 1);
        out[kind] = 0;
        for (size_t at = first; at < MIN(end, series->count); at++)
            if (isfinite(series->values[at]))
                out[kind] = MAX(out[kind], series->values[at]);
    }
}

static double sum(const double counts[LOGS_STRIP_KINDS])
{
    return counts[LOGS_STRIP_ERRORS] + counts[LOGS_STRIP_WARNINGS] + counts[LOGS_STRIP_REST];
}

static void draw_bars(const struct logs_strip *strip, struct surface *bars)
{
    double counts[LOGS_STRIP_KINDS], most = 0;
    for (int pass = 0; pass < 2; pass++) /* the scale, then the bars */
        for (int col = 0; col < bars->cols; col++) {
            int cells[LOGS_STRIP_KINDS], y = bars->rows;
            counts_of(strip, (double)col / bars->cols, (double)(col + 1) / bars->cols, counts);
            most = MAX(most, sum(counts));
            logs_strip_stack(counts, most, bars->rows, cells);
            for (int kind = 0; pass == 1 && kind < LOGS_STRIP_KINDS; kind++)
                for (int i = 0; i < cells[kind]; i++)
                    surface_run(bars, --y, col, 1, looks[kind].role, looks[kind].cell,
                                looks[kind].ascii);
        }
}

static int col_of(const struct series *series, int64_t time_ms, int cols)
{
    double span = (double)series->interval_ms * (double)series->count;
    double at = (double)(time_ms - series->start_ms) / span;
    return at >= 0 && at < 1 ? (int)(at * cols) : -1;
}

static void draw_mark(struct surface *ruler, int col, enum role role, const char *cell, char ascii)
{
    if (col >= 0)
        surface_run(ruler, 0, col, 1, role, cell, ascii);
}

static void draw_ruler(const struct view *view, const struct series *series, struct surface *ruler,
                       int cursor)
{
    const struct scope *scope = desk_scope(view->desk);
    const GPtrArray *deploys = desk_deploys(view->desk), *flags = desk_flags(view->desk);
    char text[40];
    int64_t end = series->start_ms + series->interval_ms * (int64_t)series->count;
    surface_run(ruler, 0, 0, ruler->cols, ROLE_HAIRLINE, "─", '-');
    scope_time(scope, series->start_ms, text, sizeof text);
    if (cursor < 0 || cursor > text_width(text)) /* it is not drawn into a time */
        surface_text(ruler, 0, 0, -1, ROLE_MUTED, text);
    scope_time(scope, end, text, sizeof text);
    if (cursor < ruler->cols - text_width(text))
        surface_text_right(ruler, 0, 0, ruler->cols, ROLE_MUTED, text);
    for (guint i = 0; i < deploys->len; i++)
        draw_mark(ruler,
                  col_of(series, ((struct deploy *)deploys->pdata[i])->finished_ms, ruler->cols),
                  ROLE_DEPLOY, "▲", '^');
    for (guint i = 0; i < flags->len; i++)
        draw_mark(ruler,
                  col_of(series, ((struct flag_change *)flags->pdata[i])->time_ms, ruler->cols),
                  ROLE_CHANGED, "⚑", 'f');
}

static int64_t cursor_ms(const struct view *view)
{
    const struct logs *logs = view->state;
    return logs->list.cursor < log_rows_count(logs->rows)
               ? log_row_time_ns(logs->rows, logs->list.cursor) / NS_PER_MS
               : 0;
}

struct surface logs_strip_draw(const struct view *view, struct surface *surface)
{
    const struct logs *logs = view->state;
    int rows = logs_strip_rows(logs, surface->rows);
    struct surface below = surface_part(surface, rows, 0, surface->rows - rows, surface->cols);
    if (rows == 0)
        return below;
    struct surface bars = surface_part(surface, 0, 1, rows - 1, surface->cols - 2);
    struct surface ruler = surface_part(surface, rows - 1, 1, 1, surface->cols - 2);
    const struct series *series = times(&logs->strip);
    if (!series) {
        surface_text(&bars, 0, 0, -1, ROLE_MUTED, surface->ascii ? "counting..." : "counting…");
        return below;
    }
    draw_bars(&logs->strip, &bars);
    int col = col_of(series, cursor_ms(view), ruler.cols);
    draw_ruler(view, series, &ruler, col);
    draw_mark(&ruler, col, ROLE_CURSOR_TIME, logs->strip.entered ? "┃" : "│", '|');
    if (col >= 0 && logs->strip.entered)
        for (int y = 0; y < bars.rows; y++)
            surface_mark(&bars, y, col, 1, ROLE_SELECTED);
    return below;
}

/* --- keys --- */

bool logs_strip(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    bool leave = logs->strip.shown && logs->strip.entered;
    bool asked = logs->strip.shown;
    logs->strip.shown = logs->strip.entered = !leave;
    if (leave || !asked)
        logs_strip_ask(view);
    if (!leave)
        desk_say(view->desk, false, "volume by severity: h l to a time, j k among the rows, V off");
    return true;
}

static void say(struct view *view, const struct series *series, size_t bucket)
{
    struct logs *logs = view->state;
    g_autoptr(GString) text = g_string_new(NULL);
    char time[40], count[24];
    scope_time(desk_scope(view->desk), series->start_ms + (int64_t)bucket * series->interval_ms,
               time, sizeof time);
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++) {
        const struct series *of = &logs->strip.series[kind];
        double value = bucket < of->count && isfinite(of->values[bucket]) ? of->values[bucket] : 0;
        g_string_append_printf(text, "  %s %s", quantity_count((int64_t)value, count, sizeof count),
                               value == 1 ? looks[kind].one : looks[kind].many);
    }
    desk_say(view->desk, false, "from %s:%s", time, text->str);
}

/* The cursor's bucket; a row may be newer than all that was counted, or older. */
static gssize place_of(const struct series *series, int64_t time_ms)
{
    gssize bucket = series_bucket(series, time_ms);
    return bucket < 0 && time_ms >= series->start_ms ? (gssize)series->count : bucket;
}

bool logs_strip_side(struct view *view, int by)
{
    struct logs *logs = view->state;
    const struct series *series = times(&logs->strip);
    if (!logs->strip.shown || !logs->strip.entered || !series || !log_rows_count(logs->rows))
        return false;
    gssize bucket = CLAMP(place_of(series, cursor_ms(view)) + by, 0, (gssize)series->count - 1);
    int64_t time_ns = (series->start_ms + bucket * series->interval_ms) * NS_PER_MS;
    if (by < 0 && time_ns + series->interval_ms * NS_PER_MS <= log_rows_oldest_ns(logs->rows)) {
        desk_say(view->desk, false, "rows before are not loaded: L loads the range");
        return true;
    }
    logs_want_nothing(logs);
    list_go(&logs->list, log_rows_at(logs->rows, time_ns));
    logs->list.at_end = false;
    say(view, series, (size_t)bucket);
    return true;
}
