/* SPDX-License-Identifier: Apache-2.0
 *
 * What a console finds of the one before it: layout, filters, scope, marks, history; what two of
 * them leave; and a file that is damaged or cannot be written.
 */
#include "tests/support/http.h"
#include "tests/support/walk.h"

#include <glib/gstdio.h>
#include <pty.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* A server, and a home that several consoles share. */
struct place {
    struct serve serve;
    char *home, *file;
};

static void send_event(const struct serve *serve, const char *type, const char *level)
{
    g_autofree char *id = g_uuid_string_random();
    g_auto(GStrv) parts = g_strsplit(id, "-", -1);
    g_autofree char *hex = g_strjoinv("", parts);
    g_autofree char *body =
        g_strdup_printf("{\"event_id\":\"%s\"}\n{\"type\":\"event\"}\n"
                        "{\"event_id\":\"%s\",\"level\":\"%s\",\"platform\":\"python\","
                        "\"exception\":{\"values\":[{\"type\":\"%s\",\"value\":\"it is\"}]}}\n",
                        hex, hex, level, type);
    struct http_reply reply = serve_envelope(serve, "pump", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static struct place place_new(void)
{
    struct place place = {.serve = serve_start(serve_directory(), NULL)};
    place.home = g_dir_make_tmp("vigil-kept-XXXXXX", NULL);
    g_assert_nonnull(place.home);
    place.file = g_strdup_printf("%s/vigil/127.0.0.1:%d+local.state", place.home, place.serve.port);
    send_event(&place.serve, "PumpError", "error");
    send_event(&place.serve, "ValveWarning", "warning");
    return place;
}

static void place_clear(struct place *place)
{
    g_autofree char *folder = g_path_get_dirname(place->file);
    g_autofree char *aside = g_strconcat(place->file, ".bad", NULL);
    serve_clear(&place->serve);
    chmod(folder, 0700);
    g_unlink(place->file);
    g_unlink(aside);
    g_rmdir(folder);
    g_rmdir(place->home);
    g_free(place->home);
    g_free(place->file);
}

static struct walk *console(const struct place *place, int rows, int cols, const char *one,
                            const char *two)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", place->serve.port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", place->serve.token);
    g_autofree char *state = g_strdup_printf("XDG_STATE_HOME=%s", place->home);
    const char *environment[] = {at, token, state, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", one, two, NULL};
    return walk_start_with(rows, cols, environment, arguments);
}

static void palette(struct walk *walk, const char *text)
{
    walk_press(walk, ":");
    walk_type(walk, text);
    walk_press(walk, "Enter");
}

static void the_layout_comes_back(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 36, 120, NULL, NULL);
    walk_press(walk, "1");
    walk_expect_beside(walk, "1 Issues", "2 Metrics");
    palette(walk, "layout tall");
    walk_expect_gone(walk, "2 Metrics");
    walk_quit(walk, "Q");
    walk = console(&place, 36, 120, NULL, NULL);
    walk_press(walk, "1");
    walk_expect(walk, "1 Issues");
    g_assert_false(walk_sees(walk, "2 Metrics"));
    walk_resize(walk, 24, 80); /* of the other size class nothing was said */
    walk_expect(walk, "3 Trace");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_filter_comes_back_and_says_so(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1");
    walk_expect(walk, "ValveWarning");
    walk_press(walk, "!");
    walk_expect_gone(walk, "ValveWarning");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_expect(walk, "filters of last time: Issues is:unresolved level:[error,fatal]; gA clears");
    walk_press(walk, "1");
    walk_expect(walk, "PumpError");
    walk_expect(walk, "level:[error,fatal] by");
    g_assert_false(walk_sees(walk, "ValveWarning"));
    walk_press(walk, "g A");
    walk_expect(walk, "ValveWarning");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    g_assert_false(walk_sees(walk, "filters of last time"));
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_pattern_comes_back_and_ga_clears_it_from_anywhere(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1");
    walk_expect(walk, "ValveWarning");
    walk_press(walk, "&");
    walk_type(walk, "!Valve");
    walk_press(walk, "Enter");
    walk_expect_gone(walk, "ValveWarning: ");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_expect(walk, "filters of last time: Issues !/Valve/; gA clears them");
    walk_press(walk, "2 g A");
    walk_expect(walk, "no filter in any pane");
    walk_press(walk, "1");
    walk_expect(walk, "ValveWarning");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void the_range_comes_back_unless_it_is_given(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    palette(walk, "last 3h");
    walk_expect_row(walk, 0, "last 3h");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_expect_row(walk, 0, "last 3h");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, "--since", "15m");
    walk_expect_row(walk, 0, "last 15m");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, "--no-state", NULL);
    walk_expect_row(walk, 0, "last 1h");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_expect_row(walk, 0, "last 3h");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_held_range_does_not_come_back(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1 Enter");
    walk_expect(walk, "1 Issue PUMP");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_expect_row(walk, 0, "LIVE");
    walk_press(walk, "1");
    walk_expect(walk, "1 Issues");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_mark_leads_back_in_the_next_console(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1");
    walk_expect(walk, "ValveWarning");
    walk_press(walk, "'");
    walk_expect(walk, "nothing is marked yet");
    walk_press(walk, "G m a");
    walk_expect(walk, "marked a");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "2 '");
    walk_expect(walk, "go to mark: a issue ");
    walk_press(walk, "a");
    walk_expect(walk, "1 Issues");
    g_assert_false(walk_sees(walk, "no such mark"));
    g_assert_false(walk_sees(walk, "not among the rows"));
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_query_for_everything_comes_back_and_is_no_filter(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1 u");
    walk_expect(walk, "Issues all by");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    g_assert_false(walk_sees(walk, "filters of last time"));
    walk_press(walk, "1");
    walk_expect(walk, "Issues all by");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void history_comes_back(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1 /");
    walk_type(walk, "Valv");
    walk_press(walk, "Enter");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1 / Up");
    walk_expect(walk, "Valv");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_zoomed_pane_and_a_watch_come_back(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1");
    walk_expect(walk, "3 Trace");
    walk_press(walk, "\\");
    walk_expect_gone(walk, "3 Trace");
    palette(walk, "watch level:error > 900");
    walk_expect_row(walk, 0, "1 w");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_expect_row(walk, 0, "1 w");
    walk_press(walk, "1");
    walk_expect(walk, "1 Issues");
    g_assert_false(walk_sees(walk, "3 Trace"));
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void a_query_by_name_is_asked_for_again(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1 !");
    walk_expect_gone(walk, "ValveWarning");
    palette(walk, "save worst");
    walk_expect(walk, "saved as worst");
    walk_press(walk, "!");
    walk_expect(walk, "ValveWarning");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "2");
    walk_press(walk, ":"); /* it stands in the palette by its name, with what it asks for */
    walk_type(walk, "worst");
    walk_expect_beside(walk, "saved worst", "issues is:unresolved");
    walk_press(walk, "^U");
    walk_type(walk, "saved worst");
    walk_press(walk, "Enter");
    walk_expect(walk, "level:[error,fatal] by");
    walk_expect_gone(walk, "ValveWarning");
    palette(walk, "forget worst");
    palette(walk, "saved worst");
    walk_expect(walk, "no query is called worst");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* Two counters, one twice the other, for some minutes. */
static void send_counters(const struct serve *serve)
{
    g_autoptr(GString) items = g_string_new(NULL);
    int64_t now_s = g_get_real_time() / G_USEC_PER_SEC;
    for (int i = 0; i < 24; i++)
        for (int twice = 0; twice < 2; twice++)
            g_string_append_printf(
                items,
                "%s{\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"timestamp\":"
                "%" G_GINT64_FORMAT
                ",\"name\":\"pump.%s\",\"type\":\"counter\",\"value\":%d,\"attributes\":{}}",
                items->len ? "," : "", now_s - 30 * i, twice ? "strokes" : "litres",
                4 * (1 + twice));
    g_autofree char *body = g_strdup_printf(
        "{}\n{\"type\":\"trace_metric\",\"item_count\":48,\"content_type\":"
        "\"application/vnd.sentry.items.trace-metric+json\"}\n{\"version\":2,\"items\":[%s]}\n",
        items->str);
    struct http_reply reply = serve_envelope(serve, "pump", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

/* Of two metrics, which no server need be able to divide: a row in the next console, too. */
static void an_equation_over_signals_is_a_row_again(void)
{
    struct place place = place_new();
    send_counters(&place.serve);
    struct walk *walk = console(&place, 36, 120, NULL, NULL);
    walk_expect(walk, "pump.litres");
    walk_press(walk, "2 /");
    walk_type(walk, "pump.litres");
    walk_press(walk, "Enter Enter");
    walk_expect(walk, "2 Chart pump pump.litres");
    walk_press(walk, "= ^U");
    walk_type(walk, "A / \"pump.strokes\" * 100");
    walk_press(walk, "Enter");
    walk_expect(walk, "50.0%");
    palette(walk, "row yield");
    walk_expect(walk,
                "yield is a row of the metrics: \"pump pump.litres\" / \"pump pump.strokes\"");
    walk_quit(walk, "Q");
    walk = console(&place, 36, 120, NULL, NULL);
    walk_expect_beside(walk, "yield", "50.0%");
    walk_press(walk, "2");
    palette(walk, "saved yield");
    walk_expect(walk, "2 Chart pump yield  = \"pump pump.litres\" / \"pump pump.strokes\" * 100");
    walk_press(walk, "Esc");
    palette(walk, "forget yield");
    walk_expect_gone(walk, "  pump yield");
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* Its signals are of another range, or nothing sends them any more. */
static void an_equation_without_its_signals_says_what_it_is_of(void)
{
    struct place place = place_new();
    send_counters(&place.serve);
    g_autofree char *folder = g_path_get_dirname(place.file);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(
        place.file, "[vigil]\nformat=1\n[saved]\nyield=equation \"volts\" / \"amps\"\n", -1, NULL));
    struct walk *walk = console(&place, 24, 120, NULL, NULL);
    walk_press(walk, "2");
    walk_expect_beside(walk, "Metrics by onset", ", yield not counted");
    walk_press(walk, "?");
    walk_expect(walk, "Not counted: yield is \"volts\" / \"amps\": none of these is a row");
    walk_press(walk, "Esc");
    palette(walk, "saved yield");
    walk_expect(walk, "yield is \"volts\" / \"amps\": none of these is a row of the metrics in "
                      "this scope and range");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void of_two_consoles_both_are_remembered(void)
{
    struct place place = place_new();
    struct walk *one = console(&place, 24, 80, NULL, NULL);
    struct walk *two = console(&place, 24, 80, NULL, NULL);
    palette(one, "last 3h");
    walk_expect_row(one, 0, "last 3h");
    walk_press(two, "1 !");
    walk_expect(two, "level:[error,fatal]");
    walk_quit(one, "Q");
    walk_quit(two, "Q");
    struct walk *next = console(&place, 24, 80, NULL, NULL);
    walk_expect_row(next, 0, "last 3h");
    walk_expect(next, "filters of last time");
    walk_quit(next, "Q");
    place_clear(&place);
}

static void nothing_is_written_by_looking(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_press(walk, "1 j k Enter Esc 2 j");
    walk_quit(walk, "Q");
    g_assert_false(g_file_test(place.file, G_FILE_TEST_EXISTS));
    place_clear(&place);
}

static void what_is_written_is_the_users_alone(void)
{
    struct place place = place_new();
    g_autofree char *folder = g_path_get_dirname(place.file);
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    struct stat info;
    palette(walk, "last 6h");
    walk_quit(walk, "Q");
    g_assert_cmpint(stat(place.file, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0600);
    g_assert_cmpint(stat(folder, &info), ==, 0);
    g_assert_cmpint(info.st_mode & 0777, ==, 0700);
    place_clear(&place);
}

static void a_damaged_file_is_put_aside_and_told(void)
{
    struct place place = place_new();
    g_autofree char *folder = g_path_get_dirname(place.file);
    g_autofree char *aside = g_strconcat(place.file, ".bad", NULL);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(place.file, "[vigil\nformat", -1, NULL));
    struct walk *walk = console(&place, 24, 160, NULL, NULL);
    walk_expect(walk, "cannot be used");
    walk_press(walk, "1");
    walk_expect(walk, "PumpError");
    walk_quit(walk, "Q");
    g_assert_true(g_file_test(aside, G_FILE_TEST_EXISTS));
    walk = console(&place, 24, 160, NULL, NULL);
    g_assert_false(walk_sees(walk, "cannot be used"));
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void where_nothing_can_be_written_the_console_works(void)
{
    struct place place = place_new();
    g_autofree char *folder = g_path_get_dirname(place.file);
    g_assert_true(g_file_set_contents(folder, "no folder", -1, NULL));
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    palette(walk, "last 3h");
    walk_expect_row(walk, 0, "last 3h");
    walk_expect(walk, "nothing is kept for the next time"); /* collected after a while */
    walk_press(walk, "1");
    walk_expect(walk, "PumpError");
    walk_quit(walk, "Q");
    g_unlink(folder);
    place_clear(&place);
}

static void hold_triage(struct walk *walk)
{
    walk_press(walk, "1");
    walk_expect(walk, "PumpError");
    walk_press(walk, "/");
    walk_type(walk, "Pump");
    walk_press(walk, "Enter a r");
    walk_expect(walk, "au undoes it");
}

static void held_triage_is_told_when_one_quits(void)
{
    struct place place = place_new();
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    hold_triage(walk);
    terminal_press(walk_terminal(walk), "Q");
    terminal_assert_exit(walk_terminal(walk), 0);
    g_assert_true(walk_sees(walk, "vigil: not sent: resolve PUMP-"));
    walk_quit(walk, "");
    walk = console(&place, 24, 80, NULL, NULL);
    g_assert_false(walk_sees(walk, "not sent")); /* it was said */
    walk_quit(walk, "Q");
    place_clear(&place);
}

/* What a console left that nobody could be told anything. */
static void what_was_lost_is_told_at_the_next_start(void)
{
    struct place place = place_new();
    g_autofree char *folder = g_path_get_dirname(place.file);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_true(g_file_set_contents(
        place.file, "[vigil]\nformat=1\n[screen]\nlost=resolve PUMP-1\n", -1, NULL));
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_expect(walk, "not sent when the terminal went away: resolve PUMP-1");
    walk_quit(walk, "Q");
    walk = console(&place, 24, 80, NULL, NULL);
    g_assert_false(walk_sees(walk, "not sent"));
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void wait_for(int terminal, const char *text)
{
    g_autoptr(GString) seen = g_string_new(NULL);
    char bytes[512];
    for (ssize_t n; !strstr(seen->str, text) && (n = read(terminal, bytes, sizeof bytes)) > 0;)
        for (ssize_t i = 0; i < n; i++)
            if (bytes[i])
                g_string_append_c(seen, bytes[i]);
    g_assert_nonnull(strstr(seen->str, text));
}

/* The terminal goes away while an act of triage is held: it is not done, and the next console says
 * so. */
static void a_hang_up_keeps_what_was_not_sent(void)
{
    struct place place = place_new();
    struct winsize size = {.ws_row = 24, .ws_col = 80};
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", place.serve.port);
    int terminal, status;
    pid_t pid = forkpty(&terminal, NULL, NULL, &size);
    g_assert_cmpint(pid, >=, 0);
    if (pid == 0) {
        g_setenv("TERM", "xterm-256color", TRUE);
        g_setenv("XDG_STATE_HOME", place.home, TRUE);
        g_setenv("SENTRY_AUTH_TOKEN", place.serve.token, TRUE);
        g_setenv("SENTRY_URL", url, TRUE);
        execl(g_getenv("VIGIL"), "vigil", "--url", url, "--org", "local", NULL);
        _exit(127);
    }
    wait_for(terminal, "PumpError");
    g_assert_cmpint(write(terminal, "1ar", 3), ==, 3);
    wait_for(terminal, "undoes");
    close(terminal);
    g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
    struct walk *walk = console(&place, 24, 80, NULL, NULL);
    walk_expect(walk, "not sent when the terminal went away: resolve PUMP-");
    walk_quit(walk, "Q");
    place_clear(&place);
}

static void the_demo_keeps_nothing(void)
{
    g_autofree char *home = g_dir_make_tmp("vigil-kept-XXXXXX", NULL);
    g_autofree char *state = g_strdup_printf("XDG_STATE_HOME=%s", home);
    const char *environment[] = {state, NULL};
    const char *arguments[] = {"demo", "--seed", "1", NULL};
    struct walk *walk = walk_start_with(24, 80, environment, arguments);
    palette(walk, "last 3h");
    walk_expect_row(walk, 0, "last 3h");
    walk_quit(walk, "Q");
    g_assert_cmpint(g_rmdir(home), ==, 0); /* it is empty */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/saved/the layout comes back", the_layout_comes_back);
    g_test_add_func("/saved/a filter comes back, and says so", a_filter_comes_back_and_says_so);
    g_test_add_func("/saved/a pattern comes back, and gA clears it from anywhere",
                    a_pattern_comes_back_and_ga_clears_it_from_anywhere);
    g_test_add_func("/saved/the range comes back unless it is given",
                    the_range_comes_back_unless_it_is_given);
    g_test_add_func("/saved/an opened view and a held range do not come back",
                    a_held_range_does_not_come_back);
    g_test_add_func("/saved/a mark leads back in the next console",
                    a_mark_leads_back_in_the_next_console);
    g_test_add_func("/saved/a query for everything comes back, and is no filter",
                    a_query_for_everything_comes_back_and_is_no_filter);
    g_test_add_func("/saved/history comes back", history_comes_back);
    g_test_add_func("/saved/a zoomed pane and a watch come back",
                    a_zoomed_pane_and_a_watch_come_back);
    g_test_add_func("/saved/a query by name is asked for again",
                    a_query_by_name_is_asked_for_again);
    g_test_add_func("/saved/an equation over signals is a row of the wall again",
                    an_equation_over_signals_is_a_row_again);
    g_test_add_func("/saved/an equation without its signals says what it is of",
                    an_equation_without_its_signals_says_what_it_is_of);
    g_test_add_func("/saved/of two consoles both are remembered",
                    of_two_consoles_both_are_remembered);
    g_test_add_func("/saved/nothing is written by looking", nothing_is_written_by_looking);
    g_test_add_func("/saved/what is written is the user's alone",
                    what_is_written_is_the_users_alone);
    g_test_add_func("/saved/a damaged file is put aside and told",
                    a_damaged_file_is_put_aside_and_told);
    g_test_add_func("/saved/where nothing can be written the console works",
                    where_nothing_can_be_written_the_console_works);
    g_test_add_func("/saved/held triage is told when one quits",
                    held_triage_is_told_when_one_quits);
    g_test_add_func("/saved/what was lost is told at the next start",
                    what_was_lost_is_told_at_the_next_start);
    g_test_add_func("/saved/a hang-up keeps what was not sent", a_hang_up_keeps_what_was_not_sent);
    g_test_add_func("/saved/the demo keeps nothing", the_demo_keeps_nothing);
    return g_test_run();
}
