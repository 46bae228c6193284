/* SPDX-License-Identifier: Apache-2.0
 *
 * What watches the services besides us: monitors of scheduled jobs, uptime checks, detectors of
 * metrics, incidents of metric alerts, alerts that are sent, each asked for by itself. A server or
 * a plan may lack any of them: that is said, and the others stand.
 */
#include "views/desk_state.h"

#define FIRING_MS 60000

static GPtrArray *list_new(void)
{
    return g_ptr_array_new();
}

/* Those that fire, the last to begin first; those that did, the last to end first; then by name. */
static int by_need(gconstpointer a, gconstpointer b)
{
    const struct monitor *x = *(struct monitor *const *)a, *y = *(struct monitor *const *)b;
    if (x->firing != y->firing)
        return x->firing ? -1 : 1;
    if (x->firing && x->since_ms != y->since_ms)
        return x->since_ms > y->since_ms ? -1 : 1;
    if (x->until_ms != y->until_ms)
        return x->until_ms > y->until_ms ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    int order = g_strcmp0(x->name, y->name);
    return order ? order : g_strcmp0(x->id, y->id);
}

static struct monitor *find_named(const GPtrArray *list, const struct monitor *like)
{
    for (guint i = 0; list && i < list->len; i++) {
        struct monitor *monitor = list->pdata[i];
        bool named = like->name && !g_strcmp0(monitor->name, like->name);
        if (monitor->kind == like->kind &&
            (named || (like->id && !g_strcmp0(monitor->id, like->id))))
            return monitor;
    }
    return NULL;
}

/* One that is told of twice is one row: a job or an uptime check by its list and by its detector,
 * which knows its issue; a metric alert by its incident, which knows the times, and by its
 * detector. */
static bool is_other_side(const struct firing *firing, const struct monitor *monitor,
                          enum monitor_kind from)
{
    struct monitor *same = NULL;
    if (from == MONITOR_DETECTOR && monitor->kind != MONITOR_DETECTOR)
        same = find_named(firing->parts[monitor->kind], monitor);
    if (from == MONITOR_INCIDENT) {
        struct monitor like = {.kind = MONITOR_DETECTOR, .name = monitor->name};
        same = monitor->name ? find_named(firing->parts[MONITOR_DETECTOR], &like) : NULL;
    }
    if (same)
        monitor_learn(same, monitor);
    return same != NULL;
}

static void put_together(struct desk *desk)
{
    struct firing *firing = &desk->shared.firing;
    GPtrArray *all = list_new();
    for (int kind = 0; kind < MONITOR_KINDS; kind++)
        for (guint i = 0; firing->parts[kind] && i < firing->parts[kind]->len; i++)
            if (!is_other_side(firing, firing->parts[kind]->pdata[i], (enum monitor_kind)kind))
                g_ptr_array_add(all, firing->parts[kind]->pdata[i]);
    g_ptr_array_sort(all, by_need);
    g_ptr_array_unref(firing->monitors);
    firing->monitors = all;
}

static const struct monitor *next_fired(const GPtrArray *list, guint *at)
{
    while (list && *at < list->len) {
        const struct monitor *monitor = list->pdata[(*at)++];
        if (monitor->firing || monitor->until_ms)
            return monitor;
    }
    return NULL;
}

/* The lead is made anew only when others fire than did; a list keeps its order. */
static bool same_firing(const GPtrArray *a, const GPtrArray *b)
{
    const struct monitor *x, *y;
    guint i = 0, j = 0;
    do {
        x = next_fired(a, &i);
        y = next_fired(b, &j);
        if (x && y &&
            (x->firing != y->firing || x->since_ms != y->since_ms || x->until_ms != y->until_ms ||
             x->muted != y->muted || g_strcmp0(x->id, y->id)))
            return false;
    } while (x && y);
    return !x && !y;
}

static void came(struct desk *desk, struct reply *answer, void *data)
{
    struct firing *firing = &desk->shared.firing;
    guint kind = GPOINTER_TO_UINT(data);
    g_clear_pointer(&firing->failed[kind], g_free);
    GPtrArray *old = NULL;
    bool known = answer->kind == REPLY_MONITORS && answer->object;
    if (known) {
        old = firing->parts[kind];
        firing->parts[kind] = reply_take(answer);
    } else {
        firing->failed[kind] = g_strdup(answer->error ? answer->error : "the request failed");
    }
    put_together(desk);
    if (known)
        desk_notify_firing(desk, !old);
    desk_shared_changed(desk);
    if (known && !same_firing(old, firing->parts[kind]))
        desk_lead_update(desk);
    g_clear_pointer(&old, g_ptr_array_unref);
}

void desk_firing_start(struct desk *desk)
{
    static const enum endpoint endpoints[MONITOR_KINDS] = {
        [MONITOR_CRON] = ENDPOINT_MONITORS,      [MONITOR_UPTIME] = ENDPOINT_UPTIME,
        [MONITOR_DETECTOR] = ENDPOINT_DETECTORS, [MONITOR_INCIDENT] = ENDPOINT_INCIDENTS,
        [MONITOR_ALERT] = ENDPOINT_WORKFLOWS,
    };
    desk_firing_stop(desk);
    for (guint kind = 0; kind < MONITOR_KINDS; kind++) {
        struct request *request = request_new(endpoints[kind], NULL);
        request->background = true;
        struct scope all = desk->scope; /* whatever the range: what fires, fires now */
        all.held = false;
        all.release = NULL;
        scope_apply(&all, request);
        desk->shared.firing.asks[kind] =
            desk_ask_self(desk, request, FIRING_MS, true, came, GUINT_TO_POINTER(kind), NULL);
    }
}

void desk_firing_stop(struct desk *desk)
{
    for (int kind = 0; kind < MONITOR_KINDS; kind++)
        desk_unask(desk, &desk->shared.firing.asks[kind]);
}

void desk_firing_init(struct desk *desk)
{
    desk->shared.firing.monitors = list_new();
}

void desk_firing_free(struct desk *desk)
{
    struct firing *firing = &desk->shared.firing;
    g_clear_pointer(&firing->monitors, g_ptr_array_unref);
    for (int kind = 0; kind < MONITOR_KINDS; kind++) {
        g_clear_pointer(&firing->parts[kind], g_ptr_array_unref);
        g_clear_pointer(&firing->failed[kind], g_free);
    }
}

GPtrArray *desk_firing_copies(const struct desk *desk)
{
    GPtrArray *copies = g_ptr_array_new_with_free_func((GDestroyNotify)monitor_free);
    const GPtrArray *all = desk->shared.firing.monitors;
    for (guint i = 0; i < all->len; i++) {
        const struct monitor *monitor = all->pdata[i];
        if (monitor->firing || monitor->until_ms)
            g_ptr_array_add(copies, monitor_copy(monitor));
    }
    return copies;
}

const GPtrArray *desk_monitors(const struct desk *desk)
{
    return desk->shared.firing.monitors;
}

bool desk_monitors_known(const struct desk *desk, enum monitor_kind kind, const char **why)
{
    const struct firing *firing = &desk->shared.firing;
    *why = firing->failed[kind];
    return firing->parts[kind] && !*why;
}
