/* SPDX-License-Identifier: Apache-2.0
 *
 * What work takes: processor time of this thread, which is all that works in such a bench, so that
 * what else runs on the machine counts for neither side; and the order of figures.
 */
#ifndef TESTS_BENCH_SPENT_H
#define TESTS_BENCH_SPENT_H

#include <time.h>

static inline double spent_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* Of doubles, for qsort(). */
static inline int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

#endif
