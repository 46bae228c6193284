/* SPDX-License-Identifier: Apache-2.0
 *
 * A line of input with readline's keys, history, completion and a complaint under the text. Draws
 * on one row; the complaint or the completions go on a second when given one.
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
void prompt_paste(struct prompt *prompt,
                  const char *text); /* inserted as text; newlines become spaces; never acts */
const char *prompt_text(const struct prompt *prompt);
void prompt_set_text(struct prompt *prompt, const char *text);
/* Says what is wrong with the text at byte `offset` (NULL = nothing). */
void prompt_complain(struct prompt *prompt, const char *message, size_t offset);
/* History, oldest first (borrowed until the prompt is freed). */
void prompt_history(struct prompt *prompt, const GPtrArray *history);
/* Candidates for the word before the cursor (copied). The word begins behind a blank, `(`, `[`, `,`
 * or a leading `!`; only candidates that begin with it (any case) are offered. Tab completes what
 * they have in common, then walks through them; new candidates given while it walks
 * are left, so it is right to call this after every PROMPT_EDITED. */
void prompt_complete(struct prompt *prompt, const GPtrArray *candidates);
/* Draws; sets *cursor_row, *cursor_col in the surface's grid. */
void prompt_draw(const struct prompt *prompt, struct surface *surface, int *cursor_row,
                 int *cursor_col);

#endif
