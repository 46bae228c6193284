/* SPDX-License-Identifier: Apache-2.0
 *
 * Robust statistics on plain arrays, shared by the insight modules. All ignore nothing: callers
 * leave NaN out.
 */
#ifndef API_INSIGHT_ROBUST_H
#define API_INSIGHT_ROBUST_H

#include <glib.h>
#include <stddef.h>

/* Median of `values`, which it puts in another order; between two, their mean. 0 for none. */
double robust_median(double *values, size_t count);

/* Spread around `median`: 1.4826 MAD (Hampel 1974). Where more than half the values are equal the
 * MAD is 0 and 1.2533 times the mean absolute deviation stands in (Iglewicz & Hoaglin 1993). Uses
 * `scratch` of `count`. */
double robust_spread(const double *values, size_t count, double median, double *scratch);

/* Theil-Sen slope of y over x (Theil 1950, Sen 1968): the median of all pairwise slopes. *intercept
 * is the median of y - slope x. O(n^2); at most 48 points are used, evenly chosen. */
double robust_slope(const double *x, const double *y, size_t count, double *intercept);

/* Theil's incomplete method (1950): the median of the slopes from each point of the older half to
 * the one as far into the newer half. O(n), and of a line as good as the former's 48 points. Uses
 * `scratch` of `count`. */
double robust_slope_of_halves(const double *x, const double *y, size_t count, double *scratch);

/* The places of `values`, 0..count-1, from the least value to the greatest. */
void robust_order(const double *values, size_t count, guint *order);

/* Of the first n values, or the last n, for n = 0..count: the sum of absolute deviations from their
 * median, and that median. */
struct robust_costs {
    double *costs, *medians; /* count + 1 of each */
};

/* Fills both. `order` is robust_order()'s. O(n): what a value adds to the sum is how far it lies
 * from the middle one, or two, of those before it, and these are told by taking the values from
 * their order one by one, the last first. */
void robust_prefix_costs(const double *values, const guint *order, size_t count,
                         struct robust_costs *older, struct robust_costs *newer);

#endif
