/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/config.h"
#include "cli/amount.h"

#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>

static char *write_config(const char *text)
{
    char *path = NULL;
    int fd = g_file_open_tmp("vigil-config-XXXXXX", &path, NULL);
    g_assert_cmpint(fd, >=, 0);
    g_close(fd, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static char *problem_of(const char *text)
{
    g_autofree char *path = write_config(text);
    g_autoptr(GError) error = NULL;
    g_assert_null(config_read(path, &error));
    g_assert_nonnull(strstr(error->message, path));
    g_unlink(path);
    return g_strdup(error->message);
}

static void what_stands_in_the_file_is_read(void)
{
    g_autofree char *path = write_config(
        "[console]\nsince = 15m\nutc = true\n[repositories]\nacme/inventory = /src/inventory\n");
    g_autoptr(config) config = config_read(path, NULL);
    g_assert_nonnull(config);
    g_autofree char *since = config_text(config, "console", "since");
    g_autofree char *clone = config_text(config, "repositories", "acme/inventory");
    g_assert_cmpstr(since, ==, "15m");
    g_assert_cmpstr(clone, ==, "/src/inventory");
    g_assert_true(config_flag(config, "console", "utc"));
    g_assert_false(config_flag(config, "console", "read_only"));
    g_unlink(path);
}

static void an_unknown_key_is_named_with_those_known(void)
{
    g_autofree char *problem = problem_of("[console]\ncolour = red\n");
    g_assert_nonnull(strstr(problem, "unknown key \"colour\""));
    g_assert_nonnull(strstr(problem, "since, theme, utc, read_only"));
}

static void an_unknown_group_is_named_with_those_known(void)
{
    g_autofree char *problem = problem_of("[colours]\nred = 1\n");
    g_assert_nonnull(strstr(problem, "unknown group \"colours\""));
}

static void a_broken_file_is_refused(void)
{
    g_autofree char *problem = problem_of("since = 15m\n");
    g_assert_cmpuint(strlen(problem), >, 10);
}

static void a_named_file_must_exist(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(config_read("/nowhere/config", &error));
    g_assert_nonnull(strstr(error->message, "/nowhere/config"));
}

/* Opening it would wait for a writer. */
static void a_pipe_is_refused(void)
{
    g_autofree char *folder = g_dir_make_tmp("vigil-config-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "config", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(mkfifo(path, 0600), ==, 0);
    g_assert_null(config_read(path, &error));
    g_assert_nonnull(strstr(error->message, path));
    g_remove(path);
    g_rmdir(folder);
}

static void a_relative_folder_is_no_place(void)
{
    g_setenv("XDG_STATE_HOME", "state", TRUE);
    g_setenv("XDG_CONFIG_HOME", "", TRUE);
    g_setenv("XDG_CACHE_HOME", "/cache", TRUE);
    config_ignore_relative_folders();
    g_assert_null(g_getenv("XDG_STATE_HOME"));
    g_assert_null(g_getenv("XDG_CONFIG_HOME"));
    g_assert_cmpstr(g_getenv("XDG_CACHE_HOME"), ==, "/cache");
}

static void periods_and_sizes_have_their_suffixes(void)
{
    static const struct {
        const char *text;
        int64_t expected; /* 0 = refused */
    } periods[] =
        {
            {"90s",                 90000     },
            {"15m",                 900000    },
            {"24h",                 86400000  },
            {"7d",                  604800000 },
            {"2w",                  1209600000},
            {"",                    0         },
            {"h",                   0         },
            {"15",                  0         },
            {"0h",                  0         },
            {"-1h",                 0         },
            {"1h30m",               0         },
            {"999999999999999999w", 0         }
    },
      sizes[] = {{"500M", 524288000},
                 {"2G", INT64_C(2) << 30},
                 {"1T", INT64_C(1) << 40},
                 {"4096", 4096},
                 {"", 0},
                 {"G", 0},
                 {"1.5G", 0},
                 {"2GB", 0},
                 {"-1G", 0},
                 {"99999999999T", 0}};
    for (size_t i = 0; i < G_N_ELEMENTS(periods); i++) {
        int64_t ms = 0;
        g_assert_cmpint(amount_parse_period(periods[i].text, &ms), ==, periods[i].expected != 0);
        g_assert_cmpint(ms, ==, periods[i].expected);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        int64_t bytes = 0;
        g_assert_cmpint(amount_parse_size(sizes[i].text, &bytes), ==, sizes[i].expected != 0);
        g_assert_cmpint(bytes, ==, sizes[i].expected);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/what stands in the file is read", what_stands_in_the_file_is_read);
    g_test_add_func("/config/an unknown key is named with those known",
                    an_unknown_key_is_named_with_those_known);
    g_test_add_func("/config/an unknown group is named with those known",
                    an_unknown_group_is_named_with_those_known);
    g_test_add_func("/config/a broken file is refused", a_broken_file_is_refused);
    g_test_add_func("/config/a named file must exist", a_named_file_must_exist);
    g_test_add_func("/config/a pipe is refused", a_pipe_is_refused);
    g_test_add_func("/config/a relative folder is no place", a_relative_folder_is_no_place);
    g_test_add_func("/amount/periods and sizes have their suffixes",
                    periods_and_sizes_have_their_suffixes);
    return g_test_run();
}
