/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/sample.h"

#include <math.h>

struct sample *sample_new(void)
{
    struct sample *sample = g_new0(struct sample, 1);
    sample->values = g_array_new(FALSE, FALSE, sizeof(double));
    return sample;
}

void sample_free(struct sample *sample)
{
    g_array_unref(sample->values);
    g_free(sample);
}

void sample_add(struct sample *sample, double value)
{
    g_array_append_val(sample->values, value);
}

guint sample_count(const struct sample *sample)
{
    return sample->values->len;
}

static gint by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double sample_part(const struct sample *sample, double part)
{
    guint count = sample->values->len;
    if (count == 0)
        return (double)NAN;
    g_array_sort(sample->values, by_size);
    guint rank = (guint)ceil(part * count); /* the nearest rank */
    return g_array_index(sample->values, double, CLAMP(rank, 1, count) - 1);
}

double sample_median(const struct sample *sample)
{
    return sample_part(sample, 0.5);
}

double sample_p99(const struct sample *sample)
{
    return sample_part(sample, 0.99);
}
