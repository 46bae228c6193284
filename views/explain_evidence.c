/* SPDX-License-Identifier: Apache-2.0 */
#include "views/explain_state.h"

#include "api/insight/problems.h"
#include "base/clock.h"
#include "views/body.h"
#include "views/rows_patterns.h"

#include <string.h>

/* --- what began when --- */

static const struct change *change_of(const struct desk *desk, const char *signal_id)
{
    const struct lead *lead = desk_lead(desk);
    for (guint i = 0; signal_id && lead && i < lead->changes->len; i++) {
        const struct change *change = lead->changes->pdata[i];
        if (change->kind == CHANGE_SIGNAL && !strcmp(change->signal_id, signal_id))
            return change;
    }
    return NULL;
}

/* Of an issue that was seen long ago, the last time that it began. */
static int64_t issue_began_ms(const struct desk *desk, const char *issue_id)
{
    const GPtrArray *issues = desk_issues(desk);
    for (guint i = 0; issues && i < issues->len; i++) {
        const struct issue *issue = issues->pdata[i];
        if (!g_strcmp0(issue->id, issue_id))
            return issue_came_back_ms(issue);
    }
    return 0;
}

/* 0 when it began before the range, of which alone anything is known. */
static int64_t within_range(const struct view *view, int64_t time_ms)
{
    int64_t start, end;
    scope_range(desk_scope(view->desk), &start, &end);
    return time_ms > start && time_ms <= end ? time_ms : 0;
}

static int64_t onset_of(const struct view *view, const struct target *subject)
{
    const struct change *change = change_of(view->desk, subject->signal_id);
    const struct signal *signal =
        subject->signal_id ? desk_find_signal(view->desk, subject->signal_id) : NULL;
    if (change)
        return change->time_ms;
    if (signal)
        return explain_peak_ms(&signal->series);
    int64_t began = within_range(view, suspects_onset(view->desk, subject));
    if (!began && subject->issue_id)
        began = within_range(view, issue_began_ms(view->desk, subject->issue_id));
    return began;
}

static int64_t interval_of(const struct view *view)
{
    return scope_interval_ms(desk_scope(view->desk));
}

/* --- asking --- */

static void forget(struct view *view, uint64_t *subscription)
{
    if (*subscription)
        desk_forget(view, *subscription);
    *subscription = 0;
}

static void forget_origin(struct view *view)
{
    struct explain_state *state = view->state;
    for (int by = 0; by < EXPLAIN_BY_COUNT; by++)
        for (int side = 0; side < 2; side++)
            forget(view, &state->rows_ask[by][side]);
    forget(view, &state->logs_ask);
    explain_rounds_free(view, g_steal_pointer(&state->rounds));
    g_clear_pointer(&state->rows, g_ptr_array_unref);
    g_clear_pointer(&state->patterns, g_ptr_array_unref);
    g_clear_pointer(&state->search, suspect_search_free);
    g_clear_pointer(&state->origin, g_free);
    g_clear_pointer(&state->failed, g_free);
}

static void searched(struct view *view)
{
    explain_again(view);
}

static void search_commits(struct view *view)
{
    struct explain_state *state = view->state;
    const GPtrArray *chain = state->explanation->chain;
    const struct explain_step *last = chain->pdata[chain->len - 1];
    struct target target;
    if (!g_strcmp0(state->subject.service, state->origin) && !last->signal_id)
        target_init(&target, TARGET_NONE), target_copy(&target, &state->subject);
    else
        target_init(&target, TARGET_SIGNAL);
    target_set(&target.service, state->origin);
    if (last->signal_id) {
        target.kind = TARGET_SIGNAL;
        target_set(&target.signal_id, last->signal_id);
        target_set(&target.name, last->text);
    }
    target.time_ms = state->origin_ms;
    state->search = suspect_search_new(view, &target, NULL, searched);
    target_clear(&target);
}

static void ask_origin(struct view *view)
{
    struct explain_state *state = view->state;
    int64_t start, end;
    scope_range(desk_scope(view->desk), &start, &end);
    state->rows = g_ptr_array_new_with_free_func((GDestroyNotify)explain_row_free);
    const GPtrArray *chain = state->explanation->chain;
    bool moved = ((const struct explain_step *)chain->pdata[chain->len - 1])->time_ms > 0;
    state->since_ms = MAX(state->origin_ms - (moved ? 0 : EXPLAIN_LEAD_MS), start + 1);
    int64_t until = MIN(end, state->origin_ms + EXPLAIN_SINCE_MS);
    for (int by = 0; by < EXPLAIN_BY_COUNT; by++) {
        state->rows_ask[by][0] = body_ask_range(
            view, explain_rows_request(state->origin, (enum explain_by)by), start, state->since_ms);
        state->rows_ask[by][1] = body_ask_range(
            view, explain_rows_request(state->origin, (enum explain_by)by), state->since_ms, until);
    }
    state->logs_ask = body_ask_range(view, explain_logs_request(state->origin),
                                     state->since_ms - 2 * EXPLAIN_SINCE_MS, until);
}

/* --- the trace --- */

/* A trace alone does not tell whether it was so before: problems are no causes. */
static void take_problems(struct explain_state *state, const struct trace *trace)
{
    g_clear_pointer(&state->problems, g_ptr_array_unref);
    if (!trace)
        return;
    state->problems = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; trace->problems && i < trace->problems->found->len; i++) {
        const struct problem *problem = trace->problems->found->pdata[i];
        const struct span *span = trace->spans->pdata[problem->worst];
        g_ptr_array_add(
            state->problems,
            g_strdup_printf("%s of %s: %s", problem_rule(problem->kind)->name,
                            span->service ? span->service : "a service that is not told",
                            problem->text));
    }
}

static void take_agents(struct view *view, struct agents *agents, const struct trace *trace)
{
    struct explain_state *state = view->state;
    take_problems(state, trace);
    g_clear_pointer(&state->agents, agents_free);
    g_array_set_size(state->findings, 0);
    state->agents = agents;
    for (guint i = 0; agents && i < agents->findings->len; i++) {
        const struct agent_finding *found =
            &g_array_index(agents->findings, struct agent_finding, i);
        const struct agent_node *node = agents_node(agents, (size_t)found->node);
        struct explain_finding finding = {node->service, found->text, node->span_id};
        g_array_append_val(state->findings, finding);
    }
    explain_again(view);
}

static void ask_trace(struct view *view)
{
    struct explain_state *state = view->state;
    const struct target *subject = &state->subject;
    if (subject->trace_id)
        state->trace_ask =
            desk_ask(view, agents_request(subject->trace_id, subject->time_ms), 0, true);
}

/* --- judging --- */

static const struct explain_step *last_step(const struct explain_state *state)
{
    const GPtrArray *chain = state->explanation ? state->explanation->chain : NULL;
    return chain && chain->len ? chain->pdata[chain->len - 1] : NULL;
}

/* Of the signal in which the chain ended when it was last judged, or of the subject. */
static const struct mix_shift *mix_of(const struct view *view)
{
    const struct explain_state *state = view->state;
    const struct explain_step *last = last_step(state);
    const GPtrArray *signals = desk_signals(view->desk);
    for (guint i = 0; last && last->signal_id && i < signals->len; i++)
        if (!strcmp(((const struct signal *)signals->pdata[i])->id, last->signal_id))
            return desk_mix(view->desk, i);
    return NULL;
}

static void judge(struct view *view)
{
    struct explain_state *state = view->state;
    struct explain_input input = {
        .subject = state->words,
        .service = state->subject.service,
        .signal_id = state->subject.signal_id,
        .onset_ms = state->onset_ms,
        .interval_ms = interval_of(view),
        .lead = desk_lead(view->desk),
        .calls = state->calls,
        .deploys = desk_deploys(view->desk),
        .flags = desk_flags(view->desk),
        .rows = state->rows,
        .patterns = state->patterns,
        .suspects = state->search ? suspect_search_found(state->search) : NULL,
        .findings = state->findings->len ? state->findings : NULL,
        .apart = explain_rounds_found(state->rounds),
        .mix = mix_of(view),
    };
    struct explanation *found = explain_find(&input);
    g_clear_pointer(&state->explanation, explanation_free);
    state->explanation = found;
    state->doc.width = 0;
    desk_redraw(view->desk);
}

void explain_again(struct view *view)
{
    struct explain_state *state = view->state;
    g_ptr_array_set_size(state->names, 0);
    g_array_set_size(state->calls, 0);
    desk_calls(view->desk, state->calls, state->names);
    state->onset_ms = onset_of(view, &state->subject);
    judge(view);
    const struct explanation *explanation = state->explanation;
    bool same = !g_strcmp0(state->origin, explanation->origin) &&
                state->origin_ms == explanation->origin_ms;
    if (same || !explanation->origin || !explanation->origin_ms)
        return;
    forget_origin(view);
    state->origin = g_strdup(explanation->origin);
    state->origin_ms = explanation->origin_ms;
    ask_origin(view);
    search_commits(view);
}

void explain_begin(struct view *view)
{
    struct explain_state *state = view->state;
    state->names = g_ptr_array_new_with_free_func(g_free);
    state->calls = g_array_new(FALSE, FALSE, sizeof(struct call_edge));
    state->findings = g_array_new(FALSE, FALSE, sizeof(struct explain_finding));
    ask_trace(view);
    explain_again(view);
}

void explain_end(struct view *view)
{
    struct explain_state *state = view->state;
    forget_origin(view);
    forget(view, &state->trace_ask);
    g_clear_pointer(&state->explanation, explanation_free);
    g_clear_pointer(&state->agents, agents_free);
    g_array_unref(state->findings);
    g_clear_pointer(&state->problems, g_ptr_array_unref);
    g_array_unref(state->calls);
    g_ptr_array_unref(state->names);
}

static unsigned rows_wait(const struct explain_state *state)
{
    unsigned waits = 0;
    for (int by = 0; by < EXPLAIN_BY_COUNT; by++)
        waits += (state->rows_ask[by][0] != 0) + (state->rows_ask[by][1] != 0);
    return waits;
}

unsigned explain_waits(const struct explain_state *state)
{
    return rows_wait(state) + explain_rounds_wait(state->rounds) + (state->logs_ask != 0) +
           (state->trace_ask != 0);
}

/* --- answers --- */

/* Which spans are taken apart is known once the calls and hosts of the origin are. */
static void begin_rounds(struct view *view)
{
    struct explain_state *state = view->state;
    const struct explain_step *last = last_step(state);
    int64_t start, end;
    if (state->rounds || !last || rows_wait(state))
        return;
    const struct signal *signal =
        last->signal_id ? desk_find_signal(view->desk, last->signal_id) : NULL;
    g_autofree char *base = explain_base(signal, state->explanation);
    scope_range(desk_scope(view->desk), &start, &end);
    explain_rounds_begin(view, base, start, state->since_ms,
                         MIN(end, state->origin_ms + EXPLAIN_SINCE_MS));
}

static bool take_rows(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct explain_state *state = view->state;
    for (int by = 0; by < EXPLAIN_BY_COUNT; by++)
        for (int side = 0; side < 2; side++) {
            if (!body_answered(&state->rows_ask[by][side], subscription, reply))
                continue;
            if (reply->kind == REPLY_ROWS && reply->object)
                explain_rows_take(state->rows, (enum explain_by)by, side, reply->object);
            return true;
        }
    return false;
}

static void take_logs(struct explain_state *state, const struct reply *reply)
{
    g_clear_pointer(&state->patterns, g_ptr_array_unref);
    if (reply->kind == REPLY_ROWS && reply->object)
        state->patterns =
            rows_patterns(reply->object, reply->next_cursor != NULL, state->since_ms * NS_PER_MS);
}

static void read_trace(struct view *view, struct reply *reply)
{
    if (reply->kind == REPLY_TRACE && reply->object)
        agents_read(view, reply_take(reply), take_agents);
}

bool explain_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct explain_state *state = view->state;
    if (state->search && suspect_search_reply(state->search, subscription, reply))
        return true;
    bool rows = take_rows(view, subscription, reply);
    if (rows || explain_rounds_reply(view, subscription, reply))
        ;
    else if (body_answered(&state->logs_ask, subscription, reply))
        take_logs(state, reply);
    else if (body_answered(&state->trace_ask, subscription, reply))
        read_trace(view, reply);
    else
        return false;
    if (reply->failure != FAILURE_NONE && !state->failed)
        state->failed = g_strdup(reply->error ? reply->error : "a request failed");
    explain_again(view);
    if (rows)
        begin_rounds(view);
    return true;
}
