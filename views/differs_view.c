/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs between two sets of rows: a range and what lay before it, or the rows that a search
 * selects and the others. Every attribute is compared; those that differ most come first.
 */
#include "views/differs_state.h"

#include "api/query/query.h"
#include "views/body.h"
#include "views/matcher.h"
#include "views/views.h"

#include <string.h>

static const struct differs_row *here(const struct view *view)
{
    const struct differs_state *state = view->state;
    return differs_row_at(state, state->list.cursor);
}

static bool open_view(struct view *view, const struct target *target, GError **error)
{
    if (!target)
        return body_refuse(error, "nothing is named that could be compared");
    return differs_begin(view, error);
}

static void close_view(struct view *view)
{
    struct differs_state *state = view->state;
    for (int i = 0; i < DIFFERS_SIDES; i++) {
        distributions_free(state->sides[i].came);
        g_free(state->sides[i].query);
    }
    differs_example_forget(view);
    differs_groups_stop(view);
    differs_free(state->differs);
    g_free(state->measure);
    g_free(state->dataset);
    g_free(state->base);
    g_free(state->within);
}

static void layout(struct view *view, int rows, int cols)
{
    struct differs_state *state = view->state;
    (void)cols;
    list_resize(&state->list, state->differs ? state->differs->rows->len : 0, MAX(rows, 1));
    body_light(view, &state->list);
}

static void move(struct view *view, enum move_unit unit, int by)
{
    body_move(&((struct differs_state *)view->state)->list, unit, by);
    differs_example_wanted(view);
}

static size_t row_count(const struct view *view)
{
    const struct differs_state *state = view->state;
    return state->differs ? state->differs->rows->len : 0;
}

static bool row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    g_autofree char *text = differs_words(differs_row_at(view->state, row));
    return matcher_matches(matcher, text);
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    bool found =
        body_search(view, &((struct differs_state *)view->state)->list, matcher, direction);
    differs_example_wanted(view);
    return found;
}

/* --- where it leads -----------------------------------------------------------------------------
 */

/* The rows inside that have what the row says. */
static char *search_of(const struct view *view, const struct differs_row *row)
{
    const struct differs_state *state = view->state;
    g_autofree char *term = differs_term(row);
    return query_both(state->sides[DIFFERS_INSIDE].query, term);
}

static bool target_here(const struct view *view, struct target *target)
{
    const struct differs_state *state = view->state;
    const struct differs_row *row = here(view);
    if (!row)
        return false;
    g_autofree char *query = search_of(view, row);
    g_autofree char *words = differs_words(row);
    target->kind = view->opened.signal_id            ? TARGET_RANGE
                   : !strcmp(state->dataset, "logs") ? TARGET_LOGS
                                                     : TARGET_TRACES;
    target_set(&target->signal_id, view->opened.signal_id);
    target_set(&target->query, query);
    target_set(&target->name, words);
    target_set(&target->trace_id, state->example.trace_id);
    target_set(&target->span_id, state->example.span_id);
    target_set(&target->key, row->key);
    target_set(&target->value, row->value);
    target->start_ms = state->sides[DIFFERS_INSIDE].start_ms;
    target->end_ms = state->sides[DIFFERS_INSIDE].end_ms;
    return true;
}

/* Narrows the view below by the row, as its own search would. The wall's search is not of one
 * signal's rows: from there it leads to the samples. */
static bool narrow_below(struct view *view, const struct differs_row *row)
{
    struct view *below = desk_below(view);
    struct view_query query;
    if (!below || below->ops == &signals_view || !below->ops->query || !below->ops->set_query ||
        !below->ops->query(below, &query))
        return false;
    g_autofree char *term = differs_term(row);
    g_autofree char *text = query_both(*query.text ? query.text : query.standard, term);
    g_autofree char *words = differs_words(row);
    struct desk *desk = view->desk;
    below->ops->set_query(below, text);
    desk_leave(view);
    desk_say(desk, false, "only %s; Esc clears it", words);
    return true;
}

static bool enter(struct view *view, struct target *target)
{
    const struct differs_row *row = here(view);
    if (!row) {
        desk_say(view->desk, false, "nothing is under the cursor");
        return false;
    }
    return !narrow_below(view, row) && target_here(view, target);
}

static const char *enter_word(const struct view *view)
{
    return here(view) ? "only these rows" : "";
}

static void fields(const struct view *view, GPtrArray *pairs)
{
    const struct differs_row *row = here(view);
    if (row && row->form == DIFFERS_IS)
        g_ptr_array_add(pairs, pair_new(row->key, row->value));
}

/* x again: among the rows that have this, what differs then. */
static bool differs(const struct view *view, struct target *target)
{
    const struct differs_state *state = view->state;
    const struct differs_row *row = here(view);
    if (!row) {
        desk_say(view->desk, false, "nothing is under the cursor");
        return false;
    }
    g_autofree char *term = differs_term(row);
    g_autofree char *base = query_both(state->base, term);
    target_copy(target, &view->opened);
    target_set(&target->query, base);
    return true;
}

/* --- as text ------------------------------------------------------------------------------------
 */

static char *line(const struct view *view)
{
    GString *out = g_string_new(NULL);
    differs_evidence(view, out);
    return g_string_free(out, FALSE);
}

static void markdown(const struct view *view, GString *out)
{
    const struct differs_state *state = view->state;
    g_string_append(out, "What differs, ");
    differs_sides_text(view, 0, out);
    g_string_append(out, "\n\n| | in | out |\n|---|--:|--:|\n");
    for (size_t i = 0; i < MIN(row_count(view), 10); i++) {
        const struct differs_row *row = differs_row_at(state, i);
        g_autofree char *words = differs_words(row);
        g_string_append_printf(out, "| `%s` | %.1f %% | %.1f %% |\n", words,
                               100 * row->shares.inside / row->shares.inside_rows,
                               100 * row->shares.outside / row->shares.outside_rows);
    }
    g_string_append_c(out, '\n');
}

static const struct key_hint *hints(const struct view *view)
{
    static const struct key_hint rows[] = {
        {"x",  "inside this"},
        {"?",  "explain"    },
        {NULL, NULL         }
    };
    return here(view) ? rows : &rows[2];
}

const struct view_ops differs_view = {
    .name = "differs",
    .title = "What differs",
    .state_size = sizeof(struct differs_state),
    .open = open_view,
    .close = close_view,
    .scope_changed = differs_ask_again,
    .reply = differs_came,
    .layout = layout,
    .draw = differs_draw,
    .status = differs_status,
    .target = target_here,
    .evidence = differs_evidence,
    .explain = differs_explain,
    .enter = enter,
    .enter_word = enter_word,
    .hints = hints,
    .move = move,
    .search = search,
    .row_count = row_count,
    .row_matches = row_matches,
    .fields = fields,
    .differs = differs,
    .markdown = markdown,
    .line = line,
};
