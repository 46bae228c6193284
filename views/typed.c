/* SPDX-License-Identifier: Apache-2.0
 *
 * The commands that are typed in the palette: those that take an argument behind their name (":last
 * 3h"), and those too rare for a key. The context is the desk. A row with `keys` asks for its
 * argument when they are pressed.
 */
#include "views/commands.h"

#include "api/query/query.h"
#include "views/desk_state.h"
#include "views/open.h"

#include <string.h>

static bool take_open(void *context, const char *text)
{
    return open_text(context, text);
}

static bool take_last(void *context, const char *text)
{
    int64_t period;
    if (!period_parse(text, &period)) {
        desk_say(context, true, "%s is no time range: " PERIOD_WANTED, text);
        return false;
    }
    desk_set_period(context, period);
    return true;
}

static bool check_last(void *context, const char *text, size_t *offset, GError **error)
{
    int64_t period;
    (void)context;
    *offset = 0;
    if (period_parse(text, &period))
        return true;
    g_set_error_literal(error, QUERY_ERROR, QUERY_ERROR_VALUE, PERIOD_WANTED);
    return false;
}

/* --- layout --- */

static const char *const layout_details[LAYOUT_COUNT] = {
    [LAYOUT_DECK] = "four panes where they fit",
    [LAYOUT_WIDE] = "two panes, side by side",
    [LAYOUT_TALL] = "two panes, one above the other",
    [LAYOUT_ONE] = "one pane",
};

static bool take_layout(void *context, const char *text)
{
    struct desk *desk = context;
    if (!layout_parse(text, &desk->layouts[desk->wide])) {
        desk_say(desk, true, "no layout is called %s: deck, wide, tall or one", text);
        return false;
    }
    desk->zoomed[desk->wide] = false;
    desk_focus(desk, desk->focus);
    return true;
}

static void layout_choices(void *context, GPtrArray *choices)
{
    (void)context;
    for (int i = 0; i < LAYOUT_COUNT; i++)
        argument_add(choices, layout_name((enum layout)i), layout_details[i]);
}

static bool next_layout(void *context)
{
    struct desk *desk = context;
    enum layout next = (desk->layouts[desk->wide] + 1) % LAYOUT_COUNT;
    desk_say(desk, false, "layout: %s", layout_details[next]);
    return take_layout(desk, layout_name(next));
}

static bool bare(void *context)
{
    struct desk *desk = context;
    desk->bare = !desk->bare;
    desk_focus(desk, desk->focus);
    return true;
}

/* --- input --- */

static bool mouse(void *context)
{
    struct desk *desk = context;
    desk_mouse_switch(desk, !desk->pointer.on);
    desk_say(desk, false,
             desk->pointer.on ? "the mouse is on: wheel, click, drag in a chart; hold Shift to "
                                "select text; :mouse gives it back"
                              : "the mouse is the terminal's again");
    return true;
}

/* --- what was typed before --- */

static bool take_search(void *context, const char *text)
{
    return desk_search_for(context, text);
}

static void search_choices(void *context, GPtrArray *choices)
{
    const struct desk *desk = context;
    const GPtrArray *list = history_list(desk->history, HISTORY_SEARCH);
    for (guint i = list->len; i-- > 0;)
        argument_add(choices, list->pdata[i], "searched for before");
}

/* --- lists --- */

static bool list_traces(void *context)
{
    struct target all;
    target_init(&all, TARGET_TRACES);
    bool opened = desk_open(context, &all);
    target_clear(&all);
    return opened;
}

static const struct argument open_argument = {.name = "ID",
                                              .kind = "open",
                                              .take = take_open,
                                              .free = true},
                             last_argument = {.name = "PERIOD",
                                              .kind = "time range",
                                              .take = take_last,
                                              .check = check_last,
                                              .free = true},
                             layout_argument = {.name = "NAME",
                                                .kind = "layout",
                                                .take = take_layout,
                                                .choices = layout_choices},
                             find_argument = {.name = "PATTERN",
                                              .kind = "search",
                                              .take = take_search,
                                              .choices = search_choices,
                                              .free = true};

static const struct command table[] = {
    {.id = "open",                       .help = "Open a URL, short id or trace id", .argument = &open_argument},
    {.id = "traces",        .help = "List the traces in scope: gT those of one thing", .run = list_traces},
    {.id = "last",                     .help = "Look at this long until now: 15m, 1h, 7d", .argument = &last_argument},
    {.id = "save",                .help = "Keep this pane's query by a name", .argument = &desk_save_argument},
    {.id = "row",
     .help = "Keep what is asked for here as a row of the metrics",
     .argument = &desk_row_argument},
    {.id = "saved",        .help = "Ask for a query that was saved", .argument = &desk_saved_argument},
    {.id = "forget",                       .help = "Forget a query that was saved", .argument = &desk_forget_argument},
    {.id = "watch",   .help = "Watch how many rows a search finds", .argument = &desk_watch_argument},
    {.id = "unwatch",                        .help = "End a watch", .argument = &desk_unwatch_argument},
    {.id = "watches",     .help = "The watches and how they stand", .argument = &desk_watches_argument},
    {.id = "theme",
     .help = "Choose a theme; the screen shows it at once",
     .argument = &desk_theme_argument},
    {.id = "layout",
     .help = "How the panes stand on a screen of this size",
     .argument = &layout_argument},
    {.id = "next-layout",                     .help = "Next layout: deck, wide, tall, one", .run = next_layout},
    {.id = "bare", .help = "Only panes and rows, for a small tile; or all again", .run = bare},
    {.id = "mouse",                      .help = "The mouse: wheel, click, drag; or the terminal's own", .run = mouse},
    {.id = "find",  .help = "Search for a pattern (PCRE2)", .argument = &find_argument},
    {0                   },
};

const struct command *typed_commands(void)
{
    return table;
}
