/* SPDX-License-Identifier: Apache-2.0
 *
 * Many rows of one moment: what tells those that are held from new ones costs the same for each.
 */
#include "tests/unit/views/log_pages.h"

#define ROWS  20000
#define SLICE 500

/* The rows [from, to), newest first; so many each happened at once. */
static struct rows *page_of(int from, int to, int at_once)
{
    g_autoptr(GString) text = g_string_new("{\"data\":[");
    for (int n = to; n-- > from;)
        g_string_append_printf(
            text,
            "%s{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
            ",\"severity\":\"info\",\"message\":\"m\"}",
            n + 1 < to ? "," : "", n, time_of(n / at_once));
    g_string_append(text, "],\"meta\":{}}");
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    return decode_page(request, text->str, text->len, NULL);
}

/* As the log view takes in a page: a slice at a time. Returns how many were new. */
static size_t take(struct log_rows *rows, int from, int to, int at_once)
{
    struct rows *page = page_of(from, to, at_once);
    size_t added = 0;
    for (size_t row = 0; row < page->count; row += SLICE)
        added += log_rows_add(rows, page, row, MIN(row + SLICE, page->count));
    rows_free(page);
    return added;
}

static void assert_order(const struct log_rows *rows, int count)
{
    g_assert_cmpuint(log_rows_count(rows), ==, (size_t)count);
    for (int n = 0; n < count; n++) {
        g_autofree char *id = g_strdup_printf("id-%d", n);
        g_assert_cmpstr(log_row_id(rows, (size_t)n), ==, id);
    }
}

/* Half of each page came before, as the tail asks again for what it has. */
static void load(int at_once)
{
    struct log_rows *rows = log_rows_new(2 * ROWS);
    for (int to = ROWS; to > 0; to -= 1000)
        g_assert_cmpuint(take(rows, to - 1000, MIN(to + 1000, ROWS), at_once), ==, 1000);
    assert_order(rows, ROWS);
    g_assert_cmpuint(log_rows_ids_read(rows), <=, 40 * ROWS);
    g_assert_cmpuint(take(rows, 0, ROWS, at_once), ==, 0);
    g_assert_cmpuint(log_rows_ids_read(rows), <=, 80 * ROWS);
    log_rows_free(rows);
}

static void rows_of_one_moment_cost_what_others_do(void)
{
    load(ROWS);
}

static void rows_of_few_moments_cost_what_others_do(void)
{
    load(3000);
    load(30);
}

/* A moment whose rows are known as a set goes with them, and comes back with them. */
static void rows_that_went_may_come_again(void)
{
    struct log_rows *rows = log_rows_new(2 * ROWS);
    take(rows, 0, 1000, 1000);
    take(rows, 0, 1000, 1000); /* now there is a set */
    log_rows_clear(rows);
    g_assert_cmpuint(take(rows, 0, 1000, 1000), ==, 1000);
    assert_order(rows, 1000);
    log_rows_free(rows);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log-rows/rows of one moment cost what others do",
                    rows_of_one_moment_cost_what_others_do);
    g_test_add_func("/log-rows/rows of few moments cost what others do",
                    rows_of_few_moments_cost_what_others_do);
    g_test_add_func("/log-rows/rows that went may come again", rows_that_went_may_come_again);
    return g_test_run();
}
