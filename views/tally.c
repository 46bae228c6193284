/* SPDX-License-Identifier: Apache-2.0 */
#include "views/tally.h"

#include <math.h>
#include <string.h>

#define WIDE 50.0 /* from here on the median is to the largest that bounds grow by powers */

struct tally {
    GHashTable *counts; /* char * -> double * */
    double missing, others, total;
    bool text; /* some value is no number */
};

struct number {
    double value, count;
};

struct tally *tally_new(void)
{
    struct tally *tally = g_new0(struct tally, 1);
    tally->counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return tally;
}

void tally_free(struct tally *tally)
{
    if (!tally)
        return;
    g_hash_table_unref(tally->counts);
    g_free(tally);
}

static bool number_of(const char *text, double *number)
{
    char *end;
    if (!g_ascii_isdigit(*text) && !strchr("+-.", *text))
        return false;
    *number = g_ascii_strtod(text, &end);
    return end != text && !*end && isfinite(*number);
}

/* A value that is cut stays UTF-8 when it was. */
static char *kept(const char *value)
{
    size_t length = strnlen(value, TALLY_BYTES);
    while (length == TALLY_BYTES && length > TALLY_BYTES - 4 &&
           ((unsigned char)value[length] & 0xc0) == 0x80)
        length--;
    return g_strndup(value, length);
}

void tally_add(struct tally *tally, const char *value, double count)
{
    double number;
    if (!(count > 0) || !isfinite(count))
        return;
    tally->total += count;
    if (!value) {
        tally->missing += count;
        return;
    }
    g_autofree char *cut = strnlen(value, TALLY_BYTES) == TALLY_BYTES ? kept(value) : NULL;
    const char *key = cut ? cut : value;
    double *there = g_hash_table_lookup(tally->counts, key);
    if (!there && g_hash_table_size(tally->counts) >= TALLY_VALUES) {
        tally->others += count;
        return;
    }
    if (!there) {
        there = g_new0(double, 1);
        g_hash_table_insert(tally->counts, g_strdup(key), there);
        tally->text = tally->text || !number_of(key, &number);
    }
    *there += count;
}

void tally_add_all(struct tally *tally, const struct tally *from)
{
    GHashTableIter iter;
    gpointer key, count;
    g_hash_table_iter_init(&iter, from->counts);
    while (g_hash_table_iter_next(&iter, &key, &count))
        tally_add(tally, key, *(double *)count);
    tally_add(tally, NULL, from->missing);
    tally->others += from->others;
    tally->total += from->others;
}

double tally_total(const struct tally *tally)
{
    return tally->total;
}

size_t tally_different(const struct tally *tally)
{
    return g_hash_table_size(tally->counts);
}

double tally_others(const struct tally *tally)
{
    return tally->others;
}

static int by_count(const void *a, const void *b)
{
    const struct tally_row *x = a, *y = b;
    if (!x->value != !y->value)
        return x->value ? -1 : 1;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return g_strcmp0(x->value, y->value);
}

GArray *tally_rows(const struct tally *tally)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct tally_row));
    GHashTableIter iter;
    gpointer key, count;
    g_hash_table_iter_init(&iter, tally->counts);
    while (g_hash_table_iter_next(&iter, &key, &count)) {
        struct tally_row row = {.value = key, .count = *(double *)count};
        g_array_append_val(rows, row);
    }
    if (tally->missing > 0) {
        struct tally_row row = {.count = tally->missing};
        g_array_append_val(rows, row);
    }
    g_array_sort(rows, by_count);
    return rows;
}

/* --- numbers --- */

static int by_value(const void *a, const void *b)
{
    double x = ((const struct number *)a)->value, y = ((const struct number *)b)->value;
    return (x > y) - (x < y);
}

/* Sorted; NULL unless there are some and nothing else. */
static GArray *numbers_of(const struct tally *tally)
{
    if (tally->text || g_hash_table_size(tally->counts) == 0)
        return NULL;
    GArray *numbers = g_array_new(FALSE, FALSE, sizeof(struct number));
    GHashTableIter iter;
    gpointer key, count;
    g_hash_table_iter_init(&iter, tally->counts);
    while (g_hash_table_iter_next(&iter, &key, &count)) {
        struct number number = {.count = *(double *)count};
        if (number_of(key, &number.value))
            g_array_append_val(numbers, number);
    }
    g_array_sort(numbers, by_value);
    return numbers;
}

static struct number number_at(const GArray *numbers, guint i)
{
    return g_array_index(numbers, struct number, i);
}

bool tally_spread(const struct tally *tally, struct tally_spread *spread)
{
    g_autoptr(GArray) numbers = numbers_of(tally);
    *spread = (struct tally_spread){0};
    if (!numbers)
        return false;
    for (guint i = 0; i < numbers->len; i++)
        spread->count += number_at(numbers, i).count;
    double before = 0;
    guint middle = 0;
    while (middle + 1 < numbers->len &&
           before + number_at(numbers, middle).count < spread->count / 2)
        before += number_at(numbers, middle++).count;
    spread->low = number_at(numbers, 0).value;
    spread->median = number_at(numbers, middle).value;
    spread->high = number_at(numbers, numbers->len - 1).value;
    return true;
}

/* The least of 1, 2, 5 times a power of ten that is not below `size`. */
static double round_up(double size)
{
    double power = pow(10, floor(log10(size)));
    double steps[] = {1, 2, 5, 10};
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (steps[i] * power >= size * (1 - 1e-9))
            return steps[i] * power;
    return 10 * power;
}

/* The bounds of buckets, of double, the last above every value. */
static GArray *bounds_for(const struct tally_spread *spread)
{
    GArray *bounds = g_array_new(FALSE, FALSE, sizeof(double));
    double typical = fmax(spread->median, spread->low);
    bool powers = spread->low >= 0 && typical > 0 && spread->high / typical > WIDE;
    double step = round_up((spread->high - spread->low) / (TALLY_BUCKETS - 2));
    double bound = powers ? 0 : floor(spread->low / step) * step;
    g_array_append_val(bounds, bound);
    double least = spread->high / pow(10, (TALLY_BUCKETS - 2) / 3.0);
    double next = powers ? round_up(fmax(fmax(spread->low, least), typical / 100)) : bound + step;
    while (bound <= spread->high && bounds->len < 3 * TALLY_BUCKETS) {
        bound = next;
        g_array_append_val(bounds, bound);
        next = powers ? round_up(bound * 1.5) : bound + step;
    }
    return bounds;
}

GArray *tally_buckets(const struct tally *tally)
{
    struct tally_spread spread;
    g_autoptr(GArray) numbers = numbers_of(tally);
    if (!numbers || !tally_spread(tally, &spread) || !(spread.low < spread.high) ||
        !isfinite(spread.high - spread.low))
        return NULL;
    g_autoptr(GArray) bounds = bounds_for(&spread);
    GArray *buckets = g_array_new(FALSE, FALSE, sizeof(struct tally_row));
    guint at = 0;
    for (guint i = 0; i + 1 < bounds->len; i++) {
        struct tally_row row = {.value = "",
                                .low = g_array_index(bounds, double, i),
                                .high = g_array_index(bounds, double, i + 1)};
        for (; at < numbers->len && number_at(numbers, at).value < row.high; at++)
            row.count += number_at(numbers, at).count;
        g_array_append_val(buckets, row);
    }
    return buckets;
}
