/* SPDX-License-Identifier: Apache-2.0
 *
 * Completion: what is offered, Tab's way through it, and the list over the prompt.
 */
#include "tui/prompt_internal.h"

#include "tui/text.h"

#include <string.h>

#define MOST_ROWS 8

static void offered_free(void *data)
{
    struct offered *offered = data;

    g_free(offered->text);
    g_free(offered->detail);
    g_free(offered);
}

void prompt_forget_offers(struct prompt *prompt)
{
    prompt->walking = false;
    g_clear_pointer(&prompt->offered, g_ptr_array_unref);
}

void prompt_offer(struct prompt *prompt, size_t from, const struct prompt_candidate *candidates,
                  size_t count)
{
    if (prompt->walking) {
        return; /* Tab put a candidate in; what fits that is not what is being chosen from */
    }
    prompt_forget_offers(prompt);
    prompt->offered = g_ptr_array_new_with_free_func(offered_free);
    prompt->offered_from = MIN(from, prompt->line.cursor);
    for (size_t i = 0; i < count; i++) {
        struct offered *offered = g_new(struct offered, 1);
        const char *detail = candidates[i].detail;
        *offered =
            (struct offered){text_safe(candidates[i].text), detail ? text_safe(detail) : NULL};
        g_ptr_array_add(prompt->offered, offered);
    }
}

/* --- Tab --- */

static const char *offered_text(const struct prompt *prompt, size_t at)
{
    return ((const struct offered *)prompt->offered->pdata[at])->text;
}

/* Bytes that all begin with, whole characters. */
static size_t common_prefix(const struct prompt *prompt)
{
    const char *first = offered_text(prompt, 0);
    size_t length = strlen(first);

    for (guint i = 1; i < prompt->offered->len; i++) {
        const char *other = offered_text(prompt, i);
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

/* Those that only hold the word somewhere do not complete it, they are walked through. */
static bool continues(const struct prompt *prompt, const char *common)
{
    size_t length = prompt->line.cursor - prompt->offered_from;
    g_autofree char *word = g_strndup(prompt_text(prompt) + prompt->offered_from, length);
    g_autofree char *folded_word = g_utf8_casefold(word, -1);
    g_autofree char *folded = g_utf8_casefold(common, -1);
    const char *bare = *folded == '"' && *folded_word != '"' ? folded + 1 : folded;

    return strlen(common) > length && g_str_has_prefix(bare, folded_word);
}

/* The first Tab goes as far as all agree. */
static bool complete_common(struct prompt *prompt)
{
    g_autofree char *common = g_strndup(offered_text(prompt, 0), common_prefix(prompt));

    if (!continues(prompt, common)) {
        return false;
    }
    line_replace(&prompt->line, prompt->offered_from, common);
    if (prompt->offered->len == 1) {
        prompt_forget_offers(prompt);
    }
    return true;
}

enum prompt_result prompt_tab(struct prompt *prompt, int by)
{
    size_t count = prompt->offered ? prompt->offered->len : 0;

    if (count == 0 || prompt->line.cursor < prompt->offered_from) {
        return PROMPT_IGNORED;
    }
    if (!prompt->walking && complete_common(prompt)) {
        return PROMPT_EDITED;
    }
    if (prompt->walking) {
        prompt->walk_at = (prompt->walk_at + (by > 0 ? 1 : count - 1)) % count;
    } else {
        prompt->walk_at = by > 0 ? 0 : count - 1;
    }
    prompt->walking = true;
    line_replace(&prompt->line, prompt->offered_from, offered_text(prompt, prompt->walk_at));
    return PROMPT_EDITED;
}

/* --- the list --- */

struct widths {
    int text, detail;
};

static struct widths widest(const struct prompt *prompt)
{
    struct widths widths = {0, 0};

    for (guint i = 0; i < prompt->offered->len; i++) {
        const struct offered *offered = prompt->offered->pdata[i];
        widths.text = MAX(widths.text, text_width(offered->text));
        widths.detail = MAX(widths.detail, offered->detail ? text_width(offered->detail) : 0);
    }
    return widths;
}

static void draw_offered(struct surface *list, int row, const struct offered *offered, int detail,
                         bool chosen)
{
    int room = list->cols - 2 - (detail ? detail + 2 : 0);

    surface_text_cut(list, row, 1, room, ROLE_PROMPT, CUT_MIDDLE, offered->text);
    if (offered->detail) {
        surface_text_right(list, row, list->cols - 1 - detail, detail, ROLE_MUTED, offered->detail);
    }
    surface_mark(list, row, 0, -1, chosen ? ROLE_SELECTED : ROLE_SELECTED_IDLE);
}

static void draw_more(struct surface *list, int row, size_t more)
{
    surface_printf(list, row, 1, list->cols - 2, ROLE_MUTED, "%zu more", more);
    surface_mark(list, row, 0, -1, ROLE_SELECTED_IDLE);
}

void prompt_draw_offered(const struct prompt *prompt, struct surface *above)
{
    if (!prompt->offered || prompt->sought) {
        return;
    }
    int count = (int)prompt->offered->len;
    int rows = MIN(count, MIN(MOST_ROWS, above->rows));
    if (rows == 0) {
        return;
    }
    struct prompt_place place = prompt_place(prompt, above->cols);
    struct widths widths = widest(prompt);
    int detail = MIN(widths.detail, above->cols / 3);
    int width = MIN(MAX(widths.text + 2 + (detail ? detail + 2 : 0), 16), above->cols);
    int col = place.label + prompt_cells(prompt, prompt->offered_from) - place.scroll - 1;
    col = CLAMP(col, 0, above->cols - width);
    struct surface list = surface_part(above, above->rows - rows, col, rows, width);
    int shown = count > rows ? rows - 1 : rows, at = prompt->walking ? (int)prompt->walk_at : 0;
    int first = CLAMP(at - shown + 1, 0, count - MAX(shown, 1));

    surface_fill(&list, ROLE_PROMPT);
    for (int row = 0; row < shown; row++) {
        draw_offered(&list, row, prompt->offered->pdata[first + row], detail,
                     prompt->walking && first + row == at);
    }
    if (shown < rows) {
        draw_more(&list, rows - 1, (size_t)(count - shown));
    }
}
