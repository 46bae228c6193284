/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys that open a comparison, the same in every view that shows spans: the first D takes a
 * span and what is below it as the left side, the second one, on another span of this or another
 * trace, opens both side by side; x holds a trace against healthy ones.
 */
#ifndef VIEWS_COMPARE_SIDES_H
#define VIEWS_COMPARE_SIDES_H

#include "views/view.h"

/* D on a span: `side` has its trace_id, span_id and name, and is copied. False when the comparison
 * could not be opened, which was said. */
bool compare_take_side(struct view *view, const struct target *side);
/* What x compares: the whole trace with healthy ones of its root. */
bool compare_with_healthy(const char *trace_id, struct target *target);
/* "  left side: Advocate", for as long as it waits for the other; appended. */
void compare_waiting(const struct view *view, GString *out);

#endif
