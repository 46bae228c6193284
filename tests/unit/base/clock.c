/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <glib.h>
#include <time.h>

static const struct {
    const char *text;
    int64_t ns;
} dates[] = {
    {"1970-01-01T00:00:00Z",             0                            },
    {"1970-01-01",                       0                            },
    {"2026-11-22T03:10:04Z",             INT64_C(1795317004000000000) },
    {"2026-11-22T03:10:04",              INT64_C(1795317004000000000) },
    {"2026-11-22 03:10:04",              INT64_C(1795317004000000000) },
    {"2026-11-22t03:10:04z",             INT64_C(1795317004000000000) },
    {"2026-11-22T03:10",                 INT64_C(1795317000000000000) },
    {"2026-11-22T03:10:04.5Z",           INT64_C(1795317004500000000) },
    {"2026-11-22T03:10:04.123456789Z",   INT64_C(1795317004123456789) },
    {"2026-11-22T03:10:04.123456+00:00", INT64_C(1795317004123456000) },
    {"2026-11-22T05:10:04+02:00",        INT64_C(1795317004000000000) },
    {"2026-11-22T05:10:04+0200",         INT64_C(1795317004000000000) },
    {"2026-11-22T05:10:04+02",           INT64_C(1795317004000000000) },
    {"2026-11-21T21:40:04-05:30",        INT64_C(1795317004000000000) },
    {"2024-02-29",                       INT64_C(1709164800000000000) },
    {"2000-02-29",                       INT64_C(951782400000000000)  },
    {"1969-12-31T23:59:59.999999999Z",   -1                           },
    {"1900-03-01",                       INT64_C(-2203891200000000000)},
};

static const char *const nonsense[] = {
    "",
    "now",
    "2026",
    "2026-11",
    "2026-13-01",
    "2026-00-10",
    "2026-11-31",
    "2026-02-29",
    "1900-02-29",
    "2026-11-22T",
    "2026-11-22T03",
    "2026-11-22T24:00:00Z",
    "2026-11-22T03:60:00Z",
    "2026-11-22T03:10:60Z",
    "2026-11-22T03:10:04.Z",
    "2026-11-22T03:10:04.1234567890Z",
    "2026-11-22T03:10:04+",
    "2026-11-22T03:10:04+2",
    "2026-11-22T03:10:04+24:00",
    "2026-11-22T03:10:04+02:",
    "2026-11-22T03:10:04ZZ",
    "2026-11-22T03:10:04Z ",
    " 2026-11-22",
    "0001-01-01",
    "9999-12-31T00:00:00Z",
    "20261122",
};

static void test_parse(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
        int64_t ns = 77;
        g_test_message("%s", dates[i].text);
        g_assert_true(clock_parse_iso(dates[i].text, &ns));
        g_assert_cmpint(ns, ==, dates[i].ns);
    }
}

static void test_nonsense(void)
{
    int64_t ns = 77;
    for (size_t i = 0; i < G_N_ELEMENTS(nonsense); i++) {
        g_test_message("%s", nonsense[i]);
        g_assert_false(clock_parse_iso(nonsense[i], &ns));
        g_assert_cmpint(ns, ==, 77);
    }
    g_assert_false(clock_parse_iso(NULL, &ns));
}

static void test_format(void)
{
    char text[40];
    int64_t ns = INT64_C(1795317004123456789);
    g_assert_cmpstr(clock_format_iso(ns, 0, text, sizeof text), ==, "2026-11-22T03:10:04Z");
    g_assert_cmpstr(clock_format_iso(ns, 3, text, sizeof text), ==, "2026-11-22T03:10:04.123Z");
    g_assert_cmpstr(clock_format_iso(ns, 6, text, sizeof text), ==, "2026-11-22T03:10:04.123456Z");
    g_assert_cmpstr(clock_format_iso(ns, 9, text, sizeof text), ==,
                    "2026-11-22T03:10:04.123456789Z");
    g_assert_cmpstr(clock_format_iso(-1, 3, text, sizeof text), ==, "1969-12-31T23:59:59.999Z");
}

static void test_round_trip(void)
{
    for (int i = 0; i < 2000; i++) {
        char text[40];
        int64_t back = 0;
        int64_t ns = (int64_t)((uint64_t)g_test_rand_int() << 32 | (uint32_t)g_test_rand_int());
        ns /= 2; /* years 1823 to 2116 */
        g_assert_true(clock_parse_iso(clock_format_iso(ns, 9, text, sizeof text), &back));
        g_assert_cmpint(back, ==, ns);
    }
    for (size_t i = 0; i < 2; i++) {
        char text[40];
        int64_t back = 0;
        int64_t end = i ? INT64_MAX : INT64_MIN;
        clock_format_iso(end, 9, text, sizeof text);
        if (clock_parse_iso(text, &back))
            g_assert_cmpint(back, ==, end);
    }
}

static void test_set(void)
{
    clock_freeze(5);
    g_assert_cmpint(clock_now_ns(), ==, 5);
    clock_freeze(7 * NS_PER_MS + 9);
    g_assert_cmpint(clock_now_ms(), ==, 7);
    int64_t start = INT64_C(1795317004000000000);
    clock_start_at(start);
    int64_t now = clock_now_ns();
    g_assert_cmpint(now, >=, start);
    g_assert_cmpint(now, <, start + 3600 * NS_PER_SECOND);
    g_assert_cmpint(clock_now_ns(), >=, now);
}

/* A fresh process reads VIGIL_CLOCK at its first look at the clock. */
static void test_environment(void)
{
    if (g_test_subprocess()) {
        int64_t now = clock_now_ns();
        g_assert_cmpint(now, >=, INT64_C(1795317004000000000));
        g_assert_cmpint(now, <, INT64_C(1795317004000000000) + 3600 * NS_PER_SECOND);
        return;
    }
    static const char *const ways[] = {"2026-11-22T03:10:04Z", "1795317004000000000"};
    for (size_t i = 0; i < G_N_ELEMENTS(ways); i++) {
        g_setenv("VIGIL_CLOCK", ways[i], TRUE);
        g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
        g_test_trap_assert_passed();
    }
    g_unsetenv("VIGIL_CLOCK");
}

static void test_still(void)
{
    if (g_test_subprocess()) {
        g_assert_cmpint(clock_now_ns(), ==, INT64_C(1795317004000000000));
        for (gint64 until = g_get_monotonic_time() + 2000; g_get_monotonic_time() < until;)
            ;
        g_assert_cmpint(clock_now_ns(), ==, INT64_C(1795317004000000000));
        return;
    }
    g_setenv("VIGIL_CLOCK", "2026-11-22T03:10:04Z still", TRUE);
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_unsetenv("VIGIL_CLOCK");
}

/* Two processes that are told the same agree, whenever they were started. */
static void test_faster(void)
{
    struct timespec real;
    clock_gettime(CLOCK_REALTIME, &real);
    int64_t since = (real.tv_sec - 10) * NS_PER_SECOND;
    if (g_test_subprocess()) {
        int64_t now = clock_now_ns(), start = INT64_C(1795317004000000000);
        g_assert_cmpint(now, >=, start + 600 * 10 * NS_PER_SECOND);
        g_assert_cmpint(now, <, start + 600 * 3600 * NS_PER_SECOND);
        return;
    }
    g_autofree char *text =
        g_strdup_printf("2026-11-22T03:10:04Z x600 since %" G_GINT64_FORMAT, since);
    g_setenv("VIGIL_CLOCK", text, TRUE);
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
    g_unsetenv("VIGIL_CLOCK");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/clock/the environment sets the time", test_environment);
    g_test_add_func("/clock/the environment stops the time", test_still);
    g_test_add_func("/clock/the environment can make the time run faster", test_faster);
    g_test_add_func("/clock/dates of every form are read", test_parse);
    g_test_add_func("/clock/what is no date is refused", test_nonsense);
    g_test_add_func("/clock/dates are written with the digits asked for", test_format);
    g_test_add_func("/clock/what is written reads back", test_round_trip);
    g_test_add_func("/clock/a test can set and stop the time", test_set);
    return g_test_run();
}
