/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the view that holds two traces, or two parts of them, side by side; shared by its
 * operations (compare_view.c), its asking (compare_ask.c), its drawing (compare_draw.c) and what it
 * says (compare_text.c).
 */
#ifndef VIEWS_COMPARE_STATE_H
#define VIEWS_COMPARE_STATE_H

#include "api/insight/trace_diff.h"
#include "views/body.h"

/* Kinds that are rows; the rest is left out, which the title says. */
#define COMPARE_MOST 1000

struct compare_side {
    char *trace_id;      /* NULL on the left: healthy traces of the right's root */
    char *span_id;       /* with all below it; NULL = the whole trace */
    char *name;          /* "Skeptic" */
    struct trace *trace; /* NULL until it came */
    int top;             /* span_id's place; -1 = the whole trace */
    bool gen_ai;         /* its attributes of generative AI were asked for */
    uint64_t asked, attributes_asked;
    GPtrArray *attributes; /* of struct pair *: all of its top's; NULL until they came */
};

enum compare_what { COMPARE_KIND, COMPARE_GAP, COMPARE_HEADING, COMPARE_ATTRIBUTE };

struct compare_row {
    enum compare_what what;
    guint index; /* in diff->rows, or in `differing` */
};

struct compare_state {
    struct compare_side left, right;
    struct trace_peers *peers; /* the left side, when it is no trace */
    char *why;                 /* it cannot be compared */
    bool busy;                 /* a worker compares */
    struct trace_diff *diff;   /* NULL until it is done */
    char *verdict;
    guint *by_change;     /* order of diff->rows */
    GPtrArray *differing; /* of struct diff_attribute *, owned: of the tops, then of other kinds */
    double longest_us;    /* the longest side of a kind: as long as a bar */
    bool one_service;     /* all kinds are of the same */
    bool tree;            /* rows in the order of the tree, not by what differs most */
    GArray *rows;         /* of struct compare_row */
    struct list list;
    struct scrollbar bar;
    uint64_t drawn;
};

/* compare_ask.c */
void compare_ask(struct view *view);
/* The peers may be known now. */
void compare_go_on(struct view *view);
void compare_reply(struct view *view, uint64_t subscription, struct reply *reply);

/* compare_view.c */
/* The comparison is done, or its rows are to stand in another order. */
void compare_build(struct compare_state *state);
const struct compare_row *compare_row_at(const struct compare_state *state, size_t row);
/* The kind of spans that a row is about; NULL on headings. */
const struct diff_row *compare_kind_of(const struct compare_state *state,
                                       const struct compare_row *row);

/* compare_draw.c */
void compare_layout(struct view *view, int rows, int cols);
void compare_draw(const struct view *view, struct surface *surface);

/* compare_text.c */
void compare_status(const struct view *view, GString *out);
void compare_evidence(const struct view *view, GString *out);
void compare_markdown(const struct view *view, GString *out);
char *compare_line(const struct view *view);
/* A row as text that a search looks through; newly allocated. */
char *compare_row_text(const struct compare_state *state, size_t row);
/* "+44.8s", "-1.9s", "same", "new", "gone", "?"; returns out.
 * "not yet" is what is gone of a trace that still arrives. */
const char *compare_change_text(const struct trace_diff *diff, const struct diff_row *row,
                                char *out, size_t size);
/* "2 failed  empty 1 of 1  3.9k>410 tok": what else is to be said of a kind; appended. */
void compare_notes(const struct diff_row *row, bool ascii, GString *out);

#endif
