/* SPDX-License-Identifier: Apache-2.0
 *
 * Metrics that are asked for several to a request, and the signals that such a request gives.
 */
#include "views/wall_plan.h"

#include "views/wall_part.h"

#include <math.h>

static void add_metrics(GPtrArray *metrics, const char *project, guint count)
{
    for (guint i = 0; i < count; i++) {
        struct metric_name *metric = g_new0(struct metric_name, 1);
        metric->name = g_strdup_printf("m%u", metrics->len);
        metric->type = g_strdup("counter");
        metric->project = g_strdup(project);
        g_ptr_array_add(metrics, metric);
    }
}

static void a_request_is_of_one_project_and_of_so_many_metrics(void)
{
    g_autoptr(GPtrArray) metrics = g_ptr_array_new_with_free_func((GDestroyNotify)metric_name_free);
    add_metrics(metrics, "checkout", 1);
    add_metrics(metrics, NULL, 2);
    add_metrics(metrics, "checkout", WALL_AXES);
    g_autoptr(GPtrArray) batches = wall_plan_batches(metrics);
    g_assert_cmpuint(batches->len, ==, 3);
    const GPtrArray *first = batches->pdata[0], *none = batches->pdata[1],
                    *rest = batches->pdata[2];
    g_assert_cmpuint(first->len, ==, WALL_AXES);
    g_assert_true(first->pdata[0] == metrics->pdata[0]);
    g_assert_true(first->pdata[1] == metrics->pdata[3]);
    g_assert_cmpuint(none->len, ==, 2);
    g_assert_cmpuint(rest->len, ==, 1);
    g_autoptr(GPtrArray) nothing = g_ptr_array_new();
    g_autoptr(GPtrArray) no_batches = wall_plan_batches(nothing);
    g_assert_cmpuint(no_batches->len, ==, 0);
}

/* A metric that a server does not take is alone after a few halvings, and is asked for by itself.
 */
static void a_refused_request_is_halved(void)
{
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)metric_name_free);
    add_metrics(all, NULL, 5);
    const void *const third = all->pdata[2], *const last = all->pdata[4];
    g_autoptr(GPtrArray) rest = wall_plan_halve(all);
    g_assert_cmpuint(all->len, ==, 2);
    g_assert_cmpuint(rest->len, ==, 3);
    g_assert_true(rest->pdata[0] == third);
    g_assert_true(rest->pdata[2] == last);
    g_autoptr(GPtrArray) end = wall_plan_halve(rest);
    g_assert_cmpuint(rest->len, ==, 1);
    g_assert_cmpuint(end->len, ==, 2);
    g_ptr_array_add(all, rest->pdata[0]);
    g_ptr_array_extend_and_steal(all, g_steal_pointer(&end));
}

static struct timeseries_reply *answer(const char *axis, double after)
{
    struct timeseries_reply *reply = g_new0(struct timeseries_reply, 1);
    reply->y_axis = g_strdup(axis);
    reply->group_keys = g_ptr_array_new();
    reply->group_values = g_ptr_array_new();
    series_init(&reply->series, 0, 30000, 120);
    for (size_t i = 0; i < reply->series.count; i++)
        reply->series.values[i] = i < 90 ? 100 + (double)(i % 7) : after + (double)(i % 7);
    return reply;
}

/* They are no groups of each other: one that moved hides none of the rest. */
static void every_metric_of_a_request_is_a_row(void)
{
    struct metric_name one = {.name = (char *)"one", .type = (char *)"counter"};
    struct metric_name two = {.name = (char *)"two", .type = (char *)"counter"};
    struct metric_name three = {.name = (char *)"three", .type = (char *)"counter"};
    const struct signal_scope scope = {.end_ms = 3600000, .interval_ms = 30000};
    g_autoptr(GPtrArray) metrics = g_ptr_array_new();
    g_ptr_array_add(metrics, &one);
    g_ptr_array_add(metrics, &two);
    g_ptr_array_add(metrics, &three);
    g_autoptr(request) request = signals_metrics_series(&scope, metrics);
    g_autoptr(GPtrArray) replies =
        g_ptr_array_new_with_free_func((GDestroyNotify)timeseries_reply_free);
    g_ptr_array_add(replies, answer("sum(value,one,counter,none)", 900));
    g_ptr_array_add(replies, answer("sum(value,two,counter,none)", 900));
    g_ptr_array_add(replies, answer("sum(value,three,counter,none)", 100));
    struct wall_part *part = wall_part_new(request, replies);
    wall_part_look(part);
    g_assert_cmpuint(part->signals->len, ==, 3);
    g_assert_cmpint(g_array_index(part->onsets, struct onset, 0).kind, ==, ONSET_LEVEL_UP);
    g_assert_cmpint(g_array_index(part->onsets, struct onset, 2).kind, ==, ONSET_NONE);
    for (guint i = 0; i < 3; i++) {
        g_assert_true(wall_part_shows(part, i));
        g_assert_null(part->mixes->pdata[i]);
    }
    wall_part_unref(part);
}

static struct signal *pool_part(const char *release, size_t from, size_t to)
{
    struct signal *signal = signal_new();
    signal->source = SIGNAL_METRIC;
    signal->metric_name = g_strdup("db.pool.in_use");
    signal->metric_type = g_strdup("gauge");
    signal->group_key = release ? g_strdup("release") : NULL;
    signal->group_value = g_strdup(release);
    series_init(&signal->series, 0, 30000, 120);
    for (size_t i = from; i < to; i++)
        signal->series.values[i] = i < 104 ? 5 + (double)(i % 2) : 40;
    return signal;
}

/* The release before fell silent; that the pool filled up since is what moved. */
static void a_deploy_hides_no_rise_of_the_whole(void)
{
    GPtrArray *signals = g_ptr_array_new();
    g_ptr_array_add(signals, pool_part(NULL, 0, 120));
    g_ptr_array_add(signals, pool_part("inventory@3.0.4", 0, 100));
    g_ptr_array_add(signals, pool_part("inventory@3.1.0", 100, 120));
    struct wall_part *part = wall_part_of(signals);
    wall_part_look(part);
    g_assert_true(wall_part_shows(part, 0));
    g_assert_false(wall_part_shows(part, 1));
    wall_part_unref(part);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wall plan/a request is of one project and of so many metrics",
                    a_request_is_of_one_project_and_of_so_many_metrics);
    g_test_add_func("/wall plan/a refused request is halved", a_refused_request_is_halved);
    g_test_add_func("/wall plan/every metric of a request is a row of its own",
                    every_metric_of_a_request_is_a_row);
    g_test_add_func("/wall plan/a deploy hides no rise of the whole",
                    a_deploy_hides_no_rise_of_the_whole);
    return g_test_run();
}
