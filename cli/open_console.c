/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/open_console.h"

#include "cli/amount.h"
#include "cli/cli.h"
#include "views/console.h"

#include <string.h>

/* Where a theme of this name may lie: the user's own, beside an installed binary, beside one in its
 * build tree. */
static char *find_theme(const char *name)
{
    if (strchr(name, '/')) {
        return g_strdup(name);
    }
    g_autofree char *file = g_strconcat(name, ".theme", NULL);
    g_autofree char *binary = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *folder = g_path_get_dirname(binary ? binary : ".");
    char *places[] = {
        g_build_filename(g_get_user_config_dir(), "vigil", "themes", file, NULL),
        g_build_filename(folder, "..", "share", "vigil", "themes", file, NULL),
        g_build_filename(folder, "..", "..", "themes", file, NULL),
    };
    char *found = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        if (!found && g_file_test(places[i], G_FILE_TEST_EXISTS)) {
            found = g_steal_pointer(&places[i]);
        }
        g_free(places[i]);
    }
    return found;
}

static bool read_theme(const char *name, struct theme *theme)
{
    g_autoptr(GError) error = NULL;
    theme_init(theme);
    if (!name) {
        return true;
    }
    g_autofree char *path = find_theme(name);
    if (!path) {
        cli_fail("no theme is called %s; those there are: dark, light, high-contrast, "
                 "solarized-dark, solarized-light, colour-blind, mono, or a file's path",
                 name);
        return false;
    }
    if (!theme_load(theme, path, &error)) {
        cli_fail("%s", error->message);
        return false;
    }
    return true;
}

int open_console(const struct open_console *open)
{
    struct theme theme;
    int64_t period_ms = 0;
    if (open->since && !amount_parse_period(open->since, &period_ms)) {
        cli_fail("--since %s: expected a period such as 15m, 1h or 7d", open->since);
        return 2;
    }
    if (!read_theme(open->theme, &theme)) {
        return 2;
    }
    const char *repositories[] = {open->repositories, NULL};
    struct console_options options = {.url = open->url,
                                      .organization = open->organization,
                                      .token = open->token,
                                      .projects = open->projects,
                                      .environment = open->environment,
                                      .period_ms = period_ms,
                                      .read_only = open->read_only,
                                      .utc = open->utc,
                                      .repositories = repositories,
                                      .config = open->config,
                                      .config_path = open->config_path,
                                      .theme = &theme,
                                      .open = open->target,
                                      .badge = open->badge};
    return console_run(&options);
}
