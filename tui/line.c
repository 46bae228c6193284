/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/line.h"

#include "tui/cluster.h"
#include "tui/text.h"

#include <string.h>

void line_init(struct line *line, const char *text)
{
    *line = (struct line){.text = g_string_new(NULL), .killed = g_string_new(NULL)};
    line_set(line, text);
}

void line_release(struct line *line)
{
    g_string_free(line->text, TRUE);
    g_string_free(line->killed, TRUE);
}

void line_set(struct line *line, const char *text)
{
    g_string_truncate(line->text, 0);
    line->cursor = 0;
    line_insert(line, text);
    line->killing = false;
}

/* Marks that come alone belong to the character before them, so the text is made safe as a whole.
 */
static size_t insert_raw(struct line *line, const char *text)
{
    g_autoptr(GString) whole = g_string_new_len(line->text->str, (gssize)line->cursor);
    size_t before = line->text->len;

    g_string_append(whole, text);
    g_autoptr(GString) safe = g_string_new(NULL);
    text_safe_append(safe, whole->str, SIZE_MAX);
    size_t cursor = safe->len;
    g_string_append(safe, line->text->str + line->cursor);
    g_string_assign(line->text, safe->str);
    line->cursor = cursor;
    return line->text->len - MIN(before, line->text->len);
}

bool line_insert(struct line *line, const char *text)
{
    g_autofree char *spaced = g_strdup(text ? text : "");

    g_strdelimit(spaced, "\r\n\t", ' ');
    if (line->text->len + strlen(spaced) > LINE_BYTES) {
        return false;
    }
    return insert_raw(line, spaced) > 0;
}

void line_replace(struct line *line, size_t from, const char *text)
{
    from = MIN(from, line->cursor);
    g_string_erase(line->text, (gssize)from, (gssize)(line->cursor - from));
    line->cursor = from;
    line_insert(line, text);
}

static size_t next_cluster(const struct line *line, size_t from)
{
    const char *at = line->text->str + from;
    struct cluster cluster;

    cluster_next(&at, line->text->str + line->text->len, &cluster);
    return (size_t)(at - line->text->str);
}

static size_t previous_cluster(const struct line *line, size_t from)
{
    const char *at = line->text->str + from;

    while (at > line->text->str) {
        at = g_utf8_prev_char(at);
        if (!g_unichar_iszerowidth(g_utf8_get_char(at))) {
            break;
        }
    }
    return (size_t)(at - line->text->str);
}

static bool is_word(const struct line *line, size_t at)
{
    return g_unichar_isalnum(g_utf8_get_char(line->text->str + at)) || line->text->str[at] == '_';
}

static size_t word_left(const struct line *line, size_t from)
{
    while (from > 0 && !is_word(line, previous_cluster(line, from))) {
        from = previous_cluster(line, from);
    }
    while (from > 0 && is_word(line, previous_cluster(line, from))) {
        from = previous_cluster(line, from);
    }
    return from;
}

static size_t word_right(const struct line *line, size_t from)
{
    while (from < line->text->len && !is_word(line, from)) {
        from = next_cluster(line, from);
    }
    while (from < line->text->len && is_word(line, from)) {
        from = next_cluster(line, from);
    }
    return from;
}

/* ^W takes what stands between blanks, unlike the words of Alt keys. */
static size_t blank_left(const struct line *line, size_t from)
{
    while (from > 0 && line->text->str[from - 1] == ' ') {
        from--;
    }
    while (from > 0 && line->text->str[from - 1] != ' ') {
        from--;
    }
    return from;
}

static enum line_result move_to(struct line *line, size_t to)
{
    line->killing = false;
    line->cursor = to;
    return LINE_MOVED;
}

static enum line_result erase(struct line *line, size_t from, size_t to)
{
    if (from == to) {
        return LINE_MOVED;
    }
    g_string_erase(line->text, (gssize)from, (gssize)(to - from));
    line->cursor = from;
    line->killing = false;
    return LINE_EDITED;
}

/* Kills that follow each other are given back as one. */
static enum line_result kill_text(struct line *line, size_t from, size_t to)
{
    bool backward = to == line->cursor && from < to;

    if (from == to) {
        return LINE_MOVED;
    }
    if (!line->killing) {
        g_string_truncate(line->killed, 0);
    }
    g_string_insert_len(line->killed, backward ? 0 : -1, line->text->str + from,
                        (gssize)(to - from));
    erase(line, from, to);
    line->killing = true;
    return LINE_EDITED;
}

static enum line_result yank(struct line *line)
{
    line->killing = false;
    return line_insert(line, line->killed->str) ? LINE_EDITED : LINE_MOVED;
}

/* Swaps the two clusters before the cursor at the end, else those around it, and steps on. */
static enum line_result transpose(struct line *line)
{
    size_t middle = line->cursor;

    line->killing = false;
    if (middle == line->text->len) {
        middle = previous_cluster(line, middle);
    }
    if (middle == 0) {
        return LINE_MOVED;
    }
    size_t first = previous_cluster(line, middle);
    size_t behind = next_cluster(line, middle);
    g_autofree char *left = g_strndup(line->text->str + first, middle - first);
    g_string_erase(line->text, (gssize)first, (gssize)(middle - first));
    g_string_insert(line->text, (gssize)(behind - (middle - first)), left);
    line->cursor = behind;
    return LINE_EDITED;
}

static enum line_result left(struct line *line)
{
    return move_to(line, previous_cluster(line, line->cursor));
}

static enum line_result right(struct line *line)
{
    return move_to(line, next_cluster(line, line->cursor));
}

static enum line_result home(struct line *line)
{
    return move_to(line, 0);
}

static enum line_result end(struct line *line)
{
    return move_to(line, line->text->len);
}

static enum line_result to_word_left(struct line *line)
{
    return move_to(line, word_left(line, line->cursor));
}

static enum line_result to_word_right(struct line *line)
{
    return move_to(line, word_right(line, line->cursor));
}

static enum line_result erase_left(struct line *line)
{
    return erase(line, previous_cluster(line, line->cursor), line->cursor);
}

static enum line_result erase_right(struct line *line)
{
    return erase(line, line->cursor, next_cluster(line, line->cursor));
}

static enum line_result kill_to_start(struct line *line)
{
    return kill_text(line, 0, line->cursor);
}

static enum line_result kill_to_end(struct line *line)
{
    return kill_text(line, line->cursor, line->text->len);
}

static enum line_result kill_blank_left(struct line *line)
{
    return kill_text(line, blank_left(line, line->cursor), line->cursor);
}

static enum line_result kill_word_left(struct line *line)
{
    return kill_text(line, word_left(line, line->cursor), line->cursor);
}

static enum line_result kill_word_right(struct line *line)
{
    return kill_text(line, line->cursor, word_right(line, line->cursor));
}

/* readline's emacs mode, less ^A and ^B, which belong to screen and tmux. */
static const struct line_binding {
    struct key key;
    enum line_result (*run)(struct line *line);
} bindings[] = {
    {{KEY_CODE_LEFT, 0},                left           },
    {{KEY_CODE_RIGHT, 0},               right          },
    {{'f', KEY_CONTROL},                right          },
    {{KEY_CODE_HOME, 0},                home           },
    {{KEY_CODE_END, 0},                 end            },
    {{'e', KEY_CONTROL},                end            },
    {{KEY_CODE_LEFT, KEY_CONTROL},      to_word_left   },
    {{KEY_CODE_LEFT, KEY_ALT},          to_word_left   },
    {{'b', KEY_ALT},                    to_word_left   },
    {{KEY_CODE_RIGHT, KEY_CONTROL},     to_word_right  },
    {{KEY_CODE_RIGHT, KEY_ALT},         to_word_right  },
    {{'f', KEY_ALT},                    to_word_right  },
    {{KEY_CODE_BACKSPACE, 0},           erase_left     },
    {{KEY_CODE_DELETE, 0},              erase_right    },
    {{'d', KEY_CONTROL},                erase_right    },
    {{'u', KEY_CONTROL},                kill_to_start  },
    {{'k', KEY_CONTROL},                kill_to_end    },
    {{'w', KEY_CONTROL},                kill_blank_left},
    {{KEY_CODE_BACKSPACE, KEY_ALT},     kill_word_left },
    {{KEY_CODE_BACKSPACE, KEY_CONTROL}, kill_word_left },
    {{'d', KEY_ALT},                    kill_word_right},
    {{KEY_CODE_DELETE, KEY_CONTROL},    kill_word_right},
    {{'y', KEY_CONTROL},                yank           },
    {{'t', KEY_CONTROL},                transpose      },
};

static enum line_result type(struct line *line, uint32_t code)
{
    char utf8[8];

    if (!g_unichar_validate(code)) {
        return LINE_IGNORED;
    }
    utf8[g_unichar_to_utf8(code, utf8)] = '\0';
    line->killing = false;
    return line_insert(line, utf8) ? LINE_EDITED : LINE_IGNORED;
}

enum line_result line_key(struct line *line, struct key key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bindings); i++) {
        if (key_equal(bindings[i].key, key)) {
            return bindings[i].run(line);
        }
    }
    return key.code >= ' ' && key.code < KEY_CODE_NAMED && key.modifiers == 0 ? type(line, key.code)
                                                                              : LINE_IGNORED;
}
