/* SPDX-License-Identifier: Apache-2.0 */
#include "base/small_file.h"

#include <glib/gstdio.h>
#include <stdbool.h>
#include <string.h>

struct place {
    char *folder, *path;
};

static void set_up(struct place *place, const void *data)
{
    (void)data;
    place->folder = g_dir_make_tmp("vigil-small-XXXXXX", NULL);
    place->path = g_build_filename(place->folder, "file", NULL);
}

static void tear_down(struct place *place, const void *data)
{
    (void)data;
    g_remove(place->path);
    g_rmdir(place->folder);
    g_free(place->path);
    g_free(place->folder);
}

static void assert_refused(const char *path, int code, const char *why)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = small_file_read(path, 100, NULL, NULL, &error);
    g_assert_null(text);
    g_assert_error(error, G_FILE_ERROR, code);
    g_assert_true(g_str_has_prefix(error->message, path));
    g_assert_nonnull(strstr(error->message, why));
}

static void whole(struct place *place, const void *data)
{
    (void)data;
    size_t length = 0;
    struct stat info = {0};
    g_assert_true(g_file_set_contents(place->path, "a\0b", 3, NULL));
    g_autofree char *text = small_file_read(place->path, 3, &length, &info, NULL);
    g_assert_cmpmem(text, length + 1, "a\0b", 4);
    g_assert_cmpint(info.st_size, ==, 3);
}

static void no_pipe(struct place *place, const void *data)
{
    (void)data;
    g_assert_cmpint(mkfifo(place->path, 0600), ==, 0);
    assert_refused(place->path, G_FILE_ERROR_INVAL, "not a regular file");
}

static void no_other(struct place *place, const void *data)
{
    (void)data;
    assert_refused(place->path, G_FILE_ERROR_NOENT, "");
    assert_refused(place->folder, G_FILE_ERROR_INVAL, "directory");
    assert_refused("/dev/zero", G_FILE_ERROR_INVAL, "not a regular file");
    g_autofree char *large = g_strnfill(101, 'x');
    g_assert_true(g_file_set_contents(place->path, large, -1, NULL));
    assert_refused(place->path, G_FILE_ERROR_FAILED, "larger than 100");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/small file/it is read whole, NUL bytes too", struct place, NULL, set_up, whole,
               tear_down);
    g_test_add("/small file/a pipe that nobody writes to is not waited for", struct place, NULL,
               set_up, no_pipe, tear_down);
    g_test_add("/small file/what is missing, a folder, a device or large is refused with its path",
               struct place, NULL, set_up, no_other, tear_down);
    return g_test_run();
}
