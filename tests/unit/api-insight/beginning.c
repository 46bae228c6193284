/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/beginning.h"

#include <math.h>

#define BUCKETS 120

static struct signal *step(const char *service, enum signal_source source, size_t at, double before,
                           double after)
{
    struct signal *signal = signal_new();
    signal->service = g_strdup(service);
    signal->source = source;
    series_init(&signal->series, 0, 30000, BUCKETS);
    for (size_t i = 0; i < BUCKETS; i++) {
        signal->series.values[i] = i < at ? before : after + (double)(i % 3);
    }
    return signal;
}

static GPtrArray *signals_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
}

static void the_first_data_of_a_new_app_is_no_onset(void)
{
    g_autoptr(GPtrArray) signals = signals_new();
    g_ptr_array_add(signals, step("steady", SIGNAL_RATE, 80, 0, 12));
    g_ptr_array_add(signals, step("steady", SIGNAL_LOGS, 81, 0, 5));
    struct onset onsets[2];
    for (guint i = 0; i < signals->len; i++) {
        signal_forget_before_data(g_ptr_array_index(signals, i));
        onsets[i] = onset_find(&((struct signal *)g_ptr_array_index(signals, i))->series);
    }
    onsets_forget_beginnings(signals, onsets);
    g_assert_cmpint(onsets[0].kind, ==, ONSET_NONE);
    g_assert_cmpint(onsets[1].kind, ==, ONSET_NONE);
}

static void first_errors_of_a_service_long_known_are_an_onset(void)
{
    g_autoptr(GPtrArray) signals = signals_new();
    g_ptr_array_add(signals, step("payment", SIGNAL_RATE, 20, 0, 12));
    g_ptr_array_add(signals, step("payment", SIGNAL_LOGS, 110, 0, 14));
    g_ptr_array_add(signals, step("other", SIGNAL_LOGS, 110, 0, 14));
    struct onset onsets[3];
    for (guint i = 0; i < signals->len; i++) {
        signal_forget_before_data(g_ptr_array_index(signals, i));
        onsets[i] = onset_find(&((struct signal *)g_ptr_array_index(signals, i))->series);
    }
    onsets_forget_beginnings(signals, onsets);
    g_assert_cmpint(onsets[0].kind, ==, ONSET_NONE);
    g_assert_cmpint(onsets[1].kind, ==, ONSET_RISE);
    g_assert_cmpint(onsets[2].kind, ==, ONSET_NONE);
}

/* It is of all services: they were heard of long before. */
static void what_nobody_said_before_is_an_onset_of_a_question(void)
{
    g_autoptr(GPtrArray) signals = signals_new();
    g_ptr_array_add(signals, step(NULL, SIGNAL_ASKED, 110, 0, 14));
    g_ptr_array_add(signals, step("payment", SIGNAL_RATE, 20, 0, 12));
    struct onset onsets[2];
    for (guint i = 0; i < signals->len; i++) {
        signal_forget_before_data(g_ptr_array_index(signals, i));
        onsets[i] = onset_find(&((struct signal *)g_ptr_array_index(signals, i))->series);
    }
    onsets_forget_beginnings(signals, onsets);
    g_assert_cmpint(onsets[0].kind, ==, ONSET_RISE);
    onsets[0] = onset_find(&((struct signal *)g_ptr_array_index(signals, 0))->series);
    g_ptr_array_set_size(signals, 1);
    onsets_forget_beginnings(signals, onsets);
    g_assert_cmpint(onsets[0].kind, ==, ONSET_NONE); /* nothing else was heard of either */
}

static void an_incident_is_seen_in_a_range_wider_than_the_data(void)
{
    struct signal *signal = step("payment", SIGNAL_RATE, 80, 0, 100);
    for (size_t i = 112; i < BUCKETS; i++) {
        signal->series.values[i] = 10;
    }
    signal_forget_before_data(signal);
    g_assert_true(isnan(signal->series.values[0]));
    struct onset onset = onset_find(&signal->series);
    g_assert_cmpint(onset.kind, ==, ONSET_DROP);
    g_assert_cmpint(onset.bucket, ==, 112);
    signal_free(signal);
}

static void that_there_were_no_errors_before_stays_known(void)
{
    struct signal *signal = step("payment", SIGNAL_LOGS, 110, 0, 14);
    signal_forget_before_data(signal);
    g_assert_cmpfloat(signal->series.values[0], ==, 0);
    signal_free(signal);
}

/* A gauge of one group: values in the buckets from `from` to before `to`. */
static struct signal *group(const char *key, const char *value, size_t from, size_t to)
{
    struct signal *signal = signal_new();
    signal->service = g_strdup("inventory");
    signal->source = SIGNAL_METRIC;
    signal->metric_name = g_strdup("db.pool.in_use");
    signal->group_key = g_strdup(key);
    signal->group_value = g_strdup(value);
    series_init(&signal->series, 0, 30000, BUCKETS);
    for (size_t i = from; i < to; i++)
        signal->series.values[i] = 5 + (double)(i % 2);
    return signal;
}

static enum onset_kind of_the_first(struct signal *first, struct signal *second)
{
    g_autoptr(GPtrArray) signals = signals_new();
    g_ptr_array_add(signals, first);
    g_ptr_array_add(signals, second);
    struct onset onsets[2];
    for (guint i = 0; i < signals->len; i++)
        onsets[i] = onset_find(&((struct signal *)signals->pdata[i])->series);
    g_assert_cmpint(onsets[0].kind, ==, ONSET_SILENCE);
    onsets_forget_replaced(signals, onsets);
    return onsets[0].kind;
}

static void a_group_that_another_took_over_from_is_no_silence(void)
{
    g_assert_cmpint(
        of_the_first(group("release", "3.0.4", 0, 100), group("release", "3.1.0", 100, BUCKETS)),
        ==, ONSET_NONE);
    g_assert_cmpint(/* pod by pod, both for some minutes */
                    of_the_first(group("pod", "a-1", 0, 104), group("pod", "b-1", 96, BUCKETS)), ==,
                    ONSET_NONE);
}

static void a_group_that_nobody_took_over_from_is_a_silence(void)
{
    g_assert_cmpint(/* was there all the time */
                    of_the_first(group("host", "a", 0, 100), group("host", "b", 0, BUCKETS)), ==,
                    ONSET_SILENCE);
    g_assert_cmpint(/* began long before */
                    of_the_first(group("host", "a", 0, 100), group("host", "b", 40, BUCKETS)), ==,
                    ONSET_SILENCE);
    g_assert_cmpint(/* began and fell silent, too */
                    of_the_first(group("host", "a", 0, 100), group("host", "b", 100, 108)), ==,
                    ONSET_SILENCE);
    struct signal *other = group("host", "b", 100, BUCKETS);
    g_free(other->metric_name);
    other->metric_name = g_strdup("db.pool.waiting");
    g_assert_cmpint(of_the_first(group("host", "a", 0, 100), other), ==, ONSET_SILENCE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/beginning/the first data of a new app is no onset",
                    the_first_data_of_a_new_app_is_no_onset);
    g_test_add_func("/beginning/first errors of a service long known are an onset",
                    first_errors_of_a_service_long_known_are_an_onset);
    g_test_add_func("/beginning/what nobody said before is an onset of a question",
                    what_nobody_said_before_is_an_onset_of_a_question);
    g_test_add_func("/beginning/an incident is seen in a range wider than the data",
                    an_incident_is_seen_in_a_range_wider_than_the_data);
    g_test_add_func("/beginning/that there were no errors before stays known",
                    that_there_were_no_errors_before_stays_known);
    g_test_add_func("/beginning/a group that another took over from is no silence",
                    a_group_that_another_took_over_from_is_no_silence);
    g_test_add_func("/beginning/a group that nobody took over from is a silence",
                    a_group_that_nobody_took_over_from_is_a_silence);
    return g_test_run();
}
