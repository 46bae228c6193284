/* SPDX-License-Identifier: Apache-2.0
 *
 * Any text as a theme, and as keys of the config: taken whole with colours in range, or refused
 * with a message that is safe to show. */
#include "tui/colour.h"
#include "tui/keymap.h"
#include "tui/theme.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool run(void *context)
{
    return context != NULL;
}

static void check_colours(const struct theme *theme)
{
    for (enum depth depth = DEPTH_MONO; depth <= DEPTH_TRUE; depth++) {
        struct theme shown;
        theme_degrade(theme, depth, &shown);
        for (int role = 0; role < ROLE_COUNT; role++) {
            const struct style *style = &shown.styles[role];
            int32_t most = depth == DEPTH_TRUE ? (THEME_RGB | 0xffffff) : 255;
            g_assert_true(style->foreground >= -1 && style->foreground <= most);
            g_assert_true(style->background >= -1 && style->background <= most);
        }
    }
}

/* It can be shown. */
static void check_message(const char *message)
{
    g_assert_true(g_utf8_validate(message, -1, NULL));
    for (const char *p = message; *p; p++) {
        g_assert_true((unsigned char)*p >= 0x20);
    }
}

static void check_keys(const char *text)
{
    static const struct command rows[] = {
        {"j",     "next", "Next", run, false},
        {"g,t", "trace", "Trace", run, false},
        {0 }
    };
    const struct keymap_scope scope = {"s", rows, NULL};
    struct keymap *keymap = keymap_new();
    struct key key;
    char name[32];

    if (keymap_bind(keymap, "s", "next", text, "config:1", NULL)) {
        g_autoptr(GPtrArray) complaints = g_ptr_array_new_with_free_func(g_free);
        keymap_settle(keymap, &scope, 1, complaints);
        for (guint i = 0; i < complaints->len; i++) {
            check_message(complaints->pdata[i]);
        }
        keymap_keys(keymap, "s", &rows[0]);
    }
    if (key_parse(text, &key)) {
        struct key again;
        g_assert_true(key_parse(key_format(key, name, sizeof name), &again));
        g_assert_true(key_equal(key, again));
    }
    keymap_free(keymap);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(GError) error = NULL;
    struct theme theme;

    if (theme_parse(&theme, "fuzz", text, &error)) {
        check_colours(&theme);
    } else {
        check_message(error->message);
    }
    check_keys(text);
    return 0;
}
