/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/differs_counts.h"

#include <math.h>

static void value_free(void *data)
{
    struct differs_value *value = data;
    g_free(value->text);
    g_free(value);
}

static void key_free(void *data)
{
    struct differs_key *key = data;
    g_hash_table_unref(key->texts);
    g_hash_table_unref(key->numbers);
    g_ptr_array_unref(key->values);
    g_free(key->name);
    g_free(key);
}

struct differs_counts *differs_counts_new(void)
{
    struct differs_counts *counts = g_new0(struct differs_counts, 1);
    counts->keys = g_ptr_array_new_with_free_func(key_free);
    counts->by_name = g_hash_table_new(g_str_hash, g_str_equal);
    return counts;
}

void differs_counts_free(struct differs_counts *counts)
{
    if (!counts)
        return;
    g_hash_table_unref(counts->by_name);
    g_ptr_array_unref(counts->keys);
    g_free(counts);
}

void differs_counts_rows(struct differs_counts *counts, enum differs_side side, double rows)
{
    counts->rows[side] += rows;
}

/* The key, made when it is new; NULL past the bound. */
static struct differs_key *key_of(struct differs_counts *counts, const char *name)
{
    struct differs_key *key = g_hash_table_lookup(counts->by_name, name);
    if (key)
        return key;
    if (counts->keys->len >= DIFFERS_KEYS) {
        counts->keys_left_out++;
        return NULL;
    }
    key = g_new0(struct differs_key, 1);
    key->name = g_strdup(name);
    key->values = g_ptr_array_new_with_free_func(value_free);
    key->texts = g_hash_table_new(g_str_hash, g_str_equal);
    key->numbers = g_hash_table_new(g_double_hash, g_double_equal);
    key->numeric = true;
    g_ptr_array_add(counts->keys, key);
    g_hash_table_insert(counts->by_name, key->name, key);
    return key;
}

static struct differs_value *value_new(struct differs_key *key, const char *text, double number)
{
    struct differs_value *value = g_new0(struct differs_value, 1);
    value->text = g_strdup(text);
    value->number = number;
    g_ptr_array_add(key->values, value);
    if (text)
        g_hash_table_insert(key->texts, value->text, value);
    else
        g_hash_table_insert(key->numbers, &value->number, value);
    return value;
}

static double rounded(double number)
{
    int exponent;
    double fraction = frexp(number, &exponent);
    return ldexp(nearbyint(ldexp(fraction, DIFFERS_DIGITS)), exponent - DIFFERS_DIGITS);
}

static void count_number(struct differs_key *key, enum differs_side side, double number,
                         double count)
{
    struct differs_value *value = g_hash_table_lookup(key->numbers, &number);
    if (!value && key->values->len >= DIFFERS_VALUES) {
        number = rounded(number);
        value = g_hash_table_lookup(key->numbers, &number);
    }
    if (!value)
        value = value_new(key, NULL, number);
    value->count[side] += count;
}

void differs_counts_number(struct differs_counts *counts, enum differs_side side, const char *name,
                           double number, double count)
{
    struct differs_key *key = isfinite(number) ? key_of(counts, name) : NULL;
    if (!key)
        return;
    key->rows[side] += count;
    count_number(key, side, number, count);
}

static bool wholly_number(const char *text, double *number)
{
    char *end;
    if (!g_ascii_isdigit(text[0]) && text[0] != '-' && text[0] != '.')
        return false;
    *number = g_ascii_strtod(text, &end);
    return *end == '\0' && end != text && isfinite(*number);
}

void differs_counts_text(struct differs_counts *counts, enum differs_side side, const char *name,
                         const char *text, double count)
{
    struct differs_key *key = key_of(counts, name);
    if (!key)
        return;
    key->rows[side] += count;
    struct differs_value *value = g_hash_table_lookup(key->texts, text);
    double number = (double)NAN;
    if (!value && !wholly_number(text, &number))
        key->numeric = false;
    if (!value && key->values->len < DIFFERS_VALUES)
        value = value_new(key, text, number);
    if (value)
        value->count[side] += count;
    else if (isfinite(number))
        count_number(key, side, number, count);
}

void differs_counts_cut(struct differs_counts *counts, const char *name)
{
    struct differs_key *key = key_of(counts, name);
    if (key)
        key->cut = true;
}

void differs_counts_weigh(struct differs_counts *counts, enum differs_side side, double rows)
{
    double factor = counts->rows[side] > 0 ? rows / counts->rows[side] : 0;
    counts->rows[side] *= factor;
    for (guint i = 0; i < counts->keys->len; i++) {
        struct differs_key *key = counts->keys->pdata[i];
        key->rows[side] *= factor;
        for (guint k = 0; k < key->values->len; k++)
            ((struct differs_value *)key->values->pdata[k])->count[side] *= factor;
    }
}
