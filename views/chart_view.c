/* SPDX-License-Identifier: Apache-2.0
 *
 * One signal over time, with a time cursor.
 */
#include "tui/palette.h"
#include "views/chart_aggregates.h"
#include "views/chart_state.h"
#include "views/differs.h"
#include "views/signal_rows.h"
#include "views/signal_text.h"
#include "views/views.h"

#include "api/query/query.h"
#include "base/clock.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

/* --- opening --- */

/* The signal of a lead's first mover. */
static const char *wanted_signal(struct view *view, const struct target *target)
{
    if (target && target->signal_id)
        return target->signal_id;
    const struct lead *lead = desk_lead(view->desk);
    if (!lead || lead->first_mover < 0)
        return NULL;
    const struct change *change = g_ptr_array_index(lead->changes, (guint)lead->first_mover);
    return change->signal_id;
}

static bool chart_open(struct view *view, const struct target *target, GError **error)
{
    struct chart_state *state = view->state;
    const char *id = wanted_signal(view, target);
    if (!id || !chart_data_open(&state->data, view, id)) {
        chart_data_clear(&state->data);
        return body_refuse(error, "%s is not among the signals of this range (t widens it)",
                           target && target->name ? target->name : "that signal");
    }
    const struct onset *onset = &state->data.onset;
    int64_t at = target && target->time_ms   ? target->time_ms
                 : onset->kind != ONSET_NONE ? onset->time_ms
                                             : 0;
    state->line = -1;
    state->heat.bin = HEAT_NO_BIN;
    gssize last = series_last(chart_series(state));
    state->cursor_ms = at ? at : chart_bucket_ms(chart_series(state), MAX(last, 0));
    if (at) {
        int64_t start, end;
        scope_range(desk_scope(view->desk), &start, &end);
        if (!desk_scope(view->desk)->held)
            desk_hold(view->desk, MIN(start, at), MAX(end, at + 1));
        desk_set_cursor_time(view->desk, state->cursor_ms);
    }
    return true;
}

static void chart_close(struct view *view)
{
    struct chart_state *state = view->state;
    chart_data_clear(&state->data);
    chart_heat_clear(&state->heat);
    chart_against_clear(&state->against);
    g_clear_pointer(&state->keys, g_ptr_array_unref);
}

/* What is asked for beside the lines is of other rows or another range now. */
static void ask_beside(struct view *view, bool anew)
{
    struct chart_state *state = view->state;
    g_autofree char *query = chart_data_query(&state->data, state->line);
    if (anew)
        chart_heat_ask(&state->heat, view, state->data.base, query);
    chart_against_follow(&state->against, view, &state->data, state->line, chart_series(state),
                         anew);
}

static void chart_changed(struct view *view)
{
    struct chart_state *state = view->state;
    /* What was asked for by itself polls by itself; only the wall's own series come this way. */
    if (!state->data.asked)
        chart_data_refresh(&state->data, view);
    ask_beside(view, false);
}

static void chart_scope_changed(struct view *view)
{
    struct chart_state *state = view->state;
    chart_data_refresh(&state->data, view);
    ask_beside(view, true);
}

void chart_ask_beside(struct view *view)
{
    ask_beside(view, true);
}

static void chart_layout(struct view *view, int rows, int cols)
{
    struct chart_state *state = view->state;
    (void)rows;
    (void)cols;
    if (!desk_gliding(view->desk))
        state->lit_ms = state->cursor_ms;
}

/* --- commands --- */

static void go_bucket(struct view *view, gssize bucket)
{
    struct chart_state *state = view->state;
    const struct series *series = chart_series(state);
    if (!series->count)
        return;
    bucket = CLAMP(bucket, 0, (gssize)series->count - 1);
    state->cursor_ms = chart_bucket_ms(series, bucket);
    if (!desk_scope(view->desk)->held) {
        int64_t start, end;
        scope_range(desk_scope(view->desk), &start, &end);
        desk_hold(view->desk, start, end);
    }
    desk_set_cursor_time(view->desk, state->cursor_ms);
    desk_cursor_moved(view);
}

static bool chart_point(struct view *view, int row, int col, bool dragged)
{
    struct chart_state *state = view->state;
    gssize bucket = chart_bucket_at(state, col, view->cols);
    (void)row;
    if (bucket < 0)
        return true;
    if (!dragged)
        state->mark_ms = 0;
    else if (!state->mark_ms && bucket != chart_bucket(state))
        state->mark_ms = chart_bucket_ms(chart_series(state), chart_bucket(state));
    go_bucket(view, bucket);
    return true;
}

static bool go_by(struct view *view, int by)
{
    bool held = desk_scope(view->desk)->held;
    go_bucket(view, chart_bucket(view->state) + by);
    if (held) /* else the range is another from here on */
        desk_glide(view->desk);
    return true;
}

static bool chart_left(void *context)
{
    return go_by(context, -1);
}

static bool chart_right(void *context)
{
    return go_by(context, 1);
}

static bool chart_range(void *context)
{
    struct view *view = context;
    struct chart_state *state = view->state;
    gssize bucket = chart_bucket(state);
    if (bucket < 0)
        return false;
    state->mark_ms = state->mark_ms ? 0 : chart_bucket_ms(chart_series(state), bucket);
    if (state->mark_ms)
        desk_say(view->desk, false, "range from here: h l to its other end, Enter for its samples");
    return true;
}

static void aggregate_picked(struct view *view, const char *name)
{
    struct chart_state *state = view->state;
    chart_data_set_aggregate(&state->data, view, name);
    ask_beside(view, true);
}

static bool chart_aggregate(void *context)
{
    struct view *view = context;
    const struct chart_state *state = view->state;
    g_autoptr(GPtrArray) all = chart_aggregates(state->data.base);
    g_autofree struct palette_entry *entries = g_new0(struct palette_entry, all->len + 1);
    for (guint i = 0; i < all->len; i++) {
        const struct chart_aggregate *aggregate = all->pdata[i];
        entries[i] = (struct palette_entry){aggregate->name, aggregate->words, NULL};
    }
    desk_pick(view, "show", entries, all->len, aggregate_picked);
    return true;
}

static bool chart_log(void *context)
{
    struct view *view = context;
    struct chart_state *state = view->state;
    state->log = !state->log;
    desk_say(view->desk, false,
             state->log ? "logarithmic: equal heights are equal ratios, zero lies at the foot"
                        : "linear again");
    return true;
}

static bool chart_distribution(void *context)
{
    struct view *view = context;
    struct chart_state *state = view->state;
    g_autofree char *measured = heat_measured(state->data.base);
    if (!measured) {
        desk_say(view->desk, true, "%s counts and measures nothing: it has no distribution",
                 state->data.base->name);
        return false;
    }
    state->heat.on = !state->heat.on;
    state->heat.bin = HEAT_NO_BIN;
    ask_beside(view, true);
    return true;
}

static bool chart_compare(void *context)
{
    struct view *view = context;
    struct chart_state *state = view->state;
    if (state->data.group_key && state->line < 0) {
        desk_say(view->desk, true, "of which group? j k choose one, then c");
        return false;
    }
    state->heat.on = false;
    chart_heat_ask(&state->heat, view, state->data.base, ""); /* no more */
    chart_against_next(&state->against, view, &state->data, state->line, chart_series(state),
                       state->cursor_ms);
    chart_data_compare(&state->data, view, state->against.kind != AGAINST_NOTHING);
    return true;
}

static void chart_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct chart_state *state = view->state;
    g_autofree char *query = chart_data_query(&state->data, state->line);
    if (chart_group_reply(view, subscription, reply) ||
        chart_heat_reply(&state->heat, view, state->data.base, query, subscription, reply) ||
        chart_against_reply(&state->against, &state->data, chart_series(state), subscription,
                            reply))
        return;
    if (chart_data_reply(&state->data, view->desk, subscription, reply))
        ask_beside(view, false);
}

/* j and k choose a group, and in a distribution a bin. */
static void go_line(struct view *view, int by)
{
    struct chart_state *state = view->state;
    int was = state->line;
    if (state->heat.on) {
        chart_heat_move(&state->heat, state->cursor_ms, by);
        desk_cursor_moved(view);
        return;
    }
    if (state->data.group_key)
        state->line = CLAMP(state->line + by, -1, (int)state->data.lines->len - 1);
    if (state->line != was)
        ask_beside(view, true);
}

static void chart_move(struct view *view, enum move_unit unit, int by)
{
    struct chart_state *state = view->state;
    switch (unit) {
    case MOVE_ROW:
        go_line(view, by);
        break;
    case MOVE_TOP:
        go_bucket(view, 0);
        break;
    case MOVE_END:
        go_bucket(view, G_MAXSSIZE / 2);
        break;
    case MOVE_HALF_PAGE:
    case MOVE_PAGE:
        go_bucket(view, chart_bucket(state) + 10 * by);
        break;
    case MOVE_SIDE:
        go_bucket(view, chart_bucket(state) + by);
        break;
    case MOVE_SECTION:
        if (state->data.onset.kind != ONSET_NONE)
            go_bucket(view, series_bucket(chart_series(state), state->data.onset.time_ms));
        break;
    }
}

static bool chart_worst(struct view *view)
{
    struct chart_state *state = view->state;
    const struct series *series = chart_series(state);
    gssize best = -1;
    for (size_t i = 0; i < series->count; i++)
        if (isfinite(series->values[i]) && (best < 0 || series->values[i] > series->values[best]))
            best = (gssize)i;
    if (best >= 0)
        go_bucket(view, best);
    return best >= 0;
}

/* --- going on --- */

static bool chart_target(const struct view *view, struct target *target)
{
    const struct chart_state *state = view->state;
    const struct onset *onset = &state->data.onset;
    signal_target(state->data.base, onset, target);
    target->kind = TARGET_RANGE;
    chart_selected(state, &target->start_ms, &target->end_ms);
    target->time_ms = target->start_ms;
    g_autofree char *query = chart_data_query(&state->data, state->line);
    g_autofree char *term =
        state->heat.on ? heat_term(&state->heat, state->data.base, state->heat.bin) : g_strdup("");
    g_autofree char *both = query_both(query, term);
    target_set(&target->query, both);
    return true;
}

/* --- as text --- */

/* The shift that its onset is of; NULL when its values moved. */
static const struct mix_shift *shift_of(const struct chart_data *data, const struct desk *desk)
{
    const GPtrArray *signals = desk_signals(desk);
    for (guint i = 0; data->onset.kind == ONSET_MIX && i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        if (!g_strcmp0(signal->id, data->base->id))
            return desk_mix(desk, i);
    }
    return NULL;
}

static void chart_evidence(const struct view *view, GString *out)
{
    const struct chart_state *state = view->state;
    signal_evidence(out, state->data.base, &state->data.onset, shift_of(&state->data, view->desk),
                    view->desk);
}

/* "inventory check_stock p95", without "p95" where another aggregate is shown. */
static char *name_shown(const struct chart_data *data)
{
    char *text = g_strstrip(signal_row_text(data->base));
    g_autofree char *own = chart_aggregate_name(data->base, data->base->aggregate);
    g_autofree char *end = g_strconcat(" ", own, NULL);
    if (data->aggregate && *own && g_str_has_suffix(text, end))
        text[strlen(text) - strlen(end)] = '\0';
    return text;
}

static void chart_status(const struct view *view, GString *out)
{
    const struct chart_state *state = view->state;
    g_autofree char *text = name_shown(&state->data);
    g_autofree char *aggregate = chart_data_aggregate(&state->data);
    g_string_append(out, text);
    if (*aggregate && !strstr(text, aggregate) && !state->data.base->formula)
        g_string_append_printf(out, "  %s", aggregate);
    if (state->data.equation)
        g_string_append_printf(out, "  = %s", state->data.equation);
    if (state->data.group_key)
        g_string_append_printf(out, "  by %s", state->data.group_key);
    if (state->heat.on)
        g_string_append(out, "  distribution");
    if (state->log && !state->heat.on)
        g_string_append(out, "  log scale");
    if (state->data.within)
        g_string_append_printf(out, "  %s", state->data.within);
    if (state->data.narrowed)
        g_string_append_printf(out, "  only %s", state->data.narrowed);
    const struct signal *line = state->data.lines->pdata[0];
    if (!state->heat.on && line->unit && !quantity_knows(line->unit))
        g_string_append_printf(out, "  in %s", line->unit);
    signal_sampling(out, &line->sampling);
}

static void chart_markdown(const struct view *view, GString *out)
{
    const struct chart_state *state = view->state;
    g_autofree char *text = signal_row_text(state->data.base);
    g_string_append_printf(out, "**%s** ", g_strstrip(text));
    chart_values(out, view);
    g_string_append(out, "\n\n");
    signal_markdown_series(out, chart_series(state), chart_unit(state), desk_scope(view->desk));
}

static char *chart_line(const struct view *view)
{
    GString *out = g_string_new(NULL);
    chart_status(view, out);
    g_string_append(out, "  ");
    chart_values(out, view);
    return g_string_free(out, FALSE);
}

static char *chart_json(const struct view *view)
{
    const struct chart_state *state = view->state;
    return signal_json(state->data.base, &state->data.onset);
}

static bool chart_query(const struct view *view, struct view_query *out)
{
    const struct chart_data *data = &((const struct chart_state *)view->state)->data;
    *out = (struct view_query){.kind = query_kind_of(data->base->dataset),
                               .text = data->narrowed ? data->narrowed : "",
                               .fixed = data->base->query,
                               .about = data->base->name};
    return true;
}

static void chart_set_query(struct view *view, const char *text)
{
    chart_data_narrow(&((struct chart_state *)view->state)->data, view, text);
    ask_beside(view, true);
}

static bool chart_unfilter(struct view *view)
{
    struct chart_state *state = view->state;
    struct chart_data *data = &state->data;
    if (state->heat.on && state->heat.bin != HEAT_NO_BIN) {
        state->heat.bin = HEAT_NO_BIN;
        return true;
    }
    if (!data->narrowed)
        return false;
    chart_data_narrow(data, view, NULL);
    ask_beside(view, true);
    desk_say(view->desk, false, "the whole signal again");
    return true;
}

static bool chart_differs(const struct view *view, struct target *target)
{
    const struct chart_state *state = view->state;
    int64_t start = 0, end = 0;
    if (state->mark_ms)
        chart_selected(state, &start, &end);
    differs_of_signal(state->data.base, start, end, target);
    g_autofree char *query = chart_data_query(&state->data, state->line);
    target_set(&target->query, query);
    return true;
}

static const struct command chart_commands[] = {
    {"h Left",  "cursor-left",    "Move the time cursor back",                          chart_left,         false      },
    {"l Right", "cursor-right",   "Move the time cursor on",                            chart_right,        false      },
    {"v",       "range",          "Mark a range from the time cursor",                  chart_range,        false      },
    {"A",       "aggregate",      "Show another aggregate",                             chart_aggregate,    false      },
    {"B",       "group-by",       "Group by an attribute",                              chart_group,        false      },
    {"D",       "distribution",   "Show the distribution over time",                    chart_distribution, false      },
    {"c",       "compare-before", "Compare with the period before, or before a deploy", chart_compare,
     false                                                                                                             },
    {"=",       "equation",       "Show an equation of it (A / count() * 100)",         chart_equation,     false      },
    {"L",       "log-scale",      "Make the value axis logarithmic",                    chart_log,          false      },
    {NULL,      "limit",          "Draw what it must not reach: 200ms, 2GB, none",      NULL,               false,
     &chart_limit_argument},
    {NULL,         NULL,                      NULL,                                                              NULL,                                                       false},
};

const struct view_ops chart_view = {
    .name = "chart",
    .title = "Chart",
    .state_size = sizeof(struct chart_state),
    .commands = chart_commands,
    .open = chart_open,
    .close = chart_close,
    .scope_changed = chart_scope_changed,
    .shared_changed = chart_changed,
    .reply = chart_reply,
    .layout = chart_layout,
    .draw = chart_draw_view,
    .status = chart_status,
    .target = chart_target,
    .point = chart_point,
    .evidence = chart_evidence,
    .explain = chart_explain,
    .move = chart_move,
    .worst = chart_worst,
    .query = chart_query,
    .set_query = chart_set_query,
    .question = chart_question,
    .differs = chart_differs,
    .unfilter = chart_unfilter,
    .markdown = chart_markdown,
    .line = chart_line,
    .json = chart_json,
};
