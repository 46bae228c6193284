/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/quantile.h"

#include <glib.h>
#include <math.h>
#include <stdlib.h>

/* Ranges smaller than this take the median of three as their pivot, others a sample. */
#define FEW    600
#define SAMPLE 31
#define ASIDE  1

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

static double median_of_three(double a, double b, double c)
{
    return MAX(MIN(a, b), MIN(MAX(a, b), c));
}

/* A value near the k-th smallest of [low, high]: that of the same rank in a sample taken at even
 * steps, a little nearer to the middle than the rank itself, so that the part that is left is small
 * (after Floyd and Rivest, "Expected time bounds for selection", CACM 18(3), 1975). */
static double pivot_near(const double *values, size_t low, size_t high, size_t k)
{
    size_t count = high - low + 1;
    if (count < FEW)
        return median_of_three(values[low], values[low + (high - low) / 2], values[high]);
    double sample[SAMPLE];
    for (size_t i = 0; i < SAMPLE; i++)
        sample[i] = values[low + i * (count - 1) / (SAMPLE - 1)];
    qsort(sample, SAMPLE, sizeof *sample, by_size);
    size_t rank = (k - low) * (SAMPLE - 1) / (count - 1);
    if (k - low > count / 2)
        return sample[rank - ASIDE];
    return sample[rank + ASIDE];
}

/* Puts the k-th smallest at its place, smaller ones before it and greater ones behind it (Hoare's
 * FIND, 1961). A run of bad pivots, which an adversary could arrange, ends in a plain sort. */
static void select_rank(double *values, size_t count, size_t k)
{
    size_t low = 0;
    size_t high = count - 1;
    int patience = 64;
    while (low < high) {
        if (patience-- == 0) {
            qsort(values + low, high - low + 1, sizeof *values, by_size);
            return;
        }
        double pivot = pivot_near(values, low, high, k);
        size_t i = low;
        size_t j = high;
        for (;;) {
            while (values[i] < pivot)
                i++;
            while (pivot < values[j])
                j--;
            if (i >= j)
                break;
            swap(&values[i++], &values[j--]);
        }
        /* What lies between j and i equals the pivot. */
        if (i == j) {
            i++;
            j = j > low ? j - 1 : low;
        }
        if (k <= j)
            high = j;
        else if (k >= i)
            low = i;
        else
            return;
    }
}

double quantile_of(double *values, size_t count, double q)
{
    if (count == 0)
        return (double)NAN;
    double rank = q * (double)(count - 1);
    size_t below = (size_t)rank;
    double part = rank - (double)below;
    select_rank(values, count, below);
    double low = values[below];
    if (part == 0 || below + 1 >= count)
        return low;
    double next = values[below + 1];
    for (size_t i = below + 2; i < count; i++)
        next = MIN(next, values[i]);
    return low + part * (next - low);
}
