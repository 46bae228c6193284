/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/value.h"

#include <glib.h>
#include <math.h>
#include <string.h>

static bool text_number(const char *text, double *out)
{
    if (!g_ascii_isdigit(*text) && *text != '-' && *text != '+' && *text != '.')
        return false; /* no spaces, "inf", "nan" */
    if (strpbrk(text, "xX"))
        return false; /* no hexadecimal */
    char *end = NULL;
    double number = g_ascii_strtod(text, &end);
    if (end == text || *end != '\0' || !isfinite(number))
        return false;
    *out = number;
    return true;
}

bool value_number(struct value value, double *out)
{
    switch (value.type) {
    case VALUE_INT:
        *out = (double)value.integer;
        return true;
    case VALUE_DOUBLE:
        if (!isfinite(value.number))
            return false;
        *out = value.number;
        return true;
    case VALUE_BOOL:
        *out = value.boolean ? 1 : 0;
        return true;
    case VALUE_STRING:
        return text_number(value.string, out);
    case VALUE_NONE:
    case VALUE_ARRAY:
        break;
    }
    return false;
}

/* The fewest digits that read back as the same double. */
static char *double_text(double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    if (number == floor(number) && fabs(number) < 1e15)
        return g_strdup_printf("%" G_GINT64_FORMAT, (gint64)number);
    for (int digits = 15; digits <= 17; digits++) {
        char format[8];
        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, sizeof text, format, number);
        if (g_ascii_strtod(text, NULL) == number)
            break;
    }
    return g_strdup(text);
}

char *value_text(struct value value)
{
    switch (value.type) {
    case VALUE_STRING:
    case VALUE_ARRAY:
        return g_strdup(value.string);
    case VALUE_INT:
        return g_strdup_printf("%" G_GINT64_FORMAT, value.integer);
    case VALUE_DOUBLE:
        return double_text(value.number);
    case VALUE_BOOL:
        return g_strdup(value.boolean ? "true" : "false");
    case VALUE_NONE:
        break;
    }
    return NULL;
}

static int rank(struct value value)
{
    switch (value.type) {
    case VALUE_NONE:
        return 0;
    case VALUE_INT:
    case VALUE_DOUBLE:
    case VALUE_BOOL:
        return 1;
    case VALUE_STRING:
    case VALUE_ARRAY:
        break;
    }
    return 2;
}

int value_compare(struct value a, struct value b)
{
    int by_rank = rank(a) - rank(b);
    if (by_rank != 0 || rank(a) == 0)
        return by_rank;
    if (rank(a) == 2)
        return strcmp(a.string, b.string);
    if (a.type == VALUE_INT && b.type == VALUE_INT)
        return (a.integer > b.integer) - (a.integer < b.integer);
    double x = 0;
    double y = 0;
    value_number(a, &x);
    value_number(b, &y);
    return (x > y) - (x < y);
}
