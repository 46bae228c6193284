/* SPDX-License-Identifier: Apache-2.0
 *
 * A line of input with readline's keys, history, completion, and a second row for what is wrong
 * with the text and for what it would give. Texts are copied, but for the history.
 */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/keymap.h"
#include "tui/surface.h"

struct prompt;

struct prompt *prompt_new(const char *label, const char *text); /* label: "/", ":", "query " */
void prompt_free(struct prompt *prompt);

enum prompt_result {
    PROMPT_EDITED,
    PROMPT_MOVED,
    PROMPT_ACCEPTED,
    PROMPT_CANCELLED,
    PROMPT_IGNORED
};
enum prompt_result prompt_key(struct prompt *prompt, struct key key);
/* Inserted as text; newlines become spaces; never acts. Control characters are left out, and a text
 * that is too long is not taken; the second row says either until the next key. */
void prompt_paste(struct prompt *prompt, const char *text);
const char *prompt_text(const struct prompt *prompt);
size_t prompt_cursor(const struct prompt *prompt); /* in bytes */

/* Says what is wrong with the text at byte `offset` (NULL = nothing). */
void prompt_complain(struct prompt *prompt, const char *message, size_t offset);
/* What the text would give, at the right of the second row (NULL = nothing). */
void prompt_note(struct prompt *prompt, const char *note);

/* History, oldest first (borrowed until the prompt is freed): Up and Down walk through it, ^R looks
 * in it for what is typed then (^R again: earlier; Esc: back to what was written; any other key
 * works on what was found). */
void prompt_history(struct prompt *prompt, const GPtrArray *history);

struct prompt_candidate {
    const char *text;   /* put into the line */
    const char *detail; /* shown beside it: a count, a type; may be NULL */
};
/* What may stand in place of the bytes from `from` to the cursor. Tab completes what all begin
 * with, then walks through them; S-Tab walks back. What is offered while Tab walks is left, so it
 * is right to call this after every PROMPT_EDITED. Any other key that edits forgets what was
 * offered. */
void prompt_offer(struct prompt *prompt, size_t from, const struct prompt_candidate *candidates,
                  size_t count);

/* Draws on the first row, with a second one what is wrong there; sets *cursor_row, *cursor_col in
 * the surface's grid. */
void prompt_draw(const struct prompt *prompt, struct surface *surface, int *cursor_row,
                 int *cursor_col);
/* Draws what is offered at the lower edge of `above`, the surface over the prompt. */
void prompt_draw_offered(const struct prompt *prompt, struct surface *above);

#endif
