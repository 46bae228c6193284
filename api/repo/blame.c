/* SPDX-License-Identifier: Apache-2.0
 *
 * Blame: asked of git itself where there is one, since it honours -w and the file of revisions to
 * ignore and can be killed; of libgit2 else.
 */
#include "api/repo/repo_internal.h"

#include <git2.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IGNORE_FILE ".git-blame-ignore-revs"

struct tail_search {
    const char *path;
    char *found;
    size_t parts; /* of the longest tail that fits so far */
};

static bool is_tail(const char *whole, const char *tail)
{
    size_t n = strlen(whole), m = strlen(tail);
    return m <= n && !strcmp(whole + n - m, tail) && (m == n || whole[n - m - 1] == '/');
}

static size_t count_parts(const char *path)
{
    size_t parts = 1;
    for (; *path; path++) {
        parts += *path == '/';
    }
    return parts;
}

static int visit(const char *root, const git_tree_entry *entry, void *context)
{
    struct tail_search *search = context;
    if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB) {
        return 0;
    }
    g_autofree char *path = g_strconcat(root, git_tree_entry_name(entry), NULL);
    size_t parts = count_parts(path);
    if (parts > search->parts && is_tail(search->path, path)) {
        g_free(search->found);
        search->found = g_steal_pointer(&path);
        search->parts = parts;
    }
    return 0;
}

/* The file of the tree that a deployed path means: the longest tail of it that is there. */
static char *file_in_tree(struct repo *repo, const char *revision, const char *path, GError **error)
{
    git_commit *commit = repo_lookup(repo, revision, error);
    git_tree *tree = NULL;
    struct tail_search search = {.path = path};
    if (!commit) {
        return NULL;
    }
    if (git_commit_tree(&tree, commit)) {
        repo_fail(error, path);
    } else {
        git_tree_walk(tree, GIT_TREEWALK_PRE, visit, &search);
        if (!search.found) {
            g_set_error(error, repo_error_quark(), 0, "%s has no file that ends like %s",
                        repo->path, path);
        }
    }
    git_tree_free(tree);
    git_commit_free(commit);
    return search.found;
}

static void kill_child(GPid child)
{
    kill(child, SIGKILL);
}

struct child {
    GMainLoop *loop;
    GPid pid;
    bool timed_out;
};

static gboolean too_long(gpointer data)
{
    struct child *child = data;
    child->timed_out = true;
    kill_child(child->pid);
    return G_SOURCE_REMOVE;
}

static void ended(GPid pid, gint status, gpointer data)
{
    (void)status;
    struct child *child = data;
    g_spawn_close_pid(pid);
    g_main_loop_quit(child->loop);
}

/* Waits in a main context of its own, so that it works on any thread. Returns false when it was
 * killed. */
static bool wait_for(GPid pid, int timeout_ms)
{
    g_autoptr(GMainContext) context = g_main_context_new();
    g_autoptr(GMainLoop) loop = g_main_loop_new(context, false);
    struct child child = {.loop = loop, .pid = pid};
    g_autoptr(GSource) watch = g_child_watch_source_new(pid);
    g_autoptr(GSource) timer = g_timeout_source_new((guint)timeout_ms);
    g_source_set_callback(watch, G_SOURCE_FUNC(ended), &child, NULL);
    g_source_set_callback(timer, too_long, &child, NULL);
    g_source_attach(watch, context);
    g_source_attach(timer, context);
    g_main_loop_run(loop);
    g_source_destroy(timer);
    return !child.timed_out;
}

/* What git printed of one line is small: the pipe holds it until the child has ended. */
static char *run_git(struct repo *repo, char **arguments, int timeout_ms, GError **error)
{
    GPid pid;
    int out;
    GSpawnFlags flags =
        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL;
    if (!g_spawn_async_with_pipes(repo->path, arguments, NULL, flags, NULL, NULL, &pid, NULL, &out,
                                  NULL, error)) {
        return NULL;
    }
    bool finished = wait_for(pid, timeout_ms);
    GString *text = g_string_new(NULL);
    char buffer[4096];
    for (ssize_t n; finished && (n = read(out, buffer, sizeof buffer)) > 0;) {
        g_string_append_len(text, buffer, n);
    }
    close(out);
    if (!finished) {
        g_set_error(error, repo_error_quark(), 0, "git blame took more than %d ms", timeout_ms);
        g_string_free(text, true);
        return NULL;
    }
    return g_string_free(text, false);
}

static char *blame_by_git(struct repo *repo, const char *revision, const char *file, int line,
                          int timeout_ms, GError **error)
{
    g_autofree char *range = g_strdup_printf("%d,%d", line, line);
    g_autofree char *ignore = g_build_filename(repo->path, IGNORE_FILE, NULL);
    bool ignoring = g_file_test(ignore, G_FILE_TEST_IS_REGULAR);
    const char *arguments[] = {"git",
                               "blame",
                               "--porcelain",
                               "-w",
                               "-L",
                               range,
                               ignoring ? "--ignore-revs-file" : "-w",
                               ignoring ? IGNORE_FILE : "-w",
                               revision ? revision : "HEAD",
                               "--",
                               file,
                               NULL};
    g_autofree char *text = run_git(repo, (char **)arguments, timeout_ms, error);
    if (!text) {
        return NULL;
    }
    size_t length = strspn(text, "0123456789abcdef");
    if (length != GIT_OID_HEXSZ) {
        g_set_error(error, repo_error_quark(), 0, "git knows no line %d of %s", line, file);
        return NULL;
    }
    return g_strndup(text, length);
}

static char *blame_by_library(struct repo *repo, const char *revision, const char *file, int line,
                              GError **error)
{
    git_blame *blame = NULL;
    git_blame_options options;
    git_commit *commit = repo_lookup(repo, revision, error);
    char id[GIT_OID_HEXSZ + 1] = "";
    if (!commit) {
        return NULL;
    }
    git_blame_options_init(&options, GIT_BLAME_OPTIONS_VERSION);
    options.newest_commit = *git_commit_id(commit);
    options.min_line = options.max_line = (size_t)line;
    const git_blame_hunk *hunk = NULL;
    if (!git_blame_file(&blame, repo->git, file, &options)) {
        hunk = git_blame_get_hunk_byline(blame, (size_t)line);
    }
    if (hunk) {
        git_oid_tostr(id, sizeof id, &hunk->final_commit_id);
    } else {
        repo_fail(error, file);
    }
    git_blame_free(blame);
    git_commit_free(commit);
    return hunk ? g_strdup(id) : NULL;
}

char *repo_blame(struct repo *repo, const char *revision, const char *path, int line,
                 int timeout_ms, GError **error)
{
    g_autoptr(GError) problem = NULL;
    /* What git would take for an option is no revision. */
    if (revision && *revision == '-') {
        g_set_error(error, repo_error_quark(), 0, "%s is no revision", revision);
        return NULL;
    }
    g_autofree char *file = file_in_tree(repo, revision, path, error);
    if (!file || line < 1) {
        if (file) {
            g_set_error(error, repo_error_quark(), 0, "line %d of %s: lines begin at 1", line,
                        file);
        }
        return NULL;
    }
    char *id = blame_by_git(repo, revision, file, line, timeout_ms, &problem);
    if (!id && g_error_matches(problem, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)) {
        return blame_by_library(repo, revision, file, line, error);
    }
    if (!id) {
        g_propagate_error(error, g_steal_pointer(&problem));
    }
    return id;
}
