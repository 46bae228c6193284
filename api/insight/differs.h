/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs: of all attributes of two sets of rows, those whose values come more or less often
 * inside than outside. Pure and deterministic.
 *
 * Method. A key with few values, or whose values are no numbers, is compared value by value: the
 * share of rows that have it, inside and outside (shares.h: Fisher's exact test). That a row lacks
 * the key counts as a value. A key whose values are many and numbers is compared as a whole, by
 * the greatest distance of the two distributions (Smirnov 1948; small samples after Stephens
 * 1970), and told as the share above, or not above, the number where they are farthest apart. A key
 * that has a value of its own for most of its rows is an identifier; only whether it is there is
 * compared.
 *
 * With hundreds of comparisons some differ by chance. A difference is told when its probability,
 * times the number of comparisons that could have come out at all, is at most DIFFERS_ALARM
 * (Bonferroni, with the number after Tarone 1990): where nothing differs, something is told in at
 * most so many cases. What is told is ranked by the least by which the shares differ
 * (shares_bound()), so that in large sets a trifle that is certain does not come first; a value
 * that comes less often counts half, for where one falls others rise.
 *
 * One row a key: its value that differs most. Keys whose rows come as often on both sides, within
 * DIFFERS_SAME of the rows, mostly say the same thing; they stand with the first of them.
 */
#ifndef API_INSIGHT_DIFFERS_H
#define API_INSIGHT_DIFFERS_H

#include "api/insight/differs_counts.h"
#include "api/insight/shares.h"

#define DIFFERS_ALARM 0.05
#define DIFFERS_FEW   12   /* so many numbers are compared value by value */
#define DIFFERS_SAME  0.01 /* of the rows of a side */
#define DIFFERS_LEAST 8    /* numbers on each side that make a distribution */

enum differs_form {
    DIFFERS_IS,        /* key:value */
    DIFFERS_NOT_SET,   /* !has:key */
    DIFFERS_ABOVE,     /* key:>number */
    DIFFERS_NOT_ABOVE, /* key:<=number */
};

struct differs_row {
    char *key;
    enum differs_form form;
    char *value;                  /* DIFFERS_IS: as text; else NULL */
    double number;                /* DIFFERS_ABOVE, DIFFERS_NOT_ABOVE */
    struct shares shares;         /* of rows; of those with a number where it is a distribution */
    double bound;                 /* shares_bound() */
    double p;                     /* by chance alone, corrected for the comparisons; at most 1 */
    guint others;                 /* further values of the key that differ */
    double median[DIFFERS_SIDES]; /* of a distribution; else NaN */
    GPtrArray *same; /* of struct differs_row *: keys that come as often; may be empty */
};

struct differs {
    GPtrArray *rows; /* of struct differs_row *, what differs most first */
    double looked_at[DIFFERS_SIDES];
    guint keys;        /* compared */
    guint identifiers; /* of these, by their presence only */
    guint keys_left_out;
    guint comparisons;   /* made */
    guint corrected_for; /* of these, that could have come out */
};

/* `counts` is only read. With an empty side there are no rows. */
struct differs *differs_find(const struct differs_counts *counts);
void differs_free(struct differs *differs);
DEFINE_AUTOPTR(differs, differs_free);

#endif
