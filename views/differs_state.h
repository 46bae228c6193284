/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of what differs: what is asked (differs_ask.c), how it is drawn and said
 * (differs_draw.c), and the view (differs_view.c).
 */
#ifndef VIEWS_DIFFERS_STATE_H
#define VIEWS_DIFFERS_STATE_H

#include "api/insight/differs.h"
#include "tui/list.h"
#include "views/view.h"

/* One side of the comparison, as it is asked of the server. */
struct differs_ask {
    char *query;
    int64_t start_ms, end_ms;
    uint64_t asked;
    struct distributions *came; /* until both sides are there */
};

struct differs_state {
    char *dataset; /* "spans", "logs", "tracemetrics", "errors" */
    char *base;    /* selects the rows of both sides; "" = all */
    char *within;  /* NULL: the sides are two ranges; else the search that rows inside match */
    bool since_onset;
    struct differs_ask sides[DIFFERS_SIDES];
    bool comparing;          /* a worker does */
    struct differs *differs; /* NULL until it is done */
    struct list list;        /* of differs->rows */
};

/* differs_ask.c */
/* Says what both sides are, and asks for them. False with *error when nothing tells two sides
 * apart.
 */
bool differs_begin(struct view *view, GError **error);
void differs_ask_again(struct view *view);
void differs_came(struct view *view, uint64_t subscription, struct reply *reply);

const struct differs_row *differs_row_at(const struct differs_state *state, size_t row);
/* The search for the rows that have what the row says; newly allocated. */
char *differs_term(const struct differs_row *row);
/* "ranking_version:v2", "user.id not set", "rows over 399"; newly allocated. */
char *differs_words(const struct differs_row *row);

/* differs_draw.c */
void differs_draw(const struct view *view, struct surface *surface);
void differs_status(const struct view *view, GString *out);
void differs_evidence(const struct view *view, GString *out);
void differs_explain(const struct view *view, GString *out);
/* "since 03:08:30 against 1h before", "with ranking_version:v2 against without": appended. */
void differs_sides_text(const struct view *view, GString *out);

#endif
