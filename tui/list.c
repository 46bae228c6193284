/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/list.h"

#include <stdint.h>

#define GLIDE_ROWS 3 /* the terminal scrolls by this much; more is drawn anew */

static size_t window(const struct list *list)
{
    return list->height > 0 ? (size_t)list->height : 1;
}

/* Moves the window as little as possible so that the cursor is in it and no row is wasted. */
static void show_cursor(struct list *list)
{
    size_t height = window(list);
    size_t last_top = list->count > height ? list->count - height : 0;

    if (list->cursor < list->top) {
        list->top = list->cursor;
    } else if (list->cursor - list->top >= height) {
        list->top = list->cursor - height + 1;
    }
    if (list->top > last_top) {
        list->top = last_top;
    }
}

void list_resize(struct list *list, size_t count, int height)
{
    list->count = count;
    list->height = height;
    if (count == 0) {
        list->cursor = 0;
    } else if (list->at_end || list->cursor >= count) {
        list->cursor = count - 1;
    }
    show_cursor(list);
}

void list_go(struct list *list, size_t row)
{
    if (list->count == 0) {
        row = 0;
    } else if (row >= list->count) {
        row = list->count - 1;
    }
    list->at_end = list->at_end && row + 1 == list->count;
    list->cursor = row;
    show_cursor(list);
}

void list_move(struct list *list, long by)
{
    size_t away = by < 0 ? (size_t)0 - (size_t)by : (size_t)by;

    if (by < 0) {
        list_go(list, list->cursor > away ? list->cursor - away : 0);
    } else {
        list_go(list, away < SIZE_MAX - list->cursor ? list->cursor + away : SIZE_MAX);
    }
}

/* The window moves with the cursor, so that a page is a new page. */
void list_page(struct list *list, double pages)
{
    double rows = pages * (double)window(list);
    long by = (long)rows;

    if (by == 0) {
        by = pages < 0 ? -1 : 1;
    }
    size_t away = by < 0 ? (size_t)0 - (size_t)by : (size_t)by;
    if (by < 0) {
        list->top = list->top > away ? list->top - away : 0;
    } else {
        list->top = away < SIZE_MAX - list->top ? list->top + away : SIZE_MAX;
    }
    size_t last_top = list->count > window(list) ? list->count - window(list) : 0;
    if (list->top > last_top) {
        list->top = last_top;
    }
    list_move(list, by);
}

void list_end(struct list *list)
{
    list_go(list, SIZE_MAX);
    list->at_end = true;
}

void list_rest(struct list *list)
{
    list->lit = list->cursor;
    list->lit_top = list->seen_top = list->top;
    list->drift = 0;
}

void list_glide(struct list *list)
{
    long by = (long)(list->top - list->seen_top);

    list->seen_top = list->top;
    if (by >= -GLIDE_ROWS && by <= GLIDE_ROWS) {
        list->drift += by;
    }
}

size_t list_row(const struct list *list, int y)
{
    if (y < 0 || y >= list->height) {
        return SIZE_MAX;
    }
    size_t row = list->top + (size_t)y;
    return row < list->count ? row : SIZE_MAX;
}
