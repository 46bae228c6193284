/* SPDX-License-Identifier: Apache-2.0
 *
 * What a tail meets, as the demo plays it on request: a server that answers nothing for a while,
 * and more rows than are held.
 */
#include "tests/support/walk.h"

#include <string.h>

#define PANE "─ 4 Logs"

#define ROWS 36

/* The number of the row of the flood that stands in a line; -1 = none does. */
static int64_t flood_number(struct walk *walk, int row)
{
    static const char word[] = " D web             cache miss ";
    g_autofree char *line = terminal_row(walk_terminal(walk), row);
    const char *at = strstr(line, word);
    return at ? g_ascii_strtoll(at + strlen(word), NULL, 10) : -1;
}

/* That of the last on the screen; from 100 on, each hundredth is there. */
static int64_t last_of_hundreds(struct walk *walk)
{
    int64_t before = 0;
    for (int row = 0; row < ROWS; row++) {
        int64_t number = flood_number(walk, row);
        if (number < 0)
            continue;
        g_assert_cmpint(number, ==, before + 100);
        before = number;
    }
    return before;
}

/* At half a minute nothing is answered for a while, then for as long only the newest fifty rows:
 * those of the flood in between are behind a gap. */
static void nothing_is_lost_by_an_outage(void)
{
    struct walk *walk =
        walk_start(ROWS, 120, "demo", "--seed", "1", "--flood", "20", "--outage", "15s", NULL);
    walk_press(walk, "4 \\");
    walk_expect(walk, "cache miss ");
    walk_press(walk, "&");
    walk_type(walk, "miss \\d+00 key");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "nothing received since", "the demo's outage: nothing is answered");
    int64_t last = last_of_hundreds(walk);
    g_assert_cmpint(last, >, 0);
    walk_expect(walk, "not received ");
    g_autofree char *lacking = g_strdup_printf("miss %" G_GINT64_FORMAT " key", last + 100);
    walk_expect(walk, lacking);
    walk_expect_gone(walk, " gap"); /* of which other words are said while it is loaded */
    g_assert_cmpint(last_of_hundreds(walk), >, last + 100);
    g_assert_false(walk_sees(walk, "not received "));
    walk_quit(walk, "Q");
}

static void rows_that_went_are_counted(void)
{
    struct walk *walk = walk_start(36, 120, "demo", "--seed", "1", "--flood", "20000", NULL);
    walk_press(walk, "4 \\");
    walk_expect(walk, "cache miss ");
    walk_type(walk, ":log-rows 10000");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, PANE, "older rows went");
    g_assert_true(walk_sees(walk, "cache miss "));
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo tail/nothing is lost by an outage", nothing_is_lost_by_an_outage);
    g_test_add_func("/demo tail/rows that went are counted", rows_that_went_are_counted);
    return g_test_run();
}
