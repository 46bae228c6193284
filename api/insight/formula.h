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
/* The text of a formula with what `put` makes (newly allocated) in place of each term, as it stands
 * in the text; NULL where put() gives NULL for one. Newly allocated. */
char *formula_rewrite(const char *text, char *(*put)(const char *term, void *data), void *data);
/* The text of a formula with `put` in place of each term that is `letter`; newly allocated. NULL
 * where it has a name in quotes, which only its asker knows. */
char *formula_put(const char *text, char letter, const char *put);
/* The unit of its value where each term has the unit units[term]: "millisecond", "count" of what is
 * counted, "ratio" of shares; NULL = none is known. Sums keep the unit that both sides have, a
 * number takes the other side's; a value by a count, or times a plain number, keeps its own. What
 * is divided by its like has none, and is "percent" once it is multiplied by 100. A value that is
 * multiplied or divided by what turns a unit into another (60, 1000, 1024) has none that can be
 * told. Newly allocated, or NULL. */
char *formula_unit(const struct formula *formula, const char *const *units);
/* Its value where each term has the value values[term]. */
double formula_value(const struct formula *formula, const double *values);

#endif
