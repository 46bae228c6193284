/* SPDX-License-Identifier: Apache-2.0
 *
 * When the rows of the log view came, and what of them did not.
 */
#include "tests/unit/views/log_pages.h"

static const struct log_arrival at_10s = {START + 10 * NS_PER_SECOND, START + 9 * NS_PER_SECOND};

static void a_row_is_late_that_comes_behind_newer_ones(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    int64_t took_ns;
    add_page(rows, 2990, 3000);
    log_rows_arriving(rows, &at_10s);
    add(rows, (const int[]){3001, 2500, 1000}, 3);
    log_rows_arriving(rows, NULL);
    add_page(rows, 0, 10);
    size_t row = log_rows_at(rows, time_of(1000));
    g_assert_true(log_row_late(rows, row, &took_ns));
    g_assert_cmpint(took_ns, ==, 7 * NS_PER_SECOND);
    g_assert_false(log_row_late(rows, row + 1, &took_ns)); /* 2500: a little out of order */
    g_assert_false(log_row_late(rows, log_rows_count(rows) - 1, &took_ns));
    g_assert_false(log_row_late(rows, 0, &took_ns)); /* loaded from before */
    g_assert_cmpuint(log_rows_late(rows, &took_ns), ==, 1);
    g_assert_cmpint(took_ns, ==, 7 * NS_PER_SECOND);
    const GArray *times = log_rows_late_times(rows);
    g_assert_cmpuint(times->len, ==, 1);
    g_assert_cmpint(g_array_index(times, int64_t, 0), ==, log_row_time_ns(rows, row));
    log_rows_clear(rows);
    g_assert_cmpuint(times->len, ==, 0);
    log_rows_free(rows);
}

static void a_row_knows_when_it_came(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    struct log_arrival arrival;
    add_page(rows, 0, 10);
    log_rows_arriving(rows, &at_10s);
    add_page(rows, 10, 20);
    g_assert_false(log_row_arrival(rows, 9, &arrival));
    g_assert_true(log_row_arrival(rows, 10, &arrival));
    g_assert_cmpint(arrival.at_ns, ==, at_10s.at_ns);
    log_rows_free(rows);
}

static void assert_gap(const struct log_rows *rows, size_t row, int from, int to)
{
    struct log_gap gap;
    g_assert_true(log_row_gap(rows, row, &gap));
    g_assert_cmpint(gap.from_ns, ==, time_of(from));
    g_assert_cmpint(gap.to_ns, ==, time_of(to));
}

static void a_gap_is_a_row_in_its_place(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    struct log_gap gap;
    add_page(rows, 0, 10);
    add_page(rows, 20, 30);
    log_rows_add_gap(rows, (struct log_gap){time_of(9), time_of(20)});
    g_assert_cmpuint(log_rows_count(rows), ==, 21);
    g_assert_cmpuint(log_rows_held(rows), ==, 20);
    assert_gap(rows, 10, 9, 20);
    g_assert_false(log_row_gap(rows, 9, &gap));
    g_assert_cmpint(log_row_level(rows, 10), ==, LEVEL_UNKNOWN);
    g_assert_null(log_row_text(rows, 10, "message"));
    g_assert_cmpint(log_rows_newest_ns(rows), ==, time_of(29));
    log_rows_end_gap(rows, time_of(9), time_of(15));
    assert_gap(rows, 10, 9, 15);
    log_rows_end_gap(rows, time_of(9), 0);
    g_assert_cmpuint(log_rows_gaps(rows), ==, 0);
    add_page(rows, 10, 20);
    assert_rows(rows, 0, 30, 1);
    log_rows_free(rows);
}

static void a_gap_at_the_end_is_not_the_newest_row(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    add_page(rows, 0, 10);
    log_rows_add_gap(rows, (struct log_gap){time_of(9), INT64_MAX});
    g_assert_cmpint(log_rows_newest_ns(rows), ==, time_of(9));
    log_rows_clear(rows);
    g_assert_cmpuint(log_rows_gaps(rows), ==, 0);
    g_assert_cmpint(log_rows_newest_ns(rows), ==, INT64_MIN);
    log_rows_free(rows);
}

static void gaps_pass_every_filter(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    add_page(rows, 0, 100);
    show_from(rows, LEVEL_ERROR);
    finish(rows);
    g_assert_cmpuint(log_rows_count(rows), ==, 20);
    log_rows_add_gap(rows, (struct log_gap){time_of(52), time_of(54)});
    finish(rows);
    g_assert_cmpuint(log_rows_count(rows), ==, 21);
    assert_gap(rows, 11, 52, 54);
    log_rows_end_gap(rows, time_of(52), 0);
    finish(rows);
    assert_rows(rows, 0, 100, 5);
    log_rows_add_gap(rows, (struct log_gap){time_of(2), time_of(4)});
    finish(rows);
    log_rows_end_gap(rows, time_of(2), 0);
    finish(rows);
    assert_rows(rows, 0, 100, 5);
    log_rows_free(rows);
}

static void gaps_that_meet_are_one(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    add_page(rows, 0, 10);
    log_rows_add_gap(rows, (struct log_gap){time_of(20), time_of(30)});
    log_rows_add_gap(rows, (struct log_gap){time_of(40), time_of(50)});
    log_rows_add_gap(rows, (struct log_gap){time_of(50), INT64_MAX}); /* not known yet how long */
    g_assert_cmpuint(log_rows_gaps(rows), ==, 3);
    log_rows_end_gap(rows, time_of(50), 0);
    log_rows_add_gap(rows, (struct log_gap){time_of(25), time_of(40)});
    g_assert_cmpuint(log_rows_gaps(rows), ==, 1);
    assert_gap(rows, 10, 20, 50);
    for (int n = 100; n < 1000; n += 2) /* more than are held apart */
        log_rows_add_gap(rows, (struct log_gap){time_of(n), time_of(n + 1)});
    g_assert_cmpuint(log_rows_gaps(rows), <=, 64);
    g_assert_cmpuint(log_rows_count(rows), ==, log_rows_held(rows) + log_rows_gaps(rows));
    log_rows_free(rows);
}

static void gaps_go_with_the_rows_around_them(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    for (int n = 0; n < 3 * MOST; n += 100) {
        add_page(rows, n, n + 90);
        log_rows_add_gap(rows, (struct log_gap){time_of(n + 89), time_of(n + 100)});
    }
    g_assert_cmpuint(log_rows_held(rows), <=, MOST);
    g_assert_cmpuint(log_rows_count(rows), ==, log_rows_held(rows) + log_rows_gaps(rows));
    log_rows_free(rows);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log-rows-tail/a row is late that comes behind newer ones",
                    a_row_is_late_that_comes_behind_newer_ones);
    g_test_add_func("/log-rows-tail/a row knows when it came", a_row_knows_when_it_came);
    g_test_add_func("/log-rows-tail/a gap is a row in its place", a_gap_is_a_row_in_its_place);
    g_test_add_func("/log-rows-tail/a gap at the end is not the newest row",
                    a_gap_at_the_end_is_not_the_newest_row);
    g_test_add_func("/log-rows-tail/gaps pass every filter", gaps_pass_every_filter);
    g_test_add_func("/log-rows-tail/gaps that meet are one", gaps_that_meet_are_one);
    g_test_add_func("/log-rows-tail/gaps go with the rows around them",
                    gaps_go_with_the_rows_around_them);
    return g_test_run();
}
