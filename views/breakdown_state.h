/* SPDX-License-Identifier: Apache-2.0
 *
 * A question about rows, answered as a table: how it is asked (breakdown_view.c), and drawn and
 * said (breakdown_draw.c). The line is that of api/query/breakdown.h.
 */
#ifndef VIEWS_BREAKDOWN_STATE_H
#define VIEWS_BREAKDOWN_STATE_H

#include "api/query/breakdown.h"
#include "views/body.h"

#define BREAKDOWN_MOST_ROWS 100

struct breakdown_column {
    const char *unit; /* borrowed; NULL = a plain number */
    double most;      /* the greatest in sight of the answer; 0 when there is none */
};

struct breakdown_state {
    char *text; /* as it was asked */
    struct breakdown *breakdown;
    guint sort; /* the aggregate by which the rows stand, the greatest first */
    uint64_t rows_asked, series_asked;
    struct rows *rows; /* NULL until answered */
    bool more;         /* the server has more groups */
    int64_t total_at_ms;
    struct breakdown_column columns[BREAKDOWN_MOST_AGGREGATES];
    GPtrArray *series; /* of struct timeseries_reply *; NULL until answered */
    struct list list;
};

const char *breakdown_sorted_by(const struct breakdown_state *state);
double breakdown_number(const struct breakdown_state *state, size_t row, guint aggregate);
/* The value of a key in a row; newly allocated, NULL = not set. */
char *breakdown_value(const struct breakdown_state *state, size_t row, guint key);
/* The values of its keys, "free, xlsx"; newly allocated. */
char *breakdown_words(const struct breakdown_state *state, size_t row);
/* The row over time, where it is among the largest groups; else NULL. */
const struct series *breakdown_series(const struct breakdown_state *state, size_t row);

void breakdown_draw(const struct view *view, struct surface *surface);
void breakdown_status(const struct view *view, GString *out);
void breakdown_evidence(const struct view *view, GString *out);
void breakdown_explain(const struct view *view, GString *out);

#endif
