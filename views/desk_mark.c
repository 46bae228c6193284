/* SPDX-License-Identifier: Apache-2.0
 *
 * Marks: a letter for a row, and the way back to it in the pane where it was marked; and the left
 * side of a comparison.
 */
#include "views/desk_state.h"

#include "tui/text.h"

#include <string.h>

#define MARK_ROWS  20000 /* looked through for a row that its view cannot name */
#define MARK_CELLS 28    /* of a mark's row in the list of all */

void desk_mark_clear(struct mark *mark)
{
    target_clear(&mark->row);
    target_clear(&mark->opened);
    mark->ops = NULL;
}

const struct target *desk_left_side(const struct desk *desk)
{
    return desk->left.kind == TARGET_NONE ? NULL : &desk->left;
}

void desk_set_left_side(struct desk *desk, const struct target *target)
{
    target_clear(&desk->left);
    if (target)
        target_copy(&desk->left, target);
    desk_redraw(desk);
}

static struct mark *mark_of(struct desk *desk, struct key key)
{
    bool letter = key.code >= 'a' && key.code <= 'z' && !key.modifiers;
    return letter ? &desk->marks[key.code - 'a'] : NULL;
}

static void set_mark(struct desk *desk, struct key key)
{
    struct mark *mark = mark_of(desk, key);
    if (!mark) {
        desk_say(desk, false, "marks are named a to z");
        return;
    }
    const struct view *view = desk_view(desk);
    desk_mark_clear(mark);
    mark->pane = desk->focus;
    mark->ops = view ? view->ops : NULL;
    if (view)
        target_copy(&mark->opened, &view->opened);
    if (desk_target(desk, &mark->row))
        desk_say(desk, false, "marked %c: '%c comes back here", (char)key.code, (char)key.code);
    else
        desk_say(desk, false, "nothing is under the cursor");
    desk_saved_mark(desk, (int)(mark - desk->marks));
}

/* --- the same row --- */

/* What a row is known by however the rest of it changed; NULL = by all of it. */
static const char *row_id(const struct target *row)
{
    switch (row->kind) {
    case TARGET_LOG:
        return row->item_id;
    case TARGET_SIGNAL:
        return row->signal_id;
    case TARGET_SPAN:
    case TARGET_CALL:
        return row->span_id;
    case TARGET_ISSUE:
        return row->issue_id ? row->issue_id : row->short_id;
    case TARGET_EVENT:
        return row->event_id;
    case TARGET_RELEASE:
        return row->release;
    case TARGET_COMMIT:
        return row->commit;
    default:
        return NULL;
    }
}

static bool same_row(const struct target *a, const struct target *b)
{
    const char *id = row_id(a), *other = row_id(b);
    if (a->kind != b->kind)
        return false;
    return id && other ? strcmp(id, other) == 0 : target_equal(a, b);
}

static bool stands_on(const struct view *view, const struct target *row)
{
    struct target here;
    target_init(&here, TARGET_NONE);
    bool same = view->ops->target && view->ops->target(view, &here) && same_row(&here, row);
    target_clear(&here);
    return same;
}

/* --- going there --- */

static bool walk_to(struct view *view, const struct target *row)
{
    if (!view->ops->move)
        return false;
    view->ops->move(view, MOVE_TOP, -1);
    for (size_t i = 0; i < MARK_ROWS; i++) {
        if (stands_on(view, row))
            return true;
        view->ops->move(view, MOVE_ROW, 1);
    }
    return false;
}

static bool find_row(struct view *view, const struct target *row)
{
    if (stands_on(view, row))
        return true;
    if (view->ops->go_to)
        return view->ops->go_to(view, row);
    struct target before;
    target_init(&before, TARGET_NONE);
    bool stood = view->ops->target && view->ops->target(view, &before);
    bool found = walk_to(view, row);
    if (!found && stood)
        walk_to(view, &before);
    target_clear(&before);
    return found;
}

/* The view in which it was marked, on top: what was opened over it closes, and it opens again when
 * it was closed itself. */
static struct view *marked_view(struct desk *desk, const struct mark *mark)
{
    GPtrArray *views = desk->panes[mark->pane].views;
    for (guint i = 0; i < views->len; i++) {
        const struct view *view = views->pdata[i];
        if (view->ops == mark->ops && target_equal(&view->opened, &mark->opened)) {
            desk_close_down_to(desk, mark->pane, i);
            desk_focus(desk, mark->pane);
            return desk_view(desk);
        }
    }
    desk_focus(desk, mark->pane);
    return desk_open(desk, &mark->opened) ? desk_view(desk) : NULL;
}

static void go_to_change(struct desk *desk, const struct target *row)
{
    const struct lead *lead = desk->shared.lead;
    for (size_t i = 0; lead && i < lead->changes->len; i++) {
        struct target target;
        target_init(&target, TARGET_NONE);
        bool same = desk_change_target(desk, i, &target) && same_row(&target, row);
        target_clear(&target);
        if (!same)
            continue;
        desk_focus(desk, PANE_LEAD);
        desk_lead_step(desk, (int)i - (int)desk->shared.change);
        return;
    }
    desk_say(desk, true, "the marked change is no longer in the lead");
}

static void go_to_mark(struct desk *desk, struct key key)
{
    const struct mark *mark = mark_of(desk, key);
    if (!mark || mark->row.kind == TARGET_NONE) {
        desk_say(desk, false, "no such mark");
        return;
    }
    if (mark->pane == PANE_LEAD) {
        go_to_change(desk, &mark->row);
        return;
    }
    struct view *view = marked_view(desk, mark);
    if (!view)
        return;
    if (find_row(view, &mark->row)) {
        desk_cursor_moved(view);
    } else {
        g_autofree char *what = target_text(&mark->row);
        desk_say(desk, true, "here it was marked; %.200s is not among the rows", what);
    }
}

/* --- asking for the letter --- */

/* Appends the letters that are set and what each stands for. */
static bool list_marks(const struct desk *desk, GString *out)
{
    bool any = false;
    for (size_t i = 0; i < G_N_ELEMENTS(desk->marks); i++) {
        if (desk->marks[i].row.kind == TARGET_NONE)
            continue;
        g_autofree char *text = target_text(&desk->marks[i].row);
        g_autofree char *safe = text_safe(text);
        g_autofree char *brief = text_cut(safe, MARK_CELLS);
        g_string_append_printf(out, "%s%c %s", any ? "  " : ": ", (char)('a' + i), brief);
        any = true;
    }
    return any;
}

void desk_mark_ask(struct desk *desk)
{
    g_autoptr(GString) text = g_string_new("mark as a-z");
    if (list_marks(desk, text))
        g_string_insert(text, (gssize)strlen("mark as a-z"), "; set are");
    desk->letter = set_mark;
    desk_say(desk, false, "%s", text->str);
}

void desk_mark_ask_go(struct desk *desk)
{
    g_autoptr(GString) text = g_string_new("go to mark");
    if (!list_marks(desk, text)) {
        desk_say(desk, false, "nothing is marked yet: m and a letter mark what the cursor is on");
        return;
    }
    desk->letter = go_to_mark;
    desk_say(desk, false, "%s", text->str);
}
