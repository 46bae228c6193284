/* SPDX-License-Identifier: Apache-2.0 */
#include "base/quantity.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum dimension { PLAIN, TIME, BYTES, SHARE };

static const struct {
    const char *name;
    enum dimension dimension;
    double factor; /* to us, bytes, percent */
} units[] = {
    {"nanosecond",  TIME,  1e-3                },
    {"microsecond", TIME,  1                   },
    {"millisecond", TIME,  1e3                 },
    {"second",      TIME,  1e6                 },
    {"minute",      TIME,  60e6                },
    {"hour",        TIME,  3600e6              },
    {"day",         TIME,  86400e6             },
    {"week",        TIME,  7 * 86400e6         },
    {"bit",         BYTES, 0.125               },
    {"byte",        BYTES, 1                   },
    {"kilobyte",    BYTES, 1e3                 },
    {"kibibyte",    BYTES, 1024                },
    {"megabyte",    BYTES, 1e6                 },
    {"mebibyte",    BYTES, 1024.0 * 1024       },
    {"gigabyte",    BYTES, 1e9                 },
    {"gibibyte",    BYTES, 1024.0 * 1024 * 1024},
    {"terabyte",    BYTES, 1e12                },
    {"percent",     SHARE, 1                   },
    {"ratio",       SHARE, 100                 },
};

/* Three significant digits at most, no exponent: 1.2, 12.4, 340. What rounds to a whole number is
 * written as one, so that a value that hardly moves does not change its looks. */
static void short_number(double value, const char *suffix, char *out, size_t size)
{
    double magnitude = fabs(value);
    int digits = magnitude >= 100 ? 0 : magnitude >= 1 ? 1 : 2;
    double unit = digits == 2 ? 100 : 10;
    if (digits && round(value * unit) == round(value) * unit) {
        digits = 0;
        value = round(value) + 0.0; /* no "-0" */
    }
    snprintf(out, size, "%.*f%s", digits, value, suffix);
}

static char *scaled(double value, const char *const *suffixes, size_t count, char *out, size_t size)
{
    size_t step = 0;
    while (step + 1 < count && fabs(value) >= 999.5) {
        value /= 1000;
        step++;
    }
    if (step > 0 && fabs(value) < 99.95) {
        snprintf(out, size, "%.1f%s", value, suffixes[step]);
    } else {
        short_number(value, suffixes[step], out, size);
    }
    return out;
}

static char *plain(double value, char *out, size_t size)
{
    static const char *const suffixes[] = {"", "k", "M", "G", "T", "P"};
    return scaled(value, suffixes, G_N_ELEMENTS(suffixes), out, size);
}

char *quantity_count(int64_t n, char *out, size_t size)
{
    if (n < 0) {
        g_strlcpy(out, "?", size);
        return out;
    }
    return plain((double)n, out, size);
}

char *quantity_duration(double us, char *out, size_t size)
{
    const char *sign = us < 0 ? "-" : "";
    double magnitude = fabs(us);
    if (magnitude < 999.5) {
        snprintf(out, size, "%s%.0fus", sign, magnitude);
    } else if (magnitude < 9950) {
        snprintf(out, size, "%s%.1fms", sign, magnitude / 1e3);
    } else if (magnitude < 999500) {
        snprintf(out, size, "%s%.0fms", sign, magnitude / 1e3);
    } else if (magnitude < 99.95e6) {
        snprintf(out, size, "%s%.1fs", sign, magnitude / 1e6);
    } else if (magnitude < 3600e6) {
        long seconds = lround(magnitude / 1e6);
        snprintf(out, size, "%s%ldm%02lds", sign, seconds / 60, seconds % 60);
    } else {
        long minutes = lround(fmin(magnitude / 60e6, 1e15));
        snprintf(out, size, "%s%ldh%02ldm", sign, minutes / 60, minutes % 60);
    }
    return out;
}

char *quantity_age(int64_t ms, char *out, size_t size)
{
    int64_t seconds = ms / 1000;
    if (seconds < 1) {
        g_strlcpy(out, "now", size);
    } else if (seconds < 60) {
        snprintf(out, size, "%ds", (int)seconds);
    } else if (seconds < 3600) {
        snprintf(out, size, "%dm", (int)(seconds / 60));
    } else if (seconds < 2 * 86400) {
        snprintf(out, size, "%dh", (int)(seconds / 3600));
    } else {
        snprintf(out, size, "%lldd", (long long)(seconds / 86400));
    }
    return out;
}

char *quantity_text(double value, const char *unit, char *out, size_t size)
{
    static const char *const bytes[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    if (isnan(value)) {
        g_strlcpy(out, "-", size);
        return out;
    }
    for (size_t i = 0; unit && i < G_N_ELEMENTS(units); i++) {
        if (strcmp(unit, units[i].name)) {
            continue;
        }
        double scaled_value = value * units[i].factor;
        switch (units[i].dimension) {
        case TIME:
            return quantity_duration(scaled_value, out, size);
        case BYTES:
            return scaled(scaled_value, bytes, G_N_ELEMENTS(bytes), out, size);
        case SHARE:
            snprintf(out, size, "%.1f%%", scaled_value);
            return out;
        case PLAIN:
            break;
        }
    }
    return plain(value, out, size);
}
