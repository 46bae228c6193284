/* SPDX-License-Identifier: Apache-2.0
 *
 * A local git clone: finding it, blame, a commit's message and files, its diff. Blame asks git
 * itself, as a child that is killed after a time limit (ignoring revisions listed in
 * .git-blame-ignore-revs); log and diff use libgit2, and so does blame where git is not installed.
 * Calls block: run them off the UI thread (repo_async in views does), one at a time for a repo.
 * A revision is a hash, a prefix of one (4 digits or more), a tag or a branch; NULL is HEAD.
 */
#ifndef API_REPO_REPO_H
#define API_REPO_REPO_H

#include "api/model/release.h"
#include "base/autoptr.h"

/* Why something could not be read. */
#define REPO_ERROR repo_error_quark()
GQuark repo_error_quark(void);
enum repo_error {
    REPO_ERROR_FAILED,
    REPO_ERROR_INVALID, /* what was asked for is no name or path */
    REPO_ERROR_MISSING, /* the clone has no such file, or the file no such line */
    REPO_ERROR_TIME,    /* git took too long and was ended */
};

struct repo;

/* Opens the clone at or above `path`. */
struct repo *repo_open(const char *path, GError **error);
void repo_free(struct repo *repo);
DEFINE_AUTOPTR(repo, repo_free);

/* True if `name` ("acme/inventory", a URL, or a last path part) is what a remote or the folder is
 * called. */
bool repo_is(const struct repo *repo, const char *name);

/* The commit with its files (a renamed one as 'M', by its new path). The time is the author's.
 */
struct commit *repo_commit(struct repo *repo, const char *revision, GError **error);

/* One file's change as unified diff lines. */
struct diff_line {
    char origin;            /* ' ' '+' '-', '@' hunk header, 'F' file header: its path */
    int old_line, new_line; /* 0 = none */
    char *text;
};
/* The whole diff against the first parent; an array of struct diff_line *, which it frees. At most
 * `max_lines`; *cut says how many more. */
GPtrArray *repo_diff(struct repo *repo, const char *revision, size_t max_lines, size_t *cut,
                     GError **error);

/* The commit that last touched `path`:`line` at `revision` (NULL = HEAD); newly allocated id.
 * `path` may be an absolute or a deploy path: its longest tail that is a file of the tree is taken,
 * else the only file of the tree that ends in it. */
char *repo_blame(struct repo *repo, const char *revision, const char *path, int line,
                 int timeout_ms, GError **error);

/* The file in the work tree of `clone` that is the longest tail of `path`; NULL when none is. A
 * path from a stack trace is a stranger's: it never leads out of the clone. Newly allocated. */
char *repo_file(const char *clone, const char *path);

/* What the last blame could not honour, for the user to know; NULL when nothing. */
const char *repo_limits(const struct repo *repo);

#endif
