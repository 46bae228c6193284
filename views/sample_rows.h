/* SPDX-License-Identifier: Apache-2.0
 *
 * Samples: the rows behind a point of a chart, of whichever dataset, as one kind of row.
 */
#ifndef VIEWS_SAMPLE_ROWS_H
#define VIEWS_SAMPLE_ROWS_H

#include "views/body.h"

struct sample {
    char *id; /* span id, or the log row's; NULL = none */
    char *trace_id, *span_id;
    char *service, *name, *operation, *transaction;
    char *release, *host, *status;
    char *attributes; /* "source=fallback  tier=gold": what tells it from others; NULL = none */
    int64_t time_ms;
    double value;        /* in the dataset's unit; NAN = none */
    int64_t duration_us; /* -1 = none */
    bool failed;
};

void sample_free(struct sample *sample);

/* Worst is the largest value, of logs the newest; least is for a signal that fell; newest for
 * counters, whose single values say nothing. */
enum sample_order { SAMPLES_WORST, SAMPLES_LEAST, SAMPLES_NEWEST };

/* The request for the samples of `dataset` that `query` selects, with the attributes `keys` (of
 * char *; NULL = none). */
struct request *samples_request(const char *dataset, const char *query, enum sample_order order,
                                const GPtrArray *keys);
/* The worst spans with a trace that `query` selects. */
struct request *samples_worst_request(const char *query);
/* Of struct sample *, in the order of the rows, but what failed first when `failed_first`. */
GPtrArray *samples_of_rows(const struct rows *rows, bool failed_first);
/* Says of each sample what the answer's columns `keys` tell, for an answer read in its order. */
void samples_add_attributes(GPtrArray *samples, const struct rows *rows, const GPtrArray *keys);
/* Behind each point its exemplars (OpenTelemetry: single measurements, with the trace in which each
 * was made); for samples in the order of the rows. Returns how many there were. */
guint samples_add_exemplars(GPtrArray *samples, const struct rows *rows);
/* "check_stock p95  span.duration:>=30000  ": of which signal they are, and of which part of it
 * where `query` goes on behind the signal's own; appended. */
void samples_whose(GString *out, const struct signal *signal, const char *query);
/* Whether the signal is a metric that dropped: its least are its worst. */
bool samples_fell(const struct view *view, const char *signal_id);
bool samples_any_trace(const GPtrArray *samples);
/* Fills a TARGET_SAMPLE (or TARGET_LOG for a log row without a trace). */
void sample_target(const struct sample *sample, bool log, struct target *out);
/* In what the rows of a signal are measured: what is made of them may be in another unit, a share
 * of two. Newly allocated, or NULL. */
char *sample_unit(const struct signal *signal);
/* "45.0s" of a span, else the value in `unit`; into `out`, which it returns. */
const char *sample_value(const struct sample *sample, const char *unit, char *out, size_t size);
/* One line for search and copy; newly allocated. */
char *sample_text(const struct sample *sample, const char *unit, const struct scope *scope);
/* What one can filter by; of struct pair *, appended. */
void sample_fields(const struct sample *sample, GPtrArray *pairs);
/* Newly allocated. */
char *sample_json(const struct sample *sample);

#endif
