/* SPDX-License-Identifier: Apache-2.0
 *
 * The mouse: the wheel moves in what is below it, a click goes there, two are Enter, and dragging
 * marks a range where a view has one.
 */
#include "views/desk_state.h"

#define TWICE_US   400000 /* two presses of one cell within this are Enter */
#define WHEEL_ROWS 3
#define TRIES      64 /* movements after which a row is taken to have no cursor */

static bool inside(const struct rect *rect, int row, int col)
{
    return row >= rect->row && row < rect->row + rect->rows && col >= rect->col &&
           col < rect->col + rect->cols;
}

/* Of enum pane, or PANE_LEAD; -1 between them. */
static int pane_at(const struct desk *desk, int row, int col)
{
    if (inside(&desk->lead_rect, row, col))
        return PANE_LEAD;
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (desk->panes[pane].rect.rows > 0 && inside(&desk->panes[pane].rect, row, col))
            return pane;
    return -1;
}

static int tab_at(const struct desk *desk, int col)
{
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (col >= desk->tabs[pane].col && col < desk->tabs[pane].col + desk->tabs[pane].cols)
            return pane;
    return -1;
}

/* --- rows --- */

/* The row of the view's body that the cursor's bar is drawn in; -1 = none is. How a view puts its
 * rows on the screen is its own affair, so it is asked to draw. */
static int cursor_row(struct view *view)
{
    struct grid *grid = grid_new(MAX(view->rows, 1), MAX(view->cols, 1));
    struct surface surface = surface_of_grid(grid);
    int found = -1;
    if (view->ops->layout)
        view->ops->layout(view, view->rows, view->cols);
    view->ops->draw(view, &surface);
    for (int row = 0; row < grid_rows(grid) && found < 0; row++)
        for (int col = 0; col < grid_cols(grid) && found < 0; col++)
            if (grid_marked(grid, row, col, ROLE_SELECTED) ||
                grid_marked(grid, row, col, ROLE_SELECTED_IDLE))
                found = row;
    grid_free(grid);
    return found;
}

/* By as many rows as are between, then one by one: a row may take several lines. */
static void go_to_row(struct view *view, int row)
{
    int at = cursor_row(view), by = row - at;
    for (int i = 0; i < TRIES && at >= 0 && by != 0; i++) {
        view->ops->move(view, MOVE_ROW, by);
        int now = cursor_row(view);
        if (now == at || (i > 0 && (now > row) != (at > row)))
            break;
        at = now;
        by = at < row ? 1 : at > row ? -1 : 0;
    }
    desk_cursor_moved(view);
}

/* --- pressing --- */

static void point(struct desk *desk, int pane, const struct mouse *mouse, bool dragged)
{
    struct view *view = desk_top(desk, pane);
    const struct rect *rect = &desk->panes[pane].rect;
    int row = mouse->row - rect->row - desk_title_rows(desk);
    int col = CLAMP(mouse->col - rect->col, 0, MAX(rect->cols - 1, 0));
    if (!view || (view->ops->point && view->ops->point(view, row, col, dragged)))
        return;
    if (row >= 0 && !dragged && view->ops->move)
        go_to_row(view, row);
}

static void press(struct desk *desk, const struct mouse *mouse)
{
    struct pointer *pointer = &desk->pointer;
    gint64 now = g_get_monotonic_time();
    bool twice = pointer->row == mouse->row && pointer->col == mouse->col &&
                 now - pointer->pressed_us < TWICE_US;
    bool header = mouse->row == 0 && !desk->bare;
    int pane = header ? tab_at(desk, mouse->col) : pane_at(desk, mouse->row, mouse->col);
    pointer->row = mouse->row;
    pointer->col = mouse->col;
    pointer->pressed_us = twice ? 0 : now;
    pointer->dragging = -1;
    if (pane < 0)
        return;
    struct rect before = pane == PANE_LEAD ? desk->lead_rect : desk->panes[pane].rect;
    if (twice && !header && desk->focus == pane) {
        desk_enter(desk);
        return;
    }
    if (desk->focus != pane)
        desk_focus(desk, pane);
    if (pane == PANE_LEAD || header)
        return;
    const struct rect *after = &desk->panes[pane].rect;
    if (after->row == before.row && after->rows == before.rows && after->col == before.col) {
        pointer->dragging = pane;
        point(desk, pane, mouse, false);
    }
}

/* --- the wheel --- */

void desk_mouse_settle(struct desk *desk)
{
    int by = desk->pointer.wheel;
    struct view *view = desk_top(desk, desk->pointer.wheel_pane);
    desk->pointer.wheel = 0;
    if (!by || !desk->started)
        return;
    if (desk->overlay.kind != OVERLAY_NONE) {
        struct key key = {by > 0 ? KEY_CODE_DOWN : KEY_CODE_UP, 0};
        for (int i = 0; i < ABS(by); i++)
            desk_overlay_key(desk, key);
    } else if (view && view->ops->move) {
        view->ops->move(view, MOVE_ROW, by * WHEEL_ROWS);
        if (desk_focused(view))
            desk_cursor_moved(view);
    }
    desk_redraw(desk);
}

static void turn(struct desk *desk, const struct mouse *mouse)
{
    int pane = pane_at(desk, mouse->row, mouse->col);
    if (pane != desk->pointer.wheel_pane)
        desk_mouse_settle(desk);
    desk->pointer.wheel_pane = pane;
    desk->pointer.wheel += mouse->by;
}

void desk_mouse(struct desk *desk, const struct mouse *mouse)
{
    if (mouse->kind == MOUSE_WHEEL) {
        turn(desk, mouse);
        return;
    }
    desk_mouse_settle(desk);
    if (!desk->started || desk->overlay.kind != OVERLAY_NONE)
        return;
    desk->touched = true;
    if (mouse->kind == MOUSE_PRESS) {
        g_clear_pointer(&desk->message, g_free);
        desk_keys_reset(desk);
        press(desk, mouse);
    } else if (mouse->kind == MOUSE_DRAG && desk->pointer.dragging >= 0) {
        point(desk, desk->pointer.dragging, mouse, true);
    } else if (mouse->kind == MOUSE_RELEASE) {
        desk->pointer.dragging = -1;
    }
    desk_redraw(desk);
}

void desk_mouse_switch(struct desk *desk, bool on)
{
    desk->pointer = (struct pointer){.on = on, .dragging = -1};
    if (desk->screen)
        screen_mouse(desk->screen, on);
}
