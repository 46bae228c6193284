/* SPDX-License-Identifier: Apache-2.0
 *
 * The score of the Numenta Anomaly Benchmark (A. Lavin, S. Ahmad: "Evaluating Real-time Anomaly
 * Detection Algorithms - the Numenta Anomaly Benchmark", ICMLA 2015). A detector gives each row of
 * a series an anomaly score; those at or above one threshold, the same for all series, are its
 * detections. Inside a labelled window the earliest of the detections counts, the more the earlier:
 * S(y) = 2 / (1 + exp(5 y)) - 1, y from -1 at the window's first row to 0 behind its last, divided
 * by S(-1). A window without one costs `missed`. Each detection outside costs up to `false_alarm`:
 * S(y) of how many widths it lies behind the last window, -1 from three widths on and before the
 * first. The first 15 % of a series (of its first 5 000 rows) are for learning and count nothing.
 * Normalised, no detection at all is 0 and every window at its first row, nothing else, is 100.
 * The threshold is the one of the best score, as the benchmark has it.
 */
#ifndef TESTS_SUPPORT_NAB_SCORE_H
#define TESTS_SUPPORT_NAB_SCORE_H

#include <glib.h>
#include <math.h>
#include <stdbool.h>

#define NAB_STEEPNESS 5.0
#define NAB_FAR       3.0 /* widths behind a window */
#define NAB_LEARNING  0.15
#define NAB_MOST_ROWS 5000 /* of which a part is for learning */

struct nab_profile {
    double found, missed, false_alarm;
};

static const struct nab_profile nab_standard = {1, 1, 0.11};

/* Rows first..last, both within. */
struct nab_window {
    size_t first, last;
};

/* One series: `count` scores, its windows in order. */
struct nab_series {
    size_t count;
    const double *scores;
    size_t windows_count;
    const struct nab_window *windows;
};

struct nab_result {
    double score;     /* normalised */
    double threshold; /* INFINITY: no detection is best */
    size_t windows, found, false_alarms;
};

/* A row that counts: what it is worth as a detection, and for which window (-1: none). */
struct nab_row {
    double score, worth;
    gssize window;
};

static inline double nab_sigmoid(double position)
{
    return position > NAB_FAR ? -1 : 2 / (1 + exp(NAB_STEEPNESS * position)) - 1;
}

static inline size_t nab_learning_rows(size_t count)
{
    return (size_t)ceil(fmin(floor(NAB_LEARNING * (double)count), NAB_LEARNING * NAB_MOST_ROWS));
}

/* The worth of row `at`, where `past` windows have ended before it. */
static inline double nab_worth(const struct nab_series *series, const struct nab_profile *profile,
                               size_t at, size_t past)
{
    if (past < series->windows_count && at >= series->windows[past].first) {
        const struct nab_window *window = &series->windows[past];
        double width = (double)(window->last - window->first + 1);
        double left = (double)(window->last - at + 1);
        return profile->found * nab_sigmoid(-left / width) / nab_sigmoid(-1);
    }
    if (past == 0)
        return -profile->false_alarm;
    const struct nab_window *before = &series->windows[past - 1];
    double width = (double)(before->last - before->first);
    return profile->false_alarm * nab_sigmoid((double)(at - before->last) / width);
}

/* Appends the rows of `series`, whose windows are numbered from `*windows` on. */
static inline void nab_add(GArray *rows, const struct nab_series *series,
                           const struct nab_profile *profile, size_t *windows)
{
    size_t past = 0;
    for (size_t at = 0; at < series->count; at++) {
        while (past < series->windows_count && at > series->windows[past].last)
            past++;
        bool within = past < series->windows_count && at >= series->windows[past].first;
        struct nab_row row = {.score = series->scores[at],
                              .worth = nab_worth(series, profile, at, past),
                              .window = within ? (gssize)(*windows + past) : -1};
        if (at >= nab_learning_rows(series->count))
            g_array_append_val(rows, row);
    }
    *windows += series->windows_count;
}

static inline int nab_by_score(const void *a, const void *b)
{
    double x = ((const struct nab_row *)a)->score, y = ((const struct nab_row *)b)->score;
    return (x < y) - (x > y);
}

/* Lowers the threshold from row to row and keeps the best sum. `rows` are sorted here. */
static inline struct nab_result nab_best(GArray *rows, size_t windows,
                                         const struct nab_profile *profile)
{
    g_autofree double *worths = g_new(double, windows + 1);
    for (size_t i = 0; i < windows; i++)
        worths[i] = -profile->missed;
    g_array_sort(rows, nab_by_score);
    double sum = -profile->missed * (double)windows, least = sum, most = sum;
    struct nab_result now = {.windows = windows}, best = now;
    best.threshold = (double)INFINITY;
    for (guint i = 0; i < rows->len; i++) {
        const struct nab_row *row = &g_array_index(rows, struct nab_row, i);
        if (row->window < 0) {
            sum += row->worth;
            now.false_alarms++;
        } else if (row->worth > worths[row->window]) {
            now.found += worths[row->window] == -profile->missed;
            sum += row->worth - worths[row->window];
            worths[row->window] = row->worth;
        }
        bool last = i + 1 == rows->len || (row + 1)->score != row->score;
        if (last && sum > most) {
            most = sum;
            best = now;
            best.threshold = row->score;
        }
    }
    double perfect = profile->found * (double)windows;
    best.score = windows ? 100 * (most - least) / (perfect - least) : 0;
    return best;
}

#endif
