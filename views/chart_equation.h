/* SPDX-License-Identifier: Apache-2.0
 *
 * What a chart's equation is made of. Within views/chart_*.
 */
#ifndef VIEWS_CHART_EQUATION_H
#define VIEWS_CHART_EQUATION_H

#include "views/chart_data.h"

/* Adds the y axes of its terms. */
void chart_equation_axes(const struct chart_data *data, struct request *request);
/* The equation on the buckets of the first of `replies` (at least one). Terms of one kind are taken
 * in the unit of the first of them. *unit (NULL = not wanted) is that of the result, newly
 * allocated, or NULL. */
struct series chart_equation_series(const struct chart_data *data, const GPtrArray *replies,
                                    const struct desk *desk, char **unit);

#endif
