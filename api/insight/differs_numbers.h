/* SPDX-License-Identifier: Apache-2.0
 *
 * Two sets of numbers compared as distributions. Private to what differs (differs.h).
 */
#ifndef API_INSIGHT_DIFFERS_NUMBERS_H
#define API_INSIGHT_DIFFERS_NUMBERS_H

#include "api/insight/differs_counts.h"

struct differs_numbers {
    double total[DIFFERS_SIDES];
    double cut;                  /* where the distributions are farthest apart */
    double above[DIFFERS_SIDES]; /* numbers greater than it */
    double median[DIFFERS_SIDES];
    double p;       /* of such a distance by chance: the two-sample test of Smirnov (1948), with
                       Stephens' correction for small samples (1970) */
    double least_p; /* what it would be were the sets wholly apart */
};

/* Of a key whose values are all numbers, with at least one number on each side. O(n log n). */
struct differs_numbers differs_numbers_of(const struct differs_key *key);

#endif
