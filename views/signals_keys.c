/* SPDX-License-Identifier: Apache-2.0
 *
 * The wall: its order, its groups, and what it says of the row under the cursor.
 */
#include "views/signals_state.h"

const char *const signal_order_names[] = {
    [SIGNALS_BY_ONSET] = "onset", [SIGNALS_BY_PREFIX] = "prefix", [SIGNALS_BY_SERVICE] = "service"};

static void group_evidence(const struct view *view, const struct signal_group *group, GString *out)
{
    char at[40];
    g_string_append_printf(out, "%s  %zu signals", group->name, group->signals);
    if (group->moved)
        g_string_append_printf(out, ", %zu moved, the first at %s", group->moved,
                               scope_time(desk_scope(view->desk), group->since_ms, at, sizeof at));
    else
        g_string_append(out, ", none moved");
}

void signals_evidence(const struct view *view, GString *out)
{
    const struct signal_row *row = signals_current(view);
    const struct signal *signal = signals_signal(view, row);
    const struct signal_group *group = signals_head(view, row);
    if (signal)
        signal_evidence(out, signal, signals_onset(view, row), signals_mix(view, row), view->desk);
    else if (group)
        group_evidence(view, group, out);
}

void signals_explain(const struct view *view, GString *out)
{
    const struct signal_row *row = signals_current(view);
    const struct signal *signal = signals_signal(view, row);
    if (!signal)
        return;
    const struct onset *onset = signals_onset(view, row);
    struct signal_before before = signal_before(signal, onset, view->desk);
    signal_explain(out, signal, onset, signals_mix(view, row), &before, desk_scope(view->desk));
    size_t asked = 0, known = desk_signals_known(view->desk, &asked);
    size_t left_out = desk_signals_left_out(view->desk);
    g_string_append_printf(out, "Looked at: %u signals of %zu answers",
                           desk_signals(view->desk)->len, known);
    if (known < asked)
        g_string_append_printf(out, ", %zu more asked for", asked - known);
    if (left_out)
        g_string_append_printf(out, "; %zu metrics with fewer values were not asked for", left_out);
    g_string_append(out, ". A server gives the ten largest groups of a query, no more.");
    g_autoptr(GString) failed = g_string_new(NULL);
    desk_signals_failed(view->desk, failed);
    if (failed->len)
        g_string_append_printf(out, "\nNo answer to %s.", failed->str);
    const GPtrArray *unmade = desk_signals_unmade(view->desk);
    for (guint i = 0; i < unmade->len; i++) {
        g_autofree char *why = desk_unmade_words(view->desk, unmade->pdata[i]);
        g_string_append_printf(out, "\nNot counted: %s.", why);
    }
}

/* The next head, or the first quiet row where there are none. */
void signals_to_section(struct signals *state, int by)
{
    size_t quiet = state->rows.leading, rows = state->rows.rows->len;
    if (state->rows.order == SIGNALS_BY_ONSET) {
        list_go(&state->list, by > 0 && quiet < rows ? quiet : 0);
        return;
    }
    size_t at = state->list.cursor;
    do
        at += (size_t)(gssize)by;
    while (at < rows && signals_row_at(state, at)->signal != SIGNAL_NONE);
    if (at < rows)
        list_go(&state->list, at);
}

/* --- keys --- */

/* The head under which the signal of the cursor is folded away, else the cursor's own row. */
static void to_head(struct view *view)
{
    struct signals *state = view->state;
    size_t group = SIGNAL_NONE;
    for (guint i = 0; i < state->rows.flat->len; i++) {
        const struct signal_row *row = &g_array_index(state->rows.flat, struct signal_row, i);
        if (!g_strcmp0(row->id, state->selected))
            group = row->group;
    }
    for (size_t i = 0; group != SIGNAL_NONE && i < state->rows.rows->len; i++) {
        const struct signal_row *row = signals_row_at(state, i);
        if (row->signal == SIGNAL_NONE && row->group == group)
            list_go(&state->list, i);
    }
    signals_note_selected(state);
}

static void show_anew(struct view *view)
{
    struct signals *state = view->state;
    if (!state->selected)
        signals_note_selected(state);
    signal_groups_make(&state->rows, view->desk);
    list_resize(&state->list, state->rows.rows->len, state->list.height);
    signals_find_selected(state);
    if (state->absent)
        to_head(view);
    desk_cursor_moved(view);
    desk_redraw(view->desk);
}

static bool next_order(void *context)
{
    struct view *view = context;
    struct signals *state = view->state;
    state->rows.order = (enum signal_order)((state->rows.order + 1) % SIGNAL_ORDERS);
    desk_remember(view, "order", state->rows.order ? signal_order_names[state->rows.order] : NULL);
    show_anew(view);
    return true;
}

/* Of the row's own group, or its head. */
static bool fold(struct view *view, bool folded)
{
    struct signals *state = view->state;
    const struct signal_row *row = signals_current(view);
    if (!row || row->group == SIGNAL_NONE || state->rows.order == SIGNALS_BY_ONSET) {
        desk_say(view->desk, false, "%s",
                 state->rows.order == SIGNALS_BY_ONSET
                     ? "o groups the signals by the prefixes of their names"
                     : "it stands alone, there is nothing to fold");
        return false;
    }
    const struct signal_group *group = state->rows.groups->pdata[row->group];
    signal_groups_fold(&state->rows, group->id, folded);
    show_anew(view);
    return true;
}

static bool fold_group(void *context)
{
    return fold(context, true);
}

static bool unfold_group(void *context)
{
    return fold(context, false);
}

static bool fold_all(void *context)
{
    struct view *view = context;
    signal_groups_fold(&((struct signals *)view->state)->rows, NULL, true);
    show_anew(view);
    return true;
}

static bool unfold_all(void *context)
{
    struct view *view = context;
    signal_groups_fold(&((struct signals *)view->state)->rows, NULL, false);
    show_anew(view);
    return true;
}

bool signals_enter(struct view *view, struct target *target)
{
    const struct signal_group *group = signals_head(view, signals_current(view));
    if (group) {
        fold(view, !group->folded);
        return false;
    }
    if (signals_target(view, target))
        return true;
    desk_say(view->desk, false, "nothing is under the cursor");
    return false;
}

const char *signals_enter_word(const struct view *view)
{
    const struct signal_group *group = signals_head(view, signals_current(view));
    return group ? group->folded ? "unfold" : "fold" : NULL;
}

/* clang-format off */
const struct command signals_commands[] = {
    {"o",       "order",      "By onset, or grouped by prefix of the names, or by service", next_order,   false},
    {"h Left",  "fold",       "Fold the group",                                             fold_group,   false},
    {"l Right", "unfold",     "Unfold the group",                                           unfold_group, false},
    {"-",       "fold-all",   "Fold all groups",                                            fold_all,     false},
    {"+",       "unfold-all", "Unfold all groups",                                          unfold_all,   false},
    {NULL,      NULL,         NULL,                                                         NULL,         false},
};
/* clang-format on */
