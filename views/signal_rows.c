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
    *rows = (struct signal_rows){.rows = g_array_new(FALSE, FALSE, sizeof(struct signal_row))};
    g_array_set_clear_func(rows->rows, row_clear);
}

void signal_rows_clear(struct signal_rows *rows)
{
    g_clear_pointer(&rows->rows, g_array_unref);
    g_clear_pointer(&rows->filter, matcher_free);
}

void signal_rows_filter(struct signal_rows *rows, const struct matcher *matcher, bool hide)
{
    g_clear_pointer(&rows->filter, matcher_free);
    rows->filter = matcher ? matcher_ref((struct matcher *)matcher) : NULL;
    rows->hide = hide;
}

char *signal_row_text(const struct signal *signal)
{
    g_autofree char *label = signal_label(signal);
    return g_strdup_printf("%s %s", signal->service ? signal->service : "", label);
}

/* --- which signals are rows
 * ---------------------------------------------------------------------- */

/* A metric and the parts it was grouped into, which follow it. */
struct family {
    size_t whole, end; /* parts are whole + 1 up to end */
    bool whole_moved;
    size_t parts_moved;
};

static const struct signal *signal_at(struct desk *desk, size_t index)
{
    return g_ptr_array_index((GPtrArray *)desk_signals(desk), index);
}

static enum onset_kind kind_at(struct desk *desk, size_t index)
{
    const struct onset *onset = desk_onset(desk, index);
    return onset ? onset->kind : ONSET_NONE;
}

static struct family family_at(struct desk *desk, size_t index)
{
    struct family family = {.whole = index, .end = index + 1};
    const struct signal *whole = signal_at(desk, index);
    size_t count = desk_signals(desk)->len;
    family.whole_moved = kind_at(desk, index) != ONSET_NONE;
    for (; family.end < count; family.end++) {
        const struct signal *part = signal_at(desk, family.end);
        if (!part->group_key || g_strcmp0(part->metric_name, whole->metric_name) ||
            g_strcmp0(part->service, whole->service))
            break;
        family.parts_moved += kind_at(desk, family.end) != ONSET_NONE;
    }
    return family;
}

static void add_row(GArray *rows, struct desk *desk, size_t index, bool mix)
{
    const struct mix_shift *shift = mix ? desk_mix(desk, index) : NULL;
    const struct onset *onset = shift ? &shift->onset : desk_onset(desk, index);
    struct signal_row row = {
        .id = g_strdup(signal_at(desk, index)->id ? signal_at(desk, index)->id : ""),
        .signal = index,
        .mix = mix,
    };
    if (onset && onset->kind != ONSET_NONE) {
        row.kind = onset->kind;
        row.ongoing = onset->ongoing;
        row.time_ms = onset->time_ms;
        row.score = onset->score;
    }
    g_array_append_val(rows, row);
}

/* The whole speaks for its parts, unless only some of them moved: then those do. A shift of mix is
 * a row of its own, and what its parts did is said by it. */
static void add_family(GArray *rows, struct desk *desk, const struct family *family)
{
    size_t parts = family->end - family->whole - 1;
    bool mixed = desk_mix(desk, family->whole) != NULL;
    bool split = !mixed && family->parts_moved && family->parts_moved * 2 <= parts;
    if (mixed)
        add_row(rows, desk, family->whole, true);
    if (!split || !family->whole_moved)
        add_row(rows, desk, family->whole, false);
    for (size_t i = family->whole + 1; split && i < family->end; i++)
        if (kind_at(desk, i) != ONSET_NONE)
            add_row(rows, desk, i, false);
}

static int by_onset(gconstpointer a, gconstpointer b, gpointer data)
{
    struct desk *desk = data;
    const struct signal_row *x = a, *y = b;
    bool x_moved = x->kind != ONSET_NONE, y_moved = y->kind != ONSET_NONE;
    if (x_moved != y_moved)
        return x_moved ? -1 : 1;
    if (x_moved && x->ongoing != y->ongoing)
        return x->ongoing ? -1 : 1;
    if (x_moved && x->time_ms != y->time_ms)
        return x->time_ms < y->time_ms ? -1 : 1;
    if (x_moved && x->score != y->score)
        return x->score > y->score ? -1 : 1;
    g_autofree char *x_text = signal_row_text(signal_at(desk, x->signal));
    g_autofree char *y_text = signal_row_text(signal_at(desk, y->signal));
    int order = strcmp(x_text, y_text);
    return order ? order : strcmp(x->id, y->id);
}

static bool kept(const struct signal_rows *rows, const struct signal *signal, const char *service)
{
    if (service && g_strcmp0(signal->service, service))
        return false;
    if (!rows->filter)
        return true;
    g_autofree char *text = signal_row_text(signal);
    return matcher_matches(rows->filter, text) != rows->hide;
}

/* Puts `fresh` into the order of `old`; what is new comes last. Returns how many that moved stand
 * below quiet ones. */
static size_t keep_places(const GArray *old, GArray *fresh)
{
    g_autoptr(GHashTable) places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < fresh->len; i++) {
        const struct signal_row *row = &g_array_index(fresh, struct signal_row, i);
        g_hash_table_insert(places, g_strdup_printf("%d%s", row->mix, row->id),
                            GUINT_TO_POINTER(i + 1));
    }
    g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(struct signal_row));
    g_autofree bool *used = g_new0(bool, fresh->len + 1);
    for (guint i = 0; i < old->len; i++) {
        const struct signal_row *row = &g_array_index(old, struct signal_row, i);
        g_autofree char *key = g_strdup_printf("%d%s", row->mix, row->id);
        guint place = GPOINTER_TO_UINT(g_hash_table_lookup(places, key));
        if (!place || used[place - 1])
            continue;
        used[place - 1] = true;
        g_array_append_val(order, g_array_index(fresh, struct signal_row, place - 1));
    }
    for (guint i = 0; i < fresh->len; i++)
        if (!used[i])
            g_array_append_val(order, g_array_index(fresh, struct signal_row, i));
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

size_t signal_rows_make(struct signal_rows *rows, struct desk *desk, const char *service,
                        bool keep_order)
{
    GArray *fresh = g_array_new(FALSE, FALSE, sizeof(struct signal_row));
    g_array_set_clear_func(fresh, row_clear);
    size_t count = desk_signals(desk)->len;
    for (size_t i = 0; i < count;) {
        struct family family = family_at(desk, i);
        if (kept(rows, signal_at(desk, i), service))
            add_family(fresh, desk, &family);
        i = family.end;
    }
    g_array_sort_with_data(fresh, by_onset, desk);
    size_t behind = keep_order ? keep_places(rows->rows, fresh) : 0;
    g_array_unref(rows->rows);
    rows->rows = fresh;
    rows->moved = 0;
    while (rows->moved < fresh->len &&
           g_array_index(fresh, struct signal_row, rows->moved).kind != ONSET_NONE)
        rows->moved++;
    return behind;
}
