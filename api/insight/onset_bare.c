/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset_bare.h"

#include "api/insight/onset_internal.h"
#include "api/insight/robust.h"

#include <math.h>

struct onset_bare *onset_bare_new(int64_t interval_ms, size_t window)
{
    season_slide *slide =
        season_slide_new(interval_ms, window, ONSET_SEASON_DAYS, ONSET_SEASON_WEEKS);
    if (!slide)
        return NULL;
    struct onset_bare *bare = g_new0(struct onset_bare, 1);
    bare->slide = slide;
    bare->values = g_new(double, window);
    bare->order = g_new(guint, window);
    bare->balance = g_new(int32_t, window);
    return bare;
}

void onset_bare_free(struct onset_bare *bare)
{
    if (!bare)
        return;
    season_slide_free(bare->slide);
    g_free(bare->values);
    g_free(bare->order);
    g_free(bare->balance);
    g_free(bare);
}

void onset_bare_forget(struct onset_bare *bare, const double *values, size_t held)
{
    season_slide_forget(bare->slide, values, held);
    size_t kept = 0;
    for (size_t i = 0; i < bare->points; i++) {
        guint bucket = bare->order[i];
        bare->order[kept] = bucket - 1;
        kept += bucket > 0;
    }
    bare->points = kept;
}

/* As robust_order() has it: equal values by their buckets. */
static bool stands_before(const struct onset_bare *bare, guint a, guint b)
{
    double x = bare->values[a], y = bare->values[b];
    return x < y || (x == y && a < b);
}

static void put_in_order(struct onset_bare *bare)
{
    for (size_t i = 1; i < bare->points; i++) {
        guint bucket = bare->order[i];
        size_t place = i;
        for (; place > 0 && stands_before(bare, bucket, bare->order[place - 1]); place--)
            bare->order[place] = bare->order[place - 1];
        bare->order[place] = bucket;
    }
}

/* Another season leaves another order. */
static void order_anew(struct onset_bare *bare, const double *values, size_t held)
{
    g_autofree double *present = g_new(double, held);
    g_autofree guint *buckets = g_new(guint, held);
    bare->points = 0;
    for (size_t i = 0; i < held; i++) {
        if (isfinite(values[i])) {
            present[bare->points] = bare->values[i];
            buckets[bare->points++] = (guint)i;
        }
    }
    robust_order(present, bare->points, bare->order);
    for (size_t i = 0; i < bare->points; i++)
        bare->order[i] = buckets[bare->order[i]];
}

/* Of a bucket's value, how many are more, less how many are less: what it adds to the balance of
 * every split behind it, as pairs on one side of a split cancel. */
static void balance_splits(struct onset_bare *bare, size_t held)
{
    for (size_t i = 0; i < held; i++)
        bare->balance[i] = 0;
    for (size_t from = 0, to; from < bare->points; from = to) {
        double value = bare->values[bare->order[from]];
        for (to = from; to < bare->points && bare->values[bare->order[to]] == value; to++)
            ;
        for (size_t i = from; i < to; i++)
            bare->balance[bare->order[i]] = (int32_t)(bare->points - to) - (int32_t)from;
    }
    for (size_t i = 1; i < held; i++)
        bare->balance[i] += bare->balance[i - 1];
}

void onset_bare_append(struct onset_bare *bare, const double *values, size_t held, double level)
{
    const double *usual = NULL;
    season_slide_append(bare->slide, values, held);
    struct season season = season_slide_find(bare->slide, values, held, &usual);
    bool same = season.kind == bare->season.kind;
    bare->season = season;
    if (season.kind == SEASON_NONE)
        return;
    for (size_t i = 0; i < held; i++)
        bare->values[i] = isfinite(usual[i]) ? values[i] + (level - usual[i]) : values[i];
    if (!same) {
        order_anew(bare, values, held);
    } else {
        if (isfinite(values[held - 1]))
            bare->order[bare->points++] = (guint)held - 1;
        put_in_order(bare);
    }
    balance_splits(bare, held);
}
