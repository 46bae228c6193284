/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields to filter by: those of the row under the cursor pop up with letters.
 */
#include "views/desk_state.h"

/* Said first: the view may know better, and may be gone behind it. */
static void narrow(struct desk *desk, const struct pair *pair, bool out)
{
    struct view *view = desk_view(desk);
    if (!pair || !view || !view->ops->narrow)
        return;
    desk_say(desk, false, "%s %s: %s%s", out ? "without" : "only", pair->key, pair->value,
             view->ops->unfilter ? "; Esc or & clears it" : "");
    view->ops->narrow(view, pair->key, pair->value, out);
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

static struct palette_entry *entries_of(const GPtrArray *pairs)
{
    struct palette_entry *entries = g_new0(struct palette_entry, pairs->len + 1);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = pairs->pdata[i];
        entries[i] = (struct palette_entry){pair->key, pair->value, pair};
    }
    return entries;
}

static const char *title_of(const struct desk *desk, bool out)
{
    const struct view *view = desk_view(desk);
    if (view && view->ops->count_values)
        return out ? "leave out rows with (B: values)" : "only rows with (B: values)";
    return out ? "leave out rows with" : "only rows with";
}

/* NULL, having said why, when there are none. */
static GPtrArray *fields_here(struct desk *desk)
{
    const struct view *view = desk_view(desk);
    if (!view || !view->ops->fields || !view->ops->narrow) {
        desk_say(desk, false, "no fields to filter by here");
        return NULL;
    }
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    view->ops->fields(view, pairs);
    if (pairs->len > 0)
        return pairs;
    g_ptr_array_unref(pairs);
    desk_say(desk, false, "no row is under the cursor");
    return NULL;
}

void desk_narrow(struct desk *desk, bool out)
{
    GPtrArray *pairs = fields_here(desk);
    if (!pairs)
        return;
    g_autofree struct palette_entry *entries = entries_of(pairs);
    desk_overlay_close(desk);
    desk->overlay.kind = OVERLAY_LETTERS;
    desk->overlay.letters = letters_new(title_of(desk, out), entries, pairs->len);
    desk->overlay.keep = pairs;
    desk->overlay.accepted = out ? narrow_out : narrow_in;
}

void desk_narrow_search(struct desk *desk)
{
    bool out = desk->overlay.accepted == narrow_out;
    GPtrArray *pairs = g_steal_pointer(&desk->overlay.keep);
    g_autofree struct palette_entry *entries = entries_of(pairs);
    desk_choose(desk, palette_new(title_of(desk, out), entries, pairs->len, false), pairs,
                out ? narrow_out : narrow_in);
}

void desk_narrow_count(struct desk *desk)
{
    const struct pair *pair = letters_data(desk->overlay.letters);
    struct view *view = desk_view(desk);
    if (!pair || !view || !view->ops->count_values)
        return;
    g_autofree char *key = g_strdup(pair->key);
    desk_overlay_close(desk);
    view->ops->count_values(view, key);
}
