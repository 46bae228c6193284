/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset_stream.h"
#include "api/insight/onset_bare.h"
#include "api/insight/onset_internal.h"

#include <math.h>
#include <string.h>

/* The window lies somewhere in arrays of twice its size, and is moved to their front when it came
 * to their end. */
struct onset_stream {
    int64_t start_ms; /* of the window's first bucket */
    int64_t interval_ms;
    size_t window;
    size_t first, held;
    double *values;
    int32_t *balance; /* of the split behind a bucket: pairs across it that rise, less that fall */
    size_t points;    /* buckets with data */
    guint *order;     /* of these, from the least value; numbered from the first ever added */
    guint forgotten;  /* the number of the window's first; numbers may wrap */
    struct onset_bare *bare; /* NULL: such a window never has a season */
    struct onset verdict;
    bool looked;         /* the verdict is onset_find()'s */
    size_t ramp_looked;  /* points on the newer side, or since the ramp, when that was looked for */
    struct onset ramp;   /* that stands; else of kind ONSET_NONE */
    size_t since_looked; /* buckets since it was */
    unsigned off_ramp;   /* so many of the last values lie off it */
};

onset_stream *onset_stream_new(int64_t start_ms, int64_t interval_ms, size_t window)
{
    onset_stream *stream = g_new0(onset_stream, 1);
    stream->start_ms = start_ms;
    stream->interval_ms = interval_ms;
    stream->window = CLAMP(window, ONSET_LEAST_BUCKETS, ONSET_STREAM_MOST);
    stream->values = g_new(double, 2 * stream->window);
    stream->balance = g_new(int32_t, 2 * stream->window);
    stream->order = g_new(guint, stream->window);
    stream->bare = onset_bare_new(interval_ms, stream->window);
    return stream;
}

void onset_stream_free(onset_stream *stream)
{
    if (stream) {
        g_free(stream->values);
        g_free(stream->balance);
        g_free(stream->order);
        onset_bare_free(stream->bare);
        g_free(stream);
    }
}

/* Once there are days enough, there are as long as the stream lasts. */
static bool has_season(const onset_stream *stream)
{
    return stream->bare && stream->bare->season.kind != SEASON_NONE;
}

/* 0 where either is NAN. */
static int32_t order_of(double a, double b)
{
    return (b > a) - (b < a);
}

/* Where `value` stands in the order: behind those that are less. */
static size_t place_of(const onset_stream *stream, double value)
{
    const double *values = stream->values + stream->first;
    size_t low = 0, high = stream->points;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool less = values[stream->order[middle] - stream->forgotten] < value;
        low = less ? middle + 1 : low;
        high = less ? high : middle;
    }
    return low;
}

static void order_without_oldest(onset_stream *stream)
{
    double value = stream->values[stream->first];
    if (isfinite(value)) {
        size_t place = place_of(stream, value);
        while (stream->order[place] != stream->forgotten) {
            place++;
        }
        stream->points--;
        memmove(stream->order + place, stream->order + place + 1,
                (stream->points - place) * sizeof *stream->order);
    }
}

static void order_newest(onset_stream *stream)
{
    double value = stream->values[stream->first + stream->held - 1];
    if (isfinite(value)) {
        size_t place = place_of(stream, value);
        memmove(stream->order + place + 1, stream->order + place,
                (stream->points - place) * sizeof *stream->order);
        stream->order[place] = stream->forgotten + (guint)stream->held - 1;
        stream->points++;
    }
}

/* With a season the splits are those of what it leaves (onset_bare.h). */
static void balance_without_oldest(onset_stream *stream)
{
    const double *values = stream->values + stream->first;
    int32_t *balance = stream->balance + stream->first;
    int32_t pairs = 0;
    for (size_t i = stream->held - 1; i > 0; i--) {
        pairs += order_of(values[0], values[i]);
        balance[i - 1] -= pairs;
    }
}

static void balance_newest(onset_stream *stream, double value)
{
    const double *values = stream->values + stream->first;
    int32_t *balance = stream->balance + stream->first;
    int32_t pairs = 0;
    for (size_t i = 0; i < stream->held; i++) {
        pairs += order_of(values[i], value);
        balance[i] += pairs;
    }
    balance[stream->held] = 0;
}

static void forget_oldest(onset_stream *stream)
{
    const double *values = stream->values + stream->first;
    if (!has_season(stream)) {
        balance_without_oldest(stream);
    }
    if (stream->bare) {
        onset_bare_forget(stream->bare, values, stream->held);
    }
    order_without_oldest(stream);
    stream->forgotten++;
    stream->first++;
    stream->held--;
    stream->start_ms += stream->interval_ms;
}

/* Of the window's values; they are in order. */
static double level_of(const onset_stream *stream)
{
    const double *values = stream->values + stream->first;
    const guint *order = stream->order;
    size_t low = (stream->points - 1) / 2, high = stream->points / 2;
    double below = values[order[low] - stream->forgotten];
    double above = values[order[high] - stream->forgotten];
    return low == high ? below : below + 0.5 * (above - below);
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
    if (!has_season(stream)) {
        balance_newest(stream, value);
    }
    stream->values[stream->first + stream->held++] = value;
    order_newest(stream);
    if (stream->bare) {
        onset_bare_append(stream->bare, stream->values + stream->first, stream->held,
                          stream->points ? level_of(stream) : 0);
    }
}

/* What onset_find() looks at: the window, without its season if it has one. */
static const double *values_looked_at(const onset_stream *stream)
{
    return has_season(stream) ? stream->bare->values : stream->values + stream->first;
}

static bool some_split_differs(const onset_stream *stream)
{
    const double *values = stream->values + stream->first;
    const int32_t *balance =
        has_season(stream) ? stream->bare->balance : stream->balance + stream->first;
    double older = 0, all = (double)stream->points, least = onset_least_balance(all);
    bool differs = false;
    for (size_t i = 0; i < stream->held; i++) {
        older += isfinite(values[i]) != 0;
        differs |= onset_may_part((double)balance[i], older, all, least);
    }
    return differs;
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

struct series onset_stream_series(const onset_stream *stream)
{
    return (struct series){.start_ms = stream->start_ms,
                           .interval_ms = stream->interval_ms,
                           .count = stream->held,
                           .values = stream->values + stream->first};
}

static bool may_have_moved(const onset_stream *stream)
{
    size_t points = stream->points;
    return points >= ONSET_LEAST_BUCKETS &&
           (points < ONSET_FEW || some_split_differs(stream) ||
            onset_last_are_beyond(values_looked_at(stream), stream->held) || data_ended(stream));
}

static double line_at(const onset_stream *stream, size_t bucket)
{
    int64_t since = stream->start_ms + (int64_t)bucket * stream->interval_ms - stream->ramp.time_ms;
    return stream->ramp.before + stream->ramp.slope * (double)since / 60000;
}

/* The ramp that stands, where it need not be looked for again: its place, level and slope are kept,
 * and its line goes on. */
static bool carry_ramp(onset_stream *stream)
{
    if (stream->ramp.kind != ONSET_RAMP || stream->interval_ms <= 0 ||
        stream->ramp.time_ms < stream->start_ms || data_ended(stream)) {
        return false;
    }
    size_t newest = stream->held - 1;
    double line = line_at(stream, newest), value = values_looked_at(stream)[newest];
    bool off = fabs(value - line) > ONSET_BAND_SPREADS * stream->ramp.spread;
    stream->off_ramp = off ? stream->off_ramp + 1 : 0;
    int64_t bucket = (stream->ramp.time_ms - stream->start_ms) / stream->interval_ms;
    if (4 * stream->since_looked >= stream->ramp_looked || stream->off_ramp > 1) {
        return false;
    }
    stream->verdict = stream->ramp;
    stream->verdict.bucket = (gssize)bucket;
    stream->verdict.after = line;
    stream->verdict.score = fabs(line - stream->ramp.before) / stream->ramp.spread;
    return true;
}

static void judge(onset_stream *stream)
{
    struct series series = onset_stream_series(stream);
    bool stood = stream->ramp.kind == ONSET_RAMP;
    bool seasoned = has_season(stream);
    struct onset_look look = {.bare = seasoned ? stream->bare->values : NULL,
                              .order = seasoned ? stream->bare->order : stream->order,
                              .first = seasoned ? 0 : stream->forgotten,
                              .looked = stood ? 0 : stream->ramp_looked,
                              .since = stream->since_looked};
    stream->verdict = onset_judge(&series, &look);
    stream->looked = !look.not_looked;
    stream->ramp_looked = look.looked;
    stream->since_looked = look.since;
    stream->ramp = (struct onset){0};
    stream->off_ramp = 0;
    if (stream->verdict.kind == ONSET_RAMP) {
        stream->ramp = stream->verdict;
        stream->ramp_looked = stream->held - (size_t)stream->verdict.bucket;
    }
}

void onset_stream_add(onset_stream *stream, double value)
{
    if (stream->held == stream->window) {
        forget_oldest(stream);
    }
    append(stream, isfinite(value) ? value : (double)NAN);
    stream->since_looked++;
    if (!may_have_moved(stream)) {
        stream->ramp = stream->verdict = (struct onset){0};
        stream->ramp_looked = 0;
        stream->looked = true;
    } else if (carry_ramp(stream)) {
        stream->looked = false;
    } else {
        judge(stream);
    }
}

struct onset onset_stream_verdict(const onset_stream *stream)
{
    return stream->verdict;
}

bool onset_stream_looked(const onset_stream *stream)
{
    return stream->looked;
}
