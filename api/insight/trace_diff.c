/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/trace_diff_internal.h"

#include <math.h>
#include <string.h>

#define MOST_ATTRIBUTE_ROWS 50 /* kinds whose attributes are compared: the first of the tree */

struct diff_attribute *diff_attribute_new(guint row, const char *key, const char *left,
                                          const char *right)
{
    struct diff_attribute *attribute = g_new(struct diff_attribute, 1);
    *attribute = (struct diff_attribute){row, g_strdup(key), g_strdup(left), g_strdup(right)};
    return attribute;
}

void diff_attribute_free(struct diff_attribute *attribute)
{
    g_free(attribute->key);
    g_free(attribute->left);
    g_free(attribute->right);
    g_free(attribute);
}

/* None is known where one side has not ended. */
static double change_of(const struct diff_row *row)
{
    if (diff_side_open(&row->left) || diff_side_open(&row->right))
        return 0;
    return row->right.self_us - row->left.self_us;
}

static struct trace_diff *diff_of(const char *left_name, const char *right_name)
{
    struct trace_diff *diff = g_new0(struct trace_diff, 1);
    diff->rows = g_array_new(FALSE, FALSE, sizeof(struct diff_row));
    diff->attributes = g_ptr_array_new_with_free_func((GDestroyNotify)diff_attribute_free);
    diff->left_name = g_strdup(left_name ? left_name : "left");
    diff->right_name = g_strdup(right_name ? right_name : "right");
    diff->left = diff->right = diff_side_none();
    return diff;
}

void trace_diff_free(struct trace_diff *diff)
{
    if (!diff)
        return;
    g_array_unref(diff->rows);
    g_ptr_array_unref(diff->attributes);
    g_free(diff->left_name);
    g_free(diff->right_name);
    g_free(diff);
}

static struct diff_group *group_at(const struct diff_sides *sides, int place)
{
    return &g_array_index(sides->groups, struct diff_group, place);
}

static const struct span_like *like_of(const struct diff_sides *sides,
                                       const struct diff_group *group)
{
    return &g_array_index(sides->trace->likes, struct span_like, group->like);
}

/* --- which kinds stand beside each other --- */

static void pair(struct diff_sides *left, int left_place, struct diff_sides *right, int right_place)
{
    group_at(left, left_place)->other = right_place;
    group_at(right, right_place)->other = left_place;
}

static void pair_alike(struct diff_sides *left, struct diff_sides *right)
{
    for (guint i = 0; i < left->groups->len; i++) {
        int like = span_like_of_key(right->trace, like_of(left, group_at(left, (int)i))->key);
        if (like >= 0 && right->of_like[like] >= 0)
            pair(left, (int)i, right, right->of_like[like]);
    }
}

/* The kinds of a side that found nobody, by service and op: place + 1; -1 for several. */
static GHashTable *lonely(const struct diff_sides *sides)
{
    GHashTable *of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < sides->groups->len; i++) {
        const struct diff_group *group = group_at(sides, (int)i);
        if (group->other >= 0)
            continue;
        const struct span *span = trace_span_at(sides->trace, group->first);
        char *key = g_strdup_printf("%s\x1f%s", span->service ? span->service : "",
                                    span->op ? span->op : "");
        bool known = g_hash_table_contains(of, key);
        g_hash_table_replace(of, key, GINT_TO_POINTER(known ? -1 : (int)i + 1));
    }
    return of;
}

/* Parts that do the same under other names, as two agents do: their tops stand beside each other,
 * and so do kinds that are the only ones of their service and op without a like. */
static void pair_others(struct diff_sides *left, struct diff_sides *right)
{
    pair(left, 0, right, 0);
    g_autoptr(GHashTable) ours = lonely(left), theirs = lonely(right);
    GHashTableIter iter;
    void *key, *value;
    g_hash_table_iter_init(&iter, ours);
    while (g_hash_table_iter_next(&iter, &key, &value)) {
        int mine = GPOINTER_TO_INT(value);
        int other = GPOINTER_TO_INT(g_hash_table_lookup(theirs, key));
        if (mine > 0 && other > 0)
            pair(left, mine - 1, right, other - 1);
    }
}

/* --- rows --- */

/* Where a row stands: at its place on the right; what is gone, behind what it followed. */
struct placed {
    int after, left; /* left 0 = it has a place on the right */
    struct diff_row row;
    int left_place, right_place;
};

static int by_place(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    return x->after != y->after ? (x->after > y->after) - (x->after < y->after)
                                : (x->left > y->left) - (x->left < y->left);
}

static struct placed place_of(const struct diff_sides *sides, int at, enum diff_kind kind)
{
    const struct diff_group *group = group_at(sides, at);
    const struct span *span = trace_span_at(sides->trace, group->first);
    return (struct placed){
        .row = {.kind = kind,
                .service = span->service,
                .op = span->op,
                .name = span->name,
                .depth = group->depth,
                .left = diff_side_none(),
                .right = diff_side_none()},
        .left_place = -1,
        .right_place = -1,
    };
}

static GArray *place_rows(const struct diff_sides *left, const struct diff_sides *right)
{
    GArray *placed = g_array_new(FALSE, FALSE, sizeof(struct placed));
    for (guint i = 0; i < right->groups->len; i++) {
        const struct diff_group *group = group_at(right, (int)i);
        struct placed one = place_of(right, (int)i, group->other < 0 ? DIFF_NEW : DIFF_BOTH);
        one.after = (int)i;
        one.right_place = (int)i;
        one.left_place = group->other;
        one.row.right = group->side;
        if (group->other >= 0)
            one.row.left = group_at(left, group->other)->side;
        one.row.change_us = change_of(&one.row);
        g_array_append_val(placed, one);
    }
    int after = -1;
    for (guint i = 0; i < left->groups->len; i++) {
        const struct diff_group *group = group_at(left, (int)i);
        if (group->other >= 0) {
            after = group->other;
            continue;
        }
        struct placed one = place_of(left, (int)i, DIFF_GONE);
        one.after = after;
        one.left = (int)i + 1;
        one.left_place = (int)i;
        one.row.left = group->side;
        one.row.change_us = -group->side.self_us;
        g_array_append_val(placed, one);
    }
    g_array_sort(placed, by_place);
    return placed;
}

static void take_rows(struct trace_diff *diff, const GArray *placed, const struct diff_sides *left,
                      const struct diff_sides *right)
{
    for (guint i = 0; i < placed->len; i++) {
        const struct placed *one = &g_array_index(placed, struct placed, i);
        g_array_append_val(diff->rows, one->row);
        if (one->row.kind != DIFF_BOTH || diff->comparable++ >= MOST_ATTRIBUTE_ROWS)
            continue;
        diff_attributes_find(diff, i, left, group_at(left, one->left_place), right,
                             group_at(right, one->right_place));
        diff->compared++;
    }
}

struct trace_diff *trace_diff_new(const struct diff_part *left_part,
                                  const struct diff_part *right_part)
{
    struct trace_diff *diff = diff_of(left_part->name, right_part->name);
    struct diff_sides left, right;
    diff_sides_gather(&left, left_part);
    diff_sides_gather(&right, right_part);
    pair_alike(&left, &right);
    bool parts = left_part->top >= 0 && right_part->top >= 0;
    if (parts && left.groups->len && right.groups->len && group_at(&left, 0)->other < 0 &&
        group_at(&right, 0)->other < 0)
        pair_others(&left, &right);
    g_autoptr(GArray) placed = place_rows(&left, &right);
    take_rows(diff, placed, &left, &right);
    diff->left_us = left.length_us;
    diff->right_us = right.length_us;
    diff->left = left.all;
    diff->right = right.all;
    diff_sides_clear(&left);
    diff_sides_clear(&right);
    return diff;
}

/* --- against peers --- */

static struct diff_side side_of_peers(const struct peer_group *group, const struct diff_side *right)
{
    struct diff_side side = diff_side_none();
    double each = peer_group_each(group);
    side.count = (uint32_t)CLAMP(round(each), 1, 1e9);
    side.median_us = group->median_us;
    side.total_us = group->median_us * each;
    side.self_us = side.total_us;
    if (right && right->total_us > 0)
        side.self_us *= MIN(right->self_us / right->total_us, 1);
    return side;
}

static void add_gone(struct trace_diff *diff, const struct peer_group *group)
{
    struct diff_row row = {
        .kind = DIFF_GONE,
        .service = group->service,
        .op = group->op,
        .name = group->name,
        .left = side_of_peers(group, NULL),
        .right = diff_side_none(),
    };
    row.change_us = -row.left.self_us;
    g_array_append_val(diff->rows, row);
}

struct trace_diff *trace_diff_against(struct trace_peers *peers, const struct diff_part *part,
                                      int root)
{
    g_autofree char *name =
        g_strdup_printf("%u healthy trace%s", peers->ids->len, peers->ids->len == 1 ? "" : "s");
    struct trace_diff *diff = diff_of(name, part->name);
    g_autoptr(trace_against) against = trace_against_new(part->trace, root, peers);
    struct diff_sides right;
    diff_sides_gather(&right, part);
    diff->peers = against->others;
    for (guint i = 0; i < right.groups->len; i++) {
        const struct diff_group *group = group_at(&right, (int)i);
        const struct span *span = trace_span_at(part->trace, group->first);
        enum diff_kind kind = trace_against_usual(against, span).samples ? DIFF_BOTH
                              : trace_against_new_here(against, span)    ? DIFF_NEW
                                                                         : DIFF_UNKNOWN;
        struct diff_row row = place_of(&right, (int)i, kind).row;
        row.right = group->side;
        if (kind == DIFF_BOTH)
            row.left = side_of_peers(against->of[group->like], &row.right);
        if (kind != DIFF_UNKNOWN)
            row.change_us = change_of(&row);
        g_array_append_val(diff->rows, row);
    }
    for (guint i = 0; i < against->gone->len; i++)
        add_gone(diff, against->gone->pdata[i]);
    diff->right = right.all;
    diff->right_us = right.length_us;
    diff->left_us = right.length_us - against->change_us;
    diff_sides_clear(&right);
    return diff;
}

/* --- what differs most --- */

bool diff_row_empty_differs(const struct diff_row *row)
{
    return row->kind == DIFF_BOTH && row->left.results && row->right.results &&
           (row->left.empty == row->left.results) != (row->right.empty == row->right.results);
}

static int by_change(const void *a, const void *b, void *data)
{
    const GArray *rows = data;
    guint i = *(const guint *)a, j = *(const guint *)b;
    const struct diff_row *x = &g_array_index(rows, struct diff_row, i);
    const struct diff_row *y = &g_array_index(rows, struct diff_row, j);
    bool x_empty = diff_row_empty_differs(x), y_empty = diff_row_empty_differs(y);
    if (x_empty != y_empty)
        return x_empty ? -1 : 1;
    double more = fabs(y->change_us) - fabs(x->change_us);
    return more > 0 ? 1 : more < 0 ? -1 : (i > j) - (i < j);
}

guint *trace_diff_by_change(const struct trace_diff *diff)
{
    guint *order = g_new(guint, diff->rows->len + 1);
    for (guint i = 0; i < diff->rows->len; i++)
        order[i] = i;
    g_qsort_with_data(order, (int)diff->rows->len, sizeof *order, by_change, diff->rows);
    return order;
}

int trace_diff_main_row(const struct trace_diff *diff)
{
    double change = diff->right_us - diff->left_us;
    double least = fabs(change) * TRACE_DIFF_EXPLAINS, most = 0;
    int best = -1;
    for (guint i = 0; isfinite(change) && i < diff->rows->len; i++) {
        double by = g_array_index(diff->rows, struct diff_row, i).change_us;
        if (by * change <= 0 || fabs(by) < least || fabs(by) <= most)
            continue;
        most = fabs(by);
        best = (int)i;
    }
    return best;
}
