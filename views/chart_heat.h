/* SPDX-License-Identifier: Apache-2.0
 *
 * The distribution of what a signal measures, over time: how many measurements fell between which
 * values, bucket by bucket. The server counts them all: first the least and the greatest are asked
 * for, from which the edges are chosen, then how many reach each edge.
 */
#ifndef VIEWS_CHART_HEAT_H
#define VIEWS_CHART_HEAT_H

#include "views/desk.h"

#define HEAT_EDGES  14 /* with a count of all, fewer than the twenty that servers answer at once */
#define HEAT_NO_BIN SIZE_MAX

struct chart_heat {
    bool on;
    double edges[HEAT_EDGES]; /* the lower edge of bin 1 and on; bin 0 is what lies below */
    size_t edge_count;
    size_t bin;          /* under the cursor; HEAT_NO_BIN = all of them */
    struct series times; /* when; its values are how many there were at all. Empty until known */
    double *counts;      /* times x bins, bin by bin the least first; NAN = not known */
    size_t counted;      /* bins of `counts` */
    double least, most;  /* of the range; NAN = nothing was measured */
    char *error;         /* why there is none */
    uint64_t range_asked, asked;
};

/* What is measured ("span.duration", "value,queue.lag,distribution,millisecond"); newly allocated,
 * NULL when the signal counts and measures nothing. */
char *heat_measured(const struct signal *signal);
const char *heat_unit(const struct signal *signal);
/* At most HEAT_EDGES edges, round numbers between least and most: as many as fit, growing evenly
 * where values are all positive and far apart, else at even distance. Returns how many. */
size_t heat_edges(double least, double most, const char *unit, double *edges);
/* The search for what lies in a bin; newly allocated, "" for HEAT_NO_BIN. */
char *heat_term(const struct chart_heat *heat, const struct signal *signal, size_t bin);

void chart_heat_clear(struct chart_heat *heat);
/* Asks (again) when it is on; `query` selects the rows. */
void chart_heat_ask(struct chart_heat *heat, struct view *view, const struct signal *signal,
                    const char *query);
/* True when the reply was about it. */
bool chart_heat_reply(struct chart_heat *heat, struct view *view, const struct signal *signal,
                      const char *query, uint64_t subscription, const struct reply *reply);
/* Moves to another bin; from none to the fullest at that time. */
void chart_heat_move(struct chart_heat *heat, int64_t time_ms, int by);
/* "412 measured, 23 from 20s to 50s" of [start, end), as far as it is known; appended. */
void chart_heat_words(const struct chart_heat *heat, const char *unit, int64_t start_ms,
                      int64_t end_ms, GString *out);

#endif
