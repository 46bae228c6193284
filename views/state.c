/* SPDX-License-Identifier: Apache-2.0 */
#include "views/state.h"

#include <string.h>

#define HEAD "vigil"

/* What was done to it. A list's additions stand in order. */
struct change {
    char *group, *key;
    char *item; /* added to the list; NULL: the text was set or forgotten */
};

struct state {
    GKeyFile *file;
    GPtrArray *changes; /* of struct change * */
};

GQuark state_error_quark(void)
{
    return g_quark_from_static_string("vigil-state");
}

static void change_free(void *data)
{
    struct change *change = data;
    g_free(change->group);
    g_free(change->key);
    g_free(change->item);
    g_free(change);
}

struct state *state_new(void)
{
    struct state *state = g_new0(struct state, 1);
    state->file = g_key_file_new();
    state->changes = g_ptr_array_new_with_free_func(change_free);
    return state;
}

void state_free(struct state *state)
{
    if (!state)
        return;
    g_key_file_unref(state->file);
    g_ptr_array_unref(state->changes);
    g_free(state);
}

/* --- as text --- */

struct state *state_parse(const char *text, gsize length, GError **error)
{
    g_autoptr(state) state = state_new();
    g_autoptr(GError) problem = NULL;
    if (!g_utf8_validate(text, (gssize)length, NULL)) {
        g_set_error(error, STATE_ERROR, STATE_DAMAGED, "it is not UTF-8");
        return NULL;
    }
    if (!g_key_file_load_from_data(state->file, text, length, G_KEY_FILE_NONE, &problem)) {
        g_set_error_literal(error, STATE_ERROR, STATE_DAMAGED, problem->message);
        return NULL;
    }
    int format = g_key_file_get_integer(state->file, HEAD, "format", &problem);
    if (problem) {
        g_set_error(error, STATE_ERROR, STATE_DAMAGED, "it does not tell its format");
        return NULL;
    }
    if (format != STATE_FORMAT) {
        g_set_error(error, STATE_ERROR, STATE_NEWER, "it has format %d; this vigil knows %d",
                    format, STATE_FORMAT);
        return NULL;
    }
    g_key_file_remove_group(state->file, HEAD, NULL);
    return g_steal_pointer(&state);
}

char *state_text(const struct state *state)
{
    g_autofree char *body = g_key_file_to_data(state->file, NULL, NULL);
    return g_strdup_printf("[" HEAD "]\nformat=%d\n%s%s", STATE_FORMAT, *body ? "\n" : "", body);
}

struct state *state_copy(const struct state *state)
{
    struct state *copy = state_new();
    g_autofree char *text = g_key_file_to_data(state->file, NULL, NULL);
    g_key_file_load_from_data(copy->file, text, strlen(text), G_KEY_FILE_NONE, NULL);
    for (guint i = 0; i < state->changes->len; i++) {
        const struct change *change = state->changes->pdata[i];
        struct change *same = g_new0(struct change, 1);
        *same =
            (struct change){g_strdup(change->group), g_strdup(change->key), g_strdup(change->item)};
        g_ptr_array_add(copy->changes, same);
    }
    return copy;
}

/* --- texts --- */

bool state_is_name(const char *name)
{
    if (!*name || !g_utf8_validate(name, -1, NULL))
        return false;
    for (const char *p = name; *p; p = g_utf8_next_char(p))
        if (!g_unichar_isalnum(g_utf8_get_char(p)) && !strchr("-_.", *p))
            return false;
    return true;
}

static void note(struct state *state, const char *group, const char *key, const char *item)
{
    for (guint i = state->changes->len; i-- > 0;) {
        const struct change *old = state->changes->pdata[i];
        if (strcmp(old->group, group) == 0 && strcmp(old->key, key) == 0 &&
            g_strcmp0(old->item, item) == 0)
            g_ptr_array_remove_index(state->changes, i);
    }
    struct change *change = g_new0(struct change, 1);
    *change = (struct change){g_strdup(group), g_strdup(key), g_strdup(item)};
    g_ptr_array_add(state->changes, change);
}

char *state_get(const struct state *state, const char *group, const char *key)
{
    return g_key_file_get_string(state->file, group, key, NULL);
}

static void put(struct state *state, const char *group, const char *key, const char *text)
{
    if (text)
        g_key_file_set_string(state->file, group, key, text);
    else
        g_key_file_remove_key(state->file, group, key, NULL);
}

void state_set(struct state *state, const char *group, const char *key, const char *text)
{
    g_autofree char *valid = text ? g_utf8_make_valid(text, -1) : NULL;
    g_autofree char *before = state_get(state, group, key);
    if (g_strcmp0(before, valid) == 0)
        return;
    put(state, group, key, valid);
    note(state, group, key, NULL);
}

char **state_keys(const struct state *state, const char *group)
{
    char **keys = g_key_file_get_keys(state->file, group, NULL, NULL);
    return keys ? keys : g_new0(char *, 1);
}

/* --- lists --- */

char **state_list(const struct state *state, const char *group, const char *key)
{
    char **items = g_key_file_get_string_list(state->file, group, key, NULL, NULL);
    return items ? items : g_new0(char *, 1);
}

static void append(struct state *state, const char *group, const char *key, const char *item)
{
    g_auto(GStrv) before = state_list(state, group, key);
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    for (char **at = before; *at; at++)
        if (strcmp(*at, item) != 0)
            g_ptr_array_add(items, *at);
    g_ptr_array_add(items, (char *)item);
    guint first = items->len > STATE_LIST_MOST ? items->len - STATE_LIST_MOST : 0;
    g_key_file_set_string_list(state->file, group, key, (const char *const *)items->pdata + first,
                               items->len - first);
}

/* Where what was added begins: what stands before it is the old list without what moved. */
static gsize first_added(const char *const *before, const char *const *items)
{
    gsize count = 0, old = 0;
    for (; items[count]; count++) {
        gsize at = old;
        while (before[at] && strcmp(before[at], items[count]) != 0)
            at++;
        if (!before[at])
            return count;
        old = at + 1;
    }
    return count;
}

void state_set_list(struct state *state, const char *group, const char *key,
                    const char *const *items)
{
    g_auto(GStrv) before = state_list(state, group, key);
    for (gsize i = first_added((const char *const *)before, items); items[i]; i++) {
        g_autofree char *valid = g_utf8_make_valid(items[i], -1);
        append(state, group, key, valid);
        note(state, group, key, valid);
    }
}

/* --- several consoles --- */

bool state_changed(const struct state *state)
{
    return state->changes->len > 0;
}

void state_settle(struct state *state)
{
    g_ptr_array_set_size(state->changes, 0);
}

void state_merge(struct state *onto, const struct state *from)
{
    for (guint i = 0; i < from->changes->len; i++) {
        const struct change *change = from->changes->pdata[i];
        if (change->item) {
            append(onto, change->group, change->key, change->item);
            continue;
        }
        g_autofree char *text = state_get(from, change->group, change->key);
        put(onto, change->group, change->key, text);
    }
}
