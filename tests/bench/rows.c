/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/rows.h"

#include "base/clock.h"

#define APART_NS                                                                    \
    (3 * G_GINT64_CONSTANT(1000000)) /* between rows of the past: 50 minutes in all \
                                      */

gint64 rows_time_ns(const struct rows_clock *clock, gint64 row)
{
    if (row < ROWS_PAST)
        return clock->start_ns - (ROWS_PAST - 1 - row) * APART_NS;
    return clock->flow_ns + (row - ROWS_PAST) * NS_PER_SECOND / MAX(clock->rate, 1);
}

gint64 rows_count(const struct rows_clock *clock, gint64 now_ns)
{
    if (clock->rate == 0 || now_ns < clock->flow_ns)
        return ROWS_PAST;
    gint64 us = (now_ns - clock->flow_ns) / 1000;
    return ROWS_PAST + us * clock->rate / G_USEC_PER_SEC;
}

gint64 rows_at(const struct rows_clock *clock, gint64 time_ns)
{
    gint64 flowing_ms = MAX(time_ns - clock->flow_ns, 0) / NS_PER_MS + 1;
    gint64 low = 0, high = ROWS_PAST + (clock->rate ? flowing_ms * clock->rate / 1000 + 1 : 0);
    while (low < high) {
        gint64 middle = low + (high - low) / 2;
        if (rows_time_ns(clock, middle) < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct parts {
    guint64 id; /* looks random, is of the row alone */
    const char *severity, *service;
    char time[40], message[120];
};

/* The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
static guint64 scramble(guint64 x)
{
    x += G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * G_GUINT64_CONSTANT(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * G_GUINT64_CONSTANT(0x94d049bb133111eb);
    return x ^ x >> 31;
}

static void make(const struct rows_clock *clock, gint64 row, struct parts *parts)
{
    static const char *const services[] = {"web", "checkout", "payment", "inventory", "shipping"};
    /* What goes before the first number, between both, and behind. */
    static const char *const said[][3] = {
        {"GET /api/resource/",      " served in ",             " ms"            },
        {"order ",                  " accepted from session ", ""               },
        {"cache miss for key sku:", ", loaded in ",            " ms"            },
        {"charge ",                 " settled, ",              " cents"         },
        {"stock of item ",          " read, ",                 " on hand"       },
        {"worker ",                 " took job ",              " from the queue"},
    };
    static const char *const deadlock[] = {"deadlock detected between transactions ", " and ", ""};
    guint64 dice = parts->id = scramble((guint64)row);
    guint percent = (guint)(dice % 100);
    parts->severity = percent < 1    ? "error"
                      : percent < 4  ? "warn"
                      : percent < 10 ? "debug"
                                     : "info";
    parts->service = services[dice / 100 % G_N_ELEMENTS(services)];
    clock_format_iso(rows_time_ns(clock, row), 6, parts->time, sizeof parts->time);
    guint first = (guint)(dice >> 20) % 100000, second = (guint)(dice >> 40) % 5000;
    const char *const *words = row % 10000 == 77 ? deadlock : said[dice / 500 % G_N_ELEMENTS(said)];
    g_snprintf(parts->message, sizeof parts->message, "%s%u%s%u%s", words[0], first, words[1],
               second, words[2]);
}

void rows_append_json(const struct rows_clock *clock, gint64 row, GString *out)
{
    struct parts parts;
    make(clock, row, &parts);
    g_string_append_printf(
        out,
        "{\"sentry.item_id\":\"%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER
        "x\",\"timestamp_precise\":%" G_GINT64_FORMAT
        ",\"timestamp\":\"%s\",\"severity\":\"%s\",\"message\":\"%s\",\"project\":\"%s\","
        "\"trace\":\"%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER
        "x\",\"span_id\":\"%016" G_GINT64_MODIFIER "x\",\"release\":\"%s@3.1.0\"}",
        parts.id, scramble(parts.id), rows_time_ns(clock, row), parts.time, parts.severity,
        parts.message, parts.service, scramble((guint64)row / 8), (guint64)row / 8,
        scramble((guint64)row / 2), parts.service);
}

void rows_append_line(const struct rows_clock *clock, gint64 row, GString *out)
{
    struct parts parts;
    make(clock, row, &parts);
    g_string_append_printf(out,
                           "{\"ts\":\"%s\",\"level\":\"%s\",\"l\":\"%c\",\"service\":\"%s\","
                           "\"message\":\"%s\",\"trace\":\"%016" G_GINT64_MODIFIER
                           "x\",\"release\":\"%s@3.1.0\"}",
                           parts.time, parts.severity, g_ascii_toupper(parts.severity[0]),
                           parts.service, parts.message, scramble((guint64)row / 8), parts.service);
}
