/* SPDX-License-Identifier: Apache-2.0 */
#include "late/late.h"

#include "late/names.h"

#include <dlfcn.h>

static const struct {
    const char *file;
    const char *const *names;
} libraries[LATE_LIBRARIES] = {
    [LATE_CURL] = {CURL_FILE,       curl_names      },
    [LATE_GIT2] = {GIT2_FILE,       git2_names      },
    [LATE_MICROHTTPD] = {MICROHTTPD_FILE, microhttpd_names},
};

static GQuark late_error(void)
{
    return g_quark_from_static_string("late");
}

void **late_find(const char *file, const char *const *names, GError **error)
{
    void *handle = dlopen(file, RTLD_LAZY | RTLD_LOCAL);
    if (!handle) {
        g_set_error(error, late_error(), 0,
                    "%s cannot be loaded; install the package that has it (%s)", file, dlerror());
        return NULL;
    }
    guint count = g_strv_length((char **)names);
    void **found = g_new0(void *, count);
    for (guint i = 0; i < count; i++) {
        if (!(found[i] = dlsym(handle, names[i]))) {
            g_set_error(error, late_error(), 1,
                        "%s has no %s: it is not the version that vigil was built with", file,
                        names[i]);
            g_free(found);
            dlclose(handle);
            return NULL;
        }
    }
    return found;
}

/* The table, or NULL with an error; a library that is missing is looked for again the next time. */
static const void *open_once(enum late library, GError **error)
{
    static void *loaded[LATE_LIBRARIES];
    static GMutex lock;
    void *table = g_atomic_pointer_get(&loaded[library]);
    if (table)
        return table;
    g_mutex_lock(&lock);
    if (!loaded[library])
        g_atomic_pointer_set(&loaded[library],
                             late_find(libraries[library].file, libraries[library].names, error));
    table = loaded[library];
    g_mutex_unlock(&lock);
    return table;
}

bool late_open(enum late library, GError **error)
{
    return open_once(library, error) != NULL;
}

const void *late_functions(enum late library)
{
    g_autoptr(GError) error = NULL;
    const void *table = open_once(library, &error);
    if (!table)
        g_error("%s", error->message);
    return table;
}
