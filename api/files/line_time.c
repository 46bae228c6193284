/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/line_time.h"

#include "base/clock.h"

#include <glib.h>
#include <string.h>
#include <time.h>

#define LEAST_EPOCH_S 100000000 /* 1973: smaller numbers are no time */
#define DAY_S         86400

struct reader {
    const char *at, *end;
};

void line_clock_init(struct line_clock *clock, int64_t reference_ns)
{
    *clock = (struct line_clock){.reference_ns = reference_ns, .hour = INT64_MIN};
}

/* --- pieces --- */

static bool digits(struct reader *reader, int count, int *out)
{
    int number = 0;
    if (reader->end - reader->at < count)
        return false;
    for (int i = 0; i < count; i++) {
        unsigned digit = (unsigned)reader->at[i] - '0';
        if (digit > 9)
            return false;
        number = number * 10 + (int)digit;
    }
    reader->at += count;
    *out = number;
    return true;
}

static bool take(struct reader *reader, char c)
{
    bool is = reader->at < reader->end && *reader->at == c;
    reader->at += is;
    return is;
}

static bool take_one(struct reader *reader, const char *set)
{
    bool is = reader->at < reader->end && *reader->at && strchr(set, *reader->at);
    reader->at += is;
    return is;
}

/* Days since the epoch of a date of the proleptic Gregorian calendar, years counted from March. */
static int64_t days_of(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400, year_of_era = y % 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

/* hh:mm:ss and a fraction, in ns of the day. */
static bool time_of_day(struct reader *reader, int64_t *ns)
{
    int hour, minute, second = 0;
    if (!digits(reader, 2, &hour) || !take(reader, ':') || !digits(reader, 2, &minute) ||
        !take(reader, ':') || !digits(reader, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *ns = ((int64_t)(hour * 60 + minute) * 60 + second) * NS_PER_SECOND;
    struct reader fraction = *reader;
    int digit;
    if (!take_one(&fraction, ".,") || !digits(&fraction, 1, &digit))
        return true;
    for (int64_t unit = NS_PER_SECOND / 10;; unit /= 10) {
        *ns += digit * unit;
        *reader = fraction;
        if (!digits(&fraction, 1, &digit))
            return true;
    }
}

/* Z, +hh:mm, +hhmm, +hh, " +0000", " UTC"; false = none stands there. */
static bool zone(struct reader *reader, int64_t *offset_s)
{
    struct reader at = *reader;
    int hours, minutes = 0;
    *offset_s = 0;
    if (take(&at, 'Z')) {
        *reader = at;
        return true;
    }
    take(&at, ' ');
    if (at.end - at.at >= 3 && (memcmp(at.at, "UTC", 3) == 0 || memcmp(at.at, "GMT", 3) == 0)) {
        reader->at = at.at + 3;
        return true;
    }
    bool spaced = at.at > reader->at, minus = at.at < at.end && *at.at == '-';
    if (!take_one(&at, "+-") || !digits(&at, 2, &hours))
        return false;
    bool colon = take(&at, ':'), more = digits(&at, 2, &minutes);
    if ((spaced || colon) && !more)
        return false;
    *offset_s = (minus ? -1 : 1) * (hours * 3600 + minutes * 60);
    *reader = at;
    return hours < 24 && minutes < 60;
}

/* The machine's offset at a local time, remembered by the hour. */
static int64_t offset_at(struct line_clock *clock, int64_t local_s)
{
    int64_t hour = local_s / 3600;
    if (hour == clock->hour)
        return clock->hour_offset;
    time_t at = (time_t)local_s;
    struct tm broken;
    gmtime_r(&at, &broken);
    broken.tm_isdst = -1;
    clock->hour = hour;
    clock->hour_offset = local_s - (int64_t)mktime(&broken);
    return clock->hour_offset;
}

static bool finish(struct line_clock *clock, struct reader *reader, int64_t days, int64_t of_day,
                   int64_t *ns)
{
    int64_t offset_s;
    int64_t local_s = days * DAY_S + of_day / NS_PER_SECOND;
    if (!zone(reader, &offset_s))
        offset_s = offset_at(clock, local_s);
    *ns = (local_s - offset_s) * NS_PER_SECOND + of_day % NS_PER_SECOND;
    return *ns > 0;
}

/* --- the stamps --- */

static bool is_date(int year, int month, int day)
{
    return year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* 2026-11-22T03:12:31.123Z, 2026-11-22 03:12:31,123, 2026/11/22 03:12:31. */
static bool iso(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    int year, month, day;
    int64_t of_day = 0;
    if (!digits(reader, 4, &year))
        return false;
    char between = reader->at < reader->end ? *reader->at : '\0';
    if (!take_one(reader, "-/.") || !digits(reader, 2, &month) || !take(reader, between) ||
        !digits(reader, 2, &day) || !is_date(year, month, day))
        return false;
    if (!take_one(reader, "T t_") || !time_of_day(reader, &of_day))
        return false;
    return finish(clock, reader, days_of(year, month, day), of_day, ns);
}

static bool month_name(struct reader *reader, int *month)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (reader->end - reader->at < 3)
        return false;
    for (*month = 1; *month <= 12; (*month)++)
        if (memcmp(reader->at, names + 3 * (*month - 1), 3) == 0)
            break;
    reader->at += 3;
    return *month <= 12;
}

/* The year in which month and day are the latest not after the file's last change and a day. */
static int year_for(const struct line_clock *clock, int month, int day)
{
    time_t at = (time_t)(clock->reference_ns / NS_PER_SECOND);
    struct tm now;
    gmtime_r(&at, &now);
    int year = now.tm_year + 1900;
    bool later = days_of(year, month, day) > clock->reference_ns / NS_PER_SECOND / DAY_S + 1;
    return later ? year - 1 : year;
}

/* Oct 11 22:14:15, Oct  1 22:14:15, and asctime's with the year behind it. */
static bool syslog(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    int month, day, year;
    int64_t of_day;
    if (!month_name(reader, &month) || !take(reader, ' '))
        return false;
    if (take(reader, ' ') ? !digits(reader, 1, &day) : !digits(reader, 2, &day))
        return false;
    if (!take(reader, ' '))
        return false;
    struct reader with_year = *reader;
    if (digits(&with_year, 4, &year) && take(&with_year, ' ')) /* "Oct 11 2026 22:14:15" */
        *reader = with_year;
    else
        year = 0;
    if (!time_of_day(reader, &of_day))
        return false;
    with_year = *reader;
    if (!year && take(&with_year, ' ') && digits(&with_year, 4, &year) && year >= 1970 &&
        year < 2200)
        *reader = with_year;
    else if (!year || year < 1970 || year >= 2200)
        year = year_for(clock, month, day);
    return day >= 1 && day <= 31 && finish(clock, reader, days_of(year, month, day), of_day, ns);
}

/* Sun Nov 22 03:12:31.123456 2026 */
static bool asctime_stamp(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    static const char names[] = "SunMonTueWedThuFriSat";
    if (reader->end - reader->at < 8)
        return false;
    for (int i = 0; i < 7; i++) {
        if (memcmp(reader->at, names + 3 * i, 3) != 0)
            continue;
        reader->at += 3;
        take(reader, ',');
        return take(reader, ' ') && syslog(clock, reader, ns);
    }
    return false;
}

/* 10/Oct/2000:13:55:36 -0700 */
static bool common(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    int year, month, day;
    int64_t of_day;
    if (!digits(reader, 2, &day) || !take_one(reader, "/-") || !month_name(reader, &month) ||
        !take_one(reader, "/-") || !digits(reader, 4, &year) || !take_one(reader, ": ") ||
        !time_of_day(reader, &of_day) || !is_date(year, month, day))
        return false;
    return finish(clock, reader, days_of(year, month, day), of_day, ns);
}

/* 1122 03:12:31.123456, behind klog's letter. */
static bool klog(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    int month, day;
    int64_t of_day;
    if (!digits(reader, 2, &month) || !digits(reader, 2, &day) || !take(reader, ' ') ||
        !time_of_day(reader, &of_day) || !is_date(1970, month, day))
        return false;
    return finish(clock, reader, days_of(year_for(clock, month, day), month, day), of_day, ns);
}

/* 03:12:31.123 */
static bool of_day_alone(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    int64_t of_day;
    if (!time_of_day(reader, &of_day))
        return false;
    int64_t reference_s = clock->reference_ns / NS_PER_SECOND;
    int64_t local_s = reference_s + offset_at(clock, reference_s);
    int64_t days = local_s / DAY_S;
    if (of_day / NS_PER_SECOND > local_s % DAY_S + 60)
        days--;
    return finish(clock, reader, days, of_day, ns);
}

/* 20261122 03:12:31 and 20261122T031231Z */
static bool compact(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    int year, month, day, hour, minute, second;
    int64_t of_day;
    if (!digits(reader, 4, &year) || !digits(reader, 2, &month) || !digits(reader, 2, &day) ||
        !is_date(year, month, day) || !take_one(reader, "T -_"))
        return false;
    if (!time_of_day(reader, &of_day)) {
        if (!digits(reader, 2, &hour) || !digits(reader, 2, &minute) || !digits(reader, 2, &second))
            return false;
        of_day = ((int64_t)(hour * 60 + minute) * 60 + second) * NS_PER_SECOND;
    }
    return finish(clock, reader, days_of(year, month, day), of_day, ns);
}

/* A number since the epoch, in the unit that gives a time between 1973 and 2200. */
static bool epoch_number(const char *text, size_t length, int64_t *ns)
{
    struct reader reader = {text, text + length};
    int64_t whole = 0, part = 0, unit = NS_PER_SECOND;
    int digit;
    for (; digits(&reader, 1, &digit) && whole < INT64_MAX / 20; whole = whole * 10 + digit)
        continue;
    if (take(&reader, '.'))
        for (int64_t place = NS_PER_SECOND / 10; digits(&reader, 1, &digit); place /= 10)
            part += digit * place;
    if (reader.at < reader.end && (*reader.at == 'e' || *reader.at == 'E')) {
        char number[40];
        if (length >= sizeof number)
            return false;
        memcpy(number, text, length);
        number[length] = '\0';
        double value = g_ascii_strtod(number, NULL);
        if (!(value >= LEAST_EPOCH_S && value < 9e18))
            return false;
        whole = (int64_t)value;
        part = whole < INT64_C(100000000000) ? (int64_t)((value - (double)whole) * 1e9) : 0;
        reader.at = reader.end;
    }
    if (reader.at != reader.end || whole < LEAST_EPOCH_S)
        return false;
    while (unit > 1 && whole > CLOCK_MOST_NS / unit)
        unit /= 1000;
    if (whole > CLOCK_MOST_NS / unit)
        return false;
    *ns = whole * unit + (unit == NS_PER_SECOND ? part : unit == NS_PER_MS ? part / 1000 : 0);
    return true;
}

/* A number of 10, 13, 16 or 19 digits, with a fraction behind the first, and a blank behind all. */
static bool epoch(struct line_clock *clock, struct reader *reader, int64_t *ns)
{
    const char *at = reader->at;
    (void)clock;
    while (at < reader->end && g_ascii_isdigit(*at))
        at++;
    size_t whole = (size_t)(at - reader->at);
    while (at < reader->end && (g_ascii_isdigit(*at) || *at == '.'))
        at++;
    if (at == reader->end || (*at != ' ' && *at != '\t' && *at != ':' && *at != ']') ||
        (whole != 10 && whole != 13 && whole != 16 && whole != 19))
        return false;
    bool is = epoch_number(reader->at, (size_t)(at - reader->at), ns);
    reader->at = at;
    return is;
}

size_t line_time_read(struct line_clock *clock, const char *text, size_t length, int64_t *ns)
{
    static bool (*const stamps[])(struct line_clock *, struct reader *, int64_t *) = {
        iso, syslog, asctime_stamp, common, of_day_alone, klog, compact, epoch};
    if (length < 8)
        return 0;
    for (size_t i = 0; i < G_N_ELEMENTS(stamps); i++) {
        struct reader reader = {text, text + length};
        if (stamps[i](clock, &reader, ns))
            return (size_t)(reader.at - text);
    }
    return 0;
}

bool line_time_whole(struct line_clock *clock, const char *text, size_t length, int64_t *ns)
{
    struct reader reader = {text, text + length};
    return iso(clock, &reader, ns) || epoch_number(text, length, ns) ||
           line_time_read(clock, text, length, ns) > 0;
}
