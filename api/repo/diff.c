/* SPDX-License-Identifier: Apache-2.0 */
#include "api/repo/repo_internal.h"

#include <git2.h>
#include <string.h>

struct collector {
    GPtrArray *lines;
    size_t most, cut;
};

struct git_diff *repo_diff_of(struct repo *repo, struct git_commit *commit, GError **error)
{
    git_commit *parent = NULL;
    git_tree *before = NULL, *after = NULL;
    git_diff *diff = NULL;
    git_diff_options options;
    bool has_parent = git_commit_parentcount(commit) > 0;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    bool failed = git_commit_tree(&after, commit) ||
                  (has_parent &&
                   (git_commit_parent(&parent, commit, 0) || git_commit_tree(&before, parent))) ||
                  git_diff_tree_to_tree(&diff, repo->git, before, after, &options);
    if (failed) {
        repo_fail(error, "diff");
    } else {
        git_diff_find_similar(diff, NULL);
    }
    git_tree_free(before);
    git_tree_free(after);
    git_commit_free(parent);
    return failed ? NULL : diff;
}

static char *line_text(const git_diff_line *line)
{
    size_t length = line->content_len;
    while (length && (line->content[length - 1] == '\n' || line->content[length - 1] == '\r')) {
        length--;
    }
    return g_utf8_make_valid(line->content, (gssize)length);
}

static int collect(const git_diff_delta *delta, const git_diff_hunk *hunk,
                   const git_diff_line *line, void *context)
{
    (void)hunk;
    struct collector *collector = context;
    if (collector->lines->len >= collector->most) {
        collector->cut++;
        return 0;
    }
    struct diff_line *out = g_new0(struct diff_line, 1);
    out->origin = line->origin;
    out->old_line = MAX(line->old_lineno, 0);
    out->new_line = MAX(line->new_lineno, 0);
    switch (line->origin) {
    case GIT_DIFF_LINE_FILE_HDR:
        /* One line a file says what a reader wants; git's own header takes four. */
        out->text = g_strdup(delta->status == GIT_DELTA_DELETED ? delta->old_file.path
                                                                : delta->new_file.path);
        break;
    case GIT_DIFF_LINE_HUNK_HDR:
        out->origin = '@';
        out->text = line_text(line);
        break;
    case GIT_DIFF_LINE_BINARY:
        out->origin = ' ';
        out->text = g_strdup("(binary)");
        break;
    default:
        out->text = line_text(line);
        break;
    }
    if (!strchr(" +-@F", out->origin)) {
        out->origin = ' '; /* notes on missing newlines */
    }
    g_ptr_array_add(collector->lines, out);
    return 0;
}

GPtrArray *repo_diff(struct repo *repo, const char *revision, size_t max_lines, size_t *cut,
                     GError **error)
{
    git_commit *commit = repo_lookup(repo, revision, error);
    git_diff *diff = commit ? repo_diff_of(repo, commit, error) : NULL;
    GPtrArray *lines = NULL;
    if (diff) {
        lines = g_ptr_array_new_with_free_func((GDestroyNotify)diff_line_free);
        struct collector collector = {.lines = lines, .most = max_lines};
        git_diff_print(diff, GIT_DIFF_FORMAT_PATCH, collect, &collector);
        *cut = collector.cut;
    }
    git_diff_free(diff);
    git_commit_free(commit);
    return lines;
}

void diff_line_free(struct diff_line *line)
{
    if (line) {
        g_free(line->text);
        g_free(line);
    }
}
