/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/onset_internal.h"
#include "api/insight/robust.h"

#include <math.h>
#include <string.h>

void points_clear(struct points *points)
{
    g_free(points->x);
    g_free(points->order);
}

struct points points_of(const struct series *series, size_t buckets, const struct onset_look *look)
{
    size_t room = buckets + 1;
    struct points points = {.x = g_new(double, 5 * room), .order = g_new(guint, 2 * room)};
    points.y = points.x + room;
    points.scratch = points.y + room;
    points.costs = points.scratch + room;
    points.medians = points.costs + room;
    guint *number = points.order + room;
    for (size_t i = 0; i < buckets; i++) {
        number[i] = (guint)points.count;
        if (isfinite(series->values[i])) {
            points.x[points.count] = (double)i;
            points.y[points.count++] = series->values[i];
        }
    }
    for (size_t i = 0; look && i < points.count; i++) {
        points.order[i] = number[look->order[i] - look->first];
    }
    if (!look) {
        robust_order(points.y, points.count, points.order);
    }
    return points;
}

double onset_floor_spread(double spread, double level)
{
    double least = fabs(level) * 0.05;
    return fmax(fmax(spread, least), 1e-9);
}

/* z of the Mann-Whitney U test (1947) that the newer side lies above the older (negative: below),
 * ties at half, no tie correction of the variance (which makes it smaller, so more careful). */
static double split_z(const struct points *points, size_t at)
{
    double u = 0;
    size_t less = 0, older;
    for (size_t i = 0, newer; i < points->count;) {
        double value = points->y[points->order[i]];
        for (older = newer = 0; i < points->count && points->y[points->order[i]] == value; i++) {
            *(points->order[i] < at ? &older : &newer) += 1;
        }
        u += (double)newer * ((double)less + (double)older / 2);
        less += older;
    }
    double product = (double)at * (double)(points->count - at);
    return (u - product / 2) / sqrt(product * (double)(points->count + 1) / 12);
}

/* Where a rank test has too few buckets to tell: none before may lie as far out. Of all orders of
 * the values that is 1 in 7 000 for two buckets of 120, 1 in 495 for four of twelve. */
bool points_beyond_all_before(const struct points *points, const struct step *step)
{
    double sign = step->after > step->before ? 1 : -1;
    double nearest = (double)INFINITY;
    for (size_t i = step->at; i < points->count; i++) {
        nearest = fmin(nearest, sign * points->y[i]);
    }
    for (size_t i = 0; i < step->at; i++) {
        if (sign * points->y[i] >= nearest) {
            return false;
        }
    }
    return true;
}

static double median_of(struct points *points, size_t from, size_t count)
{
    memcpy(points->scratch, points->y + from, count * sizeof *points->y);
    return robust_median(points->scratch, count);
}

double points_drift(struct points *points, size_t from, size_t to)
{
    size_t third = (to - from + 2) / 3;
    return median_of(points, to - third, third) - median_of(points, from, third);
}

static bool sides_differ(const struct points *points, const struct step *step)
{
    return step->z >= ONSET_RANK_Z || points_beyond_all_before(points, step);
}

struct step points_best_step(struct points *points)
{
    struct step best = {.cost = (double)INFINITY};
    size_t count = points->count;
    g_autofree double *room = g_new(double, 2 * (count + 1));
    struct robust_costs older = {points->costs, points->medians}, newer = {room, room + count + 1};
    robust_prefix_costs(points->y, points->order, count, &older, &newer);
    for (size_t at = ONSET_LEAST_BEFORE; at + ONSET_LEAST_SIDE <= count; at++) {
        double cost = older.costs[at] + newer.costs[count - at];
        if (cost < best.cost) {
            best = (struct step){.at = at,
                                 .cost = cost,
                                 .before = older.medians[at],
                                 .after = newer.medians[count - at]};
        }
    }
    best.z = best.at ? fabs(split_z(points, best.at)) : 0;
    if (!best.at || !sides_differ(points, &best)) {
        return (struct step){0};
    }
    double spread = robust_spread(points->y, best.at, best.before, points->scratch);
    best.spread = onset_floor_spread(spread, best.before);
    return best;
}
