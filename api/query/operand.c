/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/operand.h"

#include "base/clock.h"

#include <glib.h>
#include <math.h>
#include <string.h>

struct suffix {
    const char *name;
    double factor;
};

static const struct suffix plain[] = {
    {"k", 1e3},
    {"m", 1e6},
    {"b", 1e9}
};

/* In milliseconds. */
static const struct suffix durations[] = {
    {"ns",  1e-6    },
    {"us",  1e-3    },
    {"ms",  1       },
    {"s",   1e3     },
    {"m",   60e3    },
    {"min", 60e3    },
    {"h",   3600e3  },
    {"hr",  3600e3  },
    {"d",   86400e3 },
    {"day", 86400e3 },
    {"w",   604800e3},
    {"wk",  604800e3},
};

/* In bytes. */
static const struct suffix sizes[] = {
    {"b",     1               },
    {"byte",  1               },
    {"bytes", 1               },
    {"kb",    1e3             },
    {"mb",    1e6             },
    {"gb",    1e9             },
    {"tb",    1e12            },
    {"pb",    1e15            },
    {"kib",   1024            },
    {"mib",   1048576         },
    {"gib",   1073741824      },
    {"tib",   1099511627776   },
    {"pib",   1125899906842624},
};

static double factor_in(const struct suffix *table, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (g_ascii_strcasecmp(table[i].name, name) == 0)
            return table[i].factor;
    return 0;
}

/* 0 when `suffix` means nothing for `unit`. */
static double factor_of(const char *suffix, const char *unit)
{
    if (*suffix == '\0')
        return 1;
    double factor = 0;
    if (!unit)
        factor = factor_in(plain, G_N_ELEMENTS(plain), suffix);
    if (factor == 0 && (!unit || strcmp(unit, "millisecond") == 0))
        factor = factor_in(durations, G_N_ELEMENTS(durations), suffix);
    if (factor == 0 && (!unit || strcmp(unit, "byte") == 0))
        factor = factor_in(sizes, G_N_ELEMENTS(sizes), suffix);
    return factor;
}

/* The bytes of a decimal number at the start of `text`; 0 if there is none. No "inf", no hex. */
static size_t number_length(const char *text)
{
    const char *at = text;
    if (*at == '-' || *at == '+')
        at++;
    size_t digits = strspn(at, "0123456789");
    at += digits;
    if (*at == '.') {
        size_t more = strspn(at + 1, "0123456789");
        digits += more;
        at += 1 + more;
    }
    if (digits == 0)
        return 0;
    const char *power = at + 1;
    if (*at == 'e' || *at == 'E') {
        power += *power == '-' || *power == '+';
        if (g_ascii_isdigit(*power))
            at = power + strspn(power, "0123456789");
    }
    return (size_t)(at - text);
}

struct operand operand_number(const char *text, const char *unit)
{
    struct operand none = {.kind = OPERAND_NONE};
    size_t length = number_length(text);
    if (length == 0)
        return none;
    double factor = factor_of(text + length, unit);
    g_autofree char *digits = g_strndup(text, length);
    double number = g_ascii_strtod(digits, NULL) * factor;
    if (factor == 0 || !isfinite(number))
        return none;
    struct operand result = {.kind = OPERAND_NUMBER, .number = number};
    if (factor == 1)
        result.is_integer = g_ascii_string_to_signed(digits + (*digits == '+'), 10, INT64_MIN,
                                                     INT64_MAX, &result.integer, NULL);
    return result;
}

/* How long a span of time a date-time stands for: a day, a minute, a second, or just its moment. */
static int64_t grain_of(const char *text)
{
    const char *clock = strpbrk(text, "Tt ");
    if (!clock)
        return 86400 * NS_PER_SECOND;
    if (strpbrk(clock, ".,"))
        return 1;
    const char *minutes = strchr(clock, ':');
    bool seconds = minutes && strlen(minutes) > 3 && minutes[3] == ':';
    return seconds ? NS_PER_SECOND : 60 * NS_PER_SECOND;
}

static bool relative(const char *text, int64_t now_ns, int64_t *ns)
{
    size_t length = number_length(text);
    if (length < 2 || (text[0] != '-' && text[0] != '+'))
        return false;
    double factor = factor_in(durations, G_N_ELEMENTS(durations), text + length);
    if (factor == 0)
        return false;
    g_autofree char *digits = g_strndup(text + 1, length - 1);
    double ago = g_ascii_strtod(digits, NULL) * factor * (double)NS_PER_MS;
    if (!(ago < 9e18))
        return false;
    return !__builtin_sub_overflow(now_ns, (int64_t)ago, ns);
}

struct operand operand_time(const char *text, int64_t now_ns)
{
    struct operand time = {.kind = OPERAND_TIME};
    int64_t at = 0;
    if (relative(text, now_ns, &at)) {
        time.sign = text[0] == '-' ? -1 : 1;
        time.from_ns = time.to_ns = at;
    } else if (clock_parse_iso(text, &at)) {
        time.from_ns = at;
        if (__builtin_add_overflow(at, grain_of(text), &time.to_ns))
            time.to_ns = INT64_MAX;
    } else if (g_ascii_string_to_signed(text, 10, INT64_MIN, INT64_MAX - 1, &at, NULL)) {
        time.from_ns = at;
        time.to_ns = at + 1;
    } else {
        time.kind = OPERAND_NONE;
    }
    return time;
}

const char *operand_wanted(const char *unit, bool is_date)
{
    if (is_date)
        return "a date such as 2026-11-22T03:00:00 or -24h";
    if (!unit)
        return "a number, a duration, a size or a date";
    return strcmp(unit, "byte") == 0 ? "a size such as 5MB" : "a duration such as 1s";
}
