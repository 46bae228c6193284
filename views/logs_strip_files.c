/* SPDX-License-Identifier: Apache-2.0
 *
 * The volume by severity of rows of files, which no server counts: those that pass the filters are
 * counted here, in slices between keys. Rows that come at the end are added; where others changed,
 * all are counted anew. What is counted so far is shown.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "views/desk.h"

#define SLICE_US  2000
#define LOOK_ROWS 128 /* between two looks at the clock */
#define BUCKETS   480 /* half of them at first, so that rows that come have room */

static enum logs_strip_kind kind_of(enum level level)
{
    return level >= LEVEL_ERROR     ? LOGS_STRIP_ERRORS
           : level == LEVEL_WARNING ? LOGS_STRIP_WARNINGS
                                    : LOGS_STRIP_REST;
}

static void begin(struct logs *logs)
{
    struct logs_strip *strip = &logs->strip;
    int64_t first_ms = log_rows_oldest_ns(logs->rows) / NS_PER_MS;
    int64_t last_ms = log_rows_newest_ns(logs->rows) / NS_PER_MS;
    logs_strip_clear(strip);
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++) {
        struct series *series = &strip->series[kind];
        series_init(series, first_ms, (last_ms - first_ms) / (BUCKETS / 2) + 1, BUCKETS);
        for (size_t i = 0; i < BUCKETS; i++)
            series->values[i] = 0;
        series->count = 1;
    }
    strip->counted = 0;
    strip->version = log_rows_version(logs->rows);
}

/* Buckets become twice as wide. */
static void widen(struct logs_strip *strip)
{
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++) {
        struct series *series = &strip->series[kind];
        for (size_t i = 0; i < BUCKETS; i++)
            series->values[i] =
                i < BUCKETS / 2 ? series->values[2 * i] + series->values[2 * i + 1] : 0;
        series->interval_ms *= 2;
        series->count = series->count / 2 + 1;
    }
}

static void count_row(struct logs *logs, size_t row)
{
    struct logs_strip *strip = &logs->strip;
    const struct series *times = &strip->series[0];
    int64_t since_ms = log_row_time_ns(logs->rows, row) / NS_PER_MS - times->start_ms;
    if (since_ms < 0 || log_row_is_context(logs->rows, row))
        return;
    while (since_ms / times->interval_ms >= BUCKETS)
        widen(strip);
    size_t bucket = (size_t)(since_ms / times->interval_ms);
    for (int kind = 0; kind < LOGS_STRIP_KINDS; kind++)
        strip->series[kind].count = MAX(strip->series[kind].count, bucket + 1);
    strip->series[kind_of(log_row_level(logs->rows, row))].values[bucket]++;
}

static gboolean count_on(void *data)
{
    struct view *view = data;
    struct logs *logs = view->state;
    struct logs_strip *strip = &logs->strip;
    size_t rows = log_rows_count(logs->rows);
    gint64 until = g_get_monotonic_time() + SLICE_US;
    if (log_rows_version(logs->rows) != strip->version || strip->counted > rows)
        begin(logs);
    while (strip->counted < rows && g_get_monotonic_time() < until)
        for (int i = 0; i < LOOK_ROWS && strip->counted < rows; i++)
            count_row(logs, strip->counted++);
    desk_redraw(view->desk);
    if (strip->counted < rows)
        return G_SOURCE_CONTINUE;
    strip->source = 0;
    return G_SOURCE_REMOVE;
}

void logs_strip_count(struct view *view)
{
    struct logs *logs = view->state;
    struct logs_strip *strip = &logs->strip;
    size_t rows = log_rows_count(logs->rows);
    bool changed = strip->counted != rows || strip->version != log_rows_version(logs->rows);
    if (logs->source && strip->shown && changed && rows > 0 && !strip->source && !logs->unfinished)
        strip->source = g_idle_add(count_on, view);
}

void logs_strip_stop(struct logs_strip *strip)
{
    if (strip->source)
        g_source_remove(strip->source);
    strip->source = 0;
}
