/* SPDX-License-Identifier: Apache-2.0
 *
 * Shift of mix: the shares of an attribute's values within one metric moved, whether or not its
 * total did. Pure.
 *
 * Method. For every attribute value, its share of the total a bucket is a series; onset_find() says
 * when it left its usual. The same is done for the shares within each value of each other
 * attribute. The largest move wins; one within another attribute's value wins over the whole when
 * it is clearly larger. Shares before and after are pooled (sums over sums), so that busy buckets
 * weigh more.
 *
 * Many shares are looked at, and the more there are the likelier one moves by chance. So the two
 * pooled shares must differ in the test of two proportions, its variance grown by how much more
 * than a binomial the buckets before spread (Pearson's statistic over its degrees of freedom;
 * McCullagh & Nelder 1989, 4.5; by Student's distribution, since few buckets tell it), with at most
 * MIX_CHANCE once multiplied by the number of shares looked at and of buckets in which it may have
 * begun (Bonferroni). Of a thousand quiet metrics at most MIX_FALSE_ALARMS are told to have
 * shifted, however many values there are (measured on made ones of 4 to 36 groups, in 14 to 120
 * buckets, by tests/unit/api-insight/mix.c).
 */
#ifndef API_INSIGHT_MIX_H
#define API_INSIGHT_MIX_H

#include "api/insight/onset.h"

#define MIX_LEAST_MOVE   0.10 /* of share */
#define MIX_LEAST_COUNT  30.0 /* events on each side */
#define MIX_CHANCE       0.01
#define MIX_FALSE_ALARMS 5

struct mix_shift {
    struct onset onset;              /* kind ONSET_MIX; before and after are shares 0..1 */
    char *key, *value;               /* the attribute, and the value whose share moved most */
    char *within_key, *within_value; /* the other attribute value within which it moved, or NULL */
    struct series share;             /* the share a bucket; NAN where nothing was counted */
    size_t looked_at;                /* shares, this one among them */
    double chance;                   /* that one of so many differs so by chance, 0..MIX_CHANCE */
};

/* `groups`: struct signal * of one counter, each with group_key and group_value set to the joined
 * keys and values ("a\x1fb"), all on the same buckets. Newly allocated; NULL when no mix shifted.
 */
struct mix_shift *mix_shift_find(const GPtrArray *groups);
void mix_shift_free(struct mix_shift *shift);

#endif
