/* SPDX-License-Identifier: Apache-2.0
 *
 * How often each value of each attribute comes inside a set of rows and outside it: what
 * differs.h compares. Filled from rows, or from the counts that a server gives. Bounded: of a key
 * that has more than DIFFERS_VALUES different values, numbers are kept to DIFFERS_DIGITS binary
 * digits, and texts first met later are counted as rows that have some other value. Belongs to one
 * thread at a time; workers fill one each, which are added up.
 */
#ifndef API_INSIGHT_DIFFERS_COUNTS_H
#define API_INSIGHT_DIFFERS_COUNTS_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>

#define DIFFERS_KEYS   2000
#define DIFFERS_VALUES 4096 /* of one key */
#define DIFFERS_DIGITS 7

enum differs_side { DIFFERS_INSIDE, DIFFERS_OUTSIDE, DIFFERS_SIDES };

struct differs_value {
    char *text;    /* NULL: a number */
    double number; /* of `text` too, where that is wholly one; else NaN */
    double count[DIFFERS_SIDES];
};

struct differs_key {
    char *name;
    GPtrArray *values;           /* of struct differs_value *, as they were met */
    double rows[DIFFERS_SIDES];  /* rows that have the key; with DIFFERS_VALUES passed, more than
                                    the values add up to */
    bool numeric;                /* all values are numbers */
    bool cut;                    /* the source gave the commonest values only: of rows without one
                                    it is not known whether they have the key */
    GHashTable *texts, *numbers; /* to find values; private */
};

struct differs_counts {
    double rows[DIFFERS_SIDES]; /* looked at */
    GPtrArray *keys;            /* of struct differs_key *, as they were met */
    guint keys_left_out;        /* past DIFFERS_KEYS */
    GHashTable *by_name;        /* private */
};

struct differs_counts *differs_counts_new(void);
void differs_counts_free(struct differs_counts *counts);
DEFINE_AUTOPTR(differs_counts, differs_counts_free);

/* `rows` more were looked at on this side. */
void differs_counts_rows(struct differs_counts *counts, enum differs_side side, double rows);
/* `count` of the rows of this side have `value` for `key`. A text that is wholly a number is one.
 */
void differs_counts_text(struct differs_counts *counts, enum differs_side side, const char *key,
                         const char *value, double count);
void differs_counts_number(struct differs_counts *counts, enum differs_side side, const char *key,
                           double value, double count);
/* The source gave only some of this key's values. */
void differs_counts_cut(struct differs_counts *counts, const char *key);
/* What was counted on this side are amounts, which come in lots: `rows` rows had them all. Makes it
 * as many rows, each value its share of them, for amounts in one row are no cases of their own. */
void differs_counts_weigh(struct differs_counts *counts, enum differs_side side, double rows);

#endif
