/* SPDX-License-Identifier: Apache-2.0
 *
 * What repeats in a window of buckets that slides (season.h), kept up from bucket to bucket: the
 * same medians, to the last bit, as season_usual() finds anew.
 *
 * Method. The values of each time of day (and of the week) are kept in order. The bucket that comes
 * and the one that leaves change one time each; of its buckets the median of the others is told by
 * its place in that order, as a value that is left out moves what lies behind it up by one. So a
 * bucket costs two insertions into so many values as there are days, in place of a selection
 * (Hoare 1961) for every bucket of the window.
 */
#ifndef API_INSIGHT_SEASON_SLIDE_H
#define API_INSIGHT_SEASON_SLIDE_H

#include "api/insight/season.h"
#include "base/autoptr.h"

typedef struct season_slide season_slide;

/* For a window of at most `window` buckets. NULL where such a one holds neither `least_days` nor
 * `least_weeks`, or where buckets do not fill a day or a week. */
season_slide *season_slide_new(int64_t interval_ms, size_t window, size_t least_days,
                               size_t least_weeks);
void season_slide_free(season_slide *slide); /* NULL is nothing */
DEFINE_AUTOPTR(season_slide, season_slide_free);

/* Before the first of values[0..held), oldest first, leaves the window. */
void season_slide_forget(season_slide *slide, const double *values, size_t held);
/* After the last of values[0..held) came. */
void season_slide_append(season_slide *slide, const double *values, size_t held);

/* season_find() of the window. *usual: season_usual() of each bucket that has data, where a season
 * is found; it belongs to the slide, until the next change. */
struct season season_slide_find(const season_slide *slide, const double *values, size_t held,
                                const double **usual);

#endif
