/* SPDX-License-Identifier: Apache-2.0
 *
 * Exact percentiles. Private to api/query.
 */
#ifndef API_QUERY_QUANTILE_H
#define API_QUERY_QUANTILE_H

#include <stddef.h>

/* The quantile `q` (0..1) of `count` numbers, which are reordered; NaN of none. Interpolates
 * linearly between the closest ranks (Hyndman & Fan 1996, type 7). */
double quantile_of(double *values, size_t count, double q);

#endif
