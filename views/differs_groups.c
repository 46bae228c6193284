/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs, asked key by key: the values of each on both sides with their counts, as events/
 * groups them. For what trace-items/stats/ does not count: the amounts of a counter, datasets that
 * the server has no statistics of.
 */
#include "views/differs_state.h"

#include "views/body.h"
#include "views/differs.h"

#include <math.h>
#include <string.h>

#define MOST_VALUES "100"

void differs_groups_stop(struct view *view)
{
    struct differs_groups *groups = &((struct differs_state *)view->state)->groups;
    if (groups->keys_asked)
        desk_forget(view, groups->keys_asked);
    for (guint i = 0; groups->asks && i < groups->asks->len; i++)
        desk_forget(view, g_array_index(groups->asks, struct differs_group_ask, i).asked);
    groups->keys_asked = 0;
    g_clear_pointer(&groups->asks, g_array_unref);
    g_clear_pointer(&groups->keys, g_ptr_array_unref);
    g_clear_pointer(&groups->counts, differs_counts_free);
}

void differs_groups_begin(struct view *view)
{
    struct differs_state *state = view->state;
    const struct differs_ask *inside = &state->sides[DIFFERS_INSIDE];
    bool tags = !strcmp(state->dataset, "errors"); /* have no attributes */
    struct request *request = request_new(tags ? ENDPOINT_TAGS : ENDPOINT_ATTRIBUTES, NULL);
    differs_groups_stop(view);
    state->by_key = true;
    request_add(request, "dataset", state->dataset);
    if (!tags)
        request_add(request, "attributeType", "string");
    request_add(request, "query", tags ? "" : inside->query);
    state->groups.keys_asked = body_ask_range(view, request, inside->start_ms, inside->end_ms);
}

static void ask_group(struct view *view, guint key, enum differs_side side)
{
    struct differs_state *state = view->state;
    const struct differs_ask *of = &state->sides[side];
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    g_autofree char *sort = g_strconcat("-", state->measure, NULL);
    request_add(request, "dataset", state->dataset);
    request_add(request, "field", state->groups.keys->pdata[key]);
    request_add(request, "field", state->measure);
    if (strcmp(state->measure, "count()") != 0)
        request_add(request, "field", "count()");
    request_add(request, "query", of->query);
    request_add(request, "sort", sort);
    request_add(request, "per_page", MOST_VALUES);
    struct differs_group_ask ask = {
        .key = key,
        .side = side,
        .asked = body_ask_range(view, request, of->start_ms, of->end_ms),
    };
    g_array_append_val(state->groups.asks, ask);
}

/* Those past the bound are not looked at, which the view says. */
static void take_keys(struct view *view, const GPtrArray *names)
{
    struct differs_groups *groups = &((struct differs_state *)view->state)->groups;
    groups->counts = differs_counts_new();
    groups->keys = g_ptr_array_new_with_free_func(g_free);
    groups->asks = g_array_new(FALSE, FALSE, sizeof(struct differs_group_ask));
    groups->known = 0;
    for (guint i = 0; i < names->len; i++) {
        const struct name *name = names->pdata[i];
        if (!name->slug || differs_is_left_out(name->slug))
            continue;
        groups->known++;
        if (groups->keys->len < DIFFERS_GROUPS)
            g_ptr_array_add(groups->keys, g_strdup(name->slug));
    }
    for (guint i = 0; i < groups->keys->len; i++)
        for (int side = 0; side < DIFFERS_SIDES; side++)
            ask_group(view, i, side);
}

/* A key's groups add up to all rows, those without the key among them, where none are left out. */
static void take_group(struct differs_state *state, const struct differs_group_ask *ask,
                       const struct reply *reply)
{
    struct differs_counts *counts = state->groups.counts;
    const struct rows *rows = reply->object;
    const char *key = state->groups.keys->pdata[ask->key];
    double total = 0, samples = 0;
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *value = body_cell(rows, row, key);
        double count = body_cell_number(rows, row, state->measure);
        if (isnan(count) || count <= 0)
            continue;
        total += count;
        samples += fmax(body_cell_number(rows, row, "count()"), 0); /* which passes over NAN */
        if (value)
            differs_counts_text(counts, ask->side, key, value, count);
    }
    if (reply->next_cursor)
        differs_counts_cut(counts, key);
    if (total > counts->rows[ask->side]) {
        differs_counts_rows(counts, ask->side, total - counts->rows[ask->side]);
        state->groups.samples[ask->side] = samples;
    }
}

static void compare(struct view *view)
{
    struct differs_state *state = view->state;
    for (int side = 0; side < DIFFERS_SIDES; side++)
        if (strcmp(state->measure, "count()") != 0)
            differs_counts_weigh(state->groups.counts, side, state->groups.samples[side]);
    differs_compare(view, g_steal_pointer(&state->groups.counts));
}

static bool take_answer(struct view *view, uint64_t subscription, const struct reply *reply)
{
    struct differs_state *state = view->state;
    GArray *asks = state->groups.asks;
    for (guint i = 0; asks && i < asks->len; i++) {
        struct differs_group_ask ask = g_array_index(asks, struct differs_group_ask, i);
        if (!body_answered(&ask.asked, subscription, reply))
            continue;
        if (reply->kind == REPLY_ROWS && reply->object)
            take_group(state, &ask, reply);
        if (ask.asked == 0)
            g_array_remove_index_fast(asks, i);
        return true;
    }
    return false;
}

void differs_groups_came(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct differs_groups *groups = &((struct differs_state *)view->state)->groups;
    if (groups->keys_asked && body_answered(&groups->keys_asked, subscription, reply)) {
        if (reply->kind == REPLY_NAMES && reply->object)
            take_keys(view, reply->object);
    } else if (!take_answer(view, subscription, reply)) {
        return;
    }
    if (groups->counts && groups->asks->len == 0)
        compare(view);
}
