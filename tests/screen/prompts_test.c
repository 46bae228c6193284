/* SPDX-License-Identifier: Apache-2.0
 *
 * What the prompts promise whoever types in them: fields and values are offered, what is wrong is
 * said under its place and never sent, what it would give is counted, and Esc leaves all as it was.
 */
#include "tests/support/stage.h"

#include <string.h>

/* One console serves all tests; each leaves it as it found it. */
struct fixture {
    struct stage *stage;
    struct walk *walk;
};

static struct walk *console(gconstpointer data)
{
    struct fixture *fixture = (struct fixture *)data;
    if (!fixture->walk) {
        fixture->stage = stage_start();
        fixture->walk = stage_console(fixture->stage, 36, 120, NULL, NULL);
        walk_expect(fixture->walk, "first mover: inventory");
    }
    return fixture->walk;
}

/* The row of the prompt, above that of its complaint and count. */
static char *prompt_row(struct walk *walk)
{
    struct terminal *terminal = walk_terminal(walk);
    return terminal_row(terminal, terminal_rows(terminal) - 2);
}

static void assert_prompt(struct walk *walk, const char *expected)
{
    g_autofree char *row = prompt_row(walk);
    g_assert_cmpstr(row, ==, expected);
}

static char *title(struct walk *walk, const char *pane)
{
    int row, col;
    walk_expect(walk, pane);
    g_assert_true(terminal_find(walk_terminal(walk), pane, &row, &col));
    return terminal_row(walk_terminal(walk), row);
}

static void type_anew(struct walk *walk, const char *text)
{
    walk_press(walk, "^E ^U");
    walk_type(walk, text);
}

static void fields_are_completed(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "4 ;");
    walk_type(walk, "service.n");
    walk_expect(walk, "service.name:  string");
    walk_press(walk, "Tab");
    assert_prompt(walk, "logs: service.name:");
    walk_press(walk, "Esc");
}

static void values_are_completed_with_their_counts(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "4 ;");
    walk_type(walk, "!project:[payment,c");
    walk_expect(walk, " checkout");
    walk_press(walk, "Tab");
    assert_prompt(walk, "logs: !project:[payment,checkout");
    type_anew(walk, "message:x severity:");
    walk_expect(walk, " error");
    walk_expect(walk, " debug");
    walk_press(walk, "Tab Tab");
    assert_prompt(walk, "logs: message:x severity:fatal");
    walk_press(walk, "S-Tab");
    assert_prompt(walk, "logs: message:x severity:error");
    walk_press(walk, "Esc");
    walk_press(walk, "1 ;");
    type_anew(walk, "error.type:");
    walk_expect_beside(walk, " SIGSEGV ", " 3 ");
    walk_press(walk, "Esc");
}

static void a_mistake_stands_over_its_complaint(gconstpointer data)
{
    struct walk *walk = console(data);
    int row, col, wrong_row, wrong_col;
    g_autofree char *before = title(walk, "1 Issues");
    walk_press(walk, "1 ;");
    assert_prompt(walk, "issues: is:unresolved");
    type_anew(walk, "level:error is:resloved");
    walk_expect(walk, "is: wants unresolved, resolved, archived");
    struct terminal *terminal = walk_terminal(walk);
    g_assert_true(terminal_find(terminal, "\xe2\x96\xb2 is: wants", &row, &col));
    g_assert_true(terminal_find(terminal, "resloved", &wrong_row, &wrong_col));
    g_assert_cmpint(col, ==, wrong_col);
    g_assert_cmpint(row, ==, wrong_row + 1);
    walk_press(walk, "Enter"); /* is not sent */
    assert_prompt(walk, "issues: level:error is:resloved");
    type_anew(walk, "level:error OR level:fatal");
    walk_expect(walk, "issues are searched without AND and OR");
    walk_press(walk, "Esc");
    g_autofree char *after = title(walk, "1 Issues");
    g_assert_cmpstr(after, ==, before);
}

static void the_count_is_what_enter_gives(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "1 ;");
    type_anew(walk, "level:[error,fatal]");
    walk_expect(walk, "6 issues");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "1 Issues", "level:[error,fatal] by last seen  6");
    walk_press(walk, ";");
    assert_prompt(walk, "issues: level:[error,fatal]");
    type_anew(walk, "no such words");
    walk_expect(walk, "0 issues");
    walk_press(walk, "^U Enter"); /* nothing is the standard */
    walk_expect_beside(walk, "1 Issues", "is:unresolved by last seen");
    walk_press(walk, "; Up");
    assert_prompt(walk, "issues: level:[error,fatal]");
    walk_press(walk, "Esc");
}

static void either_goes_into_parentheses(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "4 ;");
    type_anew(walk, "severity:error OR project:web");
    walk_expect(walk, " logs");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "4 Logs", "severity:error OR project:web");
    walk_expect_gone(walk, " D payment");
    walk_press(walk, "Esc");
    walk_expect(walk, "no filter: every log in scope");
}

static void rows_are_counted_while_a_pattern_is_typed(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "4 /");
    walk_type(walk, "batch took");
    walk_expect(walk, " rows");
    g_assert_false(walk_sees(walk, " 0 of "));
    g_autofree char *counted = terminal_row(walk_terminal(walk), 35);
    walk_type(walk, "[");
    walk_expect(walk, "missing terminating ]");
    walk_press(walk, "Backspace");
    walk_expect(walk, g_strstrip(counted));
    walk_press(walk, "Enter");
    walk_press(walk, "/ ^R");
    walk_type(walk, "atch");
    walk_expect(walk, "in the history: atch");
    assert_prompt(walk, "/batch took");
    walk_press(walk, "Esc");
    walk_press(walk, "Esc");
}

/* Where the cursor's log stands and when it is of: "31 03:12:27.738 E". */
static char *cursor_place(struct walk *walk)
{
    struct terminal *terminal = walk_terminal(walk);
    int row, col;
    g_assert_true(terminal_find(terminal,
                                "\xe2\x96\x8c"
                                "03:",
                                &row, &col));
    g_autofree char *text = terminal_row(terminal, row);
    return g_strdup_printf("%d %.14s", row, text + strlen("\xe2\x96\x8c"));
}

static void lines_of_an_issue_are_counted_and_marked(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "1 g g Enter");
    walk_expect(walk, "1 Issue ");
    struct terminal_cell plain = walk_cell(walk, "Timeout");
    walk_press(walk, "/");
    walk_type(walk, "timeout");
    walk_expect_gone(walk, "\xe2\x80\xa6 of");
    walk_expect(walk, " of ");
    struct terminal_cell marked = walk_cell(walk, "Timeout");
    g_assert_true(marked.underline != plain.underline || marked.reverse != plain.reverse ||
                  marked.foreground != plain.foreground);
    walk_press(walk, "Esc");
    walk_press(walk, "Esc");
    walk_expect(walk, "1 Issues");
}

static void a_filter_that_is_typed_shows_and_esc_takes_it_back(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "4 G ^U ^U k");
    g_autofree char *before = cursor_place(walk);
    g_autofree char *title_before = title(walk, "4 Logs");
    walk_press(walk, "&");
    walk_type(walk, "order");
    walk_expect_beside(walk, "4 Logs", "only /order/");
    walk_expect(walk, " of ");
    walk_type(walk, "(");
    walk_expect(walk, "missing closing parenthesis");
    walk_expect_beside(walk, "4 Logs", "only /order/");
    walk_press(walk, "^U !");
    walk_type(walk, "order");
    walk_expect_beside(walk, "4 Logs", "without /order/");
    walk_press(walk, "Esc");
    g_autofree char *after = cursor_place(walk);
    g_autofree char *title_after = title(walk, "4 Logs");
    g_assert_cmpstr(after, ==, before);
    g_assert_cmpstr(title_after, ==, title_before);
    walk_press(walk, "G");
}

static void fields_pop_up_with_letters(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "1 g g F");
    walk_expect(walk, "leave out rows with");
    walk_expect(walk, "l  level");
    walk_press(walk, "l");
    walk_expect_beside(walk, "1 Issues", "!level:\"error\"");
    walk_press(walk, "f /");
    walk_type(walk, "proj");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "1 Issues", "project:");
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "1 Issues", "is:unresolved by last seen");
}

static void signals_are_made_of_what_the_query_selects(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, "2 ;");
    walk_type(walk, "project:inventory OR project:web");
    walk_expect(walk, " spans");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "2 Metrics", "project:inventory OR project:web  by onset");
    walk_expect_gone(walk, "queue.depth");
    walk_expect(walk, "only of project:inventory");
    walk_press(walk, "Esc");
    walk_expect(walk, "queue.depth");
    walk_expect_beside(walk, "2 Metrics", "2 Metrics by onset");
}

static void the_palette_begins_with_what_was_used(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_press(walk, ":");
    walk_type(walk, "last 3h");
    walk_press(walk, "Enter");
    walk_expect(walk, "last 3h");
    walk_press(walk, ":");
    walk_type(walk, "last 1h");
    walk_press(walk, "Enter");
    walk_expect(walk, "LIVE  last 1h");
    walk_press(walk, ":");
    walk_expect(walk, "last 3h");
    int first, second, col;
    g_assert_true(terminal_find(walk_terminal(walk), "\xe2\x94\x82 last 1h  ", &first, &col));
    g_assert_true(terminal_find(walk_terminal(walk), "\xe2\x94\x82 last 3h  ", &second, &col));
    g_assert_cmpint(second, ==, first + 1);
    walk_type(walk, "last");
    walk_press(walk, "Enter"); /* the command itself, not what was typed behind it before */
    walk_expect(walk, " last PERIOD \xe2\x94\x80");
    walk_press(walk, "Esc");
}

static void a_narrow_prompt_scrolls(gconstpointer data)
{
    struct walk *walk = console(data);
    walk_resize(walk, 24, 40);
    walk_press(walk, "4 ;");
    walk_type(walk, "message:\"a text that is longer than the row\" level:x");
    walk_expect(walk, "onger than the row\" level:x");
    walk_paste(walk, "\nmore\x1b[2J");
    walk_expect(walk, "level:x more");
    walk_expect(walk, "without its control characters");
    walk_press(walk, "^A");
    walk_expect(walk, "logs: message:\"a text");
    walk_press(walk, "Esc");
    walk_resize(walk, 36, 120);
}

int main(int argc, char **argv)
{
    struct fixture fixture = {NULL, NULL};
    static const struct {
        const char *name;
        GTestDataFunc test;
    } tests[] = {
        {"/prompts/Tab completes a field",                               fields_are_completed                  },
        {"/prompts/values are offered with their counts",                values_are_completed_with_their_counts},
        {"/prompts/a mistake stands over its complaint and is not sent",
         a_mistake_stands_over_its_complaint                                                                   },
        {"/prompts/the count is what Enter gives",                       the_count_is_what_enter_gives         },
        {"/prompts/either of two terms is one part of what is asked",    either_goes_into_parentheses          },
        {"/prompts/rows are counted while a pattern is typed",
         rows_are_counted_while_a_pattern_is_typed                                                             },
        {"/prompts/lines of an issue are counted and marked",
         lines_of_an_issue_are_counted_and_marked                                                              },
        {"/prompts/a filter that is typed shows, and Esc takes it back",
         a_filter_that_is_typed_shows_and_esc_takes_it_back                                                    },
        {"/prompts/fields pop up with letters",                          fields_pop_up_with_letters            },
        {"/prompts/signals are made of what the query selects",
         signals_are_made_of_what_the_query_selects                                                            },
        {"/prompts/the palette begins with what was used",               the_palette_begins_with_what_was_used },
        {"/prompts/a long text scrolls in a narrow prompt",              a_narrow_prompt_scrolls               },
    };
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add_data_func(tests[i].name, &fixture, tests[i].test);
    int failed = g_test_run();
    if (fixture.walk)
        walk_quit(fixture.walk, "Q");
    if (fixture.stage)
        stage_free(fixture.stage);
    return failed;
}
