/* SPDX-License-Identifier: Apache-2.0
 *
 * Asking for what a trace says of generative AI, and reading it as agents: what the waterfall and
 * the view of agents have in common.
 */
#ifndef VIEWS_AGENTS_ASK_H
#define VIEWS_AGENTS_ASK_H

#include "api/insight/agents.h"
#include "views/view.h"

/* The trace with every attribute of gen_ai_names.h that is counted; what was said is asked for a
 * call at a time. `near_ms` 0 = no time within it is known. */
struct request *agents_request(const char *trace_id, int64_t near_ms);

/* Reads `trace` (taken) as agents on a worker thread, then calls `done` on this one: with the
 * agents, which it takes, or NULL when there are none; and the trace, which is freed after. */
void agents_read(struct view *view, struct trace *trace,
                 void (*done)(struct view *view, struct agents *agents, const struct trace *trace));

/* --- in words; appended --- */
/* "3 agents · 12.4k tokens · $0.08". */
void agents_words(const struct agents *agents, GString *out);
/* "$0.08", "$0.08 and 3 calls without a price", "" when nothing has one. */
void agents_cost_words(const struct agent_sums *sums, GString *out);
/* "1.2k→340 tok"; nothing when none are told. */
void agents_token_words(const struct gen_ai_tokens *tokens, GString *out);
/* "  its result has nothing in it, and its span says ok": what came of it where that is to be told.
 */
void agents_outcome_words(const struct agent_node *node, GString *out);
/* "$0.0312": short, for a column; "" for nothing, "?" where no price is known; `out` of 24 bytes.
 * With calls whose price is not known a plus stands behind. */
char *agents_cost(const struct agent_sums *sums, char *out, size_t size);
/* "chat gpt-4o", "web_search", "Skeptic": what a node is called; newly allocated. */
char *agents_name(const struct agent_node *node);

#endif
