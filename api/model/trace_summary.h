/* SPDX-License-Identifier: Apache-2.0
 *
 * A trace as a list shows it: its root, its extent, what it holds in numbers, where each service
 * worked in it. What is not known yet, or not told, is -1, NULL or an empty array, never 0.
 */
#ifndef API_MODEL_TRACE_SUMMARY_H
#define API_MODEL_TRACE_SUMMARY_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Where a service worked, as parts (0 to 1) of the trace's extent. */
struct trace_part {
    char *service;
    double from, to;
};

struct trace_summary {
    char *id;              /* 32 hex */
    char *service, *name;  /* of the root */
    char *span_id;         /* of the root, or of the span that was found; NULL = not told */
    int64_t start_ms;      /* 0 = not known */
    int64_t root_us;       /* how long the root took */
    int64_t duration_us;   /* from the first span's start to the last one's end */
    int64_t spans, errors; /* errors: reported ones, of any service */
    int64_t matching;      /* spans that the search found, */
    int64_t found_us;      /* and how long the longest of them took */
    int64_t services;
    bool failed;      /* the root says so */
    GPtrArray *parts; /* of struct trace_part *, by when they began */
};

struct trace_summary *trace_summary_new(const char *id);
void trace_summary_free(struct trace_summary *summary);
/* Adds a part (service copied); kept in the order of their beginnings. */
void trace_summary_add_part(struct trace_summary *summary, const char *service, double from,
                            double to);
/* How long it took, as a list says it: its root, else its extent; -1 = not known. */
int64_t trace_summary_took(const struct trace_summary *summary);
/* Fills what `summary` does not know from `other`, which is of the same trace. */
void trace_summary_learn(struct trace_summary *summary, const struct trace_summary *other);

#endif
