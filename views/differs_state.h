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

#define DIFFERS_HELD_ROWS 20000 /* of a side, at most twice as many */
#define DIFFERS_GROUPS    16    /* keys that are asked one by one */

struct logs;

struct differs_group_ask {
    guint key; /* in `keys` */
    enum differs_side side;
    uint64_t asked;
};

/* What is asked key by key. */
struct differs_groups {
    uint64_t keys_asked;
    GPtrArray *keys;               /* of char *; NULL until they came */
    guint known;                   /* keys there are */
    double samples[DIFFERS_SIDES]; /* rows behind what was counted */
    GArray *asks;                  /* of struct differs_group_ask: not answered yet */
    struct differs_counts *counts; /* being filled */
};

/* A row inside that has what the cursor's row says; NULL until it came. */
struct differs_example {
    char *trace_id, *span_id;
    guint rest; /* the timer; 0 = the cursor rests, or nothing is there */
    uint64_t asked;
};

struct differs_state {
    char *dataset; /* "spans", "logs", "tracemetrics", "errors" */
    char *base;    /* selects the rows of both sides; "" = all */
    char *within;  /* NULL: the sides are two ranges; else the search that rows inside match */
    char *measure; /* "count()"; of a counter its sum */
    bool since_onset;
    bool by_key; /* asked key by key */
    struct differs_groups groups;
    bool held;                       /* the rows are those of files, counted here */
    double held_rows[DIFFERS_SIDES]; /* that there are; of many only some are looked at */
    struct differs_ask sides[DIFFERS_SIDES];
    bool comparing;          /* a worker does */
    struct differs *differs; /* NULL until it is done */
    struct differs_example example;
    struct list list; /* of differs->rows */
};

/* differs_ask.c */
/* Says what both sides are, and asks for them. False with *error when nothing tells two sides
 * apart.
 */
bool differs_begin(struct view *view, GError **error);
void differs_ask_again(struct view *view);
/* A worker compares `counts` (taken). */
void differs_compare(struct view *view, struct differs_counts *counts);
void differs_came(struct view *view, uint64_t subscription, struct reply *reply);

/* differs_groups.c */
void differs_groups_begin(struct view *view);
void differs_groups_stop(struct view *view);
void differs_groups_came(struct view *view, uint64_t subscription, struct reply *reply);

/* differs_example.c */
/* The cursor is on another row. */
void differs_example_wanted(struct view *view);
void differs_example_forget(struct view *view);
/* True when the reply was about that. */
bool differs_example_came(struct view *view, uint64_t subscription, const struct reply *reply);

/* differs_held.c */
/* The log view of files from which one came; NULL = a server is asked. */
const struct logs *differs_files(const struct view *view);
/* False with *error when neither filter nor range is there. */
bool differs_held_begin(struct view *view, GError **error);

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
/* "since 03:08:30 against 1h before", "with ranking_version:v2 against without", a search that
 * takes more than `cells` without its middle (0 = whole): appended. */
void differs_sides_text(const struct view *view, int cells, GString *out);

#endif
