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

/* --- explain_causes.c, explain_rows.c: append to causes --- */
void explain_deploys(struct explanation *explanation, const struct explain_input *input);
void explain_flags(struct explanation *explanation, const struct explain_input *input);
void explain_parts(struct explanation *explanation, const struct explain_input *input);
void explain_findings(struct explanation *explanation, const struct explain_input *input);
void explain_firing(struct explanation *explanation, const struct explain_input *input);
void explain_hosts(struct explanation *explanation, const struct explain_input *input);
void explain_place(struct explanation *explanation, const struct explain_input *input);
void explain_outside(struct explanation *explanation, const struct explain_input *input);

/* A cause of that score, added; `what` is taken. */
struct cause *cause_add(struct explanation *explanation, enum cause_kind kind, double score,
                        char *what);
/* Joins another sign: the score rises, and the sentence is kept. */
void cause_supports(struct cause *cause, double sign, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The score is multiplied by `factor` (0..1), and the sentence is kept. */
void cause_against(struct cause *cause, double factor, const char *format, ...) G_GNUC_PRINTF(3, 4);

#endif
