/* SPDX-License-Identifier: Apache-2.0
 *
 * Two shares compared: `inside` of `inside_rows` have something, `outside` of `outside_rows` have
 * it. Counts are whole numbers; 0 <= inside <= inside_rows, and so outside.
 */
#ifndef API_INSIGHT_SHARES_H
#define API_INSIGHT_SHARES_H

struct shares {
    double inside, inside_rows;
    double outside, outside_rows;
};

/* The probability of a difference as large by chance alone: Fisher's exact test (1922), twice the
 * smaller tail. At most 1; 1 when a side has no rows. */
double shares_p(const struct shares *shares);

/* The least that shares_p() could be for any split of the same total over the two sides. A
 * comparison that could not have been called significant need not be corrected for (Tarone 1990).
 */
double shares_least_p(const struct shares *shares);

/* By how much the shares differ at least: the bound of the 95 % interval of inside - outside that
 * is nearer to 0 (Newcombe 1998, method 10, of Wilson's score intervals). Negative when the share
 * inside is the smaller; 0 when the interval holds 0. */
double shares_bound(const struct shares *shares);

#endif
