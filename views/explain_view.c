/* SPDX-License-Identifier: Apache-2.0
 *
 * Why a signal, an issue or a span is as it is: the chain of calls down to where it began, the
 * candidates for the cause with what speaks for and against each, and at how much was looked.
 */
#include "views/body.h"
#include "views/explain_state.h"
#include "views/views.h"

static enum target_kind subject_kind(const struct target *opened)
{
    return opened->signal_id                      ? TARGET_SIGNAL
           : opened->issue_id || opened->short_id ? TARGET_ISSUE
           : opened->span_id                      ? TARGET_SPAN
                                                  : TARGET_TRACE;
}

static bool open_view(struct view *view, const struct target *target, GError **error)
{
    struct explain_state *state = view->state;
    if (!target || !(target->service || target->trace_id))
        return body_refuse(error, "nothing here names a service that could be explained");
    target_init(&state->subject, TARGET_NONE);
    target_copy(&state->subject, target);
    state->subject.kind = subject_kind(target);
    state->words = target_text(&state->subject);
    doc_init(&state->doc);
    explain_begin(view);
    return true;
}

static void close_view(struct view *view)
{
    struct explain_state *state = view->state;
    explain_end(view);
    doc_clear(&state->doc);
    g_free(state->words);
    target_clear(&state->subject);
}

static void reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    explain_reply(view, subscription, answer);
}

static void layout(struct view *view, int rows, int cols)
{
    struct explain_state *state = view->state;
    if (state->doc.width != cols)
        explain_build(view, cols);
    doc_layout(&state->doc, view, rows);
}

static void draw(const struct view *view, struct surface *surface)
{
    doc_draw(&((const struct explain_state *)view->state)->doc, view, surface);
}

static void status(const struct view *view, GString *out)
{
    const struct explain_state *state = view->state;
    char at[40];
    g_string_append(out, state->words);
    if (state->onset_ms)
        g_string_append_printf(out, "  since %s",
                               scope_time(desk_scope(view->desk), state->onset_ms, at, sizeof at));
}

/* --- what the cursor is on --- */

static const struct cause *cause_here(const struct view *view)
{
    const struct explain_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    bool is =
        line && line->link == EXPLAIN_LINK_CAUSE && line->index < state->explanation->causes->len;
    return is ? state->explanation->causes->pdata[line->index] : NULL;
}

static void signal_target(struct target *target, const char *signal_id, const char *service,
                          int64_t time_ms)
{
    target->kind = TARGET_SIGNAL;
    target_set(&target->signal_id, signal_id);
    target_set(&target->service, service);
    target->time_ms = time_ms;
}

/* The spans of a host or of a call, since the onset. */
static void spans_target(const struct explain_state *state, const struct cause *cause,
                         struct target *target)
{
    g_autofree char *service = body_narrowed(NULL, "project", state->origin, false);
    g_autofree char *query =
        body_narrowed(cause->base ? cause->base : service, cause->key, cause->value, cause->lacks);
    target->kind = TARGET_TRACES;
    target_set(&target->query, query);
    target_set(&target->service, cause->service);
    target->start_ms = state->since_ms;
    target->end_ms = state->origin_ms + EXPLAIN_SINCE_MS;
}

static bool cause_target(const struct explain_state *state, const struct cause *cause,
                         struct target *target)
{
    if (cause->release) {
        target->kind = TARGET_RELEASE;
        target_set(&target->release, cause->release);
        target_set(&target->service, cause->service);
    } else if (cause->signal_id) {
        signal_target(target, cause->signal_id, cause->service, cause->time_ms);
    } else if (cause->span_id) {
        target->kind = TARGET_SPAN;
        target_set(&target->trace_id, state->subject.trace_id);
        target_set(&target->span_id, cause->span_id);
        target_set(&target->service, cause->service);
    } else if (cause->key) {
        spans_target(state, cause, target);
    } else {
        target->kind = TARGET_LOGS; /* a change of a flag is told by its log */
        target_set(&target->service, cause->service);
        target->time_ms = cause->time_ms;
    }
    return true;
}

static bool here(const struct view *view, struct target *target)
{
    const struct explain_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    const struct cause *cause = cause_here(view);
    if (cause)
        return cause_target(state, cause, target);
    /* Judged anew since the lines were made, the chain may be shorter. */
    if (!line || line->link != EXPLAIN_LINK_STEP || line->index >= state->explanation->chain->len)
        return false;
    const struct explain_step *step = state->explanation->chain->pdata[line->index];
    signal_target(target, step->signal_id, step->service, step->time_ms);
    return true;
}

static void evidence(const struct view *view, GString *out)
{
    const struct explain_state *state = view->state;
    const struct cause *cause = cause_here(view);
    const struct cause *best =
        state->explanation->causes->len ? state->explanation->causes->pdata[0] : NULL;
    cause = cause ? cause : best;
    if (cause && (cause->score >= EXPLAIN_LEAST || cause_here(view)))
        g_string_append_printf(out, "%s: %s", cause_word(cause), cause->what);
    else if (state->explanation->why_not)
        g_string_append(out, state->explanation->why_not);
}

static void explain(const struct view *view, GString *out)
{
    const struct explain_state *state = view->state;
    const struct cause *cause = cause_here(view);
    g_string_append(
        out,
        "The chain goes down the calls that traces showed, to the deepest service of which a "
        "signal moved in the same burst: a caller that waits is not a mover.\n"
        "Candidates are the deploys and changes of flags of the hour before, one host or part "
        "of several, calls that leave the system, and what the trace shows by itself.\n"
        "The spans since then that are worse, slower than midway between the p95 before and "
        "since or failing, are compared with the others of the time, and all with those of "
        "before, as x does it (Fisher's exact test, corrected for the many comparisons): one "
        "value of an attribute that most of the worse have comes into question when it parts "
        "them by 20 % of the rows at least, a kind of which there are more from 10 %. What "
        "merely tells how a span went (a status, a size) or which host or version it is from "
        "does not. That shares moved may follow from the cause as well as lead to it.\n"
        "Each sign + raises the score s of its candidate to 1 - (1 - s)(1 - sign), each - lowers "
        "it; nearness in time counts half every 15 minutes.\n");
    if (cause)
        g_string_append_printf(out,
                               "Here: a score of %.2f of %u signs for and %u against; likely "
                               "from 0.60, possible from 0.30.\n",
                               cause->score, cause->supports->len, cause->speaks_against->len);
    for (guint i = 0; i < state->explanation->looked->len; i++)
        g_string_append_printf(out, "Looked at: %s.\n",
                               (char *)state->explanation->looked->pdata[i]);
}

static void move(struct view *view, enum move_unit unit, int by)
{
    doc_move(&((struct explain_state *)view->state)->doc, unit, by);
    desk_cursor_moved(view);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct explain_state *)view->state)->doc;
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    return doc_search(&((struct explain_state *)view->state)->doc, matcher, direction);
}

static char *line_text(const struct view *view)
{
    const struct doc_line *line = doc_current(document(view));
    return line ? doc_text(line) : NULL;
}

const struct view_ops explain_view = {
    .name = "explain",
    .title = "Explain",
    .state_size = sizeof(struct explain_state),
    .open = open_view,
    .close = close_view,
    .shared_changed = explain_again,
    .reply = reply,
    .layout = layout,
    .draw = draw,
    .status = status,
    .target = here,
    .evidence = evidence,
    .explain = explain,
    .move = move,
    .search = search,
    .doc = document,
    .markdown = explain_markdown,
    .line = line_text,
};
