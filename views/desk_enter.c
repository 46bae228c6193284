/* SPDX-License-Identifier: Apache-2.0
 *
 * Enter. Where what it would open is still on its way, it is done once that came, unless another
 * key was pressed meanwhile: one may type ahead of the network.
 */
#include "views/desk_state.h"

static bool on_something(struct view *view)
{
    struct target target;
    target_init(&target, TARGET_NONE);
    bool something = view->ops->target && view->ops->target(view, &target);
    target_clear(&target);
    return something;
}

static bool open_what_is_there(struct desk *desk, struct view *view)
{
    struct target target;
    target_init(&target, TARGET_NONE);
    bool own = view && view->ops->enter;
    bool known = own ? view->ops->enter(view, &target) : desk_target(desk, &target);
    bool opened = known && desk_open(desk, &target);
    if (!known && !own && !desk->message)
        desk_say(desk, false, "nothing is under the cursor");
    target_clear(&target);
    return opened;
}

bool desk_enter(struct desk *desk)
{
    struct view *view = desk_view(desk);
    desk->pending_enter = NULL;
    if (view && !on_something(view) && desk_view_waits(desk, view)) {
        desk->pending_enter = view;
        desk_say(desk, false, "opens when it has come");
        return true;
    }
    return open_what_is_there(desk, view);
}

void desk_enter_pending(struct desk *desk)
{
    struct view *view = desk->pending_enter;
    if (!view)
        return;
    bool wanted = desk_view(desk) == view;
    if (wanted && !on_something(view) && desk_view_waits(desk, view))
        return;
    desk->pending_enter = NULL;
    if (!wanted)
        return;
    g_clear_pointer(&desk->message, g_free);
    open_what_is_there(desk, view);
}
