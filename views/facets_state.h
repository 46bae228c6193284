/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the facets of a key: what counts them (facets_count.c) and what shows them
 * (facets_view.c).
 */
#ifndef VIEWS_FACETS_STATE_H
#define VIEWS_FACETS_STATE_H

#include "tui/list.h"
#include "views/tally.h"
#include "views/view.h"

/* Who counts. */
enum facets_by { FACETS_SERVER, FACETS_HELD };

struct facets {
    char *key;
    char *query; /* what it was asked with; NULL = everything */
    enum facets_by by;
    bool chosen;         /* the user said who counts */
    const char *because; /* why it is this one; static */
    struct tally *tally; /* what is shown; NULL until something is known */
    GArray *rows;        /* of struct tally_row */
    struct tally_spread spread;
    bool numbers;   /* all values are; the spread is theirs */
    bool buckets;   /* the rows are ranges of numbers */
    bool as_values; /* the user wants single values though they are numbers */
    bool more;      /* the server has further values */
    struct list list;
    bool moved;
    uint64_t ask;
    struct {
        struct tally *tally; /* being filled; NULL = nothing is */
        size_t row, rows;    /* looked at, of so many */
        uint64_t version;    /* of the rows */
        guint source;
        int out;      /* batches that workers have */
        unsigned run; /* of counting: batches of an earlier one are nothing to this */
    } count;
};

/* The log view from which it was opened; NULL when there is none. */
struct view *facets_logs(const struct view *view);
/* Counts, or asks for, all anew. What is shown stays until then. */
void facets_begin(struct view *view);
void facets_stop(struct facets *facets);
void facets_came(struct view *view, const struct reply *reply);
/* The tally is another: makes the rows of it. */
void facets_show(struct facets *facets);

#endif
