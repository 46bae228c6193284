/* SPDX-License-Identifier: Apache-2.0
 *
 * What a chart shows: a signal as the wall has it, or asked for anew by another aggregate or
 * grouped by an attribute.
 */
#ifndef VIEWS_CHART_DATA_H
#define VIEWS_CHART_DATA_H

#include "api/insight/mix.h"
#include "views/desk.h"

struct chart_data {
    struct signal *base; /* a copy of the wall's */
    struct onset onset;  /* of the base */
    GPtrArray *lines;    /* of struct signal *: what is drawn, one or one a group; never NULL */
    char *group_key;     /* NULL = not grouped */
    char *within;        /* search that the groups are limited to, or NULL */
    char *narrowed;      /* the user's own search beside these, or NULL */
    char *aggregate;     /* y axis asked for; NULL = the base's own */
    uint64_t asked;      /* subscription; 0 = the wall's own series will do */
};

/* False when the desk knows no such signal (yet). A shift of mix begins grouped by what shifted. */
bool chart_data_open(struct chart_data *data, struct view *view, const char *signal_id);
void chart_data_clear(struct chart_data *data);
/* Takes the wall's newest, and asks again what the wall does not have. */
void chart_data_refresh(struct chart_data *data, struct view *view);
bool chart_data_reply(struct chart_data *data, uint64_t subscription, struct reply *reply);
/* NULL key = no groups. */
void chart_data_group(struct chart_data *data, struct view *view, const char *key);
/* The next aggregate that suits; returns what it is called now ("p95"). Newly allocated. */
char *chart_data_cycle(struct chart_data *data, struct view *view);
/* The aggregate now ("p95(span.duration)" gives "p95"); newly allocated. */
char *chart_data_aggregate(const struct chart_data *data);
/* Counts only what the search finds, too; NULL or "" = everything again. */
void chart_data_narrow(struct chart_data *data, struct view *view, const char *query);
/* The search that selects the rows behind line `line` (or all lines, -1); newly allocated. */
char *chart_data_query(const struct chart_data *data, int line);

#endif
