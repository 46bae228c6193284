/* SPDX-License-Identifier: Apache-2.0 */
#include "views/compare_state.h"

static void assert_notes(struct diff_side left, struct diff_side right, const char *wanted)
{
    const struct diff_row row = {.kind = DIFF_BOTH, .left = left, .right = right};
    g_autoptr(GString) out = g_string_new(NULL);
    compare_notes(&row, true, out);
    g_assert_cmpstr(out->str, ==, wanted);
}

#define SIDE(...) ((struct diff_side){.tokens_in = -1, .tokens_out = -1, __VA_ARGS__})

static void what_is_the_same_is_said_once(void)
{
    assert_notes(SIDE(.count = 1), SIDE(.count = 1), "");
    assert_notes(SIDE(.results = 2, .empty = 1), SIDE(.results = 2, .empty = 1), "empty 1 of 2");
    assert_notes(SIDE(.failed = 2), SIDE(.failed = 2), "2 failed");
}

static void as_many_empty_results_of_fewer_are_another_thing(void)
{
    assert_notes(SIDE(.results = 1, .empty = 1), SIDE(.results = 3, .empty = 1),
                 "empty 1 of 3  left empty 1 of 1");
    assert_notes(SIDE(.results = 3), SIDE(.results = 1, .empty = 1), "empty 1 of 1");
}

static void tokens_of_one_side_leave_the_other_open(void)
{
    assert_notes(SIDE(.count = 1), ((struct diff_side){.tokens_in = 400, .tokens_out = 10}),
                 "?>410 tok");
}

static void what_still_arrives_is_not_gone(void)
{
    const struct diff_row row = {.kind = DIFF_GONE};
    const struct trace_diff done = {0}, arriving = {.arriving = true};
    char out[26];
    g_assert_cmpstr(compare_change_text(&done, &row, out, sizeof out), ==, "gone");
    g_assert_cmpstr(compare_change_text(&arriving, &row, out, sizeof out), ==, "not yet");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/compare text/what is the same is said once", what_is_the_same_is_said_once);
    g_test_add_func("/compare text/as many empty results of fewer are another thing",
                    as_many_empty_results_of_fewer_are_another_thing);
    g_test_add_func("/compare text/tokens of one side leave the other open",
                    tokens_of_one_side_leave_the_other_open);
    g_test_add_func("/compare text/what still arrives is not gone", what_still_arrives_is_not_gone);
    return g_test_run();
}
