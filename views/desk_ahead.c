/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys typed ahead of what they act on: a filter's first rows are still looked for when the next
 * key comes with it. It acts once they are there, and those behind it after it; Esc takes them
 * back. None waits for long: what is shown by then is what they act on. What is typed for a list
 * that is on its way waits longer, and never acts without it.
 */
#include "views/desk_state.h"

#define AHEAD_MS   1000
#define CHOICE_MS  10000 /* for a list to choose from */
#define AHEAD_MOST 256   /* keys; further ones are let go */

struct ahead {
    GArray *keys; /* of struct key */
    guint soon, late;
};

static void stop(guint *source)
{
    if (*source)
        g_source_remove(*source);
    *source = 0;
}

void desk_ahead_free(struct desk *desk)
{
    if (!desk->ahead)
        return;
    stop(&desk->ahead->soon);
    stop(&desk->ahead->late);
    g_array_unref(desk->ahead->keys);
    g_clear_pointer(&desk->ahead, g_free);
}

/* In the middle of a sequence, and where something else takes the keys, nothing is waited for. */
static bool waits(struct desk *desk)
{
    struct view *view = desk_view(desk);
    bool to_view = desk->overlay.kind == OVERLAY_NONE && !desk->letter && desk->key_count == 0;
    return to_view && view && (view->choosing || (view->ops->ready && !view->ops->ready(view)));
}

/* The keys act, until one has to wait; `all`: none waits any more. */
static void go_on(struct desk *desk, bool all)
{
    struct ahead *ahead = desk->ahead;
    guint done = 0;
    while (done < ahead->keys->len && !desk->quit && (all || !waits(desk)))
        desk_key_now(desk, g_array_index(ahead->keys, struct key, done++));
    g_array_remove_range(ahead->keys, 0, done);
    if (ahead->keys->len > 0 && !desk->quit)
        return;
    g_array_set_size(ahead->keys, 0);
    stop(&ahead->late);
}

static gboolean are_there(void *data)
{
    struct desk *desk = data;
    desk->ahead->soon = 0;
    go_on(desk, false);
    return G_SOURCE_REMOVE;
}

static bool is_choosing(const struct desk *desk)
{
    const struct view *view = desk_view(desk);
    return view && view->choosing;
}

static gboolean is_late(void *data)
{
    struct desk *desk = data;
    desk->ahead->late = 0;
    if (!is_choosing(desk)) {
        go_on(desk, true);
        return G_SOURCE_REMOVE;
    }
    desk_say(desk, true,
             "what there is to choose from did not come: the keys typed for it are let go");
    desk_pick_none(desk_view(desk));
    return G_SOURCE_REMOVE;
}

void desk_ahead_forget(struct desk *desk)
{
    if (!desk->ahead)
        return;
    g_array_set_size(desk->ahead->keys, 0);
    stop(&desk->ahead->late);
}

bool desk_ahead_waits(const struct desk *desk)
{
    return desk->ahead && desk->ahead->keys->len > 0;
}

bool desk_ahead_take(struct desk *desk, struct key key)
{
    if (key.code == KEY_CODE_ESCAPE && desk_ahead_waits(desk)) {
        desk_ahead_forget(desk);
        return false;
    }
    if (!desk_ahead_waits(desk) && !waits(desk))
        return false;
    if (!desk->ahead) {
        desk->ahead = g_new0(struct ahead, 1);
        desk->ahead->keys = g_array_new(FALSE, FALSE, sizeof(struct key));
    }
    if (desk->ahead->keys->len < AHEAD_MOST)
        g_array_append_val(desk->ahead->keys, key);
    if (!desk->ahead->late)
        desk->ahead->late = g_timeout_add(is_choosing(desk) ? CHOICE_MS : AHEAD_MS, is_late, desk);
    return true;
}

/* Not at once: whoever says so is in the middle of something. */
void desk_ready(struct desk *desk)
{
    if (desk_ahead_waits(desk) && !desk->ahead->soon)
        desk->ahead->soon = g_idle_add_full(G_PRIORITY_DEFAULT, are_there, desk, NULL);
}
