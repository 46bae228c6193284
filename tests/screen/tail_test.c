/* SPDX-License-Identifier: Apache-2.0
 *
 * A tail that can be trusted, over a server that delivers late, doubled, out of order, too much at
 * once, and not at all.
 */
#include "tests/support/gate.h"
#include "tests/support/http.h"
#include "tests/support/walk.h"

#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

#define PANE "─ 4 Logs"

/* A log row that the server has. */
struct row {
    int64_t time_ns;
    int number;
};

/* What the server has, and how it answers; of every test its own. */
struct source {
    GMutex lock;
    GArray *rows;   /* of struct row */
    int64_t now_ns; /* when the test began */
    int numbers;
    bool failing, doubling, shuffling;
    bool failing_older; /* whatever is asked for with an end */
    int64_t slow_ns;    /* a row is there so long after it happened; 0 = none comes by itself */
};

struct stand {
    struct source source;
    struct serve serve;
    struct gate *gate;
    struct walk *walk;
};

/* --- the server --- */

/* The number behind `key` in a request, else `none`. */
static int64_t number_in(const char *request, const char *key, int64_t none)
{
    const char *at = strstr(request, key);
    return at ? g_ascii_strtoll(at + strlen(key), NULL, 10) : none;
}

static gint by_time(const void *a, const void *b)
{
    int64_t x = ((const struct row *)a)->time_ns, y = ((const struct row *)b)->time_ns;
    return (x > y) - (x < y);
}

static void write_row(GString *out, const struct row *row)
{
    char time[40];
    g_string_append_printf(out,
                           "%s{\"sentry.item_id\":\"id-%d\",\"timestamp_precise\":%" G_GINT64_FORMAT
                           ",\"timestamp\":\"%s\",\"severity\":\"info\",\"project\":\"pump\","
                           "\"message\":\"row %d.\"}",
                           out->str[out->len - 1] == '[' ? "" : ",", row->number, row->time_ns,
                           clock_format_iso(row->time_ns, 3, time, sizeof time), row->number);
}

/* Of those picked, the newest first; when shuffling every seventh, and again. */
static void write_rows(GString *out, const struct source *source, const GArray *picked)
{
    guint step = source->shuffling && picked->len % 7 ? 7 : 1;
    for (guint i = 0; i < picked->len; i++) {
        const struct row *row = &g_array_index(picked, struct row, i * step % picked->len);
        write_row(out, row);
        if (source->doubling)
            write_row(out, row);
    }
}

/* The newest rows within the bounds asked for; when doubling each twice. */
static char *answer(void *data, const char *request)
{
    struct source *source = data;
    G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&source->lock);
    int64_t after = number_in(request, "timestamp_precise:>", 0);
    int64_t until = number_in(request, "timestamp_precise:<=", INT64_MAX);
    guint most = (guint)number_in(request, "per_page=", 100);
    GString *out = g_string_new("{\"data\":[");
    if (source->failing || (source->failing_older && until != INT64_MAX)) {
        g_string_free(out, TRUE);
        return NULL;
    }
    if (source->slow_ns) {
        struct row row = {g_get_real_time() * 1000 - source->slow_ns, source->numbers++};
        g_array_append_val(source->rows, row);
    }
    g_array_sort(source->rows, by_time);
    g_autoptr(GArray) picked = g_array_new(FALSE, FALSE, sizeof(struct row));
    for (guint i = source->rows->len; i-- > 0 && picked->len < most;) {
        const struct row *row = &g_array_index(source->rows, struct row, i);
        if (row->time_ns > after && row->time_ns <= until)
            g_array_append_val(picked, *row);
    }
    write_rows(out, source, picked);
    g_string_append(out, "],\"meta\":{\"fields\":{}}}");
    return g_string_free(out, FALSE);
}

/* `count` rows, the first this long before the test began (negative: after), `step_ms` apart. */
static void give(struct stand *stand, double seconds_before, int count, int step_ms)
{
    struct source *source = &stand->source;
    G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&source->lock);
    int64_t from = source->now_ns - (int64_t)(seconds_before * (double)NS_PER_SECOND);
    for (int i = 0; i < count; i++) {
        struct row row = {from + i * step_ms * NS_PER_MS, source->numbers++};
        g_array_append_val(source->rows, row);
    }
}

static void fail(struct stand *stand, bool failing)
{
    G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&stand->source.lock);
    stand->source.failing = failing;
}

/* --- the console --- */

static void set_up(struct stand *stand, gconstpointer data)
{
    (void)data;
    *stand = (struct stand){0};
    g_mutex_init(&stand->source.lock);
    stand->source.rows = g_array_new(FALSE, FALSE, sizeof(struct row));
    stand->source.now_ns = g_get_real_time() * 1000;
    stand->serve = serve_start(serve_directory(), NULL);
    stand->gate = gate_open(stand->serve.port, NULL);
    gate_answer(stand->gate, "field=sentry.item_id", answer, &stand->source);
}

static struct walk *look(struct stand *stand)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", gate_port(stand->gate));
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", stand->serve.token);
    const char *environment[] = {at, token, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", NULL};
    stand->walk = walk_start_with(24, 100, environment, arguments);
    walk_press(stand->walk, "4 \\");
    return stand->walk;
}

static void tear_down(struct stand *stand, gconstpointer data)
{
    (void)data;
    walk_quit(stand->walk, "Q");
    gate_close(stand->gate);
    serve_clear(&stand->serve);
    g_array_unref(stand->source.rows);
    g_mutex_clear(&stand->source.lock);
}

static int line_of(struct walk *walk, const char *text)
{
    int row, col;
    g_assert_true(walk_expect(walk, text));
    g_assert_true(terminal_find(walk_terminal(walk), text, &row, &col));
    return row;
}

/* --- what it promises --- */

static void a_late_row_is_put_in_its_place(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 20, 2, 10000); /* rows 0 and 1 */
    struct walk *walk = look(stand);
    int second = line_of(walk, "row 1.");
    give(stand, 15, 1, 0);
    walk_expect_beside(walk, "row 2.", "late 1"); /* 15 s and what the test takes */
    walk_expect_beside(walk, PANE, "1 late ({)");
    walk_press(walk, "G {");
    walk_expect(walk, "came late: ");
    walk_expect_beside(walk, "\xe2\x96\x8c", "row 2.");
    walk_press(walk, "{");
    walk_expect(walk, "no burst, pause, gap or late row above");
    walk_press(walk, "G");
    g_assert_cmpint(line_of(walk, "row 0."), <, line_of(walk, "row 2."));
    g_assert_cmpint(line_of(walk, "row 2."), <, line_of(walk, "row 1."));
    g_assert_cmpint(line_of(walk, "row 1."), ==, second + 1);
    g_assert_false(walk_sees(walk, "gap"));
}

static void a_row_that_comes_twice_is_shown_once(struct stand *stand, gconstpointer data)
{
    (void)data;
    stand->source.doubling = true;
    give(stand, 10, 3, 1000);
    struct walk *walk = look(stand);
    int last = line_of(walk, "row 2.");
    give(stand, 4, 2, 1000);
    g_assert_cmpint(line_of(walk, "row 4."), ==, last + 2);
    g_assert_cmpint(line_of(walk, "row 0."), ==, last - 2);
}

static void rows_that_come_out_of_order_stand_in_order(struct stand *stand, gconstpointer data)
{
    (void)data;
    stand->source.shuffling = true;
    give(stand, 10, 5, 100);
    struct walk *walk = look(stand);
    int last = line_of(walk, "row 4.");
    for (int row = 0; row < 4; row++) {
        g_autofree char *text = g_strdup_printf("row %d.", row);
        g_assert_cmpint(line_of(walk, text), ==, last - 4 + row);
    }
    give(stand, 8, 6, 100); /* 5 to 10, and those before asked for again */
    walk_expect(walk, "row 10.");
    for (int row = 0; row < 10; row++) {
        g_autofree char *text = g_strdup_printf("row %d.", row);
        g_assert_cmpint(line_of(walk, text), ==, last - 4 + row);
    }
    g_assert_false(walk_sees(walk, "late"));
}

static void failures_leave_the_rows_and_say_since_when(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 10, 3, 1000);
    struct walk *walk = look(stand);
    walk_expect(walk, "row 2.");
    fail(stand, true);
    walk_expect_beside(walk, "nothing received since", "the server is not available");
    walk_expect_beside(walk, PANE, "1 gap");
    give(stand, 1, 3, 100);
    g_assert_true(walk_sees(walk, "row 0."));
    g_assert_true(walk_sees(walk, "row 2."));
    fail(stand, false);
    walk_expect(walk, "row 5.");
    walk_expect_gone(walk, "nothing received since");
    g_assert_true(walk_sees(walk, "row 3."));
    g_assert_false(walk_sees(walk, "gap"));
}

/* It is before the last hour, which is what loads by itself. */
static void a_gap_before_the_range_can_be_loaded(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 7060, 2, 1000);
    struct walk *walk = look(stand);
    walk_expect(walk, "row 1.");
    give(stand, 7000, 40000, 1); /* 2 to 40001; the newest 30 997 come by themselves */
    walk_expect_beside(walk, PANE, "1 gap");
    walk_expect(walk, "row 40001.");
    walk_press(walk, "{");
    walk_expect(walk, "not received ");
    walk_press(walk, "k j");
    g_assert_cmpint(line_of(walk, "row 1."), ==, line_of(walk, "not received ") - 1);
    walk_expect(walk, "▲"); /* in the scrollbar */
    walk_press(walk, "Enter");
    walk_expect(walk, "the gap is closed");
    walk_expect_gone(walk, "1 gap");
    walk_press(walk, "g g");
    walk_expect(walk, "row 0.");
    walk_expect(walk, "row 2.");
    walk_expect(walk, "row 3.");
}

/* Waits until so many rows are held, of which one is shown. */
static void expect_rows(struct walk *walk, const char *rows)
{
    g_autofree char *title = g_strdup_printf("1 of %s loaded", rows);
    walk_press(walk, "& r o w Space 3 \\ . Enter");
    walk_expect_beside(walk, PANE, title);
}

/* More than twice what comes in a page. */
static void rows_that_come_fast_leave_no_gap(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 60, 2, 1000);
    struct walk *walk = look(stand);
    walk_expect(walk, "row 1.");
    give(stand, 29, 25000, 1);
    expect_rows(walk, "25002");
    g_assert_false(walk_sees(walk, "gap"));
}

static void a_gap_closes_by_itself(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 100, 2, 1000);
    struct walk *walk = look(stand);
    walk_expect(walk, "row 1.");
    give(stand, 90, 50000, 1);
    expect_rows(walk, "50002");
    walk_expect_gone(walk, "1 gap");
}

static void fail_older(struct stand *stand, bool failing)
{
    G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&stand->source.lock);
    stand->source.failing_older = failing;
}

/* The newest thousand came when the page before them fails. */
static void a_page_that_fails_holds_up_no_newer_rows(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 60, 2, 1000);
    struct walk *walk = look(stand);
    walk_expect(walk, "row 1.");
    fail_older(stand, true);
    give(stand, 29, 5000, 1); /* rows 2 to 5001 */
    walk_expect_beside(walk, PANE, "1 gap");
    give(stand, 1, 1, 0);
    walk_expect(walk, "row 5002.");
    walk_press(walk, "{ {");
    walk_expect_beside(walk, "not received ", "the server is not available, next try in ");
    give(stand, 0.5, 1, 0);
    fail_older(stand, false);
    walk_expect_gone(walk, "1 gap");
    walk_press(walk, "G");
    walk_expect(walk, "row 5003.");
    expect_rows(walk, "5004");
}

static void older_rows_that_do_not_come_are_tried_again(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 60, 3000, 1);
    struct walk *walk = look(stand);
    walk_expect(walk, "row 2999.");
    fail_older(stand, true);
    walk_press(walk, "L");
    walk_expect_beside(walk, PANE, "older rows: the server is not available, next try in ");
    give(stand, 1, 1, 0);
    walk_expect(walk, "row 3000.");
    fail_older(stand, false);
    walk_expect_gone(walk, "older rows: ");
    expect_rows(walk, "3001");
}

static void rows_that_take_long_are_said_to(struct stand *stand, gconstpointer data)
{
    (void)data;
    give(stand, 60, 1, 0);
    stand->source.slow_ns = 9 * NS_PER_SECOND;
    struct walk *walk = look(stand);
    walk_expect_beside(walk, PANE, "s behind");
    g_assert_false(walk_sees(walk, "late"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run)(struct stand *stand, gconstpointer data);
    } tests[] = {
        {"/tail/a late row is put in its place and marked",   a_late_row_is_put_in_its_place      },
        {"/tail/a row that comes twice is shown once",        a_row_that_comes_twice_is_shown_once},
        {"/tail/rows that come out of order stand in order",
         rows_that_come_out_of_order_stand_in_order                                               },
        {"/tail/failures leave the rows and say since when",
         failures_leave_the_rows_and_say_since_when                                               },
        {"/tail/a gap before the range is loaded by Enter",   a_gap_before_the_range_can_be_loaded},
        {"/tail/rows that come fast leave no gap",            rows_that_come_fast_leave_no_gap    },
        {"/tail/a gap closes by itself",                      a_gap_closes_by_itself              },
        {"/tail/a page that fails holds up no newer rows",
         a_page_that_fails_holds_up_no_newer_rows                                                 },
        {"/tail/older rows that do not come are tried again",
         older_rows_that_do_not_come_are_tried_again                                              },
        {"/tail/rows that take long are said to",             rows_that_take_long_are_said_to     },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add(tests[i].path, struct stand, NULL, set_up, tests[i].run, tear_down);
    return g_test_run();
}
