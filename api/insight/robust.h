/* SPDX-License-Identifier: Apache-2.0
 *
 * Robust statistics on plain arrays, shared by the insight modules. All ignore nothing: callers
 * leave NaN out.
 */
#ifndef API_INSIGHT_ROBUST_H
#define API_INSIGHT_ROBUST_H

#include <stddef.h>

/* Median of `values`, which it puts in another order; between two, their mean. 0 for none. */
double robust_median(double *values, size_t count);

/* Spread around `median`: 1.4826 MAD (Hampel 1974). Where more than half the values are equal the
 * MAD is 0 and 1.2533 times the mean absolute deviation stands in (Iglewicz & Hoaglin 1993). Uses
 * `scratch` of `count`. */
double robust_spread(const double *values, size_t count, double median, double *scratch);

/* z of the Mann-Whitney U test that `right` lies above `left` (negative: below), ties at half, no
 * tie correction of the variance (which makes it smaller, so more careful). Mann & Whitney 1947.
 * O(n log n). */
double robust_rank_z(const double *left, size_t n_left, const double *right, size_t n_right);

/* Theil-Sen slope of y over x (Theil 1950, Sen 1968): the median of all pairwise slopes. *intercept
 * is the median of y - slope x. O(n^2); at most 48 points are used, evenly chosen. */
double robust_slope(const double *x, const double *y, size_t count, double *intercept);

/* costs[n] = the sum of absolute deviations of values[0..n) from their median, and medians[n] that
 * median, for n = 0..count. `step` is 1, or -1 to walk from the last value backwards. O(n^2) moves
 * of a sorted array, which for a few hundred values is a few microseconds. */
void robust_prefix_costs(const double *values, size_t count, int step, double *costs,
                         double *medians);

#endif
