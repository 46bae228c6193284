/* SPDX-License-Identifier: Apache-2.0
 *
 * A view lets the user type a text.
 */
#include "views/desk_state.h"

struct typing {
    struct view *view;
    char *(*wrong)(const struct view *view, const char *text, size_t *at);
    void (*typed)(struct view *view, const char *text);
};

static bool is_open(const struct desk *desk, const struct view *view)
{
    for (int pane = 0; pane < PANE_COUNT; pane++)
        if (g_ptr_array_find(desk->panes[pane].views, view, NULL))
            return true;
    return false;
}

static bool right(struct desk *desk, const char *text)
{
    const struct typing *typing = desk->overlay.subject;
    size_t at = 0;
    if (!is_open(desk, typing->view))
        return true;
    g_autofree char *why = typing->wrong(typing->view, text, &at);
    if (why)
        prompt_complain(desk->overlay.prompt, why, at);
    return !why;
}

static void accepted(struct desk *desk, const char *text, const void *data)
{
    const struct typing *typing = data;
    if (is_open(desk, typing->view))
        typing->typed(typing->view, text);
}

void desk_type(struct view *view, const char *label, const char *text,
               char *(*wrong)(const struct view *view, const char *text, size_t *at),
               void (*typed)(struct view *view, const char *text))
{
    static const struct prompt_ops ops = {
        .history = HISTORY_EQUATION, .right = right, .accepted = accepted};
    struct typing *typing = g_new0(struct typing, 1);
    *typing = (struct typing){.view = view, .wrong = wrong, .typed = typed};
    desk_prompt(view->desk, label, text, &ops);
    view->desk->overlay.keep = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(view->desk->overlay.keep, typing);
    view->desk->overlay.subject = typing;
}
