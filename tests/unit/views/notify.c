/* SPDX-License-Identifier: Apache-2.0 */
#include "views/notify.h"

static void take(struct notify *notify, int64_t now_ms, const char *wanted)
{
    g_autofree char *text = notify_take(notify, now_ms);
    g_assert_cmpstr(text, ==, wanted);
}

static void an_event_is_told_once(void)
{
    struct notify *notify = notify_new();
    g_assert_true(notify_event(notify, NOTIFY_NEW, "7", "NEW SHOP-7", false, 1000));
    take(notify, 1000, "NEW SHOP-7");
    g_assert_false(notify_event(notify, NOTIFY_NEW, "7", "NEW SHOP-7", false, 60000));
    take(notify, 60000, NULL);
    g_assert_true(notify_event(notify, NOTIFY_REGRESSED, "7", "SHOP-7 again", false, 60000));
    take(notify, 60000, "SHOP-7 again");
    notify_free(notify);
}

/* A job that fails, recovers and fails again is two firings. */
static void what_was_over_is_told_again(void)
{
    struct notify *notify = notify_new();
    g_assert_true(notify_event(notify, NOTIFY_FIRING, "0 recount", "recount failed", false, 1000));
    take(notify, 1000, "recount failed");
    g_assert_false(
        notify_event(notify, NOTIFY_FIRING, "0 recount", "recount failed", false, 60000));
    notify_over(notify, NOTIFY_FIRING, "0 recount");
    g_assert_true(notify_event(notify, NOTIFY_FIRING, "0 recount", "recount failed", false, 90000));
    g_assert_true(notify_event(notify, NOTIFY_FIRING, "0 sweep", "sweep failed", false, 90000));
    take(notify, 90000, "2 monitors fire");
    notify_free(notify);
}

static void several_are_one_line(void)
{
    struct notify *notify = notify_new();
    notify_event(notify, NOTIFY_NEW, "1", "NEW SHOP-1", false, 0);
    notify_event(notify, NOTIFY_NEW, "2", "NEW SHOP-2", false, 0);
    notify_event(notify, NOTIFY_NEW, "3", "NEW SHOP-3", false, 0);
    notify_event(notify, NOTIFY_ONSET, "s", "checkout p95", false, 0);
    take(notify, 5, "3 new issues, 1 signal moved");
    take(notify, 6, NULL);
    notify_free(notify);
}

static void a_burst_waits_for_its_time(void)
{
    struct notify *notify = notify_new();
    notify_event(notify, NOTIFY_NEW, "1", "one", false, 1000);
    take(notify, 1000, "one");
    notify_event(notify, NOTIFY_NEW, "2", "two", false, 2000);
    g_assert_cmpint(notify_due_ms(notify), ==, 1000 + NOTIFY_GAP_MS);
    take(notify, 2000, NULL);
    notify_event(notify, NOTIFY_NEW, "3", "three", false, 4000);
    take(notify, 1000 + NOTIFY_GAP_MS - 1, NULL);
    take(notify, 1000 + NOTIFY_GAP_MS, "2 new issues");
    g_assert_cmpint(notify_due_ms(notify), ==, 0);
    notify_free(notify);
}

static void what_was_there_before_is_not_told(void)
{
    struct notify *notify = notify_new();
    g_assert_false(notify_event(notify, NOTIFY_ONSET, "s", "p95", true, 0));
    take(notify, 0, NULL);
    g_assert_false(notify_event(notify, NOTIFY_ONSET, "s", "p95", false, 1000));
    take(notify, 1000, NULL);
    notify_free(notify);
}

static void what_was_gone_for_long_is_new_again(void)
{
    struct notify *notify = notify_new();
    notify_event(notify, NOTIFY_ONSET, "s", "p95", false, 1);
    take(notify, 1, "p95");
    g_assert_false(notify_event(notify, NOTIFY_ONSET, "s", "p95", false, NOTIFY_PAST_MS));
    g_assert_true(notify_event(notify, NOTIFY_ONSET, "s", "p95", false, 2 * NOTIFY_PAST_MS + 1));
    notify_free(notify);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/notify/an event is told once", an_event_is_told_once);
    g_test_add_func("/notify/several are one line", several_are_one_line);
    g_test_add_func("/notify/a burst waits for its time", a_burst_waits_for_its_time);
    g_test_add_func("/notify/what was there before is not told", what_was_there_before_is_not_told);
    g_test_add_func("/notify/what was gone for long is new again",
                    what_was_gone_for_long_is_new_again);
    g_test_add_func("/notify/what was over is told again", what_was_over_is_told_again);
    return g_test_run();
}
