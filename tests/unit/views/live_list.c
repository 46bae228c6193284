/* SPDX-License-Identifier: Apache-2.0 */
#include "views/live_list.h"

#include <string.h>

/* Items are their own ids. */
static const char *id_of(const void *item)
{
    return item;
}

static bool matches(const struct view *view, const void *item, const struct matcher *matcher)
{
    (void)view;
    return matcher_matches(matcher, item);
}

static const struct live_kind words = {.id = id_of, .matches = matches, .free = g_free};

static size_t row_count(const struct view *view)
{
    return ((const struct live_list *)view->state)->shown->len;
}

static const struct view_ops ops = {.row_count = row_count};

static GPtrArray *items(const char *const *texts)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    for (; *texts; texts++)
        g_ptr_array_add(list, g_strdup(*texts));
    return list;
}

static void begin(struct view *view, struct live_list *live)
{
    static const char *const fruit[] = {"apple", "banana", "cherry", "date", NULL};
    *view = (struct view){.ops = &ops, .state = live};
    live_list_init(live, &words);
    live_list_replace(live, items(fruit));
    live_list_show(view, live);
}

static void go(struct view *view, struct live_list *live, int rows)
{
    live_list_move(view, live, MOVE_ROW, rows, 0);
}

static void the_cursor_stays_on_its_thing(void)
{
    static const char *const later[] = {"fig", "cherry", "apple", NULL};
    struct view view;
    struct live_list live;
    begin(&view, &live);
    go(&view, &live, 2);
    g_assert_cmpstr(live_list_current(&live), ==, "cherry");
    live_list_replace(&live, items(later));
    live_list_show(&view, &live);
    g_assert_cmpuint(live.list.cursor, ==, 1);
    g_assert_cmpstr(live_list_current(&live), ==, "cherry");
    live_list_clear(&live);
}

static void a_thing_that_is_gone_leaves_the_cursor_at_the_top(void)
{
    static const char *const later[] = {"fig", "apple", NULL};
    struct view view;
    struct live_list live;
    begin(&view, &live);
    go(&view, &live, 2);
    live_list_replace(&live, items(later));
    live_list_show(&view, &live);
    g_assert_cmpstr(live_list_current(&live), ==, "fig");
    g_assert_null(live_list_at(&live, 2));
    g_assert_cmpint(live_list_find(&live, live.all, "apple"), ==, 1);
    g_assert_cmpint(live_list_find(&live, live.all, "cherry"), ==, -1);
    live_list_clear(&live);
}

static void what_came_instead_is_not_waiting_any_more(void)
{
    static const char *const later[] = {"fig", NULL};
    struct view view;
    struct live_list live;
    begin(&view, &live);
    live.waiting = 3;
    live.adopt = true;
    live_list_replace(&live, items(later));
    g_assert_cmpuint(live.waiting, ==, 0);
    g_assert_false(live.adopt);
    live_list_clear(&live);
}

static void a_pattern_keeps_or_hides(void)
{
    struct view view;
    struct live_list live;
    size_t shown, held;
    g_autoptr(matcher) an = matcher_new("an|at", NULL, NULL);
    g_autoptr(GString) text = g_string_new("");
    begin(&view, &live);
    live_list_words(&live, text);
    g_assert_cmpstr(text->str, ==, "");
    live_list_keep(&view, &live, an, false);
    live_list_passing(&live, &shown, &held);
    g_assert_cmpuint(shown, ==, 2);
    g_assert_cmpuint(held, ==, 4);
    live_list_words(&live, text);
    g_assert_cmpstr(text->str, ==, "  only /an|at/ (2)");
    live_list_keep(&view, &live, live.keep, true);
    g_assert_cmpstr(live_list_at(&live, 0), ==, "apple");
    g_assert_cmpstr(live_list_at(&live, 1), ==, "cherry");
    g_string_truncate(text, 0);
    live_list_words(&live, text);
    g_assert_cmpstr(text->str, ==, "  without /an|at/ (2)");
    g_assert_false(live_list_matches(&view, &live, 0, an));
    g_assert_false(live_list_matches(&view, &live, 2, an));
    live_list_clear(&live);
}

static void a_filter_tried_out_leaves_all_as_it_was(void)
{
    struct view view;
    struct live_list live;
    g_autoptr(matcher) an = matcher_new("an", NULL, NULL);
    g_autoptr(matcher) e = matcher_new("e", NULL, NULL);
    begin(&view, &live);
    live_list_keep(&view, &live, e, false);
    go(&view, &live, 1);
    live_list_try(&view, &live, FILTER_BEGIN, NULL, false);
    live_list_try(&view, &live, FILTER_TRY, an, false);
    g_assert_cmpstr(live_list_current(&live), ==, "banana");
    live_list_try(&view, &live, FILTER_BACK, NULL, false);
    g_assert_cmpuint(live.shown->len, ==, 3);
    g_assert_cmpstr(live_list_current(&live), ==, "cherry");
    live_list_clear(&live);
}

static bool fits(const struct view *view, size_t row, const void *matcher)
{
    return live_list_matches(view, view->state, row, matcher);
}

static void a_search_goes_around_the_end(void)
{
    struct view view;
    struct live_list live;
    g_autoptr(matcher) an = matcher_new("an", NULL, NULL);
    g_autoptr(matcher) none = matcher_new("grape", NULL, NULL);
    begin(&view, &live);
    go(&view, &live, 3);
    g_assert_true(live_list_seek(&view, &live, 1, fits, an));
    g_assert_cmpstr(live.selected, ==, "banana");
    g_assert_false(live_list_seek(&view, &live, 1, fits, none));
    g_assert_cmpstr(live.selected, ==, "banana");
    live_list_clear(&live);
}

static int64_t length_of(const void *item)
{
    return (int64_t)strlen(item);
}

static void the_worst_is_the_first_of_the_heaviest_below(void)
{
    static const char *const nothing[] = {NULL};
    struct view view;
    struct live_list live;
    begin(&view, &live);
    g_assert_true(live_list_worst(&live, length_of));
    g_assert_cmpstr(live.selected, ==, "banana");
    go(&view, &live, 1);
    go(&view, &live, 1);
    g_assert_true(live_list_worst(&live, length_of));
    g_assert_cmpstr(live.selected, ==, "date");
    live_list_replace(&live, items(nothing));
    live_list_show(&view, &live);
    g_assert_false(live_list_worst(&live, length_of));
    g_assert_null(live.selected);
    live_list_clear(&live);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*test)(void);
    } tests[] = {
        {"/live list/the cursor stays on its thing",                     the_cursor_stays_on_its_thing},
        {"/live list/a thing that is gone leaves the cursor at the top",
         a_thing_that_is_gone_leaves_the_cursor_at_the_top                                            },
        {"/live list/what came instead is not waiting any more",
         what_came_instead_is_not_waiting_any_more                                                    },
        {"/live list/a pattern keeps or hides",                          a_pattern_keeps_or_hides     },
        {"/live list/a filter tried out leaves all as it was",
         a_filter_tried_out_leaves_all_as_it_was                                                      },
        {"/live list/a search goes around the end",                      a_search_goes_around_the_end },
        {"/live list/the worst is the first of the heaviest below",
         the_worst_is_the_first_of_the_heaviest_below                                                 },
    };
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add_func(tests[i].path, tests[i].test);
    return g_test_run();
}
