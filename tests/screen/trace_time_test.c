/* SPDX-License-Identifier: Apache-2.0
 *
 * The time half of the waterfall, on traces that the demo's noise leaves behind: idle gaps, clocks
 * that disagree, missing parents, spans that still run, links, the minimap, the foot.
 */
#include "tests/support/stage.h"

#include <locale.h>

/* The same for the seed that the stage plays. */
#define RECEIPT "11c9cb7ace70491d5648f41db1772cea"
#define SEARCH  "747d3ec13d2d792fb6d705f004960ddb"
#define WATCHED "9bcd853f95c69407b6297e6f6a6fa79b"
#define VISIT   "7f918f36c50b0a45dd6839be8e1000d1"
#define REBUILD "b521ef944278d3693d8eff5658ab70e8"
#define GROWING "f55e6b1495d511edfee37886110df1ff"
#define SUMMARY "5aa57e232f9bcabad043b43847dbcfe9"
#define RANKED  "d18cb4807aa810895cf5e8d562857a7d"

/* A console whose trace pane fills the screen with this trace. */
static struct walk *open_trace(struct stage *stage, int rows, const char *const *environment,
                               const char *trace_id)
{
    const char *const arguments[] = {trace_id, NULL};
    struct walk *walk = stage_console(stage, rows, 120, environment, arguments);
    walk_expect(walk, "3 Trace");
    walk_press(walk, "3");
    walk_press(walk, "\\");
    walk_expect(walk, "took");
    return walk;
}

static void idle_gaps_are_squeezed(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, RECEIPT);
    walk_expect(walk, "≈11");
    walk_expect_beside(walk, "process receipts", "╱╱╱");
    walk_press(walk, "i");
    walk_expect_gone(walk, "╱╱╱");
    walk_expect(walk, "10.0s");
    walk_press(walk, "i");
    walk_expect(walk, "≈11");
    walk_quit(walk, "Q");
}

static void own_work_is_solid_and_waiting_a_line(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, RECEIPT);
    walk_expect_beside(walk, "process receipts", "━━━");
    walk_expect_beside(walk, "process receipts", "███");
    walk_expect_beside(walk, "render", "███");
    walk_press(walk, "I");
    walk_expect_beside(walk, "process receipts", "440ms");
    walk_expect(walk, "uninstrumented");
    walk_quit(walk, "Q");
}

static void clocks_are_told_and_corrected(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, SEARCH);
    walk_expect(walk, "1 clock off");
    walk_press(walk, "j");
    walk_press(walk, "j");
    walk_expect(walk, "the clock of recommendations is about 1.2s behind web");
    walk_press(walk, "C");
    walk_expect(walk, "clocks corrected");
    walk_expect_gone(walk, "╱╱╱");
    walk_press(walk, "C");
    walk_expect(walk, "1 clock off");
    walk_quit(walk, "Q");
}

static void a_missing_parent_is_explained(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, VISIT);
    walk_expect(walk, "a parent missing");
    walk_expect(walk, "2 spans");
    walk_press(walk, "g g");
    walk_expect(walk, "is not in this trace: ");
    walk_press(walk, "j");
    walk_expect(walk, "its parent");
    walk_quit(walk, "Q");
}

static void what_still_runs_has_an_open_end(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, REBUILD);
    walk_expect_beside(walk, " running", "╍╍╍");
    walk_press(walk, "g g");
    walk_expect(walk, "still running: no end was told");
    walk_expect_beside(walk, " running", ">59m");
    walk_quit(walk, "Q");
}

static void links_lead_to_other_traces_and_back(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, WATCHED);
    walk_press(walk, "g g");
    walk_expect(walk, "links to 3 spans, K follows");
    walk_press(walk, "K");
    walk_expect(walk, "linked spans and traces");
    walk_press(walk, "Enter");
    walk_expect(walk, "POST /api/watch");
    walk_expect(walk, "publish watched");
    /* That trace links nowhere: what continues it is asked for. */
    walk_press(walk, "K");
    walk_expect(walk, "process watched");
    walk_quit(walk, "Q");
}

static void the_minimap_shows_what_is_in_sight(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 50, NULL, RECEIPT);
    walk_expect(walk, "whole trace");
    walk_press(walk, "z");
    walk_press(walk, "z");
    walk_expect(walk, "━━─");
    walk_press(walk, "M");
    walk_expect_gone(walk, "whole trace");
    walk_expect(walk, "▏");
    walk_press(walk, "M");
    walk_expect(walk, "whole trace");
    walk_quit(walk, "Q");
}

static void the_foot_tells_of_deploys(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, RECEIPT);
    walk_press(walk, "0");
    walk_expect_gone(walk, "▲ inventory"); /* no service of this trace was deployed */
    walk_quit(walk, "Q");
    const char *const none[] = {NULL};
    walk = stage_console((struct stage *)stage, 36, 120, NULL, none);
    walk_expect(walk, "check_stock p95");
    walk_expect(walk, "▲ inventory 3.1.0 deployed");
    walk_quit(walk, "Q");
}

static void the_foot_tells_of_flags(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, RANKED);
    walk_expect(walk, "▲ flag ranking_v2.table became recommendations_v2 13m before");
    walk_quit(walk, "Q");
}

static void logs_and_errors_are_ticks(gconstpointer stage)
{
    const char *const none[] = {NULL};
    struct walk *walk = stage_console((struct stage *)stage, 36, 120, NULL, none);
    walk_expect_beside(walk, "POST ht…_stock", "━▴━");
    walk_expect(walk, "✗");
    walk_quit(walk, "Q");
}

/* A trace that stays while the cursor is on something that has none. */
static void a_trace_of_another_row_says_so(gconstpointer stage)
{
    const char *const none[] = {NULL};
    struct walk *walk = stage_console((struct stage *)stage, 36, 120, NULL, none);
    walk_expect(walk, "check_stock p95");
    walk_press(walk, "1 j");
    walk_press(walk, "k");
    walk_press(walk, "2");
    walk_press(walk, "g g");
    walk_press(walk, "j"); /* a gauge: no trace carries it */
    walk_expect(walk, "not of this row");
    walk_press(walk, "1");
    walk_press(walk, "g g");
    walk_expect_gone(walk, "not of this row");
    walk_quit(walk, "Q");
}

/* The payment gave up after 30 s; the check that it waited for ends, and comes, after 45. */
static void what_has_not_come_yet_is_not_called_gone(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, GROWING);
    walk_expect(walk, "8 spans  still arriving");
    walk_expect(walk, "healthy)");
    walk_press(walk, "g g");
    walk_expect(walk, "not here yet: ");
    g_assert_false(walk_sees(walk, "gone: "));
    walk_press(walk, "x");
    walk_expect(walk, "what differs most  still arriving");
    walk_quit(walk, "Q");
}

/* It took less than a millisecond more than its peers, which is what they differ by. */
static void what_took_as_long_as_ever_explains_nothing(gconstpointer stage)
{
    struct walk *walk = open_trace((struct stage *)stage, 30, NULL, SUMMARY);
    walk_expect(walk, "in 20 healthy)");
    walk_expect_beside(walk, "chat gemi", "usual");
    g_assert_false(walk_sees(walk, "explains"));
    walk_press(walk, "x");
    walk_expect(walk, "as long as 20 healthy traces");
    g_assert_false(walk_sees(walk, "explains"));
    walk_quit(walk, "Q");
}

static void ascii_tells_the_same(gconstpointer stage)
{
    static const char *const environment[] = {"LC_ALL=C", "NO_COLOR=1", NULL};
    struct walk *walk = open_trace((struct stage *)stage, 30, environment, RECEIPT);
    walk_expect_beside(walk, "process receipts", "---");
    walk_expect_beside(walk, "process receipts", "==");
    walk_expect_beside(walk, "process receipts", "///");
    walk_expect(walk, "~11");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "C.UTF-8");
    g_test_init(&argc, &argv, NULL);
    struct stage *stage = stage_start();
    static const struct {
        const char *path;
        GTestDataFunc run;
    } tests[] = {
        {"/trace time/idle gaps are squeezed",                     idle_gaps_are_squeezed              },
        {"/trace time/own work is solid, waiting a line",          own_work_is_solid_and_waiting_a_line},
        {"/trace time/clocks are told and corrected",              clocks_are_told_and_corrected       },
        {"/trace time/a missing parent is explained",              a_missing_parent_is_explained       },
        {"/trace time/what still runs has an open end",            what_still_runs_has_an_open_end     },
        {"/trace time/links lead to other traces and back",        links_lead_to_other_traces_and_back },
        {"/trace time/the minimap shows what is in sight",         the_minimap_shows_what_is_in_sight  },
        {"/trace time/the foot tells of deploys",                  the_foot_tells_of_deploys           },
        {"/trace time/the foot tells of flags",                    the_foot_tells_of_flags             },
        {"/trace time/logs and errors are ticks",                  logs_and_errors_are_ticks           },
        {"/trace time/a trace of another row says so",             a_trace_of_another_row_says_so      },
        {"/trace time/what has not come yet is not called gone",
         what_has_not_come_yet_is_not_called_gone                                                      },
        {"/trace time/what took as long as ever explains nothing",
         what_took_as_long_as_ever_explains_nothing                                                    },
        {"/trace time/ASCII without colours tells the same",       ascii_tells_the_same                },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add_data_func(tests[i].path, stage, tests[i].run);
    int status = g_test_run();
    stage_free(stage);
    return status;
}
