/* SPDX-License-Identifier: Apache-2.0 */
#include "views/wall_plan.h"

#include "api/client/signals.h"

static GPtrArray *batch_for(const GPtrArray *batches, const char *project)
{
    for (guint i = 0; i < batches->len; i++) {
        GPtrArray *batch = batches->pdata[i];
        const struct metric_name *first = batch->pdata[0];
        if (batch->len < WALL_AXES && !g_strcmp0(first->project, project))
            return batch;
    }
    return NULL;
}

GPtrArray *wall_plan_batches(const GPtrArray *metrics)
{
    GPtrArray *batches = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < metrics->len; i++) {
        const struct metric_name *metric = metrics->pdata[i];
        GPtrArray *batch = batch_for(batches, metric->project);
        if (!batch) {
            batch = g_ptr_array_new();
            g_ptr_array_add(batches, batch);
        }
        g_ptr_array_add(batch, metrics->pdata[i]);
    }
    return batches;
}

GPtrArray *wall_plan_halve(GPtrArray *batch)
{
    GPtrArray *rest = g_ptr_array_new();
    guint half = batch->len / 2;
    while (batch->len > half)
        g_ptr_array_add(rest, g_ptr_array_steal_index(batch, half));
    return rest;
}
