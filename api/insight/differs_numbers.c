/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/differs_numbers.h"

#include <math.h>

static int by_number(const void *a, const void *b)
{
    const struct differs_value *x = *(struct differs_value *const *)a;
    const struct differs_value *y = *(struct differs_value *const *)b;
    return (x->number > y->number) - (x->number < y->number);
}

/* The probability that the distance of two samples is at least `distance`. */
static double smirnov(double distance, double n, double m)
{
    double root = sqrt(n * m / (n + m));
    double lambda = (root + 0.12 + 0.11 / root) * distance, sum = 0;
    if (lambda < 0.3) /* the series converges too slowly, to 1 */
        return 1;
    for (int j = 1; j <= 100; j++) {
        double term = exp(-2 * j * j * lambda * lambda);
        sum += j % 2 ? term : -term;
        if (term < 1e-300)
            break;
    }
    return CLAMP(2 * sum, 0, 1);
}

struct differs_numbers differs_numbers_of(const struct differs_key *key)
{
    struct differs_numbers numbers = {
        .median = {(double)NAN, (double)NAN}
    };
    g_autoptr(GPtrArray) sorted = g_ptr_array_sized_new(key->values->len);
    for (guint i = 0; i < key->values->len; i++) {
        struct differs_value *value = key->values->pdata[i];
        g_ptr_array_add(sorted, value);
        for (int side = 0; side < DIFFERS_SIDES; side++)
            numbers.total[side] += value->count[side];
    }
    g_ptr_array_sort(sorted, by_number);
    double seen[DIFFERS_SIDES] = {0}, farthest = -1;
    for (guint i = 0; i < sorted->len; i++) {
        const struct differs_value *value = sorted->pdata[i];
        const struct differs_value *next = i + 1 < sorted->len ? sorted->pdata[i + 1] : NULL;
        for (int side = 0; side < DIFFERS_SIDES; side++) {
            seen[side] += value->count[side];
            if (isnan(numbers.median[side]) && seen[side] * 2 >= numbers.total[side])
                numbers.median[side] = value->number;
        }
        double distance = fabs(seen[DIFFERS_INSIDE] / numbers.total[DIFFERS_INSIDE] -
                               seen[DIFFERS_OUTSIDE] / numbers.total[DIFFERS_OUTSIDE]);
        if (distance <= farthest || (next && next->number <= value->number))
            continue;
        farthest = distance;
        numbers.cut = value->number;
        for (int side = 0; side < DIFFERS_SIDES; side++)
            numbers.above[side] = numbers.total[side] - seen[side];
    }
    double n = numbers.total[DIFFERS_INSIDE], m = numbers.total[DIFFERS_OUTSIDE];
    numbers.p = smirnov(farthest, n, m);
    numbers.least_p = smirnov(1, n, m);
    return numbers;
}
