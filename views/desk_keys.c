/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys: sequences, their pop-up, and the command that they run.
 */
#include "views/desk_state.h"

#include "views/commands.h"
#include "views/user_commands.h"

#include <string.h>

size_t desk_scopes(struct desk *desk, struct keymap_scope *scopes)
{
    size_t count = 0;
    struct view *view = desk_view(desk);
    if (view && view->ops->commands)
        scopes[count++] = (struct keymap_scope){view->ops->name, view->ops->commands, view};
    if (desk->focus == PANE_LEAD)
        scopes[count++] = (struct keymap_scope){"lead", lead_commands(), desk};
    scopes[count++] = (struct keymap_scope){"everywhere", everywhere_commands(), desk, true};
    scopes[count++] = (struct keymap_scope){"typed", typed_commands(), desk, true};
    if (desk->user)
        scopes[count++] =
            (struct keymap_scope){"user", user_commands_table(desk->user), desk, true};
    return count;
}

void desk_keys_reset(struct desk *desk)
{
    desk->key_count = 0;
    desk->popup = false;
    if (desk->popup_timer)
        g_source_remove(desk->popup_timer);
    desk->popup_timer = 0;
}

static gboolean show_popup(void *data)
{
    struct desk *desk = data;
    desk->popup_timer = 0;
    desk->popup = true;
    desk_redraw(desk);
    return G_SOURCE_REMOVE;
}

static void say_unbound(struct desk *desk, const struct keymap_scope *scopes, size_t count)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char name[32];
    for (size_t i = 0; i < desk->key_count; i++)
        g_string_append_printf(text, "%s%s", i ? " " : "",
                               key_format(desk->keys[i], name, sizeof name));
    if (keymap_left_out(desk->keymap, scopes, count, desk->keys, desk->key_count))
        desk_say(desk, false, "read-only: %s would change an issue", text->str);
    else
        desk_say(desk, false, "%s does nothing here; ? lists the keys", text->str);
}

/* A key typed ahead of the rows it is for is not lost without a word. */
static void say_too_early(struct desk *desk)
{
    const struct view *view = desk_view(desk);
    desk_say(desk, false, "%s is still loading: that key acts on its rows, and none is here yet",
             view->ops->title);
}

void desk_run(struct desk *desk, const struct keymap_scope *scope, const struct command *command)
{
    desk->running = command;
    desk->moved = false;
    bool early = desk->focus != PANE_LEAD && desk_awaits_rows(desk);
    if (!command->run)
        desk_palette(desk, command->id);
    else if ((!command->run(scope->context) || desk->moved) && early && !desk->message &&
             desk_awaits_rows(desk))
        say_too_early(desk);
}

static void clear_message(struct desk *desk)
{
    g_clear_pointer(&desk->message, g_free);
    desk->failure = false;
}

static void take_key(struct desk *desk, struct key key)
{
    desk->touched = true;
    desk_saved_touch(desk);
    desk->pending_enter = NULL;
    g_clear_pointer(&desk->pending_pivot, g_free);
    clear_message(desk);
    desk_redraw(desk);
    if (desk_overlay_key(desk, key))
        return;
    if (desk->letter) {
        void (*letter)(struct desk *, struct key) = desk->letter;
        desk->letter = NULL;
        letter(desk, key);
        return;
    }
    if (desk->key_count > 0 && key.code == KEY_CODE_ESCAPE) {
        desk_keys_reset(desk);
        return;
    }
    desk->keys[desk->key_count++] = key;
    struct keymap_scope scopes[DESK_SCOPES];
    size_t count = desk_scopes(desk, scopes);
    const struct keymap_scope *scope = NULL;
    const struct command *command = NULL;
    enum keymap_result result =
        keymap_find(desk->keymap, scopes, count, desk->keys, desk->key_count, &scope, &command);
    if (result == KEYMAP_PREFIX && desk->key_count < DESK_KEYS) {
        if (!desk->popup_timer && !desk->popup)
            desk->popup_timer = g_timeout_add(POPUP_MS, show_popup, desk);
        return;
    }
    if (result != KEYMAP_COMMAND)
        say_unbound(desk, scopes, count);
    desk_keys_reset(desk);
    if (result == KEYMAP_COMMAND)
        desk_run(desk, scope, command);
}

static bool is_bound(struct desk *desk, struct key key)
{
    struct keymap_scope scopes[DESK_SCOPES];
    size_t count = desk_scopes(desk, scopes);
    const struct keymap_scope *scope;
    const struct command *command;
    desk->keys[desk->key_count] = key;
    return keymap_find(desk->keymap, scopes, count, desk->keys, desk->key_count + 1, &scope,
                       &command) != KEYMAP_NONE;
}

/* Over a slow line Esc comes together with the key typed behind it, as that key does with Alt.
 * Where text is edited Alt has its own meaning. */
static bool is_escape_before(struct desk *desk, struct key key)
{
    enum overlay_kind kind = desk->overlay.kind;
    return key.modifiers == KEY_ALT && key.code < KEY_CODE_NAMED && kind != OVERLAY_PROMPT &&
           kind != OVERLAY_PALETTE && !is_bound(desk, key);
}

static void key_or_ahead(struct desk *desk, struct key key)
{
    if (!desk_ahead_take(desk, key))
        desk_key_now(desk, key);
}

void desk_key(struct desk *desk, struct key key)
{
    if (is_escape_before(desk, key)) {
        key_or_ahead(desk, (struct key){KEY_CODE_ESCAPE, 0});
        key.modifiers = 0;
    }
    key_or_ahead(desk, key);
}

void desk_key_now(struct desk *desk, struct key key)
{
    bool alone =
        !desk->key_count && !desk->message && !desk->popup && desk->overlay.kind == OVERLAY_NONE;
    desk->moved = false;
    take_key(desk, key);
    desk->moved = desk->moved && alone && !desk->message;
}

/* Pasted text goes into a prompt and nowhere else. */
void desk_paste(struct desk *desk, const char *text)
{
    if (desk->overlay.kind == OVERLAY_PROMPT) {
        prompt_paste(desk->overlay.prompt, text);
        desk_prompt_edited(desk);
    } else if (desk->overlay.kind == OVERLAY_PALETTE) {
        palette_paste(desk->overlay.palette, text);
        desk_palette_moved(desk);
    } else {
        desk_say(desk, false,
                 "pasted text goes into a prompt: press : first to open what it names");
    }
    desk_redraw(desk);
}
