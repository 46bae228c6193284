/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/series.h"

#include <math.h>

void series_init(struct series *series, int64_t start_ms, int64_t interval_ms, size_t count)
{
    *series = (struct series){.start_ms = start_ms, .interval_ms = interval_ms, .count = count};
    series->values = g_new(double, count);
    for (size_t i = 0; i < count; i++)
        series->values[i] = (double)NAN;
}

void series_clear(struct series *series)
{
    g_free(series->values);
    *series = (struct series){0};
}

gssize series_bucket(const struct series *series, int64_t time_ms)
{
    if (series->interval_ms <= 0 || time_ms < series->start_ms)
        return -1;
    uint64_t since = (uint64_t)time_ms - (uint64_t)series->start_ms;
    uint64_t bucket = since / (uint64_t)series->interval_ms;
    return bucket < series->count ? (gssize)bucket : -1;
}

gssize series_last(const struct series *series)
{
    gssize last = (gssize)series->count - (gssize)MIN(series->incomplete, series->count) - 1;
    while (last >= 0 && isnan(series->values[last]))
        last--;
    return last < 0 ? -1 : last;
}

struct signal *signal_new(void)
{
    return g_new0(struct signal, 1);
}

struct signal *signal_copy(const struct signal *signal)
{
    struct signal *copy = signal_new();
    *copy = *signal;
    copy->id = g_strdup(signal->id);
    copy->service = g_strdup(signal->service);
    copy->name = g_strdup(signal->name);
    copy->unit = g_strdup(signal->unit);
    copy->dataset = g_strdup(signal->dataset);
    copy->query = g_strdup(signal->query);
    copy->aggregate = g_strdup(signal->aggregate);
    copy->metric_name = g_strdup(signal->metric_name);
    copy->metric_type = g_strdup(signal->metric_type);
    copy->group_key = g_strdup(signal->group_key);
    copy->group_value = g_strdup(signal->group_value);
    copy->formula = g_strdup(signal->formula);
    copy->series.values =
        g_memdup2(signal->series.values, signal->series.count * sizeof *signal->series.values);
    return copy;
}

void signal_free(struct signal *signal)
{
    if (!signal)
        return;
    char *owned[] = {signal->id,        signal->service,     signal->name,
                     signal->unit,      signal->dataset,     signal->query,
                     signal->aggregate, signal->metric_name, signal->metric_type,
                     signal->group_key, signal->group_value, signal->formula};
    for (size_t i = 0; i < G_N_ELEMENTS(owned); i++)
        g_free(owned[i]);
    series_clear(&signal->series);
    g_free(signal);
}
