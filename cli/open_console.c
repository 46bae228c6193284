/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/open_console.h"

#include "cli/amount.h"
#include "cli/bindings.h"
#include "cli/cli.h"
#include "tui/themes.h"
#include "views/console.h"

#include <string.h>

static bool is_auto(const char *theme)
{
    return !theme || strcmp(theme, THEME_AUTO) == 0;
}

static bool read_theme(const char *name, const char *folder, struct theme *theme)
{
    g_autoptr(GError) error = NULL;
    if (!is_auto(name) && !themes_load(name, folder, theme, &error)) {
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
    g_autofree char *themes = g_build_filename(g_get_user_config_dir(), "vigil", "themes", NULL);
    if (!read_theme(open->theme, themes, &theme)) {
        return 2;
    }
    struct bindings bindings;
    bindings_read(&bindings, open->config);
    const char *repositories[] = {open->repositories, NULL};
    struct console_options options = {.url = open->url,
                                      .organization = open->organization,
                                      .token = open->token,
                                      .projects = open->projects,
                                      .environment = open->environment,
                                      .period_ms = period_ms,
                                      .read_only = open->read_only,
                                      .utc = open->utc,
                                      .notify = open->notify,
                                      .mouse = open->config &&
                                               config_flag(open->config, "console", "mouse"),
                                      .keep = open->keep,
                                      .given = open->given,
                                      .repositories = repositories,
                                      .config = open->config ? open->config->file : NULL,
                                      .keymap = bindings.keymap,
                                      .commands = bindings.commands,
                                      .complaints = bindings.complaints,
                                      .theme = is_auto(open->theme) ? NULL : &theme,
                                      .themes = themes,
                                      .open = open->target,
                                      .badge = open->badge};
    int status = console_run(&options);
    bindings_clear(&bindings);
    return status;
}
