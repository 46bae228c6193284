/* SPDX-License-Identifier: Apache-2.0
 *
 * The wall of signals: rounds of requests, each answer looked through for onsets and shifts of mix
 * on a thread, then put together as the signals that every view sees.
 */
#include "views/desk_state.h"

#include "api/insight/beginning.h"
#include "base/clock.h"
#include "base/escape.h"
#include "tui/text.h"
#include "views/signal_formula.h"
#include "views/wall_plan.h"

#include <string.h>

#define ROUND_MS       15000
#define DISCOVER_MS    120000
#define MS_PER_REQUEST 400 /* a round of many requests comes less often */
#define NAME_CELLS     24  /* of a metric that failed */
#define MOST_NAMED     2   /* of those that did */

struct wall_entry {
    struct metric_name *metric; /* NULL: derived from spans or logs, or several metrics */
    GPtrArray *batch;           /* of struct metric_name *: asked for together, whole; else NULL */
    char *asked;                /* the name of a saved table; else NULL */
    GPtrArray *keys;            /* group by; NULL until known */
    struct request *request;    /* the last one sent */
    uint64_t ask, keys_ask;
    struct wall_part *part; /* the last answer */
    bool answered;          /* and looked through */
    bool tried;             /* answered, or failed once */
    char *failure;          /* why the last answer was none; NULL = it was one, or none came yet */
};

/* --- entries --- */

static void entry_free(void *data)
{
    struct wall_entry *entry = data;
    g_free(entry->asked);
    g_free(entry->failure);
    if (entry->metric)
        metric_name_free(entry->metric);
    g_clear_pointer(&entry->batch, g_ptr_array_unref);
    if (entry->keys)
        g_ptr_array_unref(entry->keys);
    if (entry->request)
        request_free(entry->request);
    wall_part_unref(entry->part);
    g_free(entry);
}

/* --- looking through an answer, on a thread --- */

struct look {
    struct wall *wall;
    uint64_t round;
    guint index; /* of the entry */
    struct wall_part *part;
};

static void look_free(void *data)
{
    struct look *look = data;
    wall_part_unref(look->part);
    g_free(look);
}

static void look(void *data)
{
    wall_part_look(((struct look *)data)->part);
}

static void publish_parts(struct desk *desk);

/* After a reset what was there stays until the new round is whole: rows do not go and come. */
static gboolean publish(void *data)
{
    struct desk *desk = data;
    desk->wall.publish_timer = 0;
    if (desk->wall.renewing && !desk_wall_complete(desk))
        return G_SOURCE_REMOVE;
    desk->wall.renewing = false;
    publish_parts(desk);
    return G_SOURCE_REMOVE;
}

/* Another look at what is known already comes with the next tick. */
static void publish_soon(struct desk *desk)
{
    desk->wall.unpublished |= desk->ticking && desk_wall_complete(desk);
    if (!desk->wall.publish_timer && !desk->wall.unpublished)
        desk->wall.publish_timer = g_timeout_add(60, publish, desk);
}

void desk_wall_publish(struct desk *desk)
{
    if (!desk->wall.unpublished)
        return;
    desk->wall.unpublished = false;
    publish(desk);
}

/* A request that failed may be the last that was waited for. */
static void one_failed(struct desk *desk)
{
    if (desk->wall.renewing)
        publish_soon(desk);
    desk_lead_update(desk);
}

static void note_failure(struct wall_entry *entry, const struct reply *answer)
{
    const char *why = answer->error ? answer->error : "no answer";
    target_set(&entry->failure, answer->failure == FAILURE_NONE ? NULL : why);
}

static void looked(struct desk *desk, void *data)
{
    struct look *look = data;
    struct wall *wall = &desk->wall;
    if (look->round != wall->generation || look->index >= wall->entries->len)
        return;
    struct wall_entry *entry = wall->entries->pdata[look->index];
    g_ptr_array_add(wall->old, entry->part); /* views may still point into it until they are told */
    entry->part = wall_part_ref(look->part);
    wall->answered += !entry->answered;
    entry->answered = entry->tried = true;
    publish_soon(desk);
}

static void halve(struct desk *desk, guint index);

static void series_came(struct desk *desk, struct reply *answer, void *data)
{
    struct wall *wall = &desk->wall;
    guint index = GPOINTER_TO_UINT(data);
    if (index >= wall->entries->len)
        return;
    struct wall_entry *entry = wall->entries->pdata[index];
    if (answer->retry_at_ms == 0 || answer->object)
        entry->ask = 0;
    if (answer->failure == FAILURE_REFUSED && entry->batch && entry->batch->len > 1) {
        halve(desk, index);
        return;
    }
    note_failure(entry, answer);
    if (answer->kind != REPLY_TIMESERIES || !answer->object) {
        entry->tried = true;
        one_failed(desk);
        return;
    }
    struct look *job = g_new0(struct look, 1);
    job->round = wall->generation;
    job->index = index;
    job->part = entry->asked ? wall_part_asked(entry->asked, entry->request, answer->object)
                             : wall_part_new(entry->request, answer->object);
    wall_part_limit(job->part, desk->limits);
    (entry->part ? desk_work_calmly : desk_work_self)(desk, look, looked, job, look_free);
}

/* --- rounds --- */

static void send(struct desk *desk, guint index, struct request *request)
{
    struct wall_entry *entry = desk->wall.entries->pdata[index];
    desk_unask(desk, &entry->ask);
    if (entry->request)
        request_free(entry->request);
    entry->request = request_copy(request);
    request->patience = entry->tried ? PATIENCE_ALWAYS : PATIENCE_NONE;
    entry->ask = desk_ask_self(desk, request, 0, false, series_came, GUINT_TO_POINTER(index), NULL);
}

static void send_metric(struct desk *desk, guint index)
{
    struct wall_entry *entry = desk->wall.entries->pdata[index];
    struct signal_scope scope = scope_signals(&desk->scope);
    send(desk, index,
         entry->batch ? signals_metrics_series(&scope, entry->batch)
                      : signals_metric_series(&scope, entry->metric, entry->keys));
}

static void keys_came(struct desk *desk, struct reply *answer, void *data)
{
    guint index = GPOINTER_TO_UINT(data);
    if (index >= desk->wall.entries->len)
        return;
    struct wall_entry *entry = desk->wall.entries->pdata[index];
    if (answer->retry_at_ms != 0) {
        entry->tried |= answer->failure != FAILURE_NONE;
        note_failure(entry, answer);
        one_failed(desk);
        return;
    }
    entry->keys_ask = 0;
    if (answer->kind == REPLY_NAMES && answer->object)
        entry->keys = signals_group_keys(answer->object);
    send_metric(desk, index);
}

static bool same_metric(const struct metric_name *a, const struct metric_name *b)
{
    return a && g_strcmp0(a->name, b->name) == 0 && g_strcmp0(a->type, b->type) == 0 &&
           g_strcmp0(a->unit, b->unit) == 0 && g_strcmp0(a->project, b->project) == 0;
}

static bool has_metric(const struct wall *wall, const struct metric_name *metric)
{
    for (guint i = 0; i < wall->entries->len; i++) {
        const struct wall_entry *entry = wall->entries->pdata[i];
        if (same_metric(entry->metric, metric))
            return true;
        for (guint j = 0; entry->batch && j < entry->batch->len; j++)
            if (same_metric(entry->batch->pdata[j], metric))
                return true;
    }
    return false;
}

static guint add_entry(struct wall *wall, struct metric_name *metric)
{
    struct wall_entry *entry = g_new0(struct wall_entry, 1);
    entry->metric = metric;
    g_ptr_array_add(wall->entries, entry);
    wall->asked++;
    return wall->entries->len - 1;
}

static void begin_metric(struct desk *desk, struct metric_name *metric)
{
    struct signal_scope scope = scope_signals(&desk->scope);
    guint index = add_entry(&desk->wall, metric);
    struct wall_entry *entry = desk->wall.entries->pdata[index];
    entry->keys_ask = desk_ask_self(desk, signals_metric_attributes(&scope, metric), 0, false,
                                    keys_came, GUINT_TO_POINTER(index), NULL);
}

/* Takes the metrics. */
static void begin_batch(struct desk *desk, const GPtrArray *metrics)
{
    guint index = add_entry(&desk->wall, NULL);
    struct wall_entry *entry = desk->wall.entries->pdata[index];
    entry->batch = g_ptr_array_new_with_free_func((GDestroyNotify)metric_name_free);
    for (guint i = 0; i < metrics->len; i++)
        g_ptr_array_add(entry->batch, metrics->pdata[i]);
    send_metric(desk, index);
}

static void begin_batches(struct desk *desk, const GPtrArray *metrics)
{
    g_autoptr(GPtrArray) batches = wall_plan_batches(metrics);
    for (guint i = 0; i < batches->len; i++)
        begin_batch(desk, batches->pdata[i]);
}

/* One metric that the server does not take should not keep the others away. */
static void halve(struct desk *desk, guint index)
{
    struct wall_entry *entry = desk->wall.entries->pdata[index];
    g_autoptr(GPtrArray) rest = wall_plan_halve(entry->batch);
    begin_batch(desk, rest);
    send_metric(desk, index);
}

static void metrics_came(struct desk *desk, struct reply *answer, void *data)
{
    (void)data;
    desk->wall.discovery = 0;
    desk->wall.discovered = true;
    if (answer->kind != REPLY_ROWS || !answer->object) {
        one_failed(desk);
        return;
    }
    desk->wall.known_at_ms = clock_now_ms();
    g_autoptr(GPtrArray) names = signals_metric_names(answer->object);
    g_ptr_array_set_free_func(names, NULL);
    g_autoptr(GPtrArray) whole = g_ptr_array_new();
    const guint most = WALL_GROUPED + WALL_WHOLE;
    for (guint i = 0; i < names->len; i++) {
        struct metric_name *metric = names->pdata[i];
        if (i >= most || has_metric(&desk->wall, metric))
            metric_name_free(metric);
        else if (i < WALL_GROUPED)
            begin_metric(desk, metric);
        else
            g_ptr_array_add(whole, metric);
    }
    begin_batches(desk, whole);
    desk->wall.left_out = names->len > most ? names->len - most : 0;
    desk_lead_update(desk);
}

/* The range, the scope or what is asked for is another: everything is asked anew, and what is on
 * screen stays until the new answers come. */
static void forget_round(struct desk *desk)
{
    struct wall *wall = &desk->wall;
    for (guint i = 0; i < wall->entries->len; i++) {
        struct wall_entry *entry = wall->entries->pdata[i];
        desk_unask(desk, &entry->ask);
        desk_unask(desk, &entry->keys_ask);
        if (entry->part)
            g_ptr_array_add(wall->old, wall_part_ref(entry->part));
    }
    desk_unask(desk, &wall->discovery);
    g_ptr_array_set_size(wall->entries, 0);
    wall->derived = wall->asked = wall->answered = 0;
    wall->known_at_ms = 0;
    wall->discovered = false;
    wall->renewing = desk->shared.signals->len > 0;
    desk->shared.issues_known = desk->shared.releases_known = false;
    wall->generation++;
    desk_origin_clear(desk);
    if (desk->shared.enriched)
        g_hash_table_remove_all(desk->shared.enriched);
}

static void send_derived(struct desk *desk)
{
    struct signal_scope scope = scope_signals(&desk->scope);
    g_autoptr(GPtrArray) requests = signals_derived_series(&scope);
    guint own = requests->len;
    g_autoptr(GPtrArray) names = desk_saved_tables(desk, &scope, requests);
    g_ptr_array_set_free_func(requests, NULL);
    struct wall *wall = &desk->wall;
    /* They stand before the metrics, whose places answers know. */
    if (wall->entries->len > 0 && wall->derived != requests->len)
        forget_round(desk);
    for (; wall->derived < requests->len; wall->derived++)
        add_entry(wall, NULL);
    for (guint i = own; i < requests->len; i++)
        target_set(&((struct wall_entry *)wall->entries->pdata[i])->asked, names->pdata[i - own]);
    for (guint i = 0; i < requests->len; i++)
        send(desk, i, requests->pdata[i]);
}

static void send_metrics(struct desk *desk)
{
    struct wall *wall = &desk->wall;
    for (guint i = (guint)wall->derived; i < wall->entries->len; i++) {
        struct wall_entry *entry = wall->entries->pdata[i];
        if (!entry->keys_ask && !entry->ask)
            send_metric(desk, i);
    }
    if (wall->discovery || clock_now_ms() - wall->known_at_ms < DISCOVER_MS)
        return;
    struct signal_scope scope = scope_signals(&desk->scope);
    wall->discovery =
        desk_ask_self(desk, signals_discover_metrics(&scope), 0, false, metrics_came, NULL, NULL);
}

static gboolean next_round(void *data)
{
    struct desk *desk = data;
    desk->wall.timer = 0;
    desk_wall_start(desk);
    return G_SOURCE_REMOVE;
}

void desk_wall_start(struct desk *desk)
{
    struct wall *wall = &desk->wall;
    desk_wall_stop(desk);
    if (!desk->started || desk->paused || !desk->client)
        return;
    wall->stopped = false;
    send_derived(desk);
    send_metrics(desk);
    guint wait = MAX(ROUND_MS, (guint)wall->entries->len * MS_PER_REQUEST);
    /* A held range gets late rows only; it is looked at less often. */
    wall->timer = g_timeout_add_seconds((desk->scope.held ? wait * 4 : wait) / MS_PER_SECOND,
                                        next_round, desk); /* with the clock */
}

void desk_wall_stop(struct desk *desk)
{
    if (desk->wall.timer)
        g_source_remove(desk->wall.timer);
    desk->wall.timer = 0;
}

void desk_wall_give_up(struct desk *desk)
{
    struct wall *wall = &desk->wall;
    desk_wall_stop(desk);
    for (guint i = 0; i < wall->entries->len; i++) {
        struct wall_entry *entry = wall->entries->pdata[i];
        desk_unask(desk, &entry->ask);
        desk_unask(desk, &entry->keys_ask);
    }
    desk_unask(desk, &wall->discovery);
    wall->stopped = true;
}

void desk_wall_reset(struct desk *desk)
{
    forget_round(desk);
    desk_wall_start(desk);
}

void desk_wall_init(struct desk *desk)
{
    desk->wall.entries = g_ptr_array_new_with_free_func(entry_free);
    desk->wall.made = g_ptr_array_new_with_free_func((GDestroyNotify)wall_part_unref);
    desk->wall.unmade = g_ptr_array_new_with_free_func(g_free);
    desk->wall.old = g_ptr_array_new_with_free_func((GDestroyNotify)wall_part_unref);
}

void desk_wall_free(struct desk *desk)
{
    if (desk->wall.publish_timer)
        g_source_remove(desk->wall.publish_timer);
    desk->wall.publish_timer = 0;
    g_ptr_array_unref(desk->wall.entries);
    g_ptr_array_unref(desk->wall.made);
    g_ptr_array_unref(desk->wall.unmade);
    g_ptr_array_unref(desk->wall.old);
}

/* --- what failed --- */

static char *name_of(const struct wall_entry *entry)
{
    const GPtrArray *batch = entry->batch;
    const struct metric_name *metric = batch && batch->len == 1 ? batch->pdata[0] : entry->metric;
    if (batch && !metric)
        return g_strdup_printf("%u metrics", batch->len);
    if (!metric && !entry->asked)
        return g_strdup_printf("%s of %s", pairs_value(entry->request->query, "yAxis"),
                               pairs_value(entry->request->query, "dataset"));
    g_autofree char *seen = escape_unseen(metric ? metric->name : entry->asked);
    g_autofree char *safe = text_safe(seen);
    g_autofree char *name = text_cut_middle(safe, NAME_CELLS);
    return g_strdup_printf("%s %s", metric ? "metric" : "row", name);
}

void desk_signals_failed(const struct desk *desk, GString *out)
{
    guint failed = 0;
    for (guint i = 0; i < desk->wall.entries->len; i++) {
        const struct wall_entry *entry = desk->wall.entries->pdata[i];
        if (entry->answered || !entry->failure || ++failed > MOST_NAMED)
            continue;
        g_autofree char *name = name_of(entry);
        g_string_append_printf(out, "%s%s: %s", failed > 1 ? "; " : "", name, entry->failure);
    }
    if (failed > MOST_NAMED)
        g_string_append_printf(out, "; and %u more", failed - MOST_NAMED);
}

/* --- publishing --- */

GPtrArray *desk_wall_parts(const struct desk *desk)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func((GDestroyNotify)wall_part_unref);
    for (guint i = 0; i < desk->wall.entries->len; i++) {
        const struct wall_entry *entry = desk->wall.entries->pdata[i];
        if (entry->part)
            g_ptr_array_add(parts, wall_part_ref(entry->part));
    }
    for (guint i = 0; i < desk->wall.made->len; i++)
        g_ptr_array_add(parts, wall_part_ref(desk->wall.made->pdata[i]));
    return parts;
}

/* With no answer at all there is nothing to judge by. */
bool desk_wall_complete(const struct desk *desk)
{
    const struct wall *wall = &desk->wall;
    for (guint i = 0; i < wall->entries->len; i++)
        if (!((const struct wall_entry *)wall->entries->pdata[i])->tried)
            return false;
    return wall->discovered && wall->answered > 0;
}

static void publish_part(struct shared *shared, const struct wall_part *part)
{
    for (guint i = 0; i < part->signals->len; i++) {
        if (!wall_part_shows(part, i))
            continue;
        g_ptr_array_add(shared->signals, part->signals->pdata[i]);
        g_array_append_val(shared->onsets, g_array_index(part->onsets, struct onset, i));
        g_ptr_array_add(shared->mixes, part->mixes->pdata[i]);
    }
}

static void publish_equation(struct desk *desk, struct signal *signal)
{
    GPtrArray *signals = g_ptr_array_new();
    g_ptr_array_add(signals, signal);
    struct wall_part *part = wall_part_of(signals);
    wall_part_limit(part, desk->limits);
    wall_part_look(part);
    g_ptr_array_add(desk->wall.made, part);
    publish_part(&desk->shared, part);
}

/* A few at most, of signals that are here: one may be made of those before it. That none is here
 * is known when all answers are. */
static void publish_made(struct desk *desk)
{
    struct wall *wall = &desk->wall;
    bool complete = desk_wall_complete(desk);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) names = desk_saved_equations(desk, texts);
    for (guint i = 0; i < wall->made->len; i++)
        g_ptr_array_add(wall->old, wall_part_ref(wall->made->pdata[i]));
    g_ptr_array_set_size(wall->made, 0);
    g_ptr_array_set_size(wall->unmade, 0);
    for (guint i = 0; i < names->len; i++) {
        struct signal *signal =
            signal_formula(names->pdata[i], texts->pdata[i], desk->shared.signals);
        if (signal)
            publish_equation(desk, signal);
        else if (complete)
            g_ptr_array_add(wall->unmade, g_strdup(names->pdata[i]));
    }
}

/* Puts the parts together as the signals that views see. */
static void publish_parts(struct desk *desk)
{
    struct shared *shared = &desk->shared;
    g_ptr_array_set_size(shared->signals, 0);
    g_array_set_size(shared->onsets, 0);
    g_ptr_array_set_size(shared->mixes, 0);
    for (guint e = 0; e < desk->wall.entries->len; e++) {
        const struct wall_entry *entry = desk->wall.entries->pdata[e];
        if (entry->part)
            publish_part(shared, entry->part);
    }
    publish_made(desk);
    onsets_forget_beginnings(shared->signals, (struct onset *)(void *)shared->onsets->data);
    desk_shared_changed(desk);
    g_ptr_array_set_size(desk->wall.old, 0);
    desk_lead_update(desk);
}
