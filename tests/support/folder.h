/* SPDX-License-Identifier: Apache-2.0
 *
 * A test's folder, removed with all that is in it. Links are removed, not what they lead to.
 */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

#include <glib/gstdio.h>
#include <stdbool.h>

static inline void folder_remove(const char *path)
{
    bool link = g_file_test(path, G_FILE_TEST_IS_SYMLINK);
    g_autoptr(GDir) folder = link ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        folder_remove(child);
    }
    g_remove(path);
}

#endif
