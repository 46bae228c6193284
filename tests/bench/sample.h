/* SPDX-License-Identifier: Apache-2.0
 *
 * Measured values of one figure: medians and what 99 in 100 stay within.
 */
#ifndef TESTS_BENCH_SAMPLE_H
#define TESTS_BENCH_SAMPLE_H

#include "base/autoptr.h"

#include <glib.h>

struct sample {
    GArray *values; /* of double */
};

struct sample *sample_new(void);
void sample_free(struct sample *sample);
DEFINE_AUTOPTR(sample, sample_free);
void sample_add(struct sample *sample, double value);
guint sample_count(const struct sample *sample);
/* The value that the share `part` (0..1) of all are at or below; NaN without any. */
double sample_part(const struct sample *sample, double part);
double sample_median(const struct sample *sample);
double sample_p99(const struct sample *sample);

#endif
