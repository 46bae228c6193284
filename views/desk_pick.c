/* SPDX-License-Identifier: Apache-2.0
 *
 * A view lets the user choose from a list.
 */
#include "views/desk_state.h"

#include <string.h>

struct pick {
    struct view *view;
    void (*picked)(struct view *view, const char *text);
    char *label;
};

static void pick_free(void *data)
{
    struct pick *pick = data;
    g_free(pick->label);
    g_free(pick);
}

static bool is_open(const struct desk *desk, const struct view *view)
{
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (g_ptr_array_find(desk->panes[pane].views, view, NULL))
            return true;
    return false;
}

static void accepted(struct desk *desk, const char *text, const void *data)
{
    const struct pick *pick = data;
    (void)text;
    if (pick && is_open(desk, pick->view))
        pick->picked(pick->view, pick->label);
}

void desk_pick(struct view *view, const char *title, const struct palette_entry *entries,
               size_t count, void (*picked)(struct view *view, const char *text))
{
    GPtrArray *keep = g_ptr_array_new_with_free_func(pick_free);
    g_autofree struct palette_entry *own = g_new0(struct palette_entry, count + 1);
    for (size_t i = 0; i < count; i++) {
        struct pick *pick = g_new0(struct pick, 1);
        *pick = (struct pick){.view = view, .picked = picked, .label = g_strdup(entries[i].label)};
        g_ptr_array_add(keep, pick);
        own[i] = (struct palette_entry){entries[i].label, entries[i].detail, pick};
    }
    desk_choose(view->desk, palette_new(title, own, count, false), keep, accepted);
    view->choosing = false;
    desk_ready(view->desk);
}

void desk_pick_soon(struct view *view)
{
    view->choosing = true;
}

void desk_pick_none(struct view *view)
{
    if (view->choosing)
        desk_ahead_forget(view->desk);
    view->choosing = false;
}

void desk_pick_detail(struct view *view, const char *label, const char *detail)
{
    const struct overlay *overlay = &view->desk->overlay;
    if (overlay->kind != OVERLAY_PALETTE || overlay->accepted != accepted)
        return;
    for (guint i = 0; i < overlay->keep->len; i++) {
        const struct pick *pick = overlay->keep->pdata[i];
        if (pick->view == view && strcmp(pick->label, label) == 0)
            palette_detail(overlay->palette, pick, detail);
    }
    desk_redraw(view->desk);
}
