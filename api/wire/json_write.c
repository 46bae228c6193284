/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/json.h"

#include <string.h>

static void append_escape(GString *out, unsigned char c)
{
    static const char names[256] = {['"'] = '"',  ['\\'] = '\\', ['\b'] = 'b', ['\f'] = 'f',
                                    ['\n'] = 'n', ['\r'] = 'r',  ['\t'] = 't'};
    if (names[c]) {
        g_string_append_c(out, '\\');
        g_string_append_c(out, names[c]);
    } else {
        g_string_append_printf(out, "\\u%04X", c);
    }
}

static inline bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

void json_append_text(GString *out, const char *text, size_t size)
{
    const char *end = text + size;
    g_string_append_c(out, '"');
    while (text < end) {
        const char *from = text;
        while (text < end && is_plain((unsigned char)*text)) {
            text++;
        }
        g_string_append_len(out, from, text - from);
        if (text < end) {
            append_escape(out, (unsigned char)*text++);
        }
    }
    g_string_append_c(out, '"');
}

void json_append_integer(GString *out, int64_t number)
{
    char digits[24], *end = digits + sizeof digits, *at = end;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0) {
        *--at = '-';
    }
    g_string_append_len(out, at, end - at);
}

/* 0.1 stays 0.1; a whole number keeps its point, and with it its type. */
void json_append_real(GString *out, double number)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(text, sizeof text, "%.16g", number);
    size_t digits = strcspn(text, "e");
    g_string_append_len(out, text, (gssize)digits);
    if (text[digits]) { /* e+05 */
        const char *exponent = text + digits + 2;
        g_string_append(out, text[digits + 1] == '-' ? "e-" : "e");
        g_string_append(out, exponent + strspn(exponent, "0"));
    } else if (!strchr(text, '.')) {
        g_string_append(out, ".0");
    }
}

static void append_object(GString *out, const json_t *object)
{
    const char *key, *before = "{";
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        g_string_append(out, before);
        json_append_text(out, key, strlen(key));
        g_string_append_c(out, ':');
        json_append(out, value);
        before = ",";
    }
    g_string_append(out, *before == '{' ? "{}" : "}");
}

static void append_array(GString *out, const json_t *array)
{
    size_t i;
    json_t *value;
    g_string_append_c(out, '[');
    json_array_foreach(array, i, value)
    {
        if (i > 0) {
            g_string_append_c(out, ',');
        }
        json_append(out, value);
    }
    g_string_append_c(out, ']');
}

void json_append(GString *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        append_object(out, value);
        break;
    case JSON_ARRAY:
        append_array(out, value);
        break;
    case JSON_STRING:
        json_append_text(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        json_append_integer(out, json_integer_value(value));
        break;
    case JSON_REAL:
        json_append_real(out, json_real_value(value));
        break;
    case JSON_TRUE:
        g_string_append(out, "true");
        break;
    case JSON_FALSE:
        g_string_append(out, "false");
        break;
    case JSON_NULL:
        g_string_append(out, "null");
        break;
    }
}
