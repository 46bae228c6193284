/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/cumulative.h"

#include "base/clock.h"

#define NOW (INT64_C(1795335600) * NS_PER_SECOND)

static struct item *counter(int64_t start_s, int64_t time_s, double total, const char *region)
{
    struct item *item = item_new(ITEM_METRIC);
    item->project = g_strdup("shop");
    item->time_ns = NOW + time_s * NS_PER_SECOND;
    item_set(item, "metric.name", value_string("orders"));
    item_set(item, "metric.type", value_string("counter"));
    item_set(item, "metric.start", value_int(NOW + start_s * NS_PER_SECOND));
    item_set(item, "metric.total", value_double(total));
    item_set(item, "value", value_double(total));
    item_set(item, "region", value_string(region));
    return item;
}

/* Sends one point; its value, or -1 when it was dropped. */
static double send_point(struct cumulative *cumulative, struct item *item,
                         struct cumulative_undo **undo)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)item_free);
    g_ptr_array_add(items, item);
    struct cumulative_undo *own = NULL;
    size_t dropped = cumulative_apply(cumulative, items, undo ? undo : &own);
    cumulative_undo_free(own);
    g_assert_cmpuint(items->len + dropped, ==, 1);
    return dropped ? -1 : item_get(items->pdata[0], "value").number;
}

static void a_total_becomes_what_it_grew_by(void)
{
    struct cumulative *c = cumulative_new(100);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 7, "eu"), NULL), ==, 7);
    g_assert_cmpfloat(send_point(c, counter(0, 120, 10, "eu"), NULL), ==, 3);
    g_assert_cmpfloat(send_point(c, counter(0, 180, 10, "eu"), NULL), ==, 0);
    cumulative_free(c);
}

static void a_repeated_point_counts_once(void)
{
    struct cumulative *c = cumulative_new(100);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 7, "eu"), NULL), ==, 7);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 7, "eu"), NULL), ==, -1);
    g_assert_cmpfloat(send_point(c, counter(0, 30, 5, "eu"), NULL), ==, -1);
    cumulative_free(c);
}

static void series_are_apart_by_their_attributes(void)
{
    struct cumulative *c = cumulative_new(100);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 7, "eu"), NULL), ==, 7);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 9, "us"), NULL), ==, 9);
    cumulative_free(c);
}

static void a_restart_counts_whole(void)
{
    struct cumulative *c = cumulative_new(100);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 100, "eu"), NULL), ==, 100);
    g_assert_cmpfloat(send_point(c, counter(70, 120, 4, "eu"), NULL), ==, 4);
    g_assert_cmpfloat(send_point(c, counter(70, 180, 1, "eu"), NULL), ==, 1);
    cumulative_free(c);
}

static void an_old_total_is_only_a_starting_line(void)
{
    struct cumulative *c = cumulative_new(100);
    g_assert_cmpfloat(send_point(c, counter(-86400, 60, 1e6, "eu"), NULL), ==, 0);
    g_assert_cmpfloat(send_point(c, counter(-86400, 120, 1e6 + 2, "eu"), NULL), ==, 2);
    cumulative_free(c);
}

static void what_was_not_kept_may_come_again(void)
{
    struct cumulative *c = cumulative_new(100);
    struct cumulative_undo *undo = NULL;
    g_assert_cmpfloat(send_point(c, counter(0, 60, 7, "eu"), NULL), ==, 7);
    g_assert_cmpfloat(send_point(c, counter(0, 120, 10, "eu"), &undo), ==, 3);
    cumulative_undo(c, undo);
    cumulative_undo_free(undo);
    g_assert_cmpfloat(send_point(c, counter(0, 120, 10, "eu"), NULL), ==, 3);
    cumulative_free(c);
}

static void the_memory_is_bounded(void)
{
    struct cumulative *c = cumulative_new(2);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 1, "a"), NULL), ==, 1);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 1, "b"), NULL), ==, 1);
    g_assert_cmpfloat(send_point(c, counter(0, 120, 2, "a"), NULL), ==, 1);
    g_assert_cmpfloat(send_point(c, counter(0, 60, 1, "c"), NULL), ==, 1);
    g_assert_cmpfloat(send_point(c, counter(0, 180, 3, "a"), NULL), ==, 1); /* still known */
    g_assert_cmpfloat(send_point(c, counter(0, 180, 5, "b"), NULL), ==, 5); /* forgotten */
    cumulative_free(c);
}

static void a_histogram_grows_in_count_and_sum(void)
{
    struct cumulative *c = cumulative_new(10);
    for (int i = 1; i <= 2; i++) {
        struct item *item = item_new(ITEM_METRIC);
        item->time_ns = NOW + i * NS_PER_SECOND;
        item_set(item, "metric.type", value_string("distribution"));
        item_set(item, "metric.start", value_int(NOW));
        item_set(item, "metric.total", value_double(i * i * 100));
        item_set(item, "histogram.count", value_double(i * 10));
        item_set(item, "histogram.sum", value_double(i * i * 100));
        item_set(item, "value", value_double(0));
        /* 10 of 100, then 10 more of 300 */
        g_assert_cmpfloat(send_point(c, item, NULL), ==, i == 1 ? 10 : 30);
    }
    cumulative_free(c);
}

static void a_gauge_keeps_its_value(void)
{
    struct cumulative *c = cumulative_new(10);
    for (int i = 1; i <= 2; i++) {
        struct item *item = counter(0, 60 * i, 5 - i, "eu");
        g_array_index(item->attributes, struct attribute, 1).value = value_string("gauge");
        g_assert_cmpfloat(send_point(c, item, NULL), ==, 5 - i);
    }
    cumulative_free(c);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cumulative/a total becomes what it grew by", a_total_becomes_what_it_grew_by);
    g_test_add_func("/cumulative/a repeated point counts once", a_repeated_point_counts_once);
    g_test_add_func("/cumulative/series are apart by their attributes",
                    series_are_apart_by_their_attributes);
    g_test_add_func("/cumulative/a restart counts whole", a_restart_counts_whole);
    g_test_add_func("/cumulative/an old total is only a starting line",
                    an_old_total_is_only_a_starting_line);
    g_test_add_func("/cumulative/what was not kept may come again",
                    what_was_not_kept_may_come_again);
    g_test_add_func("/cumulative/the memory is bounded", the_memory_is_bounded);
    g_test_add_func("/cumulative/a histogram grows in count and sum",
                    a_histogram_grows_in_count_and_sum);
    g_test_add_func("/cumulative/a gauge keeps its value", a_gauge_keeps_its_value);
    return g_test_run();
}
