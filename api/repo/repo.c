/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo.h"

#include "api/repo/repo_internal.h"

#include <git2.h>
#include <string.h>

G_DEFINE_QUARK(vigil - repo - error, repo_error)

bool repo_fail(GError **error, const char *what)
{
    const git_error *problem = git_error_last();
    g_set_error(error, repo_error_quark(), problem ? problem->klass : 0, "%s: %s", what,
                problem && problem->message ? problem->message : "git said nothing more");
    return false;
}

struct repo *repo_open(const char *path, GError **error)
{
    git_repository *git = NULL;
    git_libgit2_init();
    if (git_repository_open_ext(&git, path, 0, NULL)) {
        repo_fail(error, path);
        git_libgit2_shutdown();
        return NULL;
    }
    struct repo *repo = g_new0(struct repo, 1);
    const char *folder = git_repository_workdir(git);
    repo->git = git;
    repo->path = g_strdup(folder ? folder : git_repository_path(git));
    g_strchomp(repo->path);
    if (strlen(repo->path) > 1 && g_str_has_suffix(repo->path, "/")) {
        repo->path[strlen(repo->path) - 1] = 0;
    }
    return repo;
}

void repo_free(struct repo *repo)
{
    if (repo) {
        git_repository_free(repo->git);
        g_free(repo->path);
        g_free(repo);
        git_libgit2_shutdown();
    }
}

const char *repo_path(const struct repo *repo)
{
    return repo->path;
}

/* "acme/inventory" of "git@host:acme/inventory.git" and "https://host/acme/inventory"; the text
 * itself else. */
static char *short_name(const char *text)
{
    g_autofree char *name = g_strdup(text);
    while (g_str_has_suffix(name, "/")) {
        name[strlen(name) - 1] = 0;
    }
    if (g_str_has_suffix(name, ".git")) {
        name[strlen(name) - 4] = 0;
    }
    g_strdelimit(name, ":", '/');
    char *last = strrchr(name, '/');
    char *owner = last ? g_strrstr_len(name, last - name, "/") : NULL;
    return g_strdup(owner ? owner + 1 : name);
}

static bool same_name(const char *a, const char *b)
{
    g_autofree char *x = short_name(a);
    g_autofree char *y = short_name(b);
    if (!g_ascii_strcasecmp(x, y)) {
        return true;
    }
    const char *x_slash = strrchr(x, '/'), *y_slash = strrchr(y, '/');
    bool one_is_bare = !x_slash != !y_slash;
    return one_is_bare && !g_ascii_strcasecmp(x_slash ? x_slash + 1 : x, y_slash ? y_slash + 1 : y);
}

/* Walks the configuration itself: git_remote_list() matches each entry with a regular expression
 * and, in libgit2 1.5, leaks 20 kB at every one. */
static bool remote_is(const struct repo *repo, const char *name)
{
    git_config *config = NULL;
    git_config_iterator *iterator = NULL;
    git_config_entry *entry = NULL;
    bool found = false;
    if (!git_repository_config_snapshot(&config, repo->git) &&
        !git_config_iterator_new(&iterator, config)) {
        while (!found && !git_config_next(&entry, iterator)) {
            bool url =
                g_str_has_prefix(entry->name, "remote.") && g_str_has_suffix(entry->name, ".url");
            found = url && same_name(entry->value, name);
        }
    }
    git_config_iterator_free(iterator);
    git_config_free(config);
    return found;
}

bool repo_is(const struct repo *repo, const char *name)
{
    g_autofree char *folder = g_path_get_basename(repo->path);
    g_autofree char *wanted = short_name(name);
    const char *slash = strrchr(wanted, '/');
    return !strcmp(folder, slash ? slash + 1 : wanted) || remote_is(repo, name);
}

struct git_commit *repo_lookup(struct repo *repo, const char *revision, GError **error)
{
    git_object *object = NULL, *commit = NULL;
    if (git_revparse_single(&object, repo->git, revision ? revision : "HEAD") ||
        git_object_peel(&commit, object, GIT_OBJECT_COMMIT)) {
        g_autofree char *what =
            g_strdup_printf("%s in %s", revision ? revision : "HEAD", repo->path);
        repo_fail(error, what);
    }
    git_object_free(object);
    return (git_commit *)commit;
}

static void fill_commit(struct commit *commit, const git_commit *git)
{
    const git_signature *author = git_commit_author(git);
    char id[GIT_OID_HEXSZ + 1];
    commit->id = g_strdup(git_oid_tostr(id, sizeof id, git_commit_id(git)));
    commit->message = g_utf8_make_valid(git_commit_message(git), -1);
    g_strchomp(commit->message);
    commit->author = g_utf8_make_valid(author->name, -1);
    commit->email = g_utf8_make_valid(author->email, -1);
    commit->time_ms = (int64_t)author->when.time * 1000;
}

static char letter_of(git_delta_t status)
{
    return status == GIT_DELTA_ADDED ? 'A' : status == GIT_DELTA_DELETED ? 'D' : 'M';
}

static int add_file(const git_diff_delta *delta, float progress, void *files)
{
    (void)progress;
    const char *path =
        delta->status == GIT_DELTA_DELETED ? delta->old_file.path : delta->new_file.path;
    g_ptr_array_add(files, commit_file_new(path, letter_of(delta->status)));
    return 0;
}

struct commit *repo_commit(struct repo *repo, const char *revision, GError **error)
{
    git_commit *git = repo_lookup(repo, revision, error);
    if (!git) {
        return NULL;
    }
    struct commit *commit = commit_new();
    fill_commit(commit, git);
    commit->repository = g_path_get_basename(repo->path);
    g_clear_pointer(&commit->files, g_ptr_array_unref);
    commit->files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    git_diff *diff = repo_diff_of(repo, git, error);
    if (!diff) {
        g_clear_pointer(&commit, commit_free);
    } else {
        git_diff_foreach(diff, add_file, NULL, NULL, NULL, commit->files);
    }
    git_diff_free(diff);
    git_commit_free(git);
    return commit;
}
