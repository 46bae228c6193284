/* SPDX-License-Identifier: Apache-2.0
 *
 * What of a trace's time is shown, and how: the critical path, squeezed gaps, corrected clocks,
 * what lacks instrumentation, the minimap.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/quantity.h"

#include <string.h>

#define OUTLIVES_US 1000 /* who ends later by less ended together, for all that clocks can tell */

bool trace_outlives(const struct trace_state *state, int index)
{
    const struct span *span = trace_state_span(state, index);
    if (span->parent < 0 || span->running || span->missing)
        return false;
    const struct span *caller = trace_state_span(state, span->parent);
    return !caller->missing && !caller->running &&
           us_between(trace_time_end(&state->time, span->parent),
                      trace_time_end(&state->time, index)) >= OUTLIVES_US;
}

bool trace_toggle_critical(void *context)
{
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    const uint8_t *critical =
        state->rows.critical ? NULL : trace_reading_critical(&state->reading, &state->time);
    trace_rows_take_critical(&state->rows, g_memdup2(critical, state->trace->spans->len + 1));
    return true;
}

bool trace_toggle_gaps(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    if (!state->time.gaps->len) {
        desk_say(view->desk, false, "no idle gap: never was nothing open for %d%% of this trace",
                 (int)(IDLE_GAP_SHARE * 100));
        return true;
    }
    trace_reading_squeeze(&state->reading, &state->time, !state->time.squeezed);
    return true;
}

/* The clock that is off most. */
static const struct clock_skew *worst_clock(const struct trace_state *state)
{
    const struct clock_skew *worst = NULL;
    for (guint i = 0; i < state->reading.skews->len; i++) {
        const struct clock_skew *skew = &g_array_index(state->reading.skews, struct clock_skew, i);
        if (!worst || ABS(skew->shift_us) > ABS(worst->shift_us))
            worst = skew;
    }
    return worst;
}

bool trace_toggle_clocks(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    const struct clock_skew *skew = worst_clock(state);
    if (!skew) {
        desk_say(view->desk, false, "the clocks of this trace agree: every callee fits its caller");
        return true;
    }
    bool critical = state->rows.critical != NULL;
    if (critical)
        trace_rows_take_critical(&state->rows, NULL);
    trace_reading_correct(&state->reading, &state->time, !state->reading.corrected);
    if (critical)
        trace_toggle_critical(view);
    g_autofree char *text = trace_skew_text(skew);
    desk_say(view->desk, false, "%s: times are shown %s", text,
             state->reading.corrected ? "corrected" : "as they were told");
    return true;
}

bool trace_toggle_missing(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    char took[24], count[24];
    int64_t total;
    if (!state)
        return false;
    state->reading.missing = !state->reading.missing;
    if (!state->reading.missing)
        return true;
    size_t found = trace_reading_count_missing(&state->reading, &state->time, &total);
    if (found)
        desk_say(view->desk, false,
                 "%s stretch%s of %s in all: a caller open for a tenth of its time with none of "
                 "its callees",
                 quantity_count((int64_t)found, count, sizeof count), found == 1 ? "" : "es",
                 quantity_duration((double)total, took, sizeof took));
    else
        desk_say(view->desk, false,
                 "nothing lacks instrumentation: no caller is open for a tenth of its time with "
                 "none of its callees");
    return true;
}

char *trace_skew_text(const struct clock_skew *skew)
{
    char took[24];
    int64_t off = skew->behind_us ? skew->behind_us : skew->shift_us;
    quantity_duration((double)ABS(off), took, sizeof took);
    return g_strdup_printf("the clock of %s is %s%s %s%s%s", skew->service,
                           skew->agreed ? "about " : "somewhere near ", took,
                           off > 0 ? "behind" : "ahead",
                           !skew->behind_us ? ", like that of "
                           : off > 0        ? " "
                                            : " of ",
                           skew->against);
}
