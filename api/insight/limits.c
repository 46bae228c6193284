/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/limits.h"

#include "base/quantity.h"

#include <math.h>
#include <string.h>

#define MOST_MS (366 * 86400e3) /* a ramp says nothing of what is farther away */

struct row {
    char *name;
    GPatternSpec *pattern;
    char *text;
};

struct limits {
    grefcount refs;
    GPtrArray *rows; /* of struct row * */
    GHashTable *own; /* name -> text */
};

static void row_free(void *data)
{
    struct row *row = data;
    g_free(row->name);
    g_pattern_spec_free(row->pattern);
    g_free(row->text);
    g_free(row);
}

struct limits *limits_new(void)
{
    struct limits *limits = g_new0(struct limits, 1);
    g_ref_count_init(&limits->refs);
    limits->rows = g_ptr_array_new_with_free_func(row_free);
    limits->own = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return limits;
}

struct limits *limits_ref(struct limits *limits)
{
    if (limits)
        g_ref_count_inc(&limits->refs);
    return limits;
}

void limits_unref(struct limits *limits)
{
    if (!limits || !g_ref_count_dec(&limits->refs))
        return;
    g_ptr_array_unref(limits->rows);
    g_hash_table_unref(limits->own);
    g_free(limits);
}

bool limits_add(struct limits *limits, const char *pattern, const char *text, GError **error)
{
    if (!quantity_is(text)) {
        g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                    "the limit of %s is \"%s\"; expected a number and its unit, such as 2048MB, "
                    "30s, 90%% or 40",
                    pattern, text ? text : "");
        return false;
    }
    struct row *row = g_new0(struct row, 1);
    row->name = g_strdup(pattern);
    row->pattern = g_pattern_spec_new(pattern);
    row->text = g_strdup(text);
    g_ptr_array_add(limits->rows, row);
    return true;
}

char *limits_name(const struct signal *signal)
{
    const char *name = signal->name ? signal->name : "";
    if (signal->metric_name)
        return g_strdup(signal->metric_name);
    return signal->service ? g_strdup_printf("%s %s", signal->service, name) : g_strdup(name);
}

void limits_set(struct limits *limits, const char *name, const char *text)
{
    if (text)
        g_hash_table_replace(limits->own, g_strdup(name), g_strdup(text));
    else
        g_hash_table_remove(limits->own, name);
}

static bool matches(const struct row *row, const struct signal *signal)
{
    const char *name = signal->name ? signal->name : "";
    g_autofree char *whole =
        signal->service ? g_strdup_printf("%s %s", signal->service, name) : NULL;
    const char *const names[] = {signal->metric_name, name, whole};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i] && g_utf8_validate(names[i], -1, NULL) &&
            g_pattern_spec_match_string(row->pattern, names[i]))
            return true;
    return false;
}

static const struct row *find_row(const struct limits *limits, const struct signal *signal)
{
    const struct row *best = NULL;
    for (guint i = 0; limits && i < limits->rows->len; i++) {
        const struct row *row = g_ptr_array_index(limits->rows, i);
        if ((!best || strlen(row->name) > strlen(best->name)) && matches(row, signal))
            best = row;
    }
    return best;
}

void limits_apply(const struct limits *limits, struct signal *signal)
{
    const struct row *row = find_row(limits, signal);
    g_autofree char *name = limits_name(signal);
    const char *own = limits ? g_hash_table_lookup(limits->own, name) : NULL;
    signal->limit_from = LIMIT_NONE;
    if (own) {
        bool fits = quantity_read(own, signal->unit, &signal->limit);
        signal->limit_from = fits ? LIMIT_STATED : LIMIT_NONE;
    } else if (row) {
        bool fits = quantity_read(row->text, signal->unit, &signal->limit);
        signal->limit_from = fits ? LIMIT_STATED : LIMIT_MISFIT;
    } else if (signal->source == SIGNAL_METRIC &&
               quantity_read("100%", signal->unit, &signal->limit)) {
        signal->limit_from = LIMIT_OF_UNIT;
    }
}

bool limit_reached_at(const struct series *series, const struct onset *onset, double limit,
                      int64_t *time_ms)
{
    gssize last = series_last(series);
    if (onset->kind != ONSET_RAMP || !onset->ongoing || last < 0 || onset->slope == 0)
        return false;
    bool up = onset->slope > 0;
    /* A restart gave back what the ramp had taken, noise does not. */
    double midway = (onset->before + limit) / 2, newest = series->values[last];
    bool there = up ? onset->after >= limit : onset->after <= limit;
    if (there && (up ? newest < midway : newest > midway))
        return false;
    bool was_there = up ? onset->before >= limit : onset->before <= limit;
    double ms = there ? 0 : (limit - onset->after) / onset->slope * 60000;
    if (was_there || !(ms <= MOST_MS))
        return false;
    *time_ms = series->start_ms + (int64_t)(last + 1) * series->interval_ms + (int64_t)ms;
    return true;
}
