/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/shares.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>

#define Z_95       1.959963984540054
#define NEGLIGIBLE 1e-17 /* of the sum: further terms of a tail change nothing */

static double log_choose(double n, double k)
{
    int sign;
    return lgamma_r(n + 1, &sign) - lgamma_r(k + 1, &sign) - lgamma_r(n - k + 1, &sign);
}

/* Of `total` rows that have it, exactly `inside` fall inside: hypergeometric. */
static double probability(const struct shares *shares, double inside)
{
    double total = shares->inside + shares->outside;
    return exp(log_choose(shares->inside_rows, inside) +
               log_choose(shares->outside_rows, total - inside) -
               log_choose(shares->inside_rows + shares->outside_rows, total));
}

/* The sum from `inside` away from the mode; `step` is 1 or -1. Terms fall from one to the next. */
static double tail(const struct shares *shares, double inside, int step)
{
    double total = shares->inside + shares->outside;
    double term = probability(shares, inside), sum = 0;
    for (double x = inside; term > sum * NEGLIGIBLE; x += step) {
        sum += term;
        double without = shares->outside_rows - total + x; /* outside rows that lack it */
        term *= step > 0 ? (shares->inside_rows - x) * (total - x) / ((x + 1) * (without + 1))
                         : x * without / ((shares->inside_rows - x + 1) * (total - x + 1));
    }
    return sum;
}

static bool has_two_sides(const struct shares *shares)
{
    return shares->inside_rows > 0 && shares->outside_rows > 0;
}

double shares_p(const struct shares *shares)
{
    if (!has_two_sides(shares))
        return 1;
    double total = shares->inside + shares->outside;
    double mean = total * shares->inside_rows / (shares->inside_rows + shares->outside_rows);
    double p = tail(shares, shares->inside, shares->inside > mean ? 1 : -1);
    return MIN(1, 2 * p);
}

double shares_least_p(const struct shares *shares)
{
    if (!has_two_sides(shares))
        return 1;
    double total = shares->inside + shares->outside;
    double most = MIN(total, shares->inside_rows);
    double least = MAX(0, total - shares->outside_rows);
    return MIN(1, 2 * MIN(probability(shares, most), probability(shares, least)));
}

/* Wilson's score interval (1927) of one share. */
static void wilson(double count, double rows, double *low, double *high)
{
    double share = count / rows, z2 = Z_95 * Z_95;
    double middle = (share + z2 / (2 * rows)) / (1 + z2 / rows);
    double half =
        Z_95 / (1 + z2 / rows) * sqrt(share * (1 - share) / rows + z2 / (4 * rows * rows));
    *low = MAX(0, middle - half);
    *high = MIN(1, middle + half);
}

double shares_bound(const struct shares *shares)
{
    if (!has_two_sides(shares))
        return 0;
    double in = shares->inside / shares->inside_rows;
    double out = shares->outside / shares->outside_rows;
    double in_low, in_high, out_low, out_high;
    wilson(shares->inside, shares->inside_rows, &in_low, &in_high);
    wilson(shares->outside, shares->outside_rows, &out_low, &out_high);
    double least = in - out - hypot(in - in_low, out_high - out);
    double most = in - out + hypot(in_high - in, out - out_low);
    return least > 0 ? least : most < 0 ? most : 0;
}
