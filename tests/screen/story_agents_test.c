/* SPDX-License-Identifier: Apache-2.0
 *
 * Story 4 of the demo, in which every span says ok: the lopsided agents.
 */
#include "tests/support/stage.h"

#include <glib/gstdio.h>

static struct stage *stage;

static struct walk *console(int rows, int cols)
{
    struct walk *walk = stage_console(stage, rows, cols, NULL, NULL);
    walk_expect(walk, "first mover: inventory");
    return walk;
}

/* From the log of a debate that ended to its trace. */
static void to_the_trace(struct walk *walk)
{
    walk_press(walk, "4 /");
    walk_type(walk, "verdict=advocate");
    walk_press(walk, "Enter");
    walk_press(walk, "g t");
    walk_expect(walk, "Trace");
    walk_press(walk, "\\");
    walk_expect(walk, "agent Skeptic");
}

static void found_at(int rows, int cols)
{
    struct walk *walk = console(rows, cols);
    to_the_trace(walk);
    walk_press(walk, "g a");
    walk_expect(walk, "Agents");
    walk_expect(walk, "Skeptic: 3 of 3 web_search calls returned nothing");
    walk_expect(walk, "3 agents");
    walk_press(walk, "Enter");
    walk_expect(walk, "nothing came back");
    walk_expect_beside(walk, "\"query\"", "free returns");
    walk_press(walk, "Enter");
    walk_expect(walk, "Span");
    walk_press(walk, "Esc Esc");
    walk_expect(walk, "Skeptic: 3 of 3 web_search calls returned nothing");
    walk_press(walk, "Esc");
    walk_expect(walk, "agent Skeptic");
    walk_quit(walk, "Q");
}

/* A trace of five seconds or six, where steps of five have no room for the second label. */
static void the_axis_has_more_than_its_zero(void)
{
    struct walk *walk = console(24, 80);
    to_the_trace(walk);
    walk_expect_beside(walk, " span   ", "4.0s");
    walk_quit(walk, "Q");
}

static void the_empty_searches_are_said_first(void)
{
    found_at(36, 120);
}

static void they_are_on_small_and_large_screens(void)
{
    found_at(24, 80);
    found_at(50, 200);
}

static void the_waterfall_names_calls_by_tokens_and_marks_what_is_empty(void)
{
    struct walk *walk = console(50, 200);
    to_the_trace(walk);
    walk_expect_beside(walk, "agent Skeptic", "tok");
    walk_expect(walk, "web_search → ○ nothing 3/3");
    walk_expect(walk, "ga 3 agents");
    walk_quit(walk, "Q");
}

static void one_agent_found_what_the_other_did_not(void)
{
    struct walk *walk = console(36, 120);
    to_the_trace(walk);
    walk_press(walk, "g a");
    walk_expect_beside(walk, "   Skeptic", "3 of 3 results empty");
    walk_expect_beside(walk, "free returns retail margin", "Return rates fall");
    walk_expect_beside(walk, "   web_search", "3 of 6 results empty");
    walk_expect(walk, "By model");
    walk_quit(walk, "Q");
}

static void only_what_is_empty_or_failed(void)
{
    struct walk *walk = console(36, 120);
    to_the_trace(walk);
    walk_press(walk, "g a !");
    walk_expect(walk, "only empty or failed");
    walk_expect_gone(walk, "Advocate ");
    walk_expect(walk, "results empty");
    walk_press(walk, "!");
    walk_expect(walk, "By agent");
    walk_press(walk, "w");
    walk_expect(walk, "its result has nothing in it, and its span says ok");
    walk_quit(walk, "Q");
}

static void folds_hide_the_calls_of_an_agent(void)
{
    struct walk *walk = console(36, 120);
    to_the_trace(walk);
    walk_press(walk, "g a");
    walk_expect(walk, "free returns retail margin");
    walk_press(walk, "_");
    walk_expect_gone(walk, "free returns retail margin");
    walk_expect_beside(walk, "   Skeptic", "▸4");
    walk_press(walk, "*");
    walk_expect(walk, "free returns retail margin");
    walk_quit(walk, "Q");
}

static void what_was_said_is_read_message_by_message(void)
{
    struct walk *walk = console(50, 120);
    to_the_trace(walk);
    walk_press(walk, "g a");
    walk_expect(walk, "3 agents");
    walk_press(walk, "w w w j");
    walk_expect(walk, "Skeptic: chat gemini-2.5-pro");
    walk_press(walk, "Enter");
    walk_expect(walk, "never make a claim without a source");
    walk_expect(walk, "assistant calls web_search");
    walk_expect(walk, "web_search returns  2B  ○ nothing came back");
    walk_expect(walk, "I found no sources");
    walk_press(walk, "_");
    walk_expect_gone(walk, "I found no sources");
    walk_press(walk, "*");
    walk_expect(walk, "I found no sources");
    walk_quit(walk, "Q");
}

static void without_a_price_only_tokens_are_shown_and_why(void)
{
    struct walk *walk = console(36, 120);
    to_the_trace(walk);
    walk_press(walk, "g a");
    walk_expect(walk, "By model");
    walk_press(walk, "G k");
    walk_expect(walk, "3 calls without a price ([prices] in the config)");
    g_assert_false(walk_sees(walk, "$"));
    walk_quit(walk, "Q");
}

static void with_a_price_there_is_a_cost(void)
{
    g_autofree char *folder = g_dir_make_tmp("vigil-prices-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "config", NULL);
    g_assert_true(g_file_set_contents(path, "[prices]\ngemini-* = 1.25 10 0.31\n", -1, NULL));
    const char *const arguments[] = {"--config", path, NULL};
    struct walk *walk = stage_console(stage, 36, 120, NULL, arguments);
    walk_expect(walk, "first mover: inventory");
    to_the_trace(walk);
    walk_press(walk, "g a");
    walk_expect_beside(walk, "3 agents", "$0.0");
    walk_expect_beside(walk, "   gemini-2.5-pro", "$0.0");
    walk_quit(walk, "Q");
    g_unlink(path);
    g_rmdir(folder);
}

/* A trace without AI says so where one asks. */
static void a_trace_without_agents_says_so(void)
{
    struct walk *walk = console(36, 120);
    walk_press(walk, "3");
    walk_expect(walk, "check_stock");
    walk_press(walk, "g a");
    walk_expect(walk, "no agents: no span known of this trace is of generative AI");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    stage = stage_start();
    g_test_add_func("/story 4/the axis of its trace has more than its zero",
                    the_axis_has_more_than_its_zero);
    g_test_add_func("/story 4/ga says first that the Skeptic's searches returned nothing",
                    the_empty_searches_are_said_first);
    g_test_add_func("/story 4/and so it does at 80x24 and 200x50",
                    they_are_on_small_and_large_screens);
    g_test_add_func("/story 4/the waterfall names calls by tokens and marks what is empty",
                    the_waterfall_names_calls_by_tokens_and_marks_what_is_empty);
    g_test_add_func("/agents/each agent stands with what its tools returned",
                    one_agent_found_what_the_other_did_not);
    g_test_add_func("/agents/! shows only what is empty or failed", only_what_is_empty_or_failed);
    g_test_add_func("/agents/folds hide the calls of an agent", folds_hide_the_calls_of_an_agent);
    g_test_add_func("/agents/what was said is read message by message",
                    what_was_said_is_read_message_by_message);
    g_test_add_func("/agents/without a price only tokens are shown, and why",
                    without_a_price_only_tokens_are_shown_and_why);
    g_test_add_func("/agents/with a price there is a cost", with_a_price_there_is_a_cost);
    g_test_add_func("/agents/a trace without agents says so", a_trace_without_agents_says_so);
    int status = g_test_run();
    stage_free(stage);
    return status;
}
