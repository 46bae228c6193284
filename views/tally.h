/* SPDX-License-Identifier: Apache-2.0
 *
 * How often each value of a key comes, and where values are numbers, how they are spread. Bounded:
 * past TALLY_VALUES different values the rest is counted as one. Pure; a tally belongs to one
 * thread at a time.
 */
#ifndef VIEWS_TALLY_H
#define VIEWS_TALLY_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>

#define TALLY_VALUES  50000
#define TALLY_BYTES   400 /* of a value that are told apart */
#define TALLY_BUCKETS 14

struct tally;

struct tally_row {
    const char *value; /* the tally's; NULL = rows without the key; "" for a bucket */
    double count;
    double low, high; /* of a bucket: [low, high) */
};

struct tally_spread {
    double count; /* rows whose value is a number */
    double low, median, high;
};

struct tally *tally_new(void);
void tally_free(struct tally *tally);
DEFINE_AUTOPTR(tally, tally_free);

/* `value` NULL: rows that have none. A count that is no number, or negative, adds nothing. */
void tally_add(struct tally *tally, const char *value, double count);
/* Adds all of `from`. */
void tally_add_all(struct tally *tally, const struct tally *from);

double tally_total(const struct tally *tally);
size_t tally_different(const struct tally *tally); /* values told apart */
double tally_others(const struct tally *tally);    /* rows whose values came past the bound */
/* Of struct tally_row, most first, then by value, those without the key last; lives as long as
 * nothing is added. */
GArray *tally_rows(const struct tally *tally);

/* False unless all values are numbers. The median is that of the rows. */
bool tally_spread(const struct tally *tally, struct tally_spread *spread);
/* Of struct tally_row: where the numbers lie, from the least, in steps of 1, 2 or 5 times a power
 * of ten; over several powers of ten a step is a bound of that series. NULL when not all values are
 * numbers, or they are all the same. */
GArray *tally_buckets(const struct tally *tally);

#endif
