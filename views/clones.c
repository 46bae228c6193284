/* SPDX-License-Identifier: Apache-2.0 */
#include "views/clones.h"

#include "api/repo/repo.h"
#include "base/clock.h"

#include <string.h>

#define MOST_ENTRIES 200   /* of a folder that are looked at */
#define FORGET_MS    10000 /* that there is none of a name */

struct clones {
    char **given;        /* folders to look in */
    int again;           /* atomic: they are to be looked through anew */
    GMutex lock;         /* of what follows */
    int64_t looked_ms;   /* for `paths`; 0 = not yet */
    GHashTable *by_name; /* name -> path; NULL = none goes by it */
    GPtrArray *paths;    /* of char * */
};

static void add_clone(struct clones *clones, const char *path)
{
    if (!g_ptr_array_find_with_equal_func(clones->paths, path, g_str_equal, NULL))
        g_ptr_array_add(clones->paths, g_strdup(path));
}

/* What the config names. */
static void take_config(struct clones *clones, GKeyFile *config)
{
    g_auto(GStrv) keys = config ? g_key_file_get_keys(config, "repositories", NULL, NULL) : NULL;
    for (char **key = keys; key && *key; key++) {
        g_autofree char *path = g_key_file_get_string(config, "repositories", *key, NULL);
        if (!path)
            continue;
        char *whole = g_str_has_prefix(path, "~/")
                          ? g_build_filename(g_get_home_dir(), path + 2, NULL)
                          : g_strdup(path);
        g_hash_table_insert(clones->by_name, g_strdup(*key), whole);
        add_clone(clones, whole);
    }
}

struct clones *clones_new(GKeyFile *config, char *const *folders)
{
    struct clones *clones = g_atomic_rc_box_new0(struct clones);
    g_mutex_init(&clones->lock);
    clones->given = g_strdupv((char **)folders);
    clones->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    clones->paths = g_ptr_array_new_with_free_func(g_free);
    take_config(clones, config);
    return clones;
}

struct clones *clones_ref(struct clones *clones)
{
    return g_atomic_rc_box_acquire(clones);
}

static void clear(void *data)
{
    struct clones *clones = data;
    g_strfreev(clones->given);
    g_hash_table_unref(clones->by_name);
    g_ptr_array_unref(clones->paths);
    g_mutex_clear(&clones->lock);
}

void clones_unref(struct clones *clones)
{
    if (clones)
        g_atomic_rc_box_release_full(clones, clear);
}

/* --- looking --- */

static bool holds_git(const char *path)
{
    g_autofree char *git = g_build_filename(path, ".git", NULL);
    g_autofree char *head = g_build_filename(path, "HEAD", NULL);
    return g_file_test(git, G_FILE_TEST_EXISTS) || g_file_test(head, G_FILE_TEST_IS_REGULAR);
}

static void look_in(struct clones *clones, const char *folder)
{
    if (holds_git(folder))
        add_clone(clones, folder);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    for (int i = 0; dir && i < MOST_ENTRIES && (name = g_dir_read_name(dir)); i++) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (name[0] != '.' && g_file_test(path, G_FILE_TEST_IS_DIR) && holds_git(path))
            add_clone(clones, path);
    }
}

/* The working directory or the clone around it. */
static void look_upwards(struct clones *clones)
{
    g_autofree char *path = g_get_current_dir();
    for (int depth = 0; depth < 16; depth++) {
        if (holds_git(path)) {
            add_clone(clones, path);
            return;
        }
        char *parent = g_path_get_dirname(path);
        bool top = strcmp(parent, path) == 0;
        g_free(path);
        path = parent;
        if (top)
            return;
    }
}

static gboolean is_missing(void *name, void *path, void *data)
{
    (void)name;
    (void)data;
    return path == NULL;
}

static void look(struct clones *clones)
{
    for (char **folder = clones->given; folder && *folder; folder++)
        look_in(clones, *folder);
    look_upwards(clones);
    clones->looked_ms = clock_now_ms();
    g_hash_table_foreach_remove(clones->by_name, is_missing, NULL);
}

/* True when the clone at `path` goes by that name: its folder's, or a remote's. */
static bool goes_by(const char *path, const char *name)
{
    const char *last = strrchr(name, '/');
    g_autofree char *folder = g_path_get_basename(path);
    if (strcmp(folder, last ? last + 1 : name) == 0)
        return true;
    struct repo *repo = repo_open(path, NULL);
    bool is = repo && repo_is(repo, name);
    if (repo)
        repo_free(repo);
    return is;
}

static char *say_where(const struct clones *clones, const char *name)
{
    GString *out = g_string_new(NULL);
    g_string_printf(out, "no clone of %s found", name);
    if (clones->paths->len == 0)
        g_string_append(out, ": neither the working directory nor [repositories] in the config "
                             "names one");
    for (guint i = 0; i < MIN(clones->paths->len, 3); i++)
        g_string_append_printf(out, "%s%s", i ? ", " : "; looked at ",
                               (char *)clones->paths->pdata[i]);
    if (clones->paths->len > 3)
        g_string_append_printf(out, " and %u more", clones->paths->len - 3);
    return g_string_free(out, FALSE);
}

/* Borrowed; NULL when none goes by that name. */
static const char *find(struct clones *clones, const char *name)
{
    const char *found = NULL;
    if (g_hash_table_contains(clones->by_name, name))
        return g_hash_table_lookup(clones->by_name, name);
    for (guint i = 0; !found && i < clones->paths->len; i++)
        if (goes_by(clones->paths->pdata[i], name))
            found = clones->paths->pdata[i];
    g_hash_table_insert(clones->by_name, g_strdup(name), g_strdup(found));
    return found;
}

static const char *find_either(struct clones *clones, const char *repository, const char *service)
{
    const char *found = repository ? find(clones, repository) : NULL;
    return !found && service ? find(clones, service) : found;
}

void clones_look_again(struct clones *clones)
{
    g_atomic_int_set(&clones->again, 1);
}

char *clones_find(struct clones *clones, const char *repository, const char *service, char **looked)
{
    g_mutex_lock(&clones->lock);
    if (g_atomic_int_compare_and_exchange(&clones->again, 1, 0) || clones->looked_ms == 0)
        look(clones);
    const char *found = find_either(clones, repository, service);
    if (!found && ABS(clock_now_ms() - clones->looked_ms) >= FORGET_MS) {
        look(clones);
        found = find_either(clones, repository, service);
    }
    *looked = found ? NULL : say_where(clones, repository ? repository : service ? service : "it");
    char *path = g_strdup(found);
    g_mutex_unlock(&clones->lock);
    return path;
}
