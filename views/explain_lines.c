/* SPDX-License-Identifier: Apache-2.0 */
#include "views/explain_state.h"

#include "views/body.h"

#define INDENT 4
#define MARK   2  /* cells of "+ " */
#define PLACE  11 /* behind the times */

static enum role role_of(const struct cause *cause)
{
    return cause->score >= EXPLAIN_LEAST ? ROLE_TEXT : ROLE_MUTED;
}

/* --- the chain --- */

static void add_step(struct view *view, const struct explain_step *step, guint index, bool last)
{
    struct explain_state *state = view->state;
    char at[40] = "";
    if (step->time_ms)
        scope_time(desk_scope(view->desk), step->time_ms, at, sizeof at);
    struct doc_line *line = doc_addf(&state->doc, ROLE_MUTED, "%-8s  ", step->time_ms ? at : "");
    doc_piecef(line, last ? ROLE_CHANGED : ROLE_TEXT, "%s%s%s",
               step->within ? "in it "
               : index      ? "which calls "
                            : "",
               step->within ? "" : step->service, step->text && !step->within ? ": " : "");
    doc_piece(line, step->text ? ROLE_TEXT : ROLE_MUTED,
              step->text ? step->text : ": nothing of it moved");
    if (last && index && !step->within)
        doc_piece(line, ROLE_MUTED, "  (deepest that moved)");
    if (step->signal_id)
        doc_link(line, EXPLAIN_LINK_STEP, index);
}

static void add_chain(struct view *view)
{
    struct explain_state *state = view->state;
    const GPtrArray *chain = state->explanation->chain;
    doc_heading(&state->doc, "What moved");
    for (guint i = 0; i < chain->len; i++)
        add_step(view, chain->pdata[i], i, i + 1 == chain->len);
    if (state->explanation->place) {
        g_autofree char *waits = g_strdup_printf("which waits for %s", state->explanation->place);
        doc_field_at(&state->doc, PLACE, PLACE, "", ROLE_TEXT, waits);
    }
}

/* --- the causes --- */

static void add_signs(struct doc *doc, const char *mark, enum role role, const GPtrArray *signs)
{
    for (guint i = 0; i < signs->len; i++)
        doc_field_at(doc, INDENT, INDENT + MARK, mark, role, signs->pdata[i])->inert = true;
}

static void add_cause(struct view *view, const struct cause *cause, guint index)
{
    struct explain_state *state = view->state;
    char at[40];
    struct doc_line *line =
        doc_addf(&state->doc, role_of(cause), "%-8s  %s", cause_word(cause), cause->what);
    if (cause->time_ms)
        doc_right(line, scope_time(desk_scope(view->desk), cause->time_ms, at, sizeof at));
    doc_link(line, EXPLAIN_LINK_CAUSE, index);
    add_signs(&state->doc, "+", ROLE_TEXT, cause->supports);
    add_signs(&state->doc, "-", ROLE_MUTED, cause->speaks_against);
}

static void add_causes(struct view *view)
{
    struct explain_state *state = view->state;
    const struct explanation *explanation = state->explanation;
    unsigned waits = explain_waits(state);
    doc_heading(&state->doc, "Why, as far as can be told");
    if (explanation->why_not && !waits)
        doc_field_at(&state->doc, 0, 0, "", ROLE_TEXT, explanation->why_not);
    for (guint i = 0; i < explanation->causes->len; i++)
        add_cause(view, explanation->causes->pdata[i], i);
    if (waits)
        doc_addf(&state->doc, ROLE_MUTED, "looking: %u answers to come", waits);
    if (state->failed)
        doc_addf(&state->doc, ROLE_FAILURE, "not all could be asked: %s", state->failed);
}

/* --- what was looked at --- */

#define PROBLEMS_MOST 5

/* Those that cost most stand first. */
static void add_problems(struct explain_state *state)
{
    const GPtrArray *problems = state->problems;
    if (!problems)
        return;
    g_autofree char *count =
        problems->len ? g_strdup_printf("performance problems of the trace: %u", problems->len)
                      : g_strdup("performance problems of the trace: none found");
    doc_field_at(&state->doc, 0, MARK, "", ROLE_MUTED, count);
    for (guint i = 0; i < MIN(problems->len, PROBLEMS_MOST); i++) {
        g_autofree char *text = g_strdup_printf("  %s", (const char *)problems->pdata[i]);
        doc_field_at(&state->doc, 0, MARK, "", ROLE_MUTED, text);
    }
}

static void add_looked(struct view *view)
{
    struct explain_state *state = view->state;
    doc_heading(&state->doc, "Looked at");
    for (guint i = 0; i < state->explanation->looked->len; i++)
        doc_field_at(&state->doc, 0, MARK, "", ROLE_MUTED, state->explanation->looked->pdata[i]);
    add_problems(state);
    for (guint i = 0; state->patterns && i < state->patterns->len; i++) {
        const struct new_pattern *pattern = state->patterns->pdata[i];
        g_autofree char *text = g_strdup_printf("logged by %s since then, not before: %s",
                                                state->origin, pattern->text);
        doc_field_at(&state->doc, 0, MARK, "", ROLE_MUTED, text);
    }
}

void explain_build(struct view *view, int cols)
{
    struct explain_state *state = view->state;
    doc_begin(&state->doc, cols);
    add_chain(view);
    add_causes(view);
    add_looked(view);
    doc_end(&state->doc);
}

/* --- as Markdown --- */

static void markdown_signs(GString *out, const char *mark, const GPtrArray *signs)
{
    for (guint i = 0; i < signs->len; i++)
        g_string_append_printf(out, "  - %s: %s\n", mark, (char *)signs->pdata[i]);
}

void explain_markdown(const struct view *view, GString *out)
{
    const struct explain_state *state = view->state;
    const struct explanation *explanation = state->explanation;
    char at[40];
    for (guint i = 0; i < explanation->chain->len; i++) {
        const struct explain_step *step = explanation->chain->pdata[i];
        g_string_append_printf(out, "%u. %s", i + 1, step->service);
        if (step->text)
            g_string_append_printf(
                out, ": %s (%s)", step->text,
                scope_time(desk_scope(view->desk), step->time_ms, at, sizeof at));
        g_string_append_c(out, '\n');
    }
    if (explanation->place)
        g_string_append_printf(out, "\nIt waits for `%s`\n", explanation->place);
    g_string_append_c(out, '\n');
    for (guint i = 0; i < explanation->causes->len; i++) {
        const struct cause *cause = explanation->causes->pdata[i];
        g_string_append_printf(out, "- %s: %s\n", cause_word(cause), cause->what);
        markdown_signs(out, "for", cause->supports);
        markdown_signs(out, "against", cause->speaks_against);
    }
    if (explanation->why_not)
        g_string_append_printf(out, "- %s\n", explanation->why_not);
}
