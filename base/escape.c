/* SPDX-License-Identifier: Apache-2.0 */
#include "base/escape.h"

#include <stdbool.h>
#include <string.h>

#define MOST_CHARACTERS 8 /* of a name that cannot be seen */

/* ECMA-48 5.4: parameters, intermediates, one final byte. */
static const char *behind_control(const char *at, const char *end)
{
    while (at < end && *at >= 0x20 && *at < 0x40)
        at++;
    return at < end && *at >= 0x40 && *at < 0x7f ? at + 1 : at;
}

/* ECMA-48 5.6, and BEL as xterm takes it; one without an end loses only its beginning. */
static const char *behind_string(const char *at, const char *end)
{
    for (const char *p = at; p < end && *p != '\n'; p++) {
        if (*p == '\a')
            return p + 1;
        if (*p == '\x1b')
            return end - p > 1 && p[1] == '\\' ? p + 2 : p;
    }
    return at;
}

const char *escape_end(const char *at, const char *end)
{
    if (end - at < 2 || *at != '\x1b')
        return at;
    char kind = at[1];
    if (kind == '[')
        return behind_control(at + 2, end);
    if (kind && strchr("]P_^X", kind))
        return behind_string(at + 2, end);
    bool charset = kind >= 0x20 && kind < 0x30; /* ESC ( B */
    return charset && end - at > 2 ? at + 3 : at + (kind > 0x2f && kind < 0x7f ? 2 : 1);
}

void escape_append_none(GString *out, const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        const char *behind = escape_end(at, end);
        if (behind == at)
            g_string_append_c(out, *at++);
        else
            at = behind;
    }
}

static gunichar character(const char *at)
{
    gunichar c = g_utf8_get_char_validated(at, -1);
    return c == (gunichar)-1 || c == (gunichar)-2 ? 0xfffd : c;
}

static const char *behind_character(const char *at)
{
    return g_utf8_get_char_validated(at, -1) < 0x110000 ? g_utf8_next_char(at) : at + 1;
}

static bool can_be_seen(const char *name)
{
    const char *end = name + strlen(name);
    for (const char *at = name; at < end;) {
        const char *behind = escape_end(at, end);
        gunichar c = character(at);
        if (behind == at && g_unichar_isgraph(c) && !g_unichar_iszerowidth(c) && c != 0xfffd)
            return true;
        at = behind > at ? behind : behind_character(at);
    }
    return false;
}

static void put_character(GString *out, gunichar c)
{
    if (c >= 0x100)
        g_string_append_printf(out, "\\u%04x", c);
    else if (c < 0x20 || c >= 0x7f)
        g_string_append_printf(out, "\\x%02x", c);
    else
        g_string_append_c(out, (char)c);
}

char *escape_unseen(const char *name)
{
    if (!*name)
        return g_strdup("(no name)");
    if (can_be_seen(name))
        return g_strdup(name);
    GString *out = g_string_new("\"");
    const char *at = name;
    for (int i = 0; *at && i < MOST_CHARACTERS; i++, at = behind_character(at))
        put_character(out, character(at));
    g_string_append(out, *at ? "…\"" : "\"");
    return g_string_free(out, FALSE);
}
