/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/monkey/monkey.h"

#include "tests/monkey/bodies.h"
#include "tests/monkey/check.h"
#include "tests/monkey/server.h"
#include "tests/monkey/time.h"
#include "tests/support/folder.h"
#include "tui/input.h"
#include "views/commands.h"
#include "views/desk_state.h"
#include "views/open.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_ROWS 100
#define MOST_COLS 300

struct monkey {
    struct choice choice;
    struct desk *desk;
    struct monkey_server *server;
    struct decoder *decoder;
    struct grid *grid;
    GPtrArray *sequences; /* of char *: keys that are bound, "g,t" */
    bool drawn_whole, trace;
    unsigned steps;
};

static void say(const struct monkey *monkey, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void say(const struct monkey *monkey, const char *format, ...)
{
    if (!monkey->trace)
        return;
    va_list list;
    va_start(list, format);
    g_autofree char *text = g_strdup_vprintf(format, list);
    va_end(list);
    fprintf(stderr, "%6u %9.3f %s\n", monkey->steps, (double)time_now_us() / 1e6, text);
}

/* --- what the console's loop does --- */

static bool connect_to(void *context, const char *organization, GError **error)
{
    struct monkey *monkey = context;
    struct desk *desk = monkey->desk;
    struct client_options options = {.url = "http://127.0.0.1:1",
                                     .organization = organization,
                                     .token = "secret",
                                     .transport = monkey_server_transport(monkey->server)};
    struct client *client = client_new(&options, error);
    if (!client)
        return false;
    if (desk->asks)
        g_hash_table_remove_all(desk->asks);
    if (desk->client)
        client_free(desk->client);
    desk->client = client;
    return true;
}

static void take_replies(void *data)
{
    struct monkey *monkey = data;
    uint64_t subscription;
    client_turn(monkey->desk->client);
    for (struct reply *reply; (reply = client_next_reply(monkey->desk->client, &subscription));)
        desk_reply(monkey->desk, subscription, reply);
    desk_settle(monkey->desk);
}

static void take_input(struct monkey *monkey)
{
    for (;;) {
        struct input input = decoder_next(monkey->decoder, time_now_us() / 1000);
        if (input.kind == INPUT_KEY)
            desk_key(monkey->desk, input.key);
        else if (input.kind == INPUT_PASTE)
            desk_paste(monkey->desk, input.paste);
        else
            return;
    }
}

/* --- steps --- */

static void press(struct monkey *monkey, struct key key)
{
    char name[32];
    say(monkey, "key %s", key_format(key, name, sizeof name));
    desk_key(monkey->desk, key);
}

static void step_bound(struct monkey *monkey)
{
    const char *sequence =
        monkey->sequences->pdata[choice_of(&monkey->choice, monkey->sequences->len)];
    g_auto(GStrv) names = g_strsplit(sequence, ",", -1);
    struct key key;
    for (char **name = names; *name; name++)
        if (key_parse(**name ? *name : ",", &key))
            press(monkey, key);
}

/* The keys by which one gets about, more often than the others. */
static void step_common(struct monkey *monkey)
{
    static const char *const common[] = {"j",  "k", "Enter", "Enter", "Esc", "Tab", "1", "2",  "3",
                                         "4",  "G", "n",     "^D",    "^U",  "]",   "[", "\\", "^O",
                                         "^P", "h", "l",     "v",     "}",   "x",   "e", "/",  ":"};
    struct key key;
    if (key_parse(common[choice_of(&monkey->choice, G_N_ELEMENTS(common))], &key))
        press(monkey, key);
}

static void step_any_key(struct monkey *monkey)
{
    static const uint32_t odd[] = {0x0,    0x7f,    0xad, 0x300,  0x200d,  0x202e,
                                   0x65e5, 0x1f600, 0x9b, 0xfffd, 0x10ffff};
    unsigned which = choice_byte(&monkey->choice);
    struct key key = {.modifiers = choice_byte(&monkey->choice) & 7};
    if (which < 128)
        key.code = which < 32 ? which + 'a' - 1 : which;
    else if (which < 200)
        key.code = KEY_CODE_UP + which % (KEY_CODE_F12 - KEY_CODE_UP + 1);
    else
        key.code = odd[which % G_N_ELEMENTS(odd)];
    if (which >= 32 && which < 128 && which % 3)
        key.modifiers = 0;
    press(monkey, key);
}

static const char *const typed[] = {"is:unresolved level:error",
                                    "(",
                                    "span.duration:>1s OR !has:trace",
                                    "message:\"a*b\" [",
                                    "theme dark",
                                    "theme nosuch",
                                    "CHECKOUT-1",
                                    "7f3a01c27f3a01c27f3a01c27f3a01c2",
                                    "https://acme.sentry.io/issues/12/?project=1",
                                    "(?:a+)+$",
                                    "日本語 👩‍👩‍👧‍👦 e\xcc\x81",
                                    "\xff\xfe",
                                    "2026-11-22T03:10",
                                    "15m",
                                    "watch is:unresolved > 5 for 5m",
                                    "debug",
                                    "mouse",
                                    "save last",
                                    "open pump@1.2.1",
                                    "-99999999999999999999"};

static void step_type(struct monkey *monkey)
{
    const char *text = typed[choice_of(&monkey->choice, G_N_ELEMENTS(typed))];
    unsigned end = choice_byte(&monkey->choice);
    say(monkey, "type \"%s\"%s", text, end % 2 ? ", Enter" : "");
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar code = g_utf8_get_char_validated(at, -1);
        desk_key(monkey->desk, (struct key){.code = code > 0x10ffff ? 0xfffd : code});
        if (code > 0x10ffff)
            break;
    }
    if (end % 4 == 3)
        desk_key(monkey->desk, (struct key){.code = KEY_CODE_TAB});
    if (end % 2)
        desk_key(monkey->desk, (struct key){.code = KEY_CODE_ENTER});
}

static void step_paste(struct monkey *monkey)
{
    unsigned which = choice_byte(&monkey->choice);
    const char *text = typed[which % G_N_ELEMENTS(typed)];
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) whole = g_string_new(NULL);
    for (unsigned i = 0; i < (which > 250 ? 5000u : which % 3 + 1); i++)
        g_string_append_printf(whole, "%s\n", valid);
    say(monkey, "paste %zu bytes", whole->len);
    desk_paste(monkey->desk, whole->str);
}

/* Bytes as a terminal or a bad line might send them. */
static void step_bytes(struct monkey *monkey)
{
    static const char *const pieces[] = {"\x1b[",     "\x1b]11;rgb:ffff/ffff/ffff",
                                         "\x1b\\",    "\x1b[200~",
                                         "\x1b[201~", "\x1b[<0;10;10M",
                                         "\x1bO",     "\x1b",
                                         "\x07",      "j",
                                         "\xe6\x97",  "\x9b",
                                         "1;5A",      "\x1bP",
                                         "q"};
    unsigned count = choice_byte(&monkey->choice) % 6 + 1;
    say(monkey, "%u pieces of bytes", count);
    for (unsigned i = 0; i < count; i++) {
        const char *piece = pieces[choice_of(&monkey->choice, G_N_ELEMENTS(pieces))];
        decoder_feed(monkey->decoder, piece, strlen(piece), time_now_us() / 1000);
    }
    take_input(monkey);
}

static void resize(struct monkey *monkey, int rows, int cols)
{
    say(monkey, "size %dx%d", rows, cols);
    grid_free(monkey->grid);
    monkey->grid = grid_new(rows, cols);
    monkey->drawn_whole = false;
}

static void step_size(struct monkey *monkey)
{
    static const int sizes[][2] = {
        {24, 80 },
        {36, 120},
        {50, 200},
        {12, 40 },
        {20, 60 },
        {1,  1  }
    };
    unsigned which = choice_byte(&monkey->choice);
    if (which < 128)
        resize(monkey, sizes[which % G_N_ELEMENTS(sizes)][0],
               sizes[which % G_N_ELEMENTS(sizes)][1]);
    else
        resize(monkey, 1 + (int)choice_of(&monkey->choice, MOST_ROWS),
               1 + (int)choice_of(&monkey->choice, MOST_COLS));
}

static void step_wait(struct monkey *monkey)
{
    static const int64_t waits_ms[] = {1, 30, 60, 130, 250, 400, 1000, 3000, 6000, 20000, 70000};
    int64_t wait_ms = waits_ms[choice_of(&monkey->choice, G_N_ELEMENTS(waits_ms))];
    say(monkey, "%d ms pass, %u requests are open", (int)wait_ms,
        monkey_server_open(monkey->server));
    time_pass(wait_ms * 1000, take_replies, monkey);
    take_input(monkey);
}

static void step_weather(struct monkey *monkey)
{
    static const enum weather often[] = {WEATHER_FINE,       WEATHER_FINE,      WEATHER_CHANGEABLE,
                                         WEATHER_CHANGEABLE, WEATHER_DOWN,      WEATHER_LOCKED,
                                         WEATHER_BUSY,       WEATHER_CHANGEABLE};
    enum weather weather = often[choice_of(&monkey->choice, G_N_ELEMENTS(often))];
    say(monkey, "weather %d", weather);
    monkey_server_set(monkey->server, weather);
}

static void step(struct monkey *monkey)
{
    static const struct {
        unsigned below;
        void (*take)(struct monkey *monkey);
    } steps[] = {
        {70,  step_bound  },
        {125, step_common },
        {140, step_any_key},
        {160, step_type   },
        {166, step_paste  },
        {174, step_bytes  },
        {184, step_size   },
        {188, step_weather},
        {256, step_wait   }
    };
    unsigned lot = choice_byte(&monkey->choice);
    size_t i = 0;
    while (lot >= steps[i].below)
        i++;
    steps[i].take(monkey);
}

/* --- a life --- */

static void draw(struct monkey *monkey)
{
    struct desk *desk = monkey->desk;
    int row = -1, col = -1;
    struct surface surface = surface_of_grid(monkey->grid);
    surface.ascii = monkey->steps % 7 == 0;
    desk->gliding = desk->moved && monkey->drawn_whole;
    if (desk->gliding) {
        desk_draw_moved(desk, &surface);
        desk->gliding = false;
    } else {
        grid_clear(monkey->grid);
        desk_draw(desk, &surface, &row, &col);
    }
    monkey->drawn_whole = true;
    check_grid(monkey->grid, row, col);
    check_desk(desk);
}

static void add_sequences(GPtrArray *sequences, const struct command *commands)
{
    for (const struct command *command = commands; command->id; command++) {
        g_auto(GStrv) keys = command->keys ? g_strsplit(command->keys, " ", -1) : NULL;
        for (char **key = keys; key && *key; key++)
            if (**key && strcmp(command->id, "quit") != 0)
                g_ptr_array_add(sequences, g_strdup(*key));
    }
}

static GPtrArray *bound_sequences(struct desk *desk)
{
    GPtrArray *sequences = g_ptr_array_new_with_free_func(g_free);
    struct keymap_scope scopes[SCOPES_MOST];
    size_t count = all_scopes(desk, NULL, scopes);
    for (size_t i = 0; i < count; i++)
        add_sequences(sequences, scopes[i].commands);
    g_assert_cmpuint(sequences->len, >, 50);
    return sequences;
}

static void begin(struct monkey *monkey)
{
    unsigned how = choice_byte(&monkey->choice);
    struct desk *desk = monkey->desk = desk_new();
    monkey->server = monkey_server_new(&monkey->choice);
    monkey_server_set(monkey->server, how % 4 ? WEATHER_FINE : WEATHER_CHANGEABLE);
    monkey->decoder = decoder_new();
    monkey->grid = grid_new(how % 3 ? 36 : 24, how % 3 ? 120 : 80);
    monkey->sequences = bound_sequences(desk);
    desk->connect = connect_to;
    desk->context = monkey;
    desk->read_only = how % 16 == 5;
    keymap_set_read_only(desk->keymap, desk->read_only);
    if (how % 8 != 3)
        target_set(&desk->scope.organization, "acme");
    g_assert_true(connect_to(monkey, desk->scope.organization, NULL));
    if (desk->scope.organization)
        desk_start(desk);
    else
        desk_choose_organization(desk);
}

static void end(struct monkey *monkey)
{
    struct client *client = monkey->desk->client;
    desk_free(monkey->desk);
    client_free(client);
    g_assert_cmpuint(monkey_server_open(monkey->server), ==, 0);
    g_assert_cmpuint(time_left(), ==, 0);
    monkey_server_free(monkey->server);
    decoder_free(monkey->decoder);
    grid_free(monkey->grid);
    g_ptr_array_unref(monkey->sequences);
}

unsigned monkey_run(const uint8_t *data, size_t size)
{
    struct monkey monkey = {
        .choice = {.data = data, .size = size},
          .trace = g_getenv("VIGIL_MONKEY_TRACE") != NULL
    };
    time_begin(&monkey.choice);
    begin(&monkey);
    while (choice_left(&monkey.choice) && !monkey.desk->quit) {
        step(&monkey);
        draw(&monkey);
        monkey.steps++;
    }
    end(&monkey);
    time_end();
    return monkey.steps;
}

static char *home(void)
{
    return g_strdup_printf("%s/vigil-monkey-%d", g_get_tmp_dir(), (int)getpid());
}

void monkey_prepare(void)
{
    static const char *const names[] = {"HOME",           "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                        "XDG_STATE_HOME", "XDG_CACHE_HOME",  "XDG_RUNTIME_DIR"};
    g_autofree char *folder = home();
    g_mkdir_with_parents(folder, 0700);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_setenv(names[i], folder, TRUE);
    g_unsetenv("TMUX");
    g_unsetenv("DISPLAY");
    g_setenv("TZ", "UTC", TRUE);
    g_assert_cmpint(g_chdir(folder), ==, 0);
    g_assert_nonnull(setlocale(LC_ALL, "C.UTF-8"));
}

void monkey_done(void)
{
    g_autofree char *folder = home();
    g_assert_cmpint(g_chdir("/"), ==, 0);
    folder_remove(folder);
}
