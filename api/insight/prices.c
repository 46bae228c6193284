/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/prices.h"

#include <math.h>
#include <string.h>

#define MILLION  1e6
#define MOST_USD 1e6 /* per million tokens: above it a number is a slip of the keys */

enum price { PRICE_INPUT, PRICE_OUTPUT, PRICE_CACHED, PRICE_WRITTEN, PRICE_COUNT };

struct row {
    char *model; /* the pattern, in lower case */
    GPatternSpec *pattern;
    double usd[PRICE_COUNT];
};

struct prices {
    gatomicrefcount refs;
    GPtrArray *rows; /* of struct row * */
};

int64_t gen_ai_count_plus(int64_t a, int64_t b)
{
    int64_t sum;
    if (a < 0 || b < 0)
        return MAX(a, b);
    return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

void gen_ai_tokens_settle(struct gen_ai_tokens *tokens)
{
    int64_t part = gen_ai_count_plus(MAX(tokens->cached, 0), MAX(tokens->written, 0));
    if (part > 0 && part > tokens->input)
        tokens->input = gen_ai_count_plus(tokens->input, part);
    if (tokens->reasoning > 0 && tokens->reasoning > tokens->output)
        tokens->output = gen_ai_count_plus(tokens->output, tokens->reasoning);
}

static void row_free(void *data)
{
    struct row *row = data;
    g_free(row->model);
    g_pattern_spec_free(row->pattern);
    g_free(row);
}

struct prices *prices_new(void)
{
    struct prices *prices = g_new0(struct prices, 1);
    g_atomic_ref_count_init(&prices->refs);
    prices->rows = g_ptr_array_new_with_free_func(row_free);
    return prices;
}

struct prices *prices_ref(struct prices *prices)
{
    if (prices)
        g_atomic_ref_count_inc(&prices->refs);
    return prices;
}

void prices_unref(struct prices *prices)
{
    if (!prices || !g_atomic_ref_count_dec(&prices->refs))
        return;
    g_ptr_array_unref(prices->rows);
    g_free(prices);
}

static bool read_numbers(const char *text, double *usd, size_t *count)
{
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", " \t", -1);
    *count = 0;
    for (char **word = words; *word; word++) {
        char *end;
        if (!**word)
            continue;
        double value = g_ascii_strtod(*word, &end);
        if (*end || !(value >= 0 && value <= MOST_USD) || *count >= PRICE_COUNT)
            return false;
        usd[(*count)++] = value;
    }
    return *count >= 2;
}

bool prices_add(struct prices *prices, const char *model, const char *text, GError **error)
{
    double usd[PRICE_COUNT] = {0};
    size_t count;
    if (!read_numbers(text, usd, &count)) {
        g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
                    "the price of %s is \"%s\"; expected US dollars per million tokens: input, "
                    "output, and if they differ cached and written, such as 1.25 10 0.31",
                    model, text ? text : "");
        return false;
    }
    for (; count < PRICE_COUNT; count++)
        usd[count] = usd[PRICE_INPUT];
    struct row *row = g_new0(struct row, 1);
    row->model = g_utf8_strdown(model, -1);
    row->pattern = g_pattern_spec_new(row->model);
    memcpy(row->usd, usd, sizeof usd);
    g_ptr_array_add(prices->rows, row);
    return true;
}

static const struct row *find_row(const struct prices *prices, const char *model)
{
    const struct row *best = NULL;
    g_autofree char *name = g_utf8_strdown(model, -1);
    for (guint i = 0; i < prices->rows->len; i++) {
        const struct row *row = g_ptr_array_index(prices->rows, i);
        if ((!best || strlen(row->model) > strlen(best->model)) &&
            g_pattern_spec_match_string(row->pattern, name))
            best = row;
    }
    return best;
}

double prices_cost(const struct prices *prices, const char *model,
                   const struct gen_ai_tokens *tokens)
{
    bool valid = model && g_utf8_validate(model, -1, NULL);
    const struct row *row = prices && valid ? find_row(prices, model) : NULL;
    if (!row || (tokens->input < 0 && tokens->output < 0))
        return (double)NAN;
    double cached = (double)MAX(tokens->cached, 0), written = (double)MAX(tokens->written, 0);
    double plain = MAX((double)MAX(tokens->input, 0) - cached - written, 0);
    return (plain * row->usd[PRICE_INPUT] + cached * row->usd[PRICE_CACHED] +
            written * row->usd[PRICE_WRITTEN] +
            (double)MAX(tokens->output, 0) * row->usd[PRICE_OUTPUT]) /
           MILLION;
}
