/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of what the cursor is on, in a browser; where there is none its URL is copied and shown.
 */
#include "views/desk_state.h"

#include <string.h>

static const char *variable(const char *name)
{
    const char *value = g_getenv(name);
    return value && *value ? value : NULL;
}

/* $BROWSER is a list; %s in one stands for the page. */
static char **from_variable(const char *browsers, const char *url)
{
    g_autofree char *first = g_strndup(browsers, strcspn(browsers, ":"));
    g_auto(GStrv) words = NULL;
    g_autoptr(GStrvBuilder) argv = g_strv_builder_new();
    bool placed = false;
    if (!g_shell_parse_argv(first, NULL, &words, NULL))
        return NULL;
    for (char **word = words; *word; word++) {
        bool here = strcmp(*word, "%s") == 0;
        g_strv_builder_add(argv, here ? url : *word);
        placed |= here;
    }
    if (!placed)
        g_strv_builder_add(argv, url);
    return g_strv_builder_end(argv);
}

char **browser_argv(const char *url)
{
    if (variable("BROWSER"))
        return from_variable(variable("BROWSER"), url);
    const char *desktop = variable("DISPLAY") || variable("WAYLAND_DISPLAY") ? "xdg-open" : NULL;
#ifdef __APPLE__
    if (!variable("SSH_CONNECTION"))
        desktop = "open";
#endif
    g_autofree char *program = desktop ? g_find_program_in_path(desktop) : NULL;
    return program ? g_strdupv((char *[]){program, (char *)url, NULL}) : NULL;
}

bool desk_browse(struct desk *desk)
{
    struct target target;
    target_init(&target, TARGET_NONE);
    g_autofree char *url = desk_target(desk, &target) ? desk_target_url(desk, &target) : NULL;
    target_clear(&target);
    if (!url || !(g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://"))) {
        desk_say(desk, true, "this has no page in a browser");
        return false;
    }
    g_auto(GStrv) argv = browser_argv(url);
    if (argv) {
        bool runs = desk_child(desk, (const char *const *)argv, CHILD_QUIET, NULL);
        if (runs)
            desk_say(desk, false, "opened %s", url);
        return runs;
    }
    desk_copy_text(desk, url);
    g_autofree char *said = g_steal_pointer(&desk->message);
    desk_say(desk, false, "%s: %s", said ? said : "no browser here", url);
    return true;
}
