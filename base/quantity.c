/* SPDX-License-Identifier: Apache-2.0 */
#include "base/quantity.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum dimension { TIME, BYTES, SHARE, RATE, PLAIN };

/* Sentry's names of units, and UCUM's, which OpenTelemetry uses. */
static const struct {
    const char *name;
    enum dimension dimension;
    double factor; /* to us, bytes, percent, per second */
} units[] = {
    {"nanosecond",  TIME,  1e-3                },
    {"ns",          TIME,  1e-3                },
    {"microsecond", TIME,  1                   },
    {"us",          TIME,  1                   },
    {"millisecond", TIME,  1e3                 },
    {"ms",          TIME,  1e3                 },
    {"second",      TIME,  1e6                 },
    {"s",           TIME,  1e6                 },
    {"minute",      TIME,  60e6                },
    {"min",         TIME,  60e6                },
    {"hour",        TIME,  3600e6              },
    {"h",           TIME,  3600e6              },
    {"day",         TIME,  86400e6             },
    {"d",           TIME,  86400e6             },
    {"week",        TIME,  7 * 86400e6         },
    {"bit",         BYTES, 0.125               },
    {"byte",        BYTES, 1                   },
    {"bytes",       BYTES, 1                   },
    {"By",          BYTES, 1                   },
    {"kilobyte",    BYTES, 1e3                 },
    {"kBy",         BYTES, 1e3                 },
    {"kibibyte",    BYTES, 1024                },
    {"KiBy",        BYTES, 1024                },
    {"megabyte",    BYTES, 1e6                 },
    {"MBy",         BYTES, 1e6                 },
    {"mebibyte",    BYTES, 1024.0 * 1024       },
    {"MiBy",        BYTES, 1024.0 * 1024       },
    {"gigabyte",    BYTES, 1e9                 },
    {"GBy",         BYTES, 1e9                 },
    {"gibibyte",    BYTES, 1024.0 * 1024 * 1024},
    {"GiBy",        BYTES, 1024.0 * 1024 * 1024},
    {"terabyte",    BYTES, 1e12                },
    {"petabyte",    BYTES, 1e15                },
    {"percent",     SHARE, 1                   },
    {"%",           SHARE, 1                   },
    {"ratio",       SHARE, 100                 },
    {"per_second",  RATE,  1                   },
    {"1/s",         RATE,  1                   },
    {"1/second",    RATE,  1                   },
    {"per_minute",  RATE,  1 / 60.0            },
    {"1/min",       RATE,  1 / 60.0            },
};

/* Three significant digits at most: 1.2, 12.4, 340; below 0.1 two, so that it is never 0. What
 * rounds to a whole number is written as one, so that a value that hardly moves does not change its
 * looks. */
static void short_number(double value, const char *suffix, char *out, size_t size)
{
    double magnitude = fabs(value);
    if (magnitude > 0 && magnitude < 0.1) {
        snprintf(out, size, magnitude < 1e-4 ? "%.0e%s" : "%.2g%s", value, suffix);
        return;
    }
    int digits = magnitude >= 100 ? 0 : magnitude >= 1 ? 1 : 2;
    char number[24];
    snprintf(number, sizeof number, "%.*f", digits, value);
    char *point = strchr(number, '.');
    if (point && strspn(point + 1, "0") == strlen(point + 1))
        *point = '\0';
    snprintf(out, size, "%s%s", strcmp(number, "-0") ? number : "0", suffix);
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
    if (magnitude == 0) {
        g_strlcpy(out, "0ms", size);
    } else if (magnitude < 999.5) {
        snprintf(out, size, magnitude < 1 ? "%s%.1fus" : "%s%.0fus", sign, magnitude);
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
    const char *ahead = ms <= -1000 ? "in " : "";
    int64_t seconds = ms / 1000;
    seconds = seconds < 0 ? -seconds : seconds;
    if (seconds < 1) {
        g_strlcpy(out, "now", size);
    } else if (seconds < 2 * 60) {
        snprintf(out, size, "%s%ds", ahead, (int)seconds);
    } else if (seconds < 2 * 3600) {
        snprintf(out, size, "%s%dm", ahead, (int)(seconds / 60));
    } else if (seconds < 2 * 86400) {
        snprintf(out, size, "%s%dh", ahead, (int)(seconds / 3600));
    } else {
        snprintf(out, size, "%s%lldd", ahead, (long long)(seconds / 86400));
    }
    return out;
}

static char *share(double percent, char *out, size_t size)
{
    if (percent > 0 && percent < 0.05) {
        g_strlcpy(out, "<0.1%", size);
    } else if (percent < 100 && percent >= 99.95) {
        g_strlcpy(out, ">99.9%", size);
    } else {
        bool none_or_all = percent == 0 || percent == 100;
        snprintf(out, size, none_or_all ? "%.0f%%" : "%.1f%%", percent);
    }
    return out;
}

static size_t find_unit(const char *name)
{
    size_t i = 0;
    while (i < G_N_ELEMENTS(units) && g_strcmp0(name, units[i].name)) {
        i++;
    }
    return i;
}

double quantity_unit_seconds(const char *name)
{
    size_t unit = find_unit(name);
    return unit < G_N_ELEMENTS(units) && units[unit].dimension == TIME ? units[unit].factor / 1e6
                                                                       : 0;
}

double quantity_conversion(const char *from, const char *to)
{
    size_t a = find_unit(from), b = find_unit(to);
    bool same = a < G_N_ELEMENTS(units) && b < G_N_ELEMENTS(units) &&
                units[a].dimension == units[b].dimension;
    return same ? units[a].factor / units[b].factor : 0;
}

bool quantity_knows(const char *unit)
{
    return find_unit(unit) < G_N_ELEMENTS(units);
}

char *quantity_text(double value, const char *name, char *out, size_t size)
{
    static const char *const bytes[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    static const char *const rates[] = {"/s", "k/s", "M/s", "G/s"};
    if (!isfinite(value)) {
        g_strlcpy(out, isnan(value) ? "-" : value > 0 ? "inf" : "-inf", size);
        return out;
    }
    size_t unit = find_unit(name);
    if (unit == G_N_ELEMENTS(units)) {
        return plain(value, out, size);
    }
    value *= units[unit].factor;
    switch (units[unit].dimension) {
    case TIME:
        return quantity_duration(value, out, size);
    case BYTES:
        return scaled(value, bytes, G_N_ELEMENTS(bytes), out, size);
    case SHARE:
        return share(value, out, size);
    case RATE:
        return scaled(value, rates, G_N_ELEMENTS(rates), out, size);
    case PLAIN:
        break;
    }
    return out;
}

/* --- reading --- */

/* What stands behind a number, besides the names of units above. */
static const struct {
    const char *text;
    enum dimension dimension;
    double factor; /* as of the units */
} suffixes[] = {
    {"",     PLAIN, 1                          },
    {"k",    PLAIN, 1e3                        },
    {"M",    PLAIN, 1e6                        },
    {"G",    PLAIN, 1e9                        },
    {"T",    PLAIN, 1e12                       },
    {"B",    BYTES, 1                          },
    {"kB",   BYTES, 1e3                        },
    {"KB",   BYTES, 1e3                        },
    {"MB",   BYTES, 1e6                        },
    {"GB",   BYTES, 1e9                        },
    {"TB",   BYTES, 1e12                       },
    {"KiB",  BYTES, 1024                       },
    {"MiB",  BYTES, 1024.0 * 1024              },
    {"GiB",  BYTES, 1024.0 * 1024 * 1024       },
    {"TiB",  BYTES, 1024.0 * 1024 * 1024 * 1024},
    {"m",    TIME,  60e6                       },
    {"w",    TIME,  7 * 86400e6                },
    {"/s",   RATE,  1                          },
    {"/min", RATE,  1 / 60.0                   },
};

static bool read_amount(const char *text, double *number, enum dimension *dimension, double *factor)
{
    char *end = NULL;
    *number = text ? g_ascii_strtod(text, &end) : 0;
    if (!text || end == text || !isfinite(*number)) {
        return false;
    }
    g_autofree char *behind = g_strstrip(g_strdup(end));
    for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        if (strcmp(behind, suffixes[i].text) == 0) {
            *dimension = suffixes[i].dimension;
            *factor = suffixes[i].factor;
            return true;
        }
    }
    size_t unit = find_unit(behind);
    if (unit < G_N_ELEMENTS(units)) {
        *dimension = units[unit].dimension;
        *factor = units[unit].factor;
    }
    return unit < G_N_ELEMENTS(units);
}

bool quantity_is(const char *text)
{
    double number, factor;
    enum dimension dimension;
    return read_amount(text, &number, &dimension, &factor);
}

bool quantity_read(const char *text, const char *name, double *value)
{
    double number, factor;
    enum dimension dimension;
    if (!read_amount(text, &number, &dimension, &factor)) {
        return false;
    }
    size_t unit = find_unit(name);
    bool known = unit < G_N_ELEMENTS(units);
    if (dimension == PLAIN) {
        *value = number * factor;
        return true;
    }
    if (!known || units[unit].dimension != dimension) {
        return false;
    }
    *value = number * factor / units[unit].factor;
    return true;
}
