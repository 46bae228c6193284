/* SPDX-License-Identifier: Apache-2.0
 *
 * How many rows of logs are held, and who says so.
 */
#include "views/logs_held.h"

#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/state_file.h"
#include "views/views.h"

#include <glib/gstdio.h>

#define BESIDES (2 * FRAME_SEGMENT_ROWS)

static void a_number_of_rows_is_read(void)
{
    static const struct {
        const char *text;
        size_t rows; /* 0 = it is refused */
    } cases[] = {
        {"10000",                10000   },
        {"5m",                   5000000 },
        {"20M",                  20000000},
        {"20000000",             20000000},
        {"20000001",             0       },
        {"9999",                 0       },
        {"21m",                  0       },
        {"5 m",                  0       },
        {"5mm",                  0       },
        {"m",                    0       },
        {"",                     0       },
        {"-20000",               0       },
        {"18446744073709551615", 0       },
        {"18446744073709m",      0       },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        size_t rows = 0;
        g_test_message("%s", cases[i].text);
        g_assert_true(logs_held_parse(cases[i].text, &rows) == (cases[i].rows > 0));
        if (cases[i].rows)
            g_assert_cmpuint(rows, ==, cases[i].rows);
    }
}

static void assert_room(const struct view *view, size_t most)
{
    const struct log_rows *rows = ((const struct logs *)view->state)->rows;
    g_assert_false(log_rows_full(rows, most));
    g_assert_true(log_rows_full(rows, most + 1));
}

/* What was said last stands above the config, also when it is what stands there without any. */
static void the_config_says_it_and_the_command_says_it_anew(void)
{
    static const char url[] = "http://127.0.0.1:4";
    g_autofree char *path = state_file_path(url, "acme");
    struct desk *desk = desk_new();
    desk->keep = true;
    desk->url = g_strdup(url);
    target_set(&desk->scope.organization, "acme");
    desk_saved_open(desk);
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    g_assert_cmpuint(logs_held_most(view), ==, 1000000 + BESIDES);
    desk->log_rows = 50000;
    g_assert_cmpuint(logs_held_most(view), ==, 50000 + BESIDES);
    struct view *next = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    assert_room(next, 50000 + BESIDES);
    g_assert_true(logs_held_argument.take(next, "1000000"));
    assert_room(next, 1000000 + BESIDES);
    g_assert_cmpuint(logs_held_most(next), ==, 1000000 + BESIDES);
    g_assert_true(logs_held_argument.take(next, "50000"));
    desk->log_rows = 60000;
    g_assert_cmpuint(logs_held_most(next), ==, 60000 + BESIDES);
    g_assert_false(logs_held_argument.take(next, "500"));
    desk_saved_close(desk);
    desk_free(desk);
    g_remove(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *home = g_dir_make_tmp("vigil-held-XXXXXX", NULL);
    g_autofree char *folder = g_build_filename(home, "vigil", NULL);
    g_setenv("XDG_STATE_HOME", home, TRUE);
    g_test_add_func("/logs held/a number of rows is read", a_number_of_rows_is_read);
    g_test_add_func("/logs held/the config says it and the command says it anew",
                    the_config_says_it_and_the_command_says_it_anew);
    int failed = g_test_run();
    g_rmdir(folder);
    g_rmdir(home);
    return failed;
}
