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
/* The column of `width` (over 0) in which the value at the part `at` (0..1) of `count` is drawn; of
 * several the one at its place. Of no values: the one at its place. */
int resample_column(size_t count, int width, double at);
/* The greatest of values[from..to); NaN when there is none. */
double resample_max(const double *values, size_t count, size_t from, size_t to);
/* Widens *low and *high over the finite values. */
void resample_bounds(const double *values, size_t count, double *low, double *high);

#endif
