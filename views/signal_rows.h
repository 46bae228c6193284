/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the wall: which signals, in which order, and how one is drawn.
 */
#ifndef VIEWS_SIGNAL_ROWS_H
#define VIEWS_SIGNAL_ROWS_H

#include "views/body.h"
#include "views/matcher.h"
#include "views/signal_before.h"
#include "views/signal_text.h"

#define SIGNAL_NONE SIZE_MAX /* the row is the head of a group */

enum signal_order {
    SIGNALS_BY_ONSET,
    SIGNALS_BY_PREFIX,  /* of their names: "queue" of queue.depth, "POST /charge" of its rate */
    SIGNALS_BY_SERVICE, /* what no service sends comes under its prefix */
    SIGNAL_ORDERS
};

struct signal_row {
    char *id;      /* of the signal, or of the group, to find it again */
    size_t signal; /* index in desk_signals(), or SIGNAL_NONE */
    size_t group;  /* in signal_rows.groups; of heads and of what is under them, else SIGNAL_NONE */
    bool mix;      /* the row is of the signal's shift of mix */
    bool alone;    /* no other row has its name: it can do without the service */
    bool first;    /* the signal that moved first */
    bool burst;    /* began with the first mover or after, or is a slow change of its own */
    enum onset_kind kind;
    bool ongoing;
    int64_t time_ms;
    double score;
};

/* Rows under one head. */
struct signal_group {
    char *id, *name;
    size_t signals, moved;
    int64_t since_ms; /* of the first of its rows; 0 = nothing moved */
    bool folded;
};

struct signal_rows {
    GArray *flat;      /* of struct signal_row: all of them, by onset */
    GArray *rows;      /* as shown: in groups under heads, without what is folded; ids borrowed */
    GPtrArray *groups; /* of struct signal_group *, in the order shown */
    GHashTable *folds; /* id of a group -> FOLD_*: what the user chose */
    enum signal_order order;
    size_t moved;   /* signals that moved */
    size_t leading; /* so many rows at the top moved; below them is the first quiet one */
    struct matcher *filter;
    bool hide;
};

void signal_rows_init(struct signal_rows *rows);
void signal_rows_clear(struct signal_rows *rows);
/* Makes the rows of the desk's signals; `service` NULL = of all. A shift of
 * mix is a row of its own beside its metric's. `keep_order`: rows that were there
 * keep their places, new ones come where they belong between them, and the number of those that
 * moved and stand below quiet ones is returned. */
size_t signal_rows_make(struct signal_rows *rows, struct desk *desk, const char *service,
                        bool keep_order);
/* Puts the rows that there are under heads, as the order asks; groups in which nothing moved are
 * folded until the user says otherwise. A group of one has no head. */
void signal_groups_make(struct signal_rows *rows, struct desk *desk);
void signal_group_free(struct signal_group *group);
/* What the user chose for one group, or (`id` NULL) for all. */
void signal_groups_fold(struct signal_rows *rows, const char *id, bool folded);
void signal_rows_filter(struct signal_rows *rows, const struct matcher *matcher, bool hide);

/* Widths of the columns; 0 = shed. */
struct signal_columns {
    int time, label, latest, figures, usual, least, spark, most, before;
};
void signal_columns_fit(struct signal_columns *columns, int cols);
/* The places of the columns, from line `top` on. */
void signal_columns_skeleton(const struct signal_columns *columns, struct surface *surface,
                             int top);
void signal_row_draw(struct surface *surface, int row, const struct signal_columns *columns,
                     const struct signal_row *item, const struct signal *signal,
                     const struct onset *onset, const struct mix_shift *mix,
                     const struct signal_before *before, const struct scope *scope);
void signal_group_draw(struct surface *surface, int row, const struct signal_columns *columns,
                       const struct signal_group *group, const struct scope *scope);
/* The ruler over the sparklines: what happened (of struct chart_moment *, in order of time). False
 * when there is no room for it. */
bool signal_ruler_draw(struct surface *surface, int row, const struct signal_columns *columns,
                       const struct series *series, const GPtrArray *moments);

/* Service and name; newly allocated. */
char *signal_row_text(const struct signal *signal);
/* What search and filter look at: the same, and what it is of as key:value ("host:worker-3
 * type:gauge"); newly allocated. */
char *signal_filter_text(const struct signal *signal);
/* One line: name, latest against usual, since when; appended. */
void signal_evidence(GString *out, const struct signal *signal, const struct onset *onset,
                     const struct mix_shift *mix, struct desk *desk);
/* The series as a line of blocks between its times, as Markdown; appended. */
void signal_markdown_series(GString *out, const struct series *series, const char *unit,
                            const struct scope *scope);
/* What came before it moved, of all that the desk knows of. */
struct signal_before signal_before(const struct signal *signal, const struct onset *onset,
                                   struct desk *desk);
/* How the row came about, for `?`: what was asked for, by which method an onset was found or not,
 * with which numbers; appended. `before` may be NULL. */
void signal_explain(GString *out, const struct signal *signal, const struct onset *onset,
                    const struct mix_shift *mix, const struct signal_before *before,
                    const struct scope *scope);
/* Newly allocated. */
char *signal_json(const struct signal *signal, const struct onset *onset);

#endif
