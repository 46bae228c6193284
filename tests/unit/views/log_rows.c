/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the log view against a list that is sorted anew after every page.
 */
#include "tests/unit/views/log_pages.h"

#include <string.h>

static void add_from(struct log_rows *rows, int number, const char *project)
{
    g_autofree char *text = g_strdup_printf(
        "{\"data\":[{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
        ",\"project\":\"%s\"}],\"meta\":{}}",
        number, time_of(number), project);
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    struct rows *answer = decode_page(request, text, strlen(text), NULL);
    g_assert_cmpuint(log_rows_add(rows, answer, 0, answer->count), ==, 1);
    rows_free(answer);
}

static void the_longest_name_of_all_that_is_held_counts(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    add_page(rows, 10, 20);
    g_assert_cmpint(log_rows_project_cols(rows), ==, 0);
    add_from(rows, 1, "r\u00e9sum\u00e9-service");
    add_from(rows, 2, "web");
    g_assert_cmpint(log_rows_project_cols(rows), ==, 14);
    log_rows_clear(rows);
    g_assert_cmpint(log_rows_project_cols(rows), ==, 0);
    log_rows_free(rows);
}

static void older_and_newer_pages_join(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    g_assert_cmpuint(add_page(rows, 500, 600), ==, 100);
    g_assert_cmpuint(add_page(rows, 400, 501), ==, 100);
    g_assert_cmpuint(add_page(rows, 590, 700), ==, 100);
    assert_rows(rows, 400, 700, 1);
    log_rows_free(rows);
}

static void a_row_that_is_late_gets_its_place(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    const int most[] = {9, 8, 7, 5, 4, 3, 1, 0}, late[] = {6, 2};
    add(rows, most, G_N_ELEMENTS(most));
    g_assert_cmpuint(add(rows, late, G_N_ELEMENTS(late)), ==, 2);
    g_assert_cmpuint(add(rows, late, G_N_ELEMENTS(late)), ==, 0);
    assert_rows(rows, 0, 10, 1);
    log_rows_free(rows);
}

static void a_filter_goes_on_where_rows_come(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    add_page(rows, 500, 1000);
    show_from(rows, LEVEL_ERROR);
    finish(rows);
    assert_rows(rows, 500, 1000, 5);
    add_page(rows, 0, 500);
    add_page(rows, 1000, 1500);
    finish(rows);
    assert_rows(rows, 0, 1500, 5);
    show_from(rows, LEVEL_UNKNOWN);
    assert_rows(rows, 0, 1500, 1);
    log_rows_free(rows);
}

static void a_filter_begins_with_the_newest(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    add_page(rows, 0, 2000);
    show_from(rows, LEVEL_ERROR);
    g_assert_true(log_rows_work(rows, 0));
    size_t count = log_rows_count(rows);
    g_assert_cmpuint(count, >, 0);
    g_assert_cmpint(number_at(rows, count - 1), ==, 1995);
    finish(rows);
    assert_rows(rows, 0, 2000, 5);
    log_rows_free(rows);
}

static void a_row_is_found_by_its_time_and_id(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    add_page(rows, 0, 1000);
    g_assert_cmpuint(log_rows_find(rows, "id-77", time_of(77), time_of(77)), ==, 77);
    g_assert_cmpuint(log_rows_find(rows, "id-77", time_of(78), time_of(90)), ==, SIZE_MAX);
    g_assert_cmpuint(log_rows_at(rows, time_of(77) + 1), ==, 78);
    show_from(rows, LEVEL_ERROR);
    finish(rows);
    g_assert_cmpuint(log_rows_find(rows, "id-75", time_of(70), time_of(80)), ==, 15);
    log_rows_free(rows);
}

static void what_is_oldest_goes_first(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    for (int page = 0; page < 5; page++) /* backwards: what came first is the newest */
        add_page(rows, 4000 - 500 * page, 4500 - 500 * page);
    for (int page = 9; page < 30; page++) {
        add_page(rows, 500 * page, 500 * (page + 1));
        size_t count = log_rows_count(rows);
        g_assert_cmpuint(count, <=, MOST);
        g_assert_cmpint(number_at(rows, count - 1), ==, 500 * (page + 1) - 1);
        assert_rows(rows, 500 * (page + 1) - (int)count, 500 * (page + 1), 1);
    }
    g_assert_cmpuint(log_rows_count(rows), >, MOST / 2);
    log_rows_free(rows);
}

/* What is known of the rows that stay is not found out again. */
static void a_filter_stays_where_the_oldest_go(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    show_from(rows, LEVEL_ERROR);
    for (int page = 0; page < 30; page++) {
        add_page(rows, 500 * page, 500 * (page + 1));
        finish(rows);
        int first = 500 * (page + 1) - (int)log_rows_held(rows);
        assert_rows(rows, (first + 4) / 5 * 5, 500 * (page + 1), 5);
    }
    g_assert_cmpuint(log_rows_evicted(rows), ==, 15000 - log_rows_held(rows));
    log_rows_free(rows);
}

/* Older rows are loaded until they would push out those that were. */
static void what_is_loaded_pushes_nothing_out(void)
{
    struct log_rows *rows = log_rows_new(MOST);
    int from = 100000;
    for (; !log_rows_full(rows, 600); from -= 600)
        add_page(rows, from - 600, from);
    g_assert_cmpuint(log_rows_evicted(rows), ==, 0);
    g_assert_cmpuint(log_rows_held(rows) + 600, >, MOST);
    assert_rows(rows, from, 100000, 1);
    log_rows_free(rows);
}

static gint by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static void any_order_of_pages_gives_the_same_rows(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (int round = 0; round < 40; round++) {
        struct log_rows *rows = log_rows_new(MOST);
        g_autoptr(GArray) model = g_array_new(FALSE, FALSE, sizeof(int));
        bool held[3000] = {false};
        show_from(rows, round % 2 ? LEVEL_ERROR : LEVEL_UNKNOWN);
        for (int page = 0; page < 12; page++) {
            int from = g_rand_int_range(random, 0, 2800);
            int to = from + g_rand_int_range(random, 1, 200);
            add_page(rows, from, to);
            if (g_rand_boolean(random))
                log_rows_work(rows, 0);
            for (int n = from; n < to; n++)
                if (!held[n] && (held[n] = true) && (round % 2 == 0 || n % 5 == 0))
                    g_array_append_val(model, n);
        }
        finish(rows);
        g_array_sort(model, by_number);
        g_assert_cmpuint(log_rows_count(rows), ==, model->len);
        for (guint row = 0; row < model->len; row++)
            g_assert_cmpint(number_at(rows, row), ==, g_array_index(model, int, row));
        log_rows_free(rows);
    }
}

/* Errors, and what stands around them: rows are n % 5 == 0, or near one that does. */
static bool is_near(const bool *held, int most, int n, int context)
{
    int before = 0, behind = 0;
    if (n % 5 == 0)
        return true;
    for (int at = n; at >= 0 && before <= context; at--) {
        if (held[at] && at % 5 == 0)
            return true;
        before += held[at];
    }
    for (int at = n; at < most && behind <= context; at++) {
        if (held[at] && at % 5 == 0)
            return true;
        behind += held[at];
    }
    return false;
}

static void context_stands_around_what_passes(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    for (int round = 0; round < 60; round++) {
        struct log_rows *rows = log_rows_new(MOST);
        bool held[900] = {false};
        int context = round % 4;
        show_from(rows, LEVEL_ERROR);
        log_rows_set_context(rows, (size_t)context);
        for (int page = 0; page < 10; page++) {
            int numbers[40], count = 0, from = g_rand_int_range(random, 0, 840);
            for (int n = from + 40; n-- > from;)
                if (g_rand_int_range(random, 0, 3))
                    numbers[count++] = n;
            add(rows, numbers, (size_t)count);
            for (int i = 0; i < count; i++)
                held[numbers[i]] = true;
            if (g_rand_boolean(random))
                log_rows_work(rows, 0);
        }
        finish(rows);
        size_t row = 0, passing = 0;
        for (int n = 0, last = -1; n < 900; n++) {
            if (!held[n])
                continue;
            if (is_near(held, 900, n, context)) {
                g_assert_cmpint(number_at(rows, row), ==, n);
                g_assert_cmpint(log_row_is_context(rows, row), ==, n % 5 != 0);
                g_assert_cmpint(log_row_begins_group(rows, row), ==,
                                context > 0 && row > 0 && last != number_at(rows, row - 1));
                passing += n % 5 == 0;
                row++;
            }
            last = n;
        }
        g_assert_cmpuint(log_rows_count(rows), ==, row);
        g_assert_cmpuint(log_rows_passing(rows), ==, passing);
        log_rows_free(rows);
    }
}

/* Enough for workers; the segments are sealed but for the last. */
static void workers_and_what_comes_give_the_same_rows(void)
{
    struct log_rows *rows = log_rows_new(100000);
    struct matcher *matcher = matcher_new("message \\d*7$", NULL, NULL);
    for (int page = 0; page < 20; page++)
        add_page(rows, page * 2000, (page + 1) * 2000);
    for (int round = 0; round < 3; round++) {
        show_from(rows, LEVEL_UNKNOWN); /* cancels what runs */
        show_from(rows, LEVEL_ERROR);
        struct row_filter *filter = row_filter_new(LEVEL_UNKNOWN);
        row_filter_add(filter, matcher, false);
        log_rows_set_filter(rows, filter);
        log_rows_work_for(rows, 10, 100);
        add_page(rows, 40000 + round * 100, 40000 + (round + 1) * 100);
        finish(rows);
        size_t count = log_rows_count(rows);
        g_assert_cmpuint(count, ==, 4000 + ((size_t)round + 1) * 10);
        for (size_t row = 0; row < count; row++)
            g_assert_cmpint(number_at(rows, row), ==, (int)row * 10 + 7);
        g_assert_cmpfloat(log_rows_looked(rows), ==, 1);
    }
    matcher_free(matcher);
    log_rows_free(rows);
}

/* 64 bytes, 2 for the attribute (severity), and the text. */
static void a_row_takes_what_is_said(void)
{
    struct log_rows *rows = log_rows_new(100000);
    size_t text = 0;
    for (int page = 0; page < 30; page++)
        add_page(rows, page * 2000, (page + 1) * 2000);
    for (int n = 0; n < 60000; n++) {
        g_autofree char *id = g_strdup_printf("id-%d", n),
                        *message = g_strdup_printf("message %d", n);
        text += strlen(id) + strlen(message) + 2;
    }
    show_from(rows, LEVEL_DEBUG); /* every row passes */
    finish(rows);
    g_assert_cmpuint(log_rows_passing(rows), ==, 60000);
    g_test_message("%.1f bytes a row beside its text",
                   (double)(log_rows_memory(rows) - text) / 60000);
    g_assert_cmpuint(log_rows_memory(rows), <=, text + 60000 * (64 + 2));
    log_rows_set_most(rows, 200000);
    g_assert_cmpuint(log_rows_held(rows), ==, 0);
    g_assert_cmpuint(add_page(rows, 0, 2000), ==, 2000);
    finish(rows);
    g_assert_cmpuint(log_rows_passing(rows), ==, 2000);
    log_rows_free(rows);
}

/* Also where a segment has more of them than are kept, and rows that have none, or a number. */
static void a_row_has_the_level_it_was_given(void)
{
    static const struct {
        const char *json;
        enum level level;
    } given[] = {
        {"null",      LEVEL_UNKNOWN},
        {"\"error\"", LEVEL_ERROR  },
        {NULL,        LEVEL_UNKNOWN},
        {"\"WARN\"",  LEVEL_WARNING},
        {"17",        LEVEL_UNKNOWN},
        {"\"fatal\"", LEVEL_FATAL  },
    };
    struct log_rows *rows = log_rows_new(MOST);
    g_autoptr(GString) text = g_string_new("{\"data\":[");
    for (int n = 120; n-- > 0;) {
        g_autofree char *odd = g_strdup_printf("\"odd-%d\"", n);
        const char *severity = given[n % 6].json;
        g_string_append_printf(
            text,
            "{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
            ",\"severity\":%s}%s",
            n, time_of(n), n % 6 == 2 ? odd : severity, n ? "," : "");
    }
    g_string_append(text, "],\"meta\":{}}");
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    struct rows *answer = decode_page(request, text->str, text->len, NULL);
    g_assert_cmpuint(log_rows_add(rows, answer, 0, answer->count), ==, 120);
    for (int twice = 0; twice < 2; twice++)
        for (size_t n = 0; n < 120; n++)
            g_assert_cmpint(log_row_level(rows, n), ==, given[n % 6].level);
    rows_free(answer);
    log_rows_free(rows);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log-rows/the longest name of a project among all that are held counts",
                    the_longest_name_of_all_that_is_held_counts);
    g_test_add_func("/log-rows/older and newer pages join", older_and_newer_pages_join);
    g_test_add_func("/log-rows/a row that is late gets its place",
                    a_row_that_is_late_gets_its_place);
    g_test_add_func("/log-rows/a filter goes on where rows come", a_filter_goes_on_where_rows_come);
    g_test_add_func("/log-rows/a filter begins with the newest", a_filter_begins_with_the_newest);
    g_test_add_func("/log-rows/a row is found by its time and id",
                    a_row_is_found_by_its_time_and_id);
    g_test_add_func("/log-rows/what is oldest goes first", what_is_oldest_goes_first);
    g_test_add_func("/log-rows/a filter stays where the oldest go",
                    a_filter_stays_where_the_oldest_go);
    g_test_add_func("/log-rows/what is loaded pushes nothing out",
                    what_is_loaded_pushes_nothing_out);
    g_test_add_func("/log-rows/any order of pages gives the same rows",
                    any_order_of_pages_gives_the_same_rows);
    g_test_add_func("/log-rows/context stands around what passes",
                    context_stands_around_what_passes);
    g_test_add_func("/log-rows/a row has the level it was given", a_row_has_the_level_it_was_given);
    g_test_add_func("/log-rows/a row takes what is said", a_row_takes_what_is_said);
    g_test_add_func("/log-rows/workers and what comes give the same rows",
                    workers_and_what_comes_give_the_same_rows);
    return g_test_run();
}
