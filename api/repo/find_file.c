/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo_internal.h"
#include "late/git2.h"

#include <string.h>

/* The parts of a path that name something: without scheme, drive, "." and "..". */
static GPtrArray *parts_of(const char *path)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    const char *scheme = strstr(path, "://");
    g_auto(GStrv) split = g_strsplit_set(scheme ? scheme + 3 : path, "/\\", -1);
    for (char **part = split; *part; part++)
        if (**part && strcmp(*part, ".") != 0 && strcmp(*part, "..") != 0)
            g_ptr_array_add(parts, g_strdup(*part));
    g_ptr_array_add(parts, NULL);
    return parts;
}

static bool is_file(git_tree *tree, const char *path)
{
    git_tree_entry *entry = NULL;
    if (git_tree_entry_bypath(&entry, tree, path) != 0)
        return false;
    bool file = git_tree_entry_type(entry) == GIT_OBJECT_BLOB;
    git_tree_entry_free(entry);
    return file;
}

/* Looking for the one file of the tree whose path ends in `tail`. */
struct looking {
    const char *tail;
    char *found;
    int count;
};

static int look(const char *root, const git_tree_entry *entry, void *context)
{
    struct looking *looking = context;
    if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
        return 0;
    g_autofree char *path = g_strconcat(root, git_tree_entry_name(entry), NULL);
    size_t length = strlen(path);
    size_t tail = strlen(looking->tail);
    if (tail < length && path[length - tail - 1] == '/' &&
        strcmp(path + length - tail, looking->tail) == 0 && ++looking->count == 1)
        looking->found = g_steal_pointer(&path);
    return looking->count > 1 ? -1 : 0;
}

/* A service may live in a folder of its repository that its frames do not name. */
static char *find_below(git_tree *tree, char **parts)
{
    for (; *parts; parts++) {
        g_autofree char *tail = g_strjoinv("/", parts);
        struct looking looking = {.tail = tail};
        git_tree_walk(tree, GIT_TREEWALK_PRE, look, &looking);
        if (looking.count == 1)
            return looking.found;
        g_free(looking.found);
        if (looking.count > 1)
            return NULL; /* shorter tails would only find more */
    }
    return NULL;
}

char *repo_find_file(struct repo *repo, git_commit *commit, const char *path, GError **error)
{
    git_tree *tree = NULL;
    if (git_commit_tree(&tree, commit) != 0) {
        repo_fail(error, "cannot read the files of the commit");
        return NULL;
    }
    g_autoptr(GPtrArray) parts = parts_of(path);
    char *found = NULL;
    for (char **from = (char **)parts->pdata; *from && !found; from++) {
        g_autofree char *tail = g_strjoinv("/", from);
        if (is_file(tree, tail))
            found = g_steal_pointer(&tail);
    }
    if (!found)
        found = find_below(tree, (char **)parts->pdata);
    if (!found)
        g_set_error(error, REPO_ERROR, REPO_ERROR_MISSING, "%s has no file %s", repo->path, path);
    git_error_clear();
    git_tree_free(tree);
    return found;
}

char *repo_file(const char *clone, const char *path)
{
    if (strstr(path, ".."))
        return NULL;
    for (const char *tail = path; tail; tail = strchr(tail, '/')) {
        while (*tail == '/')
            tail++;
        g_autofree char *file = g_build_filename(clone, tail, NULL);
        if (*tail && g_file_test(file, G_FILE_TEST_IS_REGULAR) &&
            !g_file_test(file, G_FILE_TEST_IS_SYMLINK))
            return g_steal_pointer(&file);
    }
    return NULL;
}
