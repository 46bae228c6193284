/* SPDX-License-Identifier: Apache-2.0 */
#include "tui/prompt_internal.h"

#include "tui/text.h"

struct prompt *prompt_new(const char *label, const char *text)
{
    struct prompt *prompt = g_new0(struct prompt, 1);

    prompt->label = text_safe(label);
    line_init(&prompt->line, text);
    return prompt;
}

void prompt_free(struct prompt *prompt)
{
    if (!prompt) {
        return;
    }
    prompt_forget_offers(prompt);
    line_release(&prompt->line);
    if (prompt->sought) {
        g_string_free(prompt->sought, TRUE);
    }
    g_free(prompt->label);
    g_free(prompt->complaint);
    g_free(prompt->note);
    g_free(prompt->notice);
    g_free(prompt->draft);
    g_free(prompt);
}

const char *prompt_text(const struct prompt *prompt)
{
    return prompt->line.text->str;
}

size_t prompt_cursor(const struct prompt *prompt)
{
    return prompt->line.cursor;
}

void prompt_complain(struct prompt *prompt, const char *message, size_t offset)
{
    g_free(prompt->complaint);
    prompt->complaint = message ? text_safe(message) : NULL;
    prompt->complaint_at = offset;
}

void prompt_note(struct prompt *prompt, const char *note)
{
    g_free(prompt->note);
    prompt->note = note ? text_safe(note) : NULL;
}

/* Control characters but those that become spaces; what an escape sequence holds goes with it. */
static bool has_controls(const char *text)
{
    for (const char *at = text; *at; at++) {
        if ((unsigned char)*at < ' ' && *at != '\n' && *at != '\r' && *at != '\t') {
            return true;
        }
        if (*at == 0x7f) {
            return true;
        }
    }
    return false;
}

void prompt_paste(struct prompt *prompt, const char *text)
{
    prompt_forget_offers(prompt);
    g_free(prompt->notice);
    prompt->notice = NULL;
    if (!text || !*text) {
        return;
    }
    if (!line_insert(&prompt->line, text)) {
        prompt->notice = g_strdup("not pasted: too long, or nothing but control characters");
    } else if (has_controls(text)) {
        prompt->notice = g_strdup("pasted without its control characters");
    }
}

static bool is_key(struct key key, uint32_t code, unsigned modifiers)
{
    return key.code == code && key.modifiers == modifiers;
}

static bool cancels(const struct prompt *prompt, struct key key)
{
    return is_key(key, KEY_CODE_ESCAPE, 0) || is_key(key, 'g', KEY_CONTROL) ||
           is_key(key, 'c', KEY_CONTROL) ||
           (is_key(key, 'd', KEY_CONTROL) && prompt->line.text->len == 0);
}

static enum prompt_result edit(struct prompt *prompt, struct key key)
{
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

enum prompt_result prompt_key(struct prompt *prompt, struct key key)
{
    enum prompt_result result;

    g_clear_pointer(&prompt->notice, g_free);
    if (prompt->sought && prompt_seek_key(prompt, key, &result)) {
        return result;
    }
    if (is_key(key, KEY_CODE_TAB, 0) || is_key(key, KEY_CODE_BACKTAB, 0)) {
        return prompt_tab(prompt, key.code == KEY_CODE_TAB ? 1 : -1);
    }
    prompt_forget_offers(prompt);
    if (is_key(key, KEY_CODE_ENTER, 0) || is_key(key, 'j', KEY_CONTROL)) {
        return PROMPT_ACCEPTED;
    }
    if (cancels(prompt, key)) {
        return PROMPT_CANCELLED;
    }
    if (is_key(key, 'r', KEY_CONTROL)) {
        return prompt_seek_start(prompt);
    }
    if (is_key(key, KEY_CODE_UP, 0) || is_key(key, 'p', KEY_CONTROL)) {
        return prompt_walk_history(prompt, -1);
    }
    if (is_key(key, KEY_CODE_DOWN, 0) || is_key(key, 'n', KEY_CONTROL)) {
        return prompt_walk_history(prompt, 1);
    }
    return edit(prompt, key);
}

/* --- drawing --- */

int prompt_cells(const struct prompt *prompt, size_t bytes)
{
    g_autofree char *head = g_strndup(prompt_text(prompt), MIN(bytes, prompt->line.text->len));

    return text_width(head);
}

/* A long label gives way: the text keeps half of the row. */
struct prompt_place prompt_place(const struct prompt *prompt, int cols)
{
    struct prompt_place place = {.label = MIN(text_width(prompt->label), cols / 2)};
    int cursor = prompt_cells(prompt, prompt->line.cursor);
    int behind = prompt->line.cursor < prompt->line.text->len ? 1 : 0; /* room for an ellipsis */

    place.room = cols - place.label;
    place.scroll = MAX(cursor + 1 + behind - place.room, 0); /* the cursor stays in sight */
    return place;
}

/* The end of a complaint says what would be right: where it does not fit behind its mark, it goes
 * to the left of it; and where neither side has room, in the place of the mark: the character is
 * marked in the row above, too. */
static void draw_complaint(const struct prompt *prompt, struct surface *surface, int at)
{
    int width = text_width(prompt->complaint);

    at = CLAMP(at, 0, MAX(surface->cols - 1, 0));
    if (at + 2 + width > surface->cols && at - 1 < width && width <= surface->cols) {
        surface_text(surface, 1, surface->cols - width, -1, ROLE_FAILURE, prompt->complaint);
        return;
    }
    surface_run(surface, 1, at, 1, ROLE_FAILURE, "▲", '^');
    if (at + 2 + width <= surface->cols || at < surface->cols / 2) {
        surface_text(surface, 1, at + 2, -1, ROLE_FAILURE, prompt->complaint);
    } else {
        int from = MAX(at - 1 - width, 0);
        surface_text(surface, 1, from, at - 1 - from, ROLE_FAILURE, prompt->complaint);
    }
}

static void draw_seeking(const struct prompt *prompt, struct surface *surface)
{
    surface_printf(surface, 1, 0, -1, prompt->not_found ? ROLE_FAILURE : ROLE_MUTED,
                   prompt->not_found ? "not in the history: %s" : "in the history: %s▏",
                   prompt->sought->str);
}

static void draw_second_row(const struct prompt *prompt, struct surface *surface, int start)
{
    if (prompt->sought) {
        draw_seeking(prompt, surface);
    } else if (prompt->notice) {
        surface_text(surface, 1, 0, -1, ROLE_NOTICE, prompt->notice);
    } else if (prompt->complaint) {
        draw_complaint(prompt, surface, start + prompt_cells(prompt, prompt->complaint_at));
    } else if (prompt->note) {
        surface_text_right(surface, 1, 0, surface->cols - 1, ROLE_MUTED, prompt->note);
    }
}

void prompt_draw(const struct prompt *prompt, struct surface *surface, int *cursor_row,
                 int *cursor_col)
{
    struct prompt_place place = prompt_place(prompt, surface->cols);
    struct surface field = surface_part(surface, 0, place.label, 1, place.room);
    int cursor = prompt_cells(prompt, prompt->line.cursor);

    surface_text(surface, 0, 0, place.label, ROLE_KEY, prompt->label);
    surface_text(&field, 0, -place.scroll, -1, ROLE_PROMPT, prompt_text(prompt));
    if (prompt->complaint) {
        int at = prompt_cells(prompt, prompt->complaint_at) - place.scroll;
        surface_mark(&field, 0, MAX(at, 0), -1, ROLE_FAILURE);
    }
    if (place.scroll > 0) {
        surface_run(&field, 0, 0, 1, ROLE_MUTED, "…", '<');
    }
    if (surface->rows >= 2) {
        draw_second_row(prompt, surface, place.label - place.scroll);
    }
    *cursor_row = surface->row;
    *cursor_col =
        surface->col + CLAMP(place.label + cursor - place.scroll, 0, MAX(surface->cols - 1, 0));
}
