/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding and keeping spans: search, next error, filter, only errors, only a service. What asks a
 * pattern goes in slices between keys: a hundred thousand names take longer than a key may.
 */
#include "views/matcher.h"
#include "views/span_text.h"
#include "views/trace_state.h"

#define SLICE_US   4000
#define LOOK_SPANS 64 /* between two looks at the clock */

/* --- does a span match --- */

static void append_attribute(GString *text, const struct attribute *attribute)
{
    g_autofree char *value = value_text(attribute->value);
    if (value)
        g_string_append_printf(text, "\n%s:%s", attribute->key, value);
}

/* "service op name", and a line for each attribute that was loaded. */
static bool span_matches(const struct span *span, const struct matcher *matcher, GString *text)
{
    const char *operation = span_operation(span);
    g_string_assign(text, span->service ? span->service : "");
    g_string_append_c(text, ' ');
    if (*operation)
        g_string_append_c(g_string_append(text, operation), ' ');
    g_string_append(text, span->name ? span->name : "(no name)");
    for (int i = 0; i < span->attribute_count; i++)
        append_attribute(text, &span->attributes[i]);
    return matcher_matches(matcher, text->str);
}

bool trace_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    g_autoptr(GString) text = g_string_new(NULL);
    return span_matches(trace_state_span(view->state, (int)row), matcher, text);
}

/* --- slices --- */

void trace_scan_stop(struct trace_state *state)
{
    struct trace_scan *scan = &state->scan;
    if (scan->source)
        g_source_remove(scan->source);
    matcher_free(scan->matcher);
    g_free(scan->passes);
    if (scan->text)
        g_string_free(scan->text, TRUE);
    *scan = (struct trace_scan){0};
}

/* From place to place around the whole tree; what the filter leaves out is not found. */
static int look_once(struct trace_state *state)
{
    struct trace_scan *scan = &state->scan;
    int count = trace_span_count(state->trace);
    scan->at = (scan->at + 2 * count + scan->direction) % count;
    int span = trace_rows_at_place(&state->rows, scan->at);
    bool left_out = state->rows.kept && !state->rows.kept[span];
    bool found =
        !left_out && span_matches(trace_state_span(state, span), scan->matcher, scan->text);
    return found ? span : -1;
}

static void weigh_once(struct trace_state *state)
{
    struct trace_scan *scan = &state->scan;
    int span = scan->at++;
    bool matches = span_matches(trace_state_span(state, span), scan->matcher, scan->text);
    scan->passes[span] = matches != scan->hide;
    scan->found += scan->passes[span];
}

/* True when it is done: a span was found, or there is none left. */
static bool look(struct trace_state *state, int *found)
{
    struct trace_scan *scan = &state->scan;
    gint64 until = g_get_monotonic_time() + SLICE_US;
    *found = -1;
    do {
        for (int i = 0; i < LOOK_SPANS && scan->left; i++) {
            scan->left--;
            if (!scan->direction)
                weigh_once(state);
            else if ((*found = look_once(state)) >= 0)
                return true;
        }
    } while (scan->left && g_get_monotonic_time() < until);
    return !scan->left;
}

/* Shows what passes, with the cursor on or near its row. */
static size_t show(struct trace_state *state, const uint8_t *passes)
{
    struct trace_row row = trace_state_row(state);
    size_t found = trace_rows_keep(&state->rows, passes);
    trace_stay(state, row);
    return found;
}

static void go(struct view *view, int span)
{
    trace_go_span(view->state, span);
    trace_user_moved(view);
}

static void say_none(struct view *view)
{
    const struct trace_scan *scan = &((struct trace_state *)view->state)->scan;
    desk_say(view->desk, true, "no %s match for %s", scan->direction > 0 ? "further" : "earlier",
             matcher_pattern(scan->matcher));
}

static void finish(struct view *view, int found)
{
    struct trace_state *state = view->state;
    bool filters = !state->scan.direction;
    if (filters)
        show(state, state->scan.passes);
    trace_scan_stop(state);
    if (!filters && found >= 0)
        go(view, found);
}

static gboolean look_on(void *data)
{
    struct view *view = data;
    struct trace_state *state = view->state;
    int found;
    if (!look(state, &found))
        return G_SOURCE_CONTINUE;
    state->scan.source = 0;
    if (state->scan.direction && found < 0)
        say_none(view);
    finish(view, found);
    desk_redraw(view->desk);
    return G_SOURCE_REMOVE;
}

/* The first slice at once, the rest between keys. False: it is done, and nothing was found. */
static bool begin(struct view *view, const struct matcher *matcher, int direction, bool hide)
{
    struct trace_state *state = view->state;
    int found, count = trace_span_count(state->trace);
    trace_scan_stop(state);
    state->scan = (struct trace_scan){
        .matcher = matcher_ref((struct matcher *)matcher),
        .direction = direction,
        .hide = hide,
        .at = direction ? trace_rows_before(&state->rows, trace_state_row(state), direction) : 0,
        .left = count,
        .passes = direction ? NULL : g_new0(uint8_t, (gsize)count + 1),
        .text = g_string_new(NULL),
    };
    if (!look(state, &found)) {
        state->scan.source = g_idle_add(look_on, view);
        return true;
    }
    finish(view, found);
    return found >= 0;
}

/* --- going --- */

bool trace_search(struct view *view, const struct matcher *matcher, int direction)
{
    const struct trace_state *state = view->state;
    return state->trace && state->trace->spans->len && begin(view, matcher, direction, false);
}

/* Of the spans of a problem it is the first at which one looks. */
static bool warns(const struct trace_state *state, int span)
{
    const struct problem *problem = problems_of_span(state->trace->problems, span);
    return problem && g_array_index(problem->spans, int, 0) == span;
}

/* The like calls of a problem are mostly one run. */
static void go_level(struct view *view, int span)
{
    trace_go_run(view->state, span);
    trace_user_moved(view);
}

/* Of each span only its mark is looked at: there may be many without any. */
bool trace_next_level(struct view *view, enum level level, int direction)
{
    struct trace_state *state = view->state;
    int count = state->trace ? trace_span_count(state->trace) : 0;
    int at = count ? trace_rows_beyond(&state->rows, trace_state_row(state), direction) : 0;
    for (int step = 1; step <= count; step++) {
        int place = (at + 2 * count + (direction > 0 ? step : -step)) % count;
        int span = trace_rows_at_place(&state->rows, place);
        uint8_t mark = state->marks[span];
        bool wanted = mark == SCROLLBAR_ERROR ||
                      (mark == SCROLLBAR_WARNING && level < LEVEL_ERROR && warns(state, span));
        if (!wanted || (state->rows.kept && !state->rows.kept[span]))
            continue;
        go_level(view, span);
        return true;
    }
    return false;
}

/* --- keeping --- */

void trace_filter_clear(struct trace_state *state)
{
    struct trace_filter *filters[] = {&state->filter, &state->before.filter};
    for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
        matcher_free(filters[i]->keep);
        g_free(filters[i]->service);
        *filters[i] = (struct trace_filter){0};
    }
    g_clear_pointer(&state->before.passes, g_free);
}

static void take_filter(struct trace_filter *into, struct trace_filter taken)
{
    matcher_free(into->keep);
    g_free(into->service);
    *into = taken;
}

static struct trace_filter copy_filter(const struct trace_filter *filter)
{
    return (struct trace_filter){matcher_ref(filter->keep), filter->hide, filter->only_errors,
                                 g_strdup(filter->service)};
}

/* What the filter says is looked for and shown. Returns how many spans pass, if that is known at
 * once: 0 for a pattern. */
static size_t apply(struct view *view)
{
    struct trace_state *state = view->state;
    const struct trace_filter *filter = &state->filter;
    trace_scan_stop(state);
    if (filter->keep) {
        begin(view, filter->keep, 0, filter->hide);
        return 0;
    }
    if (!filter->only_errors && !filter->service)
        return show(state, NULL);
    int count = trace_span_count(state->trace);
    g_autofree uint8_t *passes = g_new0(uint8_t, (gsize)count + 1);
    for (int i = 0; i < count; i++) {
        const struct span *span = trace_state_span(state, i);
        passes[i] = filter->only_errors ? span->failed : !g_strcmp0(span->service, filter->service);
    }
    return show(state, passes);
}

static void show_pattern(struct view *view, const struct matcher *matcher, bool hide)
{
    struct trace_state *state = view->state;
    take_filter(&state->filter, (struct trace_filter){
                                    .keep = matcher_ref((struct matcher *)matcher), .hide = hide});
    apply(view);
}

void trace_filter(struct view *view, const struct matcher *matcher, bool hide)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    show_pattern(view, matcher, hide);
    trace_user_moved(view);
}

static void note_filter(struct trace_state *state)
{
    gsize count = (gsize)trace_span_count(state->trace) + 1;
    take_filter(&state->before.filter, copy_filter(&state->filter));
    g_free(state->before.passes);
    state->before.passes = NULL;
    state->before.row = trace_state_row(state);
    if (!state->rows.kept)
        return;
    state->before.passes = g_new0(uint8_t, count);
    for (gsize i = 0; i + 1 < count; i++)
        state->before.passes[i] = state->rows.kept[i] == TRACE_PASSES;
}

/* What passed then is still known, unless the trace grew meanwhile. */
static void back_from_trial(struct view *view)
{
    struct trace_state *state = view->state;
    trace_scan_stop(state);
    take_filter(&state->filter, copy_filter(&state->before.filter));
    if (state->before.passes)
        trace_rows_keep(&state->rows, state->before.passes);
    else
        apply(view);
    trace_stay(state, state->before.row);
}

void trace_try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                      bool hide)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    if (step == FILTER_BEGIN)
        note_filter(state);
    else if (step == FILTER_TRY)
        show_pattern(view, matcher, hide);
    else
        back_from_trial(view);
}

bool trace_passing(const struct view *view, size_t *shown, size_t *held)
{
    const struct trace_state *state = view->state;
    const struct trace_scan *scan = &state->scan;
    *held = state->trace ? state->trace->spans->len : 0;
    *shown = *held;
    if (scan->source && !scan->direction) {
        *shown = scan->found;
        return false;
    }
    if (state->trace && state->rows.kept)
        *shown = state->rows.passing;
    return true;
}

void trace_filter_again(struct view *view)
{
    const struct trace_filter *filter = &((struct trace_state *)view->state)->filter;
    if (filter->keep || filter->only_errors || filter->service)
        apply(view);
}

bool trace_unfilter(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace || !state->rows.kept)
        return false;
    show_pattern(view, NULL, false);
    desk_say(view->desk, false, "no filter: every span of the trace");
    trace_user_moved(view);
    return true;
}

void trace_only_errors(struct view *view)
{
    struct trace_state *state = view->state;
    if (!state->trace)
        return;
    take_filter(&state->filter, (struct trace_filter){.only_errors = !state->filter.only_errors});
    if (!apply(view) && state->filter.only_errors) {
        show_pattern(view, NULL, false);
        desk_say(view->desk, false, "no span of this trace failed");
    }
    trace_user_moved(view);
}

void trace_only_service(struct view *view, const char *service)
{
    struct trace_state *state = view->state;
    take_filter(&state->filter, (struct trace_filter){.service = g_strdup(service)});
    apply(view);
    trace_user_moved(view);
}
