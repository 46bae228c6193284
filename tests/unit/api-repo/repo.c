/* SPDX-License-Identifier: Apache-2.0
 *
 * Against real repositories, made by git in a folder of the test's own. */
#include "api/repo/repo.h"

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static void run(const char *script)
{
    g_autoptr(GError) error = NULL;
    int status = 0;
    const char *arguments[] = {"sh", "-ec", script, NULL};
    g_assert_true(g_spawn_sync(folder, (char **)arguments, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, &error));
    g_assert_true(g_spawn_check_wait_status(status, NULL));
}

static const char setup[] =
    "export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada "
    "GIT_COMMITTER_EMAIL=ada@example.com\n"
    "export GIT_AUTHOR_DATE='2026-11-01T10:00:00Z' GIT_COMMITTER_DATE='2026-11-01T10:00:00Z'\n"
    "git init -q -b main inventory && cd inventory\n"
    "git remote add origin git@example.com:acme/inventory.git\n"
    "mkdir -p src/stock migrations\n"
    "printf 'one\\ntwo\\nthree\\n' > src/stock/check.py\n"
    "git add . && git commit -q -m 'Check the stock'\n"
    "printf 'one\\n  two\\nTHREE\\n' > src/stock/check.py\n"
    "git rm -q --cached nothing 2>/dev/null || true\n"
    "printf 'DROP INDEX stock_sku_idx;\\n' > migrations/0047_drop_unused_indexes.sql\n"
    "git add . && git commit -q -m 'Drop unused indexes'\n";

static struct repo *open_it(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(folder, "inventory", "src", NULL);
    struct repo *repo = repo_open(path, &error);
    g_assert_no_error(error);
    return repo;
}

static void a_clone_is_found_above_and_known_by_its_remote(void)
{
    g_autoptr(repo) repo = open_it();
    g_assert_true(g_str_has_suffix(repo_path(repo), "/inventory"));
    g_assert_true(repo_is(repo, "acme/inventory"));
    g_assert_true(repo_is(repo, "https://example.com/acme/inventory.git"));
    g_assert_true(repo_is(repo, "inventory"));
    g_assert_false(repo_is(repo, "acme/payment"));
    g_assert_false(repo_is(repo, "entory"));
}

static void no_clone_is_an_error_that_names_the_place(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(repo_open("/proc", &error));
    g_assert_nonnull(strstr(error->message, "/proc"));
}

static void a_commit_has_its_message_author_and_files(void)
{
    g_autoptr(repo) repo = open_it();
    g_autoptr(GError) error = NULL;
    struct commit *head = repo_commit(repo, "HEAD", &error);
    g_assert_no_error(error);
    g_assert_cmpstr(head->message, ==, "Drop unused indexes");
    g_assert_cmpstr(head->author, ==, "Ada");
    g_assert_cmpint(head->time_ms, ==, INT64_C(1793527200000));
    g_assert_cmpuint(head->files->len, ==, 2);
    const struct commit_file *file = g_ptr_array_index(head->files, 0);
    g_assert_cmpstr(file->path, ==, "migrations/0047_drop_unused_indexes.sql");
    g_assert_cmpint(file->type, ==, 'A');
    g_autofree char *prefix = g_strndup(head->id, 8);
    struct commit *same = repo_commit(repo, prefix, NULL);
    g_assert_cmpstr(same->id, ==, head->id);
    commit_free(same);
    commit_free(head);
    g_assert_null(repo_commit(repo, "0000000", &error));
    g_assert_nonnull(strstr(error->message, "0000000"));
}

static void a_diff_says_what_was_added_and_taken(void)
{
    g_autoptr(repo) repo = open_it();
    size_t cut = 7;
    g_autoptr(GPtrArray) lines = repo_diff(repo, "HEAD", 1000, &cut, NULL);
    g_assert_nonnull(lines);
    g_assert_cmpuint(cut, ==, 0);
    bool dropped = false, taken = false;
    int files = 0;
    for (guint i = 0; i < lines->len; i++) {
        const struct diff_line *line = g_ptr_array_index(lines, i);
        files += line->origin == 'F';
        dropped |= line->origin == '+' && !strcmp(line->text, "DROP INDEX stock_sku_idx;") &&
                   line->new_line == 1;
        taken |= line->origin == '-' && !strcmp(line->text, "three") && line->old_line == 3;
    }
    g_assert_cmpint(files, ==, 2);
    g_assert_true(dropped);
    g_assert_true(taken);
}

static void a_long_diff_is_cut_and_says_by_how_much(void)
{
    g_autoptr(repo) repo = open_it();
    size_t cut = 0, none = 0;
    g_autoptr(GPtrArray) all = repo_diff(repo, "HEAD", 1000, &none, NULL);
    g_autoptr(GPtrArray) some = repo_diff(repo, "HEAD", 3, &cut, NULL);
    g_assert_cmpuint(some->len, ==, 3);
    g_assert_cmpuint(cut, ==, all->len - 3);
}

static void the_first_commit_is_compared_with_nothing(void)
{
    g_autoptr(repo) repo = open_it();
    size_t cut;
    g_autoptr(GPtrArray) lines = repo_diff(repo, "HEAD~1", 1000, &cut, NULL);
    g_assert_cmpuint(lines->len, ==, 5); /* file, hunk, three lines */
}

static void blame_finds_the_commit_of_a_deployed_path_and_ignores_indentation(void)
{
    g_autoptr(repo) repo = open_it();
    g_autoptr(GError) error = NULL;
    struct commit *first = repo_commit(repo, "HEAD~1", NULL);
    struct commit *head = repo_commit(repo, "HEAD", NULL);
    g_autofree char *third = repo_blame(repo, NULL, "/srv/app/src/stock/check.py", 3, 5000, &error);
    g_assert_no_error(error);
    g_autofree char *second = repo_blame(repo, NULL, "src/stock/check.py", 2, 5000, NULL);
    g_assert_cmpstr(third, ==, head->id);
    g_assert_cmpstr(second, ==, first->id);
    commit_free(first);
    commit_free(head);
}

static void blame_of_nothing_says_so(void)
{
    static const struct {
        const char *revision, *path;
        int line;
        const char *says;
    } rows[] = {
        {NULL,         "src/none.py",        1,  "none.py"         },
        {NULL,         "src/stock/check.py", 99, "99"              },
        {NULL,         "src/stock/check.py", 0,  "lines begin at 1"},
        {"--output=x", "src/stock/check.py", 1,  "no revision"     },
        {"nowhere",    "src/stock/check.py", 1,  "nowhere"         }
    };
    g_autoptr(repo) repo = open_it();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(repo_blame(repo, rows[i].revision, rows[i].path, rows[i].line, 5000, &error));
        g_assert_nonnull(strstr(error->message, rows[i].says));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("vigil-repo-XXXXXX", NULL);
    run(setup);
    g_test_add_func("/repo/a clone is found above and known by its remote",
                    a_clone_is_found_above_and_known_by_its_remote);
    g_test_add_func("/repo/no clone is an error that names the place",
                    no_clone_is_an_error_that_names_the_place);
    g_test_add_func("/repo/a commit has its message, author and files",
                    a_commit_has_its_message_author_and_files);
    g_test_add_func("/repo/a diff says what was added and taken",
                    a_diff_says_what_was_added_and_taken);
    g_test_add_func("/repo/a long diff is cut and says by how much",
                    a_long_diff_is_cut_and_says_by_how_much);
    g_test_add_func("/repo/the first commit is compared with nothing",
                    the_first_commit_is_compared_with_nothing);
    g_test_add_func("/repo/blame finds the commit of a deployed path and ignores indentation",
                    blame_finds_the_commit_of_a_deployed_path_and_ignores_indentation);
    g_test_add_func("/repo/blame of nothing says so", blame_of_nothing_says_so);
    int status = g_test_run();
    run("rm -rf inventory");
    g_rmdir(folder);
    g_free(folder);
    return status;
}
