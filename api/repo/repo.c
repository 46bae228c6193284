/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo_internal.h"
#include "late/git2.h"

#include <string.h>

G_DEFINE_QUARK(vigil - repo, repo_error)

bool repo_fail(GError **error, const char *format, ...)
{
    const git_error *said = git_error_last();
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, REPO_ERROR, REPO_ERROR_FAILED, "%s%s%s", what, said ? ": " : "",
                said ? said->message : "");
    git_error_clear();
    return false;
}

/* "git@host:acme/inventory.git", "https://host/acme/inventory/", "/srv/git/acme/inventory" to
 * "acme/inventory" or the like: the path, without scheme, host, ".git" and slashes around it. */
static char *path_of_url(const char *url)
{
    const char *path = strstr(url, "://");
    if (path) {
        path = strchr(path + 3, '/');
        path = path ? path : "";
    } else {
        const char *colon = strchr(url, ':');
        path = colon && colon[1] != '\\' ? colon + 1 : url;
    }
    while (*path == '/')
        path++;
    char *name = g_ascii_strdown(path, -1);
    for (size_t length = strlen(name); length > 0 && name[length - 1] == '/';)
        name[--length] = '\0';
    if (g_str_has_suffix(name, ".git"))
        name[strlen(name) - 4] = '\0';
    return name;
}

/* The last two parts of a path: what a repository is called among people. */
static char *short_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    while (slash && slash > path && slash[-1] != '/')
        slash--;
    return g_strdup(slash ? slash : path);
}

/* Reads the remotes' URLs out of the configuration itself: git_remote_list() of libgit2 1.5 matches
 * every entry against a pattern, and loses memory at each. */
static void read_names(struct repo *repo)
{
    git_config *config = NULL;
    git_config_iterator *iterator = NULL;
    git_config_entry *entry = NULL;
    repo->names = g_ptr_array_new_with_free_func(g_free);
    if (git_repository_config_snapshot(&config, repo->git) == 0 &&
        git_config_iterator_new(&iterator, config) == 0) {
        while (git_config_next(&entry, iterator) == 0)
            if (g_str_has_prefix(entry->name, "remote.") && g_str_has_suffix(entry->name, ".url"))
                g_ptr_array_add(repo->names, path_of_url(entry->value));
    }
    git_config_iterator_free(iterator);
    git_config_free(config);
    repo->name =
        repo->names->len ? short_name(repo->names->pdata[0]) : g_path_get_basename(repo->path);
}

/* Once, and never shut down: a shutdown on one thread takes the state of the others with it, and
 * each start reads the system's certificates anew. */
static bool begin_library(GError **error)
{
    static gsize begun = 0;
    if (!late_open(LATE_GIT2, error))
        return false;
    if (g_once_init_enter(&begun)) {
        git_libgit2_init();
        g_once_init_leave(&begun, 1);
    }
    return true;
}

struct repo *repo_open(const char *path, GError **error)
{
    git_repository *git = NULL;
    if (!begin_library(error))
        return NULL;
    if (git_repository_open_ext(&git, path, 0, NULL) != 0) {
        repo_fail(error, "%s is not in a git clone", path);
        return NULL;
    }
    struct repo *repo = g_new0(struct repo, 1);
    const char *folder = git_repository_workdir(git);
    repo->git = git;
    repo->path = g_strdup(folder ? folder : git_repository_path(git));
    size_t length = strlen(repo->path);
    if (length > 1 && repo->path[length - 1] == '/')
        repo->path[length - 1] = '\0';
    g_autofree char *program = g_find_program_in_path("git");
    repo->git_missing = program == NULL;
    read_names(repo);
    return repo;
}

void repo_free(struct repo *repo)
{
    if (!repo)
        return;
    git_repository_free(repo->git);
    g_ptr_array_unref(repo->names);
    g_free(repo->path);
    g_free(repo->name);
    g_free(repo);
}

const char *repo_limits(const struct repo *repo)
{
    if (repo->git_missing)
        return "git is not installed: revisions in .git-blame-ignore-revs were not passed over";
    if (repo->ignore_failed)
        return ".git-blame-ignore-revs could not be read: its revisions were not passed over";
    return NULL;
}

/* True if `tail` is the last parts of `path`. */
static bool ends_with_parts(const char *path, const char *tail)
{
    size_t length = strlen(path);
    size_t part = strlen(tail);
    if (part == 0 || part > length || g_ascii_strcasecmp(path + length - part, tail) != 0)
        return false;
    return part == length || path[length - part - 1] == '/';
}

bool repo_is(const struct repo *repo, const char *name)
{
    if (!name)
        return false;
    g_autofree char *wanted = path_of_url(name);
    for (guint i = 0; i < repo->names->len; i++)
        if (ends_with_parts(repo->names->pdata[i], wanted))
            return true;
    g_autofree char *folder = g_path_get_basename(repo->path);
    const char *last = strrchr(wanted, '/');
    /* A clone with remotes is called what they are; "acme/inventory" is then not any folder of the
     * name "inventory". */
    bool whole = !last || repo->names->len == 0;
    return whole && *wanted && g_ascii_strcasecmp(folder, last ? last + 1 : wanted) == 0;
}

/* Names that are safe to hand to revparse, which otherwise knows ranges, dates and patterns. */
static bool is_revision(const char *text)
{
    for (const char *at = text; *at; at++)
        if (!g_ascii_isalnum(*at) && !strchr("._/-+@~^", *at))
            return false;
    return *text && *text != '-' && !strstr(text, "..") && strlen(text) < 256;
}

static git_commit *peel(git_object *object, const char *revision, GError **error)
{
    git_object *commit = NULL;
    if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
        repo_fail(error, "%s is no commit", revision);
    git_object_free(object);
    return (git_commit *)commit;
}

git_commit *repo_lookup(struct repo *repo, const char *revision, GError **error)
{
    git_object *object = NULL;
    revision = revision ? revision : "HEAD";
    if (!is_revision(revision) || strlen(revision) < 4) {
        g_set_error(error, REPO_ERROR, REPO_ERROR_INVALID,
                    "\"%s\" is neither a commit hash of 4 digits or more nor a name", revision);
        return NULL;
    }
    if (git_revparse_single(&object, repo->git, revision) != 0) {
        repo_fail(error, "%s has no commit %s", repo->path, revision);
        return NULL;
    }
    return peel(object, revision, error);
}

git_diff *repo_change(struct repo *repo, git_commit *commit, GError **error)
{
    git_tree *tree = NULL;
    git_tree *before = NULL;
    git_commit *parent = NULL;
    git_diff *diff = NULL;
    bool good = git_commit_tree(&tree, commit) == 0;
    if (good && git_commit_parentcount(commit) > 0)
        good = git_commit_parent(&parent, commit, 0) == 0 && git_commit_tree(&before, parent) == 0;
    if (!good || git_diff_tree_to_tree(&diff, repo->git, before, tree, NULL) != 0)
        repo_fail(error, "cannot read the change");
    else
        git_diff_find_similar(diff, NULL);
    git_tree_free(tree);
    git_tree_free(before);
    git_commit_free(parent);
    return diff;
}
