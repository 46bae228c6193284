/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys of a span's page: folding what is long, and going on to a linked span.
 */
#include "views/span_state.h"

/* --- folds --- */

bool span_is_open(const struct span_state *state, const char *fold, bool normal)
{
    gpointer said;
    if (g_hash_table_lookup_extended(state->folds, fold, NULL, &said))
        return GPOINTER_TO_INT(said) != 0;
    return state->fold_all ? state->fold_all > 0 : normal;
}

void span_set_fold(struct span_state *state, const char *fold, bool open)
{
    g_hash_table_replace(state->folds, g_strdup(fold), GINT_TO_POINTER(open));
    state->reveal = open;
    state->doc.width = 0;
}

bool span_unfold_here(struct span_state *state)
{
    const struct doc_line *line = doc_current(&state->doc);
    if (!line || !line->fold || line->open)
        return false;
    span_set_fold(state, line->fold, true);
    return true;
}

/* The line above that has the cursor's line folded within it. */
static const struct doc_line *line_around(const struct span_state *state)
{
    const struct doc_line *here = doc_current(&state->doc);
    for (size_t i = state->doc.list.cursor; here && i-- > 0;) {
        const struct doc_line *line = g_ptr_array_index(state->doc.lines, (guint)i);
        if (line->heading)
            break;
        if (line->fold && line->open && line->indent < here->indent)
            return line;
    }
    return NULL;
}

bool span_fold_key(void *context)
{
    struct view *view = context;
    struct span_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    state->moved = true;
    if (!line || !line->fold || !line->open)
        line = line_around(state);
    if (!line)
        return false;
    g_autofree char *name = g_strdup(line->fold);
    doc_go_fold(&state->doc, name);
    span_set_fold(state, name, false);
    desk_cursor_moved(view);
    return true;
}

bool span_unfold_key(void *context)
{
    struct view *view = context;
    struct span_state *state = view->state;
    state->moved = true;
    if (!span_unfold_here(state))
        doc_move(&state->doc, MOVE_ROW, 1);
    desk_cursor_moved(view);
    return true;
}

static bool fold_every(struct view *view, int how)
{
    struct span_state *state = view->state;
    g_hash_table_remove_all(state->folds);
    state->fold_all = how;
    state->moved = true;
    state->doc.width = 0;
    desk_cursor_moved(view);
    return true;
}

bool span_unfold_all_key(void *context)
{
    return fold_every(context, 1);
}

bool span_fold_all_key(void *context)
{
    return fold_every(context, -1);
}

/* --- links --- */

/* To the line of the next link, around the end. */
static bool next_link(void *context)
{
    struct view *view = context;
    struct span_state *state = view->state;
    size_t count = doc_count(&state->doc);
    for (size_t step = 1; step <= count; step++) {
        size_t row = (state->doc.list.cursor + step) % count;
        const struct doc_line *line = g_ptr_array_index(state->doc.lines, (guint)row);
        if (line->link != SPAN_LINK_LINK)
            continue;
        state->moved = true;
        list_go(&state->doc.list, row);
        desk_cursor_moved(view);
        return true;
    }
    desk_say(view->desk, false, "this span links to no other");
    return false;
}

const struct command span_commands[] = {
    {"h Left",  "fold",       "Fold what is open, or what is around it",        span_fold_key,       false},
    {"l Right", "unfold",     "Unfold: a group, JSON, SQL, the parts of a URL", span_unfold_key,     false},
    {"*",       "unfold-all", "Unfold everything",                              span_unfold_all_key, false},
    {"_",       "fold-all",   "Fold everything",                                span_fold_all_key,   false},
    {"K",       "next-link",  "To the next span that this one links to",        next_link,           false},
    {NULL,      NULL,         NULL,                                             NULL,                false},
};
