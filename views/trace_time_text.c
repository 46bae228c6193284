/* SPDX-License-Identifier: Apache-2.0
 *
 * What is said of spans' times, in a row, as evidence and in the title: how long they took, what is
 * odd about them, and why that can be.
 */
#include "views/trace_parts.h"

#include "api/insight/span_times.h"
#include "base/quantity.h"

#include <string.h>

#define OUTLIVES_US 1000 /* who ends later by less ended together, for all that clocks can tell */

/* How long it has been open, as far as the trace knows. */
static int64_t open_for(const struct trace_state *state, const struct span *span)
{
    return us_between(span->start_us, MAX(state->trace->end_us, span->start_us));
}

const char *trace_took_text(const struct trace_state *state, const struct span *span, char *out,
                            size_t size)
{
    char text[24];
    if (span->missing) {
        g_strlcpy(out, "?", size);
    } else if (span->running) {
        g_snprintf(out, size, ">%s",
                   quantity_duration((double)open_for(state, span), text, sizeof text));
    } else if (span->duration_us < 0) {
        g_snprintf(out, size, "-%s",
                   quantity_duration(-(double)span->duration_us, text, sizeof text));
    } else {
        quantity_duration((double)span->duration_us, out, size);
    }
    return out;
}

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

/* A callee whose clock is off, where it was called from another service. */
static bool clock_off(const struct trace_state *state, const struct span *span)
{
    if (state->reading.corrected || !state->reading.skews->len || span->parent < 0)
        return false;
    const struct span *caller = trace_state_span(state, span->parent);
    return g_strcmp0(caller->service, span->service) != 0 &&
           clock_skew_of(state->reading.skews, span->service);
}

const char *trace_odd_text(const struct trace_state *state, const struct span *span, bool ascii)
{
    guint links;
    if (span->orphan)
        return " orphan";
    if (span->running)
        return " running";
    if (clock_off(state, span))
        return " clock off";
    if (trace_outlives(state, span->index))
        return " outlives";
    if (trace_links_of(state->trace, span->index, &links))
        return ascii ? " @link" : " ↗";
    return "";
}

/* Why a span that others name is not there. */
static const char *why_missing(const struct trace_state *state)
{
    if (state->not_loaded > 0)
        return "not loaded, not sampled, or past retention";
    if (state->growing)
        return "still running or not yet arrived, or not sampled";
    return "not sampled, never sent, or past retention";
}

void trace_missing_evidence(const struct trace_state *state, const struct span *span, GString *out)
{
    char count[24], took[24];
    g_string_append_printf(
        out, "span %.16s is not in this trace: %s  parent of %s, within %s",
        span->id ? span->id : "?", why_missing(state),
        span->children == 1 ? "1 span" : quantity_count(span->children, count, sizeof count),
        quantity_duration((double)span->duration_us, took, sizeof took));
}

static void tell_odd(const struct trace_state *state, const struct span *span, GString *out)
{
    char text[24];
    const struct span *caller = span->parent >= 0 ? trace_state_span(state, span->parent) : NULL;
    if (span->running)
        g_string_append(out, "  still running: no end was told");
    else if (span->duration_us < 0)
        g_string_append(out, "  ended before it began: its host set the clock back meanwhile");
    if (trace_outlives(state, span->index))
        g_string_append_printf(
            out, "  outlives its caller by %s",
            quantity_duration((double)us_between(trace_time_end(&state->time, span->parent),
                                                 trace_time_end(&state->time, span->index)),
                              text, sizeof text));
    if (caller && caller->missing)
        g_string_append_printf(out, "  its parent %.8s is not in this trace: %s",
                               caller->id ? caller->id : "?", why_missing(state));
    else if (span->orphan)
        g_string_append(out, "  its parent is not in this trace");
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

static void tell_clock(const struct trace_state *state, const struct span *span, GString *out)
{
    const struct clock_skew *skew = clock_skew_of(state->reading.skews, span->service);
    if (!skew)
        return;
    g_autofree char *text = trace_skew_text(skew);
    g_string_append_printf(out, "  %s%s", text,
                           state->reading.corrected ? ", corrected" : " (C corrects)");
}

static void tell_shares(const struct trace_state *state, const struct span *span, GString *out)
{
    char text[24];
    size_t count = 0;
    if (span->children && !span->running)
        g_string_append_printf(out, "  self %s",
                               quantity_duration((double)trace_reading_self_us(
                                                     &state->reading, &state->time, span->index),
                                                 text, sizeof text));
    if (!state->rows.critical)
        return;
    const struct critical_step *steps = critical_path_of(state->reading.path, span->index, &count);
    int64_t own = 0;
    for (size_t i = 0; i < count; i++)
        own = us_add(own, us_between(steps[i].from_us, steps[i].to_us));
    if (state->rows.critical[span->index])
        g_string_append_printf(out, "  %s of the critical path",
                               quantity_duration((double)own, text, sizeof text));
    else
        g_string_append(out, "  not on the critical path");
}

static void add_up(int64_t from_us, int64_t to_us, void *data)
{
    int64_t *total = data;
    *total = us_add(*total, us_between(from_us, to_us));
}

void trace_time_evidence(const struct trace_state *state, const struct span *span, GString *out)
{
    char text[24];
    int64_t uninstrumented = 0;
    tell_odd(state, span, out);
    tell_clock(state, span, out);
    trace_link_text(state, span->index, out);
    if (state->reading.uninstrumented)
        trace_reading_uninstrumented(&state->reading, &state->time, span->index, add_up,
                                     &uninstrumented);
    if (uninstrumented)
        g_string_append_printf(out, "  %s not instrumented",
                               quantity_duration((double)uninstrumented, text, sizeof text));
    tell_shares(state, span, out);
    g_autoptr(GString) marks = g_string_new(NULL);
    trace_marks_text(&state->reading.marks, span->index, marks);
    if (marks->len)
        g_string_append_printf(out, " %s", marks->str);
}

void trace_time_modes(const struct trace_state *state, GString *out)
{
    if (state->reading.corrected)
        g_string_append(out, "  clocks corrected");
    if (state->reading.uninstrumented)
        g_string_append(out, "  uninstrumented marked");
}

void trace_time_status(const struct trace_state *state, GString *out)
{
    const GArray *skews = state->reading.skews;
    if (state->trace->missing == 1)
        g_string_append(out, "  a parent missing");
    else if (state->trace->missing > 1)
        g_string_append_printf(out, "  %d parents missing", state->trace->missing);
    if (skews->len && !state->reading.corrected)
        g_string_append_printf(out, "  %u clock%s off", skews->len, skews->len == 1 ? "" : "s");
}
