/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset_stream.h"

#include <math.h>
#include <string.h>

#define DAY_MS (24 * 3600 * INT64_C(1000))

/* The window lies somewhere in arrays of twice its size, and is moved to their front when it came
 * to their end. */
struct onset_stream {
    int64_t start_ms; /* of the window's first bucket */
    int64_t interval_ms;
    size_t window;
    size_t first, held;
    double *values;
    int32_t *balance; /* of the split behind a bucket: pairs across it that rise, less that fall */
    bool may_have_moved;
    bool judged;
    struct onset verdict;
};

onset_stream *onset_stream_new(int64_t start_ms, int64_t interval_ms, size_t window)
{
    onset_stream *stream = g_new0(onset_stream, 1);
    stream->start_ms = start_ms;
    stream->interval_ms = interval_ms;
    stream->window = CLAMP(window, ONSET_LEAST_BUCKETS, ONSET_STREAM_MOST);
    stream->values = g_new(double, 2 * stream->window);
    stream->balance = g_new(int32_t, 2 * stream->window);
    return stream;
}

void onset_stream_free(onset_stream *stream)
{
    if (stream) {
        g_free(stream->values);
        g_free(stream->balance);
        g_free(stream);
    }
}

/* 0 where either is NAN. */
static int32_t order_of(double a, double b)
{
    return (b > a) - (b < a);
}

static void forget_oldest(onset_stream *stream)
{
    const double *values = stream->values + stream->first;
    int32_t *balance = stream->balance + stream->first;
    int32_t pairs = 0;
    for (size_t i = stream->held - 1; i > 0; i--) {
        pairs += order_of(values[0], values[i]);
        balance[i - 1] -= pairs;
    }
    stream->first++;
    stream->held--;
    stream->start_ms += stream->interval_ms;
}

static void append(onset_stream *stream, double value)
{
    if (stream->first + stream->held == 2 * stream->window) {
        memmove(stream->values, stream->values + stream->first,
                stream->held * sizeof *stream->values);
        memmove(stream->balance, stream->balance + stream->first,
                stream->held * sizeof *stream->balance);
        stream->first = 0;
    }
    const double *values = stream->values + stream->first;
    int32_t *balance = stream->balance + stream->first;
    int32_t pairs = 0;
    for (size_t i = 0; i < stream->held; i++) {
        pairs += order_of(values[i], value);
        balance[i] += pairs;
    }
    stream->values[stream->first + stream->held] = value;
    balance[stream->held++] = 0;
}

static size_t points_of(const onset_stream *stream)
{
    const double *values = stream->values + stream->first;
    size_t points = 0;
    for (size_t i = 0; i < stream->held; i++) {
        points += isfinite(values[i]) != 0;
    }
    return points;
}

/* z of a split is half its balance by sqrt(older newer (all + 1) / 12). A thousandth less than
 * ONSET_RANK_Z is asked here, since onset_find() reckons it in another order. */
static bool some_split_differs(const onset_stream *stream, size_t points)
{
    const double *values = stream->values + stream->first;
    const int32_t *balance = stream->balance + stream->first;
    double least = 0.999 * ONSET_RANK_Z * ONSET_RANK_Z / 3 * (double)(points + 1);
    double older = 0, all = (double)points;
    bool differs = false;
    for (size_t i = 0; i < stream->held; i++) {
        older += isfinite(values[i]) != 0;
        double twice = (double)balance[i];
        differs |= twice * twice >= least * older * (all - older) && older >= ONSET_LEAST_BEFORE &&
                   all - older >= ONSET_SHORT_SIDE;
    }
    return differs;
}

/* The lowest and highest of the last ONSET_SHORT_SIDE - 1 values or fewer, against all before. */
static bool last_are_beyond(const onset_stream *stream)
{
    const double *values = stream->values + stream->first;
    double lowest[ONSET_SHORT_SIDE], highest[ONSET_SHORT_SIDE];
    size_t taken = 0, end = stream->held;
    double low = (double)INFINITY, high = -(double)INFINITY;
    for (; end > 0 && taken < ONSET_SHORT_SIDE - 1; end--) {
        if (isfinite(values[end - 1])) {
            lowest[taken] = low = fmin(low, values[end - 1]);
            highest[taken++] = high = fmax(high, values[end - 1]);
        }
    }
    low = (double)INFINITY, high = -(double)INFINITY;
    for (size_t i = 0; i < end; i++) {
        low = isfinite(values[i]) && values[i] < low ? values[i] : low;
        high = isfinite(values[i]) && values[i] > high ? values[i] : high;
    }
    if (taken < ONSET_SHORT_SIDE - 1) {
        return true;
    }
    bool beyond = lowest[taken - 1] > high || highest[taken - 1] < low;
    double third = values[end];
    for (size_t i = end; !isfinite(third); i++) {
        third = values[i];
    }
    return beyond || lowest[taken - 2] > fmax(high, third) || highest[taken - 2] < fmin(low, third);
}

static bool data_ended(const onset_stream *stream)
{
    for (size_t i = 1; i <= ONSET_SILENT_BUCKETS; i++) {
        if (i > stream->held || isfinite(stream->values[stream->first + stream->held - i])) {
            return false;
        }
    }
    return true;
}

/* With two days in the window onset_find() takes each time of day's median off first, of which the
 * ranks here know nothing. */
static bool has_season(const onset_stream *stream)
{
    return stream->interval_ms > 0 && (int64_t)stream->held * stream->interval_ms >= 2 * DAY_MS;
}

void onset_stream_add(onset_stream *stream, double value)
{
    if (stream->held == stream->window) {
        forget_oldest(stream);
    }
    append(stream, isfinite(value) ? value : (double)NAN);
    size_t points = points_of(stream);
    stream->judged = false;
    stream->may_have_moved =
        points >= ONSET_LEAST_BUCKETS &&
        (points < ONSET_STREAM_FEW || has_season(stream) || some_split_differs(stream, points) ||
         last_are_beyond(stream) || data_ended(stream));
}

struct series onset_stream_series(const onset_stream *stream)
{
    return (struct series){.start_ms = stream->start_ms,
                           .interval_ms = stream->interval_ms,
                           .count = stream->held,
                           .values = stream->values + stream->first};
}

struct onset onset_stream_verdict(onset_stream *stream)
{
    if (!stream->judged) {
        struct series series = onset_stream_series(stream);
        stream->verdict =
            stream->may_have_moved ? onset_find(&series) : (struct onset){.kind = ONSET_NONE};
        stream->judged = true;
    }
    return stream->verdict;
}
