/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/letters.h"

#include "tui/frame.h"
#include "tui/text.h"

#include <string.h>

#define MOST_ROWS 16

struct entry {
    char letter; /* 0 = none was left */
    char *label, *detail;
    const void *data;
};

struct letters {
    char *title;
    GArray *entries; /* of struct entry */
    size_t cursor;
};

static void entry_clear(void *data)
{
    struct entry *entry = data;

    g_free(entry->label);
    g_free(entry->detail);
}

static struct entry *entry_at(const struct letters *letters, size_t at)
{
    return &g_array_index(letters->entries, struct entry, at);
}

static bool is_free(const struct letters *letters, char letter)
{
    if (!g_ascii_isalnum(letter) || strchr("jkqB", letter)) {
        return false; /* j and k move, q closes, B counts, as everywhere */
    }
    for (size_t i = 0; i < letters->entries->len; i++) {
        if (entry_at(letters, i)->letter == letter) {
            return false;
        }
    }
    return true;
}

static char find_letter(const struct letters *letters, const char *label)
{
    static const char others[] = "abcdefghilmnoprstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    for (const char *at = label; *at; at++) {
        if (is_free(letters, g_ascii_tolower(*at))) {
            return g_ascii_tolower(*at);
        }
    }
    for (const char *at = others; *at; at++) {
        if (is_free(letters, *at)) {
            return *at;
        }
    }
    return 0;
}

/* First letters go before others: an entry does not lose its own to an inner one of another. */
static void give_letters(struct letters *letters)
{
    for (size_t i = 0; i < letters->entries->len; i++) {
        struct entry *entry = entry_at(letters, i);
        char first = g_ascii_tolower(entry->label[0]);
        entry->letter = is_free(letters, first) ? first : 0;
    }
    for (size_t i = 0; i < letters->entries->len; i++) {
        struct entry *entry = entry_at(letters, i);
        entry->letter = entry->letter ? entry->letter : find_letter(letters, entry->label);
    }
}

struct letters *letters_new(const char *title, const struct palette_entry *entries, size_t count)
{
    struct letters *letters = g_new0(struct letters, 1);

    letters->title = text_safe(title);
    letters->entries = g_array_new(FALSE, TRUE, sizeof(struct entry));
    g_array_set_clear_func(letters->entries, entry_clear);
    for (size_t i = 0; i < count; i++) {
        struct entry entry = {0, text_safe(entries[i].label), text_safe(entries[i].detail),
                              entries[i].data};
        g_array_append_val(letters->entries, entry);
    }
    give_letters(letters);
    return letters;
}

void letters_free(struct letters *letters)
{
    if (!letters) {
        return;
    }
    g_array_unref(letters->entries);
    g_free(letters->title);
    g_free(letters);
}

static void move(struct letters *letters, int by)
{
    size_t count = letters->entries->len;

    if (count > 0) {
        letters->cursor = (letters->cursor + (by > 0 ? 1 : count - 1)) % count;
    }
}

static enum letters_result letter_key(struct letters *letters, struct key key)
{
    for (size_t i = 0; key.modifiers == 0 && i < letters->entries->len; i++) {
        char letter = entry_at(letters, i)->letter;
        if (letter && key.code == (uint32_t)letter) {
            letters->cursor = i;
            return LETTERS_CHOSEN;
        }
    }
    return LETTERS_OPEN;
}

enum letters_result letters_key(struct letters *letters, struct key key)
{
    bool control = key.modifiers == KEY_CONTROL;

    if (key.code == KEY_CODE_ESCAPE || (key.code == 'q' && !key.modifiers) ||
        (control && (key.code == 'g' || key.code == 'c'))) {
        return LETTERS_CLOSED;
    }
    if (key.code == KEY_CODE_ENTER) {
        return letters->entries->len > 0 ? LETTERS_CHOSEN : LETTERS_CLOSED;
    }
    if (key.code == '/' && !key.modifiers) {
        return LETTERS_SEARCH;
    }
    if (key.code == 'B' && !key.modifiers) {
        return LETTERS_COUNT;
    }
    if (key.code == KEY_CODE_DOWN || (key.code == 'j' && !key.modifiers) ||
        (control && key.code == 'n')) {
        move(letters, 1);
        return LETTERS_OPEN;
    }
    if (key.code == KEY_CODE_UP || (key.code == 'k' && !key.modifiers) ||
        (control && key.code == 'p')) {
        move(letters, -1);
        return LETTERS_OPEN;
    }
    return letter_key(letters, key);
}

const void *letters_data(const struct letters *letters)
{
    return letters->cursor < letters->entries->len ? entry_at(letters, letters->cursor)->data
                                                   : NULL;
}

static int widest_label(const struct letters *letters)
{
    int width = 0;

    for (size_t i = 0; i < letters->entries->len; i++) {
        width = MAX(width, text_width(entry_at(letters, i)->label));
    }
    return width;
}

static void draw_entry(const struct letters *letters, struct surface *inside, int row, size_t at,
                       int label)
{
    const struct entry *entry = entry_at(letters, at);
    const char letter[] = {entry->letter ? entry->letter : ' ', '\0'};

    surface_text(inside, row, 0, 1, ROLE_KEY, letter);
    surface_text_cut(inside, row, 3, label, ROLE_MUTED, CUT_MIDDLE, entry->label);
    surface_text_cut(inside, row, 3 + label + 2, -1, ROLE_TEXT, CUT_MIDDLE, entry->detail);
    if (at == letters->cursor) {
        surface_mark(inside, row, 0, -1, ROLE_SELECTED);
    }
}

void letters_draw(const struct letters *letters, struct surface *surface)
{
    int count = (int)letters->entries->len;
    int rows = MAX(MIN(MIN(count, MOST_ROWS), surface->rows - 2), 1);
    int height = MIN(MAX(rows + 2, 5), surface->rows); /* frames need five rows */
    struct surface framed = surface_part(surface, surface->rows - height, 0, height, surface->cols);
    struct surface inside = frame_draw(&framed, letters->title);
    size_t top = frame_top(letters->cursor, letters->entries->len, inside.rows);
    int label = MIN(widest_label(letters), inside.cols / 2);

    for (int row = 0; row < inside.rows && top + (size_t)row < letters->entries->len; row++) {
        draw_entry(letters, &inside, row, top + (size_t)row, label);
    }
}
