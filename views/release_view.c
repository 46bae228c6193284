/* SPDX-License-Identifier: Apache-2.0
 *
 * A release: its deploys, the issues it brought, its commits.
 */
#include "views/suspect_lines.h"
#include "views/views.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "views/body.h"

#include <string.h>

enum link { LINK_NONE, LINK_COMMIT, LINK_ISSUE };

struct release_state {
    struct doc doc;
    GPtrArray *commits; /* of struct commit *; NULL until answered */
    GPtrArray *deploys; /* of struct deploy *; NULL until answered */
    GPtrArray *issues;  /* of struct issue *; NULL until answered */
    bool more;          /* there are more commits than were asked for */
    char *commits_failed, *issues_failed;
    uint64_t commits_asked, deploys_asked, issues_asked;
};

/* --- asking --- */

static void ask_issues(struct view *view)
{
    struct release_state *state = view->state;
    g_autofree char *version = body_quote(view->opened.release);
    struct request *request = request_new(ENDPOINT_ISSUES, NULL);
    request_addf(request, "query", "firstRelease:%s", version);
    request_add(request, "sort", "new");
    request_add(request, "limit", "25");
    request_add(request, "statsPeriod", "14d");
    state->issues_asked = desk_ask(view, request, 0, true);
}

static bool release_open(struct view *view, const struct target *target, GError **error)
{
    struct release_state *state = view->state;
    if (!target || !target->release)
        return body_refuse(error, "no release: none is named here");
    doc_init(&state->doc);
    struct request *commits = request_new(ENDPOINT_RELEASE_COMMITS, target->release, NULL);
    commits->pages = 5;
    state->commits_asked = desk_ask(view, commits, 0, true);
    state->deploys_asked =
        desk_ask(view, request_new(ENDPOINT_RELEASE_DEPLOYS, target->release, NULL), 0, true);
    ask_issues(view);
    return true;
}

static void release_close(struct view *view)
{
    struct release_state *state = view->state;
    doc_clear(&state->doc);
    g_clear_pointer(&state->commits, g_ptr_array_unref);
    g_clear_pointer(&state->deploys, g_ptr_array_unref);
    g_clear_pointer(&state->issues, g_ptr_array_unref);
    g_free(state->commits_failed);
    g_free(state->issues_failed);
}

static void take(GPtrArray **place, char **failed, enum reply_kind kind, struct reply *reply)
{
    if (reply->kind == kind && reply->object) {
        g_clear_pointer(place, g_ptr_array_unref);
        *place = reply_take(reply);
    }
    if (!failed)
        return;
    g_free(*failed);
    *failed = reply->failure == FAILURE_NONE
                  ? NULL
                  : g_strdup(reply->error ? reply->error : "the request failed");
}

static void release_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct release_state *state = view->state;
    if (body_answered(&state->commits_asked, subscription, reply)) {
        state->more = reply->next_cursor != NULL;
        take(&state->commits, &state->commits_failed, REPLY_COMMITS, reply);
    } else if (body_answered(&state->deploys_asked, subscription, reply)) {
        take(&state->deploys, NULL, REPLY_DEPLOYS, reply);
    } else if (body_answered(&state->issues_asked, subscription, reply)) {
        take(&state->issues, &state->issues_failed, REPLY_ISSUES, reply);
    }
    state->doc.width = 0;
}

/* --- the page --- */

static void add_deploys(struct view *view)
{
    struct release_state *state = view->state;
    char at[40];
    for (guint i = 0; state->deploys && i < state->deploys->len; i++) {
        const struct deploy *deploy = g_ptr_array_index(state->deploys, i);
        int64_t when = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        g_autofree char *ago = body_ago(desk_now_ms(view->desk) - when);
        struct doc_line *line = doc_add(&state->doc, ROLE_DEPLOY, "deployed ");
        doc_piecef(line, ROLE_TEXT, "%s  %s ago",
                   scope_time(desk_scope(view->desk), when, at, sizeof at), ago);
        doc_piecef(line, ROLE_MUTED, "  %s", deploy->environment ? deploy->environment : "");
        line->inert = true;
    }
    if (!state->deploys || state->deploys->len)
        return;
    doc_add(&state->doc, ROLE_MUTED, "no deploy of it was told of")->inert = true;
}

static void add_across(struct view *view)
{
    struct release_state *state = view->state;
    struct doc_line *line = doc_add(&state->doc, ROLE_KEY, "x ");
    doc_piece(line, ROLE_TEXT, "every signal before against after it");
    line->inert = true;
}

static void add_issues(struct view *view)
{
    struct release_state *state = view->state;
    char count[24];
    doc_heading(&state->doc, "New issues");
    if (state->issues_failed)
        doc_add(&state->doc, ROLE_FAILURE, state->issues_failed)->inert = true;
    else if (!state->issues || !state->issues->len)
        doc_add(&state->doc, ROLE_MUTED, state->issues ? "none first seen in it" : "loading…")
            ->inert = true;
    for (guint i = 0; state->issues && i < state->issues->len; i++) {
        const struct issue *issue = g_ptr_array_index(state->issues, i);
        struct doc_line *line =
            doc_addf(&state->doc, ROLE_LEVEL_ERROR, "%c ", level_letter(issue->level));
        doc_piecef(line, ROLE_ACCENT, "%s  ", issue->short_id ? issue->short_id : "");
        doc_piece(line, ROLE_TEXT, issue->title);
        doc_right(line, quantity_count(issue->count, count, sizeof count));
        doc_link(line, LINK_ISSUE, i);
    }
}

static void add_commits(struct view *view)
{
    struct release_state *state = view->state;
    g_autofree char *title = state->commits ? g_strdup_printf("Commits  %u%s", state->commits->len,
                                                              state->more ? " and more" : "")
                                            : g_strdup("Commits");
    doc_heading(&state->doc, title);
    if (state->commits_failed)
        doc_add(&state->doc, ROLE_FAILURE, state->commits_failed)->inert = true;
    else if (!state->commits || !state->commits->len)
        doc_add(&state->doc, ROLE_MUTED,
                state->commits ? "none: `sentry-cli releases set-commits` tells of them"
                               : "loading…")
            ->inert = true;
    for (guint i = 0; state->commits && i < state->commits->len; i++) {
        struct doc_line *line =
            suspect_commit_line(&state->doc, g_ptr_array_index(state->commits, i), view->desk);
        doc_link(line, LINK_COMMIT, i);
    }
}

static void build(struct view *view, int cols)
{
    struct release_state *state = view->state;
    doc_begin(&state->doc, cols);
    add_deploys(view);
    add_across(view);
    add_commits(view);
    add_issues(view);
    doc_end(&state->doc);
}

static void release_layout(struct view *view, int rows, int cols)
{
    struct release_state *state = view->state;
    if (state->doc.width != cols)
        build(view, cols);
    doc_layout(&state->doc, view, rows);
}

static void release_draw(const struct view *view, struct surface *surface)
{
    const struct release_state *state = view->state;
    doc_draw(&state->doc, view, surface);
}

/* --- leading on --- */

static bool release_target(const struct view *view, struct target *target)
{
    const struct release_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    target_set(&target->service, view->opened.service);
    target_set(&target->release, view->opened.release);
    target->time_ms = view->opened.time_ms;
    if (line && line->link == LINK_COMMIT && line->index < state->commits->len) {
        const struct commit *commit = g_ptr_array_index(state->commits, line->index);
        target->kind = TARGET_COMMIT;
        target_set(&target->commit, commit->id);
        target_set(&target->repository, commit->repository);
    } else if (line && line->link == LINK_ISSUE && line->index < state->issues->len) {
        const struct issue *issue = g_ptr_array_index(state->issues, line->index);
        target->kind = TARGET_ISSUE;
        target_set(&target->issue_id, issue->id);
        target_set(&target->short_id, issue->short_id);
        target_set(&target->service, issue->project);
    } else {
        target->kind = TARGET_RELEASE;
    }
    return true;
}

static bool release_differs(const struct view *view, struct target *target)
{
    target->kind = TARGET_ACROSS;
    target_set(&target->service, view->opened.service);
    target_set(&target->release, view->opened.release);
    return true;
}

static bool release_enter(struct view *view, struct target *target)
{
    release_target(view, target);
    if (target->kind != TARGET_RELEASE)
        return true;
    desk_say(view->desk, false, "Enter on a commit opens its diff, on an issue the issue");
    return false;
}

static void release_status(const struct view *view, GString *out)
{
    const struct release_state *state = view->state;
    g_string_append(out, view->opened.release);
    if (state->commits)
        g_string_append_printf(out, "  %u commits", state->commits->len);
    if (state->issues)
        g_string_append_printf(out, "  %u new issues", state->issues->len);
}

static void release_evidence(const struct view *view, GString *out)
{
    const struct release_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    if (!line || !line->link) {
        g_string_append_printf(out, "release %s", view->opened.release);
        return;
    }
    g_autofree char *text = doc_text(line);
    g_string_append(out, text);
}

static void release_move(struct view *view, enum move_unit unit, int by)
{
    struct release_state *state = view->state;
    doc_move(&state->doc, unit, by);
    desk_cursor_moved(view);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct release_state *)view->state)->doc;
}

static bool release_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct release_state *state = view->state;
    return doc_search(&state->doc, matcher, direction);
}

static void release_markdown(const struct view *view, GString *out)
{
    const struct release_state *state = view->state;
    g_string_append_printf(out, "Release `%s`\n\n", view->opened.release);
    for (guint i = 0; state->commits && i < MIN(state->commits->len, 20); i++) {
        const struct commit *commit = g_ptr_array_index(state->commits, i);
        g_autofree char *subject = suspects_subject(commit);
        g_string_append_printf(out, "- `%.12s` %s\n", commit->id ? commit->id : "", subject);
    }
}

static char *release_line(const struct view *view)
{
    const struct release_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    return line ? doc_text(line) : NULL;
}

const struct view_ops release_view = {
    .name = "release",
    .title = "Release",
    .state_size = sizeof(struct release_state),
    .open = release_open,
    .close = release_close,
    .reply = release_reply,
    .layout = release_layout,
    .draw = release_draw,
    .status = release_status,
    .target = release_target,
    .enter = release_enter,
    .evidence = release_evidence,
    .move = release_move,
    .search = release_search,
    .doc = document,
    .differs = release_differs,
    .markdown = release_markdown,
    .line = release_line,
};
