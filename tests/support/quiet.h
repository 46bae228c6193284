/* SPDX-License-Identifier: Apache-2.0
 *
 * Series in which nothing ever happens, by family: noise of many kinds, counts, ratios, jobs that
 * come again, days and weeks.
 */
#ifndef TESTS_SUPPORT_QUIET_H
#define TESTS_SUPPORT_QUIET_H

#include "api/model/series.h"

#include <math.h>

#define QUIET_BUCKETS   120
#define QUIET_MINUTE_MS 60000

/* The value of `bucket`; `*state` is 0 at the first, and the family's own. */
typedef double quiet_next(GRand *random, double parameter, size_t bucket, double *state);

static inline double quiet_normal(GRand *random)
{
    double radius = sqrt(-2 * log(1 - g_rand_double(random)));
    return radius * cos(2 * G_PI * g_rand_double(random));
}

/* A level of 100 and normal noise of `parameter`. */
static inline double quiet_white(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return 100 + parameter * quiet_normal(random);
}

static inline double quiet_around_zero(GRand *random, double parameter, size_t bucket,
                                       double *state)
{
    (void)bucket, (void)state;
    return parameter * quiet_normal(random);
}

/* A level of 100 and noise of 20 of which each value remembers the last (AR(1)). */
static inline double quiet_remembering(GRand *random, double parameter, size_t bucket,
                                       double *state)
{
    double fresh = quiet_normal(random);
    *state = bucket ? parameter * *state + sqrt(1 - parameter * parameter) * fresh : fresh;
    return 100 + 20 * *state;
}

static inline double quiet_lognormal(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return 100 * exp(parameter * quiet_normal(random));
}

/* Pareto: without a variance at 2 or less. */
static inline double quiet_pareto(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return 100 * pow(1 - g_rand_double(random), -1 / parameter);
}

static inline double quiet_poisson_of(GRand *random, double mean)
{
    if (mean > 200)
        return fmax(0, floor(mean + sqrt(mean) * quiet_normal(random) + 0.5));
    double product = g_rand_double(random), least = exp(-mean);
    double count = 0;
    for (; product > least; count++)
        product *= g_rand_double(random);
    return count;
}

static inline double quiet_poisson(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return quiet_poisson_of(random, parameter);
}

/* Errors of 40 requests a bucket, as a ratio. */
static inline double quiet_ratio(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    double errors = 0;
    for (int i = 0; i < 40; i++)
        errors += g_rand_double(random) < parameter;
    return errors / 40;
}

static inline double quiet_by_time_of_day(GRand *random, double parameter, double part_of_day)
{
    return quiet_poisson_of(random, 300 * (1 + parameter * sin(2 * G_PI * part_of_day)));
}

/* Counts that swing by `parameter` of their mean over the day, in buckets of 30 s and 30 min. */
static inline double quiet_hour_of_a_day(GRand *random, double parameter, size_t bucket,
                                         double *state)
{
    if (!bucket)
        *state = g_rand_double(random);
    return quiet_by_time_of_day(random, parameter, *state + (double)bucket / 2880);
}

static inline double quiet_days(GRand *random, double parameter, size_t bucket, double *state)
{
    if (!bucket)
        *state = g_rand_double(random);
    return quiet_by_time_of_day(random, parameter, *state + (double)bucket / 48);
}

/* The same over four weeks, in buckets of two hours; weekends have a third. */
static inline double quiet_weeks(GRand *random, double parameter, size_t bucket, double *state)
{
    if (!bucket)
        *state = floor(84 * g_rand_double(random));
    double at = *state + (double)bucket;
    double mean = 300 * (1 + parameter * sin(2 * G_PI * at / 12));
    return quiet_poisson_of(random, mean * (fmod(at, 84) < 24 ? 1 / 3.0 : 1));
}

/* Student's t of three degrees: a variance, but no kurtosis. */
static inline double quiet_student(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    double squares = 0;
    for (int i = 0; i < 3; i++)
        squares += pow(quiet_normal(random), 2);
    return 100 + parameter * quiet_normal(random) / sqrt(squares / 3);
}

/* Counts whose mean is itself drawn anew each bucket (exponential: geometric counts). */
static inline double quiet_scattered(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return quiet_poisson_of(random, -parameter * log(1 - g_rand_double(random)));
}

/* Counts of 100 whose mean remembers (AR(1), a quarter of it). */
static inline double quiet_remembering_counts(GRand *random, double parameter, size_t bucket,
                                              double *state)
{
    return quiet_poisson_of(
        random, fmax(0, 1.25 * quiet_remembering(random, parameter, bucket, state) - 25));
}

/* A job every `parameter` buckets that takes twenty times the rest. */
static inline double quiet_job(GRand *random, double parameter, size_t bucket, double *state)
{
    if (!bucket)
        *state = floor(parameter * g_rand_double(random));
    bool runs = fmod((double)bucket + *state, parameter) < 1;
    return (5 + quiet_normal(random)) * (runs ? 20 : 1);
}

/* One bucket of `parameter` stands out, twenty times the rest. */
static inline double quiet_spikes(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return (50 + 5 * quiet_normal(random)) * (g_rand_double(random) * parameter < 1 ? 20 : 1);
}

/* Every other bucket or so has no data. */
static inline double quiet_gaps(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return g_rand_double(random) < parameter ? (double)NAN : 100 + 20 * quiet_normal(random);
}

/* Few, by the time of day, in buckets of 30 min. */
static inline double quiet_few_by_day(GRand *random, double parameter, size_t bucket, double *state)
{
    if (!bucket)
        *state = g_rand_double(random);
    double part = *state + (double)bucket / 48;
    return quiet_poisson_of(random, parameter * (1 + 0.9 * sin(2 * G_PI * part)));
}

/* A day's shape in buckets of 30 min, around which noise of a tenth remembers. */
static inline double quiet_days_remembering(GRand *random, double parameter, size_t bucket,
                                            double *state)
{
    double noise = quiet_remembering(random, parameter, bucket, state) - 100;
    return 200 * (1 + 0.5 * sin(2 * G_PI * (double)bucket / 48)) + noise;
}

static const struct quiet_family {
    const char *name;
    quiet_next *next;
    double parameter;
    int64_t interval_ms;
    size_t count;
} quiet_families[] = {
    {"white, 5 %",                  quiet_white,              5,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"white, 30 %",                 quiet_white,              30,   QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"white, around zero",          quiet_around_zero,        1,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"white, shortest",             quiet_white,              30,   QUIET_MINUTE_MS / 2,   12           },
    {"white, short",                quiet_white,              30,   QUIET_MINUTE_MS / 2,   14           },
    {"AR(1), 0.6, shortest",        quiet_remembering,        0.6,  QUIET_MINUTE_MS / 2,   12           },
    {"AR(1), 0.8, short",           quiet_remembering,        0.8,  QUIET_MINUTE_MS / 2,   16           },
    {"AR(1), 0.9, short",           quiet_remembering,        0.9,  QUIET_MINUTE_MS / 2,   16           },
    {"AR(1), 0.9, 24",              quiet_remembering,        0.9,  QUIET_MINUTE_MS / 2,   24           },
    {"AR(1), 0.9, 60",              quiet_remembering,        0.9,  QUIET_MINUTE_MS / 2,   60           },
    {"AR(1), 0.95, 60",             quiet_remembering,        0.95, QUIET_MINUTE_MS / 2,   60           },
    {"lognormal, 1, short",         quiet_lognormal,          1,    QUIET_MINUTE_MS / 2,   16           },
    {"Pareto, 1, short",            quiet_pareto,             1,    QUIET_MINUTE_MS / 2,   14           },
    {"Pareto, 1, 60",               quiet_pareto,             1,    QUIET_MINUTE_MS / 2,   60           },
    {"Poisson, 5, short",           quiet_poisson,            5,    QUIET_MINUTE_MS / 2,   14           },
    {"white, 500 buckets",          quiet_white,              30,   QUIET_MINUTE_MS / 2,   500          },
    {"AR(1), 0.3",                  quiet_remembering,        0.3,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"AR(1), 0.6",                  quiet_remembering,        0.6,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"AR(1), 0.8",                  quiet_remembering,        0.8,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"AR(1), 0.9",                  quiet_remembering,        0.9,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"AR(1), 0.95",                 quiet_remembering,        0.95, QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"lognormal, 0.5",              quiet_lognormal,          0.5,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"lognormal, 1",                quiet_lognormal,          1,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"lognormal, 2",                quiet_lognormal,          2,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Pareto, 2",                   quiet_pareto,             2,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Pareto, 1",                   quiet_pareto,             1,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Poisson, 0.01",               quiet_poisson,            0.01, QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Poisson, 0.05",               quiet_poisson,            0.05, QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Poisson, 0.2",                quiet_poisson,            0.2,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Poisson, 1",                  quiet_poisson,            1,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Poisson, 5",                  quiet_poisson,            5,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Poisson, 100",                quiet_poisson,            100,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"Poisson, 10000",              quiet_poisson,            1e4,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"error ratio, 0.1 %",          quiet_ratio,              1e-3, QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"error ratio, 2 %",            quiet_ratio,              0.02, QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"an hour of a day, 50 %",      quiet_hour_of_a_day,      0.5,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"three days, 50 %",            quiet_days,               0.5,  30 * QUIET_MINUTE_MS,  144          },
    {"four weeks, 50 %",            quiet_weeks,              0.5,  120 * QUIET_MINUTE_MS, 336          },
    {"five days and a half, 80 %",  quiet_days,               0.8,  30 * QUIET_MINUTE_MS,  264          },
    {"Student t, 3",                quiet_student,            20,   QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"scattered counts, 0.5",       quiet_scattered,          0.5,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"scattered counts, 5",         quiet_scattered,          5,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"scattered counts, 200",       quiet_scattered,          200,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"counts, AR(1), 0.8",          quiet_remembering_counts, 0.8,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"a job every 10",              quiet_job,                10,   QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"a job every 3",               quiet_job,                3,    QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"a job every 45",              quiet_job,                45,   QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"a spike in 60",               quiet_spikes,             60,   QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"a spike in 10",               quiet_spikes,             10,   QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"half without data",           quiet_gaps,               0.5,  QUIET_MINUTE_MS / 2,   QUIET_BUCKETS},
    {"few by the time of day, 2",   quiet_few_by_day,         2,    30 * QUIET_MINUTE_MS,  240          },
    {"few by the time of day, 0.2", quiet_few_by_day,         0.2,  30 * QUIET_MINUTE_MS,  240          },
    {"three days, AR(1), 0.8",      quiet_days_remembering,   0.8,  30 * QUIET_MINUTE_MS,  144          },
    {"five days, AR(1), 0.9",       quiet_days_remembering,   0.9,  30 * QUIET_MINUTE_MS,  240          },
    {"two days, AR(1), 0.6",        quiet_days_remembering,   0.6,  30 * QUIET_MINUTE_MS,  96           },
};

static inline struct series quiet_make(const struct quiet_family *family, GRand *random)
{
    struct series series;
    double state = 0;
    series_init(&series, 20000 * 24 * 60 * (int64_t)QUIET_MINUTE_MS, family->interval_ms,
                family->count);
    for (size_t i = 0; i < series.count; i++)
        series.values[i] = family->next(random, family->parameter, i, &state);
    return series;
}

#endif
