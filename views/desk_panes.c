/* SPDX-License-Identifier: Apache-2.0
 *
 * Panes as stacks of views, and the trail: every pivot taken is a step that can be undone and taken
 * again.
 */
#include "views/desk_state.h"

#include "base/clock.h"

/* --- views on stacks --- */

struct view *desk_top(const struct desk *desk, int pane)
{
    if (pane < 0 || pane >= PANE_COUNT || desk->panes[pane].views->len == 0)
        return NULL;
    GPtrArray *views = desk->panes[pane].views;
    return views->pdata[views->len - 1];
}

struct view *desk_view(const struct desk *desk)
{
    return desk_top(desk, desk->focus);
}

void desk_view_free(struct view *view)
{
    desk_forget_view(view->desk, view);
    if (view->ops->close)
        view->ops->close(view);
    target_clear(&view->opened);
    g_free(view->error);
    g_free(view->state);
    g_free(view);
}

static void view_drop(struct desk *desk, struct view *view)
{
    if (desk->trial.view == view || desk->inquiry.view == view)
        desk_overlay_close(desk);
    if (desk->follow_from == view)
        desk_follow_cancel(desk);
    GPtrArray *lists[] = {desk->trail, desk->undone};
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint i = 0; i < lists[l]->len; i++) {
            struct step *step = lists[l]->pdata[i];
            if (step->view == view)
                step->view = NULL;
        }
    g_ptr_array_remove(desk->panes[view->pane].views, view);
    desk_view_free(view);
}

void desk_stack_clear(struct desk *desk, struct stack *stack)
{
    while (stack->views->len > 0)
        view_drop(desk, stack->views->pdata[stack->views->len - 1]);
}

struct view *desk_view_new(struct desk *desk, const struct view_ops *ops, enum pane pane,
                           const struct target *target)
{
    struct view *view = g_new0(struct view, 1);
    view->ops = ops;
    view->desk = desk;
    view->pane = (int)pane;
    view->state = g_malloc0(MAX(ops->state_size, 1));
    target_init(&view->opened, TARGET_NONE);
    if (target)
        target_copy(&view->opened, target);
    return view;
}

struct view *desk_push(struct desk *desk, const struct view_ops *ops, enum pane pane,
                       const struct target *target, GError **error)
{
    struct view *view = desk_view_new(desk, ops, pane, target);
    GPtrArray *views = desk->panes[pane].views;
    g_ptr_array_add(views, view);
    if (ops->open && !ops->open(view, target, error)) {
        g_ptr_array_remove(views, view);
        desk_view_free(view);
        return NULL;
    }
    if (views->len > STACK_MOST)
        view_drop(desk, views->pdata[1]);
    return view;
}

void desk_focus(struct desk *desk, int pane)
{
    desk->focus = pane;
    desk_follow_cancel(desk);
    desk_layout(desk, desk->rows, desk->cols);
    desk_pace_panes(desk);
    desk_rest(desk);
}

/* --- the trail --- */

void step_free(struct step *step)
{
    target_clear(&step->target);
    g_free(step);
}

static struct step *step_new(const struct desk *desk, const struct target *target, enum pane pane)
{
    struct step *step = g_new0(struct step, 1);
    target_copy(&step->target, target);
    step->pane = pane;
    step->focus_before = desk->focus;
    step->held = desk->scope.held;
    step->start_ms = desk->scope.start_ms;
    step->end_ms = desk->scope.end_ms;
    step->cursor_ms = desk->scope.cursor_ms;
    return step;
}

/* Going to something that has a time holds the range around it. */
static void hold_at(struct desk *desk, const struct target *target)
{
    bool timed = target->kind == TARGET_SIGNAL || target->kind == TARGET_RANGE ||
                 target->kind == TARGET_SAMPLE || target->kind == TARGET_TRACE ||
                 target->kind == TARGET_SPAN || target->kind == TARGET_LOGS ||
                 target->kind == TARGET_SIGNALS || target->kind == TARGET_AGENTS;
    if (!timed || target->time_ms <= 0)
        return;
    int64_t start, end;
    scope_range(&desk->scope, &start, &end);
    if (target->time_ms < start || target->time_ms > end) {
        int64_t half = (end - start) / 2;
        start = target->time_ms - half;
        end = target->time_ms + half;
    }
    desk->scope.cursor_ms = target->time_ms; /* before views are told of the range: they go there */
    desk_hold(desk, start, end);
}

static void restore_time(struct desk *desk, const struct step *step)
{
    struct scope *scope = &desk->scope;
    bool same =
        scope->held == step->held &&
        (!step->held || (scope->start_ms == step->start_ms && scope->end_ms == step->end_ms));
    if (!same && step->held)
        desk_hold(desk, step->start_ms, step->end_ms);
    else if (!same)
        desk_go_live(desk);
    scope->cursor_ms = step->cursor_ms;
}

static bool open_step(struct desk *desk, const struct target *target)
{
    enum pane pane = PANE_COUNT;
    if (!desk->started) { /* each pane's own view comes first, and stays */
        desk_say(desk, true, "nothing opens before an organization is known");
        return false;
    }
    const struct view_ops *ops = view_for_target(target->kind, &pane);
    if (!ops) {
        g_autofree char *what = target_text(target);
        desk_say(desk, true, "nothing shows %s", what);
        return false;
    }
    if (pane == PANE_COUNT) /* it opens where one is */
        pane = desk->focus == PANE_LEAD ? PANE_ISSUES : (enum pane)desk->focus;
    struct view *top = desk_top(desk, (int)pane);
    if (top && top->ops == ops && target_equal(&top->opened, target)) {
        desk_focus(desk, (int)pane);
        return true;
    }
    struct step *step = step_new(desk, target, pane);
    hold_at(desk, target);
    g_autoptr(GError) error = NULL;
    step->view = desk_push(desk, ops, pane, target, &error);
    if (!step->view) {
        restore_time(desk, step);
        if (error || !desk->message)
            desk_say(desk, true, "%s", error ? error->message : "it did not open");
        step_free(step);
        return false;
    }
    g_ptr_array_add(desk->trail, step);
    if (desk->trail->len > TRAIL_MOST)
        g_ptr_array_remove_index(desk->trail, 0);
    desk_focus(desk, (int)pane);
    return true;
}

bool desk_open(struct desk *desk, const struct target *target)
{
    struct target copy; /* the target may live in a view that closes meanwhile */
    target_copy(&copy, target);
    bool opened = open_step(desk, &copy);
    target_clear(&copy);
    if (opened)
        g_ptr_array_set_size(desk->undone, 0);
    return opened;
}

static void undo(struct desk *desk, guint index, bool last)
{
    struct step *step = g_ptr_array_steal_index(desk->trail, index);
    if (step->view)
        view_drop(desk, step->view);
    if (last)
        restore_time(desk, step);
    desk_focus(desk, step->focus_before);
    step->view = NULL;
    g_ptr_array_add(desk->undone, step);
}

void desk_close_down_to(struct desk *desk, int pane, guint index)
{
    GPtrArray *views = desk->panes[pane].views;
    while (views->len > index + 1) {
        struct view *top = views->pdata[views->len - 1];
        for (guint i = desk->trail->len; i-- > 0;) {
            struct step *step = desk->trail->pdata[i];
            if (step->view == top)
                g_ptr_array_add(desk->undone, g_ptr_array_steal_index(desk->trail, i));
        }
        view_drop(desk, top);
    }
}

bool desk_back(struct desk *desk)
{
    if (desk->trail->len == 0) {
        desk_say(desk, false, "the trail begins here");
        return false;
    }
    undo(desk, desk->trail->len - 1, true);
    return true;
}

bool desk_forward(struct desk *desk)
{
    if (desk->undone->len == 0) {
        desk_say(desk, false, "the trail ends here");
        return false;
    }
    struct step *step = g_ptr_array_steal_index(desk->undone, desk->undone->len - 1);
    bool opened = open_step(desk, &step->target);
    step_free(step);
    return opened;
}

bool desk_escape(struct desk *desk)
{
    struct view *top = desk_view(desk);
    if (desk_stop_waiting(desk))
        return true;
    if (top && top->ops->unfilter && top->ops->unfilter(top))
        return true;
    if (!top || desk->panes[desk->focus].views->len < 2)
        return false;
    desk_leave(top);
    return true;
}

struct view *desk_below(const struct view *view)
{
    const GPtrArray *views = view->desk->panes[view->pane].views;
    guint at;
    return g_ptr_array_find((GPtrArray *)views, view, &at) && at > 0 ? views->pdata[at - 1] : NULL;
}

void desk_leave(struct view *top)
{
    struct desk *desk = top->desk;
    for (guint i = desk->trail->len; i-- > 0;) {
        struct step *step = desk->trail->pdata[i];
        if (step->view != top)
            continue;
        undo(desk, i, i + 1 == desk->trail->len);
        return;
    }
    view_drop(desk, top);
    desk_focus(desk, desk->focus);
}
