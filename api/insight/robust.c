/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/robust.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define MOST_SLOPE_POINTS 48
#define FEW               8

static double middle_of(double a, double b, double c)
{
    double low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* Moves what is less than `pivot` (or, if `equal`, no more) to the front of values[from..to); where
 * it ends. Without a branch on the values, which could not be foretold (Lomuto's scheme). */
static size_t part(double *values, size_t from, size_t to, double pivot, bool equal)
{
    size_t end = from;
    for (size_t i = from; i < to; i++) {
        double value = values[i];
        values[i] = values[end];
        values[end] = value;
        end += (size_t)(equal ? value <= pivot : value < pivot);
    }
    return end;
}

/* Puts the value of rank `rank` in its place, none larger before it, none smaller behind it
 * (Hoare 1961, pivot of three). O(n) on average. */
static void put_in_place(double *values, size_t count, size_t rank)
{
    size_t low = 0, high = count;
    while (high - low > 1) {
        double pivot = middle_of(values[low], values[low + (high - low) / 2], values[high - 1]);
        size_t less = part(values, low, high, pivot, false);
        if (rank < less) {
            high = less;
            continue;
        }
        low = part(values, less, high, pivot, true);
        if (rank < low || low == less) { /* the latter where the pivot is no number */
            return;
        }
    }
}

double robust_median(double *values, size_t count)
{
    if (count < 2) {
        return count ? values[0] : 0;
    }
    size_t below = (count - 1) / 2;
    put_in_place(values, count, below);
    if (count % 2) {
        return values[below];
    }
    double above = values[below + 1];
    for (size_t i = below + 2; i < count; i++) {
        above = values[i] < above ? values[i] : above;
    }
    return values[below] + 0.5 * (above - values[below]);
}

double robust_spread(const double *values, size_t count, double median, double *scratch)
{
    if (count == 0) {
        return 0;
    }
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        scratch[i] = fabs(values[i] - median);
        sum += scratch[i];
    }
    double mad = robust_median(scratch, count);
    return mad > 0 ? 1.4826 * mad : 1.2533 * sum / (double)count;
}

double robust_slope_of_halves(const double *x, const double *y, size_t count, double *scratch)
{
    size_t half = count / 2, slopes = 0;
    for (size_t i = 0; i < half; i++) {
        double run = x[count - half + i] - x[i];
        if (run != 0) {
            scratch[slopes++] = (y[count - half + i] - y[i]) / run;
        }
    }
    return robust_median(scratch, slopes);
}

double robust_slope(const double *x, const double *y, size_t count, double *intercept)
{
    size_t step = count / MOST_SLOPE_POINTS + 1;
    size_t used = count / step;
    if (used < 2) {
        *intercept = count ? y[0] : 0;
        return 0;
    }
    g_autofree double *slopes = g_new(double, used *(used - 1) / 2);
    size_t pairs = 0;
    for (size_t i = 0; i < used; i++) {
        for (size_t j = i + 1; j < used; j++) {
            double run = x[j * step] - x[i * step];
            if (run != 0) {
                slopes[pairs++] = (y[j * step] - y[i * step]) / run;
            }
        }
    }
    double slope = robust_median(slopes, pairs);
    g_autofree double *rest = g_new(double, count);
    for (size_t i = 0; i < count; i++) {
        rest[i] = y[i] - slope * x[i];
    }
    *intercept = robust_median(rest, count);
    return slope;
}

/* Merges from[0..half) and from[half..count), each in order, into `to`. Which is taken next is
 * told without a branch, as it cannot be foretold. */
static void merge(const double *values, const guint *from, size_t half, size_t count, guint *to)
{
    size_t left = 0, right = half;
    for (size_t i = 0; i < count; i++) {
        bool ended = left == half || right == count;
        bool take_right = ended ? left == half : values[from[right]] < values[from[left]];
        to[i] = from[take_right ? right : left];
        right += take_right;
        left += !take_right;
    }
}

/* The same of halves that are as long: from both ends at once, as each step waits for the one
 * before. Neither end goes more than `half` steps, so neither leaves its halves. */
static void merge_halves(const double *values, const guint *from, size_t half, guint *to)
{
    const guint *left = from, *right = from + half;
    const guint *left_end = right, *right_end = right + half;
    for (size_t i = 0; i < half; i++) {
        bool take_right = values[*right] < values[*left];
        to[i] = take_right ? *right : *left;
        right += take_right;
        left += !take_right;
        bool take_left = values[right_end[-1]] < values[left_end[-1]];
        to[2 * half - 1 - i] = take_left ? left_end[-1] : right_end[-1];
        left_end -= take_left;
        right_end -= !take_left;
    }
}

/* Puts the places first..first+count in order, by how many of these go before each. */
static void order_few(const double *values, size_t first, size_t count, guint *order)
{
    for (size_t i = first; i < first + count; i++) {
        size_t before = 0;
        for (size_t j = first; j < first + count; j++) {
            before += j < i ? values[j] <= values[i] : values[j] < values[i];
        }
        order[first + before] = (guint)i;
    }
}

void robust_order(const double *values, size_t count, guint *order)
{
    g_autofree guint *other = g_new(guint, count + 1);
    guint *from = order, *to = other;
    for (size_t i = 0; i < count; i += FEW) {
        order_few(values, i, MIN(FEW, count - i), order);
    }
    for (size_t run = FEW; run < count; run *= 2) {
        for (size_t i = 0; i < count; i += 2 * run) {
            if (2 * run <= count - i) {
                merge_halves(values, from + i, run, to + i);
            } else {
                merge(values, from + i, MIN(run, count - i), count - i, to + i);
            }
        }
        guint *swap = from;
        from = to;
        to = swap;
    }
    if (from != order) {
        memcpy(order, from, count * sizeof *order);
    }
}

/* Sorted values as a list from which any can be taken: ranks from 1, each with its neighbours'. */
struct sorted {
    const double *values;
    const guint *order;
    guint *rank; /* of a place */
    guint *before, *after;
};

static void take_out(struct sorted *sorted, guint rank)
{
    guint before = sorted->before[rank], after = sorted->after[rank];
    sorted->after[before] = after;
    sorted->before[after] = before;
}

static void all_in(struct sorted *sorted, size_t count)
{
    for (guint rank = 0; rank <= count + 1; rank++) {
        sorted->before[rank] = rank - 1;
        sorted->after[rank] = rank + 1;
    }
}

/* low[n] and high[n], the middle one or two of the first `n`: all of them first, then without the
 * last, and so on. */
static void middles(struct sorted *sorted, size_t count, bool newer, double *low, double *high)
{
    guint below = (guint)(count + 1) / 2, above = (guint)count / 2 + 1;
    all_in(sorted, count);
    for (size_t n = count; n > 0; n--) {
        low[n] = sorted->values[sorted->order[below - 1]];
        high[n] = sorted->values[sorted->order[above - 1]];
        guint gone = sorted->rank[newer ? count - n : n - 1];
        guint previous = sorted->before[below], next = sorted->after[above];
        if (n % 2 == 0) {
            below = above = gone <= below ? above : below;
        } else {
            above = gone <= below ? next : above;
            below = gone >= below ? previous : below;
        }
        take_out(sorted, gone);
    }
}

static void costs_of(struct sorted *sorted, size_t count, bool newer, double *costs,
                     double *medians)
{
    middles(sorted, count, newer, medians, costs);
    double sum = 0;
    costs[0] = medians[0] = 0;
    for (size_t n = 1; n <= count; n++) {
        double low = medians[n], high = costs[n];
        costs[n] = sum;
        medians[n] = low + 0.5 * (high - low);
        if (n < count) {
            double value = sorted->values[newer ? count - 1 - n : n];
            double above = value - high, below = low - value, off = above > below ? above : below;
            sum += off > 0 ? off : 0;
        }
    }
}

void robust_prefix_costs(const double *values, const guint *order, size_t count,
                         struct robust_costs *older, struct robust_costs *newer)
{
    g_autofree guint *ranks = g_new(guint, 3 * (count + 2));
    struct sorted sorted = {.values = values,
                            .order = order,
                            .rank = ranks,
                            .before = ranks + count + 2,
                            .after = ranks + 2 * (count + 2)};
    for (size_t i = 0; i < count; i++) {
        ranks[order[i]] = (guint)i + 1;
    }
    costs_of(&sorted, count, false, older->costs, older->medians);
    costs_of(&sorted, count, true, newer->costs, newer->medians);
}
