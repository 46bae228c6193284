/* SPDX-License-Identifier: Apache-2.0
 *
 * What models cost: a table of the user's own, since prices change and differ by contract. A row is
 * a pattern of model names (* and ? as in a shell, any case) and US dollars per million tokens of
 * input, of output, of input read from a cache, and of input written to one; what is left out costs
 * as input does. The longest pattern that matches counts. Immutable once filled; shared by
 * reference between threads.
 */
#ifndef API_INSIGHT_PRICES_H
#define API_INSIGHT_PRICES_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Tokens of calls; -1 = not told. Those cached and written are among the input, those of reasoning
 * among the output: never added to them. */
struct gen_ai_tokens {
    int64_t input, output, cached, written, reasoning;
};

/* Both counts together, INT64_MAX at most; one that is not told (-1) adds nothing. */
int64_t gen_ai_count_plus(int64_t a, int64_t b);
/* Where the parts are larger than the whole they were counted apart: adds them to it. */
void gen_ai_tokens_settle(struct gen_ai_tokens *tokens);

struct prices;

struct prices *prices_new(void);
struct prices *prices_ref(struct prices *prices); /* NULL stays NULL */
void prices_unref(struct prices *prices);
DEFINE_AUTOPTR(prices, prices_unref);

/* `text` is "INPUT OUTPUT [CACHED [WRITTEN]]": "1.25 10 0.31". False with a sentence that names
 * what is wrong. */
bool prices_add(struct prices *prices, const char *model, const char *text, GError **error);

/* US dollars of `tokens` of `model`; NAN where its price, or how many there were, is not known. */
double prices_cost(const struct prices *prices, const char *model,
                   const struct gen_ai_tokens *tokens);

#endif
