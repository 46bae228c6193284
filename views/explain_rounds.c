/* SPDX-License-Identifier: Apache-2.0
 *
 * The origin's spans taken apart: three rounds of questions, each made of the answers to the one
 * before, the comparisons between them on a worker.
 */
#include "views/explain_state.h"

#include "views/body.h"
#include "views/differs.h"

#include <string.h>

enum subject { ASK_WHOLE, ASK_ACROSS, ASK_WITHIN, ASK_VALUES, ASK_SHARE };

/* A question that is not answered yet. */
struct ask {
    uint64_t asked;
    enum subject subject;
    int side;  /* of a range: 0 before, 1 since; of ASK_WITHIN: enum differs_side */
    char *key; /* ASK_VALUES, ASK_SHARE */
};

struct explain_rounds {
    int round; /* 1..3; 4 = all is known */
    int64_t start_ms, since_ms, until_ms;
    struct explain_apart *apart;
    struct explain_row whole;
    GArray *asks;                                /* of struct ask */
    struct distributions *across[2], *within[2]; /* until they are compared */
    bool comparing;
};

static void ask_clear(void *data)
{
    g_free(((struct ask *)data)->key);
}

void explain_rounds_free(struct view *view, struct explain_rounds *rounds)
{
    if (!rounds)
        return;
    for (guint i = 0; i < rounds->asks->len; i++)
        desk_forget(view, g_array_index(rounds->asks, struct ask, i).asked);
    g_array_unref(rounds->asks);
    for (int side = 0; side < 2; side++) {
        distributions_free(rounds->across[side]);
        distributions_free(rounds->within[side]);
    }
    explain_apart_free(rounds->apart);
    g_free(rounds);
}

const struct explain_apart *explain_rounds_found(const struct explain_rounds *rounds)
{
    return rounds ? rounds->apart : NULL;
}

unsigned explain_rounds_wait(const struct explain_rounds *rounds)
{
    return rounds ? rounds->asks->len + rounds->comparing : 0;
}

/* --- asking --- */

/* Since the onset, or with `before` before it. */
static void ask(struct view *view, enum subject subject, int side, const char *key, bool before,
                struct request *request)
{
    struct explain_rounds *rounds = ((struct explain_state *)view->state)->rounds;
    struct ask asked = {
        .asked = body_ask_range(view, request, before ? rounds->start_ms : rounds->since_ms,
                                before ? rounds->since_ms : rounds->until_ms),
        .subject = subject,
        .side = side,
        .key = g_strdup(key),
    };
    g_array_append_val(rounds->asks, asked);
}

static void ask_first(struct view *view)
{
    const char *base = ((struct explain_state *)view->state)->rounds->apart->base;
    for (int side = 0; side < 2; side++) {
        ask(view, ASK_WHOLE, side, NULL, side == 0, explain_whole_request(base));
        ask(view, ASK_ACROSS, side, NULL, side == 0, explain_stats_request(base));
    }
}

static void ask_second(struct view *view)
{
    struct explain_rounds *rounds = ((struct explain_state *)view->state)->rounds;
    explain_apart_worse(rounds->apart, &rounds->whole);
    for (int side = 0; rounds->apart->worse && side < DIFFERS_SIDES; side++) {
        g_autofree char *search = explain_side(rounds->apart, (enum differs_side)side);
        if (search)
            ask(view, ASK_WITHIN, side, NULL, false, explain_stats_request(search));
    }
}

static void ask_third(struct view *view)
{
    struct explain_rounds *rounds = ((struct explain_state *)view->state)->rounds;
    const struct explain_apart *apart = rounds->apart;
    int64_t interval_ms = scope_interval_ms(desk_scope(view->desk));
    g_autoptr(GPtrArray) keys = explain_apart_keys(apart);
    for (guint i = 0; i < keys->len; i++) {
        const char *key = keys->pdata[i];
        for (int side = 0; side < 2; side++)
            ask(view, ASK_VALUES, side, key, side == 0, explain_values_request(apart->base, key));
        struct ask share = {
            .subject = ASK_SHARE,
            .key = g_strdup(key),
            .asked = body_ask_range(view, explain_share_request(apart->base, key, interval_ms),
                                    rounds->start_ms, rounds->until_ms),
        };
        g_array_append_val(rounds->asks, share);
    }
}

/* --- comparing --- */

/* What goes to the worker and comes back. */
struct comparison {
    uint64_t number;
    bool within;
    struct distributions *sides[DIFFERS_SIDES];
    struct differs *differs;
};

static void comparison_free(void *data)
{
    struct comparison *comparison = data;
    for (int side = 0; side < DIFFERS_SIDES; side++)
        distributions_free(comparison->sides[side]);
    differs_free(comparison->differs);
    g_free(comparison);
}

static void compare(void *data)
{
    struct comparison *comparison = data;
    g_autoptr(differs_counts) counts = differs_counts_new();
    for (int side = 0; side < DIFFERS_SIDES; side++)
        differs_count(counts, (enum differs_side)side, comparison->sides[side]);
    comparison->differs = differs_find(counts);
}

static void go_on(struct view *view);

static void compared(struct view *view, void *data)
{
    struct explain_state *state = view->state;
    struct comparison *comparison = data;
    if (!state->rounds || state->rounds_number != comparison->number)
        return; /* of an origin that is no longer asked about */
    struct differs **into =
        comparison->within ? &state->rounds->apart->within : &state->rounds->apart->across;
    differs_free(*into);
    *into = g_steal_pointer(&comparison->differs);
    state->rounds->comparing = false;
    go_on(view);
    explain_again(view);
}

/* True when a worker begins to. */
static bool begin_compare(struct view *view, struct distributions *sides[2], bool within)
{
    struct explain_state *state = view->state;
    if (!sides[DIFFERS_INSIDE] || !sides[DIFFERS_OUTSIDE])
        return false;
    struct comparison *comparison = g_new0(struct comparison, 1);
    comparison->number = state->rounds_number;
    comparison->within = within;
    for (int side = 0; side < DIFFERS_SIDES; side++)
        comparison->sides[side] = g_steal_pointer(&sides[side]);
    state->rounds->comparing = true;
    desk_work(view, compare, compared, comparison, comparison_free);
    return true;
}

/* --- the rounds --- */

/* All that was asked is answered, or could not be. */
static void go_on(struct view *view)
{
    static void (*const next[])(struct view * view) = {ask_first, ask_second, ask_third};
    struct explain_rounds *rounds = ((struct explain_state *)view->state)->rounds;
    while (rounds->asks->len == 0 && !rounds->comparing &&
           !begin_compare(view, rounds->across, false) &&
           !begin_compare(view, rounds->within, true) && rounds->round < (int)G_N_ELEMENTS(next))
        next[rounds->round++](view);
}

void explain_rounds_begin(struct view *view, const char *base, int64_t start_ms, int64_t since_ms,
                          int64_t until_ms)
{
    struct explain_state *state = view->state;
    struct explain_rounds *rounds = g_new0(struct explain_rounds, 1);
    rounds->apart = explain_apart_new(base);
    rounds->start_ms = start_ms;
    rounds->since_ms = since_ms;
    rounds->until_ms = until_ms;
    rounds->asks = g_array_new(FALSE, FALSE, sizeof(struct ask));
    g_array_set_clear_func(rounds->asks, ask_clear);
    state->rounds = rounds;
    state->rounds_number++;
    go_on(view);
}

/* --- answers --- */

/* Of two ranges, the later is the inside. */
static enum differs_side side_of(int side)
{
    return side == 1 ? DIFFERS_INSIDE : DIFFERS_OUTSIDE;
}

static void keep(struct distributions **into, struct reply *reply)
{
    distributions_free(*into);
    *into = reply->kind == REPLY_DISTRIBUTIONS ? reply_take(reply) : NULL;
}

static void take(struct explain_rounds *rounds, const struct ask *ask, struct reply *reply)
{
    bool rows = reply->kind == REPLY_ROWS;
    if (ask->subject == ASK_ACROSS)
        keep(&rounds->across[side_of(ask->side)], reply);
    else if (ask->subject == ASK_WITHIN)
        keep(&rounds->within[ask->side], reply);
    else if (ask->subject == ASK_WHOLE && rows)
        explain_whole_take(&rounds->whole, ask->side, reply->object);
    else if (ask->subject == ASK_VALUES && rows)
        explain_values_take(rounds->apart->rows, ask->key, ask->side, reply->object);
    else if (ask->subject == ASK_SHARE && reply->kind == REPLY_TIMESERIES)
        explain_share_take(rounds->apart, ask->key, reply->object);
}

bool explain_rounds_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct explain_rounds *rounds = ((struct explain_state *)view->state)->rounds;
    for (guint i = 0; rounds && i < rounds->asks->len; i++) {
        struct ask *ask = &g_array_index(rounds->asks, struct ask, i);
        uint64_t asked = ask->asked;
        if (!body_answered(&asked, subscription, reply))
            continue;
        if (reply->object)
            take(rounds, ask, reply);
        if (asked)
            return true; /* it is tried again */
        g_array_remove_index(rounds->asks, i);
        go_on(view);
        return true;
    }
    return false;
}
