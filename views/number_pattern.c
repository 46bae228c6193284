/* SPDX-License-Identifier: Apache-2.0
 *
 * Bounds are made whole numbers by moving their points as far as either needs. Whole numbers of as
 * many digits each are split where the bounds part into runs: digits that stand, one of a range,
 * and any that follow. In each run the point is put back; digits behind it that may be 0 up to the
 * end may be missing.
 */
#include "views/number_pattern.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define DIGITS_MOST 15

struct digit {
    char low, high;
};

struct run {
    struct digit digits[DIGITS_MOST + 1];
    int count, behind; /* the point */
    GString *out;
};

static bool may_be_zero(const struct run *run, int from)
{
    bool zero = true;
    for (int i = from; i < run->count; i++)
        zero = zero && run->digits[i].low == '0';
    return zero;
}

static void append_digit(GString *out, struct digit digit)
{
    if (digit.low == digit.high)
        g_string_append_c(out, digit.low);
    else if (digit.low == '0' && digit.high == '9')
        g_string_append(out, "\\d");
    else
        g_string_append_printf(out, "[%c-%c]", digit.low, digit.high);
}

static void append_run(const struct run *run)
{
    int point = run->count - run->behind, open = 0;
    g_string_append(run->out, run->out->len > strlen("(?:") ? "|" : "");
    for (int i = 0; i < point; i++)
        append_digit(run->out, run->digits[i]);
    for (int i = point; i < run->count; i++) {
        bool missing = may_be_zero(run, i);
        g_string_append(run->out, missing ? "(?:" : "");
        open += missing;
        g_string_append(run->out, i == point ? "\\." : "");
        append_digit(run->out, run->digits[i]);
    }
    g_string_append(run->out, run->behind ? "\\d*" : "(?:\\.\\d*)?");
    while (open-- > 0)
        g_string_append(run->out, ")?");
}

static bool all_are(const char *digits, char digit)
{
    return digits[strspn(digits, (char[]){digit, '\0'})] == '\0';
}

/* The digits from `at` on: from those of `low` to those of `high`, both included. */
static void split(struct run *run, int at, const char *low, const char *high)
{
    if (at == run->count) {
        append_run(run);
        return;
    }
    char first = low[at], last = high[at], nines[] = "999999999999999", zeros[] = "000000000000000";
    bool low_whole = all_are(low + at + 1, '0'), high_whole = all_are(high + at + 1, '9');
    bool edge_low = first == last ? !low_whole || !high_whole : !low_whole;
    bool edge_high = first != last && !high_whole;
    if (edge_low) {
        run->digits[at] = (struct digit){first, first};
        split(run, at + 1, low, first == last ? high : nines);
        first++;
    }
    last = (char)(last - edge_high);
    if (first <= last) {
        run->digits[at] = (struct digit){first, last};
        for (int i = at + 1; i < run->count; i++)
            run->digits[i] = (struct digit){'0', '9'};
        append_run(run);
    }
    if (edge_high) {
        run->digits[at] = (struct digit){high[at], high[at]};
        split(run, at + 1, zeros, high);
    }
}

/* Digits behind the point, or -1 when it is written another way. */
static int behind_point(double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(text, sizeof text, "%.15g", number);
    const char *point = strchr(text, '.');
    bool plain = !text[strspn(text, "0123456789.")];
    return !plain ? -1 : point ? (int)strlen(point + 1) : 0;
}

static void split_by_length(struct run *run, int64_t low, int64_t high)
{
    char from[24], to[24];
    int64_t end = 1;
    for (run->count = 1; run->count <= DIGITS_MOST && low <= high; run->count++) {
        end *= 10;
        if (run->count <= run->behind || low >= end)
            continue;
        int64_t last = MIN(high, end - 1);
        g_snprintf(from, sizeof from, "%0*" G_GINT64_FORMAT, run->count, low);
        g_snprintf(to, sizeof to, "%0*" G_GINT64_FORMAT, run->count, last);
        split(run, 0, from, to);
        low = last + 1;
    }
}

char *number_pattern(double low, double high)
{
    int behind = MAX(behind_point(low), behind_point(high));
    double scale = pow(10, behind);
    if (!(low >= 0 && high > low) || behind_point(low) < 0 || behind_point(high) < 0 ||
        high * scale >= pow(10, DIGITS_MOST))
        return NULL;
    struct run run = {.behind = behind, .out = g_string_new("(?:")};
    split_by_length(&run, llround(low * scale), llround(high * scale) - 1);
    g_string_append_c(run.out, ')');
    return g_string_free(run.out, FALSE);
}
