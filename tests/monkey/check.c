/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/monkey/check.h"

#include <string.h>

#define MOST_ASKS 400
#define MOST_JOBS 200

static void check_text(const struct cell *cell)
{
    size_t length = strnlen(cell->text, sizeof cell->text);
    g_assert_cmpuint(length, <, sizeof cell->text);
    g_assert_true(g_utf8_validate(cell->text, (gssize)length, NULL));
    for (const char *at = cell->text; *at; at = g_utf8_next_char(at)) {
        gunichar code = g_utf8_get_char(at);
        g_assert_cmphex(code, >=, 0x20);
        g_assert_false(code >= 0x7f && code < 0xa0);
        g_assert_false(code >= 0x202a && code <= 0x202e);
        g_assert_false(code >= 0x2066 && code <= 0x2069);
    }
}

void check_grid(const struct grid *grid, int cursor_row, int cursor_col)
{
    for (int row = 0; row < grid->rows; row++)
        for (int col = 0; col < grid->cols; col++) {
            const struct cell *cell = grid_peek(grid, row, col);
            g_assert_cmpuint(cell->width, <=, 2);
            g_assert_cmpuint(cell->mark_count, <=, CELL_MARKS);
            if (cell->width == 0)
                g_assert_true(col > 0 && grid_peek(grid, row, col - 1)->width == 2);
            if (cell->width == 2)
                g_assert_true(col + 1 < grid->cols && grid_peek(grid, row, col + 1)->width == 0);
            check_text(cell);
        }
    g_assert_cmpint(cursor_row, <, grid->rows);
    g_assert_true(cursor_row < 0 || (cursor_col >= 0 && cursor_col < grid->cols));
}

static void check_overlay(const struct overlay *overlay)
{
    g_assert_true((overlay->prompt != NULL) == (overlay->kind == OVERLAY_PROMPT));
    g_assert_true((overlay->palette != NULL) == (overlay->kind == OVERLAY_PALETTE));
    g_assert_true((overlay->help != NULL) == (overlay->kind == OVERLAY_HELP));
    if (overlay->kind == OVERLAY_PROMPT) {
        const char *text = prompt_text(overlay->prompt);
        g_assert_true(g_utf8_validate(text, -1, NULL));
        g_assert_cmpuint(prompt_cursor(overlay->prompt), <=, strlen(text));
    }
}

static void check_panes(const struct desk *desk)
{
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        const struct stack *stack = &desk->panes[pane];
        g_assert_cmpuint(stack->views->len, <=, STACK_MOST);
        g_assert_true(!desk->started || stack->views->len > 0);
        for (guint i = 0; i < stack->views->len; i++) {
            const struct view *view = stack->views->pdata[i];
            g_assert_true(view->desk == desk);
            g_assert_cmpint((int)view->pane, ==, pane);
        }
        const struct rect *rect = &stack->rect;
        g_assert_true(rect->rows == 0 || (rect->row >= 0 && rect->row + rect->rows <= desk->rows &&
                                          rect->col >= 0 && rect->col + rect->cols <= desk->cols));
    }
}

static void check_target(const struct desk *desk)
{
    struct target target;
    target_init(&target, TARGET_NONE);
    desk_target(desk, &target);
    target_clear(&target);
}

void check_desk(const struct desk *desk)
{
    g_assert_cmpint(desk->focus, >=, 0);
    g_assert_cmpint(desk->focus, <=, PANE_LEAD);
    g_assert_cmpuint(desk->key_count, <, DESK_KEYS);
    g_assert_cmpuint(desk->trail->len, <=, TRAIL_MOST);
    g_assert_cmpuint(desk->undone->len, <=, TRAIL_MOST);
    g_assert_cmpuint(desk->jobs->len, <=, MOST_JOBS);
    g_assert_true(!desk->asks || g_hash_table_size(desk->asks) <= MOST_ASKS);
    g_assert_cmpuint(desk->shared.onsets->len, ==, desk->shared.signals->len);
    check_overlay(&desk->overlay);
    check_panes(desk);
    if (desk->started)
        check_target(desk);
}
