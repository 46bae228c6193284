/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/loose.h"

#include "base/clock.h"

#include <errno.h>
#include <glib.h>
#include <math.h>
#include <string.h>

bool loose_int(const char *text, int64_t *out)
{
    char *end;
    errno = 0;
    int64_t value = g_ascii_strtoll(text, &end, 10);
    if (end == text || *end || errno) {
        return false;
    }
    *out = value;
    return true;
}

bool loose_double(const char *text, double *out)
{
    char *end;
    double value = g_ascii_strtod(text, &end);
    if (end == text || *end || !isfinite(value)) {
        return false;
    }
    *out = value;
    return true;
}

bool loose_bool(const char *text, bool fallback)
{
    if (g_ascii_strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0) {
        return true;
    }
    if (g_ascii_strcasecmp(text, "false") == 0 || strcmp(text, "0") == 0) {
        return false;
    }
    return fallback;
}

bool loose_fits_int(double value)
{
    return value >= -9223372036854775808.0 && value < 9223372036854775808.0;
}

static int64_t within_reason(int64_t ns)
{
    return ns <= CLOCK_MOST_NS ? ns : 0;
}

/* Seconds of our age have 10 digits, milliseconds 13, microseconds 16, nanoseconds 19. */
int64_t loose_time_of_int(int64_t value)
{
    static const struct {
        int64_t below, factor;
    } units[] = {
        {INT64_C(100000000000),       NS_PER_SECOND},
        {INT64_C(100000000000000),    NS_PER_MS    },
        {INT64_C(100000000000000000), NS_PER_US    },
        {INT64_MAX,                   1            }
    };
    if (value <= 0) {
        return 0;
    }
    size_t unit = 0;
    while (value >= units[unit].below && units[unit].factor > 1) {
        unit++;
    }
    int64_t ns;
    return __builtin_mul_overflow(value, units[unit].factor, &ns) ? 0 : within_reason(ns);
}

/* A double of seconds is good to a quarter of a microsecond, so it is rounded to whole ones. */
int64_t loose_time_of_double(double value)
{
    if (!(value > 0) || !loose_fits_int(value)) {
        return 0;
    }
    if (value >= 1e14) {
        return loose_time_of_int((int64_t)value);
    }
    double us = round(value * (value < 1e11 ? 1e6 : 1e3));
    return us > 9.2e15 ? 0 : within_reason((int64_t)us * NS_PER_US);
}

int64_t loose_time_of_text(const char *text)
{
    int64_t exact;
    double number;
    if (loose_int(text, &exact)) {
        return loose_time_of_int(exact);
    }
    if (loose_double(text, &number)) {
        return loose_time_of_double(number);
    }
    int64_t ns;
    return clock_parse_iso(text, &ns) && ns > 0 ? within_reason(ns) : 0;
}
