/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a file of kept state: refused, or taken so that writing and reading it again changes
 * nothing, and what is set in it is there afterwards, also beside another's changes.
 */
#include "views/state.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct state *again(const struct state *state)
{
    g_autofree char *text = state_text(state);
    g_autoptr(GError) error = NULL;
    struct state *read = state_parse(text, strlen(text), &error);
    g_assert_no_error(error);
    g_autofree char *same = state_text(read);
    g_assert_cmpstr(text, ==, same);
    return read;
}

static void set_and_merge(struct state *state, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(state) others = state_copy(state);
    const char *const list[] = {valid, "b", valid, NULL};
    state_set(state, "scope", "environment", text);
    state_set_list(state, "history", "search", list);
    state_set(others, "scope", "period", "15m");
    state_merge(others, state);
    g_autoptr(state) read = again(others);
    g_autofree char *kept = state_get(read, "scope", "environment");
    g_autofree char *period = state_get(read, "scope", "period");
    g_assert_cmpstr(kept, ==, valid);
    g_assert_cmpstr(period, ==, "15m");
    g_auto(GStrv) items = state_list(read, "history", "search");
    g_assert_cmpuint(g_strv_length(items), >=, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(state) state = state_parse((const char *)data, size, &error);
    g_autofree char *text = g_strndup((const char *)data, size);
    g_assert_true((state != NULL) == (error == NULL));
    if (!state)
        return 0;
    g_autoptr(state) read = again(state);
    set_and_merge(read, text);
    return 0;
}
