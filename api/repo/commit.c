/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo_internal.h"
#include "late/git2.h"

#include <string.h>

static char *valid(const char *text)
{
    return g_utf8_make_valid(text ? text : "", -1);
}

static char type_of(git_delta_t status)
{
    if (status == GIT_DELTA_ADDED)
        return 'A';
    return status == GIT_DELTA_DELETED ? 'D' : 'M';
}

static GPtrArray *files_of(git_diff *diff)
{
    GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    for (size_t i = 0; i < git_diff_num_deltas(diff); i++) {
        const git_diff_delta *delta = git_diff_get_delta(diff, i);
        bool gone = delta->status == GIT_DELTA_DELETED;
        g_autofree char *path = valid(gone ? delta->old_file.path : delta->new_file.path);
        g_ptr_array_add(files, commit_file_new(path, type_of(delta->status)));
    }
    return files;
}

struct commit *repo_commit(struct repo *repo, const char *revision, GError **error)
{
    git_commit *found = repo_lookup(repo, revision, error);
    git_diff *diff = found ? repo_change(repo, found, error) : NULL;
    struct commit *commit = NULL;
    if (diff) {
        const git_signature *author = git_commit_author(found);
        char id[GIT_OID_HEXSZ + 1];
        commit = commit_new();
        commit->id = g_strdup(git_oid_tostr(id, sizeof id, git_commit_id(found)));
        commit->message = g_strchomp(valid(git_commit_message(found)));
        commit->author = valid(author ? author->name : "");
        commit->email = valid(author ? author->email : "");
        commit->time_ms = author ? (int64_t)author->when.time * 1000 : 0;
        commit->repository = g_strdup(repo->name);
        commit->files = files_of(diff);
    }
    git_diff_free(diff);
    git_commit_free(found);
    return commit;
}

static void diff_line_free(struct diff_line *line)
{
    if (!line)
        return;
    g_free(line->text);
    g_free(line);
}

struct printing {
    GPtrArray *lines;
    size_t most;
    size_t cut;
};

static void add_line(struct printing *printing, char origin, const git_diff_line *from, char *text)
{
    if (printing->lines->len >= printing->most) {
        printing->cut++;
        g_free(text);
        return;
    }
    struct diff_line *line = g_new(struct diff_line, 1);
    *line = (struct diff_line){
        .origin = origin,
        .old_line = MAX(from->old_lineno, 0),
        .new_line = MAX(from->new_lineno, 0),
        .text = text,
    };
    g_ptr_array_add(printing->lines, line);
}

/* "path", with what became of the file where it is not just changed. */
static char *file_header(const git_diff_delta *delta)
{
    g_autofree char *path = NULL;
    if (delta->status == GIT_DELTA_ADDED)
        path = g_strdup_printf("%s (new)", delta->new_file.path);
    else if (delta->status == GIT_DELTA_DELETED)
        path = g_strdup_printf("%s (deleted)", delta->old_file.path);
    else if (delta->status == GIT_DELTA_RENAMED)
        path = g_strdup_printf("%s (was %s)", delta->new_file.path, delta->old_file.path);
    else
        path = g_strdup(delta->new_file.path);
    return valid(path);
}

static int print_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
                      const git_diff_line *line, void *context)
{
    (void)hunk;
    struct printing *printing = context;
    char origin = line->origin;
    if (origin == GIT_DIFF_LINE_FILE_HDR) {
        add_line(printing, 'F', line, file_header(delta));
        return 0;
    }
    if (origin == GIT_DIFF_LINE_HUNK_HDR)
        origin = '@';
    else if (!strchr("+- ", origin))
        origin = ' '; /* "no newline at end of file", "binary files differ" */
    char *text = g_utf8_make_valid(line->content, (gssize)line->content_len);
    add_line(printing, origin, line, g_strchomp(text));
    return 0;
}

GPtrArray *repo_diff(struct repo *repo, const char *revision, size_t max_lines, size_t *cut,
                     GError **error)
{
    git_commit *commit = repo_lookup(repo, revision, error);
    git_diff *diff = commit ? repo_change(repo, commit, error) : NULL;
    struct printing printing = {.most = max_lines};
    printing.lines = g_ptr_array_new_with_free_func((GDestroyNotify)diff_line_free);
    bool good = diff != NULL;
    if (good && git_diff_print(diff, GIT_DIFF_FORMAT_PATCH, print_line, &printing) != 0)
        good = repo_fail(error, "cannot read the diff");
    git_diff_free(diff);
    git_commit_free(commit);
    if (cut)
        *cut = printing.cut;
    if (!good)
        g_clear_pointer(&printing.lines, g_ptr_array_unref);
    return printing.lines;
}
