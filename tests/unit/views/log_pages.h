/* SPDX-License-Identifier: Apache-2.0
 *
 * Pages of numbered rows for the tests of log_rows, and what is shown of them.
 */
#ifndef TESTS_UNIT_VIEWS_LOG_PAGES_H
#define TESTS_UNIT_VIEWS_LOG_PAGES_H

#include "api/client/decode.h"
#include "base/clock.h"
#include "views/log_rows.h"

#define MOST  4096
#define START G_GINT64_CONSTANT(1790000000000000000)

/* Row n happened n times 3 ms after START; every fifth is an error. */
static inline int64_t time_of(int n)
{
    return START + (int64_t)n * 3 * NS_PER_MS;
}

/* Shows rows of that level or a higher one. */
static inline void show_from(struct log_rows *rows, enum level floor)
{
    log_rows_set_filter(rows, row_filter_new(floor));
}

static inline size_t add(struct log_rows *rows, const int *numbers, size_t count)
{
    g_autoptr(GString) text = g_string_new("{\"data\":[");
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(
            text,
            "%s{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
            ",\"severity\":\"%s\",\"message\":\"message %d\"}",
            i ? "," : "", numbers[i], time_of(numbers[i]), numbers[i] % 5 ? "info" : "error",
            numbers[i]);
    g_string_append(text, "],\"meta\":{}}");
    g_autoptr(request) request = request_new(ENDPOINT_EVENTS, NULL);
    struct rows *answer = decode_page(request, text->str, text->len, NULL);
    size_t added = log_rows_add(rows, answer, 0, answer->count);
    rows_free(answer);
    return added;
}

/* The rows [from, to), newest first as the API gives them. */
static inline size_t add_page(struct log_rows *rows, int from, int to)
{
    g_autofree int *numbers = g_new(int, to - from);
    for (int n = to; n-- > from;)
        numbers[to - 1 - n] = n;
    return add(rows, numbers, (size_t)(to - from));
}

static inline void finish(struct log_rows *rows)
{
    while (log_rows_work(rows, 0))
        continue;
}

static inline int number_at(const struct log_rows *rows, size_t row)
{
    return (int)((log_row_time_ns(rows, row) - START) / (3 * NS_PER_MS));
}

static inline void assert_rows(const struct log_rows *rows, int from, int to, int step)
{
    size_t row = 0;
    for (int n = from; n < to; n += step, row++) {
        g_autofree char *id = g_strdup_printf("id-%d", n);
        g_assert_cmpuint(row, <, log_rows_count(rows));
        g_assert_cmpint(number_at(rows, row), ==, n);
        g_assert_cmpstr(log_row_id(rows, row), ==, id);
    }
    g_assert_cmpuint(log_rows_count(rows), ==, row);
}

#endif
