/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/cron.h"

#include <stdlib.h>
#include <string.h>

#define MINUTE_MS  (60 * INT64_C(1000))
#define MOST_DAYS  (5 * 366)
#define MOST_COUNT 100000

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul",
                                     "aug", "sep", "oct", "nov", "dec", NULL};
static const char *const weekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL};

struct field {
    int least, most;
    const char *const *names; /* the first of them is `least`; NULL = numbers only */
};

/* A number or a name at *at, which moves past it; -1 when there is none. */
static int read_value(const char **at, const struct field *field)
{
    if (g_ascii_isdigit(**at)) {
        char *end;
        long value = strtol(*at, &end, 10);
        *at = end;
        return value > 1000 ? -1 : (int)value;
    }
    for (int i = 0; field->names && field->names[i]; i++) {
        if (!g_ascii_strncasecmp(*at, field->names[i], 3)) {
            *at += 3;
            return field->least + i;
        }
    }
    return -1;
}

/* "*", "5", "1-5", any of them with a step of "/2". */
static bool read_part(const char *text, const struct field *field, uint64_t *bits)
{
    int from = field->least, to = field->most, step = 1;
    bool star = *text == '*', range = star;
    if (star) {
        text++;
    } else {
        from = to = read_value(&text, field);
        if (*text == '-') {
            text++;
            to = read_value(&text, field);
            range = true;
        }
    }
    if (*text == '/') {
        char *end;
        step = (int)CLAMP(strtol(text + 1, &end, 10), 0, 1000);
        text = end;
        to = range ? to : field->most;
    }
    if (*text || from < field->least || to > field->most || from > to || step < 1) {
        return false;
    }
    for (int value = from; value <= to; value += step) {
        *bits |= UINT64_C(1) << value;
    }
    return true;
}

static bool read_field(const char *text, const struct field *field, uint64_t *bits)
{
    g_auto(GStrv) parts = g_strsplit(text, ",", -1);
    *bits = 0;
    for (guint i = 0; parts[i]; i++) {
        if (!read_part(parts[i], field, bits)) {
            return false;
        }
    }
    return *bits != 0;
}

static const char *named_line(const char *line)
{
    static const char *const lines[][2] = {
        {"@yearly",   "0 0 1 1 *"},
        {"@annually", "0 0 1 1 *"},
        {"@monthly",  "0 0 1 * *"},
        {"@weekly",   "0 0 * * 0"},
        {"@daily",    "0 0 * * *"},
        {"@midnight", "0 0 * * *"},
        {"@hourly",   "0 * * * *"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        if (!g_ascii_strcasecmp(line, lines[i][0])) {
            return lines[i][1];
        }
    }
    return line;
}

bool cron_parse(struct cron *cron, const char *line, const char *zone)
{
    static const struct field fields[] = {
        {0, 59, NULL    },
        {0, 23, NULL    },
        {1, 31, NULL    },
        {1, 12, months  },
        {0, 7,  weekdays}
    };
    *cron = (struct cron){0};
    uint64_t *const bits[] = {&cron->minutes, &cron->hours, &cron->days, &cron->months,
                              &cron->weekdays};
    g_autofree char *clean = g_strstrip(g_strdup(line ? named_line(line) : ""));
    g_auto(GStrv) words = g_strsplit_set(clean, " \t", -1);
    guint field = 0;
    for (guint i = 0; words[i]; i++) {
        if (!*words[i]) {
            continue;
        }
        if (field >= G_N_ELEMENTS(fields) || !read_field(words[i], &fields[field], bits[field])) {
            return false;
        }
        cron->any_day |= field == 2 && *words[i] == '*';
        cron->any_weekday |= field == 4 && *words[i] == '*';
        field++;
    }
    if (cron->weekdays & (1 << 7)) { /* 7 is Sunday, too */
        cron->weekdays |= 1;
    }
    if (field == G_N_ELEMENTS(fields) && zone && *zone) {
        cron->zone = g_time_zone_new_identifier(zone);
    }
    return field == G_N_ELEMENTS(fields);
}

/* False for a line such as "0 0 30 2 *", whose days are in none of its months. */
static bool ever_comes(const struct cron *cron)
{
    static const int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool comes = !cron->any_weekday; /* days of the week are in every month */
    for (int month = 0; month < 12 && !comes; month++) {
        uint64_t days = (UINT64_C(1) << (longest[month] + 1)) - 1;
        comes = cron->months >> (month + 1) & 1 && cron->days & days;
    }
    return comes;
}

bool cron_interval(struct cron *cron, int64_t count, const char *unit)
{
    static const struct {
        const char *name;
        int64_t minutes;
    } units[] = {
        {"minute", 1            },
        {"hour",   60           },
        {"day",    24 * 60      },
        {"week",   7 * 24 * 60  },
        {"month",  30 * 24 * 60 },
        {"year",   365 * 24 * 60},
    };
    *cron = (struct cron){0};
    for (size_t i = 0; unit && i < G_N_ELEMENTS(units); i++) {
        if (!g_ascii_strncasecmp(unit, units[i].name, strlen(units[i].name)) && count > 0 &&
            count <= MOST_COUNT) {
            cron->every_ms = count * units[i].minutes * MINUTE_MS;
        }
    }
    return cron->every_ms > 0;
}

void cron_clear(struct cron *cron)
{
    g_clear_pointer(&cron->zone, g_time_zone_unref);
}

static bool day_fits(const struct cron *cron, GDateTime *day)
{
    bool of_month = cron->days >> g_date_time_get_day_of_month(day) & 1;
    bool of_week = cron->weekdays >> (g_date_time_get_day_of_week(day) % 7) & 1;
    if (!(cron->months >> g_date_time_get_month(day) & 1)) {
        return false;
    }
    return cron->any_day || cron->any_weekday ? of_month && of_week : of_month || of_week;
}

/* A day in its zone. */
struct date {
    GTimeZone *zone;
    int year, month, day;
    int64_t midnight_ms; /* where its minutes can be counted from there; else 0 */
};

/* On most days no clock is put forward or back: each midnight is there, and 24 hours apart. */
static struct date date_of(GTimeZone *zone, GDateTime *day)
{
    struct date date = {.zone = zone};
    g_date_time_get_ymd(day, &date.year, &date.month, &date.day);
    g_autoptr(GDateTime) begin = g_date_time_new(zone, date.year, date.month, date.day, 0, 0, 0);
    g_autoptr(GDateTime) end = begin ? g_date_time_add_days(begin, 1) : NULL;
    if (end && g_date_time_difference(end, begin) == G_TIME_SPAN_DAY) {
        date.midnight_ms = g_date_time_to_unix(begin) * 1000;
    }
    return date;
}

/* An hour that the zone leaves out is due when it is over, as GDateTime has it. */
static int64_t minute_ms(const struct date *date, int hour, int minute)
{
    if (date->midnight_ms) {
        return date->midnight_ms + (hour * 60 + minute) * MINUTE_MS;
    }
    g_autoptr(GDateTime) at =
        g_date_time_new(date->zone, date->year, date->month, date->day, hour, minute, 0);
    return at ? g_date_time_to_unix(at) * 1000 : 0;
}

/* The first minute of the day that is due and later than `after_ms`; 0 when none is. */
static int64_t time_within(const struct cron *cron, GTimeZone *zone, GDateTime *day,
                           int64_t after_ms)
{
    struct date date = date_of(zone, day);
    for (int hour = 0; hour < 24; hour++) {
        for (int minute = 0; cron->hours >> hour & 1 && minute < 60; minute++) {
            if (!(cron->minutes >> minute & 1)) {
                continue;
            }
            int64_t time_ms = minute_ms(&date, hour, minute);
            if (time_ms > after_ms) {
                return time_ms;
            }
        }
    }
    return 0;
}

int64_t cron_next(const struct cron *cron, int64_t after_ms)
{
    if (cron->every_ms > 0) {
        return after_ms + cron->every_ms;
    }
    if (!ever_comes(cron)) {
        return 0;
    }
    g_autoptr(GTimeZone) zone = cron->zone ? g_time_zone_ref(cron->zone) : g_time_zone_new_utc();
    g_autoptr(GDateTime) start = g_date_time_new_from_unix_utc(after_ms / 1000);
    g_autoptr(GDateTime) day = start ? g_date_time_to_timezone(start, zone) : NULL;
    for (int i = 0; day && i < MOST_DAYS; i++) {
        int64_t found = day_fits(cron, day) ? time_within(cron, zone, day, after_ms) : 0;
        if (found) {
            return found;
        }
        GDateTime *next = g_date_time_add_days(day, 1);
        g_date_time_unref(day);
        day = next;
    }
    return 0;
}
