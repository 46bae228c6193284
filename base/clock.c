/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <glib.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STILL      " still"
#define SINCE      " since "
#define SPEED_MOST 100000

/* What tests set. `shift` is added to the system's clock; `frozen` replaces it. This is the one
 * place of the program that holds such state, so that nothing else has to pass a clock around. */
static struct {
    atomic_bool is_frozen;
    _Atomic int64_t frozen;
    _Atomic int64_t shift;
    _Atomic int64_t speed, since; /* 0 = as fast as the system's; else faster since then */
    gsize environment_read;
} the_clock;

static int64_t system_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

static void set_clock(int64_t now_ns, bool still)
{
    the_clock.shift = now_ns - (the_clock.speed ? the_clock.since : system_ns());
    the_clock.frozen = now_ns;
    the_clock.is_frozen = still;
}

/* Cuts " x600 since NS" off: so much faster since that moment of the system's clock, at which it
 * was the time that stands before it, in every process that is told so. */
static void take_speed(char *text)
{
    char *at = strstr(text, " x"), *rest;
    if (!at)
        return;
    int64_t speed = g_ascii_strtoll(at + 2, &rest, 10);
    bool since = g_str_has_prefix(rest, SINCE);
    the_clock.since = since ? g_ascii_strtoll(rest + strlen(SINCE), NULL, 10) : system_ns();
    the_clock.speed = CLAMP(speed, 1, SPEED_MOST);
    *at = '\0';
}

static void read_environment(void)
{
    if (!g_once_init_enter(&the_clock.environment_read))
        return;
    g_autofree char *text = g_strdup(g_getenv("VIGIL_CLOCK"));
    int64_t start = 0;
    if (text && *text) {
        char *end = NULL;
        bool still = g_str_has_suffix(text, STILL);
        if (still)
            text[strlen(text) - strlen(STILL)] = '\0';
        take_speed(text);
        int64_t ns = g_ascii_strtoll(text, &end, 10);
        if (*end == '\0' || clock_parse_iso(text, &start))
            set_clock(*end == '\0' ? ns : start, still);
        else
            g_warning("VIGIL_CLOCK: \"%s\" is neither ns nor a date-time; ignored", text);
    }
    g_once_init_leave(&the_clock.environment_read, 1);
}

int64_t clock_now_ns(void)
{
    read_environment();
    if (the_clock.is_frozen)
        return the_clock.frozen;
    int64_t now = system_ns();
    if (the_clock.speed)
        now = the_clock.since + (now - the_clock.since) * the_clock.speed;
    return now + the_clock.shift;
}

int64_t clock_now_ms(void)
{
    return clock_now_ns() / NS_PER_MS;
}

void clock_start_at(int64_t now_ns)
{
    read_environment();
    the_clock.is_frozen = false;
    the_clock.speed = 0;
    the_clock.shift = now_ns - system_ns();
}

void clock_freeze(int64_t now_ns)
{
    read_environment();
    the_clock.frozen = now_ns;
    the_clock.is_frozen = true;
}

/* Days since 1970-01-01 of a proleptic Gregorian date; years are counted from March, so that the
 * leap day is the last of its year (Fliegel & Van Flandern 1968 use the same shift). */
static int64_t days_of(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

/* Reads exactly `count` digits. */
static bool take_digits(const char **text, int count, int *out)
{
    int number = 0;
    for (int i = 0; i < count; i++, (*text)++) {
        if (!g_ascii_isdigit(**text))
            return false;
        number = number * 10 + (**text - '0');
    }
    *out = number;
    return true;
}

static bool take_char(const char **text, const char *any_of)
{
    if (**text == '\0' || !strchr(any_of, **text))
        return false;
    (*text)++;
    return true;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

static bool take_date(const char **text, int64_t *days)
{
    int year = 0;
    int month = 0;
    int day = 0;
    if (!take_digits(text, 4, &year) || !take_char(text, "-") || !take_digits(text, 2, &month) ||
        !take_char(text, "-") || !take_digits(text, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *days = days_of(year, month, day);
    return true;
}

/* ".123" to ns; up to nine digits. */
static bool take_fraction(const char **text, int64_t *ns)
{
    *ns = 0;
    if (!take_char(text, ".,"))
        return true;
    int64_t unit = NS_PER_SECOND / 10;
    int digits = 0;
    for (; g_ascii_isdigit(**text); (*text)++, digits++, unit /= 10)
        *ns += (**text - '0') * unit;
    return digits >= 1 && digits <= 9;
}

/* Nothing, `Z`, or an offset such as +02:00, +0200, +02. */
static bool take_zone(const char **text, int64_t *offset_s)
{
    *offset_s = 0;
    if (**text == '\0' || take_char(text, "Zz"))
        return true;
    int sign = **text == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take_char(text, "+-") || !take_digits(text, 2, &hours))
        return false;
    bool colon = take_char(text, ":");
    if ((colon || **text != '\0') && !take_digits(text, 2, &minutes))
        return false;
    *offset_s = sign * (hours * 3600 + minutes * 60);
    return hours <= 23 && minutes <= 59;
}

bool clock_parse_iso(const char *text, int64_t *ns)
{
    if (!text)
        return false;
    int64_t days = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int64_t fraction = 0;
    int64_t offset = 0;
    if (!take_date(&text, &days))
        return false;
    if (*text != '\0') {
        if (!take_char(&text, "Tt ") || !take_digits(&text, 2, &hour) || !take_char(&text, ":") ||
            !take_digits(&text, 2, &minute))
            return false;
        if (take_char(&text, ":") &&
            (!take_digits(&text, 2, &second) || !take_fraction(&text, &fraction)))
            return false;
        if (!take_zone(&text, &offset) || *text != '\0' || hour > 23 || minute > 59 || second > 59)
            return false;
    }
    int64_t seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset;
    int64_t whole = 0;
    if (__builtin_mul_overflow(seconds, NS_PER_SECOND, &whole) ||
        __builtin_add_overflow(whole, fraction, &whole))
        return false;
    *ns = whole;
    return true;
}

char *clock_format_iso(int64_t ns, int digits, char *out, size_t size)
{
    int64_t seconds = ns / NS_PER_SECOND;
    int64_t fraction = ns % NS_PER_SECOND;
    if (fraction < 0) {
        fraction += NS_PER_SECOND;
        seconds--;
    }
    time_t when = (time_t)seconds;
    struct tm parts;
    gmtime_r(&when, &parts);
    size_t used = strftime(out, size, "%Y-%m-%dT%H:%M:%S", &parts);
    if (digits > 0) {
        int64_t unit = digits == 3 ? NS_PER_MS : digits == 6 ? NS_PER_US : 1;
        g_snprintf(out + used, size - used, ".%0*" G_GINT64_FORMAT "Z", digits, fraction / unit);
    } else {
        g_snprintf(out + used, size - used, "Z");
    }
    return out;
}
