/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/terminal_home.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

char *terminal_home_new(void)
{
    char *home = g_dir_make_tmp("vigil-home-XXXXXX", NULL);

    g_assert_nonnull(home);
    return home;
}

void terminal_home_set(const char *home)
{
    static const char *const names[] = {"XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME",
                                        "XDG_CACHE_HOME"};

    setenv("HOME", home, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(home, names[i], NULL);
        setenv(names[i], path, 1);
    }
}

static void remove_folder(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);

    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK)) {
            remove_folder(child);
        } else {
            g_unlink(child);
        }
    }
    g_clear_pointer(&dir, g_dir_close);
    g_rmdir(path);
}

void terminal_home_free(char *home)
{
    remove_folder(home);
    g_free(home);
}
