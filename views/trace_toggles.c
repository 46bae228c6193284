/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys that turn something on and off: the critical path, squeezed gaps, corrected clocks, what
 * lacks instrumentation, the minimap.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/quantity.h"

#include <string.h>

static bool is_large(const struct trace_state *state)
{
    return state->trace->spans->len >= TRACE_PREPARE_LARGE;
}

static void show_path(struct trace_state *state, bool shown)
{
    const uint8_t *critical = shown ? trace_reading_critical(&state->reading, &state->time) : NULL;
    trace_rows_take_critical(&state->rows, g_memdup2(critical, state->trace->spans->len + 1));
}

/* True when it is so already, false when it will be so later: then `done` is called. */
static bool read_like(struct view *view, struct trace_read_mode mode,
                      void (*done)(struct view *view))
{
    struct trace_state *state = view->state;
    bool other = mode.corrected != state->reading.corrected;
    bool at_hand = !other && (!mode.path || state->reading.path);
    if (state->rereading || (is_large(state) && !at_hand)) {
        trace_reread(view, mode, done);
        return false;
    }
    if (other)
        trace_reading_correct(&state->reading, &state->time, mode.corrected);
    show_path(state, mode.path);
    return true;
}

void trace_read_like(struct view *view, struct trace_read_mode mode)
{
    read_like(view, mode, NULL);
}

bool trace_toggle_critical(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    struct trace_read_mode mode = trace_read_mode(state);
    mode.path = !mode.path;
    read_like(view, mode, NULL);
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

static void say_clocks(struct view *view)
{
    const struct trace_state *state = view->state;
    g_autofree char *text = trace_skew_text(worst_clock(state));
    desk_say(view->desk, false, "%s: times are shown %s", text,
             state->reading.corrected ? "corrected" : "as they were told");
}

bool trace_toggle_clocks(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    if (!state)
        return false;
    if (!worst_clock(state)) {
        desk_say(view->desk, false, "the clocks of this trace agree: every callee fits its caller");
        return true;
    }
    struct trace_read_mode mode = trace_read_mode(state);
    mode.corrected = !mode.corrected;
    if (read_like(view, mode, say_clocks))
        say_clocks(view);
    return true;
}

bool trace_toggle_uninstrumented(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(context);
    char took[24], count[24];
    int64_t total;
    if (!state)
        return false;
    state->reading.uninstrumented = !state->reading.uninstrumented;
    if (!state->reading.uninstrumented)
        return true;
    size_t found = trace_reading_count_uninstrumented(&state->reading, &state->time, &total);
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

bool trace_toggle_map(void *context)
{
    struct view *view = context;
    struct trace_state *state = view->state;
    if (!state->trace)
        return false;
    bool shown = trace_map_rows(state, view->rows) > 0;
    state->map = shown ? TRACE_MAP_OFF : TRACE_MAP_ON;
    if (!shown && !trace_map_rows(state, view->rows))
        desk_say(view->desk, false, "the minimap needs 8 lines: \\ zooms this pane");
    return true;
}
