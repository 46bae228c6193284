/* SPDX-License-Identifier: Apache-2.0
 *
 * What asks the user something: prompts, palettes, short lists; one at a time.
 */
#include "views/desk_state.h"

/* --- overlays --- */

void desk_overlay_close(struct desk *desk)
{
    struct overlay *overlay = &desk->overlay;
    if (overlay->given_up)
        overlay->given_up(desk, overlay->subject);
    if (overlay->asks && overlay->asks->closed)
        overlay->asks->closed(desk);
    g_clear_pointer(&overlay->prompt, prompt_free);
    g_clear_pointer(&overlay->palette, palette_free);
    g_clear_pointer(&overlay->letters, letters_free);
    g_clear_pointer(&overlay->help, help_free);
    g_clear_pointer(&overlay->keep, g_ptr_array_unref);
    *overlay = (struct overlay){0};
}

void desk_prompt(struct desk *desk, const char *label, const char *text,
                 const struct prompt_ops *ops)
{
    desk_overlay_close(desk);
    desk->overlay.kind = OVERLAY_PROMPT;
    desk->overlay.prompt = prompt_new(label, text);
    desk->overlay.accepted = ops->accepted;
    desk->overlay.asks = ops;
    prompt_history(desk->overlay.prompt, history_list(desk->history, ops->history));
}

void desk_choose(struct desk *desk, struct palette *palette, GPtrArray *keep,
                 void (*accepted)(struct desk *desk, const char *text, const void *data))
{
    desk_overlay_close(desk);
    g_clear_pointer(&desk->message, g_free); /* "asking what there is": now it is here */
    desk->overlay.kind = OVERLAY_PALETTE;
    desk->overlay.palette = palette;
    desk->overlay.keep = keep;
    desk->overlay.accepted = accepted;
}

/* The overlay goes before what was accepted acts: the act may open another. */
static void accept(struct desk *desk, const char *borrowed, const void *data)
{
    g_autofree char *text = g_strdup(borrowed);
    void (*accepted)(struct desk *, const char *, const void *) = desk->overlay.accepted;
    GPtrArray *keep = g_steal_pointer(&desk->overlay.keep);
    desk->overlay.given_up = NULL;
    desk_overlay_close(desk);
    if (accepted)
        accepted(desk, text, data);
    if (keep)
        g_ptr_array_unref(keep);
}

void desk_prompt_edited(struct desk *desk)
{
    const struct overlay *overlay = &desk->overlay;
    if (overlay->asks->edited)
        overlay->asks->edited(desk, prompt_text(overlay->prompt));
}

static void prompt_accepted(struct desk *desk)
{
    const struct overlay *overlay = &desk->overlay;
    const char *text = prompt_text(overlay->prompt);
    if (overlay->asks->right && !overlay->asks->right(desk, text))
        return;
    history_add(desk->history, overlay->asks->history, text);
    accept(desk, text, overlay->subject);
}

static void prompt_overlay_key(struct desk *desk, struct key key)
{
    const struct overlay *overlay = &desk->overlay;
    const struct prompt_ops *ops = overlay->asks;
    switch (prompt_key(overlay->prompt, key)) {
    case PROMPT_ACCEPTED:
        prompt_accepted(desk);
        break;
    case PROMPT_CANCELLED:
        desk_overlay_close(desk);
        break;
    case PROMPT_EDITED:
        desk_prompt_edited(desk);
        break;
    case PROMPT_MOVED:
        if (ops->moved)
            ops->moved(desk);
        break;
    case PROMPT_IGNORED:
        if (ops->tabbed && key.code == KEY_CODE_TAB)
            ops->tabbed(desk);
        break;
    }
}

void desk_palette_moved(struct desk *desk)
{
    const struct overlay *overlay = &desk->overlay;
    if (overlay->moved)
        overlay->moved(desk, palette_text(overlay->palette), palette_data(overlay->palette));
}

static void palette_overlay_key(struct desk *desk, struct key key)
{
    const struct overlay *overlay = &desk->overlay;
    enum palette_result result = palette_key(overlay->palette, key);
    if (result == PALETTE_CHOSEN)
        accept(desk, palette_text(overlay->palette), palette_data(overlay->palette));
    else if (result == PALETTE_CLOSED)
        desk_overlay_close(desk);
    else
        desk_palette_moved(desk);
}

static void letters_overlay_key(struct desk *desk, struct key key)
{
    enum letters_result result = letters_key(desk->overlay.letters, key);
    if (result == LETTERS_CHOSEN)
        accept(desk, NULL, letters_data(desk->overlay.letters));
    else if (result == LETTERS_SEARCH)
        desk_narrow_search(desk);
    else if (result == LETTERS_COUNT)
        desk_narrow_count(desk);
    else if (result == LETTERS_CLOSED)
        desk_overlay_close(desk);
}

bool desk_overlay_key(struct desk *desk, struct key key)
{
    struct overlay *overlay = &desk->overlay;
    if (overlay->kind == OVERLAY_NONE)
        return false;
    if (overlay->kind == OVERLAY_PROMPT)
        prompt_overlay_key(desk, key);
    else if (overlay->kind == OVERLAY_PALETTE)
        palette_overlay_key(desk, key);
    else if (overlay->kind == OVERLAY_LETTERS)
        letters_overlay_key(desk, key);
    else if (!help_key(overlay->help, key))
        desk_overlay_close(desk);
    return true;
}
