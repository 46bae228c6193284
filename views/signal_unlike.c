/* SPDX-License-Identifier: Apache-2.0 */
#include "views/signal_unlike.h"

#include "base/quantity.h"

#include <math.h>

#define MOST_EXPLAINED 3

static int64_t time_of(const struct series *series, size_t bucket)
{
    return series->start_ms + (int64_t)bucket * series->interval_ms;
}

GArray *signal_unlike(const struct series *series, const struct onset *onset)
{
    GArray *marks = novelty_marks(series);
    bool moved = onset && onset->kind != ONSET_NONE;
    while (moved && marks->len &&
           time_of(series, g_array_index(marks, struct novelty_mark, marks->len - 1).bucket) >=
               onset->time_ms)
        g_array_set_size(marks, marks->len - 1);
    return marks;
}

/* "12.4s at 02:40:00". */
static void append_value(GString *out, const struct series *series, size_t bucket, const char *unit,
                         const struct scope *scope)
{
    char value[24], at[40];
    quantity_text(series->values[bucket], unit, value, sizeof value);
    scope_time(scope, time_of(series, bucket), at, sizeof at);
    g_string_append_printf(out, "%s at %s", value, at);
}

void signal_unlike_words(GString *out, const struct series *series, const struct novelty_mark *mark,
                         const char *unit, const struct scope *scope)
{
    g_string_append(out, "unlike any before: nearest ");
    append_value(out, series, mark->nearest, unit, scope);
}

void signal_unlike_last(GString *out, const char *joint, const struct series *series,
                        const struct onset *onset, const char *unit, const struct scope *scope)
{
    g_autoptr(GArray) marks = signal_unlike(series, onset);
    if (!marks->len)
        return;
    size_t last = g_array_index(marks, struct novelty_mark, marks->len - 1).bucket;
    g_string_append(out, joint);
    if (marks->len > 1)
        g_string_append_printf(out, "%u buckets were unlike any before, the last ", marks->len);
    append_value(out, series, last, unit, scope);
    if (marks->len == 1)
        g_string_append(out, " unlike any before");
}

void signal_unlike_explain(GString *out, const struct series *series, const struct onset *onset,
                           const char *unit, const struct scope *scope)
{
    g_autoptr(GArray) marks = signal_unlike(series, onset);
    guint first = marks->len > MOST_EXPLAINED ? marks->len - MOST_EXPLAINED : 0;
    if (first)
        g_string_append_printf(out, "%u buckets were unlike any before; the last %d:\n", marks->len,
                               MOST_EXPLAINED);
    for (guint i = first; i < marks->len; i++) {
        const struct novelty_mark *mark = &g_array_index(marks, struct novelty_mark, i);
        append_value(out, series, mark->bucket, unit, scope);
        g_string_append(out, " was unlike any before: the nearest value, ");
        append_value(out, series, mark->nearest, unit, scope);
        g_string_append_printf(out,
                               ", lies further off than values do: by chance in 1 of %.0f "
                               "buckets at most (Cantelli). One such bucket is no onset.\n",
                               floor(1 / (1 - mark->score)));
    }
}
