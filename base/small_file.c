/* SPDX-License-Identifier: Apache-2.0 */
#include "base/small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

static bool fail(GError **error, const char *path, int code, const char *why)
{
    g_set_error(error, G_FILE_ERROR, code, "%s: %s", path, why);
    return false;
}

static bool fail_errno(GError **error, const char *path, int number)
{
    return fail(error, path, (int)g_file_error_from_errno(number), g_strerror(number));
}

static bool is_small(const char *path, const struct stat *info, size_t most, GError **error)
{
    g_autofree char *size = NULL;
    if (!S_ISREG(info->st_mode))
        return fail(error, path, G_FILE_ERROR_INVAL,
                    S_ISDIR(info->st_mode) ? "it is a directory" : "it is not a regular file");
    if ((guint64)info->st_size <= most)
        return true;
    size = g_format_size(most);
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s: it is larger than %s", path, size);
    return false;
}

/* It may grow or shrink meanwhile: what counts is what was read. */
static bool read_open(int fd, const char *path, size_t most, GString *text, GError **error)
{
    char bytes[16384];
    ssize_t count;
    while ((count = read(fd, bytes, sizeof bytes)) != 0) {
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail_errno(error, path, errno);
        g_string_append_len(text, bytes, count);
        if (text->len > most)
            return fail(error, path, G_FILE_ERROR_FAILED, "it grows while it is read");
    }
    return true;
}

char *small_file_read(const char *path, size_t most, size_t *length, struct stat *info,
                      GError **error)
{
    struct stat own = {0};
    g_autoptr(GString) text = g_string_new(NULL);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        fail_errno(error, path, errno);
        return NULL;
    }
    info = info ? info : &own;
    bool fine = fstat(fd, info) == 0 || fail_errno(error, path, errno);
    fine = fine && is_small(path, info, most, error) && read_open(fd, path, most, text, error);
    close(fd);
    if (!fine)
        return NULL;
    if (length)
        *length = text->len;
    return g_string_free(g_steal_pointer(&text), FALSE);
}
