/* SPDX-License-Identifier: Apache-2.0
 *
 * History: walking through it, and looking in it.
 */
#include "tui/prompt_internal.h"

#include "tui/text.h"

#include <string.h>

static size_t length_of(const struct prompt *prompt)
{
    return prompt->history ? prompt->history->len : 0;
}

void prompt_history(struct prompt *prompt, const GPtrArray *history)
{
    prompt->history = history;
    prompt->history_at = length_of(prompt);
}

static void keep_draft(struct prompt *prompt)
{
    if (prompt->history_at == length_of(prompt)) {
        g_free(prompt->draft);
        prompt->draft = g_strdup(prompt_text(prompt));
    }
}

enum prompt_result prompt_walk_history(struct prompt *prompt, int by)
{
    size_t length = length_of(prompt);

    if ((by < 0 && prompt->history_at == 0) || (by > 0 && prompt->history_at >= length)) {
        return PROMPT_IGNORED;
    }
    keep_draft(prompt);
    size_t at = by < 0 ? prompt->history_at - 1 : prompt->history_at + 1;
    line_set(&prompt->line, at == length ? prompt->draft : prompt->history->pdata[at]);
    prompt->history_at = at;
    return PROMPT_EDITED;
}

/* --- ^R --- */

enum prompt_result prompt_seek_start(struct prompt *prompt)
{
    if (length_of(prompt) == 0) {
        return PROMPT_IGNORED;
    }
    keep_draft(prompt);
    prompt->sought = g_string_new(NULL);
    prompt->not_found = false;
    return PROMPT_MOVED;
}

static void seek_end(struct prompt *prompt)
{
    g_string_free(g_steal_pointer(&prompt->sought), TRUE);
}

/* To the newest text before `below` that has what is sought (any case); else stays. */
static enum prompt_result seek(struct prompt *prompt, size_t below)
{
    g_autofree char *wanted = g_utf8_casefold(prompt->sought->str, -1);

    for (size_t at = MIN(below, length_of(prompt)); at-- > 0;) {
        g_autofree char *folded = g_utf8_casefold(prompt->history->pdata[at], -1);
        if (strstr(folded, wanted)) {
            prompt->not_found = false;
            prompt->history_at = at;
            line_set(&prompt->line, prompt->history->pdata[at]);
            return PROMPT_EDITED;
        }
    }
    prompt->not_found = true;
    return PROMPT_MOVED;
}

static enum prompt_result seek_shorter(struct prompt *prompt)
{
    const char *text = prompt->sought->str;

    if (prompt->sought->len > 0) {
        const char *last = g_utf8_find_prev_char(text, text + prompt->sought->len);
        g_string_truncate(prompt->sought, (gsize)(last - text));
    }
    return prompt->sought->len > 0 ? seek(prompt, length_of(prompt)) : PROMPT_MOVED;
}

static enum prompt_result seek_give_up(struct prompt *prompt)
{
    seek_end(prompt);
    prompt->history_at = length_of(prompt);
    line_set(&prompt->line, prompt->draft);
    return PROMPT_EDITED;
}

bool prompt_seek_key(struct prompt *prompt, struct key key, enum prompt_result *result)
{
    bool control = key.modifiers == KEY_CONTROL;

    if (key.code >= ' ' && key.code < KEY_CODE_NAMED && key.modifiers == 0) {
        g_string_append_unichar(prompt->sought, key.code);
        *result = seek(prompt, length_of(prompt));
    } else if (control && key.code == 'r') {
        *result = seek(prompt, prompt->history_at);
    } else if (key.code == KEY_CODE_BACKSPACE && key.modifiers == 0) {
        *result = seek_shorter(prompt);
    } else if (key.code == KEY_CODE_ESCAPE || (control && (key.code == 'g' || key.code == 'c'))) {
        *result = seek_give_up(prompt);
    } else {
        seek_end(prompt);
        return false;
    }
    return true;
}
