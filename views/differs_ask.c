/* SPDX-License-Identifier: Apache-2.0 */
#include "views/differs_state.h"

#include "api/model/distribution.h"
#include "api/query/query.h"
#include "views/attribute_value.h"
#include "views/body.h"
#include "views/differs.h"

#include <math.h>
#include <string.h>

/* --- which sides --------------------------------------------------------------------------------
 */

/* When the signal left its usual, by its values or its mix; 0 = it did not. */
static int64_t onset_of_signal(const struct desk *desk, size_t signal)
{
    const struct mix_shift *mix = desk_mix(desk, signal);
    const struct onset *onset = mix ? &mix->onset : desk_onset(desk, signal);
    return onset->kind == ONSET_NONE ? 0 : onset->time_ms;
}

/* When what is looked at left its usual: the signal, else what moved first. */
static int64_t onset_of(const struct view *view)
{
    const GPtrArray *signals = desk_signals(view->desk);
    const struct lead *lead = desk_lead(view->desk);
    int64_t found = 0;
    for (guint i = 0; view->opened.signal_id && !found && i < signals->len; i++)
        if (!strcmp(((const struct signal *)signals->pdata[i])->id, view->opened.signal_id))
            found = onset_of_signal(view->desk, i);
    return found || !lead ? found : lead->since_ms;
}

static bool begin_within(struct differs_state *state, int64_t start, int64_t end, GError **error)
{
    g_autofree char *without = query_negated(state->within);
    struct differs_ask *inside = &state->sides[DIFFERS_INSIDE];
    struct differs_ask *outside = &state->sides[DIFFERS_OUTSIDE];
    if (!without)
        return body_refuse(error, "\"%s\" leaves nothing out to compare with", state->within);
    inside->query = query_both(state->base, state->within);
    outside->query = query_both(state->base, without);
    inside->start_ms = outside->start_ms = start;
    inside->end_ms = outside->end_ms = end;
    return true;
}

/* The range against what lies before it. */
static bool begin_range(struct view *view, int64_t start, int64_t end, GError **error)
{
    struct differs_state *state = view->state;
    struct differs_ask *inside = &state->sides[DIFFERS_INSIDE];
    struct differs_ask *outside = &state->sides[DIFFERS_OUTSIDE];
    int64_t from = view->opened.start_ms;
    state->since_onset = from == 0;
    if (from == 0 && (from = onset_of(view)) == 0)
        return body_refuse(error, "nothing moved, and no range is marked: v marks one");
    if (from <= start)
        return body_refuse(error, "nothing lies before it to compare with: t widens the range");
    inside->query = g_strdup(state->base);
    outside->query = g_strdup(state->base);
    outside->start_ms = start;
    outside->end_ms = inside->start_ms = from;
    inside->end_ms = view->opened.end_ms ? view->opened.end_ms : end;
    return true;
}

bool differs_begin(struct view *view, GError **error)
{
    struct differs_state *state = view->state;
    const struct target *opened = &view->opened;
    int64_t start, end;
    scope_range(desk_scope(view->desk), &start, &end);
    state->dataset = g_strdup(opened->key ? opened->key : "spans");
    state->base = g_strdup(opened->query ? opened->query : "");
    state->within = g_strdup(opened->value);
    state->measure = g_strdup(opened->text ? opened->text : "count()");
    if (differs_files(view))
        return differs_held_begin(view, error);
    bool two = state->within ? begin_within(state, opened->start_ms ? opened->start_ms : start,
                                            opened->end_ms ? opened->end_ms : end, error)
                             : begin_range(view, start, end, error);
    if (two)
        differs_ask_again(view);
    return two;
}

static void ask_stats(struct view *view, struct differs_ask *side)
{
    const struct differs_state *state = view->state;
    struct request *request = request_new(ENDPOINT_STATS, NULL);
    request_add(request, "statsType", "attributeDistributions");
    request_add(request, "itemType", state->dataset);
    request_add(request, "query", side->query);
    g_clear_pointer(&side->came, distributions_free);
    side->asked = body_ask_range(view, request, side->start_ms, side->end_ms);
}

static void forget_stats(struct view *view)
{
    struct differs_state *state = view->state;
    for (int i = 0; i < DIFFERS_SIDES; i++) {
        if (state->sides[i].asked)
            desk_forget(view, state->sides[i].asked);
        state->sides[i].asked = 0;
    }
}

void differs_ask_again(struct view *view)
{
    struct differs_state *state = view->state;
    if (state->held)
        return;
    forget_stats(view);
    if (state->by_key || strcmp(state->measure, "count()") != 0) {
        differs_groups_begin(view);
        return;
    }
    for (int i = 0; i < DIFFERS_SIDES; i++)
        ask_stats(view, &state->sides[i]);
}

/* --- comparing ----------------------------------------------------------------------------------
 */

/* What goes to the worker and comes back. */
struct comparison {
    struct distributions *sides[DIFFERS_SIDES]; /* NULL: counted already */
    struct differs_counts *counts;
    struct differs *differs;
};

static void comparison_free(void *data)
{
    struct comparison *comparison = data;
    for (int i = 0; i < DIFFERS_SIDES; i++)
        distributions_free(comparison->sides[i]);
    differs_counts_free(comparison->counts);
    differs_free(comparison->differs);
    g_free(comparison);
}

static void compare(void *data)
{
    struct comparison *comparison = data;
    for (int side = 0; side < DIFFERS_SIDES; side++)
        if (comparison->sides[side])
            differs_count(comparison->counts, side, comparison->sides[side]);
    comparison->differs = differs_find(comparison->counts);
}

static void compared(struct view *view, void *data)
{
    struct differs_state *state = view->state;
    struct comparison *comparison = data;
    state->comparing = false;
    differs_free(state->differs);
    state->differs = g_steal_pointer(&comparison->differs);
    differs_example_wanted(view);
    desk_redraw(view->desk);
}

void differs_compare(struct view *view, struct differs_counts *counts)
{
    struct differs_state *state = view->state;
    struct comparison *comparison = g_new0(struct comparison, 1);
    comparison->counts = counts;
    for (int i = 0; i < DIFFERS_SIDES; i++)
        comparison->sides[i] = g_steal_pointer(&state->sides[i].came);
    state->comparing = true;
    desk_work(view, compare, compared, comparison, comparison_free);
}

/* The server has no such statistics, or not of this dataset. */
static bool has_no_stats(const struct reply *reply)
{
    return reply->failure == FAILURE_REFUSED || reply->failure == FAILURE_MISSING;
}

void differs_came(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct differs_state *state = view->state;
    bool known = false;
    if (differs_example_came(view, subscription, reply))
        return;
    if (state->by_key) {
        differs_groups_came(view, subscription, reply);
        return;
    }
    for (int i = 0; i < DIFFERS_SIDES && !known; i++) {
        known = body_answered(&state->sides[i].asked, subscription, reply);
        if (known && reply->object)
            state->sides[i].came = reply_take(reply);
    }
    if (known && has_no_stats(reply)) {
        forget_stats(view);
        differs_groups_begin(view);
    } else if (known && state->sides[DIFFERS_INSIDE].came && state->sides[DIFFERS_OUTSIDE].came) {
        differs_compare(view, differs_counts_new());
    }
}

/* --- what a row says ----------------------------------------------------------------------------
 */

const struct differs_row *differs_row_at(const struct differs_state *state, size_t row)
{
    return state->differs && row < state->differs->rows->len ? state->differs->rows->pdata[row]
                                                             : NULL;
}

char *differs_term(const struct differs_row *row)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *key = query_key(row->key);
    g_autofree char *quoted = row->value ? body_quote(row->value) : NULL;
    g_ascii_formatd(number, sizeof number, "%.15g", row->number);
    switch (row->form) {
    case DIFFERS_IS:
        return g_strdup_printf("%s:%s", key, quoted);
    case DIFFERS_NOT_SET:
        return g_strdup_printf("!has:%s", key);
    case DIFFERS_ABOVE:
        return g_strdup_printf("%s:>%s", key, number);
    case DIFFERS_NOT_ABOVE:
        return g_strdup_printf("%s:<=%s", key, number);
    }
    return g_strdup("");
}

char *differs_words(const struct differs_row *row)
{
    g_autofree char *number = attribute_number_text(row->key, row->number);
    switch (row->form) {
    case DIFFERS_IS:
        return g_strdup_printf("%s:%s", row->key, row->value);
    case DIFFERS_NOT_SET:
        return g_strdup_printf("%s not set", row->key);
    case DIFFERS_ABOVE:
        return g_strdup_printf("%s over %s", row->key, number);
    case DIFFERS_NOT_ABOVE:
        return g_strdup_printf("%s up to %s", row->key, number);
    }
    return g_strdup("");
}
