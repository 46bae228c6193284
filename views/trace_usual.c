/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_usual.h"

#include "api/insight/trace_diff.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/compare_sides.h"

#include <math.h>
#include <string.h>

#define CANDIDATES 32 /* spans weighed for the one that explains most */
#define GONE_SAID  2  /* kinds named in a line; more are counted */
#define GONE_CELLS 30

/* --- the peers --- */

void trace_usual_drop(struct trace_state *state)
{
    g_clear_pointer(&state->against, trace_against_free);
}

void trace_usual_find(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace || state->against || state->rows.main_root < 0)
        return;
    int index = trace_told_span(state->trace, state->rows.main_root);
    const struct span *root = trace_state_span(state, index);
    struct trace_peers *peers =
        desk_trace_peers(view->desk, root->service, span_transaction(root), state->trace->id, NULL);
    if (peers)
        state->against = trace_against_new(state->trace, index, peers);
}

static bool has_peers(const struct trace_state *state)
{
    return state->against && state->against->others > 0;
}

struct trace_usual trace_usual(const struct view *view, const struct span *span)
{
    const struct trace_state *state = view->state;
    struct trace_usual found = {0};
    if (span->missing || span->running)
        return found;
    if (has_peers(state)) {
        found.usual = trace_against_usual(state->against, span);
        found.of = found.usual.samples                            ? USUAL_OF_PEERS
                   : trace_against_new_here(state->against, span) ? USUAL_NEW
                                                                  : USUAL_UNKNOWN;
    }
    if (found.of == USUAL_UNKNOWN) {
        found.usual = desk_span_usual(view->desk, span->service, span->op, span->name);
        found.of = found.usual.samples ? USUAL_OF_ALL : USUAL_UNKNOWN;
    }
    return found;
}

bool trace_span_unusual(const struct span *span, const struct usual *usual)
{
    return usual->samples && (double)span->duration_us > usual->high &&
           (double)span->duration_us > 1.5 * usual->median;
}

/* --- what explains the change --- */

/* How much of the change the span explains by itself: what it took beyond its usual, of its self
 * time; all of that where it is new or has no usual. */
static int64_t excess_of(const struct view *view, int index)
{
    const struct trace_state *state = view->state;
    struct trace_usual usual = trace_usual(view, trace_state_span(state, index));
    return trace_rows_excess(&state->rows, index, usual.usual.samples ? usual.usual.median : -1);
}

int trace_explaining(struct view *view, int top)
{
    struct trace_state *state = view->state;
    int heavy[CANDIDATES];
    size_t count = trace_rows_heaviest(&state->rows, top, heavy, CANDIDATES);
    int best = -1;
    int64_t most = -1;
    for (size_t i = 0; i < count; i++) {
        int64_t excess = excess_of(view, heavy[i]);
        if (excess <= most)
            continue;
        most = excess;
        best = heavy[i];
    }
    return best;
}

/* --- words --- */

static bool within(const struct trace_usual *usual, const struct span *span)
{
    double took = (double)span->duration_us;
    return usual->usual.samples && took <= usual->usual.high &&
           took >= MIN(usual->usual.low, usual->usual.median);
}

const char *trace_usual_text(const struct trace_usual *usual, const struct span *span, bool peers,
                             char *out, size_t size)
{
    char off[24];
    double took = (double)span->duration_us, beyond = took - usual->usual.median;
    const char *mark = peers && usual->of == USUAL_OF_ALL ? "~" : "";
    if (usual->of == USUAL_UNKNOWN)
        g_strlcpy(out, "", size);
    else if (usual->of == USUAL_NEW)
        g_strlcpy(out, "new", size);
    else if (within(usual, span))
        g_snprintf(out, size, "%susual", mark);
    else
        g_snprintf(out, size, "%s%c%s", mark, beyond < 0 ? '-' : '+',
                   quantity_duration(fabs(beyond), off, sizeof off));
    return out;
}

void trace_usual_say(const struct view *view, const struct span *span, GString *out)
{
    const struct trace_state *state = view->state;
    struct trace_usual usual = trace_usual(view, span);
    char median[24], count[24];
    quantity_duration(usual.usual.median, median, sizeof median);
    if (usual.of == USUAL_NEW)
        g_string_append_printf(out, " (new: in none of %u healthy)", state->against->others);
    else if (usual.of == USUAL_OF_PEERS)
        g_string_append_printf(out, " (usual %s in %u healthy)", median, state->against->others);
    else if (usual.of == USUAL_OF_ALL)
        g_string_append_printf(out, " (usual %s of %s like it)", median,
                               quantity_count((int64_t)usual.usual.samples, count, sizeof count));
}

/* Of what the whole trace took beyond its peers. What took as long as ever explains nothing. */
static void say_share(const struct view *view, int index, GString *out)
{
    const struct trace_state *state = view->state;
    const struct span *span = trace_state_span(state, index);
    struct trace_usual usual = trace_usual(view, span);
    double change = state->against->change_us;
    if (change > 0 && !within(&usual, span))
        trace_diff_say_share((double)excess_of(view, index), change, "the trace's ", out);
}

/* A span comes when its work ends: while others still arrive, none is gone for good. */
static const char *gone_words(const struct trace_state *state)
{
    return state->growing ? "not here yet" : "gone";
}

static void say_gone(const struct trace_state *state, GString *out)
{
    const struct trace_against *against = state->against;
    char took[24];
    for (guint i = 0; i < against->gone->len && i < GONE_SAID; i++) {
        const struct peer_group *group = against->gone->pdata[i];
        double each = peer_group_each(group);
        g_autofree char *safe = text_safe(group->name ? group->name : group->op ? group->op : "?");
        g_autofree char *name = text_cut_middle(safe, GONE_CELLS);
        if (i)
            g_string_append_printf(out, ", %s", name);
        else
            g_string_append_printf(out, "  %s: %s", gone_words(state), name);
        if (each >= 1.5)
            g_string_append_printf(out, " x%.0f", each);
        g_string_append_printf(out, " (%s)",
                               quantity_duration(group->median_us, took, sizeof took));
    }
    if (against->gone->len > GONE_SAID)
        g_string_append_printf(out, " and %u more", against->gone->len - GONE_SAID);
}

void trace_usual_explain(const struct view *view, int index, GString *out)
{
    const struct trace_state *state = view->state;
    if (!has_peers(state) || index < 0)
        return;
    say_share(view, index, out);
    if (index == state->rows.main_root)
        say_gone(state, out);
}

void trace_usual_status(const struct view *view, GString *out)
{
    const struct trace_state *state = view->state;
    compare_waiting(view, out);
    if (!has_peers(state))
        return;
    char count[24];
    uint32_t new_spans = state->against->new_spans;
    guint gone = state->against->gone->len;
    if (new_spans)
        g_string_append_printf(out, "  %s new", quantity_count(new_spans, count, sizeof count));
    if (gone)
        g_string_append_printf(out, "%s%u %s", new_spans ? ", " : "  ", gone, gone_words(state));
}
