/* SPDX-License-Identifier: Apache-2.0 */
#include "views/chart_data.h"

#include "base/clock.h"
#include "views/body.h"
#include "views/chart_aggregates.h"
#include "views/chart_equation.h"
#include "views/desk_limits.h"

#include "api/client/signals_scope.h"
#include "api/query/query.h"

#include <string.h>

#define MOST_GROUPS "5"

/* --- aggregates --- */

const char *chart_data_axis(const struct chart_data *data)
{
    return data->aggregate ? data->aggregate : data->base->aggregate;
}

char *chart_data_aggregate(const struct chart_data *data)
{
    return chart_aggregate_name(data->base, chart_data_axis(data));
}

void chart_data_set_aggregate(struct chart_data *data, struct view *view, const char *name)
{
    g_autoptr(GPtrArray) all = chart_aggregates(data->base);
    for (guint i = 0; i < all->len; i++) {
        const struct chart_aggregate *aggregate = all->pdata[i];
        if (strcmp(aggregate->name, name))
            continue;
        g_free(data->aggregate);
        bool own = !g_strcmp0(aggregate->axis, data->base->aggregate);
        data->aggregate = own ? NULL : g_strdup(aggregate->axis);
    }
    chart_data_refresh(data, view);
}

/* --- asking --- */

static bool own_series(const struct chart_data *data)
{
    return data->aggregate || data->group_key || data->narrowed || data->compared || data->formula;
}

/* The query of what is grouped by `key`: a part by the key that made it is its whole again. */
static const char *rows_of(const struct chart_data *data, const char *key)
{
    if (!data->whole || !key)
        return data->base->query;
    g_auto(GStrv) keys = g_strsplit(data->base->group_key, CHART_KEY_JOINT, -1);
    return g_strv_contains((const char *const *)keys, key) ? data->whole : data->base->query;
}

/* Newly allocated. */
static char *searched(const struct chart_data *data)
{
    g_autofree char *within = query_both(rows_of(data, data->group_key), data->within);
    return query_both(within, data->narrowed);
}

void chart_data_interval(struct request *request, int64_t interval_ms)
{
    int64_t seconds = MAX(interval_ms / MS_PER_SECOND, 1);
    if (seconds % 60)
        request_addf(request, "interval", "%" G_GINT64_FORMAT "s", seconds);
    else
        request_addf(request, "interval", "%" G_GINT64_FORMAT "m", seconds / 60);
}

static struct request *request_of(const struct chart_data *data, const struct view *view,
                                  const char *query)
{
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    request_add(request, "dataset", data->base->dataset);
    request_add(request, "yAxis", chart_data_axis(data));
    request_add(request, "query", query);
    if (data->formula)
        chart_equation_axes(data, request);
    chart_data_interval(request, scope_interval_ms(desk_scope(view->desk)));
    return request;
}

uint64_t chart_data_ask_range(const struct chart_data *data, struct view *view, int line,
                              int64_t start_ms, int64_t end_ms)
{
    g_autofree char *query = chart_data_query(data, line);
    return body_ask_range(view, request_of(data, view, query), start_ms, end_ms);
}

static void ask(struct chart_data *data, struct view *view)
{
    g_autofree char *query = searched(data);
    struct request *request = request_of(data, view, query);
    if (data->group_key) {
        request_add(request, "groupBy", data->group_key);
        request_add(request, "topEvents", MOST_GROUPS);
        request_addf(request, "sort", "-%s", chart_data_axis(data));
    }
    bool held = desk_scope(view->desk)->held;
    data->asked = desk_ask(view, request, held ? 0 : 15000, false);
}

static void show_base(struct chart_data *data)
{
    g_ptr_array_set_size(data->lines, 0);
    g_ptr_array_add(data->lines, signal_copy(data->base));
}

/* The query of the metric that `part` is one group of: without the terms that made the group; NULL
 * when it is none. Newly allocated. */
static char *whole_of(const struct signal *part)
{
    if (!part->group_key || !part->group_value || !part->query)
        return NULL;
    g_auto(GStrv) keys = g_strsplit(part->group_key, CHART_KEY_JOINT, -1);
    g_auto(GStrv) values = g_strsplit(part->group_value, CHART_KEY_JOINT, -1);
    g_autoptr(GString) terms = g_string_new("x"); /* so that the first is apart, too */
    for (size_t i = 0; keys[i] && values[i]; i++)
        signals_add_term(terms, keys[i], values[i]);
    bool ends = terms->len > 1 && g_str_has_suffix(part->query, terms->str + 1);
    return ends ? g_strndup(part->query, strlen(part->query) - terms->len + 1) : NULL;
}

static void take_base(struct chart_data *data, struct desk *desk, const char *signal_id)
{
    const GPtrArray *signals = desk_signals(desk);
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        if (g_strcmp0(signal->id, signal_id))
            continue;
        struct signal *copy = signal_copy(signal);
        desk_limit(desk, copy);
        g_clear_pointer(&data->base, signal_free);
        data->base = copy;
        g_free(data->whole);
        data->whole = whole_of(copy);
        const struct onset *onset = desk_onset(desk, i);
        data->onset = onset ? *onset : (struct onset){0};
        const struct mix_shift *mix = desk_mix(desk, i);
        if (mix && data->onset.kind == ONSET_NONE)
            data->onset = mix->onset;
        return;
    }
}

void chart_data_refresh(struct chart_data *data, struct view *view)
{
    g_autofree char *id = g_strdup(data->base->id);
    take_base(data, view->desk, id);
    if (data->asked)
        desk_forget(view, data->asked);
    data->asked = 0;
    if (own_series(data))
        ask(data, view);
    else
        show_base(data);
}

/* The shift is seen best as its groups, within the value where it happened. */
static void group_by_mix(struct chart_data *data, const struct mix_shift *mix)
{
    data->group_key = g_strdup(mix->key);
    if (!mix->within_key || !mix->within_value)
        return;
    g_autofree char *value = body_quote(mix->within_value);
    data->within = g_strdup_printf("%s:%s", mix->within_key, value);
}

bool chart_data_open(struct chart_data *data, struct view *view, const char *signal_id)
{
    *data =
        (struct chart_data){.lines = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free)};
    take_base(data, view->desk, signal_id);
    if (!data->base)
        return false;
    const GPtrArray *signals = desk_signals(view->desk);
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        if (!g_strcmp0(signal->id, signal_id) && desk_mix(view->desk, i))
            group_by_mix(data, desk_mix(view->desk, i));
    }
    show_base(data);
    if (data->base->formula)
        chart_data_set_equation(data, view, data->base->formula);
    else if (own_series(data))
        ask(data, view);
    return true;
}

void chart_data_clear(struct chart_data *data)
{
    g_clear_pointer(&data->base, signal_free);
    g_clear_pointer(&data->lines, g_ptr_array_unref);
    g_clear_pointer(&data->whole, g_free);
    g_clear_pointer(&data->equation, g_free);
    g_clear_pointer(&data->formula, formula_free);
    g_clear_pointer(&data->group_key, g_free);
    g_clear_pointer(&data->within, g_free);
    g_clear_pointer(&data->narrowed, g_free);
    g_clear_pointer(&data->aggregate, g_free);
}

void chart_data_group(struct chart_data *data, struct view *view, const char *key)
{
    g_free(data->group_key);
    data->group_key = g_strdup(key);
    g_clear_pointer(&data->within, g_free);
    g_clear_pointer(&data->equation, g_free);
    g_clear_pointer(&data->formula, formula_free);
    chart_data_refresh(data, view);
}

void chart_data_set_equation(struct chart_data *data, struct view *view, const char *text)
{
    g_autofree char *why = NULL;
    size_t at = 0;
    bool none = !text || !*text || !strcmp(text, "A");
    g_clear_pointer(&data->equation, g_free);
    g_clear_pointer(&data->formula, formula_free);
    data->formula = none ? NULL : formula_parse(text, &why, &at);
    data->equation = data->formula ? g_strdup(text) : NULL;
    if (data->formula)
        g_clear_pointer(&data->group_key, g_free);
    chart_data_refresh(data, view);
}

void chart_data_compare(struct chart_data *data, struct view *view, bool compared)
{
    if (data->compared == compared)
        return;
    data->compared = compared;
    chart_data_refresh(data, view);
}

void chart_data_narrow(struct chart_data *data, struct view *view, const char *query)
{
    g_free(data->narrowed);
    data->narrowed = query && *query ? g_strdup(query) : NULL;
    chart_data_refresh(data, view);
}

/* --- answers --- */

static char *join(const GPtrArray *texts, const char *separator)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < texts->len; i++)
        g_string_append_printf(out, "%s%s", i ? separator : "",
                               (const char *)g_ptr_array_index(texts, i));
    return g_string_free(out, FALSE);
}

/* One line of the chart; takes the series. */
static struct signal *line_of(const struct chart_data *data, struct timeseries_reply *reply)
{
    struct signal *line = signal_new();
    line->service = g_strdup(data->base->service);
    line->dataset = g_strdup(data->base->dataset);
    line->query = searched(data);
    line->aggregate = g_strdup(chart_data_axis(data));
    line->unit = g_strdup(reply->unit && *reply->unit ? reply->unit
                          : data->aggregate           ? NULL
                                                      : data->base->unit);
    line->group_key = g_strdup(data->group_key);
    line->group_value = reply->is_other ? g_strdup("other") : join(reply->group_values, " ");
    line->name = g_strdup(*line->group_value ? line->group_value
                          : data->group_key  ? "(none)"
                                             : data->base->name);
    line->sampling = reply->sampling;
    line->series = reply->series;
    reply->series = (struct series){0};
    return line;
}

struct series chart_data_series(const struct chart_data *data, GPtrArray *replies,
                                const struct desk *desk)
{
    if (data->formula)
        return chart_equation_series(data, replies, desk, NULL);
    struct timeseries_reply *first = g_ptr_array_index(replies, 0);
    struct series series = first->series;
    first->series = (struct series){0};
    return series;
}

static struct signal *equation_line(const struct chart_data *data, GPtrArray *replies,
                                    const struct desk *desk)
{
    struct signal *line = line_of(data, g_ptr_array_index(replies, 0));
    g_clear_pointer(&line->unit, g_free);
    struct timeseries_reply *first = g_ptr_array_index(replies, 0);
    first->series = line->series;
    line->series = chart_equation_series(data, replies, desk, &line->unit);
    g_free(line->name);
    line->name = g_strdup(data->equation);
    return line;
}

bool chart_data_reply(struct chart_data *data, const struct desk *desk, uint64_t subscription,
                      struct reply *reply)
{
    if (!subscription || subscription != data->asked)
        return false;
    if (reply->kind != REPLY_TIMESERIES || !reply->object)
        return true;
    g_ptr_array_set_size(data->lines, 0);
    GPtrArray *series = reply->object;
    if (data->formula && series->len)
        g_ptr_array_add(data->lines, equation_line(data, series, desk));
    for (guint i = 0; !data->formula && i < series->len; i++)
        g_ptr_array_add(data->lines, line_of(data, g_ptr_array_index(series, i)));
    if (!data->lines->len)
        show_base(data);
    return true;
}

char *chart_data_query(const struct chart_data *data, int line)
{
    char *query = searched(data);
    if (line < 0 || (guint)line >= data->lines->len || !data->group_key)
        return query;
    const struct signal *part = g_ptr_array_index(data->lines, (guint)line);
    /* The whole stands in for its groups until they come, or when there are none. */
    if (g_strcmp0(part->group_key, data->group_key) || !part->group_value ||
        !strcmp(part->group_value, "other"))
        return query;
    g_autofree char *quoted = body_quote(part->group_value);
    g_autofree char *term = *part->group_value ? g_strdup_printf("%s:%s", data->group_key, quoted)
                                               : g_strdup_printf("!has:%s", data->group_key);
    char *both = query_both(query, term);
    g_free(query);
    return both;
}
