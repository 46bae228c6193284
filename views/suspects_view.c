/* SPDX-License-Identifier: Apache-2.0
 *
 * The candidates for what changed a span, a signal or an issue: three at most, the rest on demand.
 */
#include "views/suspect_lines.h"
#include "views/views.h"

#include "base/clock.h"
#include "views/body.h"

#include <string.h>

enum link { LINK_NONE, LINK_SUSPECT, LINK_MORE, LINK_RELEASE };

struct suspects_state {
    struct suspect_search *search;
    struct doc doc;
    bool all;
};

static void build(struct view *view, int cols)
{
    struct suspects_state *state = view->state;
    char at[40];
    doc_begin(&state->doc, cols);
    const struct deploy *deploy = suspect_search_deploy(state->search);
    size_t rest = suspect_lines(&state->doc, state->search, state->all ? SIZE_MAX : SUSPECTS_SHOWN,
                                LINK_SUSPECT, view->desk);
    if (rest)
        doc_link(
            doc_addf(&state->doc, ROLE_ACCENT, "%zu more, less likely: Enter shows them", rest),
            LINK_MORE, 0);
    if (deploy) {
        int64_t when = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        doc_gap(&state->doc);
        struct doc_line *line = doc_add(&state->doc, ROLE_MUTED, "all commits of ");
        doc_piece(line, ROLE_DEPLOY, deploy->release);
        doc_piecef(line, ROLE_MUTED, ", deployed at %s",
                   scope_time(desk_scope(view->desk), when, at, sizeof at));
        doc_link(line, LINK_RELEASE, 0);
    }
    doc_end(&state->doc);
}

static void suspects_changed(struct view *view)
{
    struct suspects_state *state = view->state;
    state->doc.width = 0;
    desk_redraw(view->desk);
}

static bool suspects_open(struct view *view, const struct target *target, GError **error)
{
    struct suspects_state *state = view->state;
    if (!target)
        return body_refuse(error, "nothing to find suspects of");
    doc_init(&state->doc);
    state->search = suspect_search_new(view, target, NULL, suspects_changed);
    return true;
}

static void suspects_close(struct view *view)
{
    struct suspects_state *state = view->state;
    suspect_search_free(state->search);
    doc_clear(&state->doc);
}

static void suspects_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct suspects_state *state = view->state;
    suspect_search_reply(state->search, subscription, reply);
}

static void suspects_layout(struct view *view, int rows, int cols)
{
    struct suspects_state *state = view->state;
    if (state->doc.width != cols)
        build(view, cols);
    doc_layout(&state->doc, view, rows);
}

static void suspects_draw(const struct view *view, struct surface *surface)
{
    const struct suspects_state *state = view->state;
    doc_draw(&state->doc, view, surface);
}

static void suspects_status(const struct view *view, GString *out)
{
    const struct suspects_state *state = view->state;
    const GPtrArray *found = suspect_search_found(state->search);
    g_autofree char *what = target_text(&view->opened);
    char at[40];
    const char *of = strstr(what, " of ");
    g_string_append(out, of ? of + 1 : what);
    if (found)
        g_string_append_printf(out, "  %u", found->len);
    int64_t onset = suspect_search_onset_ms(state->search);
    if (onset)
        g_string_append_printf(out, "  onset %s",
                               scope_time(desk_scope(view->desk), onset, at, sizeof at));
}

static const struct suspect *current(const struct view *view)
{
    const struct suspects_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    const GPtrArray *found = suspect_search_found(state->search);
    return line && line->link == LINK_SUSPECT && found && line->index < found->len
               ? g_ptr_array_index((GPtrArray *)found, (guint)line->index)
               : NULL;
}

static bool suspects_view_target(const struct view *view, struct target *target)
{
    const struct suspects_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    const struct suspect *suspect = current(view);
    const struct deploy *deploy = suspect_search_deploy(state->search);
    if (suspect) {
        suspects_target(suspect, &view->opened, suspect_search_onset_ms(state->search), target);
        return true;
    }
    if (line && line->link == LINK_RELEASE && deploy) {
        target->kind = TARGET_RELEASE;
        target_set(&target->release, deploy->release);
        target_set(&target->service, deploy->project);
        return true;
    }
    return false;
}

static bool suspects_enter(struct view *view, struct target *target)
{
    struct suspects_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    if (line && line->link == LINK_MORE) {
        state->all = true;
        state->doc.width = 0;
        return false;
    }
    if (suspects_view_target(view, target))
        return true;
    const char *why = suspect_search_why(state->search);
    desk_say(view->desk, false, "%s", why ? why : "still looking");
    return false;
}

/* A score in words: as a number it would claim to be a probability. */
static const char *belief(double score)
{
    return score >= 0.75 ? "strong evidence" : score >= 0.4 ? "some evidence" : "weak evidence";
}

static void suspects_evidence(const struct view *view, GString *out)
{
    const struct suspects_state *state = view->state;
    const struct suspect *suspect = current(view);
    const char *why = suspect_search_why(state->search);
    if (!suspect) {
        g_string_append(out, why ? why : "");
        return;
    }
    g_autofree char *subject = suspects_subject(suspect->commit);
    g_autofree char *before = suspects_before(suspect);
    g_string_append_printf(out, "suspect %.7s \"%s\"", suspect->commit->id, subject);
    if (before)
        g_string_append_printf(out, "  %s", before);
    g_string_append_printf(out, "  %s", belief(suspect->score));
}

static void suspects_move(struct view *view, enum move_unit unit, int by)
{
    struct suspects_state *state = view->state;
    doc_move(&state->doc, unit, by);
    desk_cursor_moved(view);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct suspects_state *)view->state)->doc;
}

static bool suspects_search_text(struct view *view, const struct matcher *matcher, int direction)
{
    struct suspects_state *state = view->state;
    return doc_search(&state->doc, matcher, direction);
}

static void suspects_markdown(const struct view *view, GString *out)
{
    const struct suspects_state *state = view->state;
    suspect_markdown(out, state->search, state->all ? SIZE_MAX : SUSPECTS_SHOWN);
}

static char *suspects_line(const struct view *view)
{
    const struct suspects_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    return line ? doc_text(line) : NULL;
}

const struct view_ops suspects_view = {
    .name = "suspects",
    .title = "Suspects",
    .state_size = sizeof(struct suspects_state),
    .open = suspects_open,
    .close = suspects_close,
    .reply = suspects_reply,
    .layout = suspects_layout,
    .draw = suspects_draw,
    .status = suspects_status,
    .target = suspects_view_target,
    .enter = suspects_enter,
    .evidence = suspects_evidence,
    .move = suspects_move,
    .search = suspects_search_text,
    .doc = document,
    .markdown = suspects_markdown,
    .line = suspects_line,
};
