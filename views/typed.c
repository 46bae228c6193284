/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands that take an argument, typed behind their name in the palette: ":last 3h". The
 * context is the desk. A row with `keys` asks for its argument when they are pressed.
 */
#include "views/commands.h"

#include "views/desk_state.h"
#include "views/open.h"

static bool take_open(void *context, const char *text)
{
    return open_text(context, text);
}

static bool take_last(void *context, const char *text)
{
    int64_t period;
    if (!period_parse(text, &period)) {
        desk_say(context, true, "%s is no time range: 15m, 1h, 24h or 7d, at most 90d", text);
        return false;
    }
    desk_set_period(context, period);
    return true;
}

static const struct command table[] = {
    {.id = "open",
     .help = "Open a URL, short id or trace id",
     .argument =
         &(const struct argument){.name = "ID", .kind = "open", .take = take_open, .free = true}},
    {.id = "last",
     .help = "Look at this long until now: 15m, 1h, 7d",
     .argument =
         &(const struct argument){
             .name = "PERIOD", .kind = "time range", .take = take_last, .free = true}},
    {.id = "theme",
     .help = "Choose a theme; the screen shows it at once",
     .argument = &desk_theme_argument},
    {0           },
};

const struct command *typed_commands(void)
{
    return table;
}
