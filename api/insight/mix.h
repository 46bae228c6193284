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
 */
#ifndef API_INSIGHT_MIX_H
#define API_INSIGHT_MIX_H

#include "api/insight/onset.h"

#define MIX_LEAST_MOVE  0.10 /* of share */
#define MIX_LEAST_COUNT 30.0 /* events on each side */

struct mix_shift {
    struct onset onset;              /* kind ONSET_MIX; before and after are shares 0..1 */
    char *key, *value;               /* the attribute, and the value whose share moved most */
    char *within_key, *within_value; /* the other attribute value within which it moved, or NULL */
    struct series share;             /* the share a bucket; NAN where nothing was counted */
};

/* `groups`: struct signal * of one counter, each with group_key and group_value set to the joined
 * keys and values ("a\x1fb"), all on the same buckets. Newly allocated; NULL when no mix shifted.
 */
struct mix_shift *mix_shift_find(const GPtrArray *groups);
void mix_shift_free(struct mix_shift *shift);

#endif
