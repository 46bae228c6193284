/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/explain_internal.h"

#include <string.h>

#define TOGETHER_BUCKETS 2

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

/* Services in the order in which a walk over the calls, breadth first, meets them; each with the
 * place of the one from which it was met. */
struct met {
    const char *service;
    gint from;
};

static bool is_met(const GArray *walk, const char *service)
{
    for (guint i = 0; i < walk->len; i++) {
        if (strcmp(g_array_index(walk, struct met, i).service, service) == 0) {
            return true;
        }
    }
    return false;
}

static GArray *walk_calls(const GArray *calls, const char *service)
{
    GArray *walk = g_array_new(FALSE, FALSE, sizeof(struct met));
    struct met first = {service, -1};
    g_array_append_val(walk, first);
    for (guint at = 0; calls && at < walk->len; at++) {
        for (guint i = 0; i < calls->len; i++) {
            const struct call_edge *edge = &g_array_index(calls, struct call_edge, i);
            struct met next = {edge->callee, (gint)at};
            if (strcmp(edge->caller, g_array_index(walk, struct met, at).service) == 0 &&
                !is_met(walk, edge->callee)) {
                g_array_append_val(walk, next);
            }
        }
    }
    return walk;
}

static void walk_free(void *walk)
{
    if (walk) {
        g_array_unref(walk);
    }
}

/* From each of those met that moved, and from the first, the walk over what it calls; NULL of the
 * others. */
static GPtrArray *walks_of(const struct explain_input *input, const GArray *walk)
{
    GPtrArray *walks = g_ptr_array_new_with_free_func(walk_free);
    for (guint i = 0; i < walk->len; i++) {
        const char *service = g_array_index(walk, struct met, i).service;
        bool moved = i == 0 || (input->onset_ms && move_of(input, service));
        g_ptr_array_add(walks, moved ? walk_calls(input->calls, service) : NULL);
    }
    return walks;
}

static const char *service_of(const GArray *walk)
{
    return g_array_index(walk, struct met, 0).service;
}

/* Both moved, and one calls the other, itself or through others: it waits. Not in a circle. */
static bool waits_for(const GArray *caller, const GArray *callee)
{
    return is_met(caller, service_of(callee)) && !is_met(callee, service_of(caller));
}

static guint waits_for_count(const GPtrArray *walks, guint caller)
{
    guint count = 0;
    for (guint i = 0; i < walks->len; i++) {
        count += walks->pdata[i] && waits_for(walks->pdata[caller], walks->pdata[i]);
    }
    return count;
}

static guint depth_of(const GArray *walk, guint at)
{
    guint depth = 0;
    for (gint up = (gint)at; up > 0; up = g_array_index(walk, struct met, up).from) {
        depth++;
    }
    return depth;
}

/* Of those that moved and wait for none that did, however short the way to them is, the deepest.
 * Where two lie equally deep, that which moved more. */
static guint deepest_mover(const struct explain_input *input, const GArray *walk,
                           const GPtrArray *walks)
{
    guint best = 0, best_depth = 0;
    const struct change *best_move = NULL;
    for (guint i = 1; i < walk->len; i++) {
        if (!walks->pdata[i] || waits_for_count(walks, i) > 0) {
            continue;
        }
        const struct change *move = move_of(input, g_array_index(walk, struct met, i).service);
        guint depth = depth_of(walk, i);
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
        const GArray *walk = walks->pdata[i];
        if (!walk || i == at || !waits_for(walks->pdata[at], walk) ||
            !waits_for(walk, walks->pdata[to])) {
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

/* The services of the shortest way to `service`, but for the first. A way that comes back to where
 * it was goes on from there. */
static void add_way(GPtrArray *path, const GArray *walk, const char *service)
{
    g_autoptr(GPtrArray) way = g_ptr_array_new();
    gint at = 0;
    while (strcmp(g_array_index(walk, struct met, at).service, service) != 0) {
        at++;
    }
    for (; at > 0; at = g_array_index(walk, struct met, at).from) {
        g_ptr_array_insert(way, 0, (char *)g_array_index(walk, struct met, at).service);
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
                     const GPtrArray *walks, guint to)
{
    g_autoptr(GPtrArray) path = g_ptr_array_new();
    g_ptr_array_add(path, (char *)input->service);
    for (guint at = 0; at != to;) {
        guint next = next_on_way(walks, at, to);
        add_way(path, walks->pdata[at], service_of(walks->pdata[next]));
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
    g_autoptr(GArray) walk = walk_calls(input->calls, input->service);
    g_autoptr(GPtrArray) walks = walks_of(input, walk);
    add_path(explanation, input, walks, deepest_mover(input, walk, walks));
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
