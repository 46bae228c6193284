/* SPDX-License-Identifier: Apache-2.0
 *
 * Moves in the tree of a waterfall, and its guides where runs are open.
 */
#include "tests/support/shown_rows.h"

/* The first run open: page x3 q1 q2 q3 call x3 crash */
static void set_up(struct shown *shown, gconstpointer data)
{
    (void)data;
    shown_set_up(shown, page_trace());
    trace_rows_reveal(&shown->rows, trace_find(shown->trace, "q1"));
}

static int parent(const struct shown *shown, size_t row)
{
    size_t to;
    return trace_rows_parent(&shown->rows, row, &to) ? (int)to : -1;
}

static int sibling(const struct shown *shown, size_t row, int direction)
{
    size_t to;
    return trace_rows_sibling(&shown->rows, row, direction, &to) ? (int)to : -1;
}

static void an_open_run_is_the_parent_of_its_members(struct shown *shown, gconstpointer data)
{
    (void)data;
    g_assert_cmpint(parent(shown, 3), ==, 1);
    g_assert_cmpint(parent(shown, 1), ==, 0);
    g_assert_cmpint(parent(shown, 6), ==, 5);
    g_assert_cmpint(parent(shown, 0), ==, -1);
}

static void siblings_are_of_one_parent(struct shown *shown, gconstpointer data)
{
    (void)data;
    g_assert_cmpint(sibling(shown, 1, 1), ==, 5);
    g_assert_cmpint(sibling(shown, 5, 1), ==, 7);
    g_assert_cmpint(sibling(shown, 7, 1), ==, -1);
    g_assert_cmpint(sibling(shown, 7, -1), ==, 5);
    g_assert_cmpint(sibling(shown, 5, -1), ==, 1);
    g_assert_cmpint(sibling(shown, 1, -1), ==, -1);
    g_assert_cmpint(sibling(shown, 2, -1), ==, -1);
    g_assert_cmpint(sibling(shown, 2, 1), ==, 3);
    g_assert_cmpint(sibling(shown, 4, 1), ==, -1);
    g_assert_cmpint(sibling(shown, 4, -1), ==, 3);
    g_assert_cmpint(sibling(shown, 0, 1), ==, -1);
    g_assert_cmpint(sibling(shown, 0, -1), ==, -1);
}

static void siblings_in_every_order_and_under_a_filter(struct shown *shown, gconstpointer data)
{
    (void)data;
    uint8_t passes[G_N_ELEMENTS(given_page)] = {0};
    passes[trace_find(shown->trace, "q1")] = passes[trace_find(shown->trace, "crash")] = 1;
    trace_rows_keep(&shown->rows, passes); /* page q1 crash */
    g_assert_cmpint(sibling(shown, 1, 1), ==, 2);
    g_assert_cmpint(sibling(shown, 2, -1), ==, 1);
    trace_rows_keep(&shown->rows, NULL);
    trace_rows_sort(&shown->rows, TRACE_BY_DURATION); /* page call x3 x3 q2 q3 q1 crash */
    g_assert_cmpint(sibling(shown, 1, 1), ==, 3);
    g_assert_cmpint(sibling(shown, 3, -1), ==, 1);
    g_assert_cmpint(sibling(shown, 4, 1), ==, 5);
}

static void the_slowest_child_may_be_in_a_run(struct shown *shown, gconstpointer data)
{
    (void)data;
    const struct trace_rows *rows = &shown->rows;
    g_assert_cmpint(trace_rows_slowest(rows, trace_rows_at(rows, 0)), ==,
                    trace_find(shown->trace, "call"));
    g_assert_cmpint(trace_rows_slowest(rows, trace_rows_at(rows, 5)), ==,
                    trace_find(shown->trace, "g1"));
    g_assert_cmpint(trace_rows_slowest(rows, trace_rows_at(rows, 1)), ==,
                    trace_find(shown->trace, "q2"));
    g_assert_cmpint(trace_rows_slowest(rows, trace_rows_at(rows, 7)), ==, -1);
}

/* Two trees: every root and child of one is a section. */
static void sections_are_roots_and_their_children(void)
{
    static const struct given_span given[] = {
        {"a",   NULL,  0,  10, false},
        {"a1",  "a",   1,  5,  false},
        {"a1x", "a1",  2,  1,  false},
        {"b",   NULL,  20, 10, false},
        {"b1",  "b",   21, 5,  false},
        {"b1x", "b1",  22, 1,  false},
        {"o",   "b1x", 22, 1,  false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    g_assert_cmpint(rows.roots, ==, 2);
    g_assert_cmpint(rows.main_root, ==, trace_find(trace, "b")); /* 4 of 7 */
    size_t row = 0;
    static const size_t wanted[] = {1, 3, 4};
    for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
        g_assert_true(trace_rows_section(&rows, row, 1, &row));
        g_assert_cmpuint(row, ==, wanted[i]);
    }
    size_t none;
    g_assert_false(trace_rows_section(&rows, row, 1, &none));
    g_assert_true(trace_rows_section(&rows, 6, -1, &row));
    g_assert_cmpuint(row, ==, 4);
    trace_rows_clear(&rows);
}

static void of_many_trees_the_first_is_the_main_one(void)
{
    static const struct given_span given[] = {
        {"a",  NULL, 0,  10, false},
        {"b",  NULL, 20, 10, false},
        {"b1", "b",  21, 1,  false},
        {"c",  NULL, 40, 10, false},
        {"d",  NULL, 60, 10, false},
    };
    g_autoptr(trace) trace = trace_of(given, G_N_ELEMENTS(given));
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    g_assert_cmpint(rows.roots, ==, 4);
    g_assert_cmpint(rows.main_root, ==, 0);
    trace_rows_clear(&rows);
}

static void assert_guides(const struct trace_rows *rows, size_t row, const char *wanted)
{
    g_autofree char *guides = trace_rows_guides(rows, trace_rows_at(rows, row), 20, false);
    g_assert_cmpstr(guides, ==, wanted);
}

static void members_stand_one_level_below_their_run(struct shown *shown, gconstpointer data)
{
    (void)data;
    assert_guides(&shown->rows, 1, "├ ");
    assert_guides(&shown->rows, 2, "│ ├ ");
    assert_guides(&shown->rows, 4, "│ └ ");
    assert_guides(&shown->rows, 6, "│ └ ");
    assert_guides(&shown->rows, 7, "└ ");
}

static void guides_end_at_the_last_that_is_kept(struct shown *shown, gconstpointer data)
{
    (void)data;
    uint8_t passes[G_N_ELEMENTS(given_page)] = {0};
    passes[trace_find(shown->trace, "q1")] = passes[trace_find(shown->trace, "g1")] = 1;
    trace_rows_keep(&shown->rows, passes); /* page q1 call g1 */
    assert_guides(&shown->rows, 1, "├ ");
    assert_guides(&shown->rows, 2, "└ ");
    assert_guides(&shown->rows, 3, "  └ ");
}

#define DEEP 2000

static void a_deep_chain_tells_its_depth(void)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (int i = 0; i < DEEP; i++) {
        struct span *span = trace_add_span(trace);
        g_autofree char *id = g_strdup_printf("%d", i), *up = g_strdup_printf("%d", i - 1);
        span->id = span->name = trace_text(trace, id);
        span->parent_id = i ? trace_text(trace, up) : NULL;
        span->start_us = 1000 + i;
        span->duration_us = 100000;
    }
    trace_arrange(trace);
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    assert_guides(&rows, DEEP - 1, "…1999       └ ");
    size_t row;
    g_assert_true(trace_rows_parent(&rows, DEEP - 1, &row));
    g_assert_cmpuint(row, ==, DEEP - 2);
    g_assert_false(trace_rows_sibling(&rows, DEEP - 1, -1, &row));
    trace_rows_clear(&rows);
    trace_free(trace);
}

#define ADD(path, test) g_test_add(path, struct shown, NULL, set_up, test, shown_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/trace moves/an open run is the parent of its members",
        an_open_run_is_the_parent_of_its_members);
    ADD("/trace moves/siblings are of one parent", siblings_are_of_one_parent);
    ADD("/trace moves/siblings in every order and under a filter",
        siblings_in_every_order_and_under_a_filter);
    ADD("/trace moves/the slowest child may be in a run", the_slowest_child_may_be_in_a_run);
    g_test_add_func("/trace moves/sections are roots and their children",
                    sections_are_roots_and_their_children);
    g_test_add_func("/trace moves/of many trees the first is the main one",
                    of_many_trees_the_first_is_the_main_one);
    ADD("/trace moves/members stand one level below their run",
        members_stand_one_level_below_their_run);
    ADD("/trace moves/guides end at the last that is kept", guides_end_at_the_last_that_is_kept);
    g_test_add_func("/trace moves/a deep chain tells its depth", a_deep_chain_tells_its_depth);
    return g_test_run();
}
