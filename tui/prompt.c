/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/prompt.h"

#include "tui/line.h"
#include "tui/text.h"

#include <string.h>

#define WORD_ENDS " ([,"

struct prompt {
    char *label;
    struct line line;
    char *complaint;
    size_t complaint_at;
    const GPtrArray *history;
    size_t history_at;  /* index in history; its length = the text being written */
    char *draft;        /* what was being written when history was entered */
    GPtrArray *offered; /* candidates, as given */
    GPtrArray *cycle;   /* those that fit the word, while Tab walks through them; else NULL */
    size_t cycle_at;
    size_t cycle_from; /* where the word begins */
};

struct prompt *prompt_new(const char *label, const char *text)
{
    struct prompt *prompt = g_new0(struct prompt, 1);

    prompt->label = text_safe(label);
    prompt->offered = g_ptr_array_new_with_free_func(g_free);
    line_init(&prompt->line, text);
    return prompt;
}

static void end_cycle(struct prompt *prompt)
{
    g_clear_pointer(&prompt->cycle, g_ptr_array_unref);
}

void prompt_free(struct prompt *prompt)
{
    if (!prompt) {
        return;
    }
    end_cycle(prompt);
    g_ptr_array_unref(prompt->offered);
    line_release(&prompt->line);
    g_free(prompt->label);
    g_free(prompt->complaint);
    g_free(prompt->draft);
    g_free(prompt);
}

const char *prompt_text(const struct prompt *prompt)
{
    return prompt->line.text->str;
}

static size_t history_length(const struct prompt *prompt)
{
    return prompt->history ? prompt->history->len : 0;
}

void prompt_set_text(struct prompt *prompt, const char *text)
{
    end_cycle(prompt);
    line_set(&prompt->line, text);
    prompt->history_at = history_length(prompt);
}

void prompt_complain(struct prompt *prompt, const char *message, size_t offset)
{
    g_free(prompt->complaint);
    prompt->complaint = message ? text_safe(message) : NULL;
    prompt->complaint_at = offset;
}

void prompt_history(struct prompt *prompt, const GPtrArray *history)
{
    prompt->history = history;
    prompt->history_at = history_length(prompt);
}

void prompt_complete(struct prompt *prompt, const GPtrArray *candidates)
{
    if (prompt->cycle) {
        return; /* Tab put a candidate in; what fits that is not what is being chosen from */
    }
    g_ptr_array_set_size(prompt->offered, 0);
    for (guint i = 0; candidates && i < candidates->len; i++) {
        g_ptr_array_add(prompt->offered, text_safe(candidates->pdata[i]));
    }
}

void prompt_paste(struct prompt *prompt, const char *text)
{
    end_cycle(prompt);
    line_insert(&prompt->line, text);
}

/* Where the word before the cursor begins. */
static size_t word_start(const struct prompt *prompt)
{
    const char *text = prompt_text(prompt);
    size_t at = prompt->line.cursor;

    while (at > 0 && !strchr(WORD_ENDS, text[at - 1])) {
        at--;
    }
    return at < prompt->line.cursor && text[at] == '!' ? at + 1 : at;
}

static bool begins_with(const char *candidate, const char *word, size_t length)
{
    g_autofree char *prefix = g_strndup(word, length);
    g_autofree char *folded_prefix = g_utf8_casefold(prefix, -1);
    g_autofree char *folded = g_utf8_casefold(candidate, -1);

    return g_str_has_prefix(folded, folded_prefix);
}

static GPtrArray *fitting(const struct prompt *prompt, size_t from)
{
    GPtrArray *fits = g_ptr_array_new_with_free_func(g_free);
    const char *word = prompt_text(prompt) + from;

    for (guint i = 0; i < prompt->offered->len; i++) {
        if (begins_with(prompt->offered->pdata[i], word, prompt->line.cursor - from)) {
            g_ptr_array_add(fits, g_strdup(prompt->offered->pdata[i]));
        }
    }
    return fits;
}

/* Bytes that all candidates begin with, whole characters. */
static size_t common_prefix(const GPtrArray *candidates)
{
    const char *first = candidates->pdata[0];
    size_t length = strlen(first);

    for (guint i = 1; i < candidates->len; i++) {
        const char *other = candidates->pdata[i];
        size_t same = 0;
        while (same < length && first[same] == other[same]) {
            same++;
        }
        length = same;
    }
    while (length > 0 && ((unsigned char)first[length] & 0xc0) == 0x80) {
        length--;
    }
    return length;
}

/* The first Tab goes as far as all candidates agree; the next ones walk through them. */
static enum prompt_result start_cycle(struct prompt *prompt, int by)
{
    size_t from = word_start(prompt);
    GPtrArray *fits = fitting(prompt, from);

    if (fits->len == 0) {
        g_ptr_array_unref(fits);
        return PROMPT_IGNORED;
    }
    size_t common = common_prefix(fits);
    if (common > prompt->line.cursor - from) {
        g_autofree char *text = g_strndup(fits->pdata[0], common);
        line_replace(&prompt->line, from, text);
        g_ptr_array_unref(fits);
        return PROMPT_EDITED;
    }
    prompt->cycle = fits;
    prompt->cycle_from = from;
    prompt->cycle_at = by > 0 ? 0 : fits->len - 1;
    line_replace(&prompt->line, from, fits->pdata[prompt->cycle_at]);
    return PROMPT_EDITED;
}

static enum prompt_result complete(struct prompt *prompt, int by)
{
    if (!prompt->cycle) {
        return start_cycle(prompt, by);
    }
    size_t count = prompt->cycle->len;
    prompt->cycle_at = (prompt->cycle_at + (by > 0 ? 1 : count - 1)) % count;
    line_replace(&prompt->line, prompt->cycle_from, prompt->cycle->pdata[prompt->cycle_at]);
    return PROMPT_EDITED;
}

static enum prompt_result walk_history(struct prompt *prompt, int by)
{
    size_t length = history_length(prompt);

    if ((by < 0 && prompt->history_at == 0) || (by > 0 && prompt->history_at >= length)) {
        return PROMPT_IGNORED;
    }
    if (prompt->history_at == length) {
        g_free(prompt->draft);
        prompt->draft = g_strdup(prompt_text(prompt));
    }
    size_t at = by < 0 ? prompt->history_at - 1 : prompt->history_at + 1;
    line_set(&prompt->line, at == length ? prompt->draft : prompt->history->pdata[at]);
    prompt->history_at = at;
    return PROMPT_EDITED;
}

static bool is_key(struct key key, uint32_t code, unsigned modifiers)
{
    return key.code == code && key.modifiers == modifiers;
}

enum prompt_result prompt_key(struct prompt *prompt, struct key key)
{
    if (is_key(key, KEY_CODE_TAB, 0) || is_key(key, KEY_CODE_BACKTAB, 0)) {
        return complete(prompt, key.code == KEY_CODE_TAB ? 1 : -1);
    }
    end_cycle(prompt);
    if (is_key(key, KEY_CODE_ENTER, 0)) {
        return PROMPT_ACCEPTED;
    }
    if (is_key(key, KEY_CODE_ESCAPE, 0) || is_key(key, 'g', KEY_CONTROL) ||
        is_key(key, 'c', KEY_CONTROL)) {
        return PROMPT_CANCELLED;
    }
    if (is_key(key, KEY_CODE_UP, 0) || is_key(key, 'p', KEY_CONTROL)) {
        return walk_history(prompt, -1);
    }
    if (is_key(key, KEY_CODE_DOWN, 0) || is_key(key, 'n', KEY_CONTROL)) {
        return walk_history(prompt, 1);
    }
    if (is_key(key, 'd', KEY_CONTROL) && prompt->line.text->len == 0) {
        return PROMPT_CANCELLED;
    }
    switch (line_key(&prompt->line, key)) {
    case LINE_EDITED:
        return PROMPT_EDITED;
    case LINE_MOVED:
        return PROMPT_MOVED;
    case LINE_IGNORED:
        break;
    }
    return PROMPT_IGNORED;
}

/* Cells of the first `bytes` of the text. */
static int cells_before(const struct prompt *prompt, size_t bytes)
{
    g_autofree char *head = g_strndup(prompt_text(prompt), MIN(bytes, prompt->line.text->len));

    return text_width(head);
}

static void draw_complaint(const struct prompt *prompt, struct surface *surface, int start)
{
    int at = start + cells_before(prompt, prompt->complaint_at);

    if (at >= surface->cols - text_width(prompt->complaint)) {
        at = MAX(surface->cols - text_width(prompt->complaint), 2) - 2;
    }
    surface_run(surface, 1, MAX(at, 0), 1, ROLE_FAILURE, "▲", '^');
    surface_text(surface, 1, MAX(at, 0) + 2, -1, ROLE_FAILURE, prompt->complaint);
}

static void draw_candidates(const struct prompt *prompt, struct surface *surface, int col)
{
    size_t from = prompt->cycle ? prompt->cycle_from : word_start(prompt);
    GPtrArray *shown = prompt->cycle ? g_ptr_array_ref(prompt->cycle) : fitting(prompt, from);
    guint first = prompt->cycle ? (guint)prompt->cycle_at : 0;

    for (guint i = first; i < shown->len && col < surface->cols; i++) {
        bool chosen = prompt->cycle && i == prompt->cycle_at;
        int used =
            surface_text(surface, 1, col, -1, chosen ? ROLE_PROMPT : ROLE_MUTED, shown->pdata[i]);
        if (chosen) {
            surface_mark(surface, 1, col, used, ROLE_SELECTED);
        }
        col += used + 2;
    }
    g_ptr_array_unref(shown);
}

void prompt_draw(const struct prompt *prompt, struct surface *surface, int *cursor_row,
                 int *cursor_col)
{
    int label = MIN(text_width(prompt->label), MAX(surface->cols - 2, 0));
    int room = surface->cols - label;
    int cursor = cells_before(prompt, prompt->line.cursor);
    int behind = prompt->line.cursor < prompt->line.text->len ? 1 : 0; /* room for an ellipsis */
    int scroll = MAX(cursor + 1 + behind - room, 0); /* the cursor stays in sight */
    struct surface field = surface_part(surface, 0, label, 1, room);

    surface_text(surface, 0, 0, label, ROLE_KEY, prompt->label);
    surface_text(&field, 0, -scroll, -1, ROLE_PROMPT, prompt_text(prompt));
    if (prompt->complaint) {
        int at = cells_before(prompt, prompt->complaint_at) - scroll;
        surface_mark(&field, 0, at, -1, ROLE_FAILURE);
    }
    if (scroll > 0) {
        surface_run(&field, 0, 0, 1, ROLE_MUTED, "…", '<');
    }
    if (surface->rows >= 2 && prompt->complaint) {
        draw_complaint(prompt, surface, label - scroll);
    } else if (surface->rows >= 2) {
        draw_candidates(prompt, surface, label);
    }
    *cursor_row = surface->row;
    *cursor_col = surface->col + CLAMP(label + cursor - scroll, 0, MAX(surface->cols - 1, 0));
}
