/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/novelty.h"

#include "api/insight/onset.h"

#include <math.h>
#include <string.h>

struct value {
    double value;
    size_t bucket;
};

struct novelty_stream {
    size_t buckets, room;
    struct value *sorted; /* the last `room` values, from the least */
    size_t held;
    struct value *oldest; /* a ring of the same, in the order in which they came */
    size_t first;
    double count, mean, squares; /* of the distances: their squared deviations' sum */
    double raw[NOVELTY_TOLD];    /* scores of the last buckets, as a ring */
};

novelty_stream *novelty_stream_new(size_t before)
{
    novelty_stream *stream = g_new0(novelty_stream, 1);
    stream->room = CLAMP(before, 1, NOVELTY_BEFORE);
    stream->sorted = g_new(struct value, stream->room);
    stream->oldest = g_new(struct value, stream->room);
    return stream;
}

void novelty_stream_free(novelty_stream *stream)
{
    if (!stream)
        return;
    g_free(stream->sorted);
    g_free(stream->oldest);
    g_free(stream);
}

static bool stands_before(const struct value *a, const struct value *b)
{
    return a->value < b->value || (a->value == b->value && a->bucket < b->bucket);
}

static size_t place_of(const novelty_stream *stream, const struct value *value)
{
    size_t low = 0, high = stream->held;
    while (low < high) {
        size_t middle = (low + high) / 2;
        bool before = stands_before(&stream->sorted[middle], value);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

/* Where it stood. */
static size_t forget_oldest(novelty_stream *stream)
{
    size_t place = place_of(stream, &stream->oldest[stream->first]);
    stream->held--;
    stream->first = (stream->first + 1) % stream->room;
    memmove(stream->sorted + place, stream->sorted + place + 1,
            (stream->held - place) * sizeof *stream->sorted);
    return place;
}

static void take_in(novelty_stream *stream, const struct value *value, size_t place)
{
    if (stream->held == stream->room)
        place -= forget_oldest(stream) < place;
    memmove(stream->sorted + place + 1, stream->sorted + place,
            (stream->held - place) * sizeof *stream->sorted);
    stream->sorted[place] = *value;
    stream->oldest[(stream->first + stream->held) % stream->room] = *value;
    stream->held++;
}

/* Of the two neighbours of what would stand at `place`; of equals the latest. */
static void find_nearest(const novelty_stream *stream, const struct value *value, size_t place,
                         struct novelty *novelty)
{
    novelty->distance = (double)INFINITY;
    if (place < stream->held) {
        novelty->distance = stream->sorted[place].value - value->value;
        novelty->nearest = stream->sorted[place].bucket;
    }
    if (place > 0 && value->value - stream->sorted[place - 1].value <= novelty->distance) {
        novelty->distance = value->value - stream->sorted[place - 1].value;
        novelty->nearest = stream->sorted[place - 1].bucket;
    }
}

/* Counts the distance in (Welford 1962), and tells how far out it lies. */
static double score_of(novelty_stream *stream, double distance)
{
    double off = distance - stream->mean;
    stream->count++;
    stream->mean += off / stream->count;
    stream->squares += off * (distance - stream->mean);
    double over = distance - stream->mean, variance = stream->squares / stream->count;
    return over > 0 ? over * over / (over * over + variance) : 0;
}

/* 0 where another of the last buckets scored as much. */
static double told_once(novelty_stream *stream, double raw)
{
    double most = 0;
    for (size_t i = 0; i < NOVELTY_TOLD; i++)
        most = MAX(most, stream->raw[i]);
    stream->raw[stream->buckets % NOVELTY_TOLD] = raw;
    return raw > most ? raw : 0;
}

struct novelty novelty_stream_add(novelty_stream *stream, double value)
{
    struct novelty novelty = {0};
    struct value fresh = {value, stream->buckets};
    double raw = 0;
    if (isfinite(value)) {
        size_t place = place_of(stream, &fresh), before = stream->held;
        find_nearest(stream, &fresh, place, &novelty);
        take_in(stream, &fresh, place);
        if (isfinite(novelty.distance) && before >= NOVELTY_LEAST)
            raw = score_of(stream, novelty.distance);
    }
    novelty.score = told_once(stream, raw);
    stream->buckets++;
    return novelty;
}

static bool is_unusual(const struct series *series, size_t bucket)
{
    struct usual usual = usual_of(series, (gssize)bucket);
    return series->values[bucket] > usual.high || series->values[bucket] < usual.low;
}

GArray *novelty_marks(const struct series *series)
{
    size_t count = series->count - MIN(series->incomplete, series->count);
    g_autoptr(novelty_stream) stream = novelty_stream_new(count);
    GArray *marks = g_array_new(FALSE, FALSE, sizeof(struct novelty_mark));
    for (size_t i = 0; i < count; i++) {
        struct novelty novelty = novelty_stream_add(stream, series->values[i]);
        struct novelty_mark mark = {i, novelty.nearest, novelty.score};
        if (novelty.score >= NOVELTY_MARK && is_unusual(series, i))
            g_array_append_val(marks, mark);
    }
    return marks;
}
