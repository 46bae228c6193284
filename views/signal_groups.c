/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the wall under heads: what has the beginning of its name, or its service, in common.
 */
#include "views/signal_rows.h"

#include <string.h>

#define FOLD_OPEN   1
#define FOLD_CLOSED 2

void signal_group_free(struct signal_group *group)
{
    g_free(group->id);
    g_free(group->name);
    g_free(group);
}

/* The first word of a name that is made of several: "queue" of queue.depth. */
static char *first_word(const char *name)
{
    size_t length = strcspn(name, ".:/");
    if (!name[length])
        length = strcspn(name, "_-");
    return g_strndup(name, length ? length : strlen(name));
}

/* "POST /charge" of its rate: derived names end in what is measured. */
static char *without_measure(const char *name)
{
    static const char *const MEASURES[] = {" rate", " errors", " p95"};
    for (size_t i = 0; i < G_N_ELEMENTS(MEASURES); i++)
        if (g_str_has_suffix(name, MEASURES[i]))
            return g_strndup(name, strlen(name) - strlen(MEASURES[i]));
    return g_strdup(name);
}

/* What the order groups a signal by; newly allocated. */
static char *group_name(const struct signal *signal, enum signal_order order)
{
    if (order == SIGNALS_BY_SERVICE && signal->service)
        return g_strdup(signal->service);
    const char *name = signal->name ? signal->name : "(no name)";
    return signal->source == SIGNAL_METRIC
               ? first_word(signal->metric_name ? signal->metric_name : name)
               : without_measure(name);
}

static const struct signal *signal_at(struct desk *desk, size_t index)
{
    return g_ptr_array_index((GPtrArray *)desk_signals(desk), index);
}

/* The groups in the order of their first rows, which is that of their onsets; each row knows its
 * own. */
static void find_groups(struct signal_rows *rows, struct desk *desk)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < rows->flat->len; i++) {
        struct signal_row *row = &g_array_index(rows->flat, struct signal_row, i);
        g_autofree char *name = group_name(signal_at(desk, row->signal), rows->order);
        size_t place = GPOINTER_TO_SIZE(g_hash_table_lookup(known, name));
        if (!place) {
            struct signal_group *group = g_new0(struct signal_group, 1);
            group->id = g_strdup_printf("group %s", name);
            group->name = g_steal_pointer(&name);
            g_ptr_array_add(rows->groups, group);
            place = rows->groups->len;
            g_hash_table_insert(known, group->name, GSIZE_TO_POINTER(place));
        }
        struct signal_group *group = rows->groups->pdata[place - 1];
        row->group = place - 1;
        group->signals += !row->mix;
        bool twice = row->mix && desk_onset(desk, row->signal)->kind != ONSET_NONE;
        group->moved += row->kind != ONSET_NONE && !twice;
        if (row->kind != ONSET_NONE && (!group->since_ms || row->time_ms < group->since_ms))
            group->since_ms = row->time_ms;
    }
}

/* Of the rows of each group, in their order. */
static GPtrArray *members_of(const struct signal_rows *rows)
{
    GPtrArray *members = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    for (guint i = 0; i < rows->groups->len; i++)
        g_ptr_array_add(members, g_array_new(FALSE, FALSE, sizeof(struct signal_row)));
    for (guint i = 0; i < rows->flat->len; i++) {
        const struct signal_row *row = &g_array_index(rows->flat, struct signal_row, i);
        g_array_append_vals(members->pdata[row->group], row, 1);
    }
    return members;
}

static void add_group(struct signal_rows *rows, size_t place, GArray *members)
{
    struct signal_group *group = rows->groups->pdata[place];
    if (group->signals > 1) {
        int chosen = GPOINTER_TO_INT(g_hash_table_lookup(rows->folds, group->id));
        group->folded = chosen ? chosen == FOLD_CLOSED : !group->moved && !rows->filter;
        struct signal_row head = {.id = group->id, .signal = SIGNAL_NONE, .group = place};
        g_array_append_val(rows->rows, head);
    }
    for (guint i = 0; !group->folded && i < members->len; i++) {
        struct signal_row row = g_array_index(members, struct signal_row, i);
        row.group = group->signals > 1 ? place : SIGNAL_NONE;
        g_array_append_val(rows->rows, row);
    }
}

void signal_groups_make(struct signal_rows *rows, struct desk *desk)
{
    g_ptr_array_set_size(rows->groups, 0);
    g_array_set_size(rows->rows, 0);
    if (rows->order == SIGNALS_BY_ONSET) {
        g_array_append_vals(rows->rows, rows->flat->data, rows->flat->len);
        return;
    }
    find_groups(rows, desk);
    g_autoptr(GPtrArray) members = members_of(rows);
    for (guint i = 0; i < rows->groups->len; i++)
        add_group(rows, i, members->pdata[i]);
}

void signal_groups_fold(struct signal_rows *rows, const char *id, bool folded)
{
    gpointer chosen = GINT_TO_POINTER(folded ? FOLD_CLOSED : FOLD_OPEN);
    if (id)
        g_hash_table_insert(rows->folds, g_strdup(id), chosen);
    for (guint i = 0; !id && i < rows->groups->len; i++) {
        const struct signal_group *group = rows->groups->pdata[i];
        g_hash_table_insert(rows->folds, g_strdup(group->id), chosen);
    }
}
