/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the files of explain.h.
 */
#ifndef API_INSIGHT_EXPLAIN_INTERNAL_H
#define API_INSIGHT_EXPLAIN_INTERNAL_H

#include "api/insight/explain.h"

/* --- explain_chain.c --- */

/* Fills the chain, origin and origin_ms. */
void explain_chain(struct explanation *explanation, const struct explain_input *input);
/* True when the service is a step of the chain. */
bool explain_on_chain(const struct explanation *explanation, const char *service);
/* Two buckets: what lies within began together. */
int64_t explain_together_ms(const struct explain_input *input);

/* --- explain_causes.c, explain_rows.c, explain_apart.c: append to causes --- */
void explain_deploys(struct explanation *explanation, const struct explain_input *input);
void explain_flags(struct explanation *explanation, const struct explain_input *input);
void explain_parts(struct explanation *explanation, const struct explain_input *input);
void explain_findings(struct explanation *explanation, const struct explain_input *input);
void explain_firing(struct explanation *explanation, const struct explain_input *input);
void explain_hosts(struct explanation *explanation, const struct explain_input *input);
void explain_place(struct explanation *explanation, const struct explain_input *input);
void explain_outside(struct explanation *explanation, const struct explain_input *input);
void explain_slices(struct explanation *explanation, const struct explain_input *input);
void explain_shares(struct explanation *explanation, const struct explain_input *input);
void explain_mix(struct explanation *explanation, const struct explain_input *input);

/* Halves every quarter of an hour: 1 = at the same time. */
double explain_nearness(int64_t before_ms);
/* "2m before it began", "in the minute in which it began"; newly allocated. */
char *explain_when(int64_t before_ms);
/* May have caused what began at the origin: not after it, as far as buckets can tell, and not too
 * long before. */
bool explain_in_time(const struct explanation *explanation, const struct explain_input *input,
                     int64_t time_ms);

/* --- explain_rows.c --- */
bool explain_row_told(const struct explain_row *row);
bool explain_row_moved(const struct explain_row *row);
bool explain_row_stood(const struct explain_row *row);
/* "p95 96ms→8.0s", and the share that fails where it rose; newly allocated. */
char *explain_row_text(const struct explain_row *row);

/* A cause of that score, added; `what` is taken. */
struct cause *cause_add(struct explanation *explanation, enum cause_kind kind, double score,
                        char *what);
/* Joins another sign: the score rises, and the sentence is kept. */
void cause_supports(struct cause *cause, double sign, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The score is multiplied by `factor` (0..1), and the sentence is kept. */
void cause_against(struct cause *cause, double factor, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
