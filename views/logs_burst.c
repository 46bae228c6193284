/* SPDX-License-Identifier: Apache-2.0
 *
 * To the next burst, pause, gap or row that came late. Rows are counted window by window by looking
 * up where each begins, so that it costs the same however many rows there are.
 */
#include "views/logs_burst.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "views/desk.h"
#include "views/logs_state.h"

#include <math.h>

#define WINDOWS_MOST  4096
#define LEARNED       8   /* windows that say what is usual, at least */
#define MEMORY        32  /* windows that it is the mean of */
#define SILENCE       7.0 /* rows that should have come */
#define LONG          256 /* windows after which a burst is what is usual */
#define PAUSE_WINDOWS 2   /* shorter ones are not worth a stop */
#define SAME_MOMENT   100 /* rows of one moment that are looked at */

/* --- finding --- */

struct watch {
    GArray *found;
    double mean;
    size_t learned;
    struct burst now; /* to 0 = none is */
    size_t silent;    /* windows without a row before this one */
};

static void learn(struct watch *watch, double count)
{
    watch->learned++;
    watch->mean += (count - watch->mean) / (double)MIN(watch->learned, MEMORY);
}

/* True while in a burst. */
static bool in_burst(struct watch *watch, size_t window, double count)
{
    double usual = watch->mean, spread = sqrt(usual);
    if (watch->now.to == 0 && watch->learned >= LEARNED && count >= 2 * usual + 4 * spread + 5)
        watch->now = (struct burst){BURST_FASTER, window, window + 1, usual};
    else if (watch->now.to != 0 && count < 1.5 * usual + 2 * spread + 2) {
        g_array_append_val(watch->found, watch->now);
        watch->now = (struct burst){0};
    } else if (watch->now.to != 0) {
        watch->now.to = window + 1;
    }
    return watch->now.to != 0 && watch->now.to - watch->now.from < LONG;
}

static void end_silence(struct watch *watch, size_t window)
{
    bool long_enough = watch->silent >= PAUSE_WINDOWS && watch->learned >= LEARNED &&
                       watch->mean * (double)watch->silent >= SILENCE;
    if (long_enough) {
        struct burst pause = {BURST_PAUSE, window - watch->silent, window, watch->mean};
        g_array_append_val(watch->found, pause);
    } else {
        for (size_t i = 0; i < MIN(watch->silent, MEMORY); i++)
            learn(watch, 0);
    }
    watch->silent = 0;
}

GArray *bursts_find(const guint *counts, size_t count)
{
    struct watch watch = {.found = g_array_new(FALSE, FALSE, sizeof(struct burst))};
    for (size_t window = 0; window < count; window++) {
        if (counts[window] == 0 && watch.now.to == 0) {
            watch.silent++;
            continue;
        }
        end_silence(&watch, window);
        if (!in_burst(&watch, window, counts[window]))
            learn(&watch, counts[window]);
    }
    if (watch.now.to != 0)
        g_array_append_val(watch.found, watch.now);
    return watch.found;
}

/* --- going there --- */

struct windows {
    int64_t from_ns, width_ns;
    size_t count;
    guint counts[WINDOWS_MOST];
};

/* Rows before the time. */
static size_t rows_before(const struct log_rows *rows, int64_t time_ns)
{
    size_t at = log_rows_at(rows, time_ns);
    return at + (log_row_time_ns(rows, at) < time_ns);
}

static void count_rows(const struct log_rows *rows, struct windows *out)
{
    int64_t first = log_row_time_ns(rows, 0);
    int64_t span = log_row_time_ns(rows, log_rows_count(rows) - 1) - first;
    out->from_ns = first;
    out->width_ns = MAX(span / (WINDOWS_MOST - 1), NS_PER_SECOND);
    out->count = (size_t)(span / out->width_ns) + 1;
    size_t before = 0;
    for (size_t i = 0; i < out->count; i++) {
        size_t end = rows_before(rows, first + (int64_t)(i + 1) * out->width_ns);
        out->counts[i] = (guint)(end - before);
        before = end;
    }
}

/* The nearest so far. */
struct stop {
    size_t row;
    const struct burst *burst; /* NULL = a gap, or a row that came late */
    int64_t late_ns;           /* 0 = it did not */
};

static void consider(struct stop *stop, struct stop other, size_t cursor, int direction)
{
    bool ahead = direction > 0 ? other.row > cursor : other.row < cursor;
    bool nearer =
        stop->row == SIZE_MAX || (direction > 0 ? other.row < stop->row : other.row > stop->row);
    if (ahead && nearer)
        *stop = other;
}

static void consider_bursts(struct stop *stop, const struct logs *logs,
                            const struct windows *windows, const GArray *bursts, int direction)
{
    struct log_gap gap;
    for (guint i = 0; i < bursts->len; i++) {
        const struct burst *burst = &g_array_index(bursts, struct burst, i);
        size_t window = burst->kind == BURST_PAUSE ? burst->to : burst->from;
        size_t row =
            log_rows_at(logs->rows, windows->from_ns + (int64_t)window * windows->width_ns);
        if (row == 0 || !log_row_gap(logs->rows, row - 1, &gap)) /* which says what is missing */
            consider(stop, (struct stop){row, burst, 0}, logs->list.cursor, direction);
    }
}

static void consider_gaps(struct stop *stop, const struct logs *logs, int direction)
{
    struct log_gap gap;
    for (size_t i = 0; i < log_rows_gaps(logs->rows); i++) {
        size_t row = log_rows_at(logs->rows, log_rows_gap(logs->rows, i).from_ns + 1);
        if (log_row_gap(logs->rows, row, &gap))
            consider(stop, (struct stop){row, NULL, 0}, logs->list.cursor, direction);
    }
}

/* Of several one after another the first. */
static void consider_late(struct stop *stop, const struct logs *logs, int direction)
{
    const GArray *times = log_rows_late_times(logs->rows);
    size_t count = log_rows_count(logs->rows);
    int64_t took_ns, before_ns;
    for (guint i = 0; i < times->len; i++) {
        int64_t time_ns = g_array_index(times, int64_t, i);
        size_t row = log_rows_at(logs->rows, time_ns);
        size_t end = MIN(count, row + SAME_MOMENT);
        while (row < end && log_row_time_ns(logs->rows, row) == time_ns &&
               !log_row_late(logs->rows, row, &took_ns))
            row++;
        if (row < count && log_row_late(logs->rows, row, &took_ns) &&
            (row == 0 || !log_row_late(logs->rows, row - 1, &before_ns)))
            consider(stop, (struct stop){row, NULL, took_ns}, logs->list.cursor, direction);
    }
}

static void say(struct view *view, const struct windows *windows, const struct burst *burst)
{
    double seconds = (double)windows->width_ns / (double)NS_PER_SECOND, rows = 0;
    char rate[24], usual[24], length[24];
    for (size_t i = burst->from; i < burst->to; i++)
        rows += windows->counts[i];
    double lasts = (double)(burst->to - burst->from) * seconds;
    quantity_text(rows / lasts, "per_second", rate, sizeof rate);
    quantity_text(burst->usual / seconds, "per_second", usual, sizeof usual);
    quantity_duration(lasts * 1e6, length, sizeof length);
    if (burst->kind == BURST_PAUSE)
        desk_say(view->desk, false, "a pause of %s; %s before", length, usual);
    else
        desk_say(view->desk, false, "a burst: %s for %s; %s before", rate, length, usual);
}

void logs_next_burst(struct view *view, int direction)
{
    struct logs *logs = view->state;
    if (log_rows_count(logs->rows) == 0)
        return;
    char took[24];
    g_autofree struct windows *windows = g_new0(struct windows, 1);
    count_rows(logs->rows, windows);
    g_autoptr(GArray) bursts = bursts_find(windows->counts, windows->count);
    struct stop stop = {.row = SIZE_MAX};
    consider_bursts(&stop, logs, windows, bursts, direction);
    consider_gaps(&stop, logs, direction);
    consider_late(&stop, logs, direction);
    if (stop.row == SIZE_MAX) {
        desk_say(view->desk, false, "no burst, pause, gap or late row %s",
                 direction > 0 ? "below" : "above");
        return;
    }
    list_go(&logs->list, stop.row);
    logs->list.at_end = false;
    if (stop.burst)
        say(view, windows, stop.burst);
    else if (stop.late_ns)
        desk_say(view->desk, false, "came late: %s after it happened",
                 quantity_age(stop.late_ns / NS_PER_MS, took, sizeof took));
}
