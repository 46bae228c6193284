/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/keymap.h"

#include <stdio.h>
#include <string.h>

/* Names as they are written in tables and config, and as they are shown. The first name of a code
 * is the one that key_format() writes. */
static const struct key_name {
    const char *name;
    uint32_t code;
    const char *shown;
} names[] = {
    {"Up",        KEY_CODE_UP,        "↑"},
    {"Down",      KEY_CODE_DOWN,      "↓"},
    {"Left",      KEY_CODE_LEFT,      "←"},
    {"Right",     KEY_CODE_RIGHT,     "→"},
    {"Home",      KEY_CODE_HOME,      NULL },
    {"End",       KEY_CODE_END,       NULL },
    {"PgUp",      KEY_CODE_PAGE_UP,   NULL },
    {"PgDn",      KEY_CODE_PAGE_DOWN, NULL },
    {"PageUp",    KEY_CODE_PAGE_UP,   NULL },
    {"PageDown",  KEY_CODE_PAGE_DOWN, NULL },
    {"Enter",     KEY_CODE_ENTER,     NULL },
    {"Esc",       KEY_CODE_ESCAPE,    NULL },
    {"Escape",    KEY_CODE_ESCAPE,    NULL },
    {"Tab",       KEY_CODE_TAB,       NULL },
    {"Backspace", KEY_CODE_BACKSPACE, NULL },
    {"Delete",    KEY_CODE_DELETE,    NULL },
    {"Insert",    KEY_CODE_INSERT,    NULL },
    {"Space",     ' ',                NULL },
    {"Comma",     ',',                ","  },
};

static const struct key_name *find_name(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (strcmp(names[i].name, name) == 0) {
            return &names[i];
        }
    }
    return NULL;
}

static bool parse_function_key(const char *name, struct key *key)
{
    guint64 number;

    if (name[0] != 'F' || !g_ascii_string_to_unsigned(name + 1, 10, 1, 12, &number, NULL)) {
        return false;
    }
    key->code = KEY_CODE_F1 + (uint32_t)number - 1;
    return true;
}

static bool parse_base(const char *name, struct key *key)
{
    const struct key_name *named = find_name(name);

    if (named) {
        key->code = named->code;
        return true;
    }
    if (!g_utf8_validate(name, -1, NULL) || name[0] == '\0') {
        return false;
    }
    if (*g_utf8_next_char(name) == '\0') {
        key->code = g_utf8_get_char(name);
        return key->code > ' ' && key->code != 0x7f;
    }
    return parse_function_key(name, key);
}

/* Takes "A-", "C-", "S-" and "^" off the front, as long as something is left. */
static const char *parse_modifiers(const char *name, unsigned *modifiers)
{
    for (;;) {
        if (name[0] == '^' && name[1] != '\0') {
            *modifiers |= KEY_CONTROL;
            name++;
        } else if (name[0] != '\0' && name[1] == '-' && name[2] != '\0' && strchr("ACS", name[0])) {
            *modifiers |= name[0] == 'A' ? KEY_ALT : name[0] == 'C' ? KEY_CONTROL : KEY_SHIFT;
            name += 2;
        } else {
            return name;
        }
    }
}

bool key_parse(const char *name, struct key *key)
{
    struct key read = {0};

    if (!name || !parse_base(parse_modifiers(name, &read.modifiers), &read)) {
        return false;
    }
    if (read.code == KEY_CODE_TAB && read.modifiers & KEY_SHIFT) {
        read.code = KEY_CODE_BACKTAB;
        read.modifiers &= ~(unsigned)KEY_SHIFT;
    }
    if (read.modifiers & KEY_CONTROL && read.code < 0x80) {
        read.code = (uint32_t)g_ascii_tolower((char)read.code);
    }
    if (read.modifiers & KEY_SHIFT && read.code < KEY_CODE_NAMED) {
        return false; /* a shifted character is another character */
    }
    *key = read;
    return true;
}

static void format_base(uint32_t code, char *out, size_t size)
{
    char utf8[8];

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (names[i].code == code) {
            g_strlcpy(out, names[i].name, size);
            return;
        }
    }
    if (code >= KEY_CODE_F1 && code <= KEY_CODE_F12) {
        snprintf(out, size, "F%u", code - KEY_CODE_F1 + 1);
        return;
    }
    utf8[g_unichar_validate(code) ? g_unichar_to_utf8(code, utf8) : 0] = '\0';
    g_strlcpy(out, utf8, size);
}

char *key_format(struct key key, char *out, size_t size)
{
    char base[16];

    if (key.code == KEY_CODE_BACKTAB) {
        key.code = KEY_CODE_TAB;
        key.modifiers |= KEY_SHIFT;
    }
    bool letter = key.code < KEY_CODE_NAMED && key.code > ' ';
    if (letter && key.modifiers & KEY_CONTROL && key.code < 0x80) {
        key.code = (uint32_t)g_ascii_toupper((char)key.code);
    }
    format_base(key.code, base, sizeof base);
    snprintf(out, size, "%s%s%s%s", key.modifiers & KEY_ALT ? "A-" : "",
             key.modifiers & KEY_SHIFT ? "S-" : "",
             !(key.modifiers & KEY_CONTROL) ? ""
             : letter                       ? "^"
                                            : "C-",
             base);
    return out;
}

char *key_show(struct key key, char *out, size_t size)
{
    for (size_t i = 0; key.modifiers == 0 && i < G_N_ELEMENTS(names); i++) {
        if (names[i].code == key.code && names[i].shown) {
            g_strlcpy(out, names[i].shown, size);
            return out;
        }
    }
    return key_format(key, out, size);
}

bool key_equal(struct key a, struct key b)
{
    return a.code == b.code && a.modifiers == b.modifiers;
}
