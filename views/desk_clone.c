/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding the clone of a repository: [repositories] in the config, the folders given, the working
 * directory, and the clones right below those.
 */
#include "views/desk_state.h"

#include "api/repo/repo.h"

#include <string.h>

#define MOST_ENTRIES 200 /* of a folder that are looked at */

static void add_clone(struct desk *desk, const char *path)
{
    for (guint i = 0; i < desk->shared.folders->len; i++)
        if (strcmp(desk->shared.folders->pdata[i], path) == 0)
            return;
    g_ptr_array_add(desk->shared.folders, g_strdup(path));
}

static bool holds_git(const char *path)
{
    g_autofree char *git = g_build_filename(path, ".git", NULL);
    g_autofree char *head = g_build_filename(path, "HEAD", NULL);
    return g_file_test(git, G_FILE_TEST_EXISTS) || g_file_test(head, G_FILE_TEST_IS_REGULAR);
}

static void look_in(struct desk *desk, const char *folder)
{
    if (holds_git(folder))
        add_clone(desk, folder);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    for (int i = 0; dir && i < MOST_ENTRIES && (name = g_dir_read_name(dir)); i++) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (name[0] != '.' && g_file_test(path, G_FILE_TEST_IS_DIR) && holds_git(path))
            add_clone(desk, path);
    }
}

/* The working directory or the clone around it. */
static void look_upwards(struct desk *desk)
{
    g_autofree char *path = g_get_current_dir();
    for (int depth = 0; depth < 16; depth++) {
        if (holds_git(path)) {
            add_clone(desk, path);
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

static void find_clones(struct desk *desk)
{
    desk->shared.folders = g_ptr_array_new_with_free_func(g_free);
    desk->shared.clones = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_auto(GStrv) keys =
        desk->config ? g_key_file_get_keys(desk->config, "repositories", NULL, NULL) : NULL;
    for (char **key = keys; key && *key; key++) {
        g_autofree char *path = g_key_file_get_string(desk->config, "repositories", *key, NULL);
        if (!path)
            continue;
        char *whole = g_str_has_prefix(path, "~/")
                          ? g_build_filename(g_get_home_dir(), path + 2, NULL)
                          : g_strdup(path);
        g_hash_table_insert(desk->shared.clones, g_strdup(*key), whole);
        add_clone(desk, whole);
    }
    for (char **folder = desk->repositories; folder && *folder; folder++)
        look_in(desk, *folder);
    look_upwards(desk);
}

static const char *named(struct desk *desk, const char *name)
{
    return name ? g_hash_table_lookup(desk->shared.clones, name) : NULL;
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

static char *say_where(const struct desk *desk, const char *name)
{
    GString *out = g_string_new(NULL);
    g_string_printf(out, "no clone of %s found", name);
    if (desk->shared.folders->len == 0)
        g_string_append(out, ": neither the working directory nor [repositories] in the config "
                             "names one");
    for (guint i = 0; i < MIN(desk->shared.folders->len, 3); i++)
        g_string_append_printf(out, "%s%s", i ? ", " : "; looked at ",
                               (char *)desk->shared.folders->pdata[i]);
    if (desk->shared.folders->len > 3)
        g_string_append_printf(out, " and %u more", desk->shared.folders->len - 3);
    return g_string_free(out, FALSE);
}

char *desk_clone_path(struct desk *desk, const char *repository, const char *service, char **looked)
{
    if (looked)
        *looked = NULL;
    if (!desk->shared.folders)
        find_clones(desk);
    const char *names[] = {repository, service};
    for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
        if (named(desk, names[n]))
            return g_strdup(named(desk, names[n]));
        for (guint i = 0; names[n] && i < desk->shared.folders->len; i++)
            if (goes_by(desk->shared.folders->pdata[i], names[n])) {
                const char *path = desk->shared.folders->pdata[i];
                g_hash_table_insert(desk->shared.clones, g_strdup(names[n]), g_strdup(path));
                return g_strdup(path);
            }
    }
    if (looked)
        *looked = say_where(desk, repository ? repository : service ? service : "it");
    return NULL;
}
