/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading files that others may have put there: a settings file, a theme, a token, a source text.
 * What is no regular file (a pipe that nobody writes to, a device) is refused and never waited for.
 */
#ifndef BASE_SMALL_FILE_H
#define BASE_SMALL_FILE_H

#include <glib.h>
#include <stddef.h>
#include <sys/stat.h>

/* The whole text, with a NUL behind it that *length (may be NULL) does not count. `info` (may be
 * NULL) is of the same open file. NULL with *error (G_FILE_ERROR, the message begins with the path)
 * when it cannot be read, is no regular file, or has more than `most` bytes. */
char *small_file_read(const char *path, size_t most, size_t *length, struct stat *info,
                      GError **error);

#endif
