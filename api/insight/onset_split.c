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

/* z of a split is half its balance by sqrt(older newer (all + 1) / 12). A thousandth less than
 * ONSET_RANK_Z is asked here, since split_z() reckons it in another order. */
double onset_least_balance(double all)
{
    return 0.999 * ONSET_RANK_Z * ONSET_RANK_Z / 3 * (all + 1);
}

/* Of the values from their least: to each by how much more of them it exceeds than exceed it, at
 * its place in time. */
static void rank(struct points *points)
{
    size_t count = points->count;
    for (size_t less = 0, end; less < count; less = end) {
        double value = points->y[points->order[less]];
        for (end = less; end < count && points->y[points->order[end]] == value; end++) {
        }
        for (size_t i = less; i < end; i++) {
            points->scratch[points->order[i]] = (double)(less + end) - (double)count;
        }
    }
}

/* The balance of a split is the sum of those before it: between themselves they cancel out. */
static bool some_split_differs(struct points *points)
{
    double balance = 0, all = (double)points->count, least = onset_least_balance(all);
    bool differs = false;
    rank(points);
    for (size_t i = 0; i < points->count; i++) {
        balance += points->scratch[i];
        differs |= onset_may_part(balance, (double)(i + 1), all, least);
    }
    return differs;
}

/* The lowest and highest of the last ONSET_SHORT_SIDE - 1 values or fewer, against all before. */
bool onset_last_are_beyond(const double *values, size_t count)
{
    double lowest[ONSET_SHORT_SIDE], highest[ONSET_SHORT_SIDE];
    size_t taken = 0, end = count;
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
    double third = values[end]; /* the last that was taken */
    return beyond || lowest[taken - 2] > fmax(high, third) || highest[taken - 2] < fmin(low, third);
}

bool points_may_part(struct points *points)
{
    return points->count < ONSET_FEW || some_split_differs(points) ||
           onset_last_are_beyond(points->y, points->count);
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
