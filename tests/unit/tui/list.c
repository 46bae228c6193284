/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/list.h"

#include <glib.h>
#include <stdint.h>

static void assert_list(const struct list *list, size_t cursor, size_t top)
{
    g_assert_cmpuint(list->cursor, ==, cursor);
    g_assert_cmpuint(list->top, ==, top);
}

static void test_empty(void)
{
    struct list list = {0};

    list_resize(&list, 0, 5);
    list_move(&list, 3);
    list_page(&list, 1);
    list_end(&list);
    list_go(&list, 9);
    assert_list(&list, 0, 0);
    g_assert_cmpuint(list_row(&list, 0), ==, SIZE_MAX);
}

static void test_moves(void)
{
    struct list list = {0};

    list_resize(&list, 10, 3);
    list_move(&list, 2);
    assert_list(&list, 2, 0);
    list_move(&list, 1);
    assert_list(&list, 3, 1);
    list_move(&list, -3);
    assert_list(&list, 0, 0);
    list_move(&list, -1);
    assert_list(&list, 0, 0);
    list_move(&list, 100);
    assert_list(&list, 9, 7);
    list_move(&list, G_MINLONG);
    assert_list(&list, 0, 0);
    list_move(&list, G_MAXLONG);
    assert_list(&list, 9, 7);
    g_assert_cmpuint(list_row(&list, 2), ==, 9);
    g_assert_cmpuint(list_row(&list, 3), ==, SIZE_MAX);
    g_assert_cmpuint(list_row(&list, -1), ==, SIZE_MAX);
}

static void test_pages(void)
{
    struct list list = {0};

    list_resize(&list, 100, 10);
    list_move(&list, 2);
    list_page(&list, 1);
    assert_list(&list, 12, 10);
    list_page(&list, 0.5);
    assert_list(&list, 17, 15);
    list_page(&list, -0.5);
    assert_list(&list, 12, 10);
    list_page(&list, -3);
    assert_list(&list, 0, 0);
    list_page(&list, 50);
    assert_list(&list, 99, 90);
    list_resize(&list, 100, 1);
    list_go(&list, 5);
    list_page(&list, 0.5);
    g_assert_cmpuint(list.cursor, ==, 6);
}

static void test_resizing(void)
{
    struct list list = {0};

    list_resize(&list, 100, 10);
    list_go(&list, 50);
    list_resize(&list, 100, 4);
    g_assert_cmpuint(list.cursor, ==, 50);
    g_assert_true(list.top <= 50 && 50 < list.top + 4);
    list_resize(&list, 20, 4);
    assert_list(&list, 19, 16);
    list_resize(&list, 20, 40);
    assert_list(&list, 19, 0);
    list_resize(&list, 20, 0);
    g_assert_cmpuint(list_row(&list, 0), ==, SIZE_MAX);
    list_resize(&list, 20, -3);
    list_resize(&list, 1, 5);
    assert_list(&list, 0, 0);
}

static void test_follow(void)
{
    struct list list = {0};

    list_resize(&list, 10, 3);
    list_end(&list);
    list_resize(&list, 15, 3);
    assert_list(&list, 14, 12);
    list_move(&list, 1);
    list_resize(&list, 16, 3);
    assert_list(&list, 15, 13);
    list_move(&list, -1);
    list_resize(&list, 20, 3);
    assert_list(&list, 14, 13);
}

static void test_light(void)
{
    struct list list = {0};

    list_resize(&list, 100, 10);
    list_go(&list, 9);
    list_rest(&list);
    list_move(&list, 1);
    list_glide(&list);
    g_assert_cmpuint(list.lit, ==, 9);
    g_assert_cmpuint(list.lit_top, ==, 0);
    list_rest(&list);
    g_assert_cmpuint(list.lit, ==, 10);
    g_assert_cmpuint(list.lit_top, ==, 1);
}

/* Scrolled by a few rows the terminal moves the scrollbar, too; a page is drawn anew. */
static void test_drift(void)
{
    struct list list = {0};

    list_resize(&list, 100, 10);
    list_go(&list, 9);
    list_rest(&list);
    for (int i = 0; i < 5; i++) {
        list_move(&list, 1);
        list_glide(&list);
    }
    g_assert_cmpint(list.drift, ==, 5);
    list_page(&list, 1);
    list_glide(&list);
    g_assert_cmpint(list.drift, ==, 5);
    for (int i = 0; i < 12; i++) {
        list_move(&list, -1);
        list_glide(&list);
    }
    g_assert_cmpint(list.drift, ==, 2);
    list_rest(&list);
    g_assert_cmpint(list.drift, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/list/an empty list takes every move", test_empty);
    g_test_add_func("/list/the window moves as little as it must", test_moves);
    g_test_add_func("/list/pages keep the cursor's line", test_pages);
    g_test_add_func("/list/resizing keeps the cursor in sight", test_resizing);
    g_test_add_func("/list/following ends when the cursor leaves the last row", test_follow);
    g_test_add_func("/list/the lit row follows when keys rest", test_light);
    g_test_add_func("/list/the scrollbar drifts with rows that scroll", test_drift);
    return g_test_run();
}
