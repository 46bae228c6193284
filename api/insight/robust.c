/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/robust.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_SLOPE_POINTS 48

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantile 0..1 of sorted values, linear between closest ranks (Hyndman & Fan 1996, type 7). */
static double robust_quantile(const double *sorted, size_t count, double quantile)
{
    if (count == 0) {
        return 0;
    }
    double rank = quantile * (double)(count - 1);
    size_t below = (size_t)rank;
    if (below + 1 >= count) {
        return sorted[count - 1];
    }
    return sorted[below] + (rank - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Puts the value of rank `rank` in its place, none larger before it, none smaller behind it
 * (Hoare 1961, pivot of three). O(n) on average. */
static void put_in_place(double *values, size_t count, size_t rank)
{
    size_t low = 0, high = count - 1;
    while (low < high) {
        double a = values[low], b = values[low + (high - low) / 2], c = values[high];
        double pivot = fmax(fmin(a, b), fmin(fmax(a, b), c));
        size_t i = low, j = high;
        while (i <= j) {
            while (values[i] < pivot) {
                i++;
            }
            while (values[j] > pivot) {
                j--;
            }
            if (i > j) {
                break;
            }
            double swap = values[i];
            values[i++] = values[j];
            values[j] = swap;
            if (j-- == 0) {
                break;
            }
        }
        if (i <= rank) {
            low = i;
        } else if (j < rank || j > high) {
            return;
        } else {
            high = j;
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
        above = fmin(above, values[i]);
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

double robust_rank_z(const double *left, size_t n_left, const double *right, size_t n_right)
{
    if (n_left == 0 || n_right == 0) {
        return 0;
    }
    g_autofree double *sorted = g_memdup2(left, n_left * sizeof *left);
    qsort(sorted, n_left, sizeof *sorted, compare_doubles);
    double u = 0;
    for (size_t i = 0; i < n_right; i++) {
        size_t low = 0, high = n_left;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (sorted[middle] < right[i]) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        size_t equal = low;
        while (equal < n_left && sorted[equal] <= right[i]) {
            equal++;
        }
        u += (double)low + (double)(equal - low) / 2;
    }
    double product = (double)n_left * (double)n_right;
    double deviation = sqrt(product * (double)(n_left + n_right + 1) / 12);
    return (u - product / 2) / deviation;
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

static size_t insertion_place(const double *sorted, size_t count, double value)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle] < value) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* In four sums at once, which do not wait for each other. */
static double absolute_sum(const double *values, size_t count, double median)
{
    double sums[4] = {0};
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        for (size_t k = 0; k < 4; k++) {
            sums[k] += fabs(values[i + k] - median);
        }
    }
    for (; i < count; i++) {
        sums[0] += fabs(values[i] - median);
    }
    return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

void robust_prefix_costs(const double *values, size_t count, int step, double *costs,
                         double *medians)
{
    g_autofree double *sorted = g_new(double, count + 1);
    costs[0] = medians[0] = 0;
    for (size_t n = 0; n < count; n++) {
        double value = step > 0 ? values[n] : values[count - 1 - n];
        size_t place = insertion_place(sorted, n, value);
        memmove(sorted + place + 1, sorted + place, (n - place) * sizeof *sorted);
        sorted[place] = value;
        double median = robust_quantile(sorted, n + 1, 0.5);
        costs[n + 1] = absolute_sum(sorted, n + 1, median);
        medians[n + 1] = median;
    }
}
