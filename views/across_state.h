/* SPDX-License-Identifier: Apache-2.0
 *
 * Every signal before against after a deploy: the state that the files of that view share.
 */
#ifndef VIEWS_ACROSS_STATE_H
#define VIEWS_ACROSS_STATE_H

#include "api/insight/across.h"
#include "tui/scrollbar.h"
#include "views/body.h"
#include "views/signal_text.h"

struct across_row {
    struct signal *signal; /* a copy: rows outlive the wall's next round */
    struct across across;
    char *mix; /* how its mix shifted since the deploy, in figures; NULL = it did not */
    struct onset mix_onset;
    bool own; /* of the service that was deployed */
};

struct across_state {
    GPtrArray *rows; /* of struct across_row *, those that moved first; NULL until made */
    size_t counts[ACROSS_UNKNOWN + 1]; /* rows by verdict */
    struct list list;
    struct scrollbar bar;
    uint64_t drawn;
    char *selected;          /* id of the signal under the cursor */
    struct deploy *deploy;   /* a copy; NULL = none is known */
    int64_t at_ms, until_ms; /* when it took effect; the next one of the service, 0 = none */
    char *beside;            /* other deploys within minutes of it, in words; NULL = none */
    bool busy, stale;
};

const struct across_row *across_row_at(const struct across_state *state, size_t row);
/* True when the range of the scope has enough before the deploy, and something after. */
bool across_in_range(const struct view *view);
/* The onset that the row is told by: its own, or that of its mix; NULL = none. */
const struct onset *across_onset(const struct across_row *row);

/* across_draw.c */
void across_draw(const struct view *view, struct surface *surface);
void across_status(const struct view *view, GString *out);
void across_evidence(const struct view *view, GString *out);
void across_explain(const struct view *view, GString *out);
/* The row as text; newly allocated. */
char *across_text(const struct view *view, const struct across_row *row);

#endif
