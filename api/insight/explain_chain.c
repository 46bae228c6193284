/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/explain_internal.h"

#include <string.h>

#define TOGETHER_BUCKETS 2

enum { FIRST = -1, NOT_MET = -2 }; /* on a walk, in place of the one before */

int64_t explain_together_ms(const struct explain_input *input)
{
    return TOGETHER_BUCKETS * MAX(input->interval_ms, 1000);
}

bool explain_on_chain(const struct explanation *explanation, const char *service)
{
    for (guint i = 0; i < explanation->chain->len; i++) {
        const struct explain_step *step = explanation->chain->pdata[i];
        if (g_strcmp0(step->service, service) == 0) {
            return true;
        }
    }
    return false;
}

static void step_free(struct explain_step *step)
{
    g_free(step->service);
    g_free(step->text);
    g_free(step->signal_id);
    g_free(step);
}

/* What moved in a service as part of what began at `onset_ms`: of all that did, a part of it
 * before the whole, then what says most. */
static const struct change *move_of(const struct explain_input *input, const char *service)
{
    const struct change *best = NULL;
    for (guint i = 0; input->lead && i < input->lead->changes->len; i++) {
        const struct change *change = input->lead->changes->pdata[i];
        if (change->kind != CHANGE_SIGNAL || g_strcmp0(change->service, service) ||
            change->time_ms < input->onset_ms - LEAD_GAP_MS ||
            change->time_ms > input->onset_ms + explain_together_ms(input)) {
            continue;
        }
        bool better =
            !best || (change->part != best->part ? change->part : change->weight > best->weight);
        best = better ? change : best;
    }
    return best;
}

static void add_step(struct explanation *explanation, const struct explain_input *input,
                     const char *service)
{
    const struct change *move = input->onset_ms ? move_of(input, service) : NULL;
    struct explain_step *step = g_new0(struct explain_step, 1);
    step->service = g_strdup(service);
    if (move) {
        step->text = g_strdup(move->text);
        step->time_ms = move->time_ms;
        step->signal_id = g_strdup(move->signal_id);
    }
    g_ptr_array_add(explanation->chain, step);
}

/* The services that one calls, itself or through others, in the order in which a walk over the
 * calls, breadth first, meets them; it is the first. Below they go by their places in it. */
static GPtrArray *services_met(const GArray *calls, const char *service)
{
    GPtrArray *met = g_ptr_array_new();
    g_ptr_array_add(met, (char *)service);
    for (guint at = 0; calls && at < met->len; at++) {
        for (guint i = 0; i < calls->len; i++) {
            const struct call_edge *edge = &g_array_index(calls, struct call_edge, i);
            if (strcmp(edge->caller, met->pdata[at]) == 0 &&
                !g_ptr_array_find_with_equal_func(met, edge->callee, g_str_equal, NULL)) {
                g_ptr_array_add(met, (char *)edge->callee);
            }
        }
    }
    return met;
}

/* Of each of them those that it calls: arrays of guint. */
static GPtrArray *callees_of(const GArray *calls, GPtrArray *met)
{
    GPtrArray *callees = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    for (guint i = 0; i < met->len; i++) {
        g_ptr_array_add(callees, g_array_new(FALSE, FALSE, sizeof(guint)));
    }
    for (guint i = 0; calls && i < calls->len; i++) {
        const struct call_edge *edge = &g_array_index(calls, struct call_edge, i);
        guint caller, callee;
        if (g_ptr_array_find_with_equal_func(met, edge->caller, g_str_equal, &caller) &&
            g_ptr_array_find_with_equal_func(met, edge->callee, g_str_equal, &callee)) {
            g_array_append_val((GArray *)callees->pdata[caller], callee);
        }
    }
    return callees;
}

/* The walk from one of them: to each the one before it on the shortest way. Newly allocated. */
static gint *walk_from(const GPtrArray *callees, guint first)
{
    gint *before = g_new(gint, callees->len);
    g_autoptr(GArray) met = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < callees->len; i++) {
        before[i] = NOT_MET;
    }
    before[first] = FIRST;
    g_array_append_val(met, first);
    for (guint at = 0; at < met->len; at++) {
        guint caller = g_array_index(met, guint, at);
        const GArray *called = callees->pdata[caller];
        for (guint i = 0; i < called->len; i++) {
            guint callee = g_array_index(called, guint, i);
            if (before[callee] == NOT_MET) {
                before[callee] = (gint)caller;
                g_array_append_val(met, callee);
            }
        }
    }
    return before;
}

/* From each of those met that moved, and from the first; NULL of the others. */
static GPtrArray *walks_of(const struct explain_input *input, GPtrArray *met)
{
    GPtrArray *walks = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) callees = callees_of(input->calls, met);
    for (guint i = 0; i < met->len; i++) {
        bool moved = i == 0 || (input->onset_ms && move_of(input, met->pdata[i]));
        g_ptr_array_add(walks, moved ? walk_from(callees, i) : NULL);
    }
    return walks;
}

static bool leads_to(const GPtrArray *walks, guint from, guint to)
{
    const gint *before = walks->pdata[from];
    return before[to] != NOT_MET;
}

/* Both moved, and one calls the other, itself or through others: it waits. Not in a circle. */
static bool waits_for(const GPtrArray *walks, guint caller, guint callee)
{
    return leads_to(walks, caller, callee) && !leads_to(walks, callee, caller);
}

static guint waits_for_count(const GPtrArray *walks, guint caller)
{
    guint count = 0;
    for (guint i = 0; i < walks->len; i++) {
        count += walks->pdata[i] && waits_for(walks, caller, i);
    }
    return count;
}

static guint depth_of(const gint *before, guint at)
{
    guint depth = 0;
    for (gint up = (gint)at; before[up] != FIRST; up = before[up]) {
        depth++;
    }
    return depth;
}

/* Of those that moved and wait for none that did, however short the way to them is, the deepest.
 * Where two lie equally deep, that which moved more. */
static guint deepest_mover(const struct explain_input *input, const GPtrArray *met,
                           const GPtrArray *walks)
{
    guint best = 0, best_depth = 0;
    const struct change *best_move = NULL;
    for (guint i = 1; i < met->len; i++) {
        if (!walks->pdata[i] || waits_for_count(walks, i) > 0) {
            continue;
        }
        const struct change *move = move_of(input, met->pdata[i]);
        guint depth = depth_of(walks->pdata[0], i);
        if (depth > best_depth || (depth == best_depth && move->weight > best_move->weight)) {
            best = i;
            best_depth = depth;
            best_move = move;
        }
    }
    return best;
}

/* On the way down, of those that wait for its end the one that waits for most others; else the end
 * itself. */
static guint next_on_way(const GPtrArray *walks, guint at, guint to)
{
    guint next = to, most = 0;
    for (guint i = 1; i < walks->len; i++) {
        if (!walks->pdata[i] || i == at || !waits_for(walks, at, i) || !waits_for(walks, i, to)) {
            continue;
        }
        guint count = waits_for_count(walks, i);
        if (count > most) {
            most = count;
            next = i;
        }
    }
    return next;
}

/* The services of the shortest way to `to`, but for the first. A way that comes back to where it
 * was goes on from there. */
static void add_way(GPtrArray *path, const GPtrArray *met, const gint *before, guint to)
{
    g_autoptr(GPtrArray) way = g_ptr_array_new();
    for (gint at = (gint)to; before[at] != FIRST; at = before[at]) {
        g_ptr_array_insert(way, 0, met->pdata[at]);
    }
    for (guint i = 0, back; i < way->len; i++) {
        if (g_ptr_array_find_with_equal_func(path, way->pdata[i], g_str_equal, &back)) {
            g_ptr_array_set_size(path, (gint)back);
        }
        g_ptr_array_add(path, way->pdata[i]);
    }
}

/* Through those that moved with it and wait. */
static void add_path(struct explanation *explanation, const struct explain_input *input,
                     const GPtrArray *met, const GPtrArray *walks, guint to)
{
    g_autoptr(GPtrArray) path = g_ptr_array_new();
    g_ptr_array_add(path, met->pdata[0]);
    for (guint at = 0; at != to;) {
        guint next = next_on_way(walks, at, to);
        add_way(path, met, walks->pdata[at], next);
        at = next;
    }
    for (guint i = 0; i < path->len; i++) {
        add_step(explanation, input, path->pdata[i]);
    }
}

/* What is looked at, where something else of its service is what moved. */
static void add_subject(struct explanation *explanation, const struct explain_input *input)
{
    const struct explain_step *first = explanation->chain->pdata[0];
    const struct change *subject = NULL;
    for (guint i = 0; input->signal_id && input->lead && i < input->lead->changes->len; i++) {
        const struct change *change = input->lead->changes->pdata[i];
        if (g_strcmp0(change->signal_id, input->signal_id) == 0) {
            subject = change;
        }
    }
    if (!subject || g_strcmp0(first->signal_id, input->signal_id) == 0) {
        return;
    }
    struct explain_step *step = g_new0(struct explain_step, 1);
    step->service = g_strdup(input->service);
    step->text = g_strdup(subject->text);
    step->time_ms = subject->time_ms;
    step->signal_id = g_strdup(subject->signal_id);
    if (explanation->chain->len == 1) {
        ((struct explain_step *)explanation->chain->pdata[0])->within = true;
        g_ptr_array_insert(explanation->chain, 0, step);
        return;
    }
    step_free(explanation->chain->pdata[0]);
    explanation->chain->pdata[0] = step;
}

void explain_chain(struct explanation *explanation, const struct explain_input *input)
{
    explanation->chain = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
    if (!input->service) {
        return;
    }
    g_autoptr(GPtrArray) met = services_met(input->calls, input->service);
    g_autoptr(GPtrArray) walks = walks_of(input, met);
    add_path(explanation, input, met, walks, deepest_mover(input, met, walks));
    const struct explain_step *last = explanation->chain->pdata[explanation->chain->len - 1];
    explanation->origin = last->service;
    explanation->origin_ms = last->time_ms ? last->time_ms : input->onset_ms;
    add_subject(explanation, input);
}

int64_t explain_peak_ms(const struct series *series)
{
    gssize last = series_last(series), peak = -1;
    struct usual usual = last > 0 ? usual_of(series, last) : (struct usual){0};
    if (usual.samples == 0) {
        return 0;
    }
    for (gssize i = 0; i <= last; i++) {
        if (series->values[i] > usual.high &&
            (peak < 0 || series->values[i] > series->values[peak])) {
            peak = i;
        }
    }
    while (peak > 0 && series->values[peak - 1] > usual.high) {
        peak--;
    }
    return peak < 0 ? 0 : series->start_ms + peak * series->interval_ms;
}
