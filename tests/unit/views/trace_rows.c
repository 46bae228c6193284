/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_rows.h"

#include "tests/support/shown_rows.h"

static void set_up(struct shown *shown, gconstpointer data)
{
    (void)data;
    shown_set_up(shown, trace_of(given_story, G_N_ELEMENTS(given_story)));
}

static int find(const struct shown *shown, const char *id)
{
    return trace_find(shown->trace, id);
}

static void folding_hides_descendants(struct shown *shown, gconstpointer data)
{
    (void)data;
    assert_shown(&shown->rows, "web cache checkout payment inventory select");
    trace_rows_fold(&shown->rows, row_of(&shown->rows, "payment"), true);
    assert_shown(&shown->rows, "web cache checkout payment");
    trace_rows_fold(&shown->rows, row_of(&shown->rows, "payment"), false);
    assert_shown(&shown->rows, "web cache checkout payment inventory select");
    trace_rows_fold(&shown->rows, row_of(&shown->rows, "select"), true);
    assert_shown(&shown->rows, "web cache checkout payment inventory select");
}

static void a_hidden_span_is_at_the_row_that_hides_it(struct shown *shown, gconstpointer data)
{
    (void)data;
    trace_rows_fold(&shown->rows, row_of(&shown->rows, "payment"), true);
    size_t row = trace_rows_row(&shown->rows, find(shown, "select"));
    g_assert_cmpint(trace_rows_span(&shown->rows, row), ==, find(shown, "payment"));
    trace_rows_reveal(&shown->rows, find(shown, "select"));
    row = trace_rows_row(&shown->rows, find(shown, "select"));
    g_assert_cmpint(trace_rows_span(&shown->rows, row), ==, find(shown, "select"));
}

static void levels_open_one_at_a_time(struct shown *shown, gconstpointer data)
{
    (void)data;
    trace_rows_level(&shown->rows, -100);
    assert_shown(&shown->rows, "web");
    trace_rows_level(&shown->rows, 1);
    assert_shown(&shown->rows, "web cache checkout");
    trace_rows_level(&shown->rows, 1);
    assert_shown(&shown->rows, "web cache checkout payment");
    trace_rows_level(&shown->rows, 100);
    assert_shown(&shown->rows, "web cache checkout payment inventory select");
}

static void assert_guides(const struct shown *shown, const char *id, int cells, bool ascii,
                          const char *wanted)
{
    g_autofree char *guides =
        trace_rows_guides(&shown->rows, row_of(&shown->rows, id), cells, ascii);
    g_assert_cmpstr(guides, ==, wanted);
}

static void guides_join_siblings(struct shown *shown, gconstpointer data)
{
    (void)data;
    assert_guides(shown, "web", 20, false, "");
    assert_guides(shown, "cache", 20, false, "├ ");
    assert_guides(shown, "checkout", 20, false, "└ ");
    assert_guides(shown, "payment", 20, false, "  └ ");
    assert_guides(shown, "cache", 20, true, "|-");
}

/* "select" is at depth 4. */
static void deep_guides_are_cut_and_tell_the_depth(struct shown *shown, gconstpointer data)
{
    (void)data;
    assert_guides(shown, "select", 8, false, "      └ ");
    assert_guides(shown, "select", 6, false, "…4 └ ");
    assert_guides(shown, "select", 4, false, "…4 └ ");
    assert_guides(shown, "select", 0, true, "~4 `-");
}

static void the_heaviest_come_first(struct shown *shown, gconstpointer data)
{
    (void)data;
    int heavy[2];
    g_assert_cmpuint(trace_rows_heaviest(&shown->rows, -1, heavy, 2), ==, 2);
    g_assert_cmpint(heavy[0], ==, find(shown, "select"));
    g_assert_cmpint(heavy[1], ==, find(shown, "inventory"));
    g_assert_cmpuint(trace_rows_heaviest(&shown->rows, find(shown, "cache"), heavy, 2), ==, 1);
    g_assert_cmpint(heavy[0], ==, find(shown, "cache"));
}

static void excess_is_self_time_beyond_the_usual(struct shown *shown, gconstpointer data)
{
    (void)data;
    int select = find(shown, "select"), web = find(shown, "web");
    g_assert_cmpint(trace_rows_excess(&shown->rows, select, 200e3), ==, 44700 * 1000);
    g_assert_cmpint(trace_rows_excess(&shown->rows, select, -1), ==, 44900 * 1000);
    g_assert_cmpint(trace_rows_excess(&shown->rows, select, 60e6), ==, 0);
    g_assert_cmpint(trace_rows_excess(&shown->rows, web, 400e3), ==, 15 * 1000);
}

static void an_empty_trace_has_no_rows(void)
{
    struct trace *trace = trace_of(NULL, 0);
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    g_assert_cmpuint(trace_rows_count(&rows), ==, 0);
    g_assert_cmpint(trace_rows_span(&rows, 0), ==, -1);
    g_assert_cmpuint(trace_rows_row(&rows, 0), ==, 0);
    trace_rows_level(&rows, 1);
    trace_rows_clear(&rows);
    trace_free(trace);
}

/* As a number with a fraction the longest time there is becomes one more than fits. */
static void the_longest_span_explains_all_of_its_time(void)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    struct span *span = trace_add_span(trace);
    struct trace_rows rows;
    span->id = trace_text(trace, "0000000000000001");
    span->duration_us = INT64_MAX;
    trace_arrange(trace);
    trace_rows_init(&rows, trace);
    g_assert_cmpint(trace_rows_excess(&rows, 0, 0), ==, rows.self_us[0]);
    g_assert_cmpint(rows.self_us[0], ==, INT64_MAX);
    trace_rows_clear(&rows);
    trace_free(trace);
}

static void a_hundred_thousand_spans_fold_and_find(void)
{
    static const char *const names[] = {"one", "two", "three"};
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (int i = 0; i < 100000; i++) {
        char id[24], parent[24];
        g_snprintf(id, sizeof id, "%016x", i);
        g_snprintf(parent, sizeof parent, "%016x", (i - 1) / 3);
        struct span *span = trace_add_span(trace);
        span->id = trace_text(trace, id);
        span->parent_id = trace_text(trace, i ? parent : NULL);
        span->name = names[i % 3]; /* so that no siblings are alike */
        span->start_us = 1000 + i;
        span->duration_us = 200000 - i;
    }
    trace_arrange(trace);
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    g_assert_cmpuint(trace_rows_count(&rows), ==, 100000);
    for (size_t row = 0; row < 100000; row += 997)
        g_assert_cmpuint(trace_rows_row(&rows, trace_rows_span(&rows, row)), ==, row);
    trace_rows_level(&rows, -100000);
    g_assert_cmpuint(trace_rows_count(&rows), ==, 1);
    trace_rows_clear(&rows);
    trace_free(trace);
}

#define ADD(path, test) g_test_add(path, struct shown, NULL, set_up, test, shown_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/trace rows/folding hides descendants", folding_hides_descendants);
    ADD("/trace rows/a hidden span is at the row that hides it",
        a_hidden_span_is_at_the_row_that_hides_it);
    ADD("/trace rows/levels open one at a time", levels_open_one_at_a_time);
    ADD("/trace rows/guides join siblings", guides_join_siblings);
    ADD("/trace rows/deep guides are cut and tell the depth",
        deep_guides_are_cut_and_tell_the_depth);
    ADD("/trace rows/the heaviest come first", the_heaviest_come_first);
    ADD("/trace rows/excess is self time beyond the usual", excess_is_self_time_beyond_the_usual);
    g_test_add_func("/trace rows/an empty trace has no rows", an_empty_trace_has_no_rows);
    g_test_add_func("/trace rows/the longest span explains all of its time",
                    the_longest_span_explains_all_of_its_time);
    g_test_add_func("/trace rows/a hundred thousand spans fold and find",
                    a_hundred_thousand_spans_fold_and_find);
    return g_test_run();
}
