/* SPDX-License-Identifier: Apache-2.0
 *
 * The wall's own state, for the files that it is made of: signals_view.c (what it shows),
 * signals_keys.c (its keys, groups, and what it says of a row).
 */
#ifndef VIEWS_SIGNALS_STATE_H
#define VIEWS_SIGNALS_STATE_H

#include "views/signal_rows.h"

struct signals {
    struct signal_rows rows;
    struct list list;
    struct scrollbar bar;
    uint64_t drawn; /* frames: the map of few rows is made in each */
    char *selected; /* the signal under the user's cursor; NULL = none: the first row */
    bool mix;       /* its row is that of its shift of mix */
    bool absent;    /* it is not among the rows; it may only be late */
    bool settled;   /* every answer is in: rows keep their places under the user's cursor */
    size_t behind;  /* onsets that wait for their place */
    struct {        /* before another filter was tried out */
        struct matcher *filter;
        bool hide, mix;
        char *selected;
    } before;
};

extern const char *const signal_order_names[];
extern const struct command signals_commands[];

/* NULL past the last. */
const struct signal_row *signals_row_at(const struct signals *state, size_t row);
/* Under the cursor; NULL = nothing. */
const struct signal_row *signals_current(const struct view *view);
/* NULL of a head, as of NULL. */
const struct signal *signals_signal(const struct view *view, const struct signal_row *row);
/* The group whose head the row is; NULL of a signal. */
struct signal_group *signals_head(const struct view *view, const struct signal_row *row);
/* The mix or the series' own onset, as the row is of one or the other. */
const struct onset *signals_onset(const struct view *view, const struct signal_row *row);
const struct mix_shift *signals_mix(const struct view *view, const struct signal_row *row);
/* From here on the cursor belongs to this signal, wherever its row comes to stand. */
void signals_note_selected(struct signals *state);
void signals_find_selected(struct signals *state);
bool signals_target(const struct view *view, struct target *target);

/* signals_keys.c */
void signals_evidence(const struct view *view, GString *out);
void signals_explain(const struct view *view, GString *out);
bool signals_enter(struct view *view, struct target *target);
const char *signals_enter_word(const struct view *view);
/* The next head, or the first quiet row where there are none. */
void signals_to_section(struct signals *state, int by);

#endif
