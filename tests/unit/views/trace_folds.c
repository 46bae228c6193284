/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs, folds, filters and orders of a waterfall.
 */
#include "tests/support/shown_rows.h"

#define WHOLE  "page x3 call x3 crash"
#define OPENED "page x3 q1 q2 q3 call x3 crash"

static void set_up(struct shown *shown, gconstpointer data)
{
    (void)data;
    shown_set_up(shown, page_trace());
}

static int find(const struct shown *shown, const char *id)
{
    return trace_find(shown->trace, id);
}

static size_t keep(struct shown *shown, const char *ids)
{
    g_auto(GStrv) split = g_strsplit(ids, " ", -1);
    g_autofree uint8_t *passes = g_new0(uint8_t, shown->trace->spans->len);
    for (size_t i = 0; split[i]; i++)
        passes[find(shown, split[i])] = 1;
    return trace_rows_keep(&shown->rows, passes);
}

static void a_run_of_like_siblings_is_one_row(struct shown *shown, gconstpointer data)
{
    (void)data;
    assert_shown(&shown->rows, WHOLE);
    g_assert_true(trace_rows_fold(&shown->rows, trace_rows_at(&shown->rows, 1), false));
    assert_shown(&shown->rows, OPENED);
    g_assert_false(trace_rows_fold(&shown->rows, trace_rows_at(&shown->rows, 1), false));
    g_assert_true(trace_rows_fold(&shown->rows, trace_rows_at(&shown->rows, 1), true));
    assert_shown(&shown->rows, WHOLE);
}

static void a_member_is_at_the_row_of_its_closed_run(struct shown *shown, gconstpointer data)
{
    (void)data;
    g_assert_cmpuint(trace_rows_row(&shown->rows, find(shown, "q3")), ==, 1);
    g_assert_cmpuint(trace_rows_row(&shown->rows, find(shown, "g1")), ==, 3);
    trace_rows_reveal(&shown->rows, find(shown, "q3"));
    assert_shown(&shown->rows, OPENED);
    g_assert_cmpuint(trace_rows_row(&shown->rows, find(shown, "q1")), ==, 2);
    g_assert_cmpuint(trace_rows_row(&shown->rows, find(shown, "q3")), ==, 4);
}

static void a_run_is_found_again_after_folds(struct shown *shown, gconstpointer data)
{
    (void)data;
    struct trace_row run = trace_rows_at(&shown->rows, 3);
    g_assert_cmpint(run.span, ==, find(shown, "g1"));
    trace_rows_level(&shown->rows, 100);
    g_assert_cmpuint(trace_rows_find(&shown->rows, run), ==, 6);
    trace_rows_level(&shown->rows, -100);
    g_assert_cmpuint(trace_rows_find(&shown->rows, run), ==, 0);
}

static void the_level_below_the_deepest_opens_runs(struct shown *shown, gconstpointer data)
{
    (void)data;
    trace_rows_level(&shown->rows, 1);
    assert_shown(&shown->rows, "page x3 q1 q2 q3 call x3 g1 g2 g3 crash");
    trace_rows_level(&shown->rows, -1);
    assert_shown(&shown->rows, WHOLE);
    trace_rows_level(&shown->rows, -1);
    assert_shown(&shown->rows, "page x3 call crash");
}

static void rows_tell_what_they_hide(struct shown *shown, gconstpointer data)
{
    (void)data;
    struct trace_row page = row_of(&shown->rows, "page"), call = row_of(&shown->rows, "call");
    g_assert_cmpint(trace_rows_hidden(&shown->rows, page), ==, 0);
    trace_rows_fold(&shown->rows, call, true);
    g_assert_cmpint(trace_rows_hidden(&shown->rows, call), ==, 3);
    trace_rows_fold(&shown->rows, call, false);
    keep(shown, "crash");
    g_assert_cmpint(trace_rows_hidden(&shown->rows, page), ==, 7);
}

static void others_fold_but_what_leads_to_the_row(struct shown *shown, gconstpointer data)
{
    (void)data;
    trace_rows_level(&shown->rows, 100);
    trace_rows_fold_others(&shown->rows, row_of(&shown->rows, "q2"));
    assert_shown(&shown->rows, "page x3 q1 q2 q3 call crash");
    trace_rows_fold_others(&shown->rows, row_of(&shown->rows, "call"));
    assert_shown(&shown->rows, "page x3 call x3 crash");
    trace_rows_fold_others(&shown->rows, row_of(&shown->rows, "crash"));
    assert_shown(&shown->rows, "page x3 call crash");
}

static void a_filter_keeps_what_leads_to_what_passes(struct shown *shown, gconstpointer data)
{
    (void)data;
    g_assert_cmpuint(keep(shown, "crash"), ==, 1);
    assert_shown(&shown->rows, "page crash");
    g_assert_cmpint(shown->rows.kept[find(shown, "page")], ==, TRACE_LEADS);
    g_assert_cmpint(shown->rows.kept[find(shown, "crash")], ==, TRACE_PASSES);
    g_assert_cmpint(shown->rows.kept[find(shown, "q1")], ==, TRACE_LEFT_OUT);
    trace_rows_keep(&shown->rows, NULL);
    assert_shown(&shown->rows, WHOLE);
}

static void a_filter_parts_the_runs_it_takes_members_from(struct shown *shown, gconstpointer data)
{
    (void)data;
    keep(shown, "q1 q2 q3 g2 g3");
    assert_shown(&shown->rows, "page x3 call g2 g3");
    keep(shown, "q1");
    assert_shown(&shown->rows, "page q1");
    trace_rows_keep(&shown->rows, NULL);
    assert_shown(&shown->rows, WHOLE);
}

static void by_duration_the_longest_come_first(struct shown *shown, gconstpointer data)
{
    (void)data;
    trace_rows_sort(&shown->rows, TRACE_BY_DURATION);
    assert_shown(&shown->rows, "page call x3 x3 crash");
    trace_rows_level(&shown->rows, 100);
    assert_shown(&shown->rows, "page call x3 g1 g2 g3 x3 q2 q3 q1 crash");
    for (size_t row = 0; row < trace_rows_count(&shown->rows); row++)
        g_assert_cmpuint(trace_rows_find(&shown->rows, trace_rows_at(&shown->rows, row)), ==, row);
    trace_rows_sort(&shown->rows, TRACE_BY_TIME);
    assert_shown(&shown->rows, "page x3 q1 q2 q3 call x3 g1 g2 g3 crash");
}

static void a_filter_holds_in_every_order(struct shown *shown, gconstpointer data)
{
    (void)data;
    keep(shown, "q1 q3 crash");
    trace_rows_sort(&shown->rows, TRACE_BY_DURATION);
    assert_shown(&shown->rows, "page q3 q1 crash");
}

static void a_run_is_critical_when_a_member_is(struct shown *shown, gconstpointer data)
{
    (void)data;
    uint8_t *critical = g_new0(uint8_t, shown->trace->spans->len);
    critical[find(shown, "g2")] = 1;
    trace_rows_take_critical(&shown->rows, critical);
    g_assert_false(trace_rows_is_critical(&shown->rows, trace_rows_at(&shown->rows, 1)));
    g_assert_true(trace_rows_is_critical(&shown->rows, trace_rows_at(&shown->rows, 3)));
    trace_rows_take_critical(&shown->rows, NULL);
    g_assert_false(trace_rows_is_critical(&shown->rows, trace_rows_at(&shown->rows, 3)));
}

/* The first member of the second run came later, and one span before all. */
static void a_trace_that_grew_keeps_folds_runs_and_order(struct shown *shown, gconstpointer data)
{
    (void)data;
    struct trace *grown = page_trace();
    struct span *early = trace_add_span(grown);
    early->id = early->name = "early";
    early->parent_id = "page";
    early->start_us = 1000000;
    trace_arrange(grown);
    trace_rows_fold(&shown->rows, trace_rows_at(&shown->rows, 1), false);
    trace_rows_fold(&shown->rows, row_of(&shown->rows, "call"), true);
    struct trace_rows rows;
    trace_rows_init(&rows, grown);
    trace_rows_adopt(&rows, &shown->rows);
    assert_shown(&rows, "page early x3 q1 q2 q3 call crash");
    trace_rows_sort(&shown->rows, TRACE_BY_DURATION);
    trace_rows_adopt(&rows, &shown->rows);
    assert_shown(&rows, "page call x3 q2 q3 q1 crash early");
    trace_rows_clear(&rows);
    trace_free(grown);
}

#define ADD(path, test) g_test_add(path, struct shown, NULL, set_up, test, shown_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/trace folds/a run of like siblings is one row", a_run_of_like_siblings_is_one_row);
    ADD("/trace folds/a member is at the row of its closed run",
        a_member_is_at_the_row_of_its_closed_run);
    ADD("/trace folds/a run is found again after folds", a_run_is_found_again_after_folds);
    ADD("/trace folds/the level below the deepest opens runs",
        the_level_below_the_deepest_opens_runs);
    ADD("/trace folds/rows tell what they hide", rows_tell_what_they_hide);
    ADD("/trace folds/others fold but what leads to the row",
        others_fold_but_what_leads_to_the_row);
    ADD("/trace folds/a filter keeps what leads to what passes",
        a_filter_keeps_what_leads_to_what_passes);
    ADD("/trace folds/a filter parts the runs it takes members from",
        a_filter_parts_the_runs_it_takes_members_from);
    ADD("/trace folds/by duration the longest come first", by_duration_the_longest_come_first);
    ADD("/trace folds/a filter holds in every order", a_filter_holds_in_every_order);
    ADD("/trace folds/a run is critical when a member is", a_run_is_critical_when_a_member_is);
    ADD("/trace folds/a trace that grew keeps folds, runs and order",
        a_trace_that_grew_keeps_folds_runs_and_order);
    return g_test_run();
}
