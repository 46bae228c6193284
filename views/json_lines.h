/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON laid out for reading: a line a value, each token in its role, what is large folded with its
 * size told, text with line breaks as lines. Numbers and keys stay as they were written. Pure;
 * O(what is shown).
 */
#ifndef VIEWS_JSON_LINES_H
#define VIEWS_JSON_LINES_H

#include "views/code_lines.h"
#include "views/json_outline.h"

/* Whether a node is unfolded; `normal` is what it is unless the user said otherwise. */
typedef bool (*json_open)(const void *data, guint node, bool normal);

/* Of struct code_line *, freed with the array; line->node is the outline's node that the line folds
 * or unfolds. `open` NULL = all as is normal. The outline has nodes. */
GPtrArray *json_lines(const struct json_outline *outline, json_open open, const void *data);

#endif
