/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/terminal_keys.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

static const struct key_row {
    const char *name;
    VTermKey key;
} rows[] = {
    {"Enter",     VTERM_KEY_ENTER    },
    {"Tab",       VTERM_KEY_TAB      },
    {"Backspace", VTERM_KEY_BACKSPACE},
    {"Esc",       VTERM_KEY_ESCAPE   },
    {"Up",        VTERM_KEY_UP       },
    {"Down",      VTERM_KEY_DOWN     },
    {"Left",      VTERM_KEY_LEFT     },
    {"Right",     VTERM_KEY_RIGHT    },
    {"Insert",    VTERM_KEY_INS      },
    {"Delete",    VTERM_KEY_DEL      },
    {"Home",      VTERM_KEY_HOME     },
    {"End",       VTERM_KEY_END      },
    {"PgUp",      VTERM_KEY_PAGEUP   },
    {"PgDn",      VTERM_KEY_PAGEDOWN },
};

static const char *take_modifiers(const char *name, VTermModifier *modifiers)
{
    for (;;) {
        VTermModifier modifier = VTERM_MOD_NONE;
        if (name[0] == '^' && name[1]) {
            *modifiers |= VTERM_MOD_CTRL;
            name++;
            continue;
        }
        if (name[0] && name[1] == '-' && name[2]) {
            modifier = name[0] == 'S'   ? VTERM_MOD_SHIFT
                       : name[0] == 'A' ? VTERM_MOD_ALT
                       : name[0] == 'C' ? VTERM_MOD_CTRL
                                        : VTERM_MOD_NONE;
        }
        if (modifier == VTERM_MOD_NONE) {
            return name;
        }
        *modifiers |= modifier;
        name += 2;
    }
}

static bool press(VTerm *vterm, const char *full_name)
{
    VTermModifier modifiers = VTERM_MOD_NONE;
    const char *name = take_modifiers(full_name, &modifiers);

    if (strcmp(name, "Space") == 0) {
        vterm_keyboard_unichar(vterm, ' ', modifiers);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (strcmp(name, rows[i].name) == 0) {
            vterm_keyboard_key(vterm, rows[i].key, modifiers);
            return true;
        }
    }
    if (name[0] == 'F' && g_ascii_isdigit(name[1])) {
        vterm_keyboard_key(vterm, (VTermKey)VTERM_KEY_FUNCTION(atoi(name + 1)), modifiers);
        return true;
    }
    if (g_utf8_strlen(name, -1) != 1) {
        return false;
    }
    gunichar c = g_utf8_get_char(name);
    bool letter = modifiers & VTERM_MOD_CTRL && c < 0x80;
    vterm_keyboard_unichar(vterm, letter ? (uint32_t)g_ascii_tolower((char)c) : c, modifiers);
    return true;
}

bool terminal_keys_press(VTerm *vterm, const char *keys)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);

    for (int i = 0; names[i]; i++) {
        if (names[i][0] && !press(vterm, names[i])) {
            return false;
        }
    }
    return true;
}
