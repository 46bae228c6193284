/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the log view whose text lies elsewhere: segments come and go as files do.
 */
#include "views/log_rows.h"

#include "api/model/row_source.h"

#include "base/clock.h"

#include <string.h>

/* Row n of a toy happens at the time its array says, and its message is that number. */
struct toy {
    int64_t times[100];
    size_t count;
    unsigned *freed;
};

static void read_row(const void *data, size_t row, const char *key, struct item *out)
{
    const struct toy *toy = data;
    g_autofree char *text = g_strdup_printf("row %" G_GINT64_FORMAT, toy->times[row]);
    if (!key || strcmp(key, "message") == 0)
        item_set(out, "message", value_string(text));
    if (!key || strcmp(key, "parity") == 0)
        item_set(out, "parity", value_string(toy->times[row] % 2 ? "odd" : "even"));
}

static const char *nothing(const void *data, size_t row, size_t *length)
{
    (void)data;
    (void)row;
    *length = 0;
    return NULL;
}

static const char *severity(const void *data, size_t row)
{
    return ((const struct toy *)data)->times[row] % 10 ? "info" : "error";
}

static const char *project(const void *data, size_t row)
{
    (void)data;
    (void)row;
    return "toy";
}

static void id(const void *data, size_t row, char out[ROW_ID_BYTES])
{
    g_snprintf(out, ROW_ID_BYTES, "0:%" G_GINT64_FORMAT, ((const struct toy *)data)->times[row]);
}

static size_t memory(const void *data)
{
    (void)data;
    return sizeof(struct toy);
}

static void free_toy(void *data)
{
    struct toy *toy = data;
    (*toy->freed)++;
    g_free(toy);
}

/* Rows at the times from, from + step, ... */
static struct segment *toys(unsigned *freed, int64_t from, int64_t step, size_t count)
{
    static const struct row_source source = {.read = read_row,
                                             .message = nothing,
                                             .line = nothing,
                                             .severity = severity,
                                             .project = project,
                                             .id = id,
                                             .memory = memory,
                                             .free = free_toy};
    struct toy *toy = g_new0(struct toy, 1);
    toy->freed = freed;
    toy->count = count;
    for (size_t i = 0; i < count; i++)
        toy->times[i] = from + (int64_t)i * step;
    return segment_over(ITEM_LOG, &source, toy, toy->times, count);
}

static void finish(struct log_rows *rows)
{
    while (log_rows_work(rows, 0))
        continue;
}

static void assert_row(const struct log_rows *rows, size_t row, int64_t time)
{
    g_autofree char *text = g_strdup_printf("row %" G_GINT64_FORMAT, time);
    g_assert_cmpint(log_row_time_ns(rows, row), ==, time);
    g_assert_cmpstr(log_row_text(rows, row, "message"), ==, text);
}

static void segments_are_one_list(void)
{
    unsigned freed = 0;
    struct log_rows *rows = log_rows_new(1000);
    struct segment *odd = toys(&freed, 1, 2, 50), *even = toys(&freed, 2, 2, 50);
    g_assert_true(log_rows_take(rows, even, 0, 50));
    g_assert_true(log_rows_take(rows, odd, 0, 20));
    g_assert_true(log_rows_take(rows, odd, 20, 50));
    g_assert_cmpuint(log_rows_count(rows), ==, 100);
    for (size_t row = 0; row < 100; row++)
        assert_row(rows, row, (int64_t)row + 1);
    g_assert_cmpstr(log_row_project(rows, 7), ==, "toy");
    g_assert_cmpint(log_row_level(rows, 9), ==, LEVEL_ERROR);
    g_assert_cmpuint(log_rows_find(rows, "0:42", 40, 44), ==, 41);
    segment_unref(odd);
    segment_unref(even);
    g_assert_cmpuint(freed, ==, 0);
    log_rows_free(rows);
    g_assert_cmpuint(freed, ==, 2);
}

/* In the middle of the others, and all in front; with a filter on. */
static void what_is_gone_takes_its_rows_along(void)
{
    unsigned freed = 0;
    struct log_rows *rows = log_rows_new(1000);
    struct segment *odd = toys(&freed, 1, 2, 50), *even = toys(&freed, 2, 2, 50);
    struct segment *old = toys(&freed, -100, 1, 50);
    log_rows_take(rows, even, 0, 50);
    log_rows_take(rows, odd, 0, 50);
    log_rows_take(rows, old, 0, 50);
    log_rows_set_filter(rows, row_filter_new(LEVEL_ERROR));
    finish(rows);
    g_assert_cmpuint(log_rows_count(rows), ==, 15);
    log_rows_drop(rows, old);
    finish(rows);
    g_assert_cmpuint(log_rows_count(rows), ==, 10);
    g_assert_cmpuint(log_rows_held(rows), ==, 100);
    log_rows_drop(rows, odd);
    finish(rows);
    g_assert_cmpuint(log_rows_held(rows), ==, 50);
    log_rows_set_filter(rows, row_filter_new(LEVEL_UNKNOWN));
    for (size_t row = 0; row < 50; row++)
        assert_row(rows, row, 2 * (int64_t)row + 2);
    segment_unref(odd);
    segment_unref(even);
    segment_unref(old);
    g_assert_cmpuint(freed, ==, 2);
    log_rows_free(rows);
}

static void the_oldest_segment_makes_room(void)
{
    unsigned freed = 0;
    struct log_rows *rows = log_rows_new(100);
    for (int n = 0; n < 5; n++) {
        struct segment *segment = toys(&freed, 1 + n * 40, 1, 40);
        g_assert_true(log_rows_take(rows, segment, 0, 40));
        segment_unref(segment);
    }
    g_assert_cmpuint(freed, ==, 3);
    g_assert_cmpuint(log_rows_held(rows), ==, 80);
    assert_row(rows, 0, 121);
    log_rows_free(rows);
}

static void a_query_selects_without_a_server(void)
{
    unsigned freed = 0;
    struct log_rows *rows = log_rows_new(1000);
    struct segment *segment = toys(&freed, 1, 1, 100);
    log_rows_take(rows, segment, 0, 100);
    log_rows_narrow(rows, query_parse("parity:odd severity:info", 0, NULL, NULL));
    finish(rows);
    g_assert_cmpuint(log_rows_count(rows), ==, 50);
    log_rows_narrow(rows, NULL);
    g_assert_cmpuint(log_rows_count(rows), ==, 100);
    segment_unref(segment);
    log_rows_free(rows);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log-rows/segments over files are one list by time", segments_are_one_list);
    g_test_add_func("/log-rows/a segment that is gone takes its rows along",
                    what_is_gone_takes_its_rows_along);
    g_test_add_func("/log-rows/the oldest segment makes room", the_oldest_segment_makes_room);
    g_test_add_func("/log-rows/a query selects rows without a server",
                    a_query_selects_without_a_server);
    return g_test_run();
}
