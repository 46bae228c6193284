/* SPDX-License-Identifier: Apache-2.0
 *
 * How often a quiet series is told to have moved. Each family is a thousand made series in which
 * nothing ever happens; what onset.h states as the bound must hold for each of them by itself.
 */
#include "api/insight/onset.h"

#include <math.h>

#define SERIES    1000
#define BUCKETS   120
#define MINUTE_MS 60000
#define DAY_MS    (24 * 60 * MINUTE_MS)

typedef double next_value(GRand *random, double parameter, size_t bucket, double *state);

static double normal(GRand *random)
{
    double radius = sqrt(-2 * log(1 - g_rand_double(random)));
    return radius * cos(2 * G_PI * g_rand_double(random));
}

/* A level of 100 and normal noise of `parameter`. */
static double white(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return 100 + parameter * normal(random);
}

static double around_zero(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return parameter * normal(random);
}

/* A level of 100 and noise of 20 of which each value remembers the last (AR(1)). */
static double remembering(GRand *random, double parameter, size_t bucket, double *state)
{
    double fresh = normal(random);
    *state = bucket ? parameter * *state + sqrt(1 - parameter * parameter) * fresh : fresh;
    return 100 + 20 * *state;
}

static double lognormal(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return 100 * exp(parameter * normal(random));
}

/* Pareto: without a variance at 2 or less. */
static double pareto(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return 100 * pow(1 - g_rand_double(random), -1 / parameter);
}

static double poisson_of(GRand *random, double mean)
{
    if (mean > 200)
        return fmax(0, floor(mean + sqrt(mean) * normal(random) + 0.5));
    double product = g_rand_double(random), least = exp(-mean);
    double count = 0;
    for (; product > least; count++)
        product *= g_rand_double(random);
    return count;
}

static double poisson(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    return poisson_of(random, parameter);
}

/* Errors of 40 requests a bucket, as a ratio. */
static double ratio(GRand *random, double parameter, size_t bucket, double *state)
{
    (void)bucket, (void)state;
    double errors = 0;
    for (int i = 0; i < 40; i++)
        errors += g_rand_double(random) < parameter;
    return errors / 40;
}

static double by_time_of_day(GRand *random, double parameter, double part_of_day)
{
    return poisson_of(random, 300 * (1 + parameter * sin(2 * G_PI * part_of_day)));
}

/* Counts that swing by `parameter` of their mean over the day, in buckets of 30 s and 30 min. */
static double hour_of_a_day(GRand *random, double parameter, size_t bucket, double *state)
{
    if (!bucket)
        *state = g_rand_double(random);
    return by_time_of_day(random, parameter, *state + (double)bucket / 2880);
}

static double days(GRand *random, double parameter, size_t bucket, double *state)
{
    if (!bucket)
        *state = g_rand_double(random);
    return by_time_of_day(random, parameter, *state + (double)bucket / 48);
}

/* The same over four weeks, in buckets of two hours; weekends have a third. */
static double weeks(GRand *random, double parameter, size_t bucket, double *state)
{
    if (!bucket)
        *state = floor(84 * g_rand_double(random));
    double at = *state + (double)bucket;
    double mean = 300 * (1 + parameter * sin(2 * G_PI * at / 12));
    return poisson_of(random, mean * (fmod(at, 84) < 24 ? 1 / 3.0 : 1));
}

static const struct family {
    const char *name;
    next_value *next;
    double parameter;
    int64_t interval_ms;
    size_t count;
} families[] = {
    {"white, 5 %",                 white,         5,    MINUTE_MS / 2,   BUCKETS              },
    {"white, 30 %",                white,         30,   MINUTE_MS / 2,   BUCKETS              },
    {"white, around zero",         around_zero,   1,    MINUTE_MS / 2,   BUCKETS              },
    {"white, shortest",            white,         30,   MINUTE_MS / 2,   ONSET_LEAST_BUCKETS  },
    {"white, short",               white,         30,   MINUTE_MS / 2,   14                   },
    {"AR(1), 0.6, shortest",       remembering,   0.6,  MINUTE_MS / 2,   ONSET_LEAST_BUCKETS  },
    {"AR(1), 0.8, short",          remembering,   0.8,  MINUTE_MS / 2,   16                   },
    {"AR(1), 0.9, short",          remembering,   0.9,  MINUTE_MS / 2,   16                   },
    {"AR(1), 0.9, 24",             remembering,   0.9,  MINUTE_MS / 2,   24                   },
    {"AR(1), 0.9, 48",             remembering,   0.9,  MINUTE_MS / 2,   ONSET_ASSURED_BUCKETS},
    {"lognormal, 1, short",        lognormal,     1,    MINUTE_MS / 2,   16                   },
    {"Pareto, 1, short",           pareto,        1,    MINUTE_MS / 2,   14                   },
    {"Pareto, 1, 48",              pareto,        1,    MINUTE_MS / 2,   ONSET_ASSURED_BUCKETS},
    {"Poisson, 5, short",          poisson,       5,    MINUTE_MS / 2,   14                   },
    {"white, 500 buckets",         white,         30,   MINUTE_MS / 2,   500                  },
    {"AR(1), 0.3",                 remembering,   0.3,  MINUTE_MS / 2,   BUCKETS              },
    {"AR(1), 0.6",                 remembering,   0.6,  MINUTE_MS / 2,   BUCKETS              },
    {"AR(1), 0.8",                 remembering,   0.8,  MINUTE_MS / 2,   BUCKETS              },
    {"AR(1), 0.9",                 remembering,   0.9,  MINUTE_MS / 2,   BUCKETS              },
    {"AR(1), 0.95",                remembering,   0.95, MINUTE_MS / 2,   BUCKETS              },
    {"lognormal, 0.5",             lognormal,     0.5,  MINUTE_MS / 2,   BUCKETS              },
    {"lognormal, 1",               lognormal,     1,    MINUTE_MS / 2,   BUCKETS              },
    {"lognormal, 2",               lognormal,     2,    MINUTE_MS / 2,   BUCKETS              },
    {"Pareto, 2",                  pareto,        2,    MINUTE_MS / 2,   BUCKETS              },
    {"Pareto, 1",                  pareto,        1,    MINUTE_MS / 2,   BUCKETS              },
    {"Poisson, 0.01",              poisson,       0.01, MINUTE_MS / 2,   BUCKETS              },
    {"Poisson, 0.05",              poisson,       0.05, MINUTE_MS / 2,   BUCKETS              },
    {"Poisson, 0.2",               poisson,       0.2,  MINUTE_MS / 2,   BUCKETS              },
    {"Poisson, 1",                 poisson,       1,    MINUTE_MS / 2,   BUCKETS              },
    {"Poisson, 5",                 poisson,       5,    MINUTE_MS / 2,   BUCKETS              },
    {"Poisson, 100",               poisson,       100,  MINUTE_MS / 2,   BUCKETS              },
    {"Poisson, 10000",             poisson,       1e4,  MINUTE_MS / 2,   BUCKETS              },
    {"error ratio, 0.1 %",         ratio,         1e-3, MINUTE_MS / 2,   BUCKETS              },
    {"error ratio, 2 %",           ratio,         0.02, MINUTE_MS / 2,   BUCKETS              },
    {"an hour of a day, 50 %",     hour_of_a_day, 0.5,  MINUTE_MS / 2,   BUCKETS              },
    {"three days, 50 %",           days,          0.5,  30 * MINUTE_MS,  144                  },
    {"four weeks, 50 %",           weeks,         0.5,  120 * MINUTE_MS, 336                  },
    {"five days and a half, 80 %", days,          0.8,  30 * MINUTE_MS,  264                  },
};

static struct series make(const struct family *family, GRand *random)
{
    struct series series;
    double state = 0;
    series_init(&series, 20000 * (int64_t)DAY_MS, family->interval_ms, family->count);
    for (size_t i = 0; i < series.count; i++)
        series.values[i] = family->next(random, family->parameter, i, &state);
    return series;
}

static int bound_of(const struct family *family)
{
    if (family->count >= ONSET_ASSURED_BUCKETS)
        return ONSET_FALSE_ALARMS;
    return family->next == remembering ? ONSET_FALSE_ALARMS_FEW_REMEMBERING
                                       : ONSET_FALSE_ALARMS_FEW;
}

static void a_quiet_series_moves_no_oftener_than_stated(gconstpointer data)
{
    const struct family *family = data;
    g_autoptr(GRand) random = g_rand_new_with_seed(2026);
    int alarms = 0, kinds[ONSET_MIX + 1] = {0};
    for (int i = 0; i < SERIES; i++) {
        struct series series = make(family, random);
        enum onset_kind kind = onset_find(&series).kind;
        kinds[kind]++;
        alarms += kind != ONSET_NONE;
        series_clear(&series);
    }
    g_test_message("%s: %d of %d: %d rises, %d drops, %d level shifts, %d silences, %d ramps",
                   family->name, alarms, SERIES, kinds[ONSET_RISE], kinds[ONSET_DROP],
                   kinds[ONSET_LEVEL_UP] + kinds[ONSET_LEVEL_DOWN], kinds[ONSET_SILENCE],
                   kinds[ONSET_RAMP]);
    g_assert_cmpint(alarms, <=, bound_of(family));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(families); i++) {
        g_autofree char *path =
            g_strdup_printf("/onset/quiet moves no oftener than stated/%s", families[i].name);
        g_test_add_data_func(path, &families[i], a_quiet_series_moves_no_oftener_than_stated);
    }
    return g_test_run();
}
