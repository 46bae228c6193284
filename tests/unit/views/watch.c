/* SPDX-License-Identifier: Apache-2.0 */
#include "views/watch.h"

#include <string.h>

static void what_it_says_is_what_was_meant(void)
{
    static const char *const CASES[][2] = {
        {"checkout level:error > 5 for 5m",            "errors checkout level:error > 5 for 5m"},
        {"logs severity:error < 1 for 1h",             "logs severity:error < 1 for 1h"        },
        {"spans span.duration:>1s > 100",              "spans span.duration:>1s > 100 for 5m"  },
        {"> 0",                                        "errors > 0 for 5m"                     },
        {"  errors   is:unresolved   >   3  for 90s ", "errors is:unresolved > 3 for 90s"      },
        {"message:\"a > 3 b\" > 4 for 120m",           "errors message:\"a > 3 b\" > 4 for 2h" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        struct watch *watch = watch_parse(CASES[i][0], 0, NULL, &error);
        g_assert_no_error(error);
        g_autofree char *text = watch_text(watch);
        g_assert_cmpstr(text, ==, CASES[i][1]);
        struct watch *again = watch_parse(text, 0, NULL, &error);
        g_assert_no_error(error);
        g_autofree char *same = watch_text(again);
        g_assert_cmpstr(same, ==, text);
        watch_free(watch);
        watch_free(again);
    }
}

static void a_mistake_is_named_at_its_place(void)
{
    static const struct {
        const char *text;
        size_t offset;
        const char *word;
    } CASES[] = {
        {"checkout",                       8,  "bound"       },
        {"checkout > many",                11, "whole number"},
        {"checkout > 5.5",                 12, "whole number"},
        {"checkout > 5 in 5m",             13, "for 5m"      },
        {"checkout > 5 for ever",          17, "period"      },
        {"checkout > 5 for 2s",            17, "from 1m"     },
        {"checkout > 5 for 9d",            17, "from 1m"     },
        {"logs message:\"open > 5 for 5m", 0,  "quote"       },
        {"checkout > -1",                  11, "whole number"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        size_t offset = 999;
        g_assert_null(watch_parse(CASES[i].text, 0, &offset, &error));
        g_assert_nonnull(error);
        g_assert_nonnull(strstr(error->message, CASES[i].word));
        if (CASES[i].offset)
            g_assert_cmpuint(offset, ==, CASES[i].offset);
        g_assert_cmpuint(offset, <=, strlen(CASES[i].text));
    }
}

static void it_fires_when_the_bound_is_passed_and_once(void)
{
    struct watch *watch = watch_parse("> 5", 0, NULL, NULL);
    g_assert_false(watch_take(watch, 5, 1000));
    g_assert_true(watch_take(watch, 6, 2000));
    g_assert_false(watch_take(watch, 9, 3000));
    g_assert_cmpint(watch->since_ms, ==, 2000);
    g_autofree char *firing = watch_state(watch, "03:10");
    g_assert_cmpstr(firing, ==, "! 9 now, since 03:10");
    g_assert_false(watch_take(watch, 0, 4000));
    g_assert_false(watch->firing);
    g_assert_true(watch_take(watch, 6, 5000));
    watch_free(watch);
    watch = watch_parse("< 1", 0, NULL, NULL);
    g_autofree char *unknown = watch_state(watch, "");
    g_assert_cmpstr(unknown, ==, "not answered yet");
    g_assert_false(watch->firing);
    g_assert_true(watch_take(watch, 0, 1000));
    watch_free(watch);
}

static void it_is_asked_for_within_the_budget(void)
{
    static const struct {
        const char *text;
        int pace_ms;
    } CASES[] = {
        {"> 1 for 1m",  15000},
        {"> 1 for 2m",  24000},
        {"> 1 for 5m",  60000},
        {"> 1 for 24h", 60000}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        struct watch *watch = watch_parse(CASES[i].text, 0, NULL, NULL);
        g_assert_cmpint(watch_pace_ms(watch), ==, CASES[i].pace_ms);
        struct request *request = watch_request(watch);
        g_assert_true(request->background);
        request_free(request);
        watch_free(watch);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/watch/what it says is what was meant", what_it_says_is_what_was_meant);
    g_test_add_func("/watch/a mistake is named at its place", a_mistake_is_named_at_its_place);
    g_test_add_func("/watch/it fires when the bound is passed, and once",
                    it_fires_when_the_bound_is_passed_and_once);
    g_test_add_func("/watch/it is asked for within the budget", it_is_asked_for_within_the_budget);
    return g_test_run();
}
