/* SPDX-License-Identifier: Apache-2.0
 *
 * The samples of a point or a range of a chart, worst first (those of counters newest first, with
 * their attributes); below them, when none kept its trace,
 * the worst kept traces of the same service and time.
 */
#include "views/differs.h"
#include "views/samples_plot.h"
#include "views/skeleton.h"
#include "views/views.h"

#include "api/query/query.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/matcher.h"

#include <math.h>
#include <string.h>

struct samples {
    struct signal *signal;        /* a copy; NULL when the desk does not know it */
    char *dataset, *unit, *query; /* query: what it was opened for */
    char *narrowed;               /* the user's own terms; never NULL */
    int64_t start_ms, end_ms;
    enum sample_order order;
    GPtrArray *keys;    /* of char *: attributes of the metric; NULL = none known */
    GPtrArray *own;     /* of struct sample *; NULL until answered */
    GPtrArray *offered; /* of struct sample *: kept traces in place of those; NULL = none asked */
    int64_t total;
    bool partial;
    uint64_t keys_asked, asked, offer_asked;
    struct list list;
    struct scrollbar bar;
    bool plotted; /* as a scatter, too */
    guint exemplars;
    uint64_t drawn; /* frames: the map of few rows is made in each */
};

/* --- rows: the samples, then a line that says what follows, then what is offered --- */

static size_t own_count(const struct samples *state)
{
    return state->own ? state->own->len : 0;
}

static size_t row_count(const struct samples *state)
{
    size_t offered = state->offered ? state->offered->len + 1 : 0;
    return own_count(state) + offered;
}

static const struct sample *sample_at(const struct samples *state, size_t row)
{
    size_t own = own_count(state);
    if (row < own)
        return g_ptr_array_index(state->own, (guint)row);
    if (!state->offered || row == own || row - own - 1 >= state->offered->len)
        return NULL;
    return g_ptr_array_index(state->offered, (guint)(row - own - 1));
}

static const struct sample *current(const struct view *view)
{
    const struct samples *state = view->state;
    return sample_at(state, state->list.cursor);
}

static bool is_log(const struct samples *state)
{
    return !g_strcmp0(state->dataset, "logs");
}

/* The line between is passed over. */
static void leave_divider(struct samples *state, int direction)
{
    if (!state->offered || state->list.cursor != own_count(state))
        return;
    bool below = state->offered->len && (direction > 0 || !own_count(state));
    if (below)
        list_go(&state->list, state->list.cursor + 1);
    else if (own_count(state))
        list_go(&state->list, state->list.cursor - 1);
}

/* --- asking --- */

static enum sample_order order_of(const struct view *view)
{
    const struct samples *state = view->state;
    if (state->signal && !g_strcmp0(state->signal->metric_type, "counter"))
        return SAMPLES_NEWEST;
    return samples_fell(view, view->opened.signal_id) ? SAMPLES_LEAST : SAMPLES_WORST;
}

static void ask(struct view *view)
{
    struct samples *state = view->state;
    g_autofree char *query = query_both(state->query, state->narrowed);
    desk_forget(view, state->asked);
    state->asked =
        body_ask_range(view, samples_request(state->dataset, query, state->order, state->keys),
                       state->start_ms, state->end_ms);
}

/* What a metric's samples are told apart by is asked first, then the samples with it. */
static void ask_keys(struct view *view)
{
    struct samples *state = view->state;
    const struct metric_name metric = {.name = state->signal->metric_name,
                                       .type = state->signal->metric_type,
                                       .unit = state->unit};
    struct signal_scope scope = scope_signals(desk_scope(view->desk));
    state->keys_asked = desk_ask(view, signals_metric_attributes(&scope, &metric), 0, false);
}

static void take_keys(struct view *view, const struct reply *reply)
{
    struct samples *state = view->state;
    if (state->keys_asked)
        return; /* asked again by the client */
    if (reply->kind == REPLY_NAMES && reply->object)
        state->keys = signals_group_keys(reply->object);
    ask(view);
}

static bool samples_open(struct view *view, const struct target *target, GError **error)
{
    struct samples *state = view->state;
    if (!target || target->end_ms <= target->start_ms)
        return body_refuse(error, "no range to show samples of");
    const struct signal *signal = desk_find_signal(view->desk, target->signal_id);
    state->signal = signal ? signal_copy(signal) : NULL;
    state->dataset = g_strdup(signal ? signal->dataset : "spans");
    state->unit = signal ? sample_unit(signal) : NULL;
    state->query = g_strdup(target->query ? target->query : signal ? signal->query : "");
    state->narrowed = g_strdup("");
    state->start_ms = target->start_ms;
    state->end_ms = target->end_ms;
    state->total = -1;
    state->order = order_of(view);
    if (signal && signal->source == SIGNAL_METRIC && signal->metric_name)
        ask_keys(view);
    else
        ask(view);
    return true;
}

static void samples_close(struct view *view)
{
    struct samples *state = view->state;
    g_clear_pointer(&state->signal, signal_free);
    g_clear_pointer(&state->keys, g_ptr_array_unref);
    g_clear_pointer(&state->own, g_ptr_array_unref);
    g_clear_pointer(&state->offered, g_ptr_array_unref);
    g_free(state->dataset);
    g_free(state->unit);
    g_free(state->query);
    g_free(state->narrowed);
}

/* A span signal's endpoint is in its query; others have their service. */
static void ask_offer(struct view *view)
{
    struct samples *state = view->state;
    const char *service = view->opened.service;
    g_autofree char *quoted = service ? body_quote(service) : NULL;
    g_autofree char *by_service = quoted ? g_strdup_printf("project:%s", quoted) : g_strdup("");
    bool spans = !g_strcmp0(state->dataset, "spans");
    g_autofree char *query = query_both(state->query, state->narrowed);
    state->offer_asked = body_ask_range(view, samples_worst_request(spans ? query : by_service),
                                        state->start_ms, state->end_ms);
}

static void samples_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct samples *state = view->state;
    bool rows = reply->kind == REPLY_ROWS && reply->object;
    if (body_answered(&state->keys_asked, subscription, reply)) {
        take_keys(view, reply);
    } else if (body_answered(&state->asked, subscription, reply) && rows) {
        bool errors = state->signal && state->signal->source == SIGNAL_ERRORS;
        const struct rows *answer = reply->object;
        g_clear_pointer(&state->own, g_ptr_array_unref);
        state->own = samples_of_rows(answer, errors);
        if (state->keys)
            samples_add_attributes(state->own, answer, state->keys);
        state->exemplars = samples_add_exemplars(state->own, answer);
        state->total = reply->total;
        state->partial = answer->partial;
        if (!samples_any_trace(state->own))
            ask_offer(view);
    } else if (body_answered(&state->offer_asked, subscription, reply) && rows) {
        g_clear_pointer(&state->offered, g_ptr_array_unref);
        state->offered = samples_of_rows(reply->object, false);
    }
    list_resize(&state->list, row_count(state), state->list.height);
    leave_divider(state, 1);
}

static enum scrollbar_mark mark_of(const void *data, size_t row)
{
    const struct sample *sample = sample_at(data, row);
    return sample && sample->failed ? SCROLLBAR_ERROR : SCROLLBAR_NONE;
}

static void samples_layout(struct view *view, int rows, int cols)
{
    (void)cols;
    struct samples *state = view->state;
    int plot = state->plotted ? samples_plot_rows(rows) : 0;
    list_resize(&state->list, row_count(state), MAX(rows - plot - 1, 1));
    body_light(view, &state->list);
    body_map(view, &state->bar, &state->list, ++state->drawn, mark_of);
}

/* --- drawing --- */

struct columns {
    int time, value, service, name, release, host, trace;
};

static void fit_columns(struct columns *columns, int cols)
{
    *columns = (struct columns){
        .time = 10,
        .value = 9,
        .service = cols >= 60 ? 16 : 0,
        .release = cols >= 110 ? 20 : 0,
        .host = cols >= 130 ? 16 : 0,
        .trace = cols >= 76 ? 10 : 0,
    };
    columns->name = MAX(cols - 3 - columns->time - columns->value - columns->service -
                            columns->release - columns->host - columns->trace,
                        8);
}

static void draw_cells(struct surface *surface, int row, const struct columns *columns,
                       const char *const *texts, const enum role *roles)
{
    int widths[] = {columns->time,    columns->value, columns->service, columns->name,
                    columns->release, columns->host,  columns->trace};
    int col = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
        if (i == 1)
            surface_text_right(surface, row, col, widths[i] - 2, roles[i], texts[i]);
        else if (widths[i] && texts[i])
            surface_text_cut(surface, row, col, widths[i] - 1, roles[i],
                             i == 6 ? CUT_END : CUT_MIDDLE, texts[i]);
        col += widths[i] + (i == 1 ? 2 : 0);
    }
}

static void draw_captions(struct surface *surface, const struct samples *state,
                          const struct columns *columns)
{
    bool spans = !g_strcmp0(state->dataset, "spans");
    const char *const texts[] = {"time",    spans ? "took" : is_log(state) ? "level" : "value",
                                 "service", state->keys && state->keys->len ? "attributes" : "name",
                                 "release", "host",
                                 "trace"};
    const enum role roles[] = {ROLE_MUTED, ROLE_MUTED, ROLE_MUTED, ROLE_MUTED,
                               ROLE_MUTED, ROLE_MUTED, ROLE_MUTED};
    draw_cells(surface, 0, columns, texts, roles);
}

static void draw_sample(struct surface *surface, int row, const struct columns *columns,
                        const struct sample *sample, const struct view *view)
{
    const struct samples *state = view->state;
    char at[40], value[24], trace[9];
    g_strlcpy(trace, sample->trace_id ? sample->trace_id : "none", sizeof trace);
    const char *const texts[] = {
        scope_time(desk_scope(view->desk), sample->time_ms, at, sizeof at),
        sample_value(sample, state->unit, value, sizeof value),
        sample->service,
        sample->attributes ? sample->attributes
        : sample->name     ? sample->name
                           : "(no name)",
        sample->release,
        sample->host,
        trace,
    };
    const enum role roles[] = {
        ROLE_MUTED,
        sample->failed ? ROLE_LEVEL_ERROR : ROLE_TEXT,
        role_for_name(sample->service ? sample->service : ""),
        ROLE_TEXT,
        ROLE_MUTED,
        ROLE_MUTED,
        sample->trace_id ? ROLE_ACCENT : ROLE_MUTED,
    };
    draw_cells(surface, row, columns, texts, roles);
    if (sample->failed)
        surface_text(surface, row, 1 + columns->time + columns->value, 1, ROLE_LEVEL_ERROR, "!");
}

static void draw_divider(struct surface *surface, int row, const struct view *view)
{
    const struct samples *state = view->state;
    const char *service = view->opened.service ? view->opened.service : "this scope";
    const char *none =
        own_count(state) ? "none of these samples kept its trace" : "no samples in this range";
    surface_printf(surface, row, 1, surface->cols - 1, ROLE_NOTICE,
                   state->offered->len ? "%s; the worst kept traces of %s then:"
                                       : "%s; no trace of %s was kept then (gl: its logs)",
                   none, service);
}

static void draw_places(struct surface *surface, const struct samples *state)
{
    struct columns columns;
    fit_columns(&columns, surface->cols);
    const int widths[] = {columns.time,    columns.value + 2, columns.service, columns.name,
                          columns.release, columns.host,      columns.trace};
    struct bone bones[G_N_ELEMENTS(widths)];
    int col = 1;
    for (size_t i = 0; i < G_N_ELEMENTS(widths); i++) {
        bones[i] = (struct bone){col, widths[i] - (i == 1 ? 4 : 2), i > 1};
        col += widths[i];
    }
    draw_captions(surface, state, &columns);
    skeleton_draw(surface, 1, bones, G_N_ELEMENTS(bones));
}

static void samples_draw(const struct view *view, struct surface *surface)
{
    const struct samples *state = view->state;
    if (!row_count(state) && body_waits(view)) {
        draw_places(surface, state);
        return;
    }
    if (!row_count(state)) {
        body_message(view, surface,
                     "No samples in this range\nEsc back to the chart, v marks more");
        return;
    }
    struct columns columns;
    int plotted = state->plotted ? samples_plot_rows(surface->rows) : 0;
    struct surface upper = surface_part(surface, 0, 0, plotted, surface->cols);
    struct surface lower =
        surface_part(surface, plotted, 0, surface->rows - plotted, surface->cols);
    struct samples_plot plot = {own_count(state) ? state->own : state->offered, current(view),
                                state->unit, state->start_ms, state->end_ms};
    if (plotted)
        samples_plot_draw(view, &upper, &plot);
    struct surface body = body_rows(&lower, 1, &state->list, &state->bar);
    fit_columns(&columns, body.cols);
    draw_captions(&body, state, &columns);
    for (int y = 1; y < body.rows; y++) {
        size_t row = list_row(&state->list, y - 1);
        if (row >= row_count(state))
            break;
        const struct sample *sample = sample_at(state, row);
        if (sample)
            draw_sample(&body, y, &columns, sample, view);
        else
            draw_divider(&body, y, view);
        if (sample)
            body_cursor(view, &body, y, &state->list, row);
    }
}

/* --- saying --- */

static void samples_status(const struct view *view, GString *out)
{
    const struct samples *state = view->state;
    char from[40], to[40], count[24];
    const struct scope *scope = desk_scope(view->desk);
    if (state->signal)
        samples_whose(out, state->signal, state->query);
    else if (view->opened.query && *view->opened.query)
        g_string_append_printf(out, "%s  ", view->opened.query);
    if (*state->narrowed)
        g_string_append_printf(out, "%s  ", state->narrowed);
    g_string_append_printf(out, "%s to %s", scope_time(scope, state->start_ms, from, sizeof from),
                           scope_time(scope, state->end_ms, to, sizeof to));
    if (state->own)
        g_string_append_printf(out, "  %u", state->own->len - state->exemplars);
    if (state->own && state->total > (int64_t)(state->own->len - state->exemplars))
        g_string_append_printf(out, " of %s", quantity_count(state->total, count, sizeof count));
    if (state->own)
        g_string_append(out, is_log(state) || state->order == SAMPLES_NEWEST ? ", newest first"
                             : state->order == SAMPLES_LEAST                 ? ", least first"
                                                                             : ", worst first");
    if (state->exemplars)
        g_string_append_printf(out, ", with %u exemplar%s", state->exemplars,
                               state->exemplars == 1 ? "" : "s");
    if (state->partial)
        g_string_append(out, ", not all scanned");
}

static bool samples_target(const struct view *view, struct target *target)
{
    const struct samples *state = view->state;
    const struct sample *sample = current(view);
    if (!sample)
        return false;
    sample_target(sample, is_log(state), target);
    target_set(&target->signal_id, view->opened.signal_id);
    return true;
}

static bool samples_enter(struct view *view, struct target *target)
{
    if (!samples_target(view, target)) {
        desk_say(view->desk, false, "no sample to open");
        return false;
    }
    if (target->kind != TARGET_SAMPLE || target->trace_id)
        return true;
    if (!target->service) {
        desk_say(view->desk, true, "this sample kept no trace, and no service is known of it");
        return false;
    }
    target->kind = TARGET_LOGS; /* the next best: what the service said then */
    target_set(&target->query, NULL);
    desk_say(view->desk, false, "this sample kept no trace: the logs of %s then", target->service);
    return true;
}

static void samples_evidence(const struct view *view, GString *out)
{
    const struct samples *state = view->state;
    const struct sample *sample = current(view);
    char usual_text[24];
    if (!sample)
        return;
    g_autofree char *text = sample_text(sample, state->unit, desk_scope(view->desk));
    g_string_append(out, text);
    if (sample->duration_us < 0 || !sample->name)
        return;
    struct usual usual =
        desk_span_usual(view->desk, sample->service, sample->operation, sample->name);
    if (usual.samples)
        g_string_append_printf(out, "  (usual %s)",
                               quantity_duration(usual.median, usual_text, sizeof usual_text));
}

static void samples_move(struct view *view, enum move_unit unit, int by)
{
    struct samples *state = view->state;
    body_move(&state->list, unit, by);
    leave_divider(state, by);
    desk_cursor_moved(view);
}

static bool fits_text(const struct view *view, size_t row, const void *data)
{
    const struct samples *state = view->state;
    const struct sample *sample = sample_at(state, row);
    g_autofree char *text =
        sample ? sample_text(sample, state->unit, desk_scope(view->desk)) : NULL;
    return sample && matcher_matches(data, text);
}

static bool fits_failed(const struct view *view, size_t row, const void *data)
{
    const struct sample *sample = sample_at(view->state, row);
    (void)data;
    return sample && sample->failed;
}

static bool samples_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct samples *state = view->state;
    return body_seek(view, &state->list, direction, fits_text, matcher);
}

static bool samples_next_level(struct view *view, enum level level, int direction)
{
    (void)level;
    struct samples *state = view->state;
    return body_seek(view, &state->list, direction, fits_failed, NULL);
}

static void samples_fields(const struct view *view, GPtrArray *pairs)
{
    const struct sample *sample = current(view);
    if (sample)
        sample_fields(sample, pairs);
}

static bool samples_query(const struct view *view, struct view_query *out)
{
    const struct samples *state = view->state;
    *out = (struct view_query){.kind = query_kind_of(state->dataset),
                               .text = state->narrowed,
                               .fixed = state->query,
                               .about = state->signal ? state->signal->name : NULL,
                               .start_ms = state->start_ms,
                               .end_ms = state->end_ms};
    return true;
}

static void samples_set_query(struct view *view, const char *text)
{
    struct samples *state = view->state;
    target_set(&state->narrowed, text);
    g_clear_pointer(&state->offered, g_ptr_array_unref);
    ask(view);
}

static void samples_narrow(struct view *view, const char *key, const char *value, bool out)
{
    struct samples *state = view->state;
    g_autofree char *text = body_narrowed(state->narrowed, key, value, out);
    samples_set_query(view, text);
}

static bool samples_unfilter(struct view *view)
{
    struct samples *state = view->state;
    if (!*state->narrowed)
        return false;
    samples_set_query(view, "");
    desk_say(view->desk, false, "every sample of this range");
    return true;
}

static size_t samples_row_count(const struct view *view)
{
    return row_count(view->state);
}

static bool samples_row_matches(const struct view *view, size_t row, const struct matcher *matcher)
{
    return fits_text(view, row, matcher);
}

static char *samples_line(const struct view *view)
{
    const struct samples *state = view->state;
    const struct sample *sample = current(view);
    return sample ? sample_text(sample, state->unit, desk_scope(view->desk)) : NULL;
}

static void samples_markdown(const struct view *view, GString *out)
{
    const struct samples *state = view->state;
    for (size_t row = 0; row < MIN(row_count(state), 10); row++) {
        const struct sample *sample = sample_at(state, row);
        if (!sample)
            continue;
        g_autofree char *text = sample_text(sample, state->unit, desk_scope(view->desk));
        g_string_append_printf(out, "- %s\n", text);
    }
}

static char *samples_json(const struct view *view)
{
    const struct sample *sample = current(view);
    return sample ? sample_json(sample) : NULL;
}

static bool samples_scatter(void *context)
{
    struct view *view = context;
    struct samples *state = view->state;
    state->plotted = !state->plotted;
    if (state->plotted && !samples_plot_rows(view->rows))
        desk_say(view->desk, false, "no room for a scatter here: \\ gives it the whole screen");
    return true;
}

static const struct command samples_commands[] = {
    {"S",  "scatter", "Show the samples as a scatter, too", samples_scatter, false},
    {NULL, NULL,      NULL,                                 NULL,            false},
};

const struct view_ops samples_view = {
    .name = "samples",
    .title = "Samples",
    .state_size = sizeof(struct samples),
    .commands = samples_commands,
    .open = samples_open,
    .close = samples_close,
    .reply = samples_reply,
    .layout = samples_layout,
    .draw = samples_draw,
    .status = samples_status,
    .target = samples_target,
    .enter = samples_enter,
    .evidence = samples_evidence,
    .move = samples_move,
    .search = samples_search,
    .next_level = samples_next_level,
    .fields = samples_fields,
    .narrow = samples_narrow,
    .unfilter = samples_unfilter,
    .query = samples_query,
    .differs = differs_of_search,
    .set_query = samples_set_query,
    .row_count = samples_row_count,
    .row_matches = samples_row_matches,
    .markdown = samples_markdown,
    .line = samples_line,
    .json = samples_json,
};
