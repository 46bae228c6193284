/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/moves.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 24
#define COLS 120

/* Goes where the bytes lead, and never out of the screen. */
static struct place follow(struct place at, int last_stop, const char *bytes)
{
    for (; *bytes; bytes++) {
        char *end;
        if (*bytes == '\x1b') {
            int count = (int)strtol(bytes + 2, &end, 10), second = 1;
            count = MAX(count, 1);
            if (*end == ';') {
                second = (int)strtol(end + 1, &end, 10);
            }
            bytes = end;
            switch (*end) {
            case 'A':
                at.row -= count;
                break;
            case 'B':
                at.row += count;
                break;
            case 'C':
                at.col += count;
                break;
            case 'D':
                at.col -= count;
                break;
            case 'H':
                at = (struct place){count - 1, second - 1};
                break;
            default:
                g_assert_not_reached();
            }
        } else if (*bytes == '\r') {
            at.col = 0;
        } else if (*bytes == '\t') {
            at.col = (at.col / TAB_EVERY + 1) * TAB_EVERY;
            g_assert_cmpint(at.col, <=, last_stop);
        } else {
            at.row += *bytes == '\n';
            at.col -= *bytes == '\b';
        }
        g_assert_true(at.row >= 0 && at.row < ROWS && at.col >= 0 && at.col < COLS);
    }
    return at;
}

static void test_arrives(void)
{
    for (int i = 0; i < 20000; i++) {
        struct place from = {g_test_rand_int_range(0, ROWS), g_test_rand_int_range(-1, COLS)};
        struct place to = {g_test_rand_int_range(0, ROWS), g_test_rand_int_range(0, COLS)};
        int last_stop = g_test_rand_int_range(0, COLS / TAB_EVERY) * TAB_EVERY;
        g_autoptr(GString) way = g_string_new(NULL);
        moves_append(from, to, last_stop, way);
        g_assert_cmpuint(way->len, ==, (guint)moves_cost(from, to, last_stop));
        g_assert_cmpint(moves_cost(from, to, last_stop), <=, moves_cost(from, to, 0));
        struct place start = {from.row, from.col < 0 ? g_test_rand_int_range(0, COLS) : from.col};
        struct place got = follow(start, last_stop, way->str);
        g_assert_cmpint(got.row, ==, to.row);
        g_assert_cmpint(got.col, ==, to.col);
    }
}

static void assert_way_by(struct place from, struct place to, int last_stop, const char *expected)
{
    g_autoptr(GString) way = g_string_new(NULL);

    moves_append(from, to, last_stop, way);
    g_assert_cmpstr(way->str, ==, expected);
}

static void assert_way(struct place from, struct place to, const char *expected)
{
    assert_way_by(from, to, 0, expected);
}

static void test_shortest(void)
{
    assert_way((struct place){5, 7}, (struct place){5, 7}, "");
    assert_way((struct place){5, 7}, (struct place){6, 5}, "\n\b\b");
    assert_way((struct place){5, 7}, (struct place){7, 0}, "\n\n\r");
    assert_way((struct place){5, 60}, (struct place){6, 26}, "\n\x1b[34D");
    assert_way((struct place){5, 7}, (struct place){5, 19}, "\x1b[12C");
    assert_way((struct place){5, 7}, (struct place){4, 7}, "\x1b[A");
    assert_way((struct place){5, 30}, (struct place){5, 1}, "\r\x1b[C");
    assert_way((struct place){20, 30}, (struct place){0, 0}, "\x1b[H");
    assert_way((struct place){2, 30}, (struct place){20, 99}, "\x1b[21;100H");
    assert_way((struct place){5, -1}, (struct place){5, 79}, "\x1b[6;80H");
}

static void test_tabs(void)
{
    assert_way_by((struct place){5, 25}, (struct place){6, 16}, 72, "\n\r\t\t");
    assert_way_by((struct place){5, 3}, (struct place){5, 15}, 72, "\t\t\b");
    assert_way_by((struct place){5, 3}, (struct place){5, 24}, 72, "\t\t\t");
    assert_way_by((struct place){5, 64}, (struct place){5, 70}, 72, "\t\b\b");
    assert_way_by((struct place){5, 60}, (struct place){5, 72}, 64, "\x1b[12C"); /* no stop there */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/moves/each way arrives and is as long as was told", test_arrives);
    g_test_add_func("/moves/the shortest way is taken", test_shortest);
    g_test_add_func("/moves/tabs are taken to stops that are known", test_tabs);
    return g_test_run();
}
