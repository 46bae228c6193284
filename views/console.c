/* SPDX-License-Identifier: Apache-2.0 */
#include "views/console.h"

#include "base/clock.h"
#include "tui/screen.h"
#include "tui/text.h"
#include "views/commands.h"
#include "views/desk_state.h"
#include "views/log_source.h"
#include "views/open.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define FRAME_US       33000 /* frames made by data alone come no closer */
#define CURSOR_REST_MS 50    /* after this the frame is completed that a moved cursor began */
#define FIRST_ROWS_US  8000  /* files are waited for before the first frame */
#define AGAIN_MS       20    /* of test mode */
#define PRIORITY_KEYS  G_PRIORITY_HIGH
#define PRIORITY_DRAW  (G_PRIORITY_DEFAULT - 10)

struct console {
    const struct console_options *options;
    struct desk *desk;
    struct screen *screen;
    GMainLoop *loop;
    guint keys, replies, draw, rest, clock, escape; /* sources */
    guint more;                                     /* takes replies that a key cut short */
    guint again;                                    /* looks whether it is idle by now */
    guint signals[5];
    gint64 drawn_us;
    bool hurried; /* the frame that is due is a key's: it waits for nothing */
    bool answers; /* it answers a key late: it waits for the line alone */
    bool whole;   /* the next frame is to show more than a moved cursor */
    bool moved;   /* since the last frame a key moved the cursor */
    bool test;    /* marks idleness for the screen tests, and does not tick */
};

/* --- frames --- */

static void frame(struct console *console)
{
    int row, col;
    struct desk *desk = console->desk;
    int64_t began_us = g_get_monotonic_time();
    desk->gliding = console->moved && !console->whole;
    if (desk->gliding) {
        struct surface surface = screen_kept(console->screen);
        desk_draw_moved(desk, &surface);
    } else {
        struct surface surface = screen_surface(console->screen);
        g_autofree char *title = desk_title(desk);
        desk_draw(desk, &surface, &row, &col);
        screen_set_title(console->screen, title);
        screen_cursor(console->screen, row, col);
    }
    int64_t drawn_us = g_get_monotonic_time() - began_us;
    screen_flush(console->screen);
    struct screen_cost cost = screen_cost(console->screen);
    desk_debug_frame(desk, drawn_us, &cost);
    console->drawn_us = g_get_monotonic_time();
    console->whole = console->moved = false;
}

static gboolean look_again(void *data);

/* The network thread may count a request for a moment after its reply was drawn; without another
 * frame, as while polling is paused, that is looked at again. What is done in slices, whoever does
 * it, is due in the main loop until it is done. */
static void mark_idle(struct console *console)
{
    if (!console->test || console->draw || console->rest)
        return;
    if (desk_idle(console->desk) && !g_main_context_pending(NULL))
        screen_idle_mark(console->screen);
    else if (!console->again)
        console->again = g_timeout_add(AGAIN_MS, look_again, console);
}

static gboolean look_again(void *data)
{
    struct console *console = data;
    console->again = 0;
    mark_idle(console);
    return G_SOURCE_REMOVE;
}

static gboolean on_tick(void *data);

/* While the clock ticks, what nobody waits for comes with it. */
static void set_ticking(struct console *console, guint clock)
{
    console->clock = clock;
    console->desk->ticking = clock != 0;
    if (console->desk->client)
        client_patient(console->desk->client, clock != 0);
}

static void keep_ticking(struct console *console)
{
    if (!console->clock && !console->test && !console->desk->paused)
        set_ticking(console, g_timeout_add_seconds(1, on_tick, console));
}

static gboolean rested(void *data);

static gboolean draw_now(void *data)
{
    struct console *console = data;
    console->draw = 0;
    console->hurried = console->answers = false;
    if (console->rest)
        g_source_remove(console->rest);
    frame(console);
    console->rest = console->desk->gliding
                        ? g_timeout_add_full(PRIORITY_DRAW, CURSOR_REST_MS, rested, console, NULL)
                        : 0;
    keep_ticking(console);
    mark_idle(console);
    return G_SOURCE_REMOVE;
}

static gboolean rested(void *data)
{
    struct console *console = data;
    console->rest = 0;
    console->whole = true;
    if (!console->draw)
        draw_now(console);
    return G_SOURCE_REMOVE;
}

/* After a key the frame comes at once; frames for data wait for the rest of the burst, but for one
 * that answers a key late. */
static void want_frame(void *context, bool answer)
{
    struct console *console = context;
    if (console->desk->quit)
        g_main_loop_quit(console->loop);
    if (console->draw && (!answer || console->answers || console->hurried))
        return;
    if (console->draw)
        g_source_remove(console->draw);
    gint64 since = g_get_monotonic_time() - console->drawn_us;
    guint wait = since >= FRAME_US || answer ? 0 : (guint)((FRAME_US - since) / 1000);
    wait = MAX(wait, (guint)screen_pace_ms(console->screen));
    console->answers = answer;
    console->draw = g_timeout_add_full(PRIORITY_DRAW, wait, draw_now, console, NULL);
}

static void want_frame_at_once(struct console *console)
{
    if (console->desk->quit) { /* at once: a terminal that is gone is readable for ever */
        g_main_loop_quit(console->loop);
        return;
    }
    if (console->draw)
        g_source_remove(console->draw);
    console->draw = g_idle_add_full(PRIORITY_DRAW, draw_now, console, NULL);
    console->hurried = true;
}

/* The terminal has answered: the frame that waits for that may wait less. */
static void want_frame_anew(struct console *console)
{
    if (!console->draw || console->hurried)
        return;
    g_source_remove(console->draw);
    console->draw = 0;
    want_frame(console, console->answers);
}

/* --- keys --- */

static gboolean escape_due(void *data);

/* The terminal leaves these keys to us, so that pasted they are text. Typed, they do to the
 * foreground what they do everywhere. */
static bool signals(struct key key)
{
    static const struct {
        uint32_t code;
        int number;
    } known[] = {
        {'c',  SIGINT },
        {'z',  SIGTSTP},
        {'\\', SIGQUIT}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
        if (key_equal(key, (struct key){known[i].code, KEY_CONTROL}))
            return kill(0, known[i].number) == 0;
    return false;
}

static void read_input(struct console *console)
{
    bool acted = console->test;
    if (console->desk->child)
        return;
    for (;;) {
        struct input input = screen_input(console->screen);
        if (input.kind == INPUT_NONE)
            break;
        if (input.kind == INPUT_READY || input.kind == INPUT_CURSOR)
            continue;
        acted = true;
        console->desk->moved = false;
        if (input.kind != INPUT_MOUSE)
            desk_mouse_settle(console->desk);
        if (input.kind == INPUT_KEY && signals(input.key))
            continue;
        if (input.kind == INPUT_KEY)
            desk_key(console->desk, input.key);
        else if (input.kind == INPUT_PASTE)
            desk_paste(console->desk, input.paste);
        else if (input.kind == INPUT_MOUSE)
            desk_mouse(console->desk, &input.mouse);
        else if (input.kind == INPUT_BACKGROUND)
            desk_theme_background(console->desk, input.background);
        else
            console->desk->quit = true;
        console->moved |= console->desk->moved;
        console->whole |= !console->desk->moved;
        if (console->desk->quit || console->desk->child) /* what else is typed is not for us */
            break;
    }
    desk_mouse_settle(console->desk);
    if (acted)
        want_frame_at_once(console);
    else
        want_frame_anew(console);
    int wait = screen_input_timeout(console->screen);
    if (console->escape)
        g_source_remove(console->escape);
    console->escape =
        wait >= 0 ? g_timeout_add_full(PRIORITY_KEYS, (guint)wait, escape_due, console, NULL) : 0;
}

static gboolean escape_due(void *data)
{
    struct console *console = data;
    console->escape = 0;
    read_input(console);
    return G_SOURCE_REMOVE;
}

static gboolean keys_ready(gint fd, GIOCondition condition, void *data)
{
    struct console *console = data;
    (void)fd;
    read_input(console);
    if (condition & (G_IO_HUP | G_IO_ERR | G_IO_NVAL)) {
        console->keys = 0;
        desk_quit(console->desk);
        return G_SOURCE_REMOVE;
    }
    return G_SOURCE_CONTINUE;
}

/* --- replies --- */

static gboolean take_more(void *data);

/* Those for which nobody waits make nothing readable: what is left of them is taken behind the
 * key. */
static void take_replies(struct console *console)
{
    if (desk_take_replies(console->desk) && !console->more)
        console->more = g_idle_add_full(G_PRIORITY_DEFAULT, take_more, console, NULL);
    desk_settle(console->desk);
    want_frame(console, false);
}

static gboolean take_more(void *data)
{
    struct console *console = data;
    console->more = 0;
    take_replies(console);
    return G_SOURCE_REMOVE;
}

static gboolean replies_ready(gint fd, GIOCondition condition, void *data)
{
    (void)fd;
    (void)condition;
    take_replies(data);
    return G_SOURCE_CONTINUE;
}

/* Connects to an organization, or to none yet, in place of what was connected before. */
static bool connect_to(void *context, const char *organization, GError **error)
{
    struct console *console = context;
    struct desk *desk = console->desk;
    struct client_options options = {.url = console->options->url,
                                     .organization = organization,
                                     .token = console->options->token,
                                     .user_agent = "vigil"};
    struct client *client = client_new(&options, error);
    if (!client)
        return false;
    if (console->replies)
        g_source_remove(console->replies);
    if (desk->asks)
        g_hash_table_remove_all(desk->asks);
    if (desk->client)
        client_free(desk->client);
    desk->client = client;
    client_patient(client, console->clock != 0);
    console->replies = g_unix_fd_add(client_fd(client), G_IO_IN, replies_ready, console);
    return true;
}

/* --- signals and time --- */

static gboolean on_quit(void *data)
{
    desk_quit(((struct console *)data)->desk);
    return G_SOURCE_CONTINUE;
}

/* ^C in a program that has the terminal is meant for that program. */
static gboolean on_interrupt(void *data)
{
    struct console *console = data;
    if (!console->desk->child)
        return on_quit(data);
    screen_watch_ending(console->screen); /* it does not end */
    return G_SOURCE_CONTINUE;
}

static gboolean on_resize(void *data)
{
    struct console *console = data;
    screen_resize(console->screen);
    console->whole = true;
    want_frame_at_once(console);
    return G_SOURCE_CONTINUE;
}

/* The terminal is given back before the process stops, and taken again when it goes on. */
static gboolean on_job(gint fd, GIOCondition condition, void *data)
{
    struct console *console = data;
    (void)fd;
    (void)condition;
    screen_job(console->screen);
    console->whole = true;
    want_frame_at_once(console);
    return G_SOURCE_CONTINUE;
}

/* Clock and ages; paused, both stand and nothing wakes up. */
static gboolean on_tick(void *data)
{
    struct console *console = data;
    take_replies(console);
    desk_tick(console->desk);
    if (console->desk->paused) {
        set_ticking(console, 0);
        return G_SOURCE_REMOVE;
    }
    return G_SOURCE_CONTINUE;
}

static void listen_to_keys(struct console *console)
{
    console->keys = g_unix_fd_add_full(PRIORITY_KEYS, screen_fd(console->screen),
                                       G_IO_IN | G_IO_HUP | G_IO_ERR, keys_ready, console, NULL);
}

/* What is typed goes to the program that has the terminal, until it gives it back. */
static void lend(void *context, bool lent)
{
    struct console *console = context;
    if (console->keys)
        g_source_remove(console->keys);
    console->keys = 0;
    if (!lent)
        listen_to_keys(console);
}

static void add_sources(struct console *console)
{
    listen_to_keys(console);
    console->signals[0] = g_unix_signal_add(SIGINT, on_interrupt, console);
    console->signals[1] = g_unix_signal_add(SIGTERM, on_quit, console);
    console->signals[2] = g_unix_signal_add(SIGHUP, on_quit, console);
    console->signals[3] = g_unix_signal_add(SIGWINCH, on_resize, console);
    screen_watch_ending(console->screen);
    if (screen_job_fd(console->screen) >= 0)
        console->signals[4] = g_unix_fd_add_full(PRIORITY_KEYS, screen_job_fd(console->screen),
                                                 G_IO_IN, on_job, console, NULL);
}

static void remove_sources(struct console *console)
{
    guint *all[] = {&console->keys,  &console->replies, &console->draw,  &console->rest,
                    &console->clock, &console->escape,  &console->again, &console->more};
    for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
        if (*all[i])
            g_source_remove(*all[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(console->signals); i++)
        if (console->signals[i])
            g_source_remove(console->signals[i]);
}

/* --- beginning and end --- */

/* How many complaints there are, before the first: on a narrow screen its end is cut. */
static char *first_of(const GPtrArray *complaints)
{
    if (!complaints || complaints->len == 0)
        return NULL;
    const char *first = complaints->pdata[0];
    return complaints->len == 1
               ? g_strdup(first)
               : g_strdup_printf("1 of %u (vigil keys says all): %s", complaints->len, first);
}

static void set_up(struct console *console)
{
    const struct console_options *options = console->options;
    struct desk *desk = console->desk = desk_new();
    target_set(&desk->scope.organization, options->organization);
    target_set(&desk->scope.environment, options->environment);
    scope_set_projects(&desk->scope, options->projects);
    if (options->period_ms > 0)
        desk->scope.period_ms = options->period_ms;
    desk->scope.utc = options->utc;
    desk->log_rows = options->log_rows;
    desk->read_only = options->read_only;
    desk->keep = options->keep;
    desk->notify = options->notify;
    desk->given = options->given;
    desk->url = g_strdup(options->url);
    desk->keymap = options->keymap ? options->keymap : desk->own_keymap;
    keymap_set_read_only(desk->keymap, options->read_only);
    desk->user = options->commands;
    desk->trouble = first_of(options->complaints);
    desk->badge = g_strdup(options->badge);
    desk->config = options->config ? g_key_file_ref(options->config) : NULL;
    desk->prices = prices_ref(options->prices);
    desk->limits = limits_ref(options->limits);
    desk->repositories = g_strdupv((char **)options->repositories);
    desk->screen = console->screen;
    desk_mouse_switch(desk, options->mouse);
    desk_theme_start(desk, options->theme, options->themes);
    desk->redraw = want_frame;
    desk->connect = connect_to;
    desk->context = console;
    desk->lend = lend;
    if (options->files)
        desk->files = log_source_new(desk, options->files);
}

static void begin(struct console *console)
{
    struct desk *desk = console->desk;
    g_autoptr(GError) error = NULL;
    if (desk->files) {
        desk_start(desk);
        log_source_wait(desk->files, FIRST_ROWS_US);
    } else if (!connect_to(console, console->options->organization, &error))
        desk_say(desk, true, "%s", error->message);
    else if (!desk->scope.organization)
        desk_choose_organization(desk);
    else
        desk_start(desk);
    if (desk->started && desk->trouble)
        desk_say(desk, true, "%s", desk->trouble);
    if (console->options->open && desk->started)
        open_text(desk, console->options->open);
    else
        desk->to_open = g_strdup(console->options->open);
    want_frame_at_once(console);
}

static void tear_down(struct console *console)
{
    struct client *client = console->desk->client;
    console->desk->redraw = NULL;
    desk_overlay_close(console->desk);
    remove_sources(console);
    screen_free(console->screen);
    desk_free(console->desk);
    if (client)
        client_free(client);
    g_main_loop_unref(console->loop);
}

int console_run(const struct console_options *options)
{
    struct theme built_in;
    theme_init(&built_in);
    g_autoptr(GError) error = NULL;
    struct console console = {.options = options, .whole = true};
    console.screen = screen_new(options->theme ? options->theme : &built_in, &error);
    if (!console.screen) {
        g_autofree char *safe = text_safe(error->message);
        fprintf(stderr, "vigil: %s\n", safe);
        return 2;
    }
    console.test = g_strcmp0(g_getenv("VIGIL_TEST_IDLE"), "1") == 0;
    console.loop = g_main_loop_new(NULL, FALSE);
    set_up(&console);
    add_sources(&console);
    begin(&console);
    g_main_loop_run(console.loop);
    tear_down(&console);
    return 0;
}
