/* SPDX-License-Identifier: Apache-2.0
 *
 * The messages of the log view below, clustered: those that were not there before the onset first,
 * and each with how often, how bad, since when, and an example. Enter shows its rows.
 */
#include "views/patterns_state.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/issue_row.h"
#include "views/logs_state.h"
#include "views/matcher.h"
#include "views/views.h"

#include <string.h>

#define NEW_CELLS    4
#define LEVEL_CELLS  2
#define COUNT_CELLS  7
#define SHARE_CELLS  7
#define TIME_CELLS   9
#define DETAIL_LEAST 12 /* rows: with fewer there is no example below the list */
#define DETAIL_ROWS  4
#define LABEL_CELLS  9

static const struct pattern_row *row_at(const struct patterns_state *state, size_t row)
{
    return state->shown && row < state->shown->len ? state->shown->pdata[row] : NULL;
}

static const struct pattern_row *here(const struct view *view)
{
    const struct patterns_state *state = view->state;
    return row_at(state, state->list.cursor);
}

static bool patterns_open(struct view *view, const struct target *target, GError **error)
{
    (void)target;
    if (!patterns_logs(view))
        return body_refuse(error, "no patterns: they are made of the rows of a log view");
    return true;
}

static void patterns_close(struct view *view)
{
    patterns_stop(view->state);
}

/* --- order --- */

bool patterns_is_new(const struct patterns_state *state, const struct pattern_row *row)
{
    return state->since_ns > 0 && state->first_ns < state->since_ns &&
           row->first_ns >= state->since_ns;
}

static int by_number(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static gint by_order(const void *a, const void *b, void *data)
{
    const struct pattern_row *x = *(struct pattern_row *const *)a;
    const struct pattern_row *y = *(struct pattern_row *const *)b;
    const struct patterns_state *state = data;
    int order = 0;
    if (state->order == PATTERNS_LAST)
        order = by_number(y->last_ns, x->last_ns);
    else if (state->order == PATTERNS_NEW_FIRST)
        order = patterns_is_new(state, y) - patterns_is_new(state, x);
    if (!order && state->order == PATTERNS_NEW_FIRST && patterns_is_new(state, x))
        order = by_number(y->level, x->level);
    if (!order)
        order = by_number((int64_t)y->count, (int64_t)x->count);
    return order ? order : by_number(x->id, y->id);
}

void patterns_sort(struct patterns_state *state)
{
    const struct pattern_row *was = row_at(state, state->list.cursor);
    unsigned id = was && state->moved ? was->id : 0;
    bool keep = was && state->moved;
    g_clear_pointer(&state->shown, g_ptr_array_unref);
    if (!state->rows)
        return;
    state->shown = g_ptr_array_sized_new(state->rows->len);
    g_ptr_array_extend(state->shown, state->rows, NULL, NULL);
    g_ptr_array_sort_with_data(state->shown, by_order, state);
    list_resize(&state->list, state->shown->len, MAX(state->list.height, 1));
    for (guint i = 0; keep && i < state->shown->len; i++)
        if (row_at(state, i)->id == id)
            list_go(&state->list, i);
}

/* Since when a pattern counts as new: what the user holds the time at, else the onset. A bucket
 * that moved may have begun before it was over the bar. */
static void note_since(struct view *view)
{
    struct patterns_state *state = view->state;
    const struct scope *scope = desk_scope(view->desk);
    const struct lead *lead = desk_lead(view->desk);
    int64_t was = state->since_ns;
    state->since_ns = 0;
    state->since = NULL;
    if (scope->held && scope->cursor_ms > 0) {
        state->since_ns = scope->cursor_ms * NS_PER_MS;
        state->since = "the time cursor";
    } else if (lead && lead->since_ms > 0) {
        state->since_ns = (lead->since_ms - scope_interval_ms(scope)) * NS_PER_MS;
        state->since = "the onset";
    }
    if (state->since_ns != was)
        patterns_sort(state);
}

/* --- the list --- */

struct columns {
    int spark, first, last, service; /* cells; 0 = shed */
};

static struct columns fit_columns(int cols)
{
    return (struct columns){
        .spark = cols >= 150   ? 32
                 : cols >= 100 ? 20
                 : cols >= 60  ? 10
                               : 0,
        .first = cols >= 90 ? TIME_CELLS : 0,
        .last = cols >= 130 ? TIME_CELLS : 0,
        .service = cols >= 110  ? 16
                   : cols >= 76 ? 11
                                : 0,
    };
}

static const char *clock_text(const struct view *view, int64_t time_ns, char *out, size_t size)
{
    return scope_time(desk_scope(view->desk), time_ns / NS_PER_MS, out, size);
}

static void draw_heads(struct surface *surface, const struct columns *columns)
{
    int col = 1 + NEW_CELLS + LEVEL_CELLS;
    surface_text_right(surface, 0, col, COUNT_CELLS, ROLE_MUTED, "rows");
    surface_text_right(surface, 0, col + COUNT_CELLS, SHARE_CELLS, ROLE_MUTED, "share");
    col += COUNT_CELLS + SHARE_CELLS + 1;
    const struct {
        int cells;
        const char *name;
    } rest[] = {
        {columns->spark,   "trend"  },
        {columns->first,   "first"  },
        {columns->last,    "last"   },
        {columns->service, "service"}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rest); i++) {
        if (rest[i].cells)
            surface_text(surface, 0, col, rest[i].cells, ROLE_MUTED, rest[i].name);
        col += rest[i].cells ? rest[i].cells + (i == 0) : 0;
    }
    surface_text(surface, 0, col, surface->cols - col, ROLE_MUTED, "pattern");
}

/* What differs is muted, so that what is common stands out. */
static void draw_text(struct surface *surface, int y, int col, const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "<*>", -1);
    for (guint i = 0; parts[i] && col < surface->cols; i++) {
        if (i > 0)
            col +=
                surface_text_cut(surface, y, col, surface->cols - col, ROLE_MUTED, CUT_END, "<*>");
        if (*parts[i] && col < surface->cols)
            col += surface_text_cut(surface, y, col, surface->cols - col, ROLE_TEXT, CUT_END,
                                    parts[i]);
    }
}

/* The buckets between the first and the last row. */
static void draw_trend(const struct patterns_state *state, struct surface *surface, int y, int col,
                       int cells, const struct pattern_row *row)
{
    if (state->bucket_ns <= 0)
        return;
    size_t from = (size_t)CLAMP((state->first_ns - state->trend_ns) / state->bucket_ns, 0,
                                LOG_PATTERN_TREND - 1);
    size_t to = (size_t)CLAMP((state->last_ns - state->trend_ns) / state->bucket_ns, 0,
                              LOG_PATTERN_TREND - 1) +
                1;
    size_t changed = to - from;
    if (state->since_ns > state->trend_ns)
        changed = MIN(
            changed,
            (size_t)MAX((state->since_ns - state->trend_ns) / state->bucket_ns - (int64_t)from, 0));
    chart_spark(surface, y, col, cells, row->trend + from, to - from, changed);
}

static void draw_row(const struct view *view, struct surface *surface, int y,
                     const struct columns *columns, const struct pattern_row *row)
{
    const struct patterns_state *state = view->state;
    char text[40];
    int col = 1;
    if (patterns_is_new(state, row))
        surface_text(surface, y, col, NEW_CELLS, ROLE_CHANGED, "NEW");
    col += NEW_CELLS;
    surface_text(surface, y, col, 1,
                 row->level >= LEVEL_WARNING ? level_role(row->level) : ROLE_MUTED,
                 (char[]){level_letter(row->level), '\0'});
    col += LEVEL_CELLS;
    surface_text_right(surface, y, col, COUNT_CELLS, ROLE_TEXT,
                       quantity_count((int64_t)row->count, text, sizeof text));
    col += COUNT_CELLS;
    surface_text_right(
        surface, y, col, SHARE_CELLS, ROLE_MUTED,
        quantity_text((double)row->count / (double)state->total, "ratio", text, sizeof text));
    col += SHARE_CELLS + 1;
    if (columns->spark) {
        draw_trend(state, surface, y, col, columns->spark, row);
        col += columns->spark + 1;
    }
    if (columns->first)
        surface_text(surface, y, col, columns->first - 1, ROLE_TEXT,
                     clock_text(view, row->first_ns, text, sizeof text));
    col += columns->first;
    if (columns->last)
        surface_text(surface, y, col, columns->last - 1, ROLE_TEXT,
                     clock_text(view, row->last_ns, text, sizeof text));
    col += columns->last;
    if (columns->service)
        surface_text_cut(surface, y, col, columns->service - 1,
                         row->service ? role_for_name(row->service) : ROLE_MUTED, CUT_END,
                         row->service ? row->service : "several");
    draw_text(surface, y, col + columns->service, row->text);
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct patterns_state *state = data;
    const struct pattern_row *one = row_at(state, row);
    if (one && patterns_is_new(state, one))
        return SCROLLBAR_CHANGE;
    return one && one->level >= LEVEL_ERROR     ? SCROLLBAR_ERROR
           : one && one->level == LEVEL_WARNING ? SCROLLBAR_WARNING
                                                : SCROLLBAR_NONE;
}

static int head_rows(int rows)
{
    return rows >= 4;
}

static int detail_rows(int rows)
{
    return rows >= DETAIL_LEAST ? DETAIL_ROWS : 0;
}

static void patterns_layout(struct view *view, int rows, int cols)
{
    struct patterns_state *state = view->state;
    (void)cols;
    patterns_work(view);
    note_since(view);
    list_resize(&state->list, state->shown ? state->shown->len : 0,
                MAX(rows - head_rows(rows) - detail_rows(rows), 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, state->total * 31 + (uint64_t)state->order, mark_of);
}

/* --- what one is --- */

static void draw_detail(const struct view *view, struct surface *surface)
{
    const struct pattern_row *row = here(view);
    char first[40], last[40];
    if (!row || !surface->rows)
        return;
    g_autofree char *example = text_safe(row->example);
    surface_run(surface, 0, 0, surface->cols, ROLE_HAIRLINE, "─", '-');
    surface_text(surface, 1, 1, LABEL_CELLS, ROLE_MUTED, "example");
    g_autoptr(GPtrArray) lines = text_wrap(example, MAX(surface->cols - LABEL_CELLS - 3, 10));
    for (guint i = 0; i < MIN(lines->len, 2); i++)
        surface_text(surface, 1 + (int)i, 1 + LABEL_CELLS, -1, ROLE_TEXT, lines->pdata[i]);
    surface_text(surface, 3, 1, LABEL_CELLS, ROLE_MUTED, "seen");
    surface_printf(surface, 3, 1 + LABEL_CELLS, surface->cols - LABEL_CELLS - 2, ROLE_TEXT,
                   "%s to %s%s%s", clock_text(view, row->first_ns, first, sizeof first),
                   clock_text(view, row->last_ns, last, sizeof last),
                   row->service ? "  in " : "  in several services",
                   row->service ? row->service : "");
}

static void patterns_draw(const struct view *view, struct surface *surface)
{
    const struct patterns_state *state = view->state;
    if (!state->list.count) {
        body_message(view, surface,
                     state->busy   ? "clustering the rows…"
                     : state->held ? "no row says anything"
                                   : "No rows to cluster are loaded\nL loads the range");
        return;
    }
    int top = head_rows(surface->rows), detail = detail_rows(surface->rows);
    struct surface part = surface_part(surface, 0, 0, surface->rows - detail, surface->cols);
    struct surface body = body_rows(&part, top, &state->list, &state->bar);
    struct columns columns = fit_columns(body.cols);
    if (top)
        draw_heads(&body, &columns);
    for (int y = top; y < body.rows; y++) {
        size_t place = list_row(&state->list, y - top);
        const struct pattern_row *row = row_at(state, place);
        if (!row)
            break;
        draw_row(view, &body, y, &columns, row);
        body_cursor(view, &body, y, &state->list, place);
    }
    struct surface below = surface_part(surface, surface->rows - detail, 0, detail, surface->cols);
    draw_detail(view, &below);
}

/* --- saying --- */

static size_t count_new(const struct patterns_state *state)
{
    size_t count = 0;
    for (size_t i = 0; row_at(state, i); i++)
        count += patterns_is_new(state, row_at(state, i));
    return count;
}

static void append_since(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    char time[40], span[24];
    if (!state->since) {
        g_string_append(out, "  nothing moved: none is new; [ ] choose a time");
        return;
    }
    clock_text(view, state->since_ns, time, sizeof time);
    if (state->first_ns >= state->since_ns)
        g_string_append_printf(out, "  no row before %s (%s): L loads what tells the new ones",
                               state->since, time);
    else
        g_string_append_printf(
            out, "  %zu new since %s %s, against %s before", count_new(state), state->since, time,
            quantity_duration((double)(state->since_ns - state->first_ns) / NS_PER_US, span,
                              sizeof span));
}

static void patterns_status(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    char total[24], rest[24];
    if (!state->list.count)
        return;
    g_string_append_printf(out, "%zu of %s rows", state->list.count,
                           quantity_count((int64_t)state->total, total, sizeof total));
    if (state->busy && state->total < state->held)
        g_string_append_printf(out, "  clustering %d%%",
                               (int)(state->total * 100 / MAX(state->held, 1)));
    if (state->rest)
        g_string_append_printf(out, "  %s rows of further patterns",
                               quantity_count((int64_t)state->rest, rest, sizeof rest));
    append_since(view, out);
}

static void patterns_evidence(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    const struct pattern_row *row = here(view);
    char count[24], first[40];
    if (!row)
        return;
    g_string_append_printf(out, "%s%s%s rows, first %s  %s", row->service ? row->service : "",
                           row->service ? " " : "",
                           quantity_count((int64_t)row->count, count, sizeof count),
                           clock_text(view, row->first_ns, first, sizeof first),
                           patterns_is_new(state, row) ? "not seen before" : "seen before");
    g_string_append_printf(out, "  %.300s", row->example);
}

static char *line_of(const struct patterns_state *state, const struct pattern_row *row)
{
    char first[40];
    g_autofree char *text = text_safe(row->text);
    return g_strdup_printf("%s%c %" G_GUINT64_FORMAT " rows since %s  %s  %s",
                           patterns_is_new(state, row) ? "NEW " : "", level_letter(row->level),
                           row->count, clock_format_iso(row->first_ns, 3, first, sizeof first),
                           row->service ? row->service : "several services", text);
}

static char *patterns_line(const struct view *view)
{
    const struct pattern_row *row = here(view);
    return row ? line_of(view->state, row) : NULL;
}

static void patterns_markdown(const struct view *view, GString *out)
{
    const struct patterns_state *state = view->state;
    g_string_append_printf(out, "Log patterns of %" G_GUINT64_FORMAT " rows\n\n", state->total);
    for (size_t i = 0; row_at(state, i) && i < 15; i++) {
        g_autofree char *line = line_of(state, row_at(state, i));
        g_string_append_printf(out, "- %s\n", line);
    }
}

/* --- leading on --- */

/* The logs of it, wherever they are asked for. */
static bool patterns_target(const struct view *view, struct target *target)
{
    const struct pattern_row *row = here(view);
    if (!row)
        return false;
    target->kind = TARGET_LOGS;
    target_set(&target->query, row->query);
    target_set(&target->service, row->service);
    target_set(&target->text, row->example);
    target->time_ms = row->first_ns / NS_PER_MS;
    return true;
}

static bool filter_below(struct view *view, const struct pattern_row *row, bool out)
{
    struct view *below = patterns_logs(view);
    g_autoptr(GError) error = NULL;
    g_autoptr(matcher) matcher = matcher_new(row->regex, NULL, &error);
    if (!below || !matcher) {
        desk_say(view->desk, true, "the pattern cannot be filtered by: %s",
                 error ? error->message : "no logs are below");
        return false;
    }
    below->ops->filter(below, matcher, out);
    return true;
}

static void leave_to_logs(struct view *view, bool out)
{
    const struct pattern_row *row = here(view);
    struct desk *desk = view->desk;
    if (!row) {
        desk_say(desk, false, "nothing is under the cursor");
        return;
    }
    g_autofree char *text = text_safe(row->text);
    if (!filter_below(view, row, out))
        return;
    desk_leave(view);
    desk_say(desk, false, "%s this pattern: %s; Esc clears it", out ? "without" : "only", text);
}

static bool patterns_enter(struct view *view, struct target *target)
{
    (void)target;
    leave_to_logs(view, false);
    return false;
}

static const char *patterns_enter_word(const struct view *view)
{
    (void)view;
    return "only its rows";
}

static void patterns_fields(const struct view *view, GPtrArray *pairs)
{
    const struct pattern_row *row = here(view);
    if (row)
        g_ptr_array_add(pairs, pair_new("pattern", row->text));
}

static void patterns_narrow(struct view *view, const char *key, const char *value, bool out)
{
    (void)key;
    (void)value;
    leave_to_logs(view, out);
}

/* --- keys --- */

static bool switch_order(void *context)
{
    static const char *const words[] = {[PATTERNS_NEW_FIRST] = "new patterns first",
                                        [PATTERNS_MOST] = "most rows first",
                                        [PATTERNS_LAST] = "seen last first"};
    struct view *view = context;
    struct patterns_state *state = view->state;
    state->order = (state->order + 1) % PATTERNS_ORDER_COUNT;
    patterns_sort(state);
    desk_say(view->desk, false, "%s", words[state->order]);
    return true;
}

static bool load_range(void *context)
{
    struct view *view = context, *below = patterns_logs(view);
    if (!below)
        return false;
    logs_load(below, !((struct logs *)below->state)->loading_all);
    return true;
}

static void patterns_move(struct view *view, enum move_unit unit, int by)
{
    struct patterns_state *state = view->state;
    state->moved = true;
    body_move(&state->list, unit, by);
}

static size_t patterns_row_count(const struct view *view)
{
    const struct patterns_state *state = view->state;
    return state->shown ? state->shown->len : 0;
}

static bool patterns_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    const struct pattern_row *one = row_at(view->state, row);
    return one && (matcher_matches(matcher, one->text) || matcher_matches(matcher, one->service));
}

static bool patterns_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct patterns_state *state = view->state;
    state->moved = true;
    return body_search(view, &state->list, matcher, direction);
}

static bool is_as_bad(const struct view *view, size_t row, const void *data)
{
    const struct pattern_row *one = row_at(view->state, row);
    return one && one->level >= *(const enum level *)data;
}

static bool patterns_next_level(struct view *view, enum level level, int direction)
{
    struct patterns_state *state = view->state;
    state->moved = true;
    return body_seek(view, &state->list, direction, is_as_bad, &level);
}

static const struct command commands[] = {
    {"o",                                                        "order", "New patterns first, most rows first, or seen last first", switch_order, false},
    {"L", "load-range", "Load the whole range of logs, or stop that", load_range, false},
    {0                                                    },
};

const struct view_ops patterns_view = {
    .name = "patterns",
    .title = "Log patterns",
    .state_size = sizeof(struct patterns_state),
    .commands = commands,
    .open = patterns_open,
    .close = patterns_close,
    .layout = patterns_layout,
    .draw = patterns_draw,
    .status = patterns_status,
    .target = patterns_target,
    .evidence = patterns_evidence,
    .enter = patterns_enter,
    .enter_word = patterns_enter_word,
    .move = patterns_move,
    .search = patterns_search,
    .row_count = patterns_row_count,
    .row_matches = patterns_row_matches,
    .fields = patterns_fields,
    .narrow = patterns_narrow,
    .next_level = patterns_next_level,
    .line = patterns_line,
    .markdown = patterns_markdown,
};
