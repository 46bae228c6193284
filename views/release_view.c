/* SPDX-License-Identifier: Apache-2.0
 *
 * A release: its deploys, how its sessions went beside those of the one before, the issues it
 * brought, its commits.
 */
#include "views/release_text.h"
#include "views/suspect_lines.h"
#include "views/views.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "views/body.h"

#include <math.h>
#include <string.h>

#define LABEL_COLS 21
#define VALUE_COLS 18
#define DAY_MS     (24 * 3600 * INT64_C(1000))
#define MOST_DAYS  90 /* of which servers keep events */

enum link { LINK_NONE, LINK_COMMIT, LINK_ISSUE };

/* What the server tells of a release itself. */
struct told {
    GPtrArray *releases; /* of struct release *: one; NULL until answered */
    char *failed;
    uint64_t asked;
};

struct release_state {
    struct doc doc;
    GPtrArray *commits; /* of struct commit *; NULL until answered */
    GPtrArray *deploys; /* of struct deploy *; NULL until answered */
    GPtrArray *issues;  /* of struct issue *; NULL until answered */
    bool more;          /* there are more commits than were asked for */
    char *commits_failed, *issues_failed;
    uint64_t commits_asked, deploys_asked, issues_asked;
    struct told own, before; /* before: of the release that the same service had before */
    char *version_before;    /* NULL = none is known */
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
    request_addf(request, "statsPeriod", "%dd", MOST_DAYS);
    state->issues_asked = desk_ask(view, request, 0, true);
}

static void ask_health(struct view *view, struct told *told, const char *version)
{
    struct request *request = request_new(ENDPOINT_RELEASE, version, NULL);
    release_ask_health(request, desk_scope(view->desk), MOST_DAYS * DAY_MS);
    told->asked = desk_ask(view, request, 0, true);
}

static const struct release *release_of(const struct told *told)
{
    return told->releases && told->releases->len ? told->releases->pdata[0] : NULL;
}

/* Which one was before can be told when this one and the deploys are known. */
static void ask_before(struct view *view)
{
    struct release_state *state = view->state;
    const struct release *own = release_of(&state->own);
    if (!own || state->version_before)
        return;
    const struct deploy *before =
        release_deploy_before(desk_deploys(view->desk), release_service(own), view->opened.release,
                              release_deployed_at(own));
    if (!before)
        return;
    state->version_before = g_strdup(before->release);
    ask_health(view, &state->before, state->version_before);
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
    ask_health(view, &state->own, target->release);
    ask_issues(view);
    return true;
}

static void told_clear(struct told *told)
{
    g_clear_pointer(&told->releases, g_ptr_array_unref);
    g_clear_pointer(&told->failed, g_free);
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
    told_clear(&state->own);
    told_clear(&state->before);
    g_free(state->version_before);
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
    } else if (body_answered(&state->own.asked, subscription, reply)) {
        take(&state->own.releases, &state->own.failed, REPLY_RELEASES, reply);
        ask_before(view);
    } else if (body_answered(&state->before.asked, subscription, reply)) {
        take(&state->before.releases, &state->before.failed, REPLY_RELEASES, reply);
    }
    state->doc.width = 0;
}

static void release_shared_changed(struct view *view)
{
    ask_before(view);
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

/* "91.6% of 715"; "not told" where it is not. */
static char *part_words(double percent, int64_t count)
{
    char share[24], number[24];
    if (!release_share(percent, share, sizeof share))
        return g_strdup("not told");
    return count < 0
               ? g_strdup(share)
               : g_strdup_printf("%s of %s", share, quantity_count(count, number, sizeof number));
}

/* Beside that of the release before, where there is one; both owned from here. */
static void add_part(struct view *view, const char *label, enum role role, char *text, char *before)
{
    struct release_state *state = view->state;
    struct doc_line *line = doc_addf(&state->doc, ROLE_MUTED, "%-*s", LABEL_COLS, label);
    doc_piecef(line, role, "%-*s", before ? VALUE_COLS : 0, text);
    if (before)
        doc_piecef(line, ROLE_MUTED, "%s: %s", state->version_before, before);
    line->inert = true;
    g_free(text);
    g_free(before);
}

static enum role free_role(double percent)
{
    return percent < 99 ? ROLE_LEVEL_ERROR : ROLE_TEXT;
}

static const char *health_missing(const struct release_state *state)
{
    const struct release *own = release_of(&state->own);
    if (!own)
        return state->own.failed ? state->own.failed : "loading…";
    const struct release_health *health = &own->health;
    bool told = isfinite(health->crash_free_sessions) || isfinite(health->crash_free_users) ||
                isfinite(health->adoption);
    return told ? NULL : "not known: no session of it was told of in the last 24 h";
}

/* Of the last 24 hours: what a server takes when it is not asked for another time. */
static void add_health(struct view *view)
{
    struct release_state *state = view->state;
    const char *missing = health_missing(state);
    doc_heading(&state->doc, "Sessions of the last 24 h");
    if (missing) {
        doc_add(&state->doc, state->own.failed ? ROLE_FAILURE : ROLE_MUTED, missing)->inert = true;
        return;
    }
    const struct release_health *own = &release_of(&state->own)->health;
    const struct release *earlier = release_of(&state->before);
    const struct release_health *then = earlier ? &earlier->health : NULL;
    add_part(view, "crash-free sessions", free_role(own->crash_free_sessions),
             part_words(own->crash_free_sessions, own->sessions),
             then ? part_words(then->crash_free_sessions, then->sessions) : NULL);
    add_part(view, "crash-free users", free_role(own->crash_free_users),
             part_words(own->crash_free_users, own->users),
             then ? part_words(then->crash_free_users, then->users) : NULL);
    add_part(view, "adoption", ROLE_TEXT, part_words(own->adoption, -1),
             then ? part_words(then->adoption, -1) : NULL);
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
    add_health(view);
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
    const struct release *own = release_of(&state->own);
    g_autoptr(GString) free = g_string_new(NULL);
    if (own && release_crash_free_words(&own->health, free))
        g_string_append_printf(out, "  without a crash: %s", free->str);
}

static void release_explain(const struct view *view, GString *out)
{
    const struct release_state *state = view->state;
    release_status(view, out);
    g_string_append(
        out, ".\nSessions and users without a crash, and the share of all sessions that run it "
             "(adoption), are as the server counts them of the last 24 h in the projects and the "
             "environment of the scope; of several projects the lowest share stands here. ");
    if (state->version_before)
        g_string_append_printf(out, "Beside them those of %s, which was deployed before it. ",
                               state->version_before);
    g_string_append_printf(out,
                           "New issues: first seen in it, with an event in the last %d days. x "
                           "compares every signal before against after its deploy.",
                           MOST_DAYS);
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
    const struct release *own = release_of(&state->own);
    g_autoptr(GString) free = g_string_new(NULL);
    g_string_append_printf(out, "Release `%s`\n\n", view->opened.release);
    if (own && release_crash_free_words(&own->health, free))
        g_string_append_printf(out, "Without a crash in the last 24 h: %s\n\n", free->str);
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
    .shared_changed = release_shared_changed,
    .reply = release_reply,
    .layout = release_layout,
    .draw = release_draw,
    .status = release_status,
    .target = release_target,
    .enter = release_enter,
    .evidence = release_evidence,
    .explain = release_explain,
    .move = release_move,
    .search = release_search,
    .doc = document,
    .differs = release_differs,
    .markdown = release_markdown,
    .line = release_line,
};
