/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the view of agents, shared by its asking and moving (agents_view.c), its keys
 * (agents_keys.c), its rows (agents_rows.c) and its drawing (agents_draw.c).
 */
#ifndef VIEWS_AGENTS_STATE_H
#define VIEWS_AGENTS_STATE_H

#include "views/agents_ask.h"
#include "views/body.h"

enum agents_row_kind {
    AGENTS_FINDING, /* index in agents.findings */
    AGENTS_NODE,    /* index in agents.nodes */
    AGENTS_HEADING, /* of the totals that follow: of enum agents_section */
    AGENTS_TOTAL,   /* index in the totals of its section */
    AGENTS_GAP,
};

enum agents_section { AGENTS_BY_AGENT, AGENTS_BY_MODEL, AGENTS_BY_TOOL, AGENTS_SECTIONS };

struct agents_row {
    enum agents_row_kind kind;
    enum agents_section section; /* of headings and totals */
    guint index;
};

struct agents_state {
    char *trace_id;
    char *want_span; /* to open at; NULL = what is to be said first */
    char *root;      /* the name of the trace's first span */
    int64_t near_ms;
    struct agents *agents; /* NULL until they came */
    bool none;             /* it came, and there are none */
    bool only;             /* only what failed or came back empty, and what leads to it */
    bool moved;
    uint8_t *folded; /* by node */
    uint8_t *last;   /* by node: no sibling follows it */
    GArray *rows;    /* of struct agents_row */
    size_t version;  /* of the rows: for the scrollbar */
    struct list list;
    struct scrollbar bar;
    const void *reading; /* the trace that is read for them; not owned, NULL = none */
    uint64_t asked;
};

/* The row under the cursor, and the one at `row`; NULL when there is none. */
const struct agents_row *agents_row_at(const struct agents_state *state, size_t row);
const struct agents_row *agents_row_current(const struct agents_state *state);
/* The node that a row is about: its own, or the first of those it counts; NULL for headings. */
const struct agent_node *agents_row_node(const struct agents_state *state,
                                         const struct agents_row *row);
const struct agent_total *agents_row_total(const struct agents_state *state,
                                           const struct agents_row *row);

/* agents_rows.c: after agents came, or folds changed; the cursor stays on its node. */
void agents_rows_begin(struct agents_state *state);
void agents_rows_build(struct agents_state *state);
/* Puts the cursor on a node, unfolding what hides it. */
void agents_rows_go(struct agents_state *state, guint node);
/* "│ └ " before a node's name, the middle of deep ones left out; newly allocated. */
char *agents_rows_guides(const struct agents_state *state, guint node, bool ascii);

/* agents_view.c: keys have moved the cursor. */
void agents_moved(struct view *view);

/* agents_keys.c */
extern const struct command agents_commands[];
/* The agent or call under the cursor; NULL on any other row. */
const struct agent_node *agents_current_node(struct view *view);
bool agents_differs(const struct view *view, struct target *target);

/* agents_draw.c */
void agents_layout(struct view *view, int rows, int cols);
void agents_draw(const struct view *view, struct surface *surface);

#endif
