/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of one attribute with their counts, most first: how common what one looks at is.
 */
#include "views/body.h"
#include "views/views.h"

#include "base/quantity.h"
#include "tui/chart.h"
#include "tui/text.h"
#include "views/matcher.h"

#include <math.h>
#include <string.h>

#define MOST_VALUES "100"

struct value_count {
    char *value; /* NULL = the attribute is absent */
    double count;
};

struct values {
    char *dataset, *key;
    GArray *rows; /* of struct value_count; NULL until answered */
    double total;
    bool more;
    uint64_t asked;
    struct list list;
};

static void count_clear(void *data)
{
    g_free(((struct value_count *)data)->value);
}

static struct value_count *row_at(const struct values *state, size_t row)
{
    return state->rows && row < state->rows->len
               ? &g_array_index(state->rows, struct value_count, row)
               : NULL;
}

static void ask(struct view *view)
{
    struct values *state = view->state;
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", state->dataset);
    request_add(request, "field", state->key);
    request_add(request, "field", "count()");
    request_add(request, "query", view->opened.query ? view->opened.query : "");
    request_add(request, "sort", "-count()");
    request_add(request, "per_page", MOST_VALUES);
    if (state->asked)
        desk_forget(view, state->asked);
    state->asked = desk_ask(view, request, 0, false);
}

static bool values_open(struct view *view, const struct target *target, GError **error)
{
    struct values *state = view->state;
    if (!target || !target->key)
        return body_refuse(error, "no attribute is named here");
    state->dataset = g_strdup(target->name ? target->name : "spans");
    state->key = g_strdup(target->key);
    ask(view);
    return true;
}

static void values_close(struct view *view)
{
    struct values *state = view->state;
    g_clear_pointer(&state->rows, g_array_unref);
    g_free(state->dataset);
    g_free(state->key);
}

/* Begins on the value that one came from. */
static void take_rows(struct view *view, const struct reply *reply)
{
    struct values *state = view->state;
    const struct rows *rows = reply->object;
    g_clear_pointer(&state->rows, g_array_unref);
    state->rows = g_array_new(FALSE, FALSE, sizeof(struct value_count));
    g_array_set_clear_func(state->rows, count_clear);
    state->total = 0;
    state->more = reply->next_cursor != NULL;
    for (size_t row = 0; row < rows->count; row++) {
        struct value_count count = {.value = body_cell(rows, row, state->key),
                                    .count = body_cell_number(rows, row, "count()")};
        if (!isfinite(count.count))
            count.count = 0;
        state->total += count.count;
        g_array_append_val(state->rows, count);
    }
    list_resize(&state->list, state->rows->len, state->list.height);
    for (guint i = 0; i < state->rows->len; i++)
        if (view->opened.value && !g_strcmp0(row_at(state, i)->value, view->opened.value))
            list_go(&state->list, i);
}

static void values_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct values *state = view->state;
    if (body_answered(&state->asked, subscription, reply) && reply->kind == REPLY_ROWS &&
        reply->object)
        take_rows(view, reply);
}

static void values_layout(struct view *view, int rows, int cols)
{
    (void)cols;
    struct values *state = view->state;
    list_resize(&state->list, state->rows ? state->rows->len : 0, rows);
    body_light(view, &state->list);
}

static void draw_value(const struct values *state, struct surface *surface, int y,
                       const struct value_count *row, bool opened)
{
    char count[24];
    int bar = surface->cols >= 50 ? surface->cols / 4 : 0;
    int name = surface->cols - 3 - bar - 16;
    surface_text_cut(surface, y, 1, name, row->value ? ROLE_TEXT : ROLE_MUTED, CUT_MIDDLE,
                     row->value ? row->value : "(not set)");
    int col = 1 + name;
    surface_text_right(surface, y, col, 8, opened ? ROLE_CHANGED : ROLE_TEXT,
                       quantity_count((int64_t)row->count, count, sizeof count));
    char percent[24] = "";
    if (state->total > 0)
        quantity_text(row->count / state->total, "ratio", percent, sizeof percent);
    surface_text_right(surface, y, col + 8, 7, ROLE_MUTED, percent);
    struct surface cells = surface_part(surface, y, col + 16, 1, bar);
    double most = row_at(state, 0)->count;
    if (bar && most > 0)
        chart_bar(&cells, 0, 0, row->count / most * bar, ROLE_BAR);
}

static void values_draw(const struct view *view, struct surface *surface)
{
    const struct values *state = view->state;
    if (!state->rows || !state->rows->len) {
        body_message(view, surface, "No row in this range has it\nt widens the range");
        return;
    }
    for (int y = 0; y < surface->rows; y++) {
        size_t place = list_row(&state->list, y);
        const struct value_count *row = row_at(state, place);
        if (!row)
            break;
        draw_value(state, surface, y, row, !g_strcmp0(row->value, view->opened.value));
        body_cursor(view, surface, y, &state->list, place);
    }
}

static void values_status(const struct view *view, GString *out)
{
    const struct values *state = view->state;
    g_string_append_printf(out, "%s  of %s", state->key, state->dataset);
    if (view->opened.query)
        g_string_append_printf(out, "  %s", view->opened.query);
    if (state->rows)
        g_string_append_printf(out, "  %u%s", state->rows->len, state->more ? " and more" : "");
}

static char *query_of(const struct view *view, const struct value_count *row)
{
    const struct values *state = view->state;
    const char *base = view->opened.query ? view->opened.query : "";
    g_autofree char *quoted = row->value ? body_quote(row->value) : NULL;
    return quoted ? g_strdup_printf("%s%s%s:%s", base, *base ? " " : "", state->key, quoted)
                  : g_strdup_printf("%s%s!has:%s", base, *base ? " " : "", state->key);
}

/* The rows that have the value: samples of the range, or logs. */
static bool values_target(const struct view *view, struct target *target)
{
    const struct values *state = view->state;
    const struct value_count *row = row_at(state, state->list.cursor);
    if (!row || !strcmp(state->dataset, "errors")) /* no view lists errors by their events */
        return false;
    g_autofree char *query = query_of(view, row);
    target->kind = strcmp(state->dataset, "logs") ? TARGET_RANGE : TARGET_LOGS;
    target_set(&target->query, query);
    target_set(&target->key, state->key);
    target_set(&target->value, row->value);
    scope_range(desk_scope(view->desk), &target->start_ms, &target->end_ms);
    return true;
}

static void values_evidence(const struct view *view, GString *out)
{
    const struct values *state = view->state;
    const struct value_count *row = row_at(state, state->list.cursor);
    char count[24];
    if (!row)
        return;
    g_string_append_printf(
        out, "%s %s  %s of the %s counted here", state->key, row->value ? row->value : "(not set)",
        quantity_count((int64_t)row->count, count, sizeof count), state->dataset);
}

static void values_move(struct view *view, enum move_unit unit, int by)
{
    struct values *state = view->state;
    body_move(&state->list, unit, by);
    desk_cursor_moved(view);
}

static bool values_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct values *state = view->state;
    return body_search(view, &state->list, matcher, direction);
}

static size_t values_row_count(const struct view *view)
{
    const struct values *state = view->state;
    return state->rows ? state->rows->len : 0;
}

static bool values_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    return matcher_matches(matcher, row_at(view->state, row)->value);
}

static void values_fields(const struct view *view, GPtrArray *pairs)
{
    const struct values *state = view->state;
    const struct value_count *row = row_at(state, state->list.cursor);
    if (row && row->value)
        g_ptr_array_add(pairs, pair_new(state->key, row->value));
}

static char *values_line(const struct view *view)
{
    const struct values *state = view->state;
    const struct value_count *row = row_at(state, state->list.cursor);
    return row ? g_strdup_printf("%s  %.0f", row->value ? row->value : "", row->count) : NULL;
}

static void values_markdown(const struct view *view, GString *out)
{
    const struct values *state = view->state;
    g_string_append_printf(out, "Values of `%s`\n\n", state->key);
    for (size_t i = 0; row_at(state, i) && i < 10; i++)
        g_string_append_printf(out, "- %s: %.0f\n",
                               row_at(state, i)->value ? row_at(state, i)->value : "(not set)",
                               row_at(state, i)->count);
}

const struct view_ops values_view = {
    .name = "values",
    .title = "Values",
    .state_size = sizeof(struct values),
    .open = values_open,
    .close = values_close,
    .scope_changed = ask,
    .reply = values_reply,
    .layout = values_layout,
    .draw = values_draw,
    .status = values_status,
    .target = values_target,
    .evidence = values_evidence,
    .move = values_move,
    .search = values_search,
    .row_count = values_row_count,
    .row_matches = values_row_matches,
    .fields = values_fields,
    .markdown = values_markdown,
    .line = values_line,
};
