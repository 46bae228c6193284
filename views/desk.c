/* SPDX-License-Identifier: Apache-2.0 */
#include "views/desk_limits.h"
#include "views/desk_state.h"

#include "base/clock.h"
#include "views/log_source.h"
#include "views/views.h"

#include <string.h>

struct desk *desk_new(void)
{
    struct desk *desk = g_new0(struct desk, 1);
    scope_init(&desk->scope);
    for (int i = 0; i < PANE_COUNT; i++)
        desk->panes[i].views = g_ptr_array_new();
    desk->focus = PANE_ISSUES;
    desk->trail = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
    desk->undone = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
    desk->keymap = desk->own_keymap = keymap_new();
    desk->history = history_new();
    desk->jobs = g_ptr_array_new();
    desk->children = g_ptr_array_new_with_free_func((GDestroyNotify)desk_child_free);
    desk->counts.asked = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    for (size_t i = 0; i < G_N_ELEMENTS(desk->marks); i++)
        desk_mark_clear(&desk->marks[i]);
    target_init(&desk->left, TARGET_NONE);
    target_init(&desk->counts.target, TARGET_NONE);
    target_init(&desk->followed, TARGET_NONE);
    memset(desk->counts.known, 0xff, sizeof desk->counts.known);
    desk_shared_init(desk);
    desk_notices_init(desk);
    desk_wall_init(desk);
    return desk;
}

void desk_start(struct desk *desk)
{
    static const struct view_ops *const roots[PANE_COUNT] = {
        [PANE_ISSUES] = &issues_view,
        [PANE_METRICS] = &signals_view,
        [PANE_TRACE] = &trace_view,
        [PANE_LOGS] = &logs_view,
    };
    desk_saved_open(desk);
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        g_autoptr(GError) error = NULL;
        if (!desk_push(desk, roots[pane], (enum pane)pane, NULL, &error))
            desk_say(desk, true, "%s: %s", roots[pane]->title,
                     error ? error->message : "did not open");
    }
    desk->started = true;
    if (desk->files) { /* nothing else has anything to show */
        desk->focus = PANE_LOGS;
        desk->zoomed[false] = desk->zoomed[true] = true;
    }
    desk_saved_opened(desk);
    desk_watches_start(desk);
    desk_limits_start(desk);
    desk_shared_start(desk);
    desk_wall_start(desk);
    desk_redraw(desk);
}

void desk_free(struct desk *desk)
{
    if (!desk)
        return;
    desk_triage_drop(desk);
    desk_saved_close(desk);
    desk_overlay_close(desk);
    desk_follow_cancel(desk);
    desk_keys_reset(desk);
    desk_ahead_free(desk);
    desk_wall_stop(desk);
    desk_shared_stop(desk);
    desk_origin_clear(desk);
    desk_beside_close(desk);
    for (int i = 0; i < PANE_COUNT; i++) {
        desk_stack_clear(desk, &desk->panes[i]);
        g_ptr_array_unref(desk->panes[i].views);
    }
    desk_jobs_abandon(desk);
    log_source_free(desk->files);
    desk_shared_free(desk);
    desk_notices_free(desk);
    g_free(desk->debug);
    desk_wall_free(desk);
    g_ptr_array_unref(desk->trail);
    g_ptr_array_unref(desk->undone);
    history_free(desk->history);
    desk_complete_free(desk);
    g_clear_pointer(&desk->asks, g_hash_table_unref);
    g_array_unref(desk->counts.asked);
    target_clear(&desk->counts.target);
    target_clear(&desk->followed);
    for (size_t i = 0; i < G_N_ELEMENTS(desk->marks); i++)
        desk_mark_clear(&desk->marks[i]);
    target_clear(&desk->left);
    desk_child_free(desk->child);
    g_ptr_array_unref(desk->children);
    matcher_free(desk->matcher);
    keymap_free(desk->own_keymap);
    g_free(desk->message);
    g_free(desk->badge);
    g_free(desk->url);
    desk_theme_free(desk);
    g_free(desk->pending_pivot);
    g_free(desk->sole_organization);
    g_free(desk->unstarted);
    g_free(desk->to_open);
    g_free(desk->trouble);
    g_strfreev(desk->repositories);
    prices_unref(desk->prices);
    limits_unref(desk->limits);
    g_clear_pointer(&desk->config, g_key_file_unref);
    scope_clear(&desk->scope);
    g_free(desk);
}

size_t desk_log_rows(const struct desk *desk)
{
    return desk->log_rows;
}

struct prices *desk_prices(const struct desk *desk)
{
    return desk->prices;
}

void desk_quit(struct desk *desk)
{
    desk->quit = true;
    desk_redraw(desk);
}

void desk_redraw(struct desk *desk)
{
    if (desk->redraw)
        desk->redraw(desk->context, false);
}

void desk_redraw_answer(struct desk *desk)
{
    if (desk->redraw)
        desk->redraw(desk->context, true);
}

void desk_say(struct desk *desk, bool failure, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    g_free(desk->message);
    desk->message = g_strdup_vprintf(format, list);
    desk->failure = failure;
    va_end(list);
    desk_redraw(desk);
}

/* --- time and scope --- */

void desk_scope_changed(struct desk *desk)
{
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        GPtrArray *views = desk->panes[pane].views;
        for (guint i = 0; i < views->len; i++) {
            struct view *view = views->pdata[i];
            if (view->ops->scope_changed)
                view->ops->scope_changed(view);
        }
    }
    desk_redraw(desk);
}

static bool outside(const struct scope *scope, int64_t start_ms, int64_t end_ms)
{
    int64_t start, end;
    scope_range(scope, &start, &end);
    return start_ms < start - MS_PER_MINUTE || end_ms > end + MS_PER_MINUTE;
}

void desk_hold(struct desk *desk, int64_t start_ms, int64_t end_ms)
{
    bool elsewhere = outside(&desk->scope, start_ms, end_ms);
    if (desk->scope.held && desk->scope.start_ms == start_ms && desk->scope.end_ms == end_ms)
        return;
    scope_hold(&desk->scope, start_ms, end_ms);
    desk_usual_clear(desk);
    /* What is shown stays where the range only stops sliding; but from now on everything is asked
     * with its start and end. */
    if (elsewhere)
        desk_wall_reset(desk);
    else
        desk_wall_start(desk);
    desk_shared_start(desk);
    desk_scope_changed(desk);
}

void desk_set_cursor_time(struct desk *desk, int64_t time_ms)
{
    if (desk->scope.cursor_ms == time_ms)
        return;
    desk->scope.cursor_ms = time_ms;
    if (time_ms > 0 && !desk->scope.held) {
        int64_t start, end;
        scope_range(&desk->scope, &start, &end);
        desk_hold(desk, start, end);
    }
    desk_redraw(desk);
}

void desk_go_live(struct desk *desk)
{
    if (!desk->scope.held)
        return;
    scope_go_live(&desk->scope);
    desk_usual_clear(desk);
    desk_wall_reset(desk);
    desk_shared_start(desk);
    desk_scope_changed(desk);
}

void desk_set_period(struct desk *desk, int64_t period_ms)
{
    desk->scope.period_ms = period_ms;
    scope_go_live(&desk->scope);
    desk_usual_clear(desk);
    desk_wall_reset(desk);
    desk_shared_start(desk);
    desk_scope_changed(desk);
}

void desk_limit_signals(struct desk *desk, const char *query)
{
    if (g_strcmp0(desk->scope.signals ? desk->scope.signals : "", query) == 0)
        return;
    const GPtrArray *views = desk->panes[PANE_METRICS].views;
    target_set(&desk->scope.signals, *query ? query : NULL);
    if (views->len)
        desk_remember(views->pdata[0], "query", desk->scope.signals);
    if (desk->started) {
        desk_wall_reset(desk);
        desk_shared_start(desk);
    }
    desk_redraw(desk);
}

void desk_pause(struct desk *desk, bool paused)
{
    desk->paused = paused;
    if (desk->client)
        client_pause(desk->client, paused);
    if (paused)
        desk_wall_stop(desk);
    else
        desk_wall_start(desk);
    desk_say(desk, false, paused ? "paused: nothing is asked for until p" : "asking again");
}

void desk_shared_changed(struct desk *desk)
{
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        GPtrArray *views = desk->panes[pane].views;
        for (guint i = 0; i < views->len; i++) {
            struct view *view = views->pdata[i];
            if (view->ops->shared_changed)
                view->ops->shared_changed(view);
        }
    }
    desk_beside_shared_changed(desk);
    desk_redraw(desk);
}

bool desk_key_waits(const struct desk *desk)
{
    return desk->screen && screen_input_waits(desk->screen);
}

/* Workers may be filtering what is on the screen. */
static bool is_filtering(const struct desk *desk)
{
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        const GPtrArray *views = desk->panes[pane].views;
        const struct view *view = views->len ? views->pdata[views->len - 1] : NULL;
        size_t shown, held;
        if (view && view->ops->passing && !view->ops->passing(view, &shown, &held))
            return true;
    }
    return false;
}

bool desk_idle(const struct desk *desk)
{
    if (is_filtering(desk) || desk_ahead_waits(desk))
        return false;
    if (desk->trial.slice || desk->inquiry.timer || desk_complete_waits(desk))
        return false;
    if (desk->follow_timer || desk->counts.timer || desk->popup_timer || desk->wall.publish_timer ||
        desk->jobs->len)
        return false;
    if (desk->files && !desk->paused && log_source_busy(desk->files))
        return false;
    if (!desk->client)
        return true;
    struct client_state state = client_state(desk->client);
    return state.in_flight + state.waiting + state.unread == 0;
}

/* --- knowing --- */

const struct scope *desk_scope(const struct desk *desk)
{
    return &desk->scope;
}

int64_t desk_now_ms(const struct desk *desk)
{
    (void)desk;
    return clock_now_ms();
}

const GPtrArray *desk_signals(const struct desk *desk)
{
    return desk->shared.signals;
}

const struct onset *desk_onset(const struct desk *desk, size_t signal)
{
    static const struct onset none = {.kind = ONSET_NONE, .bucket = -1};
    return signal < desk->shared.onsets->len
               ? &g_array_index(desk->shared.onsets, struct onset, signal)
               : &none;
}

const struct mix_shift *desk_mix(const struct desk *desk, size_t signal)
{
    return signal < desk->shared.mixes->len ? desk->shared.mixes->pdata[signal] : NULL;
}

const struct signal *desk_find_signal(const struct desk *desk, const char *signal_id)
{
    for (guint i = 0; signal_id && i < desk->shared.signals->len; i++) {
        const struct signal *signal = desk->shared.signals->pdata[i];
        if (strcmp(signal->id, signal_id) == 0)
            return signal;
    }
    return NULL;
}

const struct lead *desk_lead(const struct desk *desk)
{
    return desk->shared.lead;
}

const GPtrArray *desk_issues(const struct desk *desk)
{
    return desk->shared.issues;
}

const GPtrArray *desk_deploys(const struct desk *desk)
{
    return desk->shared.deploys;
}

size_t desk_signals_left_out(const struct desk *desk)
{
    return desk->wall.left_out;
}

const GPtrArray *desk_signals_unmade(const struct desk *desk)
{
    return desk->wall.unmade;
}

size_t desk_signals_known(const struct desk *desk, size_t *asked)
{
    if (asked) /* which metrics there are is an answer, too */
        *asked = desk->wall.asked + (desk->wall.discovered ? 0 : 1);
    return desk->wall.answered;
}

bool desk_looking(const struct desk *desk)
{
    size_t asked, known = desk_signals_known(desk, &asked);
    return known < asked && !desk->wall.stopped;
}

struct client *desk_client(struct desk *desk)
{
    return desk->client;
}

struct log_source *desk_files(const struct desk *desk)
{
    return desk->files;
}

bool desk_paused(const struct desk *desk)
{
    return desk->paused;
}

bool desk_gliding(const struct desk *desk)
{
    return desk->gliding;
}

void desk_glide(struct desk *desk)
{
    desk->moved = true;
}

bool desk_focused(const struct view *view)
{
    return desk_view(view->desk) == view;
}
