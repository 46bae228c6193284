/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of api/repo share. libgit2 stays in here.
 */
#ifndef API_REPO_REPO_INTERNAL_H
#define API_REPO_REPO_INTERNAL_H

#include "api/repo/repo.h"

struct git_repository;
struct git_commit;
struct git_diff;

struct repo {
    struct git_repository *git;
    char *path;       /* the work tree; of a bare clone its own folder */
    char *name;       /* "acme/inventory": the first remote's, else the folder's */
    GPtrArray *names; /* of char *: path of every remote's URL, lower case */
    bool git_missing; /* the program; libgit2 blames instead */
    bool ignore_failed;
};

/* Notes what libgit2 said last, after `what`. Always false. */
bool repo_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The commit that `revision` (NULL = HEAD) names: a hash or its prefix, a tag, a branch. Free with
 * git_commit_free(). */
struct git_commit *repo_lookup(struct repo *repo, const char *revision, GError **error);

/* The change of `commit` against its first parent. Free with git_diff_free(). */
struct git_diff *repo_change(struct repo *repo, struct git_commit *commit, GError **error);

/* The file of the commit's tree that a path from a stack trace means; NULL with an error. */
char *repo_find_file(struct repo *repo, struct git_commit *commit, const char *path,
                     GError **error);

/* Runs `argv` (argv[0] is looked up in PATH) in `folder` for at most `timeout_ms`, and gives what
 * it printed, up to 64 kB. False with an error when it fails or is killed for its time. */
bool repo_run(const char *const *argv, const char *folder, int timeout_ms, GString *out,
              GError **error);

#endif
