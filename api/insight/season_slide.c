/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/season_slide.h"

#include <math.h>
#include <string.h>

/* The buckets of a window by their time in a period. What is usual at them lies somewhere in an
 * array of twice the window's size, and is moved to its front when it came to its end. */
struct times {
    size_t period;
    size_t window, room; /* buckets at most: in all, of one time */
    size_t first;        /* time of the window's first bucket, below `period` */
    size_t at;
    double *usual;
    double *sorted; /* `room` of each time, from the least */
    size_t *counts;
};

struct season_slide {
    size_t day, week; /* buckets in them; 0 = they are not filled */
    size_t least_day, least_week;
    struct times by_day, by_week;
};

static struct times times_new(size_t period, size_t window)
{
    size_t room = window / period + 1;
    return (struct times){.period = period,
                          .window = window,
                          .room = room,
                          .usual = g_new(double, 2 * window),
                          .sorted = g_new(double, period *room),
                          .counts = g_new0(size_t, period)};
}

static void times_clear(struct times *times)
{
    g_free(times->usual);
    g_free(times->sorted);
    g_free(times->counts);
}

season_slide *season_slide_new(int64_t interval_ms, size_t window, size_t least_days,
                               size_t least_weeks)
{
    size_t day = season_period(interval_ms, SEASON_DAY);
    size_t week = season_period(interval_ms, SEASON_WEEK);
    bool weeks = week && window >= least_weeks * week;
    if (!weeks && (!day || window < least_days * day))
        return NULL;
    season_slide *slide = g_new0(season_slide, 1);
    *slide = (season_slide){.day = day,
                            .week = weeks ? week : 0,
                            .least_day = least_days * day,
                            .least_week = least_weeks * week,
                            .by_day = times_new(day ? day : 1, window)};
    if (weeks)
        slide->by_week = times_new(week, window);
    return slide;
}

void season_slide_free(season_slide *slide)
{
    if (!slide)
        return;
    times_clear(&slide->by_day);
    times_clear(&slide->by_week);
    g_free(slide);
}

/* Of `count` sorted values, without one that is `value`: robust_median(). */
static double median_without(const double *sorted, size_t count, double value)
{
    if (count < 2)
        return (double)NAN;
    size_t low = (count - 2) / 2, high = (count - 1) / 2;
    double below = sorted[low + (value <= sorted[low])];
    double above = sorted[high + (value <= sorted[high])];
    return low == high ? below : below + 0.5 * (above - below);
}

static void tell_usual(struct times *times, const double *values, size_t held, size_t time)
{
    const double *sorted = times->sorted + time * times->room;
    size_t first = (time + times->period - times->first) % times->period;
    for (size_t i = first; i < held; i += times->period)
        times->usual[times->at + i] = median_without(sorted, times->counts[time], values[i]);
}

static size_t place_of(const double *sorted, size_t count, double value)
{
    size_t place = 0;
    while (place < count && sorted[place] < value)
        place++;
    return place;
}

static void times_forget(struct times *times, const double *values, size_t held)
{
    size_t time = times->first;
    double *sorted = times->sorted + time * times->room;
    if (isfinite(values[0])) {
        size_t count = --times->counts[time], place = place_of(sorted, count, values[0]);
        memmove(sorted + place, sorted + place + 1, (count - place) * sizeof *sorted);
        tell_usual(times, values, held, time);
    }
    times->at++;
    times->first = (time + 1) % times->period;
}

static void times_append(struct times *times, const double *values, size_t held)
{
    if (times->at + held > 2 * times->window) {
        memmove(times->usual, times->usual + times->at, (held - 1) * sizeof *times->usual);
        times->at = 0;
    }
    double value = values[held - 1];
    size_t time = (times->first + held - 1) % times->period;
    double *sorted = times->sorted + time * times->room;
    times->usual[times->at + held - 1] = (double)NAN;
    if (isfinite(value)) {
        size_t count = times->counts[time]++, place = place_of(sorted, count, value);
        memmove(sorted + place + 1, sorted + place, (count - place) * sizeof *sorted);
        sorted[place] = value;
        tell_usual(times, values, held, time);
    }
}

void season_slide_forget(season_slide *slide, const double *values, size_t held)
{
    times_forget(&slide->by_day, values, held);
    if (slide->week)
        times_forget(&slide->by_week, values, held);
}

void season_slide_append(season_slide *slide, const double *values, size_t held)
{
    times_append(&slide->by_day, values, held);
    if (slide->week)
        times_append(&slide->by_week, values, held);
}

static double left_by(const struct times *times, const double *values, size_t held)
{
    double sum = 0;
    for (size_t i = 0; i < held; i++) {
        double off = fabs(values[i] - times->usual[times->at + i]);
        sum += isfinite(off) ? off : 0;
    }
    return sum;
}

struct season season_slide_find(const season_slide *slide, const double *values, size_t held,
                                const double **usual)
{
    const struct times *day = &slide->by_day, *week = &slide->by_week;
    if (slide->week && held >= slide->least_week &&
        left_by(week, values, held) < SEASON_WEEK_GAIN * left_by(day, values, held)) {
        *usual = week->usual + week->at;
        return (struct season){SEASON_WEEK, slide->week};
    }
    if (!slide->day || held < slide->least_day)
        return (struct season){0};
    *usual = day->usual + day->at;
    return (struct season){SEASON_DAY, slide->day};
}
