/* SPDX-License-Identifier: Apache-2.0
 *
 * Onsets of a series that grows: how fast, and how right. Right is what the Numenta Anomaly
 * Benchmark says (rules: tests/support/nab_score.h; standard profile). Its data is not here: NAB
 * names a folder with its data/ and labels/. Each row is given to the stream as it comes, one set
 * of parameters for all series, and nothing is learnt from labels but the one threshold that the
 * benchmark's rules choose: by onsets alone, whose level and time are what the lead needs, and by
 * novelty (novelty.h), which scores every row. Of the latter one should know that many of the
 * benchmark's labels mark values that were not there before, which flatters it (of such benchmarks:
 * R. Wu, E. Keogh, "Current Time Series Anomaly Detection Benchmarks are Flawed", TKDE 2021).
 * NAB_RESULTS names a folder of one detector's published results, which are then scored by the same
 * code: the published figure must come out.
 */
#include "api/insight/novelty.h"
#include "api/insight/onset_stream.h"
#include "tests/bench/spent.h"
#include "tests/support/nab_score.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WINDOW     120
#define POINTS     100000
#define ROUNDS     5
#define SIGNALS    2000
#define SECONDS_30 30000
#define HOUR       3600000

/* --- speed --- */

/* What the noise around 200 is multiplied by at a bucket. */
typedef double factor_at(guint bucket);

static double quiet(guint bucket)
{
    (void)bucket;
    return 1;
}

static double bursts(guint bucket)
{
    return bucket % 2000 < 40 ? 4 : 1;
}

static double steps(guint bucket)
{
    return bucket / 80 % 2 ? 4 : 1;
}

static double ramps(guint bucket)
{
    return 1 + fmax(0, (double)(bucket % 200) - 100) / 30;
}

/* Of an hour: by the time of day, a third at the weekend. */
static double days(guint bucket)
{
    return (1 + 0.6 * sin(2 * G_PI * bucket / 24)) * (bucket / 24 % 7 < 5 ? 1 : 1 / 3.0);
}

static double days_with_steps(guint bucket)
{
    return days(bucket) * steps(bucket);
}

static double *made_points(factor_at *factor)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(3);
    double *points = g_new(double, POINTS);
    for (guint i = 0; i < POINTS; i++) {
        double sum = 0;
        for (int k = 0; k < 12; k++)
            sum += g_rand_double(random);
        points[i] = (200 + 15 * (sum - 6)) * factor(i);
    }
    return points;
}

static void measure(const char *name, factor_at *factor, size_t window, int64_t interval_ms)
{
    g_autofree double *points = made_points(factor);
    double took[ROUNDS];
    guint moved = 0;
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(onset_stream) stream = onset_stream_new(0, interval_ms, window);
        double start = spent_ms();
        for (guint i = 0; i < POINTS; i++) {
            onset_stream_add(stream, points[i]);
            moved += onset_stream_verdict(stream).kind != ONSET_NONE;
        }
        took[round] = (spent_ms() - start) * 1e3;
    }
    qsort(took, ROUNDS, sizeof *took, by_size);
    printf("a bucket and its verdict, window of %zu, %s (%.1f %% moved)\t%.2f\tus\n", window, name,
           100.0 * moved / ROUNDS / POINTS, took[ROUNDS / 2] / POINTS);
}

/* What the wall pays for a poll: every signal judged anew, and what a stream a signal would pay for
 * the one bucket that came, if nothing else in the answer had changed. One signal of eight moved.
 */
static void measure_poll(void)
{
    g_autofree double *still = made_points(quiet), *moved = made_points(steps);
    double anew[ROUNDS], streamed[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(GPtrArray) streams =
            g_ptr_array_new_with_free_func((GDestroyNotify)onset_stream_free);
        guint onsets = 0;
        double start = spent_ms();
        for (guint i = 0; i < SIGNALS; i++) {
            double *values = (i % 8 ? still : moved) + i * 40 + 1;
            struct series series = {.interval_ms = SECONDS_30, .count = WINDOW, .values = values};
            onsets += onset_find(&series).kind != ONSET_NONE;
        }
        anew[round] = spent_ms() - start;
        for (guint i = 0; i < SIGNALS; i++) {
            onset_stream *stream = onset_stream_new(0, SECONDS_30, WINDOW);
            for (guint k = 0; k < WINDOW; k++)
                onset_stream_add(stream, ((i % 8 ? still : moved) + i * 40)[k]);
            g_ptr_array_add(streams, stream);
        }
        start = spent_ms();
        for (guint i = 0; i < SIGNALS; i++)
            onset_stream_add(streams->pdata[i], ((i % 8 ? still : moved) + i * 40)[WINDOW]);
        streamed[round] = spent_ms() - start;
        if (onsets < SIGNALS / 16)
            g_error("too few onsets: %u", onsets);
    }
    qsort(anew, ROUNDS, sizeof *anew, by_size);
    qsort(streamed, ROUNDS, sizeof *streamed, by_size);
    printf("a poll of %d signals of %d buckets, judged anew\t%.2f\tms\n", SIGNALS, WINDOW,
           anew[ROUNDS / 2]);
    printf("the same by a stream a signal, one bucket each\t%.2f\tms\n", streamed[ROUNDS / 2]);
}

/* --- the benchmark --- */

struct table {
    GPtrArray *times; /* text, as written */
    GArray *values;   /* double */
    GArray *scores;   /* double */
};

static void table_clear(struct table *table)
{
    g_ptr_array_unref(table->times);
    g_array_unref(table->values);
    g_array_unref(table->scores);
}

/* timestamp,value and in published results anomaly_score. */
static bool table_read(struct table *table, const char *path)
{
    g_autofree char *text = NULL;
    *table = (struct table){.times = g_ptr_array_new_with_free_func(g_free),
                            .values = g_array_new(FALSE, FALSE, sizeof(double)),
                            .scores = g_array_new(FALSE, FALSE, sizeof(double))};
    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 1; lines[i]; i++) {
        g_auto(GStrv) cells = g_strsplit(g_strchomp(lines[i]), ",", 4);
        if (g_strv_length(cells) < 2)
            continue;
        double value = g_ascii_strtod(cells[1], NULL);
        double score = cells[2] ? g_ascii_strtod(cells[2], NULL) : 0;
        g_ptr_array_add(table->times, g_strndup(cells[0], strlen("2014-04-10 07:15:00")));
        g_array_append_val(table->values, value);
        g_array_append_val(table->scores, score);
    }
    return table->times->len > 0;
}

/* First row of that time; labels carry microseconds behind it. */
static size_t row_at(const struct table *table, const char *time)
{
    for (guint i = 0; i < table->times->len; i++)
        if (g_str_has_prefix(time, table->times->pdata[i]))
            return i;
    g_error("no row at %s", time);
}

static GArray *windows_of(const struct table *table, const json_t *labels)
{
    GArray *windows = g_array_new(FALSE, FALSE, sizeof(struct nab_window));
    for (size_t i = 0; i < json_array_size(labels); i++) {
        const json_t *pair = json_array_get(labels, i);
        struct nab_window window = {row_at(table, json_string_value(json_array_get(pair, 0))),
                                    row_at(table, json_string_value(json_array_get(pair, 1)))};
        g_array_append_val(windows, window);
    }
    return windows;
}

static int64_t ms_of(const char *time)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) date = g_date_time_new_from_iso8601(time, utc);
    return date ? g_date_time_to_unix(date) * 1000 : 0;
}

/* Scores each row of a table; what a row took. */
typedef double scorer(struct table *table);

/* A row is a detection when an onset stands that began after the last one was told: what goes on is
 * not told again. */
static double by_onset(struct table *table)
{
    int64_t start = ms_of(table->times->pdata[0]);
    int64_t interval = MAX(ms_of(table->times->pdata[1]) - start, 1000);
    g_autoptr(onset_stream) stream = onset_stream_new(start, interval, WINDOW);
    int64_t told_ms = INT64_MIN;
    double began = spent_ms();
    for (guint i = 0; i < table->values->len; i++) {
        onset_stream_add(stream, g_array_index(table->values, double, i));
        struct onset onset = onset_stream_verdict(stream);
        bool fresh = onset.kind != ONSET_NONE && onset.time_ms > told_ms;
        g_array_index(table->scores, double, i) = fresh ? onset.score : 0;
        if (fresh)
            told_ms = start + (int64_t)i * interval;
    }
    return (spent_ms() - began) * 1e3;
}

/* How unlike all before it a row is: what a chart marks. */
static double by_novelty(struct table *table)
{
    g_autoptr(novelty_stream) stream = novelty_stream_new(NOVELTY_BEFORE);
    double began = spent_ms();
    for (guint i = 0; i < table->values->len; i++)
        g_array_index(table->scores, double, i) =
            novelty_stream_add(stream, g_array_index(table->values, double, i)).score;
    return (spent_ms() - began) * 1e3;
}

/* "realTweets/Twitter_volume_KO.csv" is "realTweets/<detector>_Twitter_volume_KO.csv" in results.
 */
static char *path_of(const char *folder, const char *results, const char *name)
{
    if (!results)
        return g_build_filename(folder, "data", name, NULL);
    g_autofree char *detector = g_path_get_basename(results);
    g_auto(GStrv) parts = g_strsplit(name, "/", 2);
    g_autofree char *file = g_strdup_printf("%s_%s", detector, parts[1]);
    return g_build_filename(results, parts[0], file, NULL);
}

/* Published results are scored as they are. */
static void score(const char *folder, const char *results, const char *who, scorer *scorer)
{
    g_autofree char *path = g_build_filename(folder, "labels", "combined_windows.json", NULL);
    json_error_t error;
    json_t *labels = json_load_file(path, 0, &error);
    if (!labels)
        g_error("%s: %s", path, error.text);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(struct nab_row));
    size_t windows = 0, points = 0;
    double took = 0, dearest = 0;
    const char *name;
    json_t *pairs;
    json_object_foreach(labels, name, pairs)
    {
        g_autofree char *file = path_of(folder, results, name);
        struct table table;
        if (!table_read(&table, file))
            g_error("%s: no rows", file);
        double one = scorer ? scorer(&table) : 0;
        took += one;
        dearest = fmax(dearest, one / table.values->len);
        g_autoptr(GArray) labelled = windows_of(&table, pairs);
        struct nab_series series = {table.scores->len, (const double *)(void *)table.scores->data,
                                    labelled->len,
                                    (const struct nab_window *)(void *)labelled->data};
        nab_add(rows, &series, &nab_standard, &windows);
        points += series.count;
        table_clear(&table);
    }
    json_decref(labels);
    struct nab_result result = nab_best(rows, windows, &nab_standard);
    printf("Numenta Anomaly Benchmark, standard profile, %s: %zu of %zu windows, %zu false "
           "alarms, threshold %g\t%.1f\tof 100\n",
           who, result.found, result.windows, result.false_alarms, result.threshold, result.score);
    if (scorer)
        printf("a bucket by %s, the benchmark's %zu (of its dearest series %.2f)\t%.2f\tus\n", who,
               points, dearest, took / (double)points);
}

int main(void)
{
    const char *folder = g_getenv("NAB"), *results = g_getenv("NAB_RESULTS");
    measure("quiet", quiet, WINDOW, SECONDS_30);
    measure("quiet", quiet, 4 * WINDOW, SECONDS_30);
    measure("40 of 2 000 at four times the level", bursts, WINDOW, SECONDS_30);
    measure("another level every 80", steps, WINDOW, SECONDS_30);
    measure("100 flat, 100 a ramp", ramps, WINDOW, SECONDS_30);
    measure("of an hour, so that days are taken off", bursts, WINDOW, HOUR);
    measure("of an hour, days and another level every 80", days_with_steps, WINDOW, HOUR);
    measure("of an hour, so that weeks are taken off", days, 4 * WINDOW + 24, HOUR);
    measure_poll();
    if (!folder) {
        printf("Numenta Anomaly Benchmark\tset NAB to the folder of its data and labels\n");
        return EXIT_SUCCESS;
    }
    score(folder, NULL, "onsets alone", by_onset);
    score(folder, NULL, "novelty", by_novelty);
    if (results) {
        g_autofree char *who = g_path_get_basename(results);
        score(folder, results, who, NULL);
    }
    return EXIT_SUCCESS;
}
