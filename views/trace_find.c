/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding and keeping spans: search, next error, filter, only errors.
 */
#include "views/matcher.h"
#include "views/trace_state.h"

/* The next span in `direction`, folded ones included, for which `fits` holds. */
static bool go_matching(struct view *view, int direction,
                        bool (*fits)(const struct span *span, const void *data), const void *data)
{
    struct trace_state *state = view->state;
    int count = state->trace ? (int)state->trace->spans->len : 0;
    int from = MAX(trace_state_index(state), 0);
    for (int step = 1; step <= count; step++) {
        int index = (from + count + (direction > 0 ? step : -step)) % count;
        if (!fits(trace_state_span(state, index), data))
            continue;
        trace_go_span(state, index);
        trace_user_moved(view);
        return true;
    }
    return false;
}

static bool span_matches(const struct span *span, const void *matcher)
{
    g_autofree char *name = trace_span_text(span);
    g_autofree char *text = g_strdup_printf("%s %s", span->service ? span->service : "", name);
    return matcher_matches(matcher, text);
}

static bool span_differs(const struct span *span, const void *matcher)
{
    return !span_matches(span, matcher);
}

static bool span_failed(const struct span *span, const void *data)
{
    (void)data;
    return span->failed;
}

bool trace_search(struct view *view, const struct matcher *matcher, int direction)
{
    return go_matching(view, direction, span_matches, matcher);
}

/* Of the spans of a problem it is the first at which one looks. */
static bool span_warns(const struct span *span, const void *problems)
{
    const struct problem *problem = problems_of_span(problems, span->index);
    return span->failed || (problem && g_array_index(problem->spans, int, 0) == span->index);
}

bool trace_next_level(struct view *view, enum level level, int direction)
{
    const struct trace_state *state = view->state;
    bool warnings = state->trace && level < LEVEL_ERROR;
    return go_matching(view, direction, warnings ? span_warns : span_failed,
                       warnings ? state->trace->problems : NULL);
}

/* Shows what `keep` holds for, with the cursor on or near its span. */
static size_t keep_spans(struct view *view, bool (*keep)(const struct span *, const void *),
                         const void *data)
{
    struct trace_state *state = view->state;
    int at = trace_state_index(state);
    size_t found = trace_rows_keep(&state->rows, keep, data);
    state->list.count = trace_rows_count(&state->rows);
    list_go(&state->list, trace_rows_row(&state->rows, MAX(at, 0)));
    return found;
}

static void show_pattern(struct view *view, const struct matcher *matcher, bool hide)
{
    struct trace_state *state = view->state;
    struct matcher *keep = matcher_ref((struct matcher *)matcher);
    matcher_free(state->keep);
    state->keep = keep;
    state->hide = hide;
    state->only_errors = false;
    keep_spans(view, !keep ? NULL : hide ? span_differs : span_matches, keep);
}

void trace_filter(struct view *view, const struct matcher *matcher, bool hide)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    show_pattern(view, matcher, hide);
    trace_user_moved(view);
}

static void back_from_trial(struct view *view)
{
    struct trace_state *state = view->state;
    const struct trace_trial *before = &state->before;
    show_pattern(view, before->keep, before->hide);
    state->only_errors = before->only_errors;
    if (state->only_errors)
        keep_spans(view, span_failed, NULL);
    if (before->span >= 0)
        list_go(&state->list, trace_rows_row(&state->rows, before->span));
}

void trace_try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                      bool hide)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    if (step == FILTER_BEGIN) {
        matcher_free(state->before.keep);
        state->before = (struct trace_trial){matcher_ref(state->keep), state->hide,
                                             state->only_errors, trace_state_index(state)};
    } else if (step == FILTER_TRY) {
        show_pattern(view, matcher, hide);
    } else {
        back_from_trial(view);
    }
}

bool trace_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    return span_matches(trace_state_span(view->state, (int)row), matcher);
}

void trace_only_errors(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    bool only = !state->only_errors;
    show_pattern(view, NULL, false);
    state->only_errors = only && keep_spans(view, span_failed, NULL) > 0;
    if (only && !state->only_errors) {
        keep_spans(view, NULL, NULL);
        desk_say(view->desk, false, "no span of this trace failed");
    }
    trace_user_moved(view);
}
