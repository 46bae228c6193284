/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/line.h"

#include "tui/cluster.h"
#include "tui/text.h"

#include <string.h>

struct line_state {
    char *text;
    size_t cursor;
};

static void state_free(void *data)
{
    struct line_state *state = data;

    g_free(state->text);
    g_free(state);
}

void line_init(struct line *line, const char *text)
{
    *line = (struct line){
        .text = g_string_new(NULL),
        .killed = g_ptr_array_new_with_free_func(g_free),
        .undo = g_ptr_array_new_with_free_func(state_free),
    };
    line_set(line, text);
    g_ptr_array_set_size(line->undo, 0);
}

void line_release(struct line *line)
{
    g_string_free(line->text, TRUE);
    g_ptr_array_unref(line->killed);
    g_ptr_array_unref(line->undo);
}

static struct line_state *state_of(const struct line *line)
{
    struct line_state *state = g_new(struct line_state, 1);

    *state = (struct line_state){g_strndup(line->text->str, line->text->len), line->cursor};
    return state;
}

/* Takes `before` as the state that ^_ goes back to, unless nothing was changed. */
static void remember(struct line *line, struct line_state *before)
{
    if (strcmp(before->text, line->text->str) == 0) {
        state_free(before);
        return;
    }
    g_ptr_array_add(line->undo, before);
    if (line->undo->len > LINE_UNDOS) {
        g_ptr_array_remove_index(line->undo, 0);
    }
}

static bool put(struct line *line, const char *text);

void line_set(struct line *line, const char *text)
{
    struct line_state *before = state_of(line);

    g_string_truncate(line->text, 0);
    line->cursor = 0;
    put(line, text);
    line->deed = DEED_OTHER;
    remember(line, before);
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

static bool put(struct line *line, const char *text)
{
    g_autofree char *spaced = g_strdup(text ? text : "");

    g_strdelimit(spaced, "\r\n\t", ' ');
    if (line->text->len + strlen(spaced) > LINE_BYTES) {
        return false;
    }
    return insert_raw(line, spaced) > 0;
}

bool line_insert(struct line *line, const char *text)
{
    struct line_state *before = state_of(line);
    bool taken = put(line, text);

    line->deed = DEED_OTHER;
    remember(line, before);
    return taken;
}

static void erase_bytes(struct line *line, size_t from, size_t to)
{
    g_string_erase(line->text, (gssize)from, (gssize)(to - from));
    line->cursor = from;
}

void line_replace(struct line *line, size_t from, const char *text)
{
    struct line_state *before = state_of(line);

    erase_bytes(line, MIN(from, line->cursor), line->cursor);
    put(line, text);
    line->deed = DEED_OTHER;
    remember(line, before);
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
    line->cursor = to;
    return LINE_MOVED;
}

static enum line_result erase(struct line *line, size_t from, size_t to)
{
    if (from == to) {
        return LINE_MOVED;
    }
    erase_bytes(line, from, to);
    return LINE_EDITED;
}

/* Adds to the newest killed text, at its front when what was killed stood before it. */
static void kill_more(struct line *line, const char *text, bool backward)
{
    char **newest = (char **)&line->killed->pdata[line->killed->len - 1];
    char *whole = backward ? g_strconcat(text, *newest, NULL) : g_strconcat(*newest, text, NULL);

    g_free(*newest);
    *newest = whole;
}

/* Kills that follow each other are given back as one. */
static enum line_result kill_text(struct line *line, size_t from, size_t to)
{
    bool backward = to == line->cursor, more = line->deed == DEED_KILLED;

    line->deed = DEED_KILLED;
    if (from == to) {
        return LINE_MOVED;
    }
    g_autofree char *text = g_strndup(line->text->str + from, to - from);
    if (more && line->killed->len > 0) {
        kill_more(line, text, backward);
    } else {
        g_ptr_array_add(line->killed, g_steal_pointer(&text));
    }
    if (line->killed->len > LINE_KILLS) {
        g_ptr_array_remove_index(line->killed, 0);
    }
    return erase(line, from, to);
}

static enum line_result yank_of(struct line *line, guint which)
{
    line->yanked_from = line->cursor;
    line->yanked = which;
    line->deed = DEED_YANKED;
    return put(line, line->killed->pdata[which]) ? LINE_EDITED : LINE_MOVED;
}

static enum line_result yank(struct line *line)
{
    return line->killed->len > 0 ? yank_of(line, line->killed->len - 1) : LINE_MOVED;
}

/* Only behind ^Y: what was killed before that, in its place. */
static enum line_result yank_earlier(struct line *line)
{
    if (line->deed != DEED_YANKED) {
        return LINE_MOVED;
    }
    erase_bytes(line, line->yanked_from, line->cursor);
    yank_of(line, (line->yanked + line->killed->len - 1) % line->killed->len);
    return LINE_EDITED;
}

static enum line_result undo(struct line *line)
{
    if (line->undo->len == 0) {
        return LINE_MOVED;
    }
    struct line_state *state = g_ptr_array_steal_index(line->undo, line->undo->len - 1);
    g_string_assign(line->text, state->text);
    line->cursor = state->cursor;
    state_free(state);
    return LINE_EDITED;
}

/* Swaps the two clusters before the cursor at the end, else those around it, and steps on. */
static enum line_result transpose(struct line *line)
{
    size_t middle = line->cursor;

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

/* readline's emacs mode. ^A and ^B come through only where no multiplexer takes them. */
static const struct line_binding {
    struct key key;
    enum line_result (*run)(struct line *line);
    bool continues; /* it looks at what the key before did, and says what it did itself */
} bindings[] = {
    {{KEY_CODE_LEFT, 0},                left,            false},
    {{KEY_CODE_RIGHT, 0},               right,           false},
    {{'f', KEY_CONTROL},                right,           false},
    {{'b', KEY_CONTROL},                left,            false},
    {{KEY_CODE_HOME, 0},                home,            false},
    {{'a', KEY_CONTROL},                home,            false},
    {{KEY_CODE_END, 0},                 end,             false},
    {{'e', KEY_CONTROL},                end,             false},
    {{KEY_CODE_LEFT, KEY_CONTROL},      to_word_left,    false},
    {{KEY_CODE_LEFT, KEY_ALT},          to_word_left,    false},
    {{'b', KEY_ALT},                    to_word_left,    false},
    {{KEY_CODE_RIGHT, KEY_CONTROL},     to_word_right,   false},
    {{KEY_CODE_RIGHT, KEY_ALT},         to_word_right,   false},
    {{'f', KEY_ALT},                    to_word_right,   false},
    {{KEY_CODE_BACKSPACE, 0},           erase_left,      false},
    {{KEY_CODE_DELETE, 0},              erase_right,     false},
    {{'d', KEY_CONTROL},                erase_right,     false},
    {{'u', KEY_CONTROL},                kill_to_start,   true },
    {{'k', KEY_CONTROL},                kill_to_end,     true },
    {{'w', KEY_CONTROL},                kill_blank_left, true },
    {{KEY_CODE_BACKSPACE, KEY_ALT},     kill_word_left,  true },
    {{KEY_CODE_BACKSPACE, KEY_CONTROL}, kill_word_left,  true },
    {{'d', KEY_ALT},                    kill_word_right, true },
    {{KEY_CODE_DELETE, KEY_CONTROL},    kill_word_right, true },
    {{'y', KEY_CONTROL},                yank,            false},
    {{'y', KEY_ALT},                    yank_earlier,    true },
    {{'t', KEY_CONTROL},                transpose,       false},
};

static enum line_result type(struct line *line, uint32_t code)
{
    char utf8[8];

    if (!g_unichar_validate(code)) {
        return LINE_IGNORED;
    }
    utf8[g_unichar_to_utf8(code, utf8)] = '\0';
    line->deed = DEED_TYPED;
    return put(line, utf8) ? LINE_EDITED : LINE_IGNORED;
}

static const struct line_binding *binding_of(struct key key)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bindings); i++) {
        if (key_equal(bindings[i].key, key)) {
            return &bindings[i];
        }
    }
    return NULL;
}

/* A run of typed characters is taken back as one. */
static enum line_result edit(struct line *line, const struct line_binding *binding, uint32_t code)
{
    struct line_state *before = state_of(line);
    enum line_deed last = line->deed;
    enum line_result result;

    if (binding && !binding->continues) {
        line->deed = DEED_OTHER;
    }
    result = binding ? binding->run(line) : type(line, code);
    if (result == LINE_EDITED && !(last == DEED_TYPED && line->deed == DEED_TYPED)) {
        remember(line, before);
    } else {
        state_free(before);
    }
    return result;
}

enum line_result line_key(struct line *line, struct key key)
{
    const struct line_binding *binding = binding_of(key);

    if (key_equal(key, (struct key){'_', KEY_CONTROL})) {
        line->deed = DEED_OTHER;
        return undo(line);
    }
    if (binding || (key.code >= ' ' && key.code < KEY_CODE_NAMED && key.modifiers == 0)) {
        return edit(line, binding, key.code);
    }
    return LINE_IGNORED;
}
