/* SPDX-License-Identifier: Apache-2.0
 *
 * Onsets of a series that grows: one bucket at a time, over a window of the last ones. The verdict
 * is onset_find()'s on those buckets, to the last bit, after every bucket.
 *
 * Method. No onset can stand unless a split of the window differs in rank (onset.h: ONSET_RANK_Z),
 * unless the last two or three values lie beyond all others, or unless the data ended. (Of fewer
 * than ONSET_STREAM_FEW values more may lie apart and yet not reach that rank: they are always
 * looked at whole.) These three are kept up with each bucket; the whole of the method is run only
 * where one of them holds, and only when somebody asks. The rank statistic of every split at once
 * is Pettitt's (1979): a new value adds to each, the oldest that leaves takes from each, a few
 * instructions a split.
 *
 * Cost of a bucket: a constant, however long the series was: two passes over the window. Of a
 * verdict: nothing where no split differs; else one onset_find(), once a bucket.
 */
#ifndef API_INSIGHT_ONSET_STREAM_H
#define API_INSIGHT_ONSET_STREAM_H

#include "api/insight/onset.h"
#include "base/autoptr.h"

#define ONSET_STREAM_MOST 4096 /* buckets in a window */
#define ONSET_STREAM_FEW  20   /* with data */

typedef struct onset_stream onset_stream;

/* `window` is held between ONSET_LEAST_BUCKETS and ONSET_STREAM_MOST. The first bucket added
 * starts at `start_ms`. */
onset_stream *onset_stream_new(int64_t start_ms, int64_t interval_ms, size_t window);
void onset_stream_free(onset_stream *stream);
DEFINE_AUTOPTR(onset_stream, onset_stream_free);

/* The next bucket, complete; NAN where it has no data. */
void onset_stream_add(onset_stream *stream, double value);

/* The window as a series, oldest first. Belongs to the stream, until the next bucket. */
struct series onset_stream_series(const onset_stream *stream);

/* onset_find() of that series: `bucket` counts from the window's first. */
struct onset onset_stream_verdict(onset_stream *stream);

#endif
