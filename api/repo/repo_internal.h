/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a clone, shared by the files of api/repo.
 */
#ifndef API_REPO_REPO_INTERNAL_H
#define API_REPO_REPO_INTERNAL_H

#include "api/repo/repo.h"

struct git_repository;
struct git_commit;
struct git_diff;

struct repo {
    struct git_repository *git;
    char *path; /* of the work tree, or of the bare repository */
};

GQuark repo_error_quark(void);

/* Sets *error from libgit2's last error, after `what`. Returns false. */
bool repo_fail(GError **error, const char *what);

/* The commit that `revision` names (any form git takes; NULL = HEAD). NULL with *error. */
struct git_commit *repo_lookup(struct repo *repo, const char *revision, GError **error);

/* The diff of a commit against its first parent, or the empty tree, renames found. NULL with
 * *error. */
struct git_diff *repo_diff_of(struct repo *repo, struct git_commit *commit, GError **error);

#endif
