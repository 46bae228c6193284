/* SPDX-License-Identifier: Apache-2.0 */
#include "views/live_list.h"

#include <string.h>

void live_list_init(struct live_list *live, const struct live_kind *kind)
{
    *live = (struct live_list){.kind = kind};
    live->all = g_ptr_array_new_with_free_func(kind->free);
    live->shown = g_array_new(FALSE, FALSE, sizeof(guint));
}

void live_list_clear(struct live_list *live)
{
    g_ptr_array_unref(live->all);
    g_array_unref(live->shown);
    g_free(live->selected);
    matcher_free(live->keep);
    matcher_free(live->kept);
}

/* --- items --- */

void *live_list_at(const struct live_list *live, size_t row)
{
    return row < live->shown->len ? live->all->pdata[g_array_index(live->shown, guint, row)] : NULL;
}

void *live_list_current(const struct live_list *live)
{
    return live_list_at(live, live->list.cursor);
}

gssize live_list_find(const struct live_list *live, const GPtrArray *items, const char *id)
{
    for (guint i = 0; i < items->len; i++)
        if (!g_strcmp0(live->kind->id(items->pdata[i]), id))
            return i;
    return -1;
}

void live_list_replace(struct live_list *live, GPtrArray *items)
{
    g_ptr_array_unref(live->all);
    live->all = items;
    live->waiting = 0;
    live->adopt = false;
}

void live_list_show(struct view *view, struct live_list *live)
{
    size_t cursor = 0;
    g_array_set_size(live->shown, 0);
    for (guint i = 0; i < live->all->len; i++) {
        const void *item = live->all->pdata[i];
        if (live->keep && live->kind->matches(view, item, live->keep) == live->hide)
            continue;
        if (live->selected && !g_strcmp0(live->kind->id(item), live->selected))
            cursor = live->shown->len;
        g_array_append_val(live->shown, i);
    }
    list_resize(&live->list, live->shown->len, MAX(live->list.height, 1));
    list_go(&live->list, cursor);
}

/* What the cursor is on is selected. */
static void select_current(struct live_list *live)
{
    const void *item = live_list_current(live);
    g_free(live->selected);
    live->selected = item ? g_strdup(live->kind->id(item)) : NULL;
}

void live_list_layout(struct view *view, struct live_list *live, int height, scrollbar_of mark)
{
    list_resize(&live->list, live->shown->len, MAX(height, 1));
    body_light(view, &live->list);
    body_map(view, &live->bar, &live->list, ++live->drawn, mark);
}

/* --- moving --- */

void live_list_move(struct view *view, struct live_list *live, enum move_unit unit, int by,
                    uint64_t ask)
{
    body_move(&live->list, unit, by);
    select_current(live);
    if (unit != MOVE_TOP || !live->waiting)
        return;
    g_clear_pointer(&live->selected, g_free);
    live->adopt = true;
    if (desk_client(view->desk))
        client_refresh(desk_client(view->desk), ask);
}

bool live_list_seek(struct view *view, struct live_list *live, int direction, body_fits fits,
                    const void *data)
{
    if (!body_seek(view, &live->list, direction, fits, data))
        return false;
    select_current(live);
    return true;
}

bool live_list_worst(struct live_list *live, int64_t (*weight)(const void *item))
{
    size_t best = live->list.cursor;
    for (size_t row = best; row < live->shown->len; row++)
        if (weight(live_list_at(live, row)) > weight(live_list_at(live, best)))
            best = row;
    list_go(&live->list, best);
    select_current(live);
    return live->shown->len > 0;
}

/* --- the filter --- */

void live_list_keep(struct view *view, struct live_list *live, const struct matcher *matcher,
                    bool hide)
{
    /* It may be the one that is kept already. */
    struct matcher *keep = matcher_ref((struct matcher *)matcher);
    matcher_free(live->keep);
    live->keep = keep;
    live->hide = hide;
    live_list_show(view, live);
}

/* The cursor's item stays selected, so that it is there again after FILTER_BACK. */
void live_list_try(struct view *view, struct live_list *live, enum filter_step step,
                   const struct matcher *matcher, bool hide)
{
    if (step == FILTER_BEGIN) {
        select_current(live);
        matcher_free(live->kept);
        live->kept = matcher_ref(live->keep);
        live->hid = live->hide;
    } else if (step == FILTER_TRY) {
        live_list_keep(view, live, matcher, hide);
    } else {
        live_list_keep(view, live, live->kept, live->hid);
    }
}

bool live_list_passing(const struct live_list *live, size_t *shown, size_t *held)
{
    *shown = live->shown->len;
    *held = live->all->len;
    return true;
}

bool live_list_matches(const struct view *view, const struct live_list *live, size_t row,
                       const struct matcher *matcher)
{
    const void *item = live_list_at(live, row);
    return item && live->kind->matches(view, item, matcher);
}

void live_list_words(const struct live_list *live, GString *out)
{
    if (live->keep)
        g_string_append_printf(out, "  %s /%s/ (%u)", live->hide ? "without" : "only",
                               matcher_pattern(live->keep), live->shown->len);
}
