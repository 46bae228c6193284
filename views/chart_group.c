/* SPDX-License-Identifier: Apache-2.0
 *
 * By what a chart can be grouped: the attributes that its rows carry with more than one value, to
 * choose from.
 */
#include "tui/palette.h"
#include "views/chart_state.h"

#include <math.h>
#include <string.h>

#define MOST_KEYS 16 /* servers answer 20 columns at most */
#define NO_GROUPS "no groups"
#define MOST_OWN  4

static struct request *about_rows(const struct chart_state *state, enum endpoint endpoint)
{
    struct request *request = request_new(endpoint, NULL);
    g_autofree char *query = chart_data_query(&state->data, -1);
    request_add(request, "dataset", state->data.base->dataset);
    if (*query)
        request_add(request, "query", query);
    return request;
}

static char *unique_of(const char *key)
{
    return g_strdup_printf("count_unique(%s)", key);
}

static void picked(struct view *view, const char *text)
{
    struct chart_state *state = view->state;
    state->line = -1;
    chart_data_group(&state->data, view, strcmp(text, NO_GROUPS) ? text : NULL);
}

/* `counts` NULL: not known how many values the keys have; all are offered then. */
static void offer(struct view *view, const struct rows *counts)
{
    struct chart_state *state = view->state;
    struct palette_entry entries[MOST_KEYS + MOST_OWN + 1];
    char details[MOST_KEYS][32];
    size_t count = 0;
    if (state->data.group_key)
        entries[count++] = (struct palette_entry){NO_GROUPS, NULL, NULL};
    /* A part has one value of the keys that made it: its whole is shown by them. */
    g_auto(GStrv) own =
        g_strsplit(state->data.whole ? state->data.base->group_key : "", CHART_KEY_JOINT, MOST_OWN);
    for (size_t i = 0; own[i]; i++)
        if (g_strcmp0(own[i], state->data.group_key))
            entries[count++] = (struct palette_entry){own[i], "all of the metric", NULL};
    for (guint i = 0; i < state->keys->len; i++) {
        const char *key = state->keys->pdata[i];
        if (g_strv_contains((const char *const *)own, key))
            continue;
        g_autofree char *field = unique_of(key);
        double values = counts && counts->count ? body_cell_number(counts, 0, field) : (double)NAN;
        if (isfinite(values) && values < 2)
            continue;
        details[i][0] = '\0';
        if (isfinite(values))
            g_snprintf(details[i], sizeof details[i], "%.0f values", values);
        entries[count++] = (struct palette_entry){key, details[i], NULL};
    }
    if (count)
        desk_pick(view, "group by", entries, count, picked);
    else {
        desk_pick_none(view);
        desk_say(view->desk, true, "nothing to group by: no attribute has more than one value");
    }
}

static void ask_counts(struct view *view)
{
    struct chart_state *state = view->state;
    struct request *request = about_rows(state, ENDPOINT_EVENTS);
    for (guint i = 0; i < state->keys->len; i++) {
        g_autofree char *field = unique_of(state->keys->pdata[i]);
        request_add(request, "field", field);
    }
    request_add(request, "per_page", "1");
    state->counts_asked = desk_ask(view, request, 0, false);
}

static void take_keys(struct view *view, const struct reply *reply)
{
    struct chart_state *state = view->state;
    if (reply->failure != FAILURE_NONE || reply->kind != REPLY_NAMES) {
        desk_pick_none(view);
        desk_say(view->desk, true, "no attributes to group by: %s",
                 reply->error ? reply->error : "none were named");
        return;
    }
    g_clear_pointer(&state->keys, g_ptr_array_unref);
    state->keys = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *names = reply->object;
    for (guint i = 0; names && i < names->len && state->keys->len < MOST_KEYS; i++) {
        const struct name *name = g_ptr_array_index(names, i);
        const char *key = name->slug ? name->slug : name->id ? name->id : name->name;
        if (key)
            g_ptr_array_add(state->keys, g_strdup(key));
    }
    if (state->keys->len)
        ask_counts(view);
    else
        offer(view, NULL);
}

bool chart_group(void *context)
{
    struct view *view = context;
    struct chart_state *state = view->state;
    if (state->keys_asked || state->counts_asked)
        return true;
    struct request *request = about_rows(state, ENDPOINT_ATTRIBUTES);
    request_add(request, "attributeType", "string");
    state->keys_asked = desk_ask(view, request, 0, false);
    desk_pick_soon(view);
    desk_say(view->desk, false, "looking up what it can be grouped by");
    return true;
}

bool chart_group_reply(struct view *view, uint64_t subscription, const struct reply *reply)
{
    struct chart_state *state = view->state;
    if (body_answered(&state->keys_asked, subscription, reply)) {
        if (!state->keys_asked)
            take_keys(view, reply);
        return true;
    }
    if (!body_answered(&state->counts_asked, subscription, reply))
        return false;
    if (!state->counts_asked && desk_focused(view))
        offer(view, reply->kind == REPLY_ROWS ? reply->object : NULL);
    else if (!state->counts_asked)
        desk_pick_none(view);
    return true;
}
