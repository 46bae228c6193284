/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/themes.h"

#include <glib/gstdio.h>
#include <string.h>

struct fixture {
    char *folder;
};

static void set_up(struct fixture *fixture, const void *unused)
{
    (void)unused;
    fixture->folder = g_dir_make_tmp("vigil-themes-XXXXXX", NULL);
    g_assert_nonnull(fixture->folder);
}

static void tear_down(struct fixture *fixture, const void *unused)
{
    (void)unused;
    g_autoptr(GDir) dir = g_dir_open(fixture->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(fixture->folder);
    g_free(fixture->folder);
}

static void put(const struct fixture *fixture, const char *file, const char *text)
{
    g_autofree char *path = g_build_filename(fixture->folder, file, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static bool has(const GPtrArray *names, const char *name)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

static void test_shipped(struct fixture *fixture, const void *unused)
{
    g_autoptr(GPtrArray) names = themes_names(NULL);
    g_autoptr(GPtrArray) again = themes_names("/nowhere/at/all");
    struct theme theme, file;

    (void)fixture;
    (void)unused;
    g_assert_cmpuint(again->len, ==, names->len);
    for (guint i = 0; i < names->len; i++) {
        const char *name = names->pdata[i];
        g_autofree char *path = g_strdup_printf("themes/%s.theme", name);
        g_assert_true(themes_load(name, NULL, &theme, NULL));
        g_assert_true(themes_load(path, NULL, &file, NULL));
        g_assert_cmpstr(theme.name, ==, name);
        g_assert_cmpmem(theme.styles, sizeof theme.styles, file.styles, sizeof file.styles);
        g_assert_true(i == 0 || strcmp(names->pdata[i - 1], name) < 0);
    }
}

static void test_own(struct fixture *fixture, const void *unused)
{
    struct theme theme;

    (void)unused;
    put(fixture, "mine.theme", "text red\n");
    put(fixture, "light.theme", "text blue\n");
    put(fixture, "auto.theme", "text green\n");
    put(fixture, "notes.txt", "");
    put(fixture, ".theme", "");
    g_autoptr(GPtrArray) names = themes_names(fixture->folder);
    g_autoptr(GPtrArray) shipped = themes_names(NULL);
    g_assert_true(has(names, "mine"));
    g_assert_cmpuint(names->len, ==, shipped->len + 1);
    g_assert_true(themes_is_own("light", fixture->folder));
    g_assert_false(themes_is_own("dark", fixture->folder));
    g_assert_true(themes_load("light", fixture->folder, &theme, NULL));
    g_assert_cmpint(theme.styles[ROLE_TEXT].foreground, ==, 4);
    g_assert_true(themes_load("mine", fixture->folder, &theme, NULL));
    g_assert_cmpstr(theme.name, ==, "mine");
}

static void test_refused(struct fixture *fixture, const void *unused)
{
    g_autoptr(GError) error = NULL;
    struct theme theme;

    (void)unused;
    put(fixture, "broken.theme", "text red\nmutd blue\n");
    theme_init(&theme);
    g_assert_false(themes_load("broken", fixture->folder, &theme, &error));
    g_assert_nonnull(strstr(error->message, "broken.theme:2: no such role: \"mutd\""));
    g_clear_error(&error);
    g_assert_false(themes_load("sepia", fixture->folder, &theme, &error));
    g_assert_nonnull(strstr(error->message, "no theme is called sepia; those there are: auto, "));
    g_assert_nonnull(strstr(error->message, "broken, "));
    g_clear_error(&error);
    g_assert_false(themes_load("./nothing.theme", fixture->folder, &theme, &error));
    g_assert_nonnull(error);
    g_assert_cmpstr(theme.name, ==, "dark");
}

static void test_auto(struct fixture *fixture, const void *unused)
{
    struct theme theme;

    (void)fixture;
    (void)unused;
    themes_auto(true, &theme);
    g_assert_true(theme_is_light(&theme));
    themes_auto(false, &theme);
    g_assert_false(theme_is_light(&theme));
    g_assert_cmpstr(theme.name, ==, "dark");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(path, function) g_test_add(path, struct fixture, NULL, set_up, function, tear_down)
    ADD("/themes/what is compiled in is what the files say", test_shipped);
    ADD("/themes/a file of the user's stands before a theme of its name", test_own);
    ADD("/themes/a bad file and an unknown name say so, and change nothing", test_refused);
    ADD("/themes/auto is light on light and dark on dark", test_auto);
    return g_test_run();
}
