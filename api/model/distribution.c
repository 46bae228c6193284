/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/distribution.h"

static void label_free(void *data)
{
    struct distribution_label *label = data;
    g_free(label->text);
    g_free(label);
}

static void distribution_free(void *data)
{
    struct distribution *distribution = data;
    g_ptr_array_unref(distribution->labels);
    g_free(distribution->key);
    g_free(distribution);
}

struct distributions *distributions_new(void)
{
    struct distributions *distributions = g_new0(struct distributions, 1);
    distributions->attributes = g_ptr_array_new_with_free_func(distribution_free);
    distributions->rows = -1;
    return distributions;
}

void distributions_free(struct distributions *distributions)
{
    if (!distributions)
        return;
    g_ptr_array_unref(distributions->attributes);
    g_free(distributions);
}

struct distribution *distributions_add(struct distributions *distributions, const char *key)
{
    struct distribution *distribution = g_new0(struct distribution, 1);
    distribution->key = g_strdup(key);
    distribution->labels = g_ptr_array_new_with_free_func(label_free);
    g_ptr_array_add(distributions->attributes, distribution);
    return distribution;
}

void distribution_add(struct distribution *distribution, const char *text, double count)
{
    struct distribution_label *label = g_new0(struct distribution_label, 1);
    label->text = g_strdup(text);
    label->count = count;
    g_ptr_array_add(distribution->labels, label);
}
