/* SPDX-License-Identifier: Apache-2.0
 *
 * Many values in few columns: a column shows the greatest of its values, so that no spike is lost.
 * NaN is no data.
 */
#ifndef TUI_RESAMPLE_H
#define TUI_RESAMPLE_H

#include <stddef.h>

struct range {
    size_t from, to;
};
/* The values of `count` that column `column` of `width` stands for; never empty. */
struct range resample_range(size_t count, int width, int column);
/* The greatest of values[from..to); NaN when there is none. */
double resample_max(const double *values, size_t count, size_t from, size_t to);
/* Widens *low and *high over the finite values. */
void resample_bounds(const double *values, size_t count, double *low, double *high);

#endif
