/* SPDX-License-Identifier: Apache-2.0 */
#include "views/chart_against.h"

#include "api/model/release.h"
#include "base/quantity.h"
#include "views/body.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- places --- */

static int64_t end_of(const struct series *series)
{
    return series->start_ms + (int64_t)series->count * series->interval_ms;
}

int64_t against_deploy_offset(const struct series *series, int64_t deploy_ms, int64_t *from_ms)
{
    gssize bucket = series_bucket(series, deploy_ms);
    if (bucket < 0)
        return 0;
    int64_t begin = series->start_ms + bucket * series->interval_ms;
    bool within = deploy_ms > begin;
    *from_ms = within ? begin + series->interval_ms : begin;
    return *from_ms < end_of(series) ? end_of(series) - begin : 0;
}

double *against_lay(const struct series *earlier, const struct series *series, int64_t offset_ms,
                    int64_t from_ms)
{
    double *values = g_new(double, series->count + 1);
    for (size_t i = 0; i < series->count; i++) {
        int64_t at = series->start_ms + (int64_t)i * series->interval_ms;
        gssize bucket = at >= from_ms ? series_bucket(earlier, at - offset_ms) : -1;
        values[i] = bucket >= 0 ? earlier->values[bucket] : (double)NAN;
    }
    return values;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    if (!count)
        return (double)NAN;
    qsort(values, count, sizeof *values, by_value);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* The last bucket, while it fills, is less than it will be. */
struct against_summary against_summary(const struct chart_against *against,
                                       const struct series *series)
{
    size_t count = MIN(series->count - MIN(series->incomplete, series->count), against->count);
    g_autofree double *now = g_new(double, count + 1);
    g_autofree double *then = g_new(double, count + 1);
    struct against_summary summary = {0};
    for (size_t i = 0; against->values && i < count; i++) {
        if (!isfinite(series->values[i]) || !isfinite(against->values[i]))
            continue;
        now[summary.buckets] = series->values[i];
        then[summary.buckets++] = against->values[i];
    }
    summary.now = median(now, summary.buckets);
    summary.then = median(then, summary.buckets);
    return summary;
}

/* --- asking --- */

static void drop(struct chart_against *against)
{
    g_clear_pointer(&against->values, g_free);
    g_clear_pointer(&against->error, g_free);
    series_clear(&against->earlier);
    against->count = 0;
}

void chart_against_clear(struct chart_against *against)
{
    drop(against);
    g_clear_pointer(&against->label, g_free);
}

static void ask(struct chart_against *against, struct view *view, const struct chart_data *data,
                int line, const struct series *series)
{
    desk_forget(view, against->asked);
    against->start_ms = series->start_ms;
    against->asked_for = series->count;
    against->asked =
        chart_data_ask_range(data, view, line, MAX(series->start_ms - against->offset_ms, 0),
                             end_of(series) - against->offset_ms);
}

static const struct deploy *last_deploy(const struct view *view, const struct series *series,
                                        int64_t until_ms, int64_t *at_ms)
{
    const GPtrArray *deploys = desk_deploys(view->desk);
    const struct deploy *last = NULL;
    for (guint i = 0; i < deploys->len; i++) {
        const struct deploy *deploy = g_ptr_array_index(deploys, i);
        int64_t at = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        if (at < series->start_ms || at >= until_ms || (last && at < *at_ms))
            continue;
        last = deploy;
        *at_ms = at;
    }
    return last;
}

static void begin_period(struct chart_against *against, const struct series *series)
{
    against->kind = AGAINST_PERIOD;
    against->offset_ms = (int64_t)series->count * series->interval_ms;
    against->from_ms = series->start_ms;
    g_autofree char *ago = body_ago(against->offset_ms);
    against->label = g_strdup_printf("%s before", ago);
}

static bool begin_deploy(struct chart_against *against, const struct view *view,
                         const struct series *series, int64_t at_ms)
{
    int64_t deployed = 0, from = 0;
    const struct deploy *deploy =
        last_deploy(view, series, at_ms + MAX(series->interval_ms, 1), &deployed);
    int64_t offset = deploy ? against_deploy_offset(series, deployed, &from) : 0;
    if (!offset)
        return false;
    against->kind = AGAINST_DEPLOY;
    against->offset_ms = offset;
    against->from_ms = from;
    against->deploy_ms = deployed;
    against->label = g_strdup_printf("before %s", deploy->release ? deploy->release : "a deploy");
    return true;
}

static void say(const struct chart_against *against, struct view *view, bool no_deploy)
{
    if (no_deploy)
        desk_say(view->desk, false,
                 "alone again; with the cursor (h l) after a deploy, c compares with before it");
    else if (against->kind == AGAINST_NOTHING)
        desk_say(view->desk, false, "alone again");
    else
        desk_say(view->desk, false, "against the same %s", against->label);
}

void chart_against_next(struct chart_against *against, struct view *view,
                        const struct chart_data *data, int line, const struct series *series,
                        int64_t at_ms)
{
    enum against_kind was = against->kind;
    bool deploy = false;
    chart_against_clear(against);
    desk_forget(view, against->asked);
    against->asked = 0;
    against->kind = AGAINST_NOTHING;
    if (was == AGAINST_NOTHING && series->count)
        begin_period(against, series);
    else if (was == AGAINST_PERIOD)
        deploy = begin_deploy(against, view, series, at_ms);
    if (against->kind != AGAINST_NOTHING)
        ask(against, view, data, line, series);
    say(against, view, was == AGAINST_PERIOD && !deploy);
}

void chart_against_follow(struct chart_against *against, struct view *view,
                          const struct chart_data *data, int line, const struct series *series,
                          bool anew)
{
    if (against->kind == AGAINST_NOTHING || !series->count)
        return;
    if (!anew && series->start_ms == against->start_ms && series->count == against->asked_for)
        return;
    if (against->kind == AGAINST_PERIOD) {
        against->offset_ms = (int64_t)series->count * series->interval_ms;
        against->from_ms = series->start_ms;
    } else {
        against->offset_ms = against_deploy_offset(series, against->deploy_ms, &against->from_ms);
        if (!against->offset_ms)
            against->kind = AGAINST_NOTHING; /* it left the range */
    }
    if (anew || against->kind == AGAINST_NOTHING)
        drop(against);
    if (against->kind != AGAINST_NOTHING)
        ask(against, view, data, line, series);
}

/* --- the answer --- */

bool chart_against_reply(struct chart_against *against, const struct chart_data *data,
                         const struct series *series, uint64_t subscription, struct reply *reply)
{
    if (!body_answered(&against->asked, subscription, reply))
        return false;
    GPtrArray *list = reply->kind == REPLY_TIMESERIES ? reply->object : NULL;
    drop(against);
    if (!list || !list->len) {
        against->error = g_strdup(reply->error ? reply->error : "nothing is kept of it");
        return true;
    }
    against->earlier = chart_data_series(data, list, NULL);
    against->values = against_lay(&against->earlier, series, against->offset_ms, against->from_ms);
    against->count = series->count;
    return true;
}

static void append_ratio(GString *out, double now, double then)
{
    if (!isfinite(now) || !isfinite(then) || !(then > 0) || now < 0)
        return;
    double ratio = now / then;
    if (ratio >= 2 || ratio <= 0.5)
        g_string_append_printf(out, " (x%.*f)", ratio < 10 ? 2 : 0, ratio);
    else
        g_string_append_printf(out, " (%+.0f%%)", (ratio - 1) * 100);
}

void chart_against_words(const struct chart_against *against, const struct series *series,
                         gssize bucket, const char *unit, GString *out)
{
    char value[24];
    if (against->kind == AGAINST_NOTHING || bucket < 0)
        return;
    g_string_append_printf(out, "  %s ", against->label);
    if (against->error) {
        g_string_append(out, against->error);
    } else if (!against->values) {
        g_string_append(out, against->asked ? "…" : "not known");
    } else if ((size_t)bucket >= against->count || !isfinite(against->values[bucket])) {
        g_string_append(out, "no data");
    } else {
        double then = against->values[bucket], now = series->values[bucket];
        g_string_append(out, quantity_text(then, unit, value, sizeof value));
        append_ratio(out, now, then);
    }
}
