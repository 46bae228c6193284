/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo_internal.h"
#include "late/git2.h"

#include <string.h>

#define IGNORED ".git-blame-ignore-revs"

/* The first line of the porcelain form: the hash, then line numbers. */
static char *first_hash(const char *out, GError **error)
{
    size_t digits = strspn(out, "0123456789abcdef");
    if (digits >= 40 && out[digits] == ' ')
        return g_strndup(out, digits);
    g_set_error(error, REPO_ERROR, REPO_ERROR_FAILED, "git blame gave no commit");
    return NULL;
}

static char *blame_by_git(struct repo *repo, const char *commit, const char *path, int line,
                          int timeout_ms, bool ignore, GError **error)
{
    g_autofree char *git_dir = g_strconcat("--git-dir=", git_repository_path(repo->git), NULL);
    g_autofree char *lines = g_strdup_printf("%d,%d", line, line);
    g_autofree char *ignored = g_build_filename(repo->path, IGNORED, NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    /* A clone's own configuration may name programs: those that blame would run are turned off. */
    const char *argv[] = {"git",   git_dir,
                          "-c",    "core.fsmonitor=false",
                          "blame", "--porcelain",
                          "-w",    "-L",
                          lines,   "--no-textconv",
                          NULL,    NULL,
                          NULL,    NULL,
                          NULL,    NULL};
    size_t used = 10;
    if (ignore && g_file_test(ignored, G_FILE_TEST_IS_REGULAR)) {
        argv[used++] = "--ignore-revs-file";
        argv[used++] = ignored;
    }
    argv[used++] = commit;
    argv[used++] = "--";
    argv[used] = path;
    if (!repo_run(argv, repo->path, timeout_ms, out, error))
        return NULL;
    return first_hash(out->str, error);
}

/* libgit2 answers for lines past the end, too. */
static bool has_line(struct repo *repo, git_commit *commit, const char *path, int line)
{
    git_tree *tree = NULL;
    git_tree_entry *entry = NULL;
    git_blob *blob = NULL;
    int lines = 0;
    if (git_commit_tree(&tree, commit) == 0 && git_tree_entry_bypath(&entry, tree, path) == 0 &&
        git_blob_lookup(&blob, repo->git, git_tree_entry_id(entry)) == 0) {
        const char *text = git_blob_rawcontent(blob);
        const char *end = text + git_blob_rawsize(blob);
        for (; text && text < end && lines < line; lines++) {
            text = memchr(text, '\n', (size_t)(end - text));
            text = text ? text + 1 : NULL;
        }
    }
    git_blob_free(blob);
    git_tree_entry_free(entry);
    git_tree_free(tree);
    return lines >= line;
}

static char *blame_by_libgit2(struct repo *repo, git_commit *commit, const char *path, int line,
                              GError **error)
{
    git_blame_options options;
    git_blame *blame = NULL;
    char id[GIT_OID_HEXSZ + 1];
    char *found = NULL;
    git_blame_options_init(&options, GIT_BLAME_OPTIONS_VERSION);
    options.flags = GIT_BLAME_IGNORE_WHITESPACE;
    options.newest_commit = *git_commit_id(commit);
    options.min_line = options.max_line = (size_t)line;
    if (!has_line(repo, commit, path, line)) {
        g_set_error(error, REPO_ERROR, REPO_ERROR_MISSING, "%s has no line %d", path, line);
        return NULL;
    }
    if (git_blame_file(&blame, repo->git, path, &options) != 0) {
        repo_fail(error, "cannot blame %s:%d", path, line);
        return NULL;
    }
    const git_blame_hunk *hunk = git_blame_get_hunk_byline(blame, (size_t)line);
    if (hunk)
        found = g_strdup(git_oid_tostr(id, sizeof id, &hunk->final_commit_id));
    else
        repo_fail(error, "cannot blame %s:%d", path, line);
    git_blame_free(blame);
    return found;
}

static char *blame(struct repo *repo, git_commit *commit, const char *path, int line,
                   int timeout_ms, GError **error)
{
    char id[GIT_OID_HEXSZ + 1];
    if (repo->git_missing)
        return blame_by_libgit2(repo, commit, path, line, error);
    git_oid_tostr(id, sizeof id, git_commit_id(commit));
    GError *failed = NULL;
    repo->ignore_failed = false;
    char *found = blame_by_git(repo, id, path, line, timeout_ms, true, &failed);
    g_autofree char *ignored = g_build_filename(repo->path, IGNORED, NULL);
    /* A list of revisions that git cannot read must not hide the answer. */
    if (!found && g_error_matches(failed, REPO_ERROR, REPO_ERROR_FAILED) &&
        g_file_test(ignored, G_FILE_TEST_EXISTS)) {
        found = blame_by_git(repo, id, path, line, timeout_ms, false, NULL);
        repo->ignore_failed = found != NULL;
    }
    if (found)
        g_clear_error(&failed);
    else
        g_propagate_error(error, failed);
    return found;
}

char *repo_blame(struct repo *repo, const char *revision, const char *path, int line,
                 int timeout_ms, GError **error)
{
    if (!path || !*path || line < 1) {
        g_set_error(error, REPO_ERROR, REPO_ERROR_INVALID, "blame wants a file and a line");
        return NULL;
    }
    git_commit *commit = repo_lookup(repo, revision, error);
    g_autofree char *file = commit ? repo_find_file(repo, commit, path, error) : NULL;
    char *found = NULL;
    if (file)
        found = blame(repo, commit, file, line, timeout_ms, error);
    git_commit_free(commit);
    return found;
}
