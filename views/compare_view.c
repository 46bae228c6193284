/* SPDX-License-Identifier: Apache-2.0
 *
 * Two traces, or two parts of them, side by side: kinds of spans with what each changes, then the
 * attributes that differ. The left side may be the healthy traces of the right one's root.
 */
#include "views/compare_state.h"
#include "views/matcher.h"
#include "views/trace_request.h"
#include "views/views.h"

#include <string.h>

/* --- rows --- */

const struct compare_row *compare_row_at(const struct compare_state *state, size_t row)
{
    return row < state->rows->len ? &g_array_index(state->rows, struct compare_row, row) : NULL;
}

const struct diff_row *compare_kind_of(const struct compare_state *state,
                                       const struct compare_row *row)
{
    if (!row || !state->diff || (row->what != COMPARE_KIND && row->what != COMPARE_ATTRIBUTE))
        return NULL;
    guint place = row->index;
    if (row->what == COMPARE_ATTRIBUTE)
        place = ((struct diff_attribute *)state->differing->pdata[row->index])->row;
    return place < state->diff->rows->len
               ? &g_array_index(state->diff->rows, struct diff_row, place)
               : NULL;
}

/* What a trace has in many of its spans is said of the first. */
static bool is_told(const struct compare_state *state, const char *key, const char *left,
                    const char *right)
{
    for (guint i = 0; i < state->differing->len; i++) {
        const struct diff_attribute *one = state->differing->pdata[i];
        if (!strcmp(one->key, key) && !g_strcmp0(one->left, left) && !g_strcmp0(one->right, right))
            return true;
    }
    return false;
}

static void add_attribute(struct compare_state *state, guint row, const char *key, const char *left,
                          const char *right)
{
    if (!is_told(state, key, left, right))
        g_ptr_array_add(state->differing, diff_attribute_new(row, key, left, right));
}

/* What differs from span to span, is a column of its own, or is the sender's machinery. */
static bool says_nothing(const char *key)
{
    static const char *const starts[] = {"sentry.", "sdk.", "telemetry.", "span.", "gen_ai.usage."};
    static const char *const whole[] = {"id",          "trace",        "parent_span", "timestamp",
                                        "transaction", "payload_size", "received",    NULL};
    for (size_t i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(key, starts[i]))
            return true;
    return g_strv_contains(whole, key) || g_str_has_prefix(key, "timestamp") ||
           g_str_has_suffix(key, "_id");
}

static int by_key(gconstpointer a, gconstpointer b)
{
    return strcmp((*(struct pair *const *)a)->key, (*(struct pair *const *)b)->key);
}

/* Those of the spans at the tops, of which all attributes are known. */
static void add_top_attributes(struct compare_state *state)
{
    GPtrArray *left = state->left.attributes, *right = state->right.attributes;
    if (!left || !right)
        return;
    g_ptr_array_sort(left, by_key);
    g_ptr_array_sort(right, by_key);
    for (guint i = 0; i < right->len; i++) {
        const struct pair *pair = right->pdata[i];
        const char *other = pairs_value(left, pair->key);
        if (!says_nothing(pair->key) && g_strcmp0(other, pair->value) != 0)
            add_attribute(state, 0, pair->key, other, pair->value);
    }
    for (guint i = 0; i < left->len; i++) {
        const struct pair *pair = left->pdata[i];
        if (!says_nothing(pair->key) && !pairs_value(right, pair->key))
            add_attribute(state, 0, pair->key, pair->value, NULL);
    }
}

static void find_differing(struct compare_state *state)
{
    g_clear_pointer(&state->differing, g_ptr_array_unref);
    state->differing = g_ptr_array_new_with_free_func((GDestroyNotify)diff_attribute_free);
    bool tops = state->left.attributes && state->right.attributes;
    add_top_attributes(state);
    for (guint i = 0; i < state->diff->attributes->len; i++) {
        const struct diff_attribute *one = state->diff->attributes->pdata[i];
        if (!tops || one->row > 0)
            add_attribute(state, one->row, one->key, one->left, one->right);
    }
}

static void add_row(struct compare_state *state, enum compare_what what, guint index)
{
    struct compare_row row = {what, index};
    g_array_append_val(state->rows, row);
}

static bool one_service(const struct trace_diff *diff)
{
    for (guint i = 1; i < diff->rows->len; i++)
        if (g_strcmp0(g_array_index(diff->rows, struct diff_row, i).service,
                      g_array_index(diff->rows, struct diff_row, 0).service) != 0)
            return false;
    return true;
}

static double longest(const struct trace_diff *diff)
{
    double most = 1;
    for (guint i = 0; i < diff->rows->len; i++) {
        const struct diff_row *row = &g_array_index(diff->rows, struct diff_row, i);
        most = MAX(most, MAX(row->left.total_us, row->right.total_us));
    }
    return most;
}

void compare_build(struct compare_state *state)
{
    g_array_set_size(state->rows, 0);
    state->longest_us = longest(state->diff);
    state->one_service = one_service(state->diff);
    find_differing(state);
    guint kinds = MIN(state->diff->rows->len, COMPARE_MOST);
    for (guint i = 0; i < kinds; i++)
        add_row(state, COMPARE_KIND, state->tree ? i : state->by_change[i]);
    if (state->differing->len) {
        add_row(state, COMPARE_GAP, 0);
        add_row(state, COMPARE_HEADING, 0);
    }
    for (guint i = 0; i < state->differing->len; i++)
        add_row(state, COMPARE_ATTRIBUTE, i);
    list_resize(&state->list, state->rows->len, state->list.height);
}

/* --- life --- */

static bool compare_open(struct view *view, const struct target *target, GError **error)
{
    struct compare_state *state = view->state;
    if (!target || !target->trace_id)
        return body_refuse(error, "nothing to compare: the trace is not known");
    state->rows = g_array_new(FALSE, FALSE, sizeof(struct compare_row));
    state->left = (struct compare_side){.trace_id = g_strdup(target->key),
                                        .span_id = g_strdup(target->value),
                                        .name = g_strdup(target->text),
                                        .top = -1};
    state->right = (struct compare_side){.trace_id = g_strdup(target->trace_id),
                                         .span_id = g_strdup(target->span_id),
                                         .name = g_strdup(target->name),
                                         .top = -1};
    compare_ask(view);
    return true;
}

static void side_clear(struct view *view, struct compare_side *side)
{
    g_free(side->trace_id);
    g_free(side->span_id);
    g_free(side->name);
    trace_release(view->desk, side->trace);
    g_clear_pointer(&side->attributes, g_ptr_array_unref);
}

static void compare_close(struct view *view)
{
    struct compare_state *state = view->state;
    trace_diff_free(state->diff);
    side_clear(view, &state->left);
    side_clear(view, &state->right);
    trace_peers_unref(state->peers);
    g_clear_pointer(&state->differing, g_ptr_array_unref);
    g_clear_pointer(&state->rows, g_array_unref);
    g_free(state->by_change);
    g_free(state->verdict);
    g_free(state->why);
}

/* --- moving --- */

static bool rests(const struct compare_state *state, size_t row)
{
    const struct compare_row *at = compare_row_at(state, row);
    return at && (at->what == COMPARE_KIND || at->what == COMPARE_ATTRIBUTE);
}

/* The cursor passes what one cannot use. */
static void leave_headings(struct compare_state *state, int direction)
{
    size_t row = state->list.cursor;
    while (row < state->rows->len && !rests(state, row))
        row += direction < 0 && row > 0 ? (size_t)-1 : 1;
    if (row < state->rows->len)
        list_go(&state->list, row);
}

static void compare_move(struct view *view, enum move_unit unit, int by)
{
    struct compare_state *state = view->state;
    if (unit == MOVE_SECTION) {
        guint section = 0;
        while (section < state->rows->len &&
               compare_row_at(state, section)->what != COMPARE_HEADING)
            section++;
        list_go(&state->list, by > 0 && section < state->rows->len ? section : 0);
    } else {
        body_move(&state->list, unit, by);
    }
    leave_headings(state, unit == MOVE_SECTION ? 1 : unit == MOVE_END ? -1 : by);
    desk_cursor_moved(view);
}

static bool compare_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct compare_state *state = view->state;
    g_autofree char *text = compare_row_text(state, row);
    return rests(state, row) && matcher_matches(matcher, text);
}

static size_t compare_row_count(const struct view *view)
{
    const struct compare_state *state = view->state;
    return state->rows->len;
}

static bool compare_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct compare_state *state = view->state;
    return body_search(view, &state->list, matcher, direction);
}

/* --- leading on --- */

/* The span of the row's kind that took longest, on a side that has it. */
static bool span_target(const struct view *view, bool right, struct target *target)
{
    const struct compare_state *state = view->state;
    const struct compare_row *row = compare_row_at(state, state->list.cursor);
    const struct diff_row *kind = compare_kind_of(state, row);
    const struct compare_side *side = right ? &state->right : &state->left;
    int index = !kind ? -1 : right ? kind->right.span : kind->left.span;
    if (index < 0 || !side->trace)
        return false;
    const struct span *span = trace_span_at(side->trace, index);
    target_set_span(target, side->trace_id, span);
    return true;
}

static bool compare_target(const struct view *view, struct target *target)
{
    return span_target(view, true, target) || span_target(view, false, target);
}

/* A healthy trace stands for all of them. */
static bool peer_target(const struct compare_state *state, struct target *target)
{
    if (!state->peers || !state->peers->ids->len)
        return false;
    target->kind = TARGET_TRACE;
    target_set(&target->trace_id, state->peers->ids->pdata[0]);
    return true;
}

static bool side_target(const struct view *view, bool right, struct target *target)
{
    if (span_target(view, right, target))
        target->kind = TARGET_TRACE; /* open at the span */
    else if (right || !peer_target(view->state, target))
        return false;
    return true;
}

static bool compare_enter(struct view *view, struct target *target)
{
    if (side_target(view, true, target) || side_target(view, false, target))
        return true;
    desk_say(view->desk, false, "no span is under the cursor");
    return false;
}

static bool go_side(void *context, bool right)
{
    struct view *view = context;
    struct target target;
    target_init(&target, TARGET_NONE);
    bool found = side_target(view, right, &target);
    if (found)
        found = desk_open(view->desk, &target);
    else
        desk_say(view->desk, false, "there is no such span on the %s", right ? "right" : "left");
    target_clear(&target);
    return found;
}

static bool go_left(void *context)
{
    return go_side(context, false);
}

static bool go_right(void *context)
{
    return go_side(context, true);
}

static bool toggle_order(void *context)
{
    struct view *view = context;
    struct compare_state *state = view->state;
    if (!state->diff)
        return false;
    const struct compare_row *at = compare_row_at(state, state->list.cursor);
    struct compare_row row = at ? *at : (struct compare_row){0};
    state->tree = !state->tree;
    compare_build(state);
    for (guint i = 0; i < state->rows->len; i++)
        if (compare_row_at(state, i)->what == row.what &&
            compare_row_at(state, i)->index == row.index)
            list_go(&state->list, i);
    desk_cursor_moved(view);
    return true;
}

static void compare_fields(const struct view *view, GPtrArray *pairs)
{
    struct target target;
    target_init(&target, TARGET_NONE);
    if (compare_target(view, &target)) {
        const char *const fields[][2] = {
            {"project",     target.service    },
            {"span.op",     target.operation  },
            {"transaction", target.transaction},
            {"release",     target.release    },
        };
        for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
            if (fields[i][1])
                g_ptr_array_add(pairs, pair_new(fields[i][0], fields[i][1]));
    }
    target_clear(&target);
}

static const struct command commands[] = {
    {"h Left",  "left-span",  "Go to the span on the left",                          go_left,      false},
    {"l Right", "right-span", "Go to the span on the right",                         go_right,     false},
    {"o",       "order",      "Order by what differs most, or as the tree has them", toggle_order, false},
    {NULL,      NULL,         NULL,                                                  NULL,         false},
};

const struct view_ops compare_view = {
    .name = "compare",
    .title = "Compare",
    .state_size = sizeof(struct compare_state),
    .commands = commands,
    .open = compare_open,
    .close = compare_close,
    .shared_changed = compare_go_on,
    .reply = compare_reply,
    .layout = compare_layout,
    .draw = compare_draw,
    .status = compare_status,
    .target = compare_target,
    .enter = compare_enter,
    .evidence = compare_evidence,
    .move = compare_move,
    .search = compare_search,
    .row_count = compare_row_count,
    .row_matches = compare_row_matches,
    .fields = compare_fields,
    .markdown = compare_markdown,
    .line = compare_line,
};
