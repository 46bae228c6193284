/* SPDX-License-Identifier: Apache-2.0 */
#include "views/signal_formula.h"

#include "api/client/signals_scope.h"
#include "api/insight/formula.h"
#include "base/quantity.h"
#include "views/signal_rows.h"

#include <math.h>
#include <string.h>

/* --- names --- */

static bool fits(const struct signal *signal, const char *name)
{
    g_autofree char *text = signal_row_text(signal);
    return !strcmp(g_strstrip(text), name) || !g_strcmp0(signal->name, name);
}

static bool holds(const struct signal *signal, const char *name)
{
    g_autofree char *text = signal_row_text(signal);
    return strstr(text, name) != NULL;
}

const struct signal *signal_named(const GPtrArray *signals, const char *name, size_t *found)
{
    const struct signal *one = NULL;
    *found = 0;
    for (guint i = 0; i < signals->len; i++) {
        const struct signal *signal = g_ptr_array_index(signals, i);
        if (fits(signal, name)) {
            *found = 1;
            return signal;
        }
        if (holds(signal, name)) {
            one = signal;
            ++*found;
        }
    }
    return *found == 1 ? one : NULL;
}

const char *signal_counted_unit(const struct signal *signal)
{
    if (signal->unit)
        return signal->unit;
    if (signal->source == SIGNAL_RATE || signal->source == SIGNAL_LOGS)
        return "events a minute";
    return signal->aggregate && !signal->formula && signals_axis_counts(signal->aggregate) ? "count"
                                                                                           : NULL;
}

/* --- as it is kept --- */

struct writing {
    const struct signal *own;
    const GPtrArray *signals;
    char **why;
};

/* NULL where it could not be read back: between quotes, in one line. */
static char *whole_name(const struct signal *signal, char **why)
{
    g_autofree char *text = signal_row_text(signal);
    if (!strpbrk(text, "\"\r\n"))
        return g_strdup_printf("\"%s\"", g_strstrip(text));
    *why = g_strdup_printf("%s has a quote or a line's end in its name: it cannot be kept by it",
                           g_strdelimit(text, "\r\n", ' '));
    return NULL;
}

static char *put(const char *term, void *data)
{
    const struct writing *writing = data;
    size_t found = 0;
    if (!strcmp(term, "A"))
        return whole_name(writing->own, writing->why);
    g_autofree char *name = *term == '"' ? g_strndup(term + 1, strlen(term) - 2) : NULL;
    const struct signal *signal = name ? signal_named(writing->signals, name, &found) : NULL;
    if (signal)
        return whole_name(signal, writing->why);
    *writing->why =
        found > 1 ? g_strdup_printf("%zu signals have %s in their names", found, term)
        : name    ? g_strdup_printf("no signal of the wall is named %s", term)
                  : g_strdup_printf("%s is no signal of the wall: beside \"signals\" stand only "
                                       "others, and A",
                                    term);
    return NULL;
}

char *signal_formula_text(const char *text, const struct signal *own, const GPtrArray *signals,
                          char **why)
{
    struct writing writing = {own, signals, why};
    return formula_rewrite(text, put, &writing);
}

/* --- its value --- */

struct terms {
    size_t count;
    const struct signal *signals[FORMULA_TERMS]; /* NULL = not there */
    const char *units[FORMULA_TERMS];
    double scales[FORMULA_TERMS]; /* to the unit of the first term that it can be added to */
};

static void find_terms(struct terms *terms, const struct formula *formula, const GPtrArray *signals)
{
    terms->count = formula_term_count(formula);
    for (size_t i = 0; i < terms->count; i++) {
        const char *term = formula_term(formula, i);
        size_t found;
        g_autofree char *name = *term == '"' ? g_strndup(term + 1, strlen(term) - 2) : NULL;
        terms->signals[i] = name ? signal_named(signals, name, &found) : NULL;
        terms->units[i] = terms->signals[i] ? signal_counted_unit(terms->signals[i]) : NULL;
        terms->scales[i] = 1;
        for (size_t first = 0; first < i; first++) {
            double scale = quantity_conversion(terms->units[i], terms->units[first]);
            if (scale == 0)
                continue;
            terms->scales[i] = scale;
            terms->units[i] = terms->units[first];
            break;
        }
    }
}

static double value_at(const struct terms *terms, size_t term, int64_t time_ms)
{
    const struct signal *signal = terms->signals[term];
    gssize bucket = signal ? series_bucket(&signal->series, time_ms) : -1;
    return bucket >= 0 ? signal->series.values[bucket] * terms->scales[term] : (double)NAN;
}

/* What still fills in one of them fills in all. */
static size_t filling(const struct terms *terms, const struct series *series)
{
    int64_t whole_ms = INT64_MAX;
    for (size_t i = 0; i < terms->count; i++) {
        const struct series *own = terms->signals[i] ? &terms->signals[i]->series : NULL;
        if (own)
            whole_ms = MIN(whole_ms, own->start_ms + (int64_t)(own->count - own->incomplete) *
                                                         own->interval_ms);
    }
    size_t buckets = series->count;
    while (buckets > 0 && series->start_ms + (int64_t)buckets * series->interval_ms > whole_ms)
        buckets--;
    return series->count - buckets;
}

static void work_out(struct series *series, const struct formula *formula,
                     const struct terms *terms)
{
    for (size_t bucket = 0; bucket < series->count; bucket++) {
        double values[FORMULA_TERMS];
        for (size_t i = 0; i < terms->count; i++)
            values[i] =
                value_at(terms, i, series->start_ms + (int64_t)bucket * series->interval_ms);
        series->values[bucket] = formula_value(formula, values);
    }
    series->incomplete = filling(terms, series);
}

struct signal *signal_formula(const char *name, const char *text, const GPtrArray *signals)
{
    struct terms terms;
    g_autofree char *why = NULL;
    size_t at, first = 0;
    g_autoptr(formula) formula = formula_parse(text, &why, &at);
    if (!formula)
        return NULL;
    find_terms(&terms, formula, signals);
    while (first < terms.count && !terms.signals[first])
        first++;
    if (first == terms.count)
        return NULL;
    struct signal *signal = signal_copy(terms.signals[first]);
    bool alone = true;
    for (size_t i = 0; i < terms.count; i++)
        alone &= !terms.signals[i] || !g_strcmp0(terms.signals[i]->service, signal->service);
    char **own[] = {&signal->id,      &signal->name,      &signal->unit,
                    &signal->formula, &signal->group_key, &signal->group_value};
    for (size_t i = 0; i < G_N_ELEMENTS(own); i++)
        g_clear_pointer(own[i], g_free);
    if (!alone)
        g_clear_pointer(&signal->service, g_free);
    signal->source = SIGNAL_ASKED;
    signal->id = g_strdup_printf("formula/%s", name);
    signal->name = g_strdup(name);
    signal->formula = g_strdup(text);
    char *unit = formula_unit(formula, terms.units);
    signal->unit = g_strcmp0(unit, "count") ? g_steal_pointer(&unit) : NULL;
    g_free(unit);
    work_out(&signal->series, formula, &terms);
    return signal;
}
