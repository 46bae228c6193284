/* SPDX-License-Identifier: Apache-2.0
 *
 * What the marks of a view mean, for its help: one table a view that has signs of its own.
 */
#ifndef VIEWS_LEGEND_H
#define VIEWS_LEGEND_H

#include "tui/help.h"

/* NULL when the view of this name has none. */
const struct help_mark *legend_of(const char *view, size_t *count);

#endif
