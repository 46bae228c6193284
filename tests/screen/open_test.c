/* SPDX-License-Identifier: Apache-2.0
 *
 * vigil open: what one sees of files and pipes, from the newest row to one that is written while
 * one looks.
 */
#include "tests/support/folder.h"
#include "tests/support/walk.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static const char *const utc[] = {"TZ=UTC", NULL};

struct folder {
    char *path;
};

static void set_up(struct folder *folder, gconstpointer data)
{
    (void)data;
    folder->path = g_dir_make_tmp("vigil-XXXXXX", NULL);
}

static char *path_in(const struct folder *folder, const char *name)
{
    return g_build_filename(folder->path, name, NULL);
}

static void tear_down(struct folder *folder, gconstpointer data)
{
    (void)data;
    folder_remove(folder->path);
    g_free(folder->path);
}

static void append(const struct folder *folder, const char *name, const char *text)
{
    g_autofree char *path = path_in(folder, name);
    int file = g_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    g_assert_cmpint(write(file, text, strlen(text)), ==, (ssize_t)strlen(text));
    close(file);
}

/* Rows [from, to) of a service, one a second after 03:00. */
static void append_rows(const struct folder *folder, const char *name, int from, int to)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int n = from; n < to; n++)
        g_string_append_printf(
            text,
            "{\"time\":\"2026-11-22T03:%02d:%02dZ\",\"level\":\"%s\",\"msg\":\"%s row %d\","
            "\"host\":\"h%d\",\"trace_id\":\"%032x\"}\n",
            n / 60, n % 60, n % 10 ? "info" : "error", name, n, n % 3, n);
    append(folder, name, text->str);
}

static struct walk *open_files(const struct folder *folder, const char *one, const char *other)
{
    const char *const arguments[] = {"open", one, other, NULL};
    return walk_start_in(folder->path, 24, 100, utc, arguments);
}

static void the_newest_row_is_shown(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 900);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 899");
    walk_expect_row(walk, 1, "following");
    walk_expect_row(walk, 1, "JSON lines");
    walk_press(walk, "g g");
    walk_expect(walk, "app.log row 0");
    walk_quit(walk, "Q");
}

static void a_row_that_is_written_comes(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 5);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 4");
    append_rows(folder, "app.log", 5, 6);
    walk_expect(walk, "app.log row 5");
    walk_quit(walk, "Q");
}

static void a_pause_holds_what_comes(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 5);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 4");
    walk_press(walk, "p");
    append_rows(folder, "app.log", 5, 6);
    append_rows(folder, "app.log", 6, 7);
    walk_press(walk, "k j");
    g_assert_false(walk_sees(walk, "app.log row 5"));
    walk_press(walk, "p");
    walk_expect(walk, "app.log row 5");
    walk_expect(walk, "app.log row 6");
    walk_quit(walk, "Q");
}

/* One in ten is an error. */
static void the_volume_by_severity_is_counted(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 900);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 899");
    walk_press(walk, "V");
    walk_expect(walk, "█");
    walk_press(walk, "h");
    walk_expect(walk, "  0 warnings  ");
    walk_press(walk, "&");
    walk_type(walk, "row \\d*5$"); /* no error does */
    walk_press(walk, "Enter");
    walk_expect_gone(walk, "█");
    walk_expect(walk, "░");
    walk_press(walk, "Esc");
    walk_expect(walk, "█");
    walk_quit(walk, "Q");
}

static void two_files_are_one_list(struct folder *folder, gconstpointer data)
{
    (void)data;
    append(folder, "web.log", "2026-11-22T03:00:01Z INFO first\n2026-11-22T03:00:03Z INFO third\n");
    append(folder, "db.log",
           "2026-11-22T03:00:02Z WARN second\n2026-11-22T03:00:04Z INFO fourth\n");
    struct walk *walk = open_files(folder, "web.log", "db.log");
    walk_expect_row(walk, 2, "first");
    walk_expect_row(walk, 2, "web");
    walk_expect_row(walk, 3, "second");
    walk_expect_row(walk, 3, "db");
    walk_expect_row(walk, 4, "third");
    walk_expect_row(walk, 5, "fourth");
    walk_quit(walk, "Q");
}

static void gzip_is_shown(struct folder *folder, gconstpointer data)
{
    g_autofree char *path = path_in(folder, "old.log.gz");
    (void)data;
    gzFile out = gzopen(path, "wb");
    gzputs(out, "2026-11-22T03:00:01Z INFO from the archive\n");
    gzclose(out);
    struct walk *walk = open_files(folder, "old.log.gz", NULL);
    walk_expect(walk, "from the archive");
    walk_quit(walk, "Q");
}

static void the_log_keys_work(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 100);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 99");
    walk_press(walk, "2");
    walk_expect(walk, "no server is asked"); /* nothing is loading */
    walk_press(walk, "4");
    walk_expect(walk, "Enter attributes");
    walk_press(walk, "Enter");
    walk_expect(walk, "Attributes  ");
    walk_expect_gone(walk, "Enter attributes"); /* they are here */
    walk_press(walk, "Esc");
    walk_expect(walk, "Enter attributes");
    walk_press(walk, "!");
    walk_expect_row(walk, 1, "10 of 100 loaded");
    walk_expect_gone(walk, "app.log row 99");
    walk_press(walk, "Esc");
    walk_press(walk, "&");
    walk_type(walk, "row 5\\d$");
    walk_press(walk, "Enter");
    walk_expect_row(walk, 1, "10 of 100 loaded");
    walk_press(walk, "Esc");
    walk_press(walk, ";");
    walk_type(walk, "host:h1 severity:error");
    walk_press(walk, "Enter");
    walk_expect(walk, "app.log row 70");
    walk_expect_gone(walk, "app.log row 60");
    walk_expect_gone(walk, "app.log row 99");
    walk_press(walk, "Esc");
    walk_press(walk, "g g /");
    walk_type(walk, "row 42");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "\xe2\x96\x8c", "app.log row 42");
    walk_press(walk, "e");
    walk_expect_beside(walk, "\xe2\x96\x8c", "app.log row 50");
    walk_quit(walk, "Q");
}

static void a_row_shows_all_it_says(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 3);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 2");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "host", "h2");
    walk_expect_beside(walk, "trace", "0000000000000002");
    walk_expect_beside(walk, "file", "app.log");
    walk_quit(walk, "Q");
}

/* It is of the row before, without the fraction of a second. */
static void a_time_that_is_not_told_is_marked(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 2);
    append(folder, "app.log", "{\"time\":\"2026-13-22T03:00:02Z\",\"msg\":\"no such month\"}\n");
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "1 without a time");
    walk_expect(walk, " 03:00:01.000 I app ");
    walk_expect(walk, " 03:00:01~    ? app ");
    walk_press(walk, "Enter");
    walk_expect(walk, "~2026-11-22T03:00:01.000Z");
    walk_expect_beside(walk, "row.time", "a guess by where the row stands");
    walk_expect(walk, " time      2026-13-22T03:00:02Z");
    walk_quit(walk, "Q");
}

/* Logs of the trace under the cursor, and back. */
static void the_rows_of_a_trace_are_shown(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "web.log", 0, 900);
    append_rows(folder, "db.log", 0, 900);
    struct walk *walk = open_files(folder, "web.log", "db.log");
    walk_expect(walk, "web.log row 899");
    walk_press(walk, "k k g l");
    walk_expect(walk, "web.log row 898");
    walk_expect(walk, "db.log row 898");
    walk_expect_gone(walk, "row 899");
    walk_press(walk, "Esc");
    walk_expect(walk, "web.log row 899");
    walk_press(walk, "g t");
    walk_expect(walk, "gt asks a server");
    walk_quit(walk, "Q");
}

static void what_a_row_says_besides_is_under_the_cursor(struct folder *folder, gconstpointer data)
{
    (void)data;
    append(folder, "app.log",
           "{\"level\":30,\"time\":1795312800000,\"req\":{\"method\":\"GET\",\"url\":\"/a/1\"},"
           "\"responseTime\":80,\"msg\":\"request completed\"}\n");
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "request completed  req.method=GET  req.url=/a/1  responseTime=80");
    walk_expect(walk, "| columns");
    walk_quit(walk, "Q");
}

/* Rows of one service without a trace: what is alike is all there is. */
static void no_key_is_offered_that_leads_nowhere(struct folder *folder, gconstpointer data)
{
    (void)data;
    append(folder, "app.log", "2026-11-22T03:00:01Z INFO the pump is dry\n");
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "the pump is dry");
    walk_expect(walk, "Enter attributes");
    g_assert_false(walk_sees(walk, "gl logs"));
    walk_press(walk, "g l");
    walk_expect(walk, "no logs apart: the row names no trace, and all rows here are of app");
    append(folder, "app.log",
           "{\"time\":\"2026-11-22T03:00:02Z\",\"msg\":\"the well too\","
           "\"service\":\"well\"}\n");
    walk_expect(walk, "the well too");
    walk_expect(walk, "gl logs");
    walk_press(walk, "g l");
    walk_expect_gone(walk, "the pump is dry");
    walk_quit(walk, "Q");
}

static void a_range_is_held(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 100);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 99");
    walk_press(walk, "k k v k k v");
    walk_expect(walk, "only this range");
    walk_expect_gone(walk, "app.log row 98");
    walk_expect(walk, "app.log row 96");
    walk_expect_gone(walk, "app.log row 94");
    walk_press(walk, "Esc");
    walk_expect(walk, "app.log row 98");
    walk_quit(walk, "Q");
}

/* What was copied last; newly allocated. */
static char *copied(struct walk *walk)
{
    gsize size;
    g_autofree guchar *bytes = g_base64_decode(terminal_state(walk_terminal(walk)).copied, &size);
    return g_strndup((const char *)bytes, size);
}

/* Of the rows between, those that the filter lets through. */
static void a_range_is_copied(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 100);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 99");
    walk_press(walk, "!");
    walk_expect_row(walk, 1, "10 of 100 loaded");
    walk_press(walk, "k v");
    walk_expect(walk, "yy copies its rows");
    walk_press(walk, "k k y y");
    walk_expect(walk, "copied");
    g_autofree char *lines = copied(walk);
    g_assert_cmpstr(lines, ==,
                    "2026-11-22T03:01:00.000Z E app app.log row 60\n"
                    "2026-11-22T03:01:10.000Z E app app.log row 70\n"
                    "2026-11-22T03:01:20.000Z E app app.log row 80");
    walk_press(walk, "y j");
    walk_expect(walk, "copied");
    g_autofree char *json = copied(walk);
    g_assert_true(g_str_has_prefix(json, "{\"timestamp\":\"2026-11-22T03:01:00.000000000Z\","));
    g_auto(GStrv) objects = g_strsplit(json, "\n", -1);
    g_assert_cmpuint(g_strv_length(objects), ==, 4); /* the last is empty */
    walk_press(walk, "Esc");
    walk_press(walk, "y y");
    walk_expect(walk, "copied 45 bytes");
    g_autofree char *line = copied(walk);
    g_assert_cmpstr(line, ==, "2026-11-22T03:01:00.000Z E app app.log row 60");
    walk_quit(walk, "Q");
}

/* Rows go as the pattern is typed, and are back when it is given up. */
static void a_filter_is_tried_while_it_is_typed(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 100);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 99");
    walk_press(walk, "&");
    walk_type(walk, "row 4");
    walk_expect(walk, "11 of 100 rows");
    walk_expect_gone(walk, "app.log row 99");
    walk_type(walk, "(");
    walk_expect(walk, "missing closing parenthesis");
    walk_press(walk, "Backspace");
    walk_type(walk, "2");
    walk_expect(walk, "1 of 100 rows");
    walk_press(walk, "Esc");
    walk_expect_beside(walk, "\xe2\x96\x8c", "app.log row 99");
    walk_quit(walk, "Q");
}

static void filters_are_a_list(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 100);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 99");
    walk_press(walk, "&");
    walk_type(walk, "row 4");
    walk_press(walk, "Enter &");
    walk_type(walk, "!2$");
    walk_press(walk, "Enter");
    walk_expect_row(walk, 1, "10 of 100");
    walk_press(walk, "i");
    walk_expect_beside(walk, "[x] only /row 4/", "10 of 90  switch off");
    walk_expect_beside(walk, "[x] without /2$/", "10 of 11  switch off");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "[ ] only /row 4/", "10 of 90  switch on");
    walk_expect_beside(walk, "[x] without /2$/", "90 of 100  switch off");
    walk_press(walk, "Esc");
    walk_expect_row(walk, 1, "90 of 100");
    walk_press(walk, "i Enter Esc");
    walk_expect_row(walk, 1, "10 of 100");
    walk_press(walk, "i");
    walk_type(walk, "drop without");
    walk_press(walk, "Enter");
    walk_expect_row(walk, 1, "11 of 100");
    walk_quit(walk, "Q");
}

/* Rows around those that pass are told apart by more than a colour. */
static void rows_stand_around_what_passes(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 100);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 99");
    walk_press(walk, "&");
    walk_type(walk, "row (40|50)");
    walk_press(walk, "Enter z");
    walk_expect_row(walk, 1, "context 1");
    walk_expect_row(walk, 1, "2 of 100");
    walk_expect_beside(walk, "\xe2\x8b\xae", "app.log row 49");
    walk_expect_beside(walk, "app.log row 41", "\xe2\x94\x8a");
    walk_press(walk, "z");
    walk_expect_row(walk, 1, "context 2");
    walk_expect(walk, "app.log row 38");
    walk_press(walk, "Z Z");
    walk_expect_gone(walk, "app.log row 39");
    walk_quit(walk, "Q");
}

static void what_was_searched_for_keeps_a_colour(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 20);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 19");
    struct terminal_cell plain = walk_cell(walk, "row 12");
    walk_press(walk, "/");
    walk_type(walk, "row 12");
    walk_press(walk, "Enter H");
    walk_expect(walk, "/row 12/ keeps a colour of its own");
    walk_press(walk, "/");
    walk_type(walk, "row 15");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "\xe2\x96\x8c", "row 15");
    struct terminal_cell kept = walk_cell(walk, "row 12");
    g_assert_cmpint(plain.foreground, !=, kept.foreground);
    walk_press(walk, "/");
    walk_type(walk, "row 12");
    walk_press(walk, "Enter H");
    walk_expect(walk, "/row 12/ has no colour of its own any more");
    walk_quit(walk, "Q");
}

/* Half a screen to the right, and there it stays. */
static void sideways_stays_when_rows_come(struct folder *folder, gconstpointer data)
{
    static const char *const filler = "0123456789 0123456789 0123456789 0123456789 0123456789 ";
    g_autofree char *first =
        g_strdup_printf("2026-11-22T03:00:01Z INFO begin %s end one\n", filler);
    g_autofree char *second =
        g_strdup_printf("2026-11-22T03:00:02Z INFO begin %s end two\n", filler);
    (void)data;
    append(folder, "app.log", first);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "begin");
    walk_press(walk, "l");
    walk_expect_row(walk, 2, "\xe2\x80\xa6"); /* which says that something is left of it */
    append(folder, "app.log", second);
    walk_expect_row(walk, 3, "end two");
    g_autofree char *row = terminal_row(walk_terminal(walk), 2);
    g_assert_null(strstr(row, "begin"));
    g_assert_nonnull(strstr(row, "end one"));
    walk_press(walk, "h");
    walk_expect_row(walk, 2, "begin");
    walk_quit(walk, "Q");
}

static void bursts_and_warnings_are_gone_to(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 300);
    for (int n = 0; n < 60; n++) {
        g_autofree char *line =
            g_strdup_printf("{\"time\":\"2026-11-22T03:02:30.%03dZ\",\"level\":\"%s\","
                            "\"msg\":\"burst %d.\"}\n",
                            n * 10, n == 40 ? "warn" : "info", n);
        append(folder, "burst.log", line);
    }
    struct walk *walk = open_files(folder, "app.log", "burst.log");
    walk_expect(walk, "app.log row 299");
    walk_press(walk, "{");
    walk_expect(walk, "a burst: ");
    walk_expect_beside(walk, "\xe2\x96\x8c", "03:02:30");
    walk_press(walk, "w");
    walk_expect_beside(walk, "\xe2\x96\x8c", "burst 40.");
    walk_press(walk, "E");
    walk_expect_beside(walk, "\xe2\x96\x8c", "app.log row 150");
    walk_quit(walk, "Q");
}

static void other_panes_say_why_they_are_empty(struct folder *folder, gconstpointer data)
{
    (void)data;
    append_rows(folder, "app.log", 0, 3);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 2");
    walk_press(walk, "1");
    walk_expect(walk, "no server is asked");
    walk_press(walk, "4");
    walk_expect(walk, "app.log row 2");
    walk_quit(walk, "Q");
}

static void a_cut_file_is_told(struct folder *folder, gconstpointer data)
{
    g_autofree char *path = path_in(folder, "app.log");
    (void)data;
    append_rows(folder, "app.log", 0, 50);
    struct walk *walk = open_files(folder, "app.log", NULL);
    walk_expect(walk, "app.log row 49");
    g_assert_cmpint(truncate(path, 0), ==, 0);
    append_rows(folder, "app.log", 60, 61);
    walk_expect(walk, "was cut");
    walk_expect(walk, "app.log row 60");
    walk_expect_gone(walk, "app.log row 49");
    walk_quit(walk, "Q");
}

/* A shell makes the pipe; keys still come from the terminal. */
static struct terminal *open_piped(const struct folder *folder, const char *producer)
{
    g_autofree char *line = g_strdup_printf("%s | \"$VIGIL\" open -", producer);
    const char *const argv[] = {"/bin/sh", "-c", line, NULL};
    g_autofree char *program = g_strdup_printf("VIGIL=%s", g_getenv("VIGIL"));
    const char *const environment[] = {program, "TZ=UTC", NULL};
    return terminal_start(&(struct terminal_options){.argv = argv,
                                                     .environment = environment,
                                                     .rows = 24,
                                                     .cols = 100,
                                                     .directory = folder->path});
}

static void a_pipe_is_shown(struct folder *folder, gconstpointer data)
{
    (void)data;
    append(folder, "text", "2026-11-22T03:00:01Z ERROR through the pipe\n");
    struct terminal *terminal = open_piped(folder, "cat text");
    terminal_expect(terminal, -1, "through the pipe");
    terminal_expect(terminal, -1, "standard input");
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

/* The producer waits for a file: it has written its first row, and goes on when told. */
static void a_pipe_is_followed(struct folder *folder, gconstpointer data)
{
    (void)data;
    struct terminal *terminal =
        open_piped(folder, "(mkfifo go; echo '2026-11-22T03:00:01Z INFO first'; read line <go; "
                           "echo \"2026-11-22T03:00:02Z INFO $line\")");
    terminal_expect(terminal, -1, "first");
    append(folder, "go", "second\n");
    terminal_expect(terminal, -1, "second");
    terminal_press(terminal, "Q");
    terminal_assert_exit(terminal, 0);
    terminal_free(terminal);
}

static void hostile_text_is_made_safe(struct folder *folder, gconstpointer data)
{
    (void)data;
    append(folder, "evil.log",
           "2026-11-22T03:00:01Z INFO \x1b[31mred\x1b[0m \x1b]0;owned\x07 tail\n");
    struct walk *walk = open_files(folder, "evil.log", NULL);
    walk_expect(walk, "red");
    walk_expect(walk, "tail");
    g_assert_null(strstr(terminal_state(walk_terminal(walk)).title, "owned"));
    walk_quit(walk, "Q");
}

#define TEST(name, function) \
    g_test_add("/open/" name, struct folder, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("the newest row is shown, the first is there", the_newest_row_is_shown);
    TEST("a row that is written comes", a_row_that_is_written_comes);
    TEST("a pause holds what comes", a_pause_holds_what_comes);
    TEST("V counts rows by severity, those that pass", the_volume_by_severity_is_counted);
    TEST("two files are one list by time, each row says of which", two_files_are_one_list);
    TEST("gzip is shown", gzip_is_shown);
    TEST("errors, filters, searches and queries work without a server", the_log_keys_work);
    TEST("Enter on a row shows all it says, and of which file it is", a_row_shows_all_it_says);
    TEST("a time that a row does not tell is marked", a_time_that_is_not_told_is_marked);
    TEST("the rows of a trace are shown", the_rows_of_a_trace_are_shown);
    TEST("what a row says besides is under the cursor",
         what_a_row_says_besides_is_under_the_cursor);
    TEST("no key is offered that leads nowhere", no_key_is_offered_that_leads_nowhere);
    TEST("a range of time is held", a_range_is_held);
    TEST("a range is copied, a line or an object each", a_range_is_copied);
    TEST("a filter is tried while it is typed", a_filter_is_tried_while_it_is_typed);
    TEST("filters are a list to switch and drop", filters_are_a_list);
    TEST("rows stand around what passes, and are marked", rows_stand_around_what_passes);
    TEST("what was searched for keeps a colour", what_was_searched_for_keeps_a_colour);
    TEST("half a screen sideways stays when rows come", sideways_stays_when_rows_come);
    TEST("bursts and warnings are gone to", bursts_and_warnings_are_gone_to);
    TEST("other panes say why they are empty", other_panes_say_why_they_are_empty);
    TEST("a file that was cut is told, its old rows go", a_cut_file_is_told);
    TEST("a pipe is shown, keys come from the terminal", a_pipe_is_shown);
    TEST("a pipe is followed", a_pipe_is_followed);
    TEST("hostile text is made safe", hostile_text_is_made_safe);
    return g_test_run();
}
