/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/json_mend.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"

struct mend {
    const char *at, *end;
    GString *out;
    bool dirty; /* the value under way was mended */
};

static void replace(struct mend *m, size_t skip)
{
    g_string_append(m->out, REPLACEMENT);
    m->at += skip;
    m->dirty = true;
}

/* The four hex digits at `at`, or -1. */
static int hex4(const char *at, const char *end)
{
    if (end - at < 4) {
        return -1;
    }
    int value = 0;
    for (int i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(at[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

static void mend_unicode_escape(struct mend *m)
{
    int unit = hex4(m->at + 2, m->end);
    if (unit < 0) {
        replace(m, 2);
        return;
    }
    if (unit >= 0xD800 && unit < 0xDC00) {
        bool pair = m->end - m->at >= 12 && m->at[6] == '\\' && m->at[7] == 'u';
        int low = pair ? hex4(m->at + 8, m->end) : -1;
        if (low >= 0xDC00 && low < 0xE000) {
            g_string_append_len(m->out, m->at, 12);
            m->at += 12;
        } else {
            replace(m, 6);
        }
    } else if (unit == 0 || (unit >= 0xDC00 && unit < 0xE000)) {
        replace(m, 6);
    } else {
        g_string_append_len(m->out, m->at, 6);
        m->at += 6;
    }
}

static void mend_escape(struct mend *m)
{
    if (m->at + 1 >= m->end) {
        g_string_append_c(m->out, *m->at++);
    } else if (m->at[1] == 'u') {
        mend_unicode_escape(m);
    } else if (strchr("\"\\/bfnrt", m->at[1]) && m->at[1]) {
        g_string_append_len(m->out, m->at, 2);
        m->at += 2;
    } else {
        /* An escape that JSON does not have: the backslash was meant. */
        g_string_append(m->out, "\\\\");
        m->at++;
        m->dirty = true;
    }
}

/* One character of several bytes, or U+FFFD for a byte that begins none. */
static void mend_utf8(struct mend *m)
{
    gunichar c = g_utf8_get_char_validated(m->at, MIN(m->end - m->at, 4));
    if (c == (gunichar)-1 || c == (gunichar)-2) {
        replace(m, 1);
        return;
    }
    size_t length = (size_t)(g_utf8_next_char(m->at) - m->at);
    g_string_append_len(m->out, m->at, (gssize)length);
    m->at += length;
}

static void mend_string(struct mend *m)
{
    g_string_append_c(m->out, *m->at++);
    while (m->at < m->end) {
        unsigned char c = (unsigned char)*m->at;
        if (c == '"') {
            g_string_append_c(m->out, *m->at++);
            return;
        }
        if (c == '\\') {
            mend_escape(m);
        } else if (c == 0) {
            replace(m, 1);
        } else if (c < 0x20) {
            g_string_append_printf(m->out, "\\u%04x", c);
            m->at++;
            m->dirty = true;
        } else if (c < 0x80) {
            g_string_append_c(m->out, *m->at++);
        } else {
            mend_utf8(m);
        }
    }
}

static bool is_bare(char c)
{
    return g_ascii_isalnum(c) || c == '-' || c == '+' || c == '.';
}

/* A number that jansson cannot hold: null past a double, a double past 64 bits. */
static void mend_number(struct mend *m, const char *text)
{
    bool whole = strspn(text, "-0123456789") == strlen(text);
    double value = g_ascii_strtod(text, NULL);
    if (!isfinite(value)) {
        g_string_append(m->out, "null");
        m->dirty = true;
        return;
    }
    errno = 0;
    if (whole) {
        g_ascii_strtoll(text, NULL, 10);
    }
    if (errno == ERANGE) {
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        g_string_append(m->out, g_ascii_formatd(number, sizeof number, "%.17e", value));
        m->dirty = true;
        return;
    }
    g_string_append(m->out, text);
}

/* true, 12.5, NaN: everything that is neither a string nor punctuation. */
static void mend_bare(struct mend *m)
{
    const char *start = m->at;
    while (m->at < m->end && is_bare(*m->at)) {
        m->at++;
    }
    g_autofree char *text = g_strndup(start, (size_t)(m->at - start));
    const char *word = text + (*text == '-' || *text == '+');
    if (g_ascii_strcasecmp(word, "nan") == 0 || g_ascii_strncasecmp(word, "inf", 3) == 0) {
        g_string_append(m->out, "null");
        m->dirty = true;
    } else if (g_ascii_isdigit(*word) && strspn(word, "0123456789.eE+-") == strlen(word)) {
        mend_number(m, text);
    } else {
        g_string_append(m->out, text);
    }
}

GString *json_mend(const char *text, size_t size, unsigned *mended)
{
    struct mend m = {.at = text, .end = text + size, .out = g_string_sized_new(size + 64)};
    *mended = 0;
    while (m.at < m.end) {
        m.dirty = false;
        if (*m.at == '"') {
            mend_string(&m);
        } else if (is_bare(*m.at)) {
            mend_bare(&m);
        } else {
            g_string_append_c(m.out, *m.at++);
        }
        *mended += m.dirty;
    }
    return m.out;
}
