/* SPDX-License-Identifier: Apache-2.0
 *
 * A question about rows, answered as a table of groups: FILTER | AGGREGATES group by KEYS.
 */
#include "views/breakdown_state.h"

#include "api/client/signals_scope.h"
#include "base/clock.h"
#include "views/differs.h"
#include "views/matcher.h"
#include "views/query_word.h"
#include "views/views.h"

#include <math.h>
#include <string.h>

#define SERIES_MOST "10" /* groups that a server gives as series */

const char *breakdown_sorted_by(const struct breakdown_state *state)
{
    return state->breakdown->aggregates->pdata[state->sort];
}

double breakdown_number(const struct breakdown_state *state, size_t row, guint aggregate)
{
    return body_cell_number(state->rows, row, state->breakdown->aggregates->pdata[aggregate]);
}

char *breakdown_value(const struct breakdown_state *state, size_t row, guint key)
{
    return body_cell(state->rows, row, state->breakdown->keys->pdata[key]);
}

/* The row's own part of the search; newly allocated, "" without keys. */
static char *terms_of(const struct breakdown_state *state, size_t row)
{
    char *terms = g_strdup("");
    for (guint i = 0; i < state->breakdown->keys->len; i++) {
        const char *key = state->breakdown->keys->pdata[i];
        g_autofree char *value = breakdown_value(state, row, i);
        g_autofree char *before = terms;
        g_autofree char *name = query_word_key(key);
        g_autofree char *written = value ? query_word_value(value) : NULL;
        g_autofree char *term =
            value ? g_strdup_printf("%s:%s", name, written) : g_strdup_printf("!has:%s", name);
        terms = query_both(before, term);
    }
    return terms;
}

char *breakdown_words(const struct breakdown_state *state, size_t row)
{
    GString *words = g_string_new(NULL);
    for (guint i = 0; i < state->breakdown->keys->len; i++) {
        g_autofree char *value = breakdown_value(state, row, i);
        g_string_append_printf(words, "%s%s", i ? ", " : "", value ? value : "(not set)");
    }
    return g_string_free(words, FALSE);
}

static bool is_of_row(const struct breakdown_state *state, size_t row,
                      const struct timeseries_reply *reply)
{
    for (guint i = 0; i < state->breakdown->keys->len; i++) {
        g_autofree char *value = breakdown_value(state, row, i);
        if (i >= reply->group_values->len ||
            strcmp(value ? value : "", reply->group_values->pdata[i]) != 0)
            return false;
    }
    return !reply->is_other;
}

const struct series *breakdown_series(const struct breakdown_state *state, size_t row)
{
    for (guint i = 0; state->series && i < state->series->len; i++) {
        const struct timeseries_reply *reply = state->series->pdata[i];
        if (is_of_row(state, row, reply))
            return &reply->series;
    }
    return NULL;
}

/* --- asking --- */

static void add_question(const struct breakdown_state *state, struct request *request)
{
    request_add(request, "dataset", state->breakdown->dataset);
    request_add(request, "query", state->breakdown->filter);
    request_addf(request, "sort", "-%s", breakdown_sorted_by(state));
}

static struct request *rows_request(const struct breakdown_state *state)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    for (guint i = 0; i < state->breakdown->keys->len; i++)
        request_add(request, "field", state->breakdown->keys->pdata[i]);
    for (guint i = 0; i < state->breakdown->aggregates->len; i++)
        request_add(request, "field", state->breakdown->aggregates->pdata[i]);
    add_question(state, request);
    request_addf(request, "per_page", "%d", BREAKDOWN_MOST_ROWS);
    return request;
}

static struct request *series_request(const struct view *view)
{
    const struct breakdown_state *state = view->state;
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    request->background = true;
    request_add(request, "yAxis", breakdown_sorted_by(state));
    for (guint i = 0; i < state->breakdown->keys->len; i++)
        request_add(request, "groupBy", state->breakdown->keys->pdata[i]);
    if (state->breakdown->keys->len) {
        request_add(request, "topEvents", SERIES_MOST);
        request_add(request, "excludeOther", "1");
    }
    add_question(state, request);
    request_addf(request, "interval", "%" G_GINT64_FORMAT "s",
                 MAX(scope_interval_ms(desk_scope(view->desk)) / 1000, 1));
    return request;
}

static void ask(struct view *view)
{
    struct breakdown_state *state = view->state;
    if (state->rows_asked)
        desk_forget(view, state->rows_asked);
    if (state->series_asked)
        desk_forget(view, state->series_asked);
    state->rows_asked = desk_ask(view, rows_request(state), 0, false);
    state->series_asked = desk_ask(view, series_request(view), 0, false);
}

static void forget_answer(struct breakdown_state *state)
{
    if (state->rows)
        reply_object_free(REPLY_ROWS, state->rows);
    if (state->series)
        reply_object_free(REPLY_TIMESERIES, state->series);
    state->rows = NULL;
    state->series = NULL;
}

static bool read_text(struct view *view, const char *text, GError **error)
{
    struct breakdown_state *state = view->state;
    struct breakdown *breakdown =
        breakdown_parse(text, "spans", clock_now_ms() * NS_PER_MS, NULL, error);
    if (!breakdown)
        return false;
    breakdown_free(state->breakdown);
    state->breakdown = breakdown;
    g_free(state->text);
    state->text = g_strdup(text);
    state->sort = 0;
    forget_answer(state);
    ask(view);
    return true;
}

static bool breakdown_open(struct view *view, const struct target *target, GError **error)
{
    if (!target || !target->query)
        return body_refuse(error, "nothing is asked for");
    return read_text(view, target->query, error);
}

static void breakdown_close(struct view *view)
{
    struct breakdown_state *state = view->state;
    forget_answer(state);
    breakdown_free(state->breakdown);
    g_free(state->text);
}

/* Of the few there are, one copy each. */
static const char *equation_unit(const struct breakdown_state *state, guint aggregate)
{
    g_autofree char *unit = signals_equation_unit(state->breakdown->aggregates->pdata[aggregate]);
    return g_intern_string(unit);
}

static void take_rows(struct view *view, struct reply *reply)
{
    struct breakdown_state *state = view->state;
    if (state->rows)
        reply_object_free(REPLY_ROWS, state->rows);
    state->more = reply->next_cursor != NULL;
    state->rows = reply_take(reply);
    for (guint i = 0; i < state->breakdown->aggregates->len; i++) {
        struct breakdown_column *column = &state->columns[i];
        *column = (struct breakdown_column){0};
        for (guint f = 0; f < state->rows->fields->len; f++)
            if (!strcmp(state->rows->fields->pdata[f], state->breakdown->aggregates->pdata[i])) {
                const char *unit = state->rows->units->pdata[f];
                const char *type = state->rows->types->pdata[f];
                column->unit = *unit                         ? unit
                               : !strcmp(type, "percentage") ? "ratio"
                                                             : equation_unit(state, i);
            }
        for (size_t row = 0; row < state->rows->count; row++)
            column->most = fmax(column->most, breakdown_number(state, row, i));
    }
    list_resize(&state->list, state->rows->count, state->list.height);
}

static void breakdown_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct breakdown_state *state = view->state;
    if (body_answered(&state->rows_asked, subscription, reply)) {
        if (reply->kind == REPLY_ROWS && reply->object)
            take_rows(view, reply);
    } else if (body_answered(&state->series_asked, subscription, reply)) {
        if (reply->kind == REPLY_TIMESERIES && reply->object) {
            if (state->series)
                reply_object_free(REPLY_TIMESERIES, state->series);
            state->series = reply_take(reply);
        }
    }
}

/* --- rows --- */

static const struct breakdown_state *with_row(const struct view *view)
{
    const struct breakdown_state *state = view->state;
    return state->rows && state->list.cursor < state->rows->count ? state : NULL;
}

static void breakdown_layout(struct view *view, int rows, int cols)
{
    struct breakdown_state *state = view->state;
    (void)cols;
    list_resize(&state->list, state->rows ? state->rows->count : 0, MAX(rows - 1, 1));
    body_light(view, &state->list);
}

static void breakdown_move(struct view *view, enum move_unit unit, int by)
{
    body_move(&((struct breakdown_state *)view->state)->list, unit, by);
    desk_cursor_moved(view);
}

static size_t breakdown_row_count(const struct view *view)
{
    const struct breakdown_state *state = view->state;
    return state->rows ? state->rows->count : 0;
}

static bool breakdown_row_matches(const struct view *view, size_t row,
                                  const struct matcher *matcher)
{
    g_autofree char *words = breakdown_words(view->state, row);
    return matcher_matches(matcher, words);
}

static bool breakdown_search(struct view *view, const struct matcher *matcher, int direction)
{
    return body_search(view, &((struct breakdown_state *)view->state)->list, matcher, direction);
}

/* --- where it leads --- */

/* The rows behind a row of the table. */
static bool breakdown_target(const struct view *view, struct target *target)
{
    const struct breakdown_state *state = with_row(view);
    if (!state)
        return false;
    g_autofree char *terms = terms_of(state, state->list.cursor);
    g_autofree char *query = query_both(state->breakdown->filter, terms);
    g_autofree char *words = breakdown_words(state, state->list.cursor);
    target->kind = !strcmp(state->breakdown->dataset, "logs") ? TARGET_LOGS : TARGET_TRACES;
    target_set(&target->query, query);
    target_set(&target->name, *words ? words : state->breakdown->filter);
    return true;
}

static bool breakdown_differs(const struct view *view, struct target *target)
{
    const struct breakdown_state *state = with_row(view);
    if (!state || !state->breakdown->keys->len) {
        desk_say(view->desk, false, "without group by there is one group: nothing to compare");
        return false;
    }
    g_autofree char *terms = terms_of(state, state->list.cursor);
    g_autofree char *words = breakdown_words(state, state->list.cursor);
    target->kind = TARGET_DIFFERS;
    target_set(&target->key, state->breakdown->dataset);
    target_set(&target->query, state->breakdown->filter);
    target_set(&target->value, terms);
    target_set(&target->name, words);
    return true;
}

static void breakdown_fields(const struct view *view, GPtrArray *pairs)
{
    const struct breakdown_state *state = with_row(view);
    for (guint i = 0; state && i < state->breakdown->keys->len; i++) {
        g_autofree char *value = breakdown_value(state, state->list.cursor, i);
        if (value)
            g_ptr_array_add(pairs, pair_new(state->breakdown->keys->pdata[i], value));
    }
}

static bool breakdown_query(const struct view *view, struct view_query *out)
{
    const struct breakdown_state *state = view->state;
    *out = (struct view_query){.kind = query_kind_of(state->breakdown->dataset),
                               .text = state->text,
                               .about = "FILTER | AGGREGATES group by KEYS"};
    return true;
}

static char *breakdown_question(const struct view *view)
{
    return g_strdup(((const struct breakdown_state *)view->state)->text);
}

static void breakdown_set_query(struct view *view, const char *text)
{
    g_autoptr(GError) error = NULL;
    if (!read_text(view, text, &error))
        desk_say(view->desk, true, "%s", error->message);
}

static void breakdown_narrow(struct view *view, const char *key, const char *value, bool out)
{
    const struct breakdown_state *state = view->state;
    g_autofree char *filter = body_narrowed(state->breakdown->filter, key, value, out);
    const char *behind = state->text + breakdown_filter_end(state->text);
    g_autofree char *text = g_strdup_printf("%s %s", filter, *behind ? behind : "|");
    breakdown_set_query(view, text);
}

static char *breakdown_line(const struct view *view)
{
    const struct breakdown_state *state = with_row(view);
    if (!state)
        return NULL;
    GString *out = g_string_new(NULL);
    breakdown_evidence(view, out);
    return g_string_free(out, FALSE);
}

/* --- keys --- */

static bool next_order(void *context)
{
    struct view *view = context;
    struct breakdown_state *state = view->state;
    state->sort = (state->sort + 1) % state->breakdown->aggregates->len;
    if (state->series)
        reply_object_free(REPLY_TIMESERIES, state->series);
    state->series = NULL;
    list_go(&state->list, 0);
    ask(view);
    return true;
}

/* clang-format off */
static const struct command commands[] = {
    {"o",  "order", "Order by the next aggregate", next_order, false},
    {NULL, NULL,    NULL,                          NULL,       false},
};
/* clang-format on */

const struct view_ops breakdown_view = {
    .name = "table",
    .title = "Table",
    .state_size = sizeof(struct breakdown_state),
    .commands = commands,
    .open = breakdown_open,
    .close = breakdown_close,
    .scope_changed = ask,
    .reply = breakdown_reply,
    .layout = breakdown_layout,
    .draw = breakdown_draw,
    .status = breakdown_status,
    .target = breakdown_target,
    .evidence = breakdown_evidence,
    .explain = breakdown_explain,
    .move = breakdown_move,
    .search = breakdown_search,
    .row_count = breakdown_row_count,
    .row_matches = breakdown_row_matches,
    .fields = breakdown_fields,
    .narrow = breakdown_narrow,
    .query = breakdown_query,
    .set_query = breakdown_set_query,
    .question = breakdown_question,
    .differs = breakdown_differs,
    .line = breakdown_line,
};
