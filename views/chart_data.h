/* SPDX-License-Identifier: Apache-2.0
 *
 * What a chart shows: a signal as the wall has it, or asked for anew by another aggregate or
 * grouped by an attribute.
 */
#ifndef VIEWS_CHART_DATA_H
#define VIEWS_CHART_DATA_H

#include "api/insight/formula.h"
#include "api/insight/mix.h"
#include "views/desk.h"

#define CHART_KEY_JOINT "\x1f" /* between the keys of a signal that several made */

struct chart_data {
    struct signal *base; /* a copy of the wall's */
    struct onset onset;  /* of the base */
    GPtrArray *lines;    /* of struct signal *: what is drawn, one or one a group; never NULL */
    char *whole;         /* query of the metric that the base is a part of; NULL = it is none */
    char *group_key;     /* NULL = not grouped */
    char *within;        /* search that the groups are limited to, or NULL */
    char *narrowed;      /* the user's own search beside these, or NULL */
    char *aggregate;     /* y axis asked for; NULL = the base's own */
    char *equation;      /* worked out from what is asked for; NULL = none */
    struct formula *formula;
    bool compared;  /* asked for as what it is compared with is, not by the wall */
    uint64_t asked; /* subscription; 0 = the wall's own series will do */
};

/* False when the desk knows no such signal (yet). A shift of mix begins grouped by what shifted. */
bool chart_data_open(struct chart_data *data, struct view *view, const char *signal_id);
void chart_data_clear(struct chart_data *data);
/* Takes the wall's newest, and asks again what the wall does not have. */
void chart_data_refresh(struct chart_data *data, struct view *view);
bool chart_data_reply(struct chart_data *data, const struct desk *desk, uint64_t subscription,
                      struct reply *reply);
/* NULL key = no groups. */
void chart_data_group(struct chart_data *data, struct view *view, const char *key);
/* By the aggregate of that name (chart_aggregates.h). */
void chart_data_set_aggregate(struct chart_data *data, struct view *view, const char *name);
/* The aggregate now ("p95(span.duration)" gives "p95"); newly allocated. */
char *chart_data_aggregate(const struct chart_data *data);
/* Counts only what the search finds, too; NULL or "" = everything again. */
void chart_data_narrow(struct chart_data *data, struct view *view, const char *query);
/* An equation in place of the aggregate; NULL or "" = none. It has no groups. */
void chart_data_set_equation(struct chart_data *data, struct view *view, const char *text);
/* The y axis that is asked for. */
const char *chart_data_axis(const struct chart_data *data);
/* The series in an answer: the first (taken), or the equation's. `desk` NULL: signals of the wall
 * are not known then. */
struct series chart_data_series(const struct chart_data *data, GPtrArray *replies,
                                const struct desk *desk);
void chart_data_compare(struct chart_data *data, struct view *view, bool compared);
/* Asks for the series of line `line` (all lines, -1) in [start, end), once. */
uint64_t chart_data_ask_range(const struct chart_data *data, struct view *view, int line,
                              int64_t start_ms, int64_t end_ms);
/* The width of buckets, as servers take it. */
void chart_data_interval(struct request *request, int64_t interval_ms);
/* The search that selects the rows behind line `line` (or all lines, -1); newly allocated. */
char *chart_data_query(const struct chart_data *data, int line);

#endif
