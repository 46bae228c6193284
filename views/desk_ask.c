/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking: subscriptions of views and of the desk, replies on their way back, and work on threads.
 */
#include "views/desk_state.h"

#include "base/background.h"
#include "base/clock.h"

#define SLICE_US 4000 /* replies taken before others get their turn */

/* --- subscriptions --- */

static void ask_free(void *data)
{
    struct ask *entry = data;
    if (entry->free_data)
        entry->free_data(entry->data);
    g_free(entry);
}

static uint64_t subscribe(struct desk *desk, struct request *ask, int every_ms, bool unscoped,
                          struct ask *entry)
{
    if (!desk->asks)
        desk->asks = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, ask_free);
    if (!unscoped)
        scope_apply(&desk->scope, ask);
    if (!desk->client) {
        request_free(ask);
        ask_free(entry);
        return 0;
    }
    entry->every_ms = every_ms;
    uint64_t number = client_subscribe(desk->client, ask, every_ms, 0);
    g_hash_table_insert(desk->asks, g_memdup2(&number, sizeof number), entry);
    return number;
}

uint64_t desk_ask(struct view *view, struct request *ask, int every_ms, bool unscoped)
{
    struct ask *entry = g_new0(struct ask, 1);
    entry->view = view;
    view->loading = view->desk->client != NULL;
    view->stopped = false;
    return subscribe(view->desk, ask, every_ms, unscoped, entry);
}

uint64_t desk_ask_self(struct desk *desk, struct request *ask, int every_ms, bool unscoped,
                       void (*handle)(struct desk *desk, struct reply *answer, void *data),
                       void *data, GDestroyNotify free_data)
{
    struct ask *entry = g_new0(struct ask, 1);
    entry->handle = handle;
    entry->data = data;
    entry->free_data = free_data;
    return subscribe(desk, ask, every_ms, unscoped, entry);
}

static void forget(struct desk *desk, uint64_t subscription)
{
    if (!subscription || !desk->asks)
        return;
    if (g_hash_table_remove(desk->asks, &subscription) && desk->client)
        client_unsubscribe(desk->client, subscription);
}

void desk_forget(struct view *view, uint64_t subscription)
{
    forget(view->desk, subscription);
}

void desk_unask(struct desk *desk, uint64_t *subscription)
{
    forget(desk, *subscription);
    *subscription = 0;
}

static void forget_asks(struct desk *desk, const struct view *view)
{
    GHashTableIter iter;
    void *key, *value;
    g_hash_table_iter_init(&iter, desk->asks);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        if (((struct ask *)value)->view != view)
            continue;
        if (desk->client)
            client_unsubscribe(desk->client, *(uint64_t *)key);
        g_hash_table_iter_remove(&iter);
    }
}

void desk_forget_view(struct desk *desk, struct view *view)
{
    if (desk->pending_enter == view)
        desk->pending_enter = NULL;
    if (desk->asks)
        forget_asks(desk, view);
    for (guint i = 0; i < desk->jobs->len; i++)
        if (*(struct view **)desk->jobs->pdata[i] == view)
            *(struct view **)desk->jobs->pdata[i] = NULL;
}

bool desk_view_waits(const struct desk *desk, const struct view *view)
{
    for (guint i = 0; i < desk->jobs->len; i++)
        if (*(struct view **)desk->jobs->pdata[i] == view)
            return true;
    if (!desk->asks)
        return false;
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, desk->asks);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct ask *entry = value;
        if (entry->view == view && !entry->answered)
            return true;
    }
    return false;
}

int desk_view_pace(const struct desk *desk, const struct view *view)
{
    int pace = 0;
    if (!desk->asks)
        return 0;
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, desk->asks);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct ask *entry = value;
        if (entry->view == view && entry->every_ms > 0)
            pace = pace ? MIN(pace, entry->every_ms) : entry->every_ms;
    }
    return pace;
}

static bool hidden(const struct desk *desk, const struct view *view)
{
    return desk_top(desk, view->pane) != view || desk->panes[view->pane].rect.rows == 0;
}

/* Panes that nobody sees are asked for less often. */
void desk_pace_panes(struct desk *desk)
{
    if (!desk->asks || !desk->client)
        return;
    GHashTableIter iter;
    void *key, *value;
    g_hash_table_iter_init(&iter, desk->asks);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        const struct ask *entry = value;
        if (entry->view && entry->every_ms > 0)
            client_pace(desk->client, *(uint64_t *)key, entry->every_ms, hidden(desk, entry->view));
    }
}

/* What was given up is asked for as if it were new. */
static void restart_views(struct desk *desk)
{
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        struct view *view = desk_top(desk, pane);
        if (!view || !view->stopped)
            continue;
        view->stopped = false;
        if (view->ops->scope_changed)
            view->ops->scope_changed(view);
        else
            desk_follow_now(desk);
    }
}

static gboolean is_unanswered(void *key, void *value, void *data)
{
    const struct ask *entry = value;
    const struct view *view = data;
    bool given_up = entry->view == view && !entry->answered;
    if (given_up && view->desk->client)
        client_unsubscribe(view->desk->client, *(uint64_t *)key);
    return given_up;
}

/* A view that was opened is closed by Esc, which ends what it asked; the root of a pane stays, and
 * says that it waits no more. Signals that are only asked for anew are not given up: Esc pressed
 * once more on the way home would stop them. */
bool desk_stop_waiting(struct desk *desk)
{
    struct view *view = desk_view(desk);
    bool root = !view || desk->panes[desk->focus].views->len == 1;
    bool signals = !view || desk->focus == PANE_METRICS;
    if (root && view && view->loading && desk_view_waits(desk, view)) {
        g_hash_table_foreach_remove(desk->asks, is_unanswered, view);
        view->loading = false;
        view->stopped = true;
    } else if (root && signals && desk->started && desk_looking(desk) && !desk->wall.renewing) {
        desk_wall_give_up(desk);
    } else {
        return false;
    }
    desk_say(desk, false, "stopped; r asks again");
    return true;
}

void desk_refresh(struct desk *desk)
{
    if (!desk->started && desk->client)
        desk_choose_organization(desk);
    if (desk->shared.clones)
        clones_look_again(desk->shared.clones);
    restart_views(desk);
    if (!desk->asks || !desk->client)
        return;
    GHashTableIter iter;
    void *key, *value;
    g_hash_table_iter_init(&iter, desk->asks);
    while (g_hash_table_iter_next(&iter, &key, &value))
        if (((struct ask *)value)->every_ms > 0)
            client_refresh(desk->client, *(uint64_t *)key);
}

/* --- replies --- */

/* The few words that fit a title; what else went wrong is in the message below, and where the rows
 * would be. */
static const char *away_words(const struct reply *answer)
{
    if (answer->failure == FAILURE_NETWORK)
        return answer->status ? "the answer broke off" : "no connection";
    return answer->status == 401 ? "token refused" : NULL;
}

/* The first failure is told in full; the titles carry on with its short form. */
static void note_source(struct desk *desk, const struct reply *answer)
{
    struct source *source = &desk->source;
    const char *away = away_words(answer);
    if (away) {
        if (source->away != away && answer->status == 401)
            desk_say(desk, true,
                     "the server refused the token (%s): see SENTRY_AUTH_TOKEN, or the config",
                     answer->error ? answer->error : "401");
        else if (source->away != away)
            desk_say(desk, true, "%s", answer->error ? answer->error : away);
        source->away = away;
        source->retry_at_ms = answer->retry_at_ms;
        return;
    }
    if (answer->failure != FAILURE_NONE)
        return;
    if (source->away)
        desk_say(desk, false, "connected again");
    source->away = NULL;
    source->received_ms = answer->received_ms ? answer->received_ms : clock_now_ms();
}

static void note_freshness(struct view *view, const struct reply *answer)
{
    view->loading = false;
    view->retry_at_ms = answer->retry_at_ms;
    g_clear_pointer(&view->error, g_free);
    view->away = away_words(answer);
    if (answer->failure != FAILURE_NONE)
        view->error = g_strdup(answer->error ? answer->error : "the request failed");
    else
        view->received_ms = answer->received_ms ? answer->received_ms : clock_now_ms();
}

void desk_reply(struct desk *desk, uint64_t subscription, struct reply *answer)
{
    struct ask *entry = desk->asks ? g_hash_table_lookup(desk->asks, &subscription) : NULL;
    if (!entry) {
        reply_free(answer);
        return;
    }
    entry->answered = true;
    note_source(desk, answer);
    if (answer->kind == REPLY_TRACE && answer->object)
        desk_learn_calls(desk, answer->object);
    if (entry->view) {
        note_freshness(entry->view, answer);
        if (entry->view->ops->reply)
            entry->view->ops->reply(entry->view, subscription, answer);
    } else {
        entry->handle(desk, answer, entry->data);
    }
    /* What is asked once is over with a final answer; a handler may have ended it already. */
    entry = g_hash_table_lookup(desk->asks, &subscription);
    if (entry && entry->every_ms == 0 && answer->retry_at_ms == 0)
        forget(desk, subscription);
    reply_free(answer);
    desk_enter_pending(desk);
    desk_redraw(desk);
}

bool desk_take_replies(struct desk *desk)
{
    int64_t until = g_get_monotonic_time() + SLICE_US;
    struct reply *reply;
    uint64_t subscription;
    while (desk->client && (reply = client_next_reply(desk->client, &subscription))) {
        desk_reply(desk, subscription, reply);
        bool typed = !desk->child && desk_key_waits(desk);
        if (typed || g_get_monotonic_time() >= until)
            return true;
    }
    return false;
}

/* --- work --- */

struct job {
    struct view *view; /* first: desk_forget_view() clears it */
    bool for_view;
    bool calm;         /* the result waits for the next tick */
    struct desk *desk; /* UI thread only */
    void (*work)(void *data);
    void (*done_view)(struct view *view, void *data);
    void (*done_desk)(struct desk *desk, void *data);
    void *data;
    GDestroyNotify free_data;
};

static void job_free(struct job *job)
{
    if (job->free_data)
        job->free_data(job->data);
    g_free(job);
}

static void finish(struct job *job)
{
    struct desk *desk = job->desk;
    g_ptr_array_remove_fast(desk->jobs, job);
    if (job->for_view && job->view)
        job->done_view(job->view, job->data);
    else if (!job->for_view)
        job->done_desk(desk, job->data);
    job_free(job);
    desk_enter_pending(desk);
    desk_redraw(desk);
}

static gboolean job_done(void *data)
{
    finish(data);
    return G_SOURCE_REMOVE;
}

static void job_run(void *data, void *finished)
{
    struct job *job = data;
    background_thread();
    job->work(job->data);
    if (job->calm)
        g_async_queue_push(finished, job);
    else
        g_idle_add_full(G_PRIORITY_DEFAULT, job_done, job, NULL);
}

void desk_tick(struct desk *desk)
{
    struct job *job;
    while (desk->finished && (job = g_async_queue_try_pop(desk->finished)))
        finish(job);
    desk_wall_publish(desk);
}

static void job_start(struct desk *desk, struct job *job)
{
    if (!desk->pool) {
        desk->finished = g_async_queue_new();
        desk->pool = g_thread_pool_new(job_run, desk->finished, 2, FALSE, NULL);
    }
    job->desk = desk;
    g_ptr_array_add(desk->jobs, job);
    g_thread_pool_push(desk->pool, job, NULL);
}

void desk_work(struct view *view, void (*work)(void *data),
               void (*done)(struct view *view, void *data), void *data, GDestroyNotify free_data)
{
    struct job *job = g_new0(struct job, 1);
    *job = (struct job){.view = view,
                        .for_view = true,
                        .work = work,
                        .done_view = done,
                        .data = data,
                        .free_data = free_data};
    job_start(view->desk, job);
}

void desk_work_self(struct desk *desk, void (*work)(void *data),
                    void (*done)(struct desk *desk, void *data), void *data,
                    GDestroyNotify free_data)
{
    struct job *job = g_new0(struct job, 1);
    *job = (struct job){.work = work, .done_desk = done, .data = data, .free_data = free_data};
    job_start(desk, job);
}

void desk_work_calmly(struct desk *desk, void (*work)(void *data),
                      void (*done)(struct desk *desk, void *data), void *data,
                      GDestroyNotify free_data)
{
    struct job *job = g_new0(struct job, 1);
    *job = (struct job){.work = work,
                        .calm = desk->ticking,
                        .done_desk = done,
                        .data = data,
                        .free_data = free_data};
    job_start(desk, job);
}

static void discarded(struct desk *desk, void *data)
{
    (void)desk;
    (void)data;
}

void desk_discard(struct desk *desk, void *data, GDestroyNotify free_data)
{
    struct job *job = g_new0(struct job, 1);
    *job = (struct job){.work = free_data, .done_desk = discarded, .data = data};
    job_start(desk, job);
}

/* Work cannot be stopped halfway; what is still running when the desk goes is finished for nobody.
 * The main loop is not run for it: what else is due there would find half a desk. */
void desk_jobs_abandon(struct desk *desk)
{
    if (desk->pool)
        g_thread_pool_free(desk->pool, FALSE, TRUE);
    desk->pool = NULL;
    g_clear_pointer(&desk->finished, g_async_queue_unref);
    for (guint i = 0; i < desk->jobs->len; i++) {
        g_idle_remove_by_data(desk->jobs->pdata[i]);
        job_free(desk->jobs->pdata[i]);
    }
    g_clear_pointer(&desk->jobs, g_ptr_array_unref);
}
