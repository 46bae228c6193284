/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/modes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 64

enum place { PLACE_TEXT, PLACE_ESCAPE, PLACE_CSI, PLACE_STRING };

struct modes {
    enum place place;
    GString *sequence;
    GHashTable *changed; /* number of a private mode that is not as at the start */
    bool keypad, coloured;
    int top, bottom; /* of the scroll region; 0 = the whole screen */
    int titles;      /* pushed and not popped */
};

struct modes *modes_new(void)
{
    struct modes *modes = g_new0(struct modes, 1);

    modes->sequence = g_string_new(NULL);
    modes->changed = g_hash_table_new(NULL, NULL);
    return modes;
}

void modes_free(struct modes *modes)
{
    g_string_free(modes->sequence, TRUE);
    g_hash_table_unref(modes->changed);
    g_free(modes);
}

/* Automatic margins, the cursor and its blinking are on from the start. */
static bool on_at_start(int mode)
{
    return mode == 7 || mode == 12 || mode == 25;
}

static void set_private(struct modes *modes, const char *numbers, bool on)
{
    g_auto(GStrv) parts = g_strsplit(numbers, ";", -1);

    for (char **part = parts; *part; part++) {
        int mode = atoi(*part);
        if (mode == 12) { /* blinking is the user's choice; both values count as his */
            continue;
        }
        if (on == on_at_start(mode)) {
            g_hash_table_remove(modes->changed, GINT_TO_POINTER(mode));
        } else {
            g_hash_table_add(modes->changed, GINT_TO_POINTER(mode));
        }
    }
}

static void end_csi(struct modes *modes, char final)
{
    const char *text = modes->sequence->str;

    if (text[0] == '?' && (final == 'h' || final == 'l')) {
        set_private(modes, text + 1, final == 'h');
    } else if (final == 'm' && text[0] != '>' && text[0] != '?') {
        modes->coloured = !(text[0] == '\0' || strcmp(text, "0") == 0 ||
                            (strcmp(text, "39;49") == 0 && !modes->coloured));
    } else if (final == 'r' && text[0] != '?') {
        modes->top = modes->bottom = 0;
        sscanf(text, "%d;%d", &modes->top, &modes->bottom);
    } else if (final == 't' && g_str_has_prefix(text, "22")) {
        modes->titles++;
    } else if (final == 't' && g_str_has_prefix(text, "23")) {
        modes->titles--;
    }
}

static enum place after_escape(struct modes *modes, char byte)
{
    g_string_truncate(modes->sequence, 0);
    if (byte == '=' || byte == '>') {
        modes->keypad = byte == '=';
    }
    if (byte == '[') {
        return PLACE_CSI;
    }
    return strchr("]P^_X", byte) && byte ? PLACE_STRING : PLACE_TEXT;
}

static enum place feed(struct modes *modes, char byte)
{
    if (byte == '\x1b') {
        return PLACE_ESCAPE;
    }
    if (byte == '\x18' || byte == '\x1a') {
        return PLACE_TEXT;
    }
    switch (modes->place) {
    case PLACE_ESCAPE:
        return after_escape(modes, byte);
    case PLACE_CSI:
        if (byte >= 0x40) {
            end_csi(modes, byte);
            return PLACE_TEXT;
        }
        if (modes->sequence->len < LONGEST) {
            g_string_append_c(modes->sequence, byte);
        }
        return PLACE_CSI;
    case PLACE_STRING:
        return byte == '\a' ? PLACE_TEXT : PLACE_STRING;
    default:
        return PLACE_TEXT;
    }
}

void modes_feed(struct modes *modes, const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        modes->place = feed(modes, bytes[i]);
    }
}

char *modes_left(const struct modes *modes, int rows)
{
    GString *left = g_string_new(NULL);
    GHashTableIter iter;
    void *mode;

    g_hash_table_iter_init(&iter, modes->changed);
    while (g_hash_table_iter_next(&iter, &mode, NULL)) {
        int number = GPOINTER_TO_INT(mode);
        g_string_append_printf(left, ", ?%d %s", number, on_at_start(number) ? "off" : "on");
    }
    if (modes->keypad) {
        g_string_append(left, ", keypad on");
    }
    if (modes->coloured) {
        g_string_append(left, ", colours on");
    }
    if (modes->top > 1 || (modes->bottom && modes->bottom < rows)) {
        g_string_append(left, ", a scroll region");
    }
    if (modes->titles > 0) { /* one too many taken back is nothing to a terminal */
        g_string_append_printf(left, ", %d titles on the stack", modes->titles);
    }
    if (modes->place == PLACE_STRING) {
        g_string_append(left, ", a string sequence open");
    }
    g_string_erase(left, 0, MIN(left->len, 2));
    bool nothing = left->len == 0;
    char *text = g_string_free(left, FALSE);
    if (nothing) {
        g_clear_pointer(&text, g_free);
    }
    return text;
}
