/* SPDX-License-Identifier: Apache-2.0
 *
 * The title of the log pane: of what, what is left out of it, how it moves, and how much came when.
 */
#include "views/logs_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "views/desk.h"
#include "views/log_source.h"

#include <math.h>

#define VOLUME_CELLS  16
#define BEHIND_NS     (2 * NS_PER_SECOND)
#define LATE_SHOWN_NS (60 * NS_PER_SECOND) /* since the last of them */

void logs_append_volume(GString *out, const struct series *volume)
{
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double most = 0;
    for (size_t i = 0; i < volume->count; i++)
        if (isfinite(volume->values[i]))
            most = MAX(most, volume->values[i]);
    if (most <= 0)
        return;
    for (size_t cell = 0; cell < VOLUME_CELLS; cell++) {
        double value = (double)NAN;
        for (size_t i = cell * volume->count / VOLUME_CELLS;
             i < (cell + 1) * volume->count / VOLUME_CELLS; i++)
            if (isfinite(volume->values[i]) && volume->values[i] >= 0)
                value = fmax(value, volume->values[i]); /* fmax passes over NAN */
        g_string_append(out, isnan(value) ? " " : blocks[lround(value / most * 7)]);
    }
}

/* What a filter and the bound on rows held leave out without being asked to. */
static void append_costs(const struct logs *logs, GString *out)
{
    size_t costly = log_rows_costly(logs->rows);
    uint64_t evicted = log_rows_evicted(logs->rows);
    char count[24];
    if (costly > 0)
        g_string_append_printf(out, "%s row%s too costly for the pattern  ",
                               quantity_count((int64_t)costly, count, sizeof count),
                               costly == 1 ? "" : "s");
    if (evicted > 0 && !logs->source)
        g_string_append_printf(out, "%s older rows went  ",
                               quantity_count((int64_t)evicted, count, sizeof count));
}

static bool keeps_some(const struct logs *logs)
{
    return logs->floor > LEVEL_UNKNOWN || logs_filters_any(&logs->filters) ||
           (logs->source && logs->narrowed->len > 0);
}

/* How many rows are left, of how many: first, so that a narrow title has it. */
static void append_counts(const struct logs *logs, GString *out)
{
    if (log_rows_filtered(logs->rows))
        g_string_append_printf(out, "%zu of %zu loaded  ", log_rows_passing(logs->rows),
                               log_rows_held(logs->rows));
    if (logs->unfinished)
        g_string_append_printf(out, "filtering %d %%  ", (int)(100 * log_rows_looked(logs->rows)));
    if (logs->filters.context && log_rows_filtered(logs->rows))
        g_string_append_printf(out, "context %zu  ", logs->filters.context);
}

/* What was asked of the server, which nothing else came from, and what is kept of it here. */
static void append_filters(const struct logs *logs, GString *out)
{
    bool asked = logs->narrowed->len > 0 && !logs->source;
    append_counts(logs, out);
    if (asked)
        g_string_append_printf(out, "asked: %s  ", logs->narrowed->str);
    if (keeps_some(logs))
        g_string_append(out, "kept: ");
    if (logs->narrowed->len && !asked)
        g_string_append_printf(out, "%s  ", logs->narrowed->str);
    if (logs->floor > LEVEL_UNKNOWN)
        g_string_append_printf(out, "%s and worse  ", level_name(logs->floor));
    logs_filters_say(logs, out);
    append_costs(logs, out);
}

/* How far what is followed can be trusted. */
static void append_tail(const struct logs *logs, GString *out)
{
    const struct logs_tail *tail = &logs->tail;
    char text[24];
    int64_t took_ns, now_ns = clock_now_ns();
    size_t late = log_rows_late(logs->rows, &took_ns), gaps = log_rows_gaps(logs->rows);
    if (tail->rate >= 1 && !tail->failed_ns)
        g_string_append_printf(out, "+%s/s  ",
                               quantity_count((int64_t)lround(tail->rate), text, sizeof text));
    if (tail->lag_ns >= BEHIND_NS)
        g_string_append_printf(out, "%s behind  ",
                               quantity_age(tail->lag_ns / NS_PER_MS, text, sizeof text));
    if (gaps > 0)
        g_string_append_printf(out, "%zu gap%s  ", gaps, gaps == 1 ? "" : "s");
    if (late > 0 && now_ns - tail->late_at_ns < LATE_SHOWN_NS)
        g_string_append_printf(out, "%s late ({)  ",
                               quantity_count((int64_t)late, text, sizeof text));
}

/* Of what, then what is left out of it, then how it moves: the title is cut at its end. Logs of one
 * trace are a whole, not something to follow. */
void logs_status(const struct view *view, GString *out)
{
    const struct logs *logs = view->state;
    const struct scope *scope = desk_scope(view->desk);
    bool traced = logs->base && g_str_has_prefix(logs->base, "trace:");
    char count[24];
    if (logs->source)
        log_source_status(logs->source, log_rows_held(logs->rows), out);
    if (logs->base)
        g_string_append_printf(out, "%s  ", logs->about ? logs->about : logs->base);
    append_filters(logs, out);
    if (logs->loading_all)
        g_string_append_printf(
            out, "loading: %s  ",
            quantity_count((int64_t)log_rows_held(logs->rows), count, sizeof count));
    if (logs->older.error && logs->older_ask) {
        g_string_append(out, "older rows: ");
        logs_trouble_say(view, &logs->older, out);
        g_string_append(out, "  ");
    }
    if (logs->waiting)
        g_string_append_printf(out, "%s new (G)  ",
                               quantity_count((int64_t)logs->waiting, count, sizeof count));
    if (view->opened.kind != TARGET_NONE && !desk_focused(view))
        g_string_append(out, "not linked  ");
    if (!scope->held && logs->gap)
        g_string_append(out, "more below (G)  ");
    else if (!scope->held && !traced)
        g_string_append(out, logs->list.at_end ? "following  " : "waiting  ");
    if (!scope->held)
        append_tail(logs, out);
    logs_append_volume(out, &logs->volume);
}
