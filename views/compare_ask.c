/* SPDX-License-Identifier: Apache-2.0
 *
 * What a comparison asks for: both traces with the attributes that may tell them apart, all
 * attributes of the spans at their tops, and the peers where these are the left side. The
 * comparing is done on a worker.
 */
#include "views/compare_state.h"
#include "views/trace_request.h"

#include "api/insight/agents.h"
#include "api/insight/gen_ai_names.h"

#define MANY_SPANS 20000

/* --- traces --- */

/* What the waterfall does not ask for, and may tell two traces apart. */
static const char *const names[] = {
    "environment", "server.address", "http.response.status_code",
    "http.route",  "url.full",       "db.query.text",
    "db.system",   "cloud.region",   "cache.hit",
    "user.id",
};

static void ask_trace(struct view *view, struct compare_side *side)
{
    struct request *request = trace_request(side->trace_id, 0);
    enum gen_ai_field field;
    const char *name;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        request_add(request, "additional_attributes", names[i]);
    for (size_t i = 0; side->gen_ai && (name = gen_ai_name_at(i, &field)); i++)
        if (!gen_ai_is_text(field))
            request_add(request, "additional_attributes", name);
    side->asked = desk_ask(view, request, 0, true);
}

static bool same_trace(const struct compare_state *state)
{
    return !g_strcmp0(state->left.trace_id, state->right.trace_id);
}

static void take_trace(struct view *view, struct compare_side *side, struct trace *trace);

/* What another view has will do where attributes are not compared, or there are too many to ask
 * for all of them again. */
static void get_trace(struct view *view, struct compare_side *side)
{
    const struct compare_state *state = view->state;
    struct trace *held = desk_trace(view->desk, side->trace_id);
    if (held && (!state->left.trace_id || trace_span_count(held) > MANY_SPANS)) {
        take_trace(view, side, held);
        return;
    }
    trace_free(held);
    ask_trace(view, side);
}

void compare_ask(struct view *view)
{
    struct compare_state *state = view->state;
    get_trace(view, &state->right);
    if (state->left.trace_id && !same_trace(state))
        get_trace(view, &state->left);
}

static int main_span(const struct trace *trace)
{
    return trace_told_span(trace, trace_main_root(trace));
}

static void ask_attributes(struct view *view, struct compare_side *side)
{
    int top = side->top >= 0 ? side->top : main_span(side->trace);
    const struct span *span = top >= 0 ? trace_span_at(side->trace, top) : NULL;
    if (!span || !span->service || !span->id || span->missing)
        return;
    struct request *request = request_new(ENDPOINT_TRACE_ITEM, span->service, span->id, NULL);
    request_add(request, "trace_id", side->trace_id);
    request_add(request, "item_type", "spans");
    side->attributes_asked = desk_ask(view, request, 0, true);
}

/* --- comparing --- */

struct job {
    struct trace *left, *right;
    struct trace_peers *peers;
    struct diff_part parts[2];
    int root;
    struct trace_diff *diff;
    char *verdict;
    guint *by_change;
    bool arriving;
};

static void job_free(void *data)
{
    struct job *job = data;
    trace_free(job->left);
    trace_free(job->right);
    trace_peers_unref(job->peers);
    trace_diff_free(job->diff);
    g_free(job->verdict);
    g_free(job->by_change);
    for (size_t i = 0; i < G_N_ELEMENTS(job->parts); i++)
        g_free((char *)job->parts[i].name);
    g_free(job);
}

static void compare(void *data)
{
    struct job *job = data;
    job->diff = job->peers ? trace_diff_against(job->peers, &job->parts[1], job->root)
                           : trace_diff_new(&job->parts[0], &job->parts[1]);
    job->diff->arriving = job->arriving;
    job->verdict = trace_diff_verdict(job->diff);
    if (job->peers && job->diff->peers < PEERS_LEAST) {
        g_autofree char *alone = g_steal_pointer(&job->verdict);
        job->verdict = g_strdup_printf("%s; of its healthy traces %u of the %d that a comparison "
                                       "needs are known: t takes a longer time range",
                                       alone, job->diff->peers, PEERS_LEAST);
    }
    job->by_change = trace_diff_by_change(job->diff);
}

static void compared(struct view *view, void *data)
{
    struct compare_state *state = view->state;
    struct job *job = data;
    state->busy = false;
    state->diff = g_steal_pointer(&job->diff);
    state->verdict = g_steal_pointer(&job->verdict);
    state->by_change = g_steal_pointer(&job->by_change);
    compare_build(state);
    desk_redraw(view->desk);
}

static struct diff_part part_of(const struct compare_side *side)
{
    return (struct diff_part){side->trace, side->top, g_strdup(side->name)};
}

static void start(struct view *view)
{
    struct compare_state *state = view->state;
    struct job *job = g_new0(struct job, 1);
    job->right = trace_ref(state->right.trace);
    job->left = state->left.trace ? trace_ref(state->left.trace) : NULL;
    job->peers = state->peers ? trace_peers_ref(state->peers) : NULL;
    job->arriving = trace_may_grow(job->right, 0);
    job->root = main_span(state->right.trace);
    job->parts[0] = part_of(&state->left);
    job->parts[1] = part_of(&state->right);
    state->busy = true;
    desk_work(view, compare, compared, job, job_free);
}

/* The service and transaction by which peers of the right's root are known. */
static void find_peers(struct view *view)
{
    struct compare_state *state = view->state;
    int index = main_span(state->right.trace);
    const struct span *root = index >= 0 ? trace_span_at(state->right.trace, index) : NULL;
    const char *why = NULL;
    if (!root || root->missing) {
        target_set(&state->why, "its root is not known, so neither are traces like it");
        return;
    }
    struct trace_peers *peers = desk_trace_peers(view->desk, root->service, span_transaction(root),
                                                 state->right.trace->id, &why);
    target_set(&state->why, why);
    if (peers)
        state->peers = trace_peers_ref(peers);
}

void compare_go_on(struct view *view)
{
    struct compare_state *state = view->state;
    if (state->diff || state->busy || !state->right.trace)
        return;
    if (!state->left.trace_id && !state->peers)
        find_peers(view);
    if (state->peers || state->left.trace)
        start(view);
}

/* --- answers --- */

static void find_top(struct view *view, struct compare_side *side)
{
    struct compare_state *state = view->state;
    side->top = side->span_id ? trace_find(side->trace, side->span_id) : -1;
    if (!trace_span_count(side->trace)) {
        g_free(state->why);
        state->why = g_strdup_printf("trace %.8s has no spans: it was not sampled, or is past "
                                     "retention",
                                     side->trace_id);
    } else if (side->span_id && side->top < 0) {
        g_free(state->why);
        state->why =
            g_strdup_printf("span %s is not in trace %.8s any more", side->span_id, side->trace_id);
    } else if (state->left.trace_id) { /* peers have no span to name */
        ask_attributes(view, side);
    }
}

static void take_trace(struct view *view, struct compare_side *side, struct trace *trace)
{
    struct compare_state *state = view->state;
    trace_release(view->desk, side->trace);
    side->trace = trace;
    find_top(view, side);
    if (side == &state->right && state->left.trace_id && same_trace(state)) {
        trace_release(view->desk, state->left.trace);
        state->left.trace = trace_ref(trace);
        find_top(view, &state->left);
    }
    if (!state->why)
        compare_go_on(view);
}

/* A trace that came, and whether what generative AI says of itself is to be asked for. */
struct arrival {
    struct trace *trace;
    bool right, gen_ai;
};

static void look_for_agents(void *data)
{
    struct arrival *arrival = data;
    arrival->gen_ai = agents_likely(arrival->trace);
}

static void arrived(struct view *view, void *data)
{
    struct compare_state *state = view->state;
    struct arrival *arrival = data;
    struct compare_side *side = arrival->right ? &state->right : &state->left;
    struct trace *trace = g_steal_pointer(&arrival->trace);
    if (!arrival->gen_ai) {
        take_trace(view, side, trace);
        return;
    }
    side->gen_ai = true;
    trace_release(view->desk, trace);
    ask_trace(view, side);
}

static void arrival_free(void *data)
{
    struct arrival *arrival = data;
    trace_free(arrival->trace);
    g_free(arrival);
}

static void take_answer(struct view *view, struct compare_side *side, struct reply *reply)
{
    const struct compare_state *state = view->state;
    if (reply->kind != REPLY_TRACE || !reply->object)
        return;
    struct arrival *arrival = g_new0(struct arrival, 1);
    arrival->trace = reply_take(reply);
    arrival->right = side == &state->right;
    if (side->gen_ai) {
        arrived(view, arrival);
        arrival_free(arrival);
    } else {
        desk_work(view, look_for_agents, arrived, arrival, arrival_free);
    }
}

static void take_attributes(struct view *view, struct compare_side *side, struct reply *reply)
{
    struct compare_state *state = view->state;
    if (reply->kind != REPLY_ATTRIBUTES || !reply->object)
        return;
    g_clear_pointer(&side->attributes, g_ptr_array_unref);
    side->attributes = reply_take(reply);
    if (state->diff)
        compare_build(state);
}

void compare_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct compare_state *state = view->state;
    struct compare_side *sides[] = {&state->left, &state->right};
    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        if (body_answered(&sides[i]->asked, subscription, reply))
            take_answer(view, sides[i], reply);
        else if (body_answered(&sides[i]->attributes_asked, subscription, reply))
            take_attributes(view, sides[i], reply);
    }
}
