/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the chart view, shared by its commands (chart_view.c) and its drawing
 * (chart_plot.c).
 */
#ifndef VIEWS_CHART_STATE_H
#define VIEWS_CHART_STATE_H

#include "tui/chart.h"
#include "views/body.h"
#include "views/chart_against.h"
#include "views/chart_heat.h"
#include "views/chart_marks.h"

struct chart_state {
    struct chart_data data;
    int64_t cursor_ms; /* start of the bucket under the cursor */
    int64_t lit_ms;    /* where it was when keys last rested: its column is lit there */
    int64_t mark_ms;   /* the other end of a range; 0 = none */
    int line;          /* the line that Enter is about; -1 = all */
    GPtrArray *keys;   /* of char *: to group by; NULL until asked for */
    uint64_t keys_asked, counts_asked;
    bool log; /* the value axis is logarithmic */
    struct chart_heat heat;
    struct chart_against against;
};

/* The series under the cursor: of the selected line, else of the first. */
const struct series *chart_series(const struct chart_state *state);
const char *chart_unit(const struct chart_state *state);
/* The cursor's bucket, kept inside the series; -1 when the series is empty. */
gssize chart_bucket(const struct chart_state *state);
int64_t chart_bucket_ms(const struct series *series, gssize bucket);
/* The bucket in a column of a plot that is drawn `cols` wide; -1 when the series is empty. */
gssize chart_bucket_at(const struct chart_state *state, int col, int cols);
/* [start, end) of what Enter is about: the range, or the cursor's bucket. */
void chart_selected(const struct chart_state *state, int64_t *start_ms, int64_t *end_ms);
/* "03:10:00  45.0s  usual 0.1s to 0.3s  +44.8s"; appended. */
void chart_values(GString *out, const struct view *view);
/* B: a list of what it can be grouped by. */
bool chart_group(void *context);
/* =: a prompt for an equation. */
bool chart_equation(void *context);
/* The limit of what is drawn, in its unit; false where none is stated, or for another number than
 * what is drawn. */
bool chart_limit(const struct chart_state *state, double *limit);
extern const struct argument chart_limit_argument;
/* What is drawn as a question (api/query/breakdown.h), newly allocated; NULL, having said why, when
 * it is of other signals. */
char *chart_question(const struct view *view);
/* Asks anew for what stands beside the lines. */
void chart_ask_beside(struct view *view);
/* True when the reply was about that. */
bool chart_group_reply(struct view *view, uint64_t subscription, const struct reply *reply);
/* What happened while the series ran (chart_marks.h); newly allocated. */
GPtrArray *chart_happened(const struct view *view, const struct series *series, size_t *left_out);
/* The distribution over time in place of the lines. */
void chart_heat_draw(const struct view *view, struct surface *surface);
int chart_heat_axis(const struct chart_state *state);
/* The lines by name, with their figures over the range; how many rows that takes of `rows`. */
int chart_legend_rows(const struct chart_state *state, int rows);
void chart_legend_draw(const struct view *view, struct surface *surface);
enum role chart_line_role(size_t line);
/* What the chart shows, how it was made and of how much; for `?`. */
void chart_explain(const struct view *view, GString *out);
void chart_draw_view(const struct view *view, struct surface *surface);

#endif
