/* SPDX-License-Identifier: Apache-2.0
 *
 * What waiting looks like over a slow line: rows come where their places were drawn, and Esc gives
 * the waiting up.
 */
#include "tests/support/http.h"
#include "tests/support/terminal.h"

#include <string.h>

#define ROWS 36
#define COLS 120

/* Nothing is idle while answers are on their way: texts are waited for. */
static struct terminal *console(const struct serve *serve, const char *delay, const char *locale)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", serve->port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", serve->token);
    g_autofree char *late = g_strdup_printf("VIGIL_DELAY_MS=%s", delay);
    g_autofree char *language = g_strdup_printf("LC_ALL=%s", locale);
    const char *environment[] = {at, token, late, language, NULL};
    const char *arguments[] = {g_getenv("VIGIL"), "--url", url, "--org", "local", NULL};
    struct terminal_options options = {.argv = arguments,
                                       .environment = environment,
                                       .rows = ROWS,
                                       .cols = COLS,
                                       .no_idle_marks = true};
    return terminal_start(&options);
}

static void end(struct terminal *terminal, struct serve *serve)
{
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
    serve_clear(serve);
}

/* The cells of a row in which something begins after a blank. */
static GArray *beginnings(const struct terminal *terminal, int row, int cols)
{
    GArray *out = g_array_new(FALSE, FALSE, sizeof(int));
    bool blank = true;
    for (int col = 0; col < cols; col++) {
        struct terminal_cell cell = terminal_cell(terminal, row, col);
        bool empty = strcmp(cell.text, " ") == 0;
        if (blank && !empty)
            g_array_append_val(out, col);
        blank = empty;
    }
    return out;
}

static bool has(const GArray *places, int col)
{
    for (guint i = 0; i < places->len; i++)
        if (g_array_index(places, int, i) == col)
            return true;
    return false;
}

static void rows_come_where_their_places_were(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    int row, col, left;
    serve_error(&serve, "pump", "PumpError", "the pump is dry");
    struct terminal *terminal = console(&serve, "1500", "C.UTF-8");
    terminal_expect(terminal, -1, "░░░");
    g_assert_true(terminal_find(terminal, "2 Metrics", &row, &left));
    g_assert_true(terminal_find(terminal, "events", &row, &col));
    left = 50; /* well inside the pane of issues */
    g_autofree char *header = terminal_row(terminal, row);
    g_autoptr(GArray) places = beginnings(terminal, row + 1, left);
    g_assert_cmpuint(places->len, >=, 4);
    terminal_expect(terminal, -1, "PumpError");
    g_autofree char *loaded = terminal_row(terminal, row);
    g_assert_true(strncmp(header, loaded, (size_t)left) == 0);
    int title_row, title_col, new_row, new_col;
    g_assert_true(terminal_find(terminal, "PumpError", &title_row, &title_col));
    g_assert_true(terminal_find(terminal, "NEW  ", &new_row, &new_col));
    g_assert_cmpint(title_row, ==, row + 1);
    g_assert_true(has(places, title_col));
    g_assert_cmpint(new_row, ==, row + 1);
    g_assert_true(has(places, new_col));
    end(terminal, &serve);
}

static void places_are_drawn_in_ascii_too(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    struct terminal *terminal = console(&serve, "60000", "C");
    terminal_expect(terminal, -1, " .. .....");
    end(terminal, &serve);
}

static void escape_gives_up_and_r_asks_again(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    struct terminal *terminal = console(&serve, "60000", "C.UTF-8");
    terminal_expect(terminal, -1, "░░░");
    terminal_press(terminal, "Esc");
    terminal_expect(terminal, ROWS - 2, "stopped; r asks again");
    terminal_press(terminal, "2");
    terminal_press(terminal, "Esc");
    terminal_expect(terminal, -1, "stopped before all signals were there");
    terminal_expect(terminal, 1, "stopped at 0 of");
    terminal_expect(terminal, -1, "2 Metrics by onset  stopped at 0 of");
    terminal_press(terminal, "r");
    terminal_expect_gone(terminal, "stopped");
    terminal_expect(terminal, 1, "looking: 0 of");
    end(terminal, &serve);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/waiting/rows come where their places were drawn",
                    rows_come_where_their_places_were);
    g_test_add_func("/waiting/places are drawn in ASCII, too", places_are_drawn_in_ascii_too);
    g_test_add_func("/waiting/Esc gives up, and r asks again", escape_gives_up_and_r_asks_again);
    return g_test_run();
}
