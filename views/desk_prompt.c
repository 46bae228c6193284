/* SPDX-License-Identifier: Apache-2.0
 *
 * What asks the user something: search and filter prompts, fields to filter by.
 */
#include "views/desk_state.h"

#include <string.h>

/* --- overlays --- */

void desk_overlay_close(struct desk *desk)
{
    struct overlay *overlay = &desk->overlay;
    if (overlay->given_up)
        overlay->given_up(desk, overlay->subject);
    g_clear_pointer(&overlay->prompt, prompt_free);
    g_clear_pointer(&overlay->palette, palette_free);
    g_clear_pointer(&overlay->help, help_free);
    g_clear_pointer(&overlay->keep, g_ptr_array_unref);
    *overlay = (struct overlay){0};
}

void desk_prompt(struct desk *desk, const char *label, const char *text, enum history_kind kind,
                 void (*accepted)(struct desk *desk, const char *text, const void *data),
                 void (*edited)(struct desk *desk, const char *text))
{
    desk_overlay_close(desk);
    desk->overlay.kind = OVERLAY_PROMPT;
    desk->overlay.prompt = prompt_new(label, text);
    desk->overlay.accepted = accepted;
    desk->overlay.edited = edited;
    prompt_history(desk->overlay.prompt, history_list(desk->history, kind));
}

void desk_choose(struct desk *desk, struct palette *palette, GPtrArray *keep,
                 void (*accepted)(struct desk *desk, const char *text, const void *data))
{
    desk_overlay_close(desk);
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

static void prompt_overlay_key(struct desk *desk, struct key key)
{
    struct overlay *overlay = &desk->overlay;
    switch (prompt_key(overlay->prompt, key)) {
    case PROMPT_ACCEPTED:
        accept(desk, prompt_text(overlay->prompt), NULL);
        break;
    case PROMPT_CANCELLED:
        desk_overlay_close(desk);
        break;
    case PROMPT_EDITED:
        if (overlay->edited)
            overlay->edited(desk, prompt_text(overlay->prompt));
        break;
    case PROMPT_MOVED:
    case PROMPT_IGNORED:
        break;
    }
}

void desk_palette_moved(struct desk *desk)
{
    const struct overlay *overlay = &desk->overlay;
    if (overlay->moved)
        overlay->moved(desk, palette_text(overlay->palette), palette_data(overlay->palette));
}

bool desk_overlay_key(struct desk *desk, struct key key)
{
    struct overlay *overlay = &desk->overlay;
    if (overlay->kind == OVERLAY_NONE)
        return false;
    if (overlay->kind == OVERLAY_PROMPT) {
        prompt_overlay_key(desk, key);
    } else if (overlay->kind == OVERLAY_HELP) {
        if (!help_key(overlay->help, key))
            desk_overlay_close(desk);
    } else {
        enum palette_result result = palette_key(overlay->palette, key);
        if (result == PALETTE_CHOSEN)
            accept(desk, palette_text(overlay->palette), palette_data(overlay->palette));
        else if (result == PALETTE_CLOSED)
            desk_overlay_close(desk);
        else
            desk_palette_moved(desk);
    }
    return true;
}

/* --- search and filter --- */

static void complain_of_pattern(struct desk *desk, const char *text)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    if (*text == '!' || !*text) {
        prompt_complain(desk->overlay.prompt, NULL, 0);
        return;
    }
    struct matcher *matcher = matcher_new(text, &offset, &error);
    prompt_complain(desk->overlay.prompt, error ? error->message : NULL, offset);
    matcher_free(matcher);
}

static struct matcher *compile(struct desk *desk, enum history_kind kind, const char *text)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    struct matcher *matcher = matcher_new(text, &offset, &error);
    if (matcher)
        history_add(desk->history, kind, text);
    else
        desk_say(desk, true, "%s, at character %zu of %s", error->message, offset + 1, text);
    return matcher;
}

bool desk_search_next(struct desk *desk, int direction)
{
    struct view *view = desk_view(desk);
    if (!desk->matcher) {
        desk_say(desk, false, "nothing was searched for yet: / searches");
        return false;
    }
    if (!view || !view->ops->search) {
        desk_say(desk, false, "nothing to search here");
        return false;
    }
    if (!view->ops->search(view, desk->matcher, direction)) {
        desk_say(desk, true, "no %s match for %s", direction > 0 ? "further" : "earlier",
                 matcher_pattern(desk->matcher));
        return false;
    }
    desk_cursor_moved(view);
    return true;
}

static void search_accepted(struct desk *desk, const char *text, const void *data)
{
    (void)data;
    struct matcher *matcher = *text ? compile(desk, HISTORY_SEARCH, text) : NULL;
    if (*text && !matcher)
        return;
    matcher_free(desk->matcher);
    desk->matcher = matcher;
    if (matcher)
        desk_search_next(desk, 1);
}

void desk_search(struct desk *desk)
{
    desk_prompt(desk, "/", "", HISTORY_SEARCH, search_accepted, complain_of_pattern);
}

static void filter_accepted(struct desk *desk, const char *text, const void *data)
{
    (void)data;
    struct view *view = desk_view(desk);
    bool hide = *text == '!';
    const char *pattern = text + hide;
    if (!view || !view->ops->filter)
        return;
    struct matcher *matcher = *pattern ? compile(desk, HISTORY_FILTER, pattern) : NULL;
    if (*pattern && !matcher)
        return;
    view->ops->filter(view, matcher, hide);
    matcher_free(matcher);
    desk_cursor_moved(view);
}

void desk_keep(struct desk *desk, bool hide)
{
    struct view *view = desk_view(desk);
    if (!view || !view->ops->filter) {
        desk_say(desk, false, "nothing to filter here");
        return;
    }
    desk_prompt(desk, hide ? "hide rows like " : "keep rows like (! hides, empty shows all) ",
                hide ? "!" : "", HISTORY_FILTER, filter_accepted, complain_of_pattern);
}

/* --- fields --- */

static void narrow(struct desk *desk, const struct pair *pair, bool out)
{
    struct view *view = desk_view(desk);
    if (!pair || !view || !view->ops->narrow)
        return;
    view->ops->narrow(view, pair->key, pair->value, out);
    desk_say(desk, false, "%s %s: %s%s", out ? "without" : "only", pair->key, pair->value,
             view->ops->unfilter ? "; Esc or & clears it" : "");
}

static void narrow_in(struct desk *desk, const char *text, const void *data)
{
    (void)text;
    narrow(desk, data, false);
}

static void narrow_out(struct desk *desk, const char *text, const void *data)
{
    (void)text;
    narrow(desk, data, true);
}

void desk_narrow(struct desk *desk, bool out)
{
    struct view *view = desk_view(desk);
    if (!view || !view->ops->fields || !view->ops->narrow) {
        desk_say(desk, false, "no fields to filter by here");
        return;
    }
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    view->ops->fields(view, pairs);
    if (pairs->len == 0) {
        g_ptr_array_unref(pairs);
        desk_say(desk, false, "no row is under the cursor");
        return;
    }
    g_autofree struct palette_entry *entries = g_new0(struct palette_entry, pairs->len);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = pairs->pdata[i];
        entries[i] = (struct palette_entry){pair->key, pair->value, pair};
    }
    desk_choose(
        desk,
        palette_new(out ? "leave out rows with" : "only rows with", entries, pairs->len, false),
        pairs, out ? narrow_out : narrow_in);
}
