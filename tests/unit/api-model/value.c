/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/value.h"

#include <glib.h>
#include <math.h>

static void test_number(void)
{
    static const struct {
        const char *text;
        double number;
    } numbers[] = {
        {"5",     5    },
        {"-5.25", -5.25},
        {"+1",    1    },
        {".5",    0.5  },
        {"1e3",   1000 },
        {"0",     0    }
    };
    static const char *const words[] = {"",     "five", "5 ",    " 5", "5x",  "nan",  "inf",
                                        "-inf", "0x10", "1e999", "-",  "1,5", "12:00"};
    double number = -77;
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        g_assert_true(value_number(value_string(numbers[i].text), &number));
        g_assert_cmpfloat(number, ==, numbers[i].number);
    }
    number = -77;
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        g_test_message("%s", words[i]);
        g_assert_false(value_number(value_string(words[i]), &number));
    }
    g_assert_false(value_number(value_double((double)NAN), &number));
    g_assert_false(value_number(value_double((double)INFINITY), &number));
    g_assert_false(value_number((struct value){.type = VALUE_NONE}, &number));
    g_assert_false(value_number((struct value){.type = VALUE_ARRAY, .string = "5"}, &number));
    g_assert_cmpfloat(number, ==, -77);
    g_assert_true(value_number(value_bool(true), &number));
    g_assert_cmpfloat(number, ==, 1);
    g_assert_true(value_number(value_int(-3), &number));
    g_assert_cmpfloat(number, ==, -3);
}

static void assert_text(struct value value, const char *expected)
{
    g_autofree char *text = value_text(value);
    g_assert_cmpstr(text, ==, expected);
}

static void test_text(void)
{
    assert_text(value_string("a b"), "a b");
    assert_text(value_int(INT64_MIN), "-9223372036854775808");
    assert_text(value_double(0.1), "0.1");
    assert_text(value_double(1e21), "1e+21");
    assert_text(value_double(45000), "45000");
    assert_text(value_double(-2.5), "-2.5");
    assert_text(value_double(1.0 / 3), "0.3333333333333333");
    assert_text(value_bool(true), "true");
    assert_text(value_bool(false), "false");
    assert_text((struct value){.type = VALUE_ARRAY, .string = "[1]"}, "[1]");
    assert_text(value_string(NULL), NULL);
    for (int i = 0; i < 2000; i++) {
        double number = g_test_rand_double_range(-1, 1) * pow(10, g_test_rand_int_range(-300, 300));
        g_autofree char *text = value_text(value_double(number));
        g_assert_true(g_ascii_strtod(text, NULL) == number);
    }
}

static void test_compare(void)
{
    /* In order. */
    const struct value values[] = {
        value_string(NULL),
        value_double(-1.5),
        value_int(0),
        value_double(0.5),
        value_bool(true),
        value_int(INT64_C(9007199254740992)),
        value_int(INT64_C(9007199254740993)),
        value_string(""),
        value_string("10"),
        value_string("9"),
        value_string("a"),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(values); j++) {
            int order = value_compare(values[i], values[j]);
            g_assert_cmpint((order > 0) - (order < 0), ==, (i > j) - (i < j));
        }
    g_assert_cmpint(value_compare(value_int(5), value_double(5)), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/value/a number is one wherever it stands", test_number);
    g_test_add_func("/value/text reads back as the same number", test_text);
    g_test_add_func("/value/numbers come before text, nothing before both", test_compare);
    return g_test_run();
}
