/* SPDX-License-Identifier: Apache-2.0 */
#include "base/quantity.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static void values_read_as_people_write_them(void)
{
    static const struct {
        double value;
        const char *unit, *expected;
    } rows[] = {
        {45000,            "millisecond", "45.0s" },
        {200,              "millisecond", "200ms" },
        {0.84,             "millisecond", "840us" },
        {1.24,             "millisecond", "1.2ms" },
        {250,              "second",      "4m10s" },
        {11000,            "second",      "3h03m" },
        {0.979,            "ratio",       "97.9%" },
        {3.3,              "percent",     "3.3%"  },
        {1.2e9,            "byte",        "1.2GB" },
        {512,              "byte",        "512B"  },
        {42,               "megabyte",    "42.0MB"},
        {1849,             NULL,          "1.8k"  },
        {340,              NULL,          "340"   },
        {12.44,            NULL,          "12.4"  },
        {0.25,             "item",        "0.25"  },
        {-3,               NULL,          "-3"    },
        {999.6,            NULL,          "1.0k"  },
        {(double)NAN,      "byte",        "-"     },
        {-2000,            "millisecond", "-2.0s" },
        {0,                "millisecond", "0ms"   },
        {0.0004,           "millisecond", "0.4us" },
        {45,               "s",           "45.0s" },
        {2,                "MiBy",        "2.1MB" },
        {100,              "percent",     "100%"  },
        {99.97,            "percent",     ">99.9%"},
        {0.9994,           "ratio",       "99.9%" },
        {0.01,             "percent",     "<0.1%" },
        {0,                "percent",     "0%"    },
        {412,              "per_second",  "412/s" },
        {60,               "per_minute",  "1/s"   },
        {0.012,            NULL,          "0.012" },
        {0.00001,          NULL,          "1e-05" },
        {(double)INFINITY, NULL,          "inf"   },
    };
    char text[24];
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpstr(quantity_text(rows[i].value, rows[i].unit, text, sizeof text), ==,
                        rows[i].expected);
    }
}

static void small_buffers_are_not_overrun(void)
{
    for (size_t size = 1; size < 8; size++) {
        char text[8];
        memset(text, 'x', sizeof text);
        quantity_text(-123456, "byte", text, size);
        g_assert_nonnull(memchr(text, '\0', size));
        quantity_age(-10800000, text, size);
        g_assert_nonnull(memchr(text, '\0', size));
    }
}

static void only_times_have_seconds(void)
{
    g_assert_cmpfloat(quantity_unit_seconds("millisecond"), ==, 0.001);
    g_assert_cmpfloat(quantity_unit_seconds("h"), ==, 3600);
    g_assert_cmpfloat(quantity_unit_seconds("byte"), ==, 0);
    g_assert_cmpfloat(quantity_unit_seconds(NULL), ==, 0);
}

static void what_people_write_is_read_in_any_unit(void)
{
    static const struct {
        const char *text, *unit;
        double value; /* NAN: refused */
    } rows[] = {
        {"2048MB",     "megabyte",     2048       },
        {"2 GiB",      "byte",         2147483648 },
        {"2GB",        "megabyte",     2000       },
        {"30s",        "millisecond",  30000      },
        {"5m",         "second",       300        },
        {"90%",        "ratio",        0.9        },
        {"90%",        "percent",      90         },
        {"120/min",    "per_second",   2          },
        {"40",         NULL,           40         },
        {"1.5k",       "{connection}", 1500       },
        {"2048",       "megabyte",     2048       },
        {"1 gibibyte", "mebibyte",     1024       },
        {"-3",         NULL,           -3         },
        {"2GB",        NULL,           (double)NAN},
        {"2GB",        "second",       (double)NAN},
        {"2 apples",   NULL,           (double)NAN},
        {"GB",         "byte",         (double)NAN},
        {"inf",        NULL,           (double)NAN},
        {"1e999",      NULL,           (double)NAN},
        {"",           NULL,           (double)NAN},
        {NULL,         NULL,           (double)NAN},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        double value = (double)NAN;
        bool read = quantity_read(rows[i].text, rows[i].unit, &value);
        g_assert_cmpint(read, ==, !isnan(rows[i].value));
        if (read) {
            g_assert_cmpfloat_with_epsilon(value, rows[i].value, 1e-9);
        }
    }
    g_assert_true(quantity_is("2GB"));
    g_assert_false(quantity_is("two"));
}

static void unknown_counts_are_not_zero(void)
{
    char text[24];
    g_assert_cmpstr(quantity_count(-1, text, sizeof text), ==, "?");
    g_assert_cmpstr(quantity_count(0, text, sizeof text), ==, "0");
    g_assert_cmpstr(quantity_count(12400000, text, sizeof text), ==, "12.4M");
}

static void ages_have_one_unit(void)
{
    char text[24];
    g_assert_cmpstr(quantity_age(400, text, sizeof text), ==, "now");
    g_assert_cmpstr(quantity_age(-240000, text, sizeof text), ==, "in 4m");
    g_assert_cmpstr(quantity_age(INT64_MIN, text, sizeof text), ==, "in 106751991167d");
    g_assert_cmpstr(quantity_age(12000, text, sizeof text), ==, "12s");
    g_assert_cmpstr(quantity_age(119000, text, sizeof text), ==, "119s"); /* not "1m" */
    g_assert_cmpstr(quantity_age(119 * 60000, text, sizeof text), ==, "119m");
    g_assert_cmpstr(quantity_age(240000, text, sizeof text), ==, "4m");
    g_assert_cmpstr(quantity_age(3 * 3600000, text, sizeof text), ==, "3h");
    g_assert_cmpstr(quantity_age(INT64_C(3) * 86400000, text, sizeof text), ==, "3d");
}

static void units_of_one_kind_convert(void)
{
    g_assert_cmpfloat(quantity_conversion("second", "millisecond"), ==, 1000);
    g_assert_cmpfloat(quantity_conversion("MBy", "byte"), ==, 1e6);
    g_assert_cmpfloat(quantity_conversion("percent", "percent"), ==, 1);
    g_assert_cmpfloat(quantity_conversion("second", "byte"), ==, 0);
    g_assert_cmpfloat(quantity_conversion(NULL, NULL), ==, 0);
    g_assert_cmpfloat(quantity_conversion("usd", "usd"), ==, 0);
    g_assert_true(quantity_knows("1/second"));
    g_assert_false(quantity_knows("usd"));
    g_assert_false(quantity_knows(NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/quantity/values read as people write them", values_read_as_people_write_them);
    g_test_add_func("/quantity/small buffers are not overrun", small_buffers_are_not_overrun);
    g_test_add_func("/quantity/only times have seconds", only_times_have_seconds);
    g_test_add_func("/quantity/what people write is read in any unit of its kind",
                    what_people_write_is_read_in_any_unit);
    g_test_add_func("/quantity/unknown counts are not zero", unknown_counts_are_not_zero);
    g_test_add_func("/quantity/ages have one unit", ages_have_one_unit);
    g_test_add_func("/quantity/units of one kind convert", units_of_one_kind_convert);
    return g_test_run();
}
