/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/terminal_home.h"

#include "tests/support/folder.h"

#include <glib.h>
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

void terminal_home_free(char *home)
{
    folder_remove(home);
    g_free(home);
}
