/* SPDX-License-Identifier: Apache-2.0
 *
 * Arithmetic over series, bucket by bucket: `A / count() * 100`. Terms are named, not fetched: a
 * capital letter, a call (`p95(span.duration)`), or a name in double quotes; whoever asks knows
 * their values. What is unknown makes the result unknown, and so does dividing by zero.
 */
#ifndef API_INSIGHT_FORMULA_H
#define API_INSIGHT_FORMULA_H

#include "base/autoptr.h"

#include <glib.h>

#define FORMULA_TERMS 12 /* different ones, at most */

struct formula;

/* NULL when it is none: *why says what is wrong (newly allocated), *at where in the text. */
struct formula *formula_parse(const char *text, char **why, size_t *at);
void formula_free(struct formula *formula);
DEFINE_AUTOPTR(formula, formula_free);

/* Its terms as they stand in the text, quotes and all; each once. */
size_t formula_term_count(const struct formula *formula);
const char *formula_term(const struct formula *formula, size_t term);
/* Its value where each term has the value values[term]. */
double formula_value(const struct formula *formula, const double *values);

#endif
