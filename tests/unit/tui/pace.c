/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/pace.h"

#include <glib.h>

static void a_near_terminal_is_not_slowed(void)
{
    struct pace pace = {0};
    g_assert_cmpint(pace_wait_ms(&pace, 1000), ==, 0);
    g_assert_true(pace_wants(&pace, 2000));
    pace_asked(&pace, 2000, 1000);
    g_assert_cmpint(pace_wait_ms(&pace, 1020), >, 0); /* one frame under way at a time */
    pace_answered(&pace, 1090);
    g_assert_cmpint(pace_wait_ms(&pace, 1090), ==, 0);
}

static void a_thin_line_keeps_three_quarters_for_keys(void)
{
    struct pace pace = {0};
    pace_asked(&pace, 2000, 1000);
    g_assert_false(pace_wants(&pace, 2000)); /* one question at a time */
    g_assert_cmpint(pace_wait_ms(&pace, 1100), >=, 500);
    pace_answered(&pace, 1500);
    g_assert_cmpint(pace_wait_ms(&pace, 1500), ==, 1500);
    g_assert_cmpint(pace_wait_ms(&pace, 3000), ==, 0);
}

static void what_the_line_carries_at_once_asks_nothing(void)
{
    struct pace pace = {0};
    g_assert_true(pace_wants(&pace, 2000));
    pace_asked(&pace, 2000, 1000);
    pace_answered(&pace, 1025); /* 4 000 bytes in PACE_CARRY_MS */
    g_assert_false(pace_wants(&pace, 1500));
    g_assert_false(pace_wants(&pace, 1500));
    g_assert_cmpint(pace_wait_ms(&pace, 1030), ==, 0);
    g_assert_true(pace_wants(&pace, 1500));
}

static void a_thin_line_is_asked_behind_each_frame(void)
{
    struct pace pace = {0};
    pace_asked(&pace, 2000, 1000);
    pace_answered(&pace, 1500);
    g_assert_true(pace_wants(&pace, 300));
}

static void however_fast_a_line_was_it_is_asked_again(void)
{
    struct pace pace = {0};
    pace_asked(&pace, 60000, 1000);
    pace_answered(&pace, 1000);
    int frames = 1;
    while (!pace_wants(&pace, 1000)) {
        g_assert_cmpint(++frames, <, 10);
    }
}

static void small_frames_ask_nothing(void)
{
    struct pace pace = {0};
    g_assert_false(pace_wants(&pace, 30));
}

static void a_silent_terminal_is_let_be(void)
{
    struct pace pace = {0};
    int64_t now = 1000;
    for (int i = 0; i < 2; i++) {
        g_assert_true(pace_wants(&pace, 2000));
        pace_asked(&pace, 2000, now);
        now += 10000;
        g_assert_cmpint(pace_wait_ms(&pace, now), ==, 0);
    }
    g_assert_false(pace_wants(&pace, 2000));
    pace_answered(&pace, now); /* very late */
    g_assert_true(pace_wants(&pace, 2000));
    g_assert_cmpint(pace_wait_ms(&pace, now), ==, 0);
}

static void no_wait_is_longer_than_five_seconds(void)
{
    struct pace pace = {0};
    pace_asked(&pace, 2000, 1000);
    pace_answered(&pace, 2900);
    g_assert_cmpint(pace_wait_ms(&pace, 2900), <=, 5000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pace/a near terminal is not slowed", a_near_terminal_is_not_slowed);
    g_test_add_func("/pace/a thin line keeps three quarters for keys",
                    a_thin_line_keeps_three_quarters_for_keys);
    g_test_add_func("/pace/what the line carries at once asks nothing",
                    what_the_line_carries_at_once_asks_nothing);
    g_test_add_func("/pace/a thin line is asked behind each frame",
                    a_thin_line_is_asked_behind_each_frame);
    g_test_add_func("/pace/however fast a line was, it is asked again",
                    however_fast_a_line_was_it_is_asked_again);
    g_test_add_func("/pace/small frames ask nothing", small_frames_ask_nothing);
    g_test_add_func("/pace/a silent terminal is let be", a_silent_terminal_is_let_be);
    g_test_add_func("/pace/no wait is longer than five seconds",
                    no_wait_is_longer_than_five_seconds);
    return g_test_run();
}
