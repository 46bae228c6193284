/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/themes.h"

#include <string.h>

#define SUFFIX ".theme"

static char *path_of(const char *name, const char *folder)
{
    g_autofree char *file = g_strconcat(name, SUFFIX, NULL);

    return g_build_filename(folder, file, NULL);
}

bool themes_is_own(const char *name, const char *folder)
{
    g_autofree char *path = folder && !strchr(name, '/') ? path_of(name, folder) : NULL;

    return path && g_file_test(path, G_FILE_TEST_EXISTS);
}

static bool is_shipped(const char *name)
{
    const char *shipped;

    for (size_t i = 0; (shipped = theme_shipped_name(i)); i++) {
        if (strcmp(name, shipped) == 0) {
            return true;
        }
    }
    return false;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_own(GPtrArray *names, const char *folder)
{
    g_autoptr(GDir) dir = folder ? g_dir_open(folder, 0, NULL) : NULL;
    const char *file;

    while (dir && (file = g_dir_read_name(dir))) {
        if (!g_str_has_suffix(file, SUFFIX) || !g_utf8_validate(file, -1, NULL)) {
            continue;
        }
        g_autofree char *name = g_strndup(file, strlen(file) - strlen(SUFFIX));
        if (*name && strcmp(name, THEME_AUTO) != 0 && !is_shipped(name)) {
            g_ptr_array_add(names, g_steal_pointer(&name));
        }
    }
}

GPtrArray *themes_names(const char *folder)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const char *shipped;

    for (size_t i = 0; (shipped = theme_shipped_name(i)); i++) {
        g_ptr_array_add(names, g_strdup(shipped));
    }
    add_own(names, folder);
    g_ptr_array_sort(names, compare_names);
    return names;
}

static bool fail_unknown(const char *name, const char *folder, GError **error)
{
    g_autoptr(GPtrArray) names = themes_names(folder);
    g_autoptr(GString) list = g_string_new(THEME_AUTO);

    for (guint i = 0; i < names->len; i++) {
        g_string_append_printf(list, ", %s", (const char *)names->pdata[i]);
    }
    g_set_error(error, THEME_ERROR, 0,
                "no theme is called %s; those there are: %s, or a file's path with a slash in it",
                name, list->str);
    return false;
}

bool themes_load(const char *name, const char *folder, struct theme *theme, GError **error)
{
    if (strchr(name, '/')) {
        return theme_load(theme, name, error);
    }
    if (themes_is_own(name, folder)) {
        g_autofree char *path = path_of(name, folder);
        return theme_load(theme, path, error);
    }
    return theme_shipped(theme, name) || fail_unknown(name, folder, error);
}

void themes_auto(bool light, struct theme *theme)
{
    bool found = theme_shipped(theme, light ? "light" : "dark");

    g_assert(found);
}
