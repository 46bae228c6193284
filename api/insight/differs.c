/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/differs.h"

#include "api/insight/differs_numbers.h"

#include <math.h>

/* A value of a key (or that it lacks, or its numbers) on both sides, not judged yet. */
struct comparison {
    const struct differs_key *key;
    enum differs_form form;
    const struct differs_value *value; /* DIFFERS_IS */
    double number;
    struct shares shares;
    double median[DIFFERS_SIDES];
    double p, least_p, bound;
};

static void row_free(void *data)
{
    struct differs_row *row = data;
    g_free(row->key);
    g_free(row->value);
    g_ptr_array_unref(row->same);
    g_free(row);
}

void differs_free(struct differs *differs)
{
    if (!differs)
        return;
    g_ptr_array_unref(differs->rows);
    g_free(differs);
}

/* --- what is compared ---------------------------------------------------------------------------
 */

static void compare_value(GArray *out, const struct differs_counts *counts,
                          const struct differs_key *key, enum differs_form form,
                          const struct differs_value *value, const double count[DIFFERS_SIDES])
{
    struct comparison one = {
        .key = key,
        .form = form,
        .value = value,
        .shares = {round(count[DIFFERS_INSIDE]),          round(counts->rows[DIFFERS_INSIDE]),
                   round(count[DIFFERS_OUTSIDE]), round(counts->rows[DIFFERS_OUTSIDE])},
        .median = {(double)NAN, (double)NAN                                   },
    };
    one.shares.inside = CLAMP(one.shares.inside, 0, one.shares.inside_rows);
    one.shares.outside = CLAMP(one.shares.outside, 0, one.shares.outside_rows);
    one.p = shares_p(&one.shares);
    one.least_p = shares_least_p(&one.shares);
    one.bound = shares_bound(&one.shares);
    g_array_append_val(out, one);
}

static void compare_presence(GArray *out, const struct differs_counts *counts,
                             const struct differs_key *key)
{
    double lack[DIFFERS_SIDES];
    for (int side = 0; side < DIFFERS_SIDES; side++)
        lack[side] = MAX(0, counts->rows[side] - key->rows[side]);
    if (!key->cut && lack[DIFFERS_INSIDE] + lack[DIFFERS_OUTSIDE] > 0)
        compare_value(out, counts, key, DIFFERS_NOT_SET, NULL, lack);
}

/* Of the two ways to cut, the one that more rows inside are on. */
static void compare_numbers(GArray *out, const struct differs_key *key)
{
    struct differs_numbers numbers = differs_numbers_of(key);
    const double *total = numbers.total, *above = numbers.above;
    bool up = above[DIFFERS_INSIDE] / total[DIFFERS_INSIDE] >=
              above[DIFFERS_OUTSIDE] / total[DIFFERS_OUTSIDE];
    struct comparison one = {
        .key = key,
        .form = up ? DIFFERS_ABOVE : DIFFERS_NOT_ABOVE,
        .number = numbers.cut,
        .median = {numbers.median[DIFFERS_INSIDE], numbers.median[DIFFERS_OUTSIDE]},
        .p = numbers.p,
        .least_p = numbers.least_p,
    };
    double in = up ? above[DIFFERS_INSIDE] : total[DIFFERS_INSIDE] - above[DIFFERS_INSIDE];
    double beyond = up ? above[DIFFERS_OUTSIDE] : total[DIFFERS_OUTSIDE] - above[DIFFERS_OUTSIDE];
    one.shares = (struct shares){in, total[DIFFERS_INSIDE], beyond, total[DIFFERS_OUTSIDE]};
    one.bound = shares_bound(&one.shares);
    g_array_append_val(out, one);
}

static bool has_distribution(const struct differs_key *key)
{
    return key->numeric && key->values->len > DIFFERS_FEW &&
           key->rows[DIFFERS_INSIDE] >= DIFFERS_LEAST &&
           key->rows[DIFFERS_OUTSIDE] >= DIFFERS_LEAST;
}

/* Most rows have a value that no other has. */
static bool is_identifier(const struct differs_key *key)
{
    double rows = key->rows[DIFFERS_INSIDE] + key->rows[DIFFERS_OUTSIDE];
    return key->values->len > DIFFERS_FEW &&
           (key->values->len * 2 > rows || key->values->len >= DIFFERS_VALUES);
}

static void compare_key(GArray *out, const struct differs_counts *counts,
                        const struct differs_key *key, struct differs *differs)
{
    differs->keys++;
    compare_presence(out, counts, key);
    if (has_distribution(key))
        compare_numbers(out, key);
    else if (is_identifier(key))
        differs->identifiers++;
    else
        for (guint i = 0; i < key->values->len; i++) {
            const struct differs_value *value = key->values->pdata[i];
            compare_value(out, counts, key, DIFFERS_IS, value, value->count);
        }
}

/* --- what is told -------------------------------------------------------------------------------
 */

static int by_least_p(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The least K such that no more than K comparisons could reach DIFFERS_ALARM / K. */
static guint testable(const GArray *comparisons)
{
    g_autofree double *least = g_new(double, comparisons->len + 1);
    for (guint i = 0; i < comparisons->len; i++)
        least[i] = g_array_index(comparisons, struct comparison, i).least_p;
    qsort(least, comparisons->len, sizeof *least, by_least_p);
    guint k = 1;
    while (k < comparisons->len && least[k] <= DIFFERS_ALARM / k)
        k++;
    return k;
}

/* Where a value falls others rise, and what came is what one looks for: a fall counts half. */
static double weight_of(const struct comparison *one)
{
    return one->bound > 0 ? one->bound : -one->bound / 2;
}

static int by_difference(const void *a, const void *b)
{
    const struct comparison *x = a, *y = b;
    double left = weight_of(x), right = weight_of(y);
    if (left != right)
        return left < right ? 1 : -1;
    if (x->p != y->p)
        return x->p > y->p ? 1 : -1;
    int order = g_strcmp0(x->key->name, y->key->name);
    if (order || !x->value || !y->value)
        return order ? order : (int)x->form - (int)y->form;
    order = g_strcmp0(x->value->text, y->value->text);
    return order ? order
                 : (x->value->number > y->value->number) - (x->value->number < y->value->number);
}

static struct differs_row *row_of(const struct comparison *one, guint corrected_for)
{
    struct differs_row *row = g_new0(struct differs_row, 1);
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    row->key = g_strdup(one->key->name);
    row->form = one->form;
    if (one->form == DIFFERS_IS)
        row->value = g_strdup(
            one->value->text ? one->value->text
                             : g_ascii_formatd(text, sizeof text, "%.15g", one->value->number));
    row->number = one->number;
    row->shares = one->shares;
    row->bound = one->bound;
    row->p = MIN(1, one->p * corrected_for);
    row->median[DIFFERS_INSIDE] = one->median[DIFFERS_INSIDE];
    row->median[DIFFERS_OUTSIDE] = one->median[DIFFERS_OUTSIDE];
    row->same = g_ptr_array_new_with_free_func(row_free);
    return row;
}

static bool come_as_often(const struct shares *a, const struct shares *b)
{
    return fabs(a->inside - b->inside) <= DIFFERS_SAME * a->inside_rows &&
           fabs(a->outside - b->outside) <= DIFFERS_SAME * a->outside_rows;
}

/* The row with which this one stands, or NULL. */
static struct differs_row *stands_with(const GPtrArray *rows, const struct differs_row *row)
{
    for (guint i = 0; i < rows->len; i++) {
        struct differs_row *first = rows->pdata[i];
        if (come_as_often(&first->shares, &row->shares))
            return first;
    }
    return NULL;
}

static void tell(struct differs *differs, GArray *comparisons)
{
    g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal); /* key -> its row */
    g_array_sort(comparisons, by_difference);
    for (guint i = 0; i < comparisons->len; i++) {
        const struct comparison *one = &g_array_index(comparisons, struct comparison, i);
        if (one->p * differs->corrected_for > DIFFERS_ALARM || one->bound == 0)
            continue;
        struct differs_row *row = g_hash_table_lookup(told, one->key->name);
        if (row) {
            row->others++;
            continue;
        }
        row = row_of(one, differs->corrected_for);
        g_hash_table_insert(told, row->key, row);
        struct differs_row *first = stands_with(differs->rows, row);
        g_ptr_array_add(first ? first->same : differs->rows, row);
    }
}

struct differs *differs_find(const struct differs_counts *counts)
{
    struct differs *differs = g_new0(struct differs, 1);
    g_autoptr(GArray) comparisons = g_array_new(FALSE, FALSE, sizeof(struct comparison));
    differs->rows = g_ptr_array_new_with_free_func(row_free);
    differs->keys_left_out = counts->keys_left_out;
    for (int side = 0; side < DIFFERS_SIDES; side++)
        differs->looked_at[side] = counts->rows[side];
    if (counts->rows[DIFFERS_INSIDE] < 1 || counts->rows[DIFFERS_OUTSIDE] < 1)
        return differs;
    for (guint i = 0; i < counts->keys->len; i++)
        compare_key(comparisons, counts, counts->keys->pdata[i], differs);
    differs->comparisons = comparisons->len;
    differs->corrected_for = testable(comparisons);
    tell(differs, comparisons);
    return differs;
}
