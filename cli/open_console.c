/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/open_console.h"

#include "cli/amount.h"
#include "cli/bindings.h"
#include "cli/cli.h"
#include "tui/themes.h"
#include "views/console.h"
#include "views/logs_held.h"

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

void look_clear(struct look *look)
{
    g_free(look->since);
    g_free(look->theme);
    g_free(look->config);
}

/* An answer that is kept back is for trying out; a delay that is none would try nothing. */
static bool check_delay(void)
{
    const char *delay = g_getenv("VIGIL_DELAY_MS");
    guint64 ms;
    if (!delay || g_ascii_string_to_unsigned(delay, 10, 0, 60000, &ms, NULL)) {
        return true;
    }
    cli_fail("VIGIL_DELAY_MS=%s: expected milliseconds, at most 60000", delay);
    return false;
}

static char *pick(const char *option, const struct config *config, const char *key)
{
    return option ? g_strdup(option) : config_text(config, "console", key);
}

static bool flag(bool option, const struct config *config, const char *key)
{
    return option || config_flag(config, "console", key);
}

/* 0 = it is not said. */
static bool read_log_rows(const struct config *config, size_t *rows)
{
    g_autofree char *text = config_text(config, "console", "log_rows");
    *rows = 0;
    if (!text || logs_held_parse(text, rows)) {
        return true;
    }
    g_autofree char *where = config_where(config, "console", "log_rows");
    cli_fail("%s: log_rows = %s: expected %s", where, text, LOGS_HELD_WANTED);
    return false;
}

/* `since` may be NULL; false when it is no period: said with where it stands. */
static bool read_period(const struct open_console *open, const char *since, int64_t *period_ms)
{
    if (!since || amount_parse_period(since, period_ms)) {
        return true;
    }
    g_autofree char *where =
        open->look->since ? NULL : config_where(open->config, "console", "since");
    cli_fail("%s%s%s: expected a period such as 15m, 1h or 7d", where ? where : "--since",
             where ? ": since = " : " ", since);
    return false;
}

int open_console(const struct open_console *open)
{
    const struct look *look = open->look;
    struct theme theme;
    int64_t period_ms = 0;
    g_autofree char *since = pick(look->since, open->config, "since");
    g_autofree char *theme_name = pick(look->theme, open->config, "theme");
    size_t log_rows;
    if (!read_period(open, since, &period_ms) || !check_delay() ||
        !read_log_rows(open->config, &log_rows)) {
        return 2;
    }
    g_autofree char *themes = g_build_filename(g_get_user_config_dir(), "vigil", "themes", NULL);
    if (!read_theme(theme_name, themes, &theme)) {
        return 2;
    }
    struct bindings bindings;
    bindings_read(&bindings, open->config);
    const char *repositories[] = {open->repositories, NULL};
    struct console_options options = {
        .url = open->url,
        .organization = open->organization,
        .token = open->token,
        .projects = open->projects,
        .environment = open->environment,
        .period_ms = period_ms,
        .read_only = flag(look->read_only, open->config, "read_only"),
        .utc = flag(look->utc, open->config, "utc"),
        .notify = flag(look->notify, open->config, "notify"),
        .log_rows = log_rows,
        .mouse = flag(false, open->config, "mouse"),
        .keep = open->keep,
        .given = {.projects = open->given_projects,
                  .environment = open->given_environment,
                  .period = look->since != NULL,
                  .utc = look->utc,
                  .theme = look->theme != NULL},
        .repositories = repositories,
        .config = open->config->file,
        .keymap = bindings.keymap,
        .commands = bindings.commands,
        .prices = bindings.prices,
        .limits = bindings.limits,
        .complaints = bindings.complaints,
        .theme = is_auto(theme_name) ? NULL : &theme,
        .themes = themes,
        .open = open->target,
        .files = open->files,
        .badge = open->badge
    };
    int status = console_run(&options);
    bindings_clear(&bindings);
    return status;
}
