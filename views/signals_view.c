/* SPDX-License-Identifier: Apache-2.0
 *
 * The wall: every signal a row, those that moved first by onset, the quiet ones by name.
 */
#include "views/chart_marks.h"
#include "views/differs.h"
#include "views/signals_state.h"
#include "views/views.h"

#include "api/wire/json.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

const struct signal_row *signals_row_at(const struct signals *state, size_t row)
{
    return row < state->rows.rows->len ? &g_array_index(state->rows.rows, struct signal_row, row)
                                       : NULL;
}

const struct signal_row *signals_current(const struct view *view)
{
    const struct signals *state = view->state;
    return state->absent ? NULL : signals_row_at(state, state->list.cursor);
}

const struct signal *signals_signal(const struct view *view, const struct signal_row *row)
{
    const GPtrArray *signals = desk_signals(view->desk);
    return row && row->signal != SIGNAL_NONE && row->signal < signals->len
               ? signals->pdata[row->signal]
               : NULL;
}

const struct onset *signals_onset(const struct view *view, const struct signal_row *row)
{
    const struct mix_shift *mix = row->mix ? desk_mix(view->desk, row->signal) : NULL;
    return mix ? &mix->onset : desk_onset(view->desk, row->signal);
}

struct signal_group *signals_head(const struct view *view, const struct signal_row *row)
{
    const struct signals *state = view->state;
    return row && row->signal == SIGNAL_NONE ? state->rows.groups->pdata[row->group] : NULL;
}

const struct mix_shift *signals_mix(const struct view *view, const struct signal_row *row)
{
    return row->mix ? desk_mix(view->desk, row->signal) : NULL;
}

void signals_note_selected(struct signals *state)
{
    const struct signal_row *row = signals_row_at(state, state->list.cursor);
    target_set(&state->selected, row ? row->id : NULL);
    state->mix = row && row->mix;
    state->absent = false;
}

void signals_find_selected(struct signals *state)
{
    gssize found = -1;
    for (size_t i = 0; state->selected && i < state->rows.rows->len; i++)
        if (!strcmp(signals_row_at(state, i)->id, state->selected) &&
            (found < 0 || signals_row_at(state, i)->mix == state->mix))
            found = (gssize)i;
    state->absent = state->selected && found < 0;
    if (!state->absent)
        list_go(&state->list, (size_t)MAX(found, 0));
}

/* Makes the rows of what the desk knows. While answers come they stand by onset; once all are in
 * and the user chose a row, they keep their places and new onsets wait. The cursor stays on its
 * signal either way: after a new range its answer may only be late. */
static void gather(struct view *view)
{
    struct signals *state = view->state;
    size_t asked = 0, known = desk_signals_known(view->desk, &asked);
    bool all = asked && known >= asked;
    if (!state->selected && desk_focused(view))
        signals_note_selected(state);
    state->behind = signal_rows_make(&state->rows, view->desk, view->opened.service,
                                     state->selected && state->settled);
    list_resize(&state->list, state->rows.rows->len, state->list.height);
    signals_find_selected(state);
    if (state->absent && all && state->settled)
        signals_note_selected(state); /* it is gone */
    state->settled = all;
}

static bool signals_open(struct view *view, const struct target *target, GError **error)
{
    (void)target;
    (void)error;
    struct signals *state = view->state;
    signal_rows_init(&state->rows);
    g_autofree char *order = desk_recall(view, "order", false);
    for (size_t i = 0; i < SIGNAL_ORDERS; i++)
        if (!g_strcmp0(order, signal_order_names[i]))
            state->rows.order = (enum signal_order)i;
    bool hide = false;
    struct matcher *keep = desk_recall_pattern(view, &hide);
    signal_rows_filter(&state->rows, keep, hide);
    matcher_free(keep);
    g_autofree char *query = desk_recall(view, "query", true);
    if (query)
        desk_limit_signals(view->desk, query);
    gather(view);
    return true;
}

static void signals_close(struct view *view)
{
    struct signals *state = view->state;
    signal_rows_clear(&state->rows);
    g_free(state->selected);
    matcher_free(state->before.filter);
    g_free(state->before.selected);
}

/* One row for the ruler, where there is room to spare. */
static int ruler_rows(int rows, int cols)
{
    struct signal_columns columns;
    signal_columns_fit(&columns, cols);
    return rows >= 10 && columns.spark >= 10;
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct signal_row *item = signals_row_at(data, row);
    return item && item->kind != ONSET_NONE ? SCROLLBAR_CHANGE : SCROLLBAR_NONE;
}

static void signals_layout(struct view *view, int rows, int cols)
{
    struct signals *state = view->state;
    list_resize(&state->list, state->rows.rows->len, rows - ruler_rows(rows, cols));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, ++state->drawn, mark_of);
}

static const char *nothing_text(const struct view *view)
{
    size_t asked = 0;
    size_t known = desk_signals_known(view->desk, &asked);
    if (known < asked || !asked)
        return "stopped before all signals were there\nr asks again";
    const struct signals *state = view->state;
    if (state->rows.filter && desk_signals(view->desk)->len)
        return "No signal passes the filter\nEsc clears it";
    return view->opened.kind == TARGET_SIGNALS
               ? "No signal of this service in this range\nEsc goes back to all of them"
               : "No signals in this range\nt widens the range, s changes the scope";
}

static void draw_row(const struct view *view, struct surface *body, int y,
                     const struct signal_columns *columns, const struct signal_row *row)
{
    const struct scope *scope = desk_scope(view->desk);
    const struct signal_group *group = signals_head(view, row);
    const struct signal *signal = signals_signal(view, row);
    if (group)
        signal_group_draw(body, y, columns, group, scope);
    if (!signal)
        return;
    const struct onset *onset = signals_onset(view, row);
    struct signal_before before = {0};
    if (columns->before)
        before = signal_before(signal, onset, view->desk);
    signal_row_draw(body, y, columns, row, signal, onset, signals_mix(view, row), &before, scope);
}

/* What may explain a row: not its own onset, nor issues, which the lead tells. */
static void draw_ruler(const struct view *view, struct surface *body,
                       const struct signal_columns *columns, const struct series *series)
{
    const struct moments_told told = {.deploys = desk_deploys(view->desk),
                                      .flags = desk_flags(view->desk),
                                      .monitors = desk_monitors(view->desk)};
    int64_t end_ms = series->start_ms + series->interval_ms * (int64_t)series->count;
    g_autoptr(GPtrArray) moments = chart_moments(&told, series->start_ms, end_ms, NULL);
    signal_ruler_draw(body, 0, columns, series, moments);
}

static void signals_draw(const struct view *view, struct surface *surface)
{
    const struct signals *state = view->state;
    if (!state->rows.rows->len && desk_looking(view->desk) && !desk_files(view->desk)) {
        struct signal_columns places;
        signal_columns_fit(&places, surface->cols);
        signal_columns_skeleton(&places, surface, ruler_rows(surface->rows, surface->cols));
        return;
    }
    if (!state->rows.rows->len) {
        body_message(view, surface, nothing_text(view));
        return;
    }
    struct signal_columns columns;
    int top = ruler_rows(surface->rows, surface->cols);
    struct surface body = body_rows(surface, top, &state->list, &state->bar);
    signal_columns_fit(&columns, body.cols);
    const struct signal *first =
        signals_signal(view, &g_array_index(state->rows.flat, struct signal_row, 0));
    if (top && first)
        draw_ruler(view, &body, &columns, &first->series);
    for (int y = top; y < body.rows; y++) {
        size_t place = list_row(&state->list, y - top);
        const struct signal_row *row = signals_row_at(state, place);
        if (!row)
            break;
        draw_row(view, &body, y, &columns, row);
        if (!state->absent)
            body_cursor(view, &body, y, &state->list, place);
    }
}

/* A saved row that is not there is missed only by who remembers it. */
static void status_unmade(const struct view *view, GString *out)
{
    const GPtrArray *unmade = desk_signals_unmade(view->desk);
    if (unmade->len == 1)
        g_string_append_printf(out, ", %s not counted", (const char *)unmade->pdata[0]);
    else if (unmade->len)
        g_string_append_printf(out, ", %u saved rows not counted", unmade->len);
}

static void signals_status(const struct view *view, GString *out)
{
    const struct signals *state = view->state;
    size_t asked = 0;
    size_t known = desk_signals_known(view->desk, &asked);
    const char *only = desk_scope(view->desk)->signals;
    g_string_append_printf(out, "%s%sby %s", only ? only : "", only ? "  " : "",
                           signal_order_names[state->rows.order]);
    if (view->opened.kind == TARGET_SIGNALS && view->opened.service)
        g_string_append_printf(out, "  of %s", view->opened.service);
    if (state->rows.filter)
        g_string_append_printf(out, "  %s %s", state->rows.hide ? "without" : "only",
                               matcher_pattern(state->rows.filter));
    size_t signals = desk_signals(view->desk)->len;
    bool none_yet = known < asked && signals == 0; /* 0 would be a claim */
    if (!none_yet)
        g_string_append_printf(out, "  %zu moved of %zu", state->rows.moved, signals);
    if (known < asked)
        g_string_append_printf(out, "%s%s%zu of %zu answers", none_yet ? "  " : ", ",
                               desk_looking(view->desk) ? "" : "stopped at ", known, asked);
    g_autoptr(GString) failed = g_string_new(NULL);
    desk_signals_failed(view->desk, failed);
    if (failed->len)
        g_string_append_printf(out, "; failed: %s", failed->str);
    size_t left_out = desk_signals_left_out(view->desk);
    if (left_out)
        g_string_append_printf(out, ", %zu not looked at", left_out);
    status_unmade(view, out);
    if (state->behind)
        g_string_append_printf(out, "  %zu below (gg)", state->behind);
}

bool signals_target(const struct view *view, struct target *target)
{
    const struct signal_row *row = signals_current(view);
    const struct signal *signal = signals_signal(view, row);
    if (!signal)
        return false;
    signal_target(signal, signals_onset(view, row), target);
    const struct mix_shift *mix = signals_mix(view, row);
    if (mix) {
        target_set(&target->key, mix->key);
        target_set(&target->value, mix->value);
    }
    return true;
}

static void signals_move(struct view *view, enum move_unit unit, int by)
{
    struct signals *state = view->state;
    if (unit == MOVE_TOP) {
        g_clear_pointer(&state->selected, g_free);
        state->behind = signal_rows_make(&state->rows, view->desk, view->opened.service, false);
    }
    if (unit == MOVE_SECTION) {
        signals_to_section(state, by);
    } else {
        body_move(&state->list, unit, by);
    }
    signals_note_selected(state);
    desk_cursor_moved(view);
}

static bool signals_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct signals *state = view->state;
    if (!body_search(view, &state->list, matcher, direction))
        return false;
    signals_note_selected(state);
    return true;
}

static void keep_signals(struct view *view, const struct matcher *matcher, bool hide)
{
    struct signals *state = view->state;
    signal_rows_filter(&state->rows, matcher, hide);
    state->settled = false;
    gather(view);
}

static void signals_filter(struct view *view, const struct matcher *matcher, bool hide)
{
    struct signals *state = view->state;
    keep_signals(view, matcher, hide);
    if (state->absent && state->settled) { /* it does not pass: it is not late */
        list_go(&state->list, 0);
        signals_note_selected(state);
        desk_cursor_moved(view);
    }
    desk_remember_pattern(view, matcher, hide);
}

/* What limits the signals holds for all of them: spans tell best which fields there are. */
static bool signals_query(const struct view *view, struct view_query *out)
{
    const char *only = desk_scope(view->desk)->signals;
    *out = (struct view_query){
        .kind = QUERY_SPANS, .text = only ? only : "", .about = "which signals are made"};
    return true;
}

static bool signals_differs(const struct view *view, struct target *target)
{
    const struct signal *signal = signals_signal(view, signals_current(view));
    if (!signal)
        desk_say(view->desk, false, "no signal is under the cursor");
    return signal && differs_of_signal(signal, 0, 0, target);
}

static void signals_set_query(struct view *view, const char *text)
{
    desk_limit_signals(view->desk, text);
}

static void signals_narrow(struct view *view, const char *key, const char *value, bool out)
{
    const char *only = desk_scope(view->desk)->signals;
    g_autofree char *text = body_narrowed(only, key, value, out);
    signals_set_query(view, text);
}

static bool signals_unfilter(struct view *view)
{
    const struct signals *state = view->state;
    if (!state->rows.filter && !desk_scope(view->desk)->signals)
        return false;
    signals_filter(view, NULL, false);
    signals_set_query(view, "");
    desk_say(view->desk, false, "no filter: every signal in scope");
    return true;
}

static void signals_try_filter(struct view *view, enum filter_step step,
                               const struct matcher *matcher, bool hide)
{
    struct signals *state = view->state;
    if (step == FILTER_TRY) {
        keep_signals(view, matcher, hide);
    } else if (step == FILTER_BACK) {
        target_set(&state->selected, state->before.selected);
        state->mix = state->before.mix;
        keep_signals(view, state->before.filter, state->before.hide);
    } else {
        matcher_free(state->before.filter);
        state->before.filter = matcher_ref(state->rows.filter);
        state->before.hide = state->rows.hide;
        target_set(&state->before.selected, state->selected);
        state->before.mix = state->mix;
    }
}

/* A metric and its shift of mix are one signal, though two rows. */
static bool signals_passing(const struct view *view, size_t *shown, size_t *held)
{
    const struct signals *state = view->state;
    *shown = 0;
    for (guint i = 0; i < state->rows.flat->len; i++)
        *shown += !g_array_index(state->rows.flat, struct signal_row, i).mix;
    *held = desk_signals(view->desk)->len;
    return true;
}

static size_t signals_row_count(const struct view *view)
{
    const struct signals *state = view->state;
    return state->rows.rows->len;
}

static bool signals_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct signal *signal = signals_signal(view, signals_row_at(view->state, row));
    const struct signal_group *group = signals_head(view, signals_row_at(view->state, row));
    g_autofree char *text = signal ? signal_filter_text(signal) : NULL;
    return matcher_matches(matcher, group ? group->name : text);
}

static void signals_fields(const struct view *view, GPtrArray *pairs)
{
    const struct signal *signal = signals_signal(view, signals_current(view));
    if (!signal)
        return;
    if (signal->service)
        g_ptr_array_add(pairs, pair_new("project", signal->service));
    g_auto(GStrv) keys = g_strsplit(signal->group_key ? signal->group_key : "", "\x1f", -1);
    g_auto(GStrv) values = g_strsplit(signal->group_value ? signal->group_value : "", "\x1f", -1);
    for (guint i = 0; keys[i] && values[i]; i++)
        if (*values[i])
            g_ptr_array_add(pairs, pair_new(keys[i], values[i]));
}

static void signals_markdown(const struct view *view, GString *out)
{
    const struct signals *state = view->state;
    for (guint i = 0; i < state->rows.flat->len; i++) {
        const struct signal_row *row = &g_array_index(state->rows.flat, struct signal_row, i);
        const struct signal *signal = signals_signal(view, row);
        if (!signal || row->kind == ONSET_NONE)
            continue;
        g_string_append(out, "- ");
        signal_evidence(out, signal, signals_onset(view, row), signals_mix(view, row), view->desk);
        g_string_append_c(out, '\n');
    }
}

static char *signals_line(const struct view *view)
{
    const struct signal_row *row = signals_current(view);
    const struct signal *signal = signals_signal(view, row);
    if (!signal)
        return NULL;
    GString *out = g_string_new(NULL);
    signal_evidence(out, signal, signals_onset(view, row), signals_mix(view, row), view->desk);
    return g_string_free(out, FALSE);
}

static char *signals_json(const struct view *view)
{
    const struct signal_row *row = signals_current(view);
    const struct signal *signal = signals_signal(view, row);
    return signal ? signal_json(signal, signals_onset(view, row)) : NULL;
}

const struct view_ops signals_view = {
    .name = "signals",
    .title = "Metrics",
    .state_size = sizeof(struct signals),
    .commands = signals_commands,
    .open = signals_open,
    .close = signals_close,
    .shared_changed = gather,
    .layout = signals_layout,
    .draw = signals_draw,
    .status = signals_status,
    .target = signals_target,
    .evidence = signals_evidence,
    .explain = signals_explain,
    .enter = signals_enter,
    .enter_word = signals_enter_word,
    .move = signals_move,
    .search = signals_search,
    .filter = signals_filter,
    .unfilter = signals_unfilter,
    .try_filter = signals_try_filter,
    .passing = signals_passing,
    .row_count = signals_row_count,
    .row_matches = signals_row_matches,
    .fields = signals_fields,
    .narrow = signals_narrow,
    .query = signals_query,
    .differs = signals_differs,
    .set_query = signals_set_query,
    .markdown = signals_markdown,
    .line = signals_line,
    .json = signals_json,
};
