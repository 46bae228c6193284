/* SPDX-License-Identifier: Apache-2.0
 *
 * Onsets of a series that grows: one bucket at a time, over a window of the last ones. There is a
 * verdict after each: onset_find()'s on those buckets, to the last bit, but for ramps, which are
 * not looked for at every one.
 *
 * Method. Whether an onset may stand at all (onset.h) is kept up with each bucket, and the whole of
 * the method is run only where it may. To the rank statistic of every split a new value adds, and
 * from it the oldest that leaves takes, a few instructions a split. The order of the values is kept
 * up too, which is what the best split costs most to know.
 *
 * Ramps. A ramp is looked for when one may first be there, and then again when a quarter as many
 * buckets have come as it was long then: as the newer side of the best split was, where none was
 * found. It is sooner where that side is now shorter by a fifth, since that is another change, and
 * where two values in a row lie off a ramp that stands. In between
 * - a ramp that stands is carried: its place, level, slope and spread as they were found, its line
 *   drawn on to the newest bucket;
 * - where none stands, the verdict is what onset_find() says if there is no ramp.
 * So a ramp is told when it is at most a quarter longer than onset_find() needs it to be.
 *
 * Seasons. What is usual at each time of day, or of the week, is kept up too (season_slide.h), and
 * so are the values without it and their order: one bucket changes few of them.
 *
 * Cost of a bucket with its verdict: a constant, however long the series was. In a window of 120
 * about 1 us where nothing stands, 2.5 with days in it, and 4 to 6, by what else the machine does,
 * where an onset stands at nearly every bucket (tests/bench/onset_bench.c).
 *
 * The wall does not keep a stream a signal. A poll answers with a whole series, of which the last
 * buckets fill in later and the first are summed up anew when the step changes: each would have to
 * be compared before it could be gone on with, and a ramp would be told up to a quarter later. All
 * that onset_find() costs there is about twice a stream's bucket, 3 us a signal
 * (tests/bench/onset_bench.c).
 */
#ifndef API_INSIGHT_ONSET_STREAM_H
#define API_INSIGHT_ONSET_STREAM_H

#include "api/insight/onset.h"
#include "base/autoptr.h"

#define ONSET_STREAM_MOST 4096 /* buckets in a window */

typedef struct onset_stream onset_stream;

/* `window` is held between ONSET_LEAST_BUCKETS and ONSET_STREAM_MOST. The first bucket added
 * starts at `start_ms`. */
onset_stream *onset_stream_new(int64_t start_ms, int64_t interval_ms, size_t window);
void onset_stream_free(onset_stream *stream);
DEFINE_AUTOPTR(onset_stream, onset_stream_free);

/* The next bucket, complete; NAN where it has no data. Its verdict is found here. */
void onset_stream_add(onset_stream *stream, double value);

/* The window as a series, oldest first. Belongs to the stream, until the next bucket. */
struct series onset_stream_series(const onset_stream *stream);

/* The onset of that series: `bucket` counts from the window's first. */
struct onset onset_stream_verdict(const onset_stream *stream);
/* That is onset_find()'s to the last bit; else no ramp was looked for. */
bool onset_stream_looked(const onset_stream *stream);

#endif
