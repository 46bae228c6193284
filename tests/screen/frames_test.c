/* SPDX-License-Identifier: Apache-2.0
 *
 * What frames cost: nothing for nothing, few for many keys, and little for a line. The clock stands
 * still, so that only what the keys do is sent.
 */
#include "tests/support/folder.h"
#include "tests/support/stage.h"

#include <string.h>

#define MARK_BYTES 20 /* of an idle mark, which tests alone are sent */
#define PAGE_BYTES 1670

static struct walk *zoomed_logs(struct stage *stage)
{
    struct walk *walk = stage_console(stage, 24, 80, NULL, NULL);

    walk_expect(walk, "first mover: inventory");
    walk_press(walk, "4 \\");
    walk_expect(walk, "4 Logs");
    walk_press(walk, "p"); /* nothing comes by itself */
    walk_expect(walk, "PAUSED");
    walk_press(walk, "g g");
    return walk;
}

static void nothing_for_nothing(gconstpointer stage)
{
    struct walk *walk = zoomed_logs((struct stage *)stage);
    struct terminal *terminal = walk_terminal(walk);

    walk_press(walk, "1 g g");
    walk_expect(walk, "1 Issues");
    walk_press(walk, "k");
    terminal_count_from_here(terminal);
    for (int i = 0; i < 5; i++) {
        walk_press(walk, "k"); /* the cursor is at the top */
    }
    g_assert_cmpuint(terminal_state(terminal).bytes, <=, 10 * MARK_BYTES);
    walk_quit(walk, "Q");
}

static void many_keys_few_frames(gconstpointer stage)
{
    struct walk *walk = zoomed_logs((struct stage *)stage);
    struct terminal *terminal = walk_terminal(walk);
    char keys[50];

    memset(keys, 'j', sizeof keys);
    g_autofree char *top = terminal_row(terminal, 5);
    terminal_count_from_here(terminal);
    terminal_send(terminal, keys, sizeof keys);
    terminal_settle(terminal);
    walk_press(walk, "Esc");
    struct terminal_state state = terminal_state(terminal);
    g_test_message("fifty keys: %zu bytes, %zu reads", state.bytes, state.reads);
    g_assert_cmpuint(state.bytes, <=, 3 * PAGE_BYTES);
    g_assert_cmpuint(state.reads, <=, 20);
    g_autofree char *now = terminal_row(terminal, 5);
    g_assert_cmpstr(top, !=, now); /* they all counted: fifty rows are more than a page */
    walk_quit(walk, "Q");
}

/* The row with the bar, or -1. */
static int row_of_bar(const struct terminal *terminal)
{
    for (int row = 0; row < terminal_rows(terminal) - 2; row++) {
        if (strcmp(terminal_cell(terminal, row, 0).text, "▌") == 0) {
            return row;
        }
    }
    return -1;
}

static void assert_lit(struct walk *walk)
{
    struct terminal *terminal = walk_terminal(walk);
    int bar = row_of_bar(terminal);

    g_assert_cmpint(bar, >=, 0);
    int32_t lit = terminal_cell(terminal, bar, 30).background;
    g_assert_cmpint(lit, !=, -1);
    for (int row = 3; row < terminal_rows(terminal) - 2; row++) {
        if (row != bar) {
            g_assert_cmpint(terminal_cell(terminal, row, 30).background, !=, lit);
        }
    }
}

/* The evidence tells of the row under the bar, whose message it ends with. */
static void assert_told(struct walk *walk, int row)
{
    struct terminal *terminal = walk_terminal(walk);
    g_autofree char *line = terminal_row(terminal, row);
    g_autofree char *evidence = terminal_row(terminal, terminal_rows(terminal) - 2);
    g_auto(GStrv) words = g_strsplit_set(line, " ", -1);
    guint seen = 0;

    for (char **word = words; *word; word++) { /* the service, at the least */
        seen += strlen(*word) > 4 && strstr(evidence, *word) != NULL;
    }
    g_assert_cmpuint(seen, >, 0);
}

static void the_row_is_lit_at_rest(gconstpointer stage)
{
    static const char *const keys[] = {"j", "j j j", "^D", "PgDn", "G", "k", "g g", "j"};
    struct walk *walk = zoomed_logs((struct stage *)stage);

    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        walk_press(walk, keys[i]);
        assert_lit(walk);
        assert_told(walk, row_of_bar(walk_terminal(walk)));
    }
    walk_quit(walk, "Q");
}

/* A line at the lower edge, with the evidence that follows it: both rows, and what each pivot leads
 * to. */
static void a_scrolled_line_is_cheap(gconstpointer stage)
{
    struct walk *walk = zoomed_logs((struct stage *)stage);
    struct terminal *terminal = walk_terminal(walk);

    for (int i = 0; i < 22; i++) {
        walk_press(walk, "j");
    }
    terminal_count_from_here(terminal);
    for (int i = 0; i < 10; i++) {
        walk_press(walk, "j");
    }
    size_t bytes = terminal_state(terminal).bytes / 10;
    g_test_message("a scrolled line and what follows it: %zu bytes", bytes);
    g_assert_cmpuint(bytes, <=, 800);
    walk_quit(walk, "Q");
}

static void resizing_does_not_clear(gconstpointer stage)
{
    struct walk *walk = zoomed_logs((struct stage *)stage);
    struct terminal *terminal = walk_terminal(walk);
    g_autofree char *before = terminal_text(terminal);

    walk_resize(walk, 30, 100);
    walk_expect(walk, "4 Logs");
    walk_resize(walk, 24, 80);
    walk_press(walk, "Esc");
    g_autofree char *after = terminal_text(terminal);
    g_assert_cmpstr(before, ==, after);
    walk_quit(walk, "Q");
}

/* --- as in use, where the terminal is asked --- */

static char *rows_of_services(void)
{
    static const char *const services[] = {"web", "checkout", "payment", "inventory", "shipping"};
    GString *text = g_string_new(NULL);

    for (int n = 0; n < 300; n++) {
        g_string_append_printf(text,
                               "{\"time\":\"2026-11-22T03:%02d:%02dZ\",\"level\":\"info\","
                               "\"service\":\"%s\",\"msg\":\"row %d took %d ms\"}\n",
                               n / 60, n % 60, services[n * n / 7 % 5], n, n * 37 % 1000);
    }
    return g_string_free(text, FALSE);
}

/* All but the clock's row, when nothing more comes. */
static char *text_below(struct terminal *terminal)
{
    while (terminal_take(terminal)) {
    }
    g_autofree char *text = terminal_text(terminal);
    return g_strdup(strchr(text, '\n'));
}

static void a_page_goes_by_tabs(void)
{
    const char *vigil = g_getenv("VIGIL");
    const char *const argv[] = {vigil, "open", "app.log", NULL};
    const char *const live[] = {"VIGIL_TEST_IDLE", "VIGIL_CLOCK=2026-11-22T03:12:31Z", NULL};
    g_autofree char *folder = g_dir_make_tmp("vigil-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "app.log", NULL);
    g_autofree char *rows = rows_of_services();
    g_assert_true(g_file_set_contents(path, rows, -1, NULL));
    struct terminal *terminal = terminal_start(&(struct terminal_options){
        .argv = argv, .environment = live, .directory = folder, .no_idle_marks = true});
    terminal_expect(terminal, -1, "row 299 took");
    terminal_press(terminal, "g g");
    terminal_expect(terminal, -1, "row 0 took");
    terminal_count_from_here(terminal);
    terminal_press(terminal, "PgDn");
    terminal_expect(terminal, -1, "no trace  row 20 took"); /* what comes at rest is there, too */
    g_autofree char *painted = text_below(terminal);
    g_assert_nonnull(strchr(terminal_state(terminal).written, '\t'));
    terminal_count_from_here(terminal);
    terminal_press(terminal, "^L");
    while (!strstr(terminal_state(terminal).written, "row 30 took")) {
        terminal_take(terminal);
    }
    g_autofree char *anew = text_below(terminal);
    g_assert_cmpstr(painted, ==, anew);
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
    folder_remove(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    struct stage *stage = stage_start();
    g_test_add_data_func("/frames/nothing is sent when nothing changed", stage,
                         nothing_for_nothing);
    g_test_add_data_func("/frames/fifty keys at once are few frames", stage, many_keys_few_frames);
    g_test_add_data_func("/frames/at rest the row under the bar is lit and told", stage,
                         the_row_is_lit_at_rest);
    g_test_add_data_func("/frames/a scrolled line is cheap", stage, a_scrolled_line_is_cheap);
    g_test_add_data_func("/frames/back at a size the screen is as before", stage,
                         resizing_does_not_clear);
    g_test_add_func("/frames/a page goes by tabs and shows what is drawn anew",
                    a_page_goes_by_tabs);
    int status = g_test_run();
    stage_free(stage);
    return status;
}
