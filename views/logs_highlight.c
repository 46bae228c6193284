/* SPDX-License-Identifier: Apache-2.0
 *
 * Highlights: what was searched for keeps a colour of its own, the same in every console since it
 * is made of the pattern. Another search is marked over them. Each is kept for the next console by
 * itself, so that several consoles add theirs to the same file.
 */
#include "views/logs_state.h"

#include "tui/text.h"
#include "views/body.h"
#include "views/desk_saved.h"
#include "views/views.h"

#include <string.h>

#define HIGHLIGHTS_MOST 16
#define NAME_CHARS      16
#define MARKS_MOST      16 /* of one pattern in a message */

static void unref(void *data)
{
    matcher_free(data);
}

void logs_highlights_clear(struct logs_highlights *highlights)
{
    g_clear_pointer(&highlights->list, g_ptr_array_unref);
}

bool logs_is_highlighted(const struct logs *logs, const struct matcher *matcher)
{
    const GPtrArray *list = logs->highlights.list;
    for (guint i = 0; list && i < list->len; i++)
        if (strcmp(matcher_pattern(list->pdata[i]), matcher_pattern(matcher)) == 0)
            return true;
    return false;
}

/* --- kept --- */

/* Its key in the state: names there cannot be patterns. */
static char *name_of(const char *pattern)
{
    char *name = g_compute_checksum_for_string(G_CHECKSUM_SHA256, pattern, -1);
    name[NAME_CHARS] = '\0';
    return name;
}

static void keep(struct view *view, const char *pattern, bool kept)
{
    struct state *state = desk_state(view->desk);
    g_autofree char *name = name_of(pattern);
    if (state)
        state_set(state, STATE_HIGHLIGHTS, name, kept ? pattern : NULL);
}

/* The newest are at the end; of those before them there is no more room for any. */
void logs_highlights_recall(struct view *view)
{
    struct logs *logs = view->state;
    struct state *state = desk_state(view->desk);
    if (!state)
        return;
    g_auto(GStrv) names = state_keys(state, STATE_HIGHLIGHTS);
    guint count = g_strv_length(names);
    logs_highlights_clear(&logs->highlights);
    logs->highlights.list = g_ptr_array_new_with_free_func(unref);
    for (guint i = 0; i < count; i++) {
        g_autofree char *pattern = state_get(state, STATE_HIGHLIGHTS, names[i]);
        g_autoptr(matcher) matcher = pattern ? matcher_new(pattern, NULL, NULL) : NULL;
        if (count - i > HIGHLIGHTS_MOST || !matcher)
            state_set(state, STATE_HIGHLIGHTS, names[i], NULL);
        else
            g_ptr_array_add(logs->highlights.list, matcher_ref(matcher));
    }
}

/* Log views that this one was opened from have the same. */
static void share(struct view *view)
{
    for (struct view *below = desk_below(view); below; below = desk_below(below))
        if (below->ops == &logs_view)
            logs_highlights_recall(below);
}

/* --- by the user --- */

static bool take_away(GPtrArray *list, const char *pattern)
{
    for (guint i = 0; i < list->len; i++)
        if (strcmp(matcher_pattern(list->pdata[i]), pattern) == 0) {
            g_ptr_array_remove_index(list, i);
            return true;
        }
    return false;
}

bool logs_highlight(void *context)
{
    struct view *view = context;
    struct logs *logs = view->state;
    if (!logs->highlights.list)
        logs->highlights.list = g_ptr_array_new_with_free_func(unref);
    GPtrArray *list = logs->highlights.list;
    if (!logs->found) {
        desk_say(view->desk, false, "search for something first: / searches, H gives it a colour");
        return true;
    }
    const char *pattern = matcher_pattern(logs->found);
    if (take_away(list, pattern)) {
        keep(view, pattern, false);
        desk_say(view->desk, false, "/%s/ has no colour of its own any more", pattern);
    } else {
        if (list->len >= HIGHLIGHTS_MOST) {
            keep(view, matcher_pattern(list->pdata[0]), false);
            g_ptr_array_remove_index(list, 0);
        }
        g_ptr_array_add(list, matcher_ref(logs->found));
        keep(view, pattern, true);
        desk_say(view->desk, false, "/%s/ keeps a colour of its own; H again takes it away",
                 pattern);
    }
    share(view);
    desk_redraw(view->desk);
    return true;
}

static void mark(const struct matcher *matcher, struct surface *surface, int y, int col,
                 const char *shown)
{
    size_t start, end, from = 0;
    enum role role = role_for_name(matcher_pattern(matcher));
    for (int i = 0; i < MARKS_MOST && matcher_find(matcher, shown, from, &start, &end); i++) {
        g_autofree char *before = g_strndup(shown, start);
        g_autofree char *match = g_strndup(shown + start, end - start);
        int at = col + text_width(before);
        int width = MIN(text_width(match), surface->cols - at);
        surface_mark(surface, y, at, width, ROLE_MATCH); /* how it stands out without colours */
        surface_mark(surface, y, at, width, role);
        from = end;
    }
}

void logs_highlight_mark(const struct logs *logs, struct surface *surface, int y, int col,
                         const char *shown)
{
    const GPtrArray *list = logs->highlights.list;
    for (guint i = 0; list && i < list->len; i++)
        mark(list->pdata[i], surface, y, col, shown);
}
