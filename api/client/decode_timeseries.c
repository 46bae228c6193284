/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

/* The API gives 10 100 buckets at most, and hardly leaves one out: a few buckets that claim to be
 * far apart do not make a long series. */
#define MAX_BUCKETS 20000
#define LONGEST_MS  (366 * 24 * 60 * MS_PER_MINUTE) /* of a bucket */

/* The width of a bucket: the smallest step between two times; the width that the server names only
 * where there are no two, since the published example gives that in seconds. */
static int64_t interval_of(const json_t *values, int64_t told)
{
    int64_t smallest = 0, before = 0;
    for (size_t i = 0; i < json_array_size(values); i++) {
        int64_t time = decode_time_ms(json_array_get(values, i), "timestamp");
        if (before && time > before && (!smallest || time - before < smallest))
            smallest = time - before;
        before = time ? time : before;
    }
    return smallest ? smallest : CLAMP(told, 1, LONGEST_MS);
}

/* An empty bucket is sent as 0. For a count that is the truth; a duration of 0 over a whole bucket
 * means that there was nothing to measure. */
static bool is_measure(const char *y_axis)
{
    return strncmp(y_axis, "count", 5) != 0 && strncmp(y_axis, "sum", 3) != 0 &&
           strncmp(y_axis, "ep", 2) != 0 && strncmp(y_axis, "per_", 4) != 0 &&
           strncmp(y_axis, "failure_", 8) != 0;
}

static double value_of(const json_t *bucket, const char *y_axis)
{
    double value = json_get_double(bucket, "value", (double)NAN);
    if (value == 0 && is_measure(y_axis)) {
        int64_t samples = json_get_int(bucket, "sampleCount", -1);
        if (samples == 0 || (samples < 0 && strstr(y_axis, "span.duration")))
            return (double)NAN;
    }
    return value;
}

/* From the first bucket on that is not whole, with none after it that is. */
static size_t still_filling(const json_t *values, int64_t first, int64_t interval, size_t count)
{
    int64_t whole = -1, from = (int64_t)count;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < json_array_size(values); i++) {
            const json_t *bucket = json_array_get(values, i);
            int64_t at = (decode_time_ms(bucket, "timestamp") - first) / interval;
            bool incomplete = json_get_bool(bucket, "incomplete", false);
            if (!pass && !incomplete && at < (int64_t)count)
                whole = MAX(whole, at);
            else if (pass && incomplete && at > whole)
                from = MIN(from, at);
        }
    return count - (size_t)from;
}

static void read_buckets(struct timeseries_reply *reply, const json_t *values, int64_t told)
{
    int64_t interval = interval_of(values, told), first = 0, last = 0;
    for (size_t i = 0; i < json_array_size(values); i++) {
        int64_t time = decode_time_ms(json_array_get(values, i), "timestamp");
        if (time && (!first || time < first))
            first = time;
        last = MAX(last, time);
    }
    int64_t most = MIN(MAX_BUCKETS, 16 * (int64_t)json_array_size(values));
    size_t count = first ? (size_t)MIN((last - first) / interval, most - 1) + 1 : 0;
    series_init(&reply->series, first, interval, count);
    double rates = 0;
    size_t rated = 0, trusted = 0, unsure = 0;
    for (size_t i = 0; count && i < json_array_size(values); i++) {
        const json_t *bucket = json_array_get(values, i);
        int64_t at = (decode_time_ms(bucket, "timestamp") - first) / interval;
        if (at < 0 || at >= (int64_t)count)
            continue;
        reply->series.values[at] = value_of(bucket, reply->y_axis);
        double rate = json_get_double(bucket, "sampleRate", (double)NAN);
        if (isfinite(rate)) {
            rates += rate;
            rated++;
        }
        const char *confidence = json_string_value(json_object_get(bucket, "confidence"));
        unsure += !g_strcmp0(confidence, "low");
        trusted += !g_strcmp0(confidence, "high");
    }
    reply->series.incomplete = count ? still_filling(values, first, interval, count) : 0;
    reply->sampling.rate = rated ? rates / (double)rated : 0;
    reply->sampling.unsure = unsure ? (double)unsure / (double)(unsure + trusted) : 0;
}

static void read_groups(struct timeseries_reply *reply, const json_t *groups)
{
    for (size_t i = 0; i < json_array_size(groups); i++) {
        const json_t *group = json_array_get(groups, i);
        char *key = json_get_text(group, "key"), *value = NULL;
        const json_t *told = json_object_get(group, "value");
        if (told)
            value = decode_text(told);
        g_ptr_array_add(reply->group_keys, key ? key : g_strdup(""));
        g_ptr_array_add(reply->group_values, value ? value : g_strdup(""));
    }
}

static struct timeseries_reply *read_reply(const json_t *entry)
{
    struct timeseries_reply *reply = g_new0(struct timeseries_reply, 1);
    reply->y_axis = json_get_text(entry, "yAxis");
    if (!reply->y_axis)
        reply->y_axis = g_strdup("");
    reply->group_keys = g_ptr_array_new_with_free_func(g_free);
    reply->group_values = g_ptr_array_new_with_free_func(g_free);
    read_groups(reply, json_object_get(entry, "groupBy"));
    const json_t *meta = json_object_get(entry, "meta");
    reply->is_other = json_get_bool(meta, "isOther", false);
    reply->unit = json_get_text(meta, "valueUnit");
    if (!g_strcmp0(reply->unit, "none") || !g_strcmp0(reply->unit, "-"))
        g_clear_pointer(&reply->unit, g_free);
    reply->type = json_get_text(meta, "valueType");
    g_autofree char *scanned = json_get_text(meta, "dataScanned");
    reply->sampling.partial = !g_strcmp0(scanned, "partial");
    read_buckets(reply, json_object_get(entry, "values"), json_get_int(meta, "interval", 0));
    return reply;
}

void *decode_timeseries(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *list = decode_expect_list(root, "timeSeries", error);
    if (!list)
        return NULL;
    GPtrArray *replies = g_ptr_array_new_with_free_func((GDestroyNotify)timeseries_reply_free);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        if (json_is_object(entry))
            g_ptr_array_add(replies, read_reply(entry));
    }
    return replies;
}
