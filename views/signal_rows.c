/* SPDX-License-Identifier: Apache-2.0 */
#include "views/signal_rows.h"

#include "base/clock.h"

#include <string.h>

static void row_clear(void *data)
{
    g_free(((struct signal_row *)data)->id);
}

void signal_rows_init(struct signal_rows *rows)
{
    *rows = (struct signal_rows){
        .flat = g_array_new(FALSE, FALSE, sizeof(struct signal_row)),
        .rows = g_array_new(FALSE, FALSE, sizeof(struct signal_row)),
        .groups = g_ptr_array_new_with_free_func((GDestroyNotify)signal_group_free),
        .folds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
    };
    g_array_set_clear_func(rows->flat, row_clear);
}

void signal_rows_clear(struct signal_rows *rows)
{
    g_clear_pointer(&rows->flat, g_array_unref);
    g_clear_pointer(&rows->rows, g_array_unref);
    g_clear_pointer(&rows->groups, g_ptr_array_unref);
    g_clear_pointer(&rows->folds, g_hash_table_unref);
    g_clear_pointer(&rows->filter, matcher_free);
}

void signal_rows_filter(struct signal_rows *rows, const struct matcher *matcher, bool hide)
{
    struct matcher *filter = matcher_ref((struct matcher *)matcher); /* it may be the one held */
    matcher_free(rows->filter);
    rows->filter = filter;
    rows->hide = hide;
}

char *signal_row_text(const struct signal *signal)
{
    g_autofree char *label = signal_label(signal);
    return g_strdup_printf("%s %s", signal->service ? signal->service : "", label);
}

/* The terms of a group: what it is a part by. */
static void append_parts(GString *text, const struct signal *signal)
{
    g_auto(GStrv) keys = g_strsplit(signal->group_key ? signal->group_key : "", "\x1f", -1);
    g_auto(GStrv) values = g_strsplit(signal->group_value ? signal->group_value : "", "\x1f", -1);
    for (guint i = 0; keys[i] && values[i]; i++)
        g_string_append_printf(text, " %s:%s", keys[i], values[i]);
}

char *signal_filter_text(const struct signal *signal)
{
    g_autofree char *text = signal_row_text(signal);
    GString *out = g_string_new(text);
    append_parts(out, signal);
    if (signal->service)
        g_string_append_printf(out, " project:%s", signal->service);
    if (signal->metric_type)
        g_string_append_printf(out, " type:%s", signal->metric_type);
    if (signal->unit)
        g_string_append_printf(out, " unit:%s", signal->unit);
    return g_string_free(out, FALSE);
}

/* --- which signals are rows --- */

static const struct signal *signal_at(struct desk *desk, size_t index)
{
    return g_ptr_array_index((GPtrArray *)desk_signals(desk), index);
}

/* Ramps and shifts of mix set in before a burst and are what it may hide. */
static bool in_burst(const struct lead *lead, const struct onset *onset, int64_t interval_ms)
{
    return onset->kind == ONSET_RAMP || onset->kind == ONSET_MIX || !lead || !lead->since_ms ||
           onset->time_ms >= lead->since_ms - interval_ms;
}

static bool is_first(const struct lead *lead, const struct signal *signal)
{
    if (!lead || lead->first_mover < 0)
        return false;
    const struct change *change = g_ptr_array_index(lead->changes, (guint)lead->first_mover);
    return signal->id && !g_strcmp0(change->signal_id, signal->id);
}

static void add_row(GArray *rows, struct desk *desk, size_t index, bool mix)
{
    const struct lead *lead = desk_lead(desk);
    const struct signal *signal = signal_at(desk, index);
    const struct mix_shift *shift = mix ? desk_mix(desk, index) : NULL;
    const struct onset *onset = shift ? &shift->onset : desk_onset(desk, index);
    struct signal_row row = {
        .id = g_strdup(signal->id ? signal->id : ""),
        .signal = index,
        .group = SIGNAL_NONE,
        .mix = mix,
    };
    if (onset && onset->kind != ONSET_NONE) {
        row.kind = onset->kind;
        row.ongoing = onset->ongoing;
        row.time_ms = onset->time_ms;
        row.score = onset->score;
        row.burst = in_burst(lead, onset, signal->series.interval_ms);
        row.first = onset->kind != ONSET_MIX && is_first(lead, signal);
    }
    g_array_append_val(rows, row);
}

/* What goes on and began with the burst, or slowly before it; what goes on from earlier; what is
 * over; the quiet. */
static int rank_of(const struct signal_row *row)
{
    if (row->kind == ONSET_NONE)
        return 3;
    return !row->ongoing ? 2 : !row->burst;
}

static int by_onset(gconstpointer a, gconstpointer b, gpointer data)
{
    struct desk *desk = data;
    const struct signal_row *x = a, *y = b;
    if (rank_of(x) != rank_of(y))
        return rank_of(x) - rank_of(y);
    if (x->time_ms != y->time_ms)
        return x->time_ms < y->time_ms ? -1 : 1;
    if (x->first != y->first)
        return x->first ? -1 : 1;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    g_autofree char *x_text = signal_row_text(signal_at(desk, x->signal));
    g_autofree char *y_text = signal_row_text(signal_at(desk, y->signal));
    int order = strcmp(x_text, y_text);
    return order ? order : strcmp(x->id, y->id);
}

/* Marks the rows whose names only they have. */
static void find_alone(GArray *rows, struct desk *desk)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < rows->len; i++) {
        struct signal_row *row = &g_array_index(rows, struct signal_row, i);
        const char *name = signal_at(desk, row->signal)->name;
        struct signal_row *other = g_hash_table_lookup(seen, name ? name : "");
        row->alone = !other;
        if (!other)
            g_hash_table_insert(seen, (void *)(name ? name : ""), row);
        else if (other->signal == row->signal)
            row->alone = other->alone; /* a metric and its shift of mix */
        else
            other->alone = false;
    }
}

static bool kept(const struct signal_rows *rows, const struct signal *signal, const char *service)
{
    if (service && g_strcmp0(signal->service, service))
        return false;
    if (!rows->filter)
        return true;
    g_autofree char *text = signal_filter_text(signal);
    return matcher_matches(rows->filter, text) != rows->hide;
}

static char *key_of(const struct signal_row *row)
{
    return g_strdup_printf("%d%s", row->mix, row->id);
}

/* The rows of `fresh` that were in `old`, in its order; marks them in `used`. */
static GArray *old_order(const GArray *old, const GArray *fresh, bool *used)
{
    g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < fresh->len; i++)
        g_hash_table_insert(places, key_of(&g_array_index(fresh, struct signal_row, i)),
                            GUINT_TO_POINTER(i + 1));
    GArray *order = g_array_new(FALSE, FALSE, sizeof(struct signal_row));
    for (guint i = 0; i < old->len; i++) {
        g_autofree char *key = key_of(&g_array_index(old, struct signal_row, i));
        guint place = GPOINTER_TO_UINT(g_hash_table_lookup(places, key));
        if (!place || used[place - 1])
            continue;
        used[place - 1] = true;
        g_array_append_val(order, g_array_index(fresh, struct signal_row, place - 1));
    }
    return order;
}

/* Puts `fresh`, which is sorted, into the order of `old`; what is new comes before the first row
 * that belongs below it. Returns how many that moved stand below quiet ones. */
static size_t keep_places(const GArray *old, GArray *fresh, struct desk *desk)
{
    g_autofree bool *used = g_new0(bool, fresh->len + 1);
    g_autoptr(GArray) order = old_order(old, fresh, used);
    for (guint i = 0; i < fresh->len; i++) {
        const struct signal_row *row = &g_array_index(fresh, struct signal_row, i);
        guint at = 0;
        while (!used[i] && at < order->len &&
               by_onset(row, &g_array_index(order, struct signal_row, at), desk) >= 0)
            at++;
        if (!used[i])
            g_array_insert_val(order, at, *row);
    }
    size_t behind = 0;
    bool quiet = false;
    for (guint i = 0; i < order->len; i++) {
        const struct signal_row *row = &g_array_index(order, struct signal_row, i);
        g_array_index(fresh, struct signal_row, i) = *row;
        behind += quiet && row->kind != ONSET_NONE;
        quiet |= row->kind == ONSET_NONE;
    }
    return behind;
}

/* A metric and its shift of mix are one signal. */
static size_t count_moved(const GArray *rows, struct desk *desk)
{
    size_t moved = 0;
    for (guint i = 0; i < rows->len; i++) {
        const struct signal_row *row = &g_array_index(rows, struct signal_row, i);
        const struct onset *own = desk_onset(desk, row->signal);
        bool twice = row->mix && own && own->kind != ONSET_NONE;
        moved += row->kind != ONSET_NONE && !twice;
    }
    return moved;
}

size_t signal_rows_make(struct signal_rows *rows, struct desk *desk, const char *service,
                        bool keep_order)
{
    GArray *fresh = g_array_new(FALSE, FALSE, sizeof(struct signal_row));
    g_array_set_clear_func(fresh, row_clear);
    size_t count = desk_signals(desk)->len;
    for (size_t i = 0; i < count; i++) {
        if (!kept(rows, signal_at(desk, i), service))
            continue;
        if (desk_mix(desk, i))
            add_row(fresh, desk, i, true);
        add_row(fresh, desk, i, false);
    }
    find_alone(fresh, desk);
    g_array_sort_with_data(fresh, by_onset, desk);
    size_t behind = keep_order ? keep_places(rows->flat, fresh, desk) : 0;
    g_array_unref(rows->flat);
    rows->flat = fresh;
    rows->moved = count_moved(fresh, desk);
    rows->leading = 0;
    while (rows->leading < fresh->len &&
           g_array_index(fresh, struct signal_row, rows->leading).kind != ONSET_NONE)
        rows->leading++;
    signal_groups_make(rows, desk);
    return behind;
}
