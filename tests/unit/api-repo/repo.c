/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo.h"

#include "tests/support/folder.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

/* A clone made by git itself, with five commits by two people at known times. */
struct clone {
    char *folder;
    char *commits[5];
};

static char *git(const char *folder, const char *date, const char *const *arguments)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE);
    g_autoptr(GError) error = NULL;
    char *out = NULL;
    g_ptr_array_add(argv, (char *)"git");
    for (; *arguments; arguments++)
        g_ptr_array_add(argv, (char *)*arguments);
    g_ptr_array_add(argv, NULL);
    g_subprocess_launcher_set_cwd(launcher, folder);
    g_subprocess_launcher_setenv(launcher, "GIT_AUTHOR_DATE", date, TRUE);
    g_subprocess_launcher_setenv(launcher, "GIT_COMMITTER_DATE", date, TRUE);
    g_subprocess_launcher_setenv(launcher, "GIT_COMMITTER_NAME", "Build", TRUE);
    g_subprocess_launcher_setenv(launcher, "GIT_COMMITTER_EMAIL", "build@example.com", TRUE);
    g_autoptr(GSubprocess) child = g_subprocess_launcher_spawnv(
        launcher, (const char *const *)(const void *)argv->pdata, &error);
    g_assert_no_error(error);
    g_subprocess_communicate_utf8(child, NULL, NULL, &out, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(g_subprocess_get_successful(child));
    return g_strchomp(out);
}

#define GIT(clone, date, ...) git((clone)->folder, date, (const char *const[]){__VA_ARGS__, NULL})

static void put(const struct clone *clone, const char *path, const char *text)
{
    g_autofree char *file = g_build_filename(clone->folder, path, NULL);
    g_autofree char *folder = g_path_get_dirname(file);
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(file, text, -1, NULL));
}

static char *commit_all(const struct clone *clone, const char *date, const char *author,
                        const char *message)
{
    g_autofree char *by = g_strconcat("--author=", author, NULL);
    g_free(GIT(clone, date, "add", "-A"));
    g_free(GIT(clone, date, "commit", "-q", "-m", message, by));
    return GIT(clone, date, "rev-parse", "HEAD");
}

#define ADA   "Ada <ada@example.com>"
#define GRACE "Grace <grace@example.com>"

static void set_up(struct clone *clone, const void *unused)
{
    (void)unused;
    clone->folder = g_dir_make_tmp("vigil-repo-XXXXXX", NULL);
    g_free(GIT(clone, "2026-11-01T00:00:00Z", "init", "-q", "-b", "main"));
    g_free(GIT(clone, "2026-11-01T00:00:00Z", "remote", "add", "origin",
               "git@git.example.com:acme/inventory.git"));
    put(clone, "inventory/stock.py", "def check():\n    query()\n    return 1\n");
    put(clone, "README", "read me\n");
    clone->commits[0] = commit_all(clone, "2026-11-01T10:00:00Z", ADA, "First");
    put(clone, "inventory/stock.py", "def check():\n    query(slow=True)\n    return 1\n");
    put(clone, "migrations/0047_drop_unused_indexes.sql", "DROP INDEX stock_sku;\n");
    clone->commits[1] = commit_all(clone, "2026-11-02T10:00:00Z", GRACE,
                                   "drop unused indexes\n\nThey were unused.");
    put(clone, "inventory/stock.py", "def check():\n        query(slow=True)\n    return 1\n");
    clone->commits[2] = commit_all(clone, "2026-11-03T10:00:00Z", ADA, "Indent");
    put(clone, "inventory/stock.py", "def check():\n        query( slow = True )\n    return 1\n");
    clone->commits[3] = commit_all(clone, "2026-11-04T10:00:00Z", ADA, "Reformat everything");
    g_free(GIT(clone, "2026-11-05T10:00:00Z", "rm", "-q", "README"));
    clone->commits[4] = commit_all(clone, "2026-11-05T10:00:00Z", ADA, "No README");
}

static void tear_down(struct clone *clone, const void *unused)
{
    (void)unused;
    folder_remove(clone->folder);
    g_free(clone->folder);
    for (size_t i = 0; i < G_N_ELEMENTS(clone->commits); i++)
        g_free(clone->commits[i]);
}

static struct repo *open_clone(const struct clone *clone)
{
    g_autoptr(GError) error = NULL;
    struct repo *repo = repo_open(clone->folder, &error);
    g_assert_no_error(error);
    return repo;
}

static void test_open(struct clone *clone, const void *unused)
{
    (void)unused;
    g_autofree char *below = g_build_filename(clone->folder, "inventory", NULL);
    g_autoptr(repo) repo = repo_open(below, NULL);
    g_assert_nonnull(repo);
    g_autofree char *name = g_path_get_basename(clone->folder);
    g_assert_true(repo_is(repo, name));
    g_autofree char *none = g_dir_make_tmp("vigil-none-XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(repo_open(none, &error));
    g_assert_nonnull(error);
    g_assert_nonnull(strstr(error->message, none));
    g_rmdir(none);
}

static void test_names(struct clone *clone, const void *unused)
{
    (void)unused;
    static const char *const yes[] = {"acme/inventory",
                                      "inventory",
                                      "Acme/Inventory",
                                      "https://git.example.com/acme/inventory",
                                      "https://git.example.com/acme/inventory.git/",
                                      "git@other.example.com:acme/inventory.git"};
    static const char *const no[] = {"acme/payment", "other/inventory",          "ventory", "",
                                     "acme",         "https://git.example.com/", NULL};
    g_autoptr(repo) repo = open_clone(clone);
    for (size_t i = 0; i < G_N_ELEMENTS(yes); i++)
        g_assert_true(repo_is(repo, yes[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(no); i++)
        g_assert_false(repo_is(repo, no[i]));
    g_autofree char *folder = g_path_get_basename(clone->folder);
    g_assert_true(repo_is(repo, folder));
}

static void test_commit(struct clone *clone, const void *unused)
{
    (void)unused;
    g_autoptr(repo) repo = open_clone(clone);
    g_autofree char *prefix = g_strndup(clone->commits[1], 7);
    g_autoptr(GError) error = NULL;
    struct commit *commit = repo_commit(repo, prefix, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(commit->id, ==, clone->commits[1]);
    g_assert_cmpstr(commit->message, ==, "drop unused indexes\n\nThey were unused.");
    g_assert_cmpstr(commit->author, ==, "Grace");
    g_assert_cmpstr(commit->email, ==, "grace@example.com");
    g_assert_cmpstr(commit->repository, ==, "acme/inventory");
    g_assert_cmpint(commit->time_ms, ==, INT64_C(1793613600000));
    g_assert_cmpuint(commit->files->len, ==, 2);
    const struct commit_file *first = commit->files->pdata[0];
    const struct commit_file *second = commit->files->pdata[1];
    g_assert_cmpstr(first->path, ==, "inventory/stock.py");
    g_assert_cmpint(first->type, ==, 'M');
    g_assert_cmpstr(second->path, ==, "migrations/0047_drop_unused_indexes.sql");
    g_assert_cmpint(second->type, ==, 'A');
    commit_free(commit);
    commit = repo_commit(repo, clone->commits[4], NULL);
    const struct commit_file *gone = commit->files->pdata[0];
    g_assert_cmpstr(gone->path, ==, "README");
    g_assert_cmpint(gone->type, ==, 'D');
    commit_free(commit);
    commit = repo_commit(repo, clone->commits[0], NULL);
    g_assert_cmpuint(commit->files->len, ==, 2);
    commit_free(commit);
}

static void test_no_commit(struct clone *clone, const void *unused)
{
    (void)unused;
    static const char *const wrong[] = {"abc",           "0000000000000000000000000000000000000000",
                                        "--all",         "HEAD..main",
                                        "HEAD~99",       "a b",
                                        ":/drop",        "",
                                        "no-such-branch"};
    g_autoptr(repo) repo = open_clone(clone);
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(repo_commit(repo, wrong[i], &error));
        g_assert_nonnull(error);
    }
    g_autoptr(GError) error = NULL;
    size_t cut = 99;
    g_assert_null(repo_diff(repo, "feedbeef", 10, &cut, &error));
    g_assert_nonnull(error);
}

static char *diff_text(struct repo *repo, const char *revision, size_t most, size_t *cut)
{
    g_autoptr(GError) error = NULL;
    GPtrArray *lines = repo_diff(repo, revision, most, cut, &error);
    GString *text = g_string_new(NULL);
    g_assert_no_error(error);
    for (guint i = 0; i < lines->len; i++) {
        const struct diff_line *line = lines->pdata[i];
        g_string_append_printf(text, "%c %d %d %s\n", line->origin, line->old_line, line->new_line,
                               line->text);
    }
    g_ptr_array_unref(lines);
    return g_string_free(text, FALSE);
}

static void test_diff(struct clone *clone, const void *unused)
{
    (void)unused;
    g_autoptr(repo) repo = open_clone(clone);
    size_t cut = 99;
    g_autofree char *whole = diff_text(repo, clone->commits[1], 100, &cut);
    g_assert_cmpstr(whole, ==,
                    "F 0 0 inventory/stock.py\n"
                    "@ 0 0 @@ -1,3 +1,3 @@\n"
                    "  1 1 def check():\n"
                    "- 2 0     query()\n"
                    "+ 0 2     query(slow=True)\n"
                    "  3 3     return 1\n"
                    "F 0 0 migrations/0047_drop_unused_indexes.sql (new)\n"
                    "@ 0 0 @@ -0,0 +1 @@\n"
                    "+ 0 1 DROP INDEX stock_sku;\n");
    g_assert_cmpuint(cut, ==, 0);
    g_autofree char *some = diff_text(repo, clone->commits[1], 2, &cut);
    g_assert_cmpstr(some, ==, "F 0 0 inventory/stock.py\n@ 0 0 @@ -1,3 +1,3 @@\n");
    g_assert_cmpuint(cut, ==, 7);
    g_autofree char *first = diff_text(repo, clone->commits[0], 100, NULL);
    g_assert_nonnull(strstr(first, "+ 0 1 read me\n"));
}

static void assert_blame(struct repo *repo, const char *revision, const char *path, int line,
                         const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *found = repo_blame(repo, revision, path, line, 20000, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(found, ==, expected);
}

static void test_renamed(struct clone *clone, const void *unused)
{
    (void)unused;
    g_free(GIT(clone, "2026-11-06T10:00:00Z", "mv", "inventory/stock.py", "inventory/shelf.py"));
    g_autofree char *renamed = commit_all(clone, "2026-11-06T10:00:00Z", GRACE, "Rename");
    g_autoptr(repo) repo = open_clone(clone);
    g_autofree char *text = diff_text(repo, renamed, 100, NULL);
    g_assert_cmpstr(text, ==, "F 0 0 inventory/shelf.py (was inventory/stock.py)\n");
    struct commit *commit = repo_commit(repo, "HEAD", NULL);
    g_assert_cmpuint(commit->files->len, ==, 1);
    commit_free(commit);
    assert_blame(repo, NULL, "inventory/shelf.py", 2, clone->commits[1]);
    assert_blame(repo, "HEAD~1", "inventory/stock.py", 1, clone->commits[0]);
}

static void test_blame(struct clone *clone, const void *unused)
{
    (void)unused;
    g_autoptr(repo) repo = open_clone(clone);
    assert_blame(repo, NULL, "inventory/stock.py", 1, clone->commits[0]);
    /* Neither the new indentation nor the reformatting is what changed the line. */
    assert_blame(repo, NULL, "inventory/stock.py", 2, clone->commits[1]);
    assert_blame(repo, clone->commits[0], "inventory/stock.py", 2, clone->commits[0]);
    assert_blame(repo, NULL, "/usr/src/app/inventory/stock.py", 2, clone->commits[1]);
    assert_blame(repo, NULL, "app:///inventory/stock.py", 2, clone->commits[1]);
    assert_blame(repo, NULL, "C:\\work\\inventory\\stock.py", 2, clone->commits[1]);
    assert_blame(repo, NULL, "./stock.py", 2, clone->commits[1]);
    assert_blame(repo, clone->commits[0], "README", 1, clone->commits[0]);
    g_assert_null(repo_limits(repo));
}

static void test_ignored(struct clone *clone, const void *unused)
{
    (void)unused;
    put(clone, "inventory/stock.py",
        "def check():\n        query(slow=True, why=1)\n    return 1\n");
    g_autofree char *noise = commit_all(clone, "2026-11-06T10:00:00Z", ADA, "Noise");
    g_autofree char *list = g_strdup_printf("# formatting\n%s\n", noise);
    g_autoptr(repo) repo = open_clone(clone);
    assert_blame(repo, NULL, "inventory/stock.py", 2, noise);
    put(clone, ".git-blame-ignore-revs", list);
    assert_blame(repo, NULL, "inventory/stock.py", 2, clone->commits[1]);
    g_assert_null(repo_limits(repo));
    put(clone, ".git-blame-ignore-revs", "this is no list of revisions\n");
    assert_blame(repo, NULL, "inventory/stock.py", 2, noise);
    g_assert_nonnull(repo_limits(repo));
}

static void test_blame_errors(struct clone *clone, const void *unused)
{
    (void)unused;
    static const struct {
        const char *path;
        int line;
    } wrong[] = {
        {"no/such.py",         1 },
        {"inventory/stock.py", 99},
        {"inventory",          1 },
        {"",                   1 },
        {"README",             1 },
        {"inventory/stock.py", 0 },
        {"--help",             1 },
        {"..",                 1 }
    };
    g_autoptr(repo) repo = open_clone(clone);
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(repo_blame(repo, NULL, wrong[i].path, wrong[i].line, 20000, &error));
        g_assert_nonnull(error);
    }
    g_autoptr(GError) error = NULL;
    g_assert_null(repo_blame(repo, NULL, "inventory/stock.py", 2, 0, &error));
    g_assert_error(error, REPO_ERROR, REPO_ERROR_TIME);
}

/* A git that never ends, found first in PATH. */
static void test_timeout(struct clone *clone, const void *unused)
{
    (void)unused;
    g_autofree char *tools = g_dir_make_tmp("vigil-tools-XXXXXX", NULL);
    g_autofree char *fake = g_build_filename(tools, "git", NULL);
    g_autofree char *old = g_strdup(g_getenv("PATH"));
    g_autofree char *path = g_strconcat(tools, ":", old, NULL);
    g_assert_true(g_file_set_contents(fake, "#!/bin/sh\nexec sleep 600\n", -1, NULL));
    g_chmod(fake, 0700);
    g_setenv("PATH", path, TRUE);
    g_autoptr(repo) repo = open_clone(clone);
    g_autoptr(GError) error = NULL;
    g_assert_null(repo_blame(repo, NULL, "inventory/stock.py", 2, 50, &error));
    g_assert_error(error, REPO_ERROR, REPO_ERROR_TIME);
    g_setenv("PATH", old, TRUE);
    folder_remove(tools);
}

static void test_without_git(struct clone *clone, const void *unused)
{
    (void)unused;
    g_autofree char *old = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", "/nonexistent", TRUE);
    g_autoptr(repo) repo = open_clone(clone);
    g_setenv("PATH", old, TRUE);
    assert_blame(repo, clone->commits[1], "/app/inventory/stock.py", 2, clone->commits[1]);
    assert_blame(repo, NULL, "inventory/stock.py", 1, clone->commits[0]);
    g_assert_nonnull(strstr(repo_limits(repo), "git is not installed"));
    g_autoptr(GError) error = NULL;
    g_assert_null(repo_blame(repo, NULL, "inventory/stock.py", 99, 20000, &error));
    g_assert_nonnull(error);
}

static void test_empty(void)
{
    struct clone clone = {.folder = g_dir_make_tmp("vigil-empty-XXXXXX", NULL)};
    g_free(GIT(&clone, "2026-11-01T00:00:00Z", "init", "-q", "-b", "main"));
    g_autoptr(repo) repo = open_clone(&clone);
    g_autoptr(GError) error = NULL;
    g_assert_null(repo_commit(repo, NULL, &error));
    g_assert_nonnull(error);
    g_autofree char *folder = g_path_get_basename(clone.folder);
    g_autofree char *named = g_strconcat("acme/", folder, NULL);
    g_assert_true(repo_is(repo, named));
    tear_down(&clone, NULL);
}

#define ADD(name, test) g_test_add(name, struct clone, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/repo/a clone is found from a folder in it", test_open);
    ADD("/repo/it is called what its remotes and its folder are", test_names);
    ADD("/repo/a commit comes with its author, message and files", test_commit);
    ADD("/repo/what names no commit is refused", test_no_commit);
    ADD("/repo/a diff has its lines with their numbers, and says what it cut", test_diff);
    ADD("/repo/a renamed file keeps its history", test_renamed);
    ADD("/repo/blame names the commit that changed the line, not its spaces", test_blame);
    ADD("/repo/blame passes over the revisions that the clone ignores", test_ignored);
    ADD("/repo/blame says why it cannot answer", test_blame_errors);
    ADD("/repo/a git that hangs is stopped", test_timeout);
    ADD("/repo/without git, blame still answers and says what it left out", test_without_git);
    g_test_add_func("/repo/a clone without commits has none to give", test_empty);
    return g_test_run();
}
