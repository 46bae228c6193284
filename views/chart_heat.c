/* SPDX-License-Identifier: Apache-2.0 */
#include "views/chart_heat.h"

#include "base/quantity.h"
#include "tui/axis.h"
#include "views/body.h"
#include "views/chart_data.h"

#include <math.h>
#include <string.h>

#define RENEW_MS     30000
#define LINEAR_BELOW 8 /* values closer together than this factor have edges at even distance */
#define NUMBER_SIZE  40
#define LEAST_SPAN   1e-9 /* closer together they are one value */

/* --- what is counted --- */

static bool of_spans(const struct signal *signal)
{
    return !g_strcmp0(signal->dataset, "spans");
}

char *heat_measured(const struct signal *signal)
{
    if (of_spans(signal))
        return g_strdup("span.duration");
    const char *arguments = signal->aggregate ? strchr(signal->aggregate, '(') : NULL;
    bool measures =
        !g_strcmp0(signal->metric_type, "distribution") || !g_strcmp0(signal->metric_type, "gauge");
    size_t length = arguments ? strlen(arguments) : 0;
    return measures && length > 2 ? g_strndup(arguments + 1, length - 2) : NULL;
}

const char *heat_unit(const struct signal *signal)
{
    return of_spans(signal) ? "millisecond" : signal->unit;
}

/* As a search takes it: no exponent where it can be done without, no zeros at the end. */
static char *number_text(double number, char *out)
{
    double size = fabs(number);
    const char *form = size >= 1e15 ? "%.15g" : size < 1000 ? "%.12f" : "%.6f";
    g_ascii_formatd(out, NUMBER_SIZE, form, number);
    size_t length = strlen(out);
    while (size < 1e15 && strchr(out, '.') && out[length - 1] == '0')
        out[--length] = '\0';
    if (out[length - 1] == '.')
        out[length - 1] = '\0';
    return out;
}

static char *reaching(const struct signal *signal, const char *measured, double edge)
{
    char number[NUMBER_SIZE];
    number_text(edge, number);
    return of_spans(signal) ? g_strdup_printf("count_if(%s,greaterOrEquals,%s)", measured, number)
                            : g_strdup_printf("count_if(`value:>=%s`,%s)", number, measured);
}

char *heat_term(const struct chart_heat *heat, const struct signal *signal, size_t bin)
{
    const char *key = of_spans(signal) ? "span.duration" : "value";
    GString *out = g_string_new(NULL);
    char number[NUMBER_SIZE];
    if (bin > heat->edge_count)
        return g_string_free(out, FALSE);
    if (bin > 0)
        g_string_append_printf(out, "%s:>=%s", key, number_text(heat->edges[bin - 1], number));
    if (bin < heat->edge_count)
        g_string_append_printf(out, "%s%s:<%s", bin ? " " : "", key,
                               number_text(heat->edges[bin], number));
    return g_string_free(out, FALSE);
}

/* --- edges --- */

static size_t linear_edges(double least, double most, const char *unit, double *edges)
{
    struct axis axis = axis_fit(least, most, HEAT_EDGES - 2, unit);
    size_t count = 0;
    for (int i = 1; i <= HEAT_EDGES && axis.low + i * axis.step <= most; i++)
        edges[count++] = axis.low + i * axis.step;
    return count;
}

/* The numbers of a ladder over (least, most]; 0 when they are too many. */
static size_t ladder_edges(const double *ladder, double least, double most, double *edges)
{
    size_t count = 0;
    for (double power = pow(10, floor(log10(least))); power <= most; power *= 10)
        for (size_t i = 0; ladder[i] > 0; i++) {
            double edge = ladder[i] * power;
            if (edge <= least || edge > most)
                continue;
            if (count == HEAT_EDGES)
                return 0;
            edges[count++] = edge;
        }
    return count;
}

size_t heat_edges(double least, double most, const char *unit, double *edges)
{
    static const double ladders[][8] = {
        {1,    1.2, 1.5, 2, 3, 5, 7},
        {1, 1.5, 2, 3, 5, 7},
        {1,   2, 5},
        {1,   3},
        {1   },
    };
    if (!isfinite(least) || !isfinite(most) || !(most > least) || most - least < LEAST_SPAN)
        return 0;
    if (least < 0 || (least > 0 && most < least * LINEAR_BELOW))
        return linear_edges(least, most, unit, edges);
    /* What is next to nothing beside the greatest is in the lowest bin. */
    double floor_value = MAX(least, most / 1e9);
    for (size_t i = 0; i < G_N_ELEMENTS(ladders); i++) {
        size_t count = ladder_edges(ladders[i], floor_value, most, edges);
        if (count)
            return count;
    }
    return linear_edges(least, most, unit, edges);
}

/* --- asking --- */

static void forget(struct chart_heat *heat, struct view *view)
{
    desk_forget(view, heat->range_asked);
    desk_forget(view, heat->asked);
    heat->range_asked = heat->asked = 0;
}

static void drop_counts(struct chart_heat *heat)
{
    series_clear(&heat->times);
    g_clear_pointer(&heat->counts, g_free);
    heat->counted = 0;
}

void chart_heat_clear(struct chart_heat *heat)
{
    drop_counts(heat);
    g_clear_pointer(&heat->error, g_free);
}

void chart_heat_ask(struct chart_heat *heat, struct view *view, const struct signal *signal,
                    const char *query)
{
    forget(heat, view);
    g_clear_pointer(&heat->error, g_free);
    g_autofree char *measured = heat_measured(signal);
    if (!heat->on || !measured)
        return;
    g_autofree char *least = g_strdup_printf("min(%s)", measured);
    g_autofree char *most = g_strdup_printf("max(%s)", measured);
    const char *const fields[] = {least, most, NULL};
    struct request *request = request_rows(signal->dataset, fields);
    request_add(request, "query", query);
    request_add(request, "per_page", "1");
    heat->range_asked = desk_ask(view, request, 0, false);
}

static void ask_counts(struct chart_heat *heat, struct view *view, const struct signal *signal,
                       const char *query)
{
    const struct scope *scope = desk_scope(view->desk);
    g_autofree char *measured = heat_measured(signal);
    struct request *request = request_new(ENDPOINT_TIMESERIES, NULL);
    request_add(request, "dataset", signal->dataset);
    if (of_spans(signal))
        request_add(request, "yAxis", "count()");
    else
        request_addf(request, "yAxis", "count(%s)", measured);
    for (size_t i = 0; i < heat->edge_count; i++) {
        g_autofree char *axis = reaching(signal, measured, heat->edges[i]);
        request_add(request, "yAxis", axis);
    }
    request_add(request, "query", query);
    chart_data_interval(request, scope_interval_ms(scope));
    heat->asked = desk_ask(view, request, scope->held ? 0 : RENEW_MS, false);
}

/* --- answers --- */

static void take_range(struct chart_heat *heat, struct view *view, const struct signal *signal,
                       const char *query, const struct reply *reply)
{
    const struct rows *rows = reply->kind == REPLY_ROWS ? reply->object : NULL;
    g_autofree char *measured = heat_measured(signal);
    g_autofree char *least = g_strdup_printf("min(%s)", measured);
    g_autofree char *most = g_strdup_printf("max(%s)", measured);
    if (!rows) {
        heat->error = g_strdup(reply->error ? reply->error : "no answer");
        return;
    }
    heat->least = rows->count ? body_cell_number(rows, 0, least) : (double)NAN;
    heat->most = rows->count ? body_cell_number(rows, 0, most) : (double)NAN;
    drop_counts(heat);
    if (!isfinite(heat->most)) {
        heat->error = g_strdup("nothing was measured in this range");
        return;
    }
    heat->edge_count = heat_edges(heat->least, heat->most, heat_unit(signal), heat->edges);
    if (heat->bin > heat->edge_count)
        heat->bin = HEAT_NO_BIN;
    ask_counts(heat, view, signal, query);
}

static const struct series *series_of(const GPtrArray *replies, const char *axis)
{
    for (guint i = 0; i < replies->len; i++) {
        const struct timeseries_reply *reply = g_ptr_array_index(replies, i);
        if (!g_strcmp0(reply->y_axis, axis))
            return &reply->series;
    }
    return NULL;
}

static double value_at(const struct series *series, size_t bucket)
{
    return series && bucket < series->count ? series->values[bucket] : (double)NAN;
}

/* How many lie in each bin is what reaches its edge and not the next. */
static void count_bins(struct chart_heat *heat, const struct series *const *reach)
{
    size_t bins = heat->edge_count + 1;
    for (size_t time = 0; time < heat->times.count; time++)
        for (size_t bin = 0; bin < bins; bin++) {
            double here = value_at(reach[bin], time);
            double above = bin + 1 < bins ? value_at(reach[bin + 1], time) : 0;
            /* Estimates of the two may cross by a little. */
            heat->counts[time * bins + bin] = MAX(here - above, 0);
            if (isnan(here) || isnan(above))
                heat->counts[time * bins + bin] = (double)NAN;
        }
    heat->counted = bins;
}

static void take_counts(struct chart_heat *heat, const struct signal *signal,
                        const struct reply *reply)
{
    const struct series *reach[HEAT_EDGES + 1];
    g_autofree char *measured = heat_measured(signal);
    g_autofree char *all =
        of_spans(signal) ? g_strdup("count()") : g_strdup_printf("count(%s)", measured);
    g_clear_pointer(&heat->error, g_free);
    if (reply->kind != REPLY_TIMESERIES || !reply->object) {
        heat->error = g_strdup(reply->error ? reply->error : "no answer");
        return;
    }
    reach[0] = series_of(reply->object, all);
    for (size_t i = 0; i < heat->edge_count; i++) {
        g_autofree char *axis = reaching(signal, measured, heat->edges[i]);
        reach[i + 1] = series_of(reply->object, axis);
    }
    drop_counts(heat);
    if (!reach[0] || !reach[0]->count) {
        heat->error = g_strdup("the server counted none of it");
        return;
    }
    series_init(&heat->times, reach[0]->start_ms, reach[0]->interval_ms, reach[0]->count);
    memcpy(heat->times.values, reach[0]->values, reach[0]->count * sizeof(double));
    heat->times.incomplete = reach[0]->incomplete;
    heat->counts = g_new(double, heat->times.count *(heat->edge_count + 1));
    count_bins(heat, reach);
}

bool chart_heat_reply(struct chart_heat *heat, struct view *view, const struct signal *signal,
                      const char *query, uint64_t subscription, const struct reply *reply)
{
    if (body_answered(&heat->range_asked, subscription, reply)) {
        if (!heat->range_asked)
            take_range(heat, view, signal, query, reply);
        return true;
    }
    if (!subscription || subscription != heat->asked)
        return false;
    take_counts(heat, signal, reply);
    return true;
}

/* --- the cursor --- */

/* NAN when of none of those buckets it is known. */
static double bin_count(const struct chart_heat *heat, size_t bin, int64_t start_ms, int64_t end_ms)
{
    double sum = (double)NAN;
    for (size_t time = 0; time < heat->times.count; time++) {
        int64_t at = heat->times.start_ms + (int64_t)time * heat->times.interval_ms;
        if (at < start_ms || at >= end_ms)
            continue;
        double count = heat->counts[time * heat->counted + bin];
        if (isfinite(count))
            sum = isfinite(sum) ? sum + count : count;
    }
    return sum;
}

void chart_heat_move(struct chart_heat *heat, int64_t time_ms, int by)
{
    if (!heat->counted)
        return;
    if (heat->bin < heat->counted) {
        heat->bin = (size_t)CLAMP((int)heat->bin - by, 0, (int)heat->counted - 1);
        return;
    }
    double fullest = 0;
    heat->bin = 0;
    for (size_t bin = 0; bin < heat->counted; bin++) {
        double here = bin_count(heat, bin, time_ms, time_ms + 1);
        if (here > fullest) {
            fullest = here;
            heat->bin = bin;
        }
    }
}

void chart_heat_words(const struct chart_heat *heat, const char *unit, int64_t start_ms,
                      int64_t end_ms, GString *out)
{
    char low[24], high[24], count[24];
    double all = 0;
    bool known = false;
    if (!heat->counted)
        return;
    for (size_t bin = 0; bin < heat->counted; bin++) {
        double here = bin_count(heat, bin, start_ms, end_ms);
        known |= isfinite(here);
        all += isfinite(here) ? here : 0;
    }
    if (!known) {
        g_string_append(out, "how many were measured is not known");
        return;
    }
    g_string_append_printf(out, "%s measured", quantity_count((int64_t)all, count, sizeof count));
    if (heat->bin >= heat->counted)
        return;
    double here = bin_count(heat, heat->bin, start_ms, end_ms);
    g_string_append_printf(
        out, ", %s ", quantity_count(isfinite(here) ? (int64_t)here : -1, count, sizeof count));
    bool lowest = heat->bin == 0, highest = heat->bin == heat->edge_count;
    if (!lowest)
        quantity_text(heat->edges[heat->bin - 1], unit, low, sizeof low);
    if (!highest)
        quantity_text(heat->edges[heat->bin], unit, high, sizeof high);
    if (lowest && highest)
        g_string_append(out, "of one value");
    else if (lowest)
        g_string_append_printf(out, "below %s", high);
    else if (highest)
        g_string_append_printf(out, "from %s on", low);
    else
        g_string_append_printf(out, "from %s to %s", low, high);
}
