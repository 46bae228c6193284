/* SPDX-License-Identifier: Apache-2.0
 *
 * The performance problems of a trace, those that cost most first; below them, what was found in
 * the one under the cursor, by which published rule, and what is done about such.
 */
#include "api/insight/problems.h"
#include "views/body.h"
#include "views/span_text.h"
#include "views/trace_request.h"
#include "views/views.h"

#include "base/quantity.h"
#include "tui/text.h"
#include "views/matcher.h"

#include <string.h>

#define DETAIL_LEAST 6 /* rows: with fewer, the rule does not stand below the list */
#define LIST_LEAST   3
#define LABEL_CELLS  7
#define MOST_ROWS_OF 3 /* of what is found, of the rule, of the cure: wrapped */

struct problems_state {
    struct trace *trace; /* a reference; NULL until it came */
    uint64_t asked;
    struct list list;
    struct scrollbar bar;
    int detail; /* rows that it takes at the last layout; 0 = no room */
};

struct columns {
    int kind, service, where, times, lost, what; /* widths; 0 = shed */
};

/* --- reading --- */

static const struct problem *problem_at(const struct problems_state *state, size_t row)
{
    const struct problems *found = state->trace ? state->trace->problems : NULL;
    return row < problems_count(found) ? found->found->pdata[row] : NULL;
}

static const struct problem *current(const struct problems_state *state)
{
    return problem_at(state, state->list.cursor);
}

static const struct span *first_span(const struct problems_state *state,
                                     const struct problem *problem)
{
    return trace_span_at(state->trace, g_array_index(problem->spans, int, 0));
}

/* The span one is led to: the first of a loop or row; of spans that are problems by themselves the
 * worst. */
static const struct span *span_of(const struct problems_state *state, const struct problem *problem)
{
    bool alone = problem->kind == PROBLEM_SLOW_QUERY || problem->kind >= PROBLEM_LARGE_PAYLOAD;
    return alone ? trace_span_at(state->trace, problem->worst) : first_span(state, problem);
}

static char *where_text(const struct problems_state *state, const struct problem *problem)
{
    return problem->where >= 0 ? span_text(trace_span_at(state->trace, problem->where))
                               : g_strdup("the trace itself");
}

/* --- asking --- */

static void take(struct view *view, struct trace *trace)
{
    struct problems_state *state = view->state;
    trace_release(view->desk, state->trace);
    state->trace = trace;
    list_resize(&state->list, problems_count(trace->problems), MAX(state->list.height, 1));
    int wanted = view->opened.span_id ? trace_find(trace, view->opened.span_id) : -1;
    for (size_t i = 0; wanted >= 0 && i < problems_count(trace->problems); i++)
        if (problems_of_span(trace->problems, wanted) == problem_at(state, i))
            list_go(&state->list, i);
}

static bool problems_open(struct view *view, const struct target *target, GError **error)
{
    struct problems_state *state = view->state;
    if (!target || !target->trace_id)
        return body_refuse(error, "no problems: nothing here carries a trace id");
    struct trace *held = desk_trace(view->desk, target->trace_id);
    if (held)
        take(view, held);
    else
        state->asked = desk_ask(view, trace_request(target->trace_id, target->time_ms), 0, true);
    return true;
}

static void problems_close(struct view *view)
{
    struct problems_state *state = view->state;
    trace_release(view->desk, g_steal_pointer(&state->trace));
}

static void problems_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct problems_state *state = view->state;
    if (body_answered(&state->asked, subscription, reply) && reply->kind == REPLY_TRACE &&
        reply->object)
        take(view, reply_take(reply));
}

/* --- the list --- */

static void fit_columns(struct columns *columns, int cols)
{
    *columns = (struct columns){.kind = cols >= 70 ? 24 : 13, .times = 6, .lost = 8};
    columns->service = cols >= 100 ? 14 : cols >= 60 ? 10 : 0;
    int rest = cols - 2 - columns->kind - columns->service - columns->times - columns->lost - 2;
    columns->where = cols >= 110 ? rest * 2 / 5 : 0;
    columns->what = MAX(rest - columns->where, 0);
}

static void draw_heads(struct surface *surface, const struct columns *columns)
{
    int col = 2;
    surface_text(surface, 0, col, columns->kind, ROLE_MUTED, "problem");
    col += columns->kind;
    if (columns->service)
        surface_text(surface, 0, col, columns->service, ROLE_MUTED, "service");
    col += columns->service;
    if (columns->where)
        surface_text(surface, 0, col, columns->where, ROLE_MUTED, "where");
    col += columns->where;
    surface_text_right(surface, 0, col, columns->times, ROLE_MUTED, "spans");
    surface_text_right(surface, 0, col + columns->times, columns->lost, ROLE_MUTED, "lost");
    surface_text(surface, 0, col + columns->times + columns->lost + 2, columns->what, ROLE_MUTED,
                 "what");
}

static void draw_problem(const struct problems_state *state, struct surface *surface, int y,
                         const struct columns *columns, const struct problem *problem)
{
    const struct span *span = span_of(state, problem);
    g_autofree char *where = where_text(state, problem), *what = span_text(span);
    char times[24], lost[24];
    int col = 2;
    surface_text(surface, y, 1, 1, ROLE_LEVEL_WARNING, "~");
    surface_text_cut(surface, y, col + 1, columns->kind - 2, ROLE_TEXT, CUT_END,
                     problem_rule(problem->kind)->name);
    col += columns->kind;
    const char *service = span->service ? span->service : "?";
    if (columns->service)
        surface_text_cut(surface, y, col, columns->service - 1, role_for_name(service), CUT_END,
                         service);
    col += columns->service;
    if (columns->where)
        surface_text_cut(surface, y, col, columns->where - 1, ROLE_TEXT, CUT_MIDDLE, where);
    col += columns->where;
    surface_text_right(surface, y, col, columns->times, ROLE_TEXT,
                       quantity_count(problem->spans->len, times, sizeof times));
    surface_text_right(surface, y, col + columns->times, columns->lost, ROLE_CHANGED,
                       quantity_duration((double)problem->lost_us, lost, sizeof lost));
    surface_text_cut(surface, y, col + columns->times + columns->lost + 2, columns->what,
                     ROLE_MUTED, CUT_MIDDLE, what);
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    (void)data;
    (void)row;
    return SCROLLBAR_WARNING;
}

static int head_rows(int rows)
{
    return rows >= 5;
}

static void problems_layout(struct view *view, int rows, int cols)
{
    struct problems_state *state = view->state;
    (void)cols;
    size_t count = state->trace ? problems_count(state->trace->problems) : 0;
    int most = MAX(rows / 2, LIST_LEAST), listed = (int)MIN(count, (size_t)most);
    state->detail = rows - head_rows(rows) - listed;
    if (state->detail < DETAIL_LEAST || !count)
        state->detail = 0;
    list_resize(&state->list, count, MAX(rows - head_rows(rows) - state->detail, 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, count, mark_of);
}

/* --- what was found in one --- */

/* `label`, and beside it `text` wrapped over a few lines. Returns the line after them. */
static int draw_field(struct surface *surface, int y, const char *label, enum role role,
                      const char *text)
{
    g_autoptr(GPtrArray) lines = text_wrap(text, MAX(surface->cols - LABEL_CELLS - 3, 10));
    surface_text(surface, y, 1, LABEL_CELLS, ROLE_MUTED, label);
    for (guint i = 0; i < MIN(lines->len, MOST_ROWS_OF); i++)
        surface_text(surface, y++, 1 + LABEL_CELLS, -1, role, lines->pdata[i]);
    return y;
}

static char *found_text(const struct problems_state *state, const struct problem *problem)
{
    char took[24], lost[24];
    g_autofree char *where = where_text(state, problem);
    GString *out = g_string_new(problem->text);
    g_string_append_printf(out, ", under %s; ", where);
    if (problem->took_us != problem->lost_us)
        g_string_append_printf(out, "%s in all, ",
                               quantity_duration((double)problem->took_us, took, sizeof took));
    g_string_append_printf(out, "at most %s could be won",
                           quantity_duration((double)problem->lost_us, lost, sizeof lost));
    return g_string_free(out, FALSE);
}

static void draw_detail(const struct problems_state *state, struct surface *surface)
{
    const struct problem *problem = current(state);
    if (!problem || !surface->rows)
        return;
    const struct problem_rule *rule = problem_rule(problem->kind);
    g_autofree char *found = found_text(state, problem);
    const struct span *span = span_of(state, problem);
    surface_run(surface, 0, 0, surface->cols, ROLE_HAIRLINE, "─", '-');
    int y = draw_field(surface, 1, "found", ROLE_TEXT, found);
    y = draw_field(surface, y, "in", ROLE_CODE, span->name ? span->name : "(no name)");
    y = draw_field(surface, y, "rule", ROLE_TEXT, rule->rule);
    y = draw_field(surface, y, "cure", ROLE_TEXT, rule->cure);
    draw_field(surface, y, "from", ROLE_MUTED, rule->source);
}

static void problems_draw(const struct view *view, struct surface *surface)
{
    const struct problems_state *state = view->state;
    if (!state->list.count) {
        body_message(view, surface,
                     state->trace ? "No performance problem: no rule fits this trace\nEsc goes back"
                                  : "loading the trace…");
        return;
    }
    int top = head_rows(surface->rows);
    struct surface part = surface_part(surface, 0, 0, surface->rows - state->detail, surface->cols);
    struct surface body = body_rows(&part, top, &state->list, &state->bar);
    struct columns columns;
    fit_columns(&columns, body.cols);
    if (top)
        draw_heads(&body, &columns);
    for (int y = top; y < body.rows; y++) {
        size_t row = list_row(&state->list, y - top);
        const struct problem *problem = problem_at(state, row);
        if (!problem)
            break;
        draw_problem(state, &body, y, &columns, problem);
        body_cursor(view, &body, y, &state->list, row);
    }
    struct surface below =
        surface_part(surface, surface->rows - state->detail, 0, state->detail, surface->cols);
    draw_detail(state, &below);
}

/* --- saying --- */

static void problems_status(const struct view *view, GString *out)
{
    const struct problems_state *state = view->state;
    char lost[24];
    int64_t sum = 0;
    g_string_append_printf(out, "of trace %.8s", view->opened.trace_id);
    if (!state->trace)
        return;
    for (size_t i = 0; problem_at(state, i); i++)
        sum += problem_at(state, i)->lost_us;
    g_string_append_printf(out, "  %zu found", problems_count(state->trace->problems));
    if (sum)
        g_string_append_printf(out, "  %s lost%s",
                               quantity_duration((double)sum, lost, sizeof lost),
                               problem_at(state, 1) ? ", added up" : "");
}

static void problems_evidence(const struct view *view, GString *out)
{
    const struct problems_state *state = view->state;
    const struct problem *problem = current(state);
    if (!problem)
        return;
    const struct problem_rule *rule = problem_rule(problem->kind);
    g_string_append_printf(out, "%s: %s (rule: %s)  %s", rule->name, problem->text, rule->limits,
                           rule->cure);
}

static char *line_of(const struct problems_state *state, const struct problem *problem)
{
    const struct span *span = span_of(state, problem);
    g_autofree char *what = span_text(span);
    g_autofree char *found = found_text(state, problem);
    return g_strdup_printf("%s  %s  %s  %s", problem_rule(problem->kind)->name,
                           span->service ? span->service : "?", found, what);
}

static char *problems_line(const struct view *view)
{
    const struct problems_state *state = view->state;
    const struct problem *problem = current(state);
    return problem ? line_of(state, problem) : NULL;
}

static void problems_markdown(const struct view *view, GString *out)
{
    const struct problems_state *state = view->state;
    g_string_append_printf(out, "Performance problems of trace `%s`\n\n", view->opened.trace_id);
    for (size_t i = 0; problem_at(state, i) && i < 20; i++) {
        g_autofree char *line = line_of(state, problem_at(state, i));
        g_string_append_printf(out, "- %s\n  rule: %s (%s)\n", line,
                               problem_rule(problem_at(state, i)->kind)->rule,
                               problem_rule(problem_at(state, i)->kind)->source);
    }
}

/* --- leading on --- */

static bool problems_target(const struct view *view, struct target *target)
{
    const struct problems_state *state = view->state;
    const struct problem *problem = current(state);
    if (!problem)
        return false;
    const struct span *span = span_of(state, problem);
    target_set_span(target, view->opened.trace_id, span);
    return true;
}

/* To its spans in the waterfall. */
static bool problems_enter(struct view *view, struct target *target)
{
    const struct problems_state *state = view->state;
    const struct problem *problem = current(state);
    if (!problem)
        return false;
    target->kind = TARGET_TRACE;
    target_set(&target->trace_id, view->opened.trace_id);
    target_set(&target->span_id, span_of(state, problem)->id);
    return true;
}

/* --- moving --- */

static void problems_move(struct view *view, enum move_unit unit, int by)
{
    struct problems_state *state = view->state;
    body_move(&state->list, unit, by);
    desk_cursor_moved(view);
}

static size_t problems_row_count(const struct view *view)
{
    const struct problems_state *state = view->state;
    return state->trace ? problems_count(state->trace->problems) : 0;
}

static bool problems_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct problems_state *state = view->state;
    g_autofree char *line = line_of(state, problem_at(state, row));
    return matcher_matches(matcher, line);
}

static bool problems_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct problems_state *state = view->state;
    return body_search(view, &state->list, matcher, direction);
}

static struct trace *problems_trace(const struct view *view)
{
    const struct problems_state *state = view->state;
    return state->trace;
}

const struct view_ops problems_view = {
    .name = "problems",
    .title = "Problems",
    .state_size = sizeof(struct problems_state),
    .open = problems_open,
    .close = problems_close,
    .reply = problems_reply,
    .layout = problems_layout,
    .draw = problems_draw,
    .status = problems_status,
    .target = problems_target,
    .enter = problems_enter,
    .evidence = problems_evidence,
    .move = problems_move,
    .search = problems_search,
    .row_count = problems_row_count,
    .row_matches = problems_row_matches,
    .markdown = problems_markdown,
    .line = problems_line,
    .trace = problems_trace,
};
