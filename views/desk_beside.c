/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands beside the waterfall when it has a wide screen to itself: the details of the span
 * under the cursor, which follow it as a linked pane does. They never have the focus; Enter opens
 * them in the pane, with their keys.
 */
#include "views/desk_state.h"

#include "views/views.h"

#define LEAST_COLS 160
#define LEAST_ROWS 16
#define WATERFALL  60 /* percent of the columns */

static bool alone(const struct desk *desk)
{
    int shown = 0;
    for (int pane = 0; pane < PANE_COUNT; pane++)
        shown += desk->panes[pane].rect.rows > 0;
    return shown == 1;
}

static bool fits(const struct desk *desk)
{
    const struct view *view = desk_view(desk);
    return view && view->ops == &trace_view && !desk->bare && alone(desk) &&
           desk->panes[desk->focus].rect.cols >= LEAST_COLS &&
           desk->panes[desk->focus].rect.rows >= LEAST_ROWS;
}

void desk_beside_close(struct desk *desk)
{
    if (desk->beside.view)
        desk_view_free(g_steal_pointer(&desk->beside.view));
}

void desk_beside_place(struct desk *desk)
{
    struct rect *rest = &desk->beside.rect;
    bool shown = rest->rows > 0;
    *rest = (struct rect){0};
    if (!fits(desk)) {
        desk_beside_close(desk);
        return;
    }
    struct rect *pane = &desk->panes[desk->focus].rect;
    int cols = pane->cols * WATERFALL / 100;
    *rest = (struct rect){pane->row, pane->col + cols + 1, pane->rows, pane->cols - cols - 1};
    pane->cols = cols;
    if (!shown) /* once it stands there it is told what to show */
        desk_rest(desk);
}

void desk_beside_layout(struct desk *desk)
{
    struct view *view = desk->beside.view;
    if (!view)
        return;
    view->rows = desk->beside.rect.rows - desk_title_rows(desk);
    view->cols = desk->beside.rect.cols;
    view->ops->layout(view, view->rows, view->cols);
}

static bool shows(const struct view *view, const struct target *target)
{
    return view && g_strcmp0(view->opened.span_id, target->span_id) == 0 &&
           g_strcmp0(view->opened.trace_id, target->trace_id) == 0;
}

void desk_beside_follow(struct desk *desk, const struct target *target)
{
    if (desk->beside.rect.rows == 0 || target->kind != TARGET_SPAN ||
        shows(desk->beside.view, target))
        return;
    desk_beside_close(desk);
    desk->beside.view = desk_view_new(desk, &span_view, PANE_TRACE, target);
    desk->beside.view->beside = true;
    if (!span_view.open(desk->beside.view, target, NULL))
        desk_beside_close(desk);
}

void desk_beside_shared_changed(struct desk *desk)
{
    struct view *view = desk->beside.view;
    struct target target;
    if (!view)
        return;
    span_view.shared_changed(view);
    target_init(&target, TARGET_NONE);
    if (desk_target(desk, &target) && target.kind == TARGET_SPAN && shows(view, &target))
        span_view_place(view, &target.place);
    target_clear(&target);
}

void desk_beside_draw(const struct desk *desk, struct surface *whole)
{
    const struct rect *rect = &desk->beside.rect;
    const struct view *view = desk->beside.view;
    if (rect->rows < 2)
        return;
    for (int row = 1; row < rect->rows; row++)
        surface_run(whole, rect->row + row, rect->col - 1, 1, ROLE_HAIRLINE, "│", '|');
    struct surface pane = surface_part(whole, rect->row, rect->col, rect->rows, rect->cols);
    surface_run(&pane, 0, 0, pane.cols, ROLE_HAIRLINE, "─", '-');
    if (!view)
        return;
    g_autoptr(GString) title = g_string_new(" Span ");
    view->ops->status(view, title);
    g_string_append_c(title, ' ');
    surface_text_cut(&pane, 0, 1, pane.cols - 2, ROLE_TITLE, CUT_MIDDLE, title->str);
    struct surface body = surface_part(&pane, 1, 0, rect->rows - 1, rect->cols);
    view->ops->draw(view, &body);
}
