/* SPDX-License-Identifier: Apache-2.0
 *
 * A chart of an equation: `A / count() * 100`. A is the chart's own aggregate, calls are asked of
 * the same rows, and "names in quotes" are signals of the wall. It is worked out here, bucket by
 * bucket, so that it is the same whatever the server can do, and may cross datasets.
 */
#include "views/chart_equation.h"
#include "views/chart_state.h"
#include "views/signal_formula.h"

#include "api/client/signals_scope.h"
#include "api/query/aggregate.h"
#include "api/query/breakdown.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

/* --- terms --- */

static char *unquoted(const char *term)
{
    return g_strndup(term + 1, strlen(term) - 2);
}

/* What is asked for a term; NULL for a signal of the wall. */
static const char *axis_of(const struct chart_data *data, const char *term)
{
    if (*term == '"')
        return NULL;
    return term[1] ? term : chart_data_axis(data);
}

/* What a metric counts is not among the rows of another, nor among spans. Newly allocated. */
static char *of_other_rows(const struct chart_data *data, const char *term)
{
    const char *axis = chart_data_axis(data);
    g_autofree char *metric = field_metric(term), *own = axis ? field_metric(axis) : NULL;
    if (!metric || !g_strcmp0(metric, own))
        return NULL;
    return g_strdup_printf("this chart has no rows of %s: another signal stands as \"its name\"",
                           metric);
}

/* What is wrong with it (newly allocated), and where; NULL = nothing. */
static char *what_is_wrong(const struct chart_data *data, const struct desk *desk, const char *text,
                           size_t *at)
{
    char *why = NULL;
    if (!*text)
        return NULL;
    g_autoptr(formula) formula = formula_parse(text, &why, at);
    for (size_t i = 0; formula && !why && i < formula_term_count(formula); i++) {
        const char *term = formula_term(formula, i);
        size_t found = 1;
        g_autofree char *name = *term == '"' ? unquoted(term) : NULL;
        if (name)
            signal_named(desk_signals(desk), name, &found);
        else if (!term[1] && *term != 'A')
            why = g_strdup("A is this chart; another signal stands as \"its name\"");
        else
            why = of_other_rows(data, term);
        if (found > 1)
            why = g_strdup_printf("%zu signals have this in their names", found);
        else if (!found)
            why = g_strdup("no signal of the wall is named so");
        if (why)
            *at = (size_t)(strstr(text, term) - text);
    }
    return why;
}

void chart_equation_axes(const struct chart_data *data, struct request *request)
{
    for (size_t i = 0; i < formula_term_count(data->formula); i++) {
        const char *axis = axis_of(data, formula_term(data->formula, i));
        if (axis && strcmp(axis, chart_data_axis(data)))
            request_add(request, "yAxis", axis);
    }
}

/* --- working it out --- */

static const struct timeseries_reply *answered(const GPtrArray *replies, const char *axis)
{
    for (guint i = 0; i < replies->len; i++) {
        const struct timeseries_reply *reply = g_ptr_array_index(replies, i);
        if (!g_strcmp0(reply->y_axis, axis))
            return reply;
    }
    return NULL;
}

/* A term of the equation, in its own unit. */
struct term {
    const struct series *series; /* NULL = not answered */
    const char *unit;            /* "count" of what is counted; NULL = not known */
    double scale;                /* to the unit of the first term that it can be added to */
};

/* `base` knows the unit of its own aggregate, which servers do not always tell. */
static const char *unit_of(const struct timeseries_reply *reply, const struct signal *base)
{
    if (reply->unit && *reply->unit)
        return reply->unit;
    if (!g_strcmp0(reply->type, "percentage"))
        return "ratio";
    if (!base->formula && base->unit && !g_strcmp0(reply->y_axis, base->aggregate))
        return base->unit;
    return signals_axis_counts(reply->y_axis) ? "count" : NULL;
}

static struct term term_of(const struct chart_data *data, const GPtrArray *replies,
                           const struct desk *desk, const char *name)
{
    const char *axis = axis_of(data, name);
    size_t found;
    if (axis) {
        const struct timeseries_reply *reply = answered(replies, axis);
        return reply ? (struct term){&reply->series, unit_of(reply, data->base), 1}
                     : (struct term){0};
    }
    g_autofree char *bare = unquoted(name);
    const struct signal *signal = desk ? signal_named(desk_signals(desk), bare, &found) : NULL;
    return signal ? (struct term){&signal->series, signal_counted_unit(signal), 1}
                  : (struct term){0};
}

/* Seconds are added to milliseconds as milliseconds: the first of a kind says in what. */
static void align(struct term *terms, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t first = 0; first < i; first++) {
            double scale = quantity_conversion(terms[i].unit, terms[first].unit);
            if (scale == 0)
                continue;
            terms[i].scale = scale;
            terms[i].unit = terms[first].unit;
            break;
        }
}

static double value_at(const struct term *term, int64_t time_ms)
{
    gssize bucket = term->series ? series_bucket(term->series, time_ms) : -1;
    return bucket >= 0 ? term->series->values[bucket] * term->scale : (double)NAN;
}

struct series chart_equation_series(const struct chart_data *data, const GPtrArray *replies,
                                    const struct desk *desk, char **unit)
{
    struct term terms[FORMULA_TERMS];
    const char *units[FORMULA_TERMS];
    const struct timeseries_reply *first = g_ptr_array_index(replies, 0);
    struct series out;
    series_init(&out, first->series.start_ms, first->series.interval_ms, first->series.count);
    out.incomplete = first->series.incomplete;
    size_t count = formula_term_count(data->formula);
    for (size_t i = 0; i < count; i++)
        terms[i] = term_of(data, replies, desk, formula_term(data->formula, i));
    align(terms, count);
    for (size_t i = 0; i < count; i++)
        units[i] = terms[i].unit;
    for (size_t bucket = 0; bucket < out.count; bucket++) {
        double values[FORMULA_TERMS];
        for (size_t i = 0; i < count; i++)
            values[i] = value_at(&terms[i], chart_bucket_ms(&out, (gssize)bucket));
        out.values[bucket] = formula_value(data->formula, values);
    }
    if (unit)
        *unit = formula_unit(data->formula, units);
    return out;
}

/* --- as a question --- */

/* The rows of the wall that it is made of are kept by their names. */
static char *question_of_signals(const struct view *view)
{
    const struct chart_state *state = view->state;
    const struct chart_data *data = &state->data;
    g_autofree char *why = NULL;
    const struct signal *own =
        data->aggregate || data->narrowed ? NULL : desk_find_signal(view->desk, data->base->id);
    char *text =
        own ? signal_formula_text(data->equation, own, desk_signals(view->desk), &why) : NULL;
    if (!text)
        desk_say(view->desk, true, "%s",
                 why ? why : "A is not as the wall has it: a row of \"signals\" is of its rows");
    return text;
}

char *chart_question(const struct view *view)
{
    const struct chart_state *state = view->state;
    const struct chart_data *data = &state->data;
    if (data->equation && strchr(data->equation, '"'))
        return question_of_signals(view);
    const char *axis = chart_data_axis(data), *label = breakdown_label(axis);
    g_autofree char *own = g_strdup_printf(label == axis ? "%s" : "(%s)", label);
    g_autofree char *what =
        data->equation ? formula_put(data->equation, 'A', own) : g_strdup(label);
    g_autofree char *query = chart_data_query(data, state->line);
    bool grouped = data->group_key && state->line < 0;
    return what ? g_strdup_printf("%s | %s%s%s in %s", query, what, grouped ? " group by " : "",
                                  grouped ? data->group_key : "", data->base->dataset)
                : NULL;
}

/* --- the prompt --- */

static char *wrong(const struct view *view, const char *text, size_t *at)
{
    const struct chart_state *state = view->state;
    return what_is_wrong(&state->data, view->desk, text, at);
}

static void typed(struct view *view, const char *text)
{
    struct chart_state *state = view->state;
    state->line = -1;
    state->heat.on = false;
    chart_data_set_equation(&state->data, view, text);
    chart_ask_beside(view);
}

bool chart_equation(void *context)
{
    struct view *view = context;
    const struct chart_state *state = view->state;
    desk_type(view,
              "A, functions, \"signals\" = ", state->data.equation ? state->data.equation : "A",
              wrong, typed);
    return true;
}
