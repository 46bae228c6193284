/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/text.h"
#include "tui/units.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define US_PER_MS     1e3
#define US_PER_SECOND 1e6
#define MINUTE_S      60.0
#define HOUR_S        3600.0
#define DAY_S         86400.0

/* `value` >= 0 in steps of 1000: "340", "1.8k", "12M". `fraction`: "12.5" rather than "12" below
 * 100. */
static char *scaled(double value, bool fraction, const char *suffix, char *out, size_t size)
{
    static const char *const prefixes[] = {"", "k", "M", "G", "T", "P", "E"};
    size_t step = 0;

    while (step + 1 < G_N_ELEMENTS(prefixes) && value >= 999.5) {
        value /= 1000;
        step++;
    }
    bool whole = step == 0 && value == floor(value);
    int digits = whole ? 0 : value < 9.95 ? 1 : fraction && value < 99.95 ? 1 : 0;
    snprintf(out, size, "%.*f%s%s", digits, value, prefixes[step], suffix);
    return out;
}

char *text_count(int64_t n, char *out, size_t size)
{
    if (n < 0) {
        g_strlcpy(out, "?", size);
        return out;
    }
    return scaled((double)n, false, "", out, size);
}

static char *long_duration(double seconds, char *out, size_t size)
{
    int64_t s = (int64_t)(seconds + 0.5);

    if (seconds >= 1e15) {
        g_strlcpy(out, "forever", size);
    } else if (s < 3600) {
        snprintf(out, size, "%" PRId64 "m%02" PRId64 "s", s / 60, s % 60);
    } else if (s < 86400) {
        int64_t m = (s + 30) / 60;
        snprintf(out, size, "%" PRId64 "h%02" PRId64 "m", m / 60, m % 60);
    } else {
        int64_t h = (s + 1800) / 3600;
        snprintf(out, size, "%" PRId64 "d%02" PRId64 "h", h / 24, h % 24);
    }
    return out;
}

static char *short_duration(double us, char *out, size_t size)
{
    if (us == 0) {
        snprintf(out, size, "0ms");
    } else if (us < 999.5) {
        snprintf(out, size, us < 1 ? "%.1fus" : "%.0fus", us);
    } else if (us < 9.95 * US_PER_MS) {
        snprintf(out, size, "%.1fms", us / US_PER_MS);
    } else if (us < 999.5 * US_PER_MS) {
        snprintf(out, size, "%.0fms", us / US_PER_MS);
    } else {
        snprintf(out, size, "%.1fs", us / US_PER_SECOND);
    }
    return out;
}

char *text_duration(double us, char *out, size_t size)
{
    if (isnan(us) || size < 2) {
        g_strlcpy(out, "?", size);
        return out;
    }
    if (us < 0) {
        out[0] = '-';
        text_duration(-us, out + 1, size - 1);
        return out;
    }
    return us < 59.95 * US_PER_SECOND ? short_duration(us, out, size)
                                      : long_duration(us / US_PER_SECOND, out, size);
}

char *text_age(int64_t ms, char *out, size_t size)
{
    static const struct {
        int64_t ms;
        const char *name;
    } units[] = {
        {INT64_C(31536000000), "y"},
        {86400000,             "d"},
        {3600000,              "h"},
        {60000,                "m"},
        {1000,                 "s"}
    };
    bool ahead = ms < 0;
    int64_t away = ahead ? (ms == INT64_MIN ? INT64_MAX : -ms) : ms;

    for (size_t i = 0; i < G_N_ELEMENTS(units); i++) {
        if (away >= units[i].ms) {
            snprintf(out, size, "%s%" PRId64 "%s", ahead ? "in " : "", away / units[i].ms,
                     units[i].name);
            return out;
        }
    }
    g_strlcpy(out, "now", size);
    return out;
}

/* Sentry's unit names and UCUM's, which OpenTelemetry uses. */
enum unit_kind { UNIT_PLAIN, UNIT_DURATION, UNIT_BYTES, UNIT_PERCENT, UNIT_RATE };
static const struct unit {
    const char *name;
    enum unit_kind kind;
    double factor; /* to us, bytes, percent, per second */
} units[] = {
    {"nanosecond",  UNIT_DURATION, 1e-3                    },
    {"ns",          UNIT_DURATION, 1e-3                    },
    {"microsecond", UNIT_DURATION, 1                       },
    {"us",          UNIT_DURATION, 1                       },
    {"millisecond", UNIT_DURATION, US_PER_MS               },
    {"ms",          UNIT_DURATION, US_PER_MS               },
    {"second",      UNIT_DURATION, US_PER_SECOND           },
    {"s",           UNIT_DURATION, US_PER_SECOND           },
    {"minute",      UNIT_DURATION, US_PER_SECOND *MINUTE_S },
    {"min",         UNIT_DURATION, US_PER_SECOND *MINUTE_S },
    {"hour",        UNIT_DURATION, US_PER_SECOND *HOUR_S   },
    {"h",           UNIT_DURATION, US_PER_SECOND *HOUR_S   },
    {"day",         UNIT_DURATION, US_PER_SECOND *DAY_S    },
    {"d",           UNIT_DURATION, US_PER_SECOND *DAY_S    },
    {"week",        UNIT_DURATION, US_PER_SECOND *DAY_S * 7},
    {"bit",         UNIT_BYTES,    0.125                   },
    {"byte",        UNIT_BYTES,    1                       },
    {"bytes",       UNIT_BYTES,    1                       },
    {"By",          UNIT_BYTES,    1                       },
    {"kilobyte",    UNIT_BYTES,    1e3                     },
    {"kBy",         UNIT_BYTES,    1e3                     },
    {"megabyte",    UNIT_BYTES,    1e6                     },
    {"MBy",         UNIT_BYTES,    1e6                     },
    {"gigabyte",    UNIT_BYTES,    1e9                     },
    {"GBy",         UNIT_BYTES,    1e9                     },
    {"terabyte",    UNIT_BYTES,    1e12                    },
    {"petabyte",    UNIT_BYTES,    1e15                    },
    {"kibibyte",    UNIT_BYTES,    1024                    },
    {"KiBy",        UNIT_BYTES,    1024                    },
    {"mebibyte",    UNIT_BYTES,    1048576                 },
    {"MiBy",        UNIT_BYTES,    1048576                 },
    {"gibibyte",    UNIT_BYTES,    1073741824              },
    {"GiBy",        UNIT_BYTES,    1073741824              },
    {"percent",     UNIT_PERCENT,  1                       },
    {"%",           UNIT_PERCENT,  1                       },
    {"ratio",       UNIT_PERCENT,  100                     },
    {"per_second",  UNIT_RATE,     1                       },
    {"1/s",         UNIT_RATE,     1                       },
    {"per_minute",  UNIT_RATE,     1 / MINUTE_S            },
};

static const struct unit *find_unit(const char *name)
{
    static const struct unit plain = {"", UNIT_PLAIN, 1};

    for (size_t i = 0; name && i < G_N_ELEMENTS(units); i++) {
        if (strcmp(units[i].name, name) == 0) {
            return &units[i];
        }
    }
    return &plain;
}

double unit_seconds(const char *name)
{
    const struct unit *unit = find_unit(name);

    return unit->kind == UNIT_DURATION ? unit->factor / US_PER_SECOND : 0;
}

/* A value below 1 keeps two digits that mean something. */
static char *plain_number(double value, const char *suffix, char *out, size_t size)
{
    if (value == 0 || value >= 0.995) {
        return scaled(value, true, suffix, out, size);
    }
    if (value < 1e-4) {
        snprintf(out, size, "%.0e%s", value, suffix);
    } else {
        snprintf(out, size, "%.2g%s", value, suffix);
    }
    return out;
}

static char *percent_number(double value, char *out, size_t size)
{
    bool whole = fabs(value - nearbyint(value)) < 0.05;

    if (value >= 9999.5) {
        return scaled(value, false, "%", out, size);
    }
    if (value > 0 && value < 0.05) {
        g_strlcpy(out, "<0.1%", size);
    } else {
        snprintf(out, size, whole ? "%.0f%%" : "%.1f%%", value);
    }
    return out;
}

char *text_quantity(double value, const char *name, char *out, size_t size)
{
    const struct unit *unit = find_unit(name);

    if (isnan(value) || size < 2) {
        g_strlcpy(out, "?", size);
        return out;
    }
    if (value < 0) {
        out[0] = '-';
        text_quantity(-value, name, out + 1, size - 1);
        return out;
    }
    if (isinf(value)) {
        g_strlcpy(out, "inf", size);
        return out;
    }
    value *= unit->factor;
    switch (unit->kind) {
    case UNIT_DURATION:
        return text_duration(value, out, size);
    case UNIT_BYTES:
        return scaled(value, true, "B", out, size);
    case UNIT_PERCENT:
        return percent_number(value, out, size);
    case UNIT_RATE:
        return plain_number(value, "/s", out, size);
    case UNIT_PLAIN:
        break;
    }
    return plain_number(value, "", out, size);
}
