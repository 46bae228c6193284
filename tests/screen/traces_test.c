/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of traces: over the demo incident, and over a server that has no traces/.
 */
#include "tests/support/gate.h"
#include "tests/support/http.h"
#include "tests/support/stage.h"

#include <string.h>

/* The list over the whole screen, all of its rows known. */
static struct walk *list(struct stage *stage, int rows, int cols)
{
    struct walk *walk = stage_console(stage, rows, cols, NULL, NULL);
    walk_expect(walk, "inventory");
    walk_expect_gone(walk, "answers");
    stage_steps(walk, "3 : =traces Enter \\");
    walk_expect(walk, "newest first");
    walk_expect(walk, "  100 of ");
    return walk;
}

static void the_newest_come_first_with_what_they_hold(gconstpointer data)
{
    struct walk *walk = list((struct stage *)data, 36, 120);
    walk_expect(walk, "services");
    walk_expect_beside(walk, "POST /api/checkout", "30.1s!");
    walk_expect_gone(walk, "?  "); /* nothing that is not known */
    walk_press(walk, "/");
    walk_type(walk, "POST /api/checkout");
    walk_press(walk, "Enter Enter");
    walk_expect(walk, "3 Trace ");
    walk_expect(walk, "POST /api/checkout");
    walk_press(walk, "Esc");
    walk_expect(walk, "newest first"); /* and stands where it stood */
    walk_expect(walk, "web POST /api/checkout");
    walk_quit(walk, "Q");
}

static void each_order_is_said_and_brings_its_own_first(gconstpointer data)
{
    struct walk *walk = list((struct stage *)data, 36, 120);
    walk_press(walk, "o");
    walk_expect(walk, "longest first  100 of ");
    walk_expect_row(walk, 5, "30.1s!");
    walk_press(walk, "o");
    walk_expect(walk, "most spans first");
    walk_press(walk, "o");
    walk_expect(walk, "most errors first");
    walk_press(walk, "o");
    walk_expect(walk, "newest first");
    walk_quit(walk, "Q");
}

static void the_next_page_comes_when_the_end_is_reached(gconstpointer data)
{
    struct walk *walk = list((struct stage *)data, 36, 120);
    walk_press(walk, "G");
    walk_expect(walk, "200 of ");
    walk_press(walk, "G");
    walk_expect(walk, "300 of ");
    walk_quit(walk, "Q");
}

static void a_search_narrows_and_esc_widens_again(gconstpointer data)
{
    struct walk *walk = list((struct stage *)data, 36, 120);
    walk_press(walk, ";");
    walk_expect(walk, "spans of the traces to list:");
    walk_type(walk, "span.op:db project:inventory span.duration:>10s");
    walk_press(walk, "Enter");
    walk_expect(walk, "span.duration:>10s  newest first");
    walk_expect_gone(walk, "GET /product");
    walk_expect(walk, "matching span");
    walk_press(walk, "Esc");
    walk_expect(walk, "GET /product");
    walk_press(walk, "!");
    walk_expect(walk, "failed  newest first");
    walk_expect_gone(walk, "GET /product");
    walk_quit(walk, "Q");
}

/* The incident is a band of its own, of failed ones, over the healthy ones. */
static void the_scatter_shows_the_incident_as_a_second_band(gconstpointer data)
{
    struct walk *walk = list((struct stage *)data, 36, 120);
    walk_press(walk, "S");
    walk_expect(walk, "traces sampled");
    walk_expect(walk, "3.1.0"); /* the deploy, in time */
    walk_expect(walk, "×××××");
    walk_expect(walk, "longest 30.1s web POST /api/checkout");
    struct terminal_cell failed = walk_cell(walk, "×××××");
    struct terminal_cell fine = walk_cell(walk, "⣀");
    g_assert_cmpint(failed.foreground, !=, fine.foreground);
    stage_steps(walk, "v h h h h h h h h");
    walk_expect(walk, "to the other corner");
    walk_press(walk, "Enter");
    walk_expect(walk, "s  newest first"); /* the title says the region */
    walk_expect_gone(walk, "GET /product");
    walk_expect(walk, "◆"); /* where the row under the cursor is */
    walk_press(walk, "Esc");
    walk_expect(walk, "GET /product");
    walk_expect(walk, "Enter its traces");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "sampled");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "newest first");
    walk_quit(walk, "Q");
}

static void a_bin_of_the_histogram_is_picked(gconstpointer data)
{
    struct walk *walk = list((struct stage *)data, 24, 80);
    walk_press(walk, "D");
    walk_expect(walk, "duration of all ");
    walk_expect(walk, "p50 ");
    walk_expect(walk, "p99 ");
    walk_expect(walk, "20.0s to 50.0s");
    walk_expect_gone(walk, "GET /product"); /* no room for the list beside it */
    walk_press(walk, "Enter");
    walk_expect(walk, "20.0s to 50.0s  newest first");
    walk_expect(walk, "POST /api/checkout");
    stage_steps(walk, "Esc Esc");
    walk_expect(walk, "  100 of ");
    walk_quit(walk, "Q");
}

static void a_signal_and_an_issue_lead_to_their_traces(gconstpointer data)
{
    struct walk *walk = stage_console((struct stage *)data, 36, 120, NULL, NULL);
    walk_expect(walk, "inventory");
    walk_expect_gone(walk, "answers");
    stage_steps(walk, "g w g T");
    walk_expect(walk, "Traces of check_stock p95");
    stage_steps(walk, "Esc 1 g g g T");
    walk_expect(walk, "Traces of CHECKOUT-1");
    walk_expect(walk, "POST /api/checkout");
    walk_press(walk, "Esc");
    walk_expect_gone(walk, "Traces of");
    walk_quit(walk, "Q");
}

/* Between two rows; and in the plot, with the mouse from one corner to the other. */
static void ranges_are_taken_by_keys_and_by_mouse(gconstpointer data)
{
    struct walk *walk = list((struct stage *)data, 36, 120);
    stage_steps(walk, "j v");
    walk_expect(walk, "a range of time");
    stage_steps(walk, "j j j j");
    walk_expect(walk, "5 of these traces");
    walk_press(walk, "Enter");
    walk_expect(walk, "  newest first  5");
    walk_press(walk, "Esc");
    walk_expect(walk, "  100 of ");
    stage_steps(walk, ": =mouse Enter S");
    walk_expect(walk, "sampled");
    static const char dragged[] = "\x1b[<0;107;8M\x1b[<32;112;7M\x1b[<32;119;6M\x1b[<0;119;6m";
    terminal_send(walk_terminal(walk), dragged, strlen(dragged));
    walk_expect(walk, "to the other corner");
    walk_expect(walk, "failed  longest 30.1s");
    walk_press(walk, "Enter");
    walk_expect(walk, "POST /api/checkout");
    walk_expect_gone(walk, "GET /product");
    walk_quit(walk, "Q");
}

static void in_ascii_the_dots_are_signs(gconstpointer data)
{
    static const char *const environment[] = {"LC_ALL=C", NULL};
    struct walk *walk = stage_console((struct stage *)data, 36, 120, environment, NULL);
    walk_expect(walk, "inventory");
    walk_expect_gone(walk, "answers");
    stage_steps(walk, "3 : =traces Enter \\ S");
    walk_expect(walk, "sampled");
    walk_expect(walk, "xx");
    g_autofree char *text = terminal_text(walk_terminal(walk));
    for (const char *at = text; *at; at++)
        g_assert_cmpint((unsigned char)*at, <, 0x80);
    walk_quit(walk, "Q");
}

/* --- without traces/ --- */

/* A root of `service` that ended `ago` seconds ago, and one span below it. */
static void send_trace(const struct serve *serve, const char *service, int number, double ago,
                       double seconds)
{
    double end = (double)g_get_real_time() / 1e6 - ago;
    g_autofree char *body = g_strdup_printf(
        "{\"event_id\":\"%032x\"}\n{\"type\":\"transaction\"}\n"
        "{\"type\":\"transaction\",\"event_id\":\"%032x\",\"transaction\":\"GET /item/%d\","
        "\"start_timestamp\":%.3f,\"timestamp\":%.3f,\"contexts\":{\"trace\":{\"trace_id\":\"%"
        "032x\","
        "\"span_id\":\"%016x\",\"op\":\"http.server\",\"status\":\"ok\"}},\"spans\":[{\"op\":"
        "\"db\","
        "\"description\":\"SELECT 1\",\"start_timestamp\":%.3f,\"timestamp\":%.3f,"
        "\"span_id\":\"%016x\",\"parent_span_id\":\"%016x\",\"trace_id\":\"%032x\"}]}\n",
        number, number, number, end - seconds, end, number, 2 * number, end - seconds, end,
        2 * number + 1, 2 * number, number);
    struct http_reply reply = serve_envelope(serve, service, body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static void a_server_without_traces_is_asked_for_roots(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    for (int i = 1; i <= 30; i++)
        send_trace(&serve, "shop", i, 60 + i, i == 7 ? 9.5 : 0.2);
    struct gate *gate = gate_open(serve.port, "/organizations/local/traces/");
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", gate_port(gate));
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", serve.token);
    const char *environment[] = {at, token, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", NULL};
    struct walk *walk = walk_start_with(36, 120, environment, arguments);
    stage_steps(walk, "3 : =traces Enter \\");
    walk_expect(walk, "newest first  30");
    walk_expect(walk, "GET /item/1");
    walk_expect_beside(walk, "GET /item/7", "9.5s");
    walk_expect_beside(walk, "GET /item/7", " 2 "); /* its spans were asked for */
    walk_expect_gone(walk, "there is no such thing");
    g_assert_cmpint(gate_refused(gate), ==, 1); /* once is enough */
    walk_press(walk, "o");
    walk_expect(walk, "longest first");
    walk_expect_row(walk, 5, "GET /item/7");
    walk_quit(walk, "Q");
    gate_close(gate);
    serve_clear(&serve);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    struct stage *stage = stage_start();
    const struct {
        const char *path;
        void (*test)(gconstpointer stage);
    } tests[] = {
        {"/traces/the newest come first, with what they hold",
         the_newest_come_first_with_what_they_hold                                                       },
        {"/traces/each order is said and brings its own first",
         each_order_is_said_and_brings_its_own_first                                                     },
        {"/traces/the next page comes when the end is reached",
         the_next_page_comes_when_the_end_is_reached                                                     },
        {"/traces/a search narrows and Esc widens again",           a_search_narrows_and_esc_widens_again},
        {"/traces/the scatter shows the incident as a second band",
         the_scatter_shows_the_incident_as_a_second_band                                                 },
        {"/traces/a bin of the histogram is picked",                a_bin_of_the_histogram_is_picked     },
        {"/traces/a signal and an issue lead to their traces",
         a_signal_and_an_issue_lead_to_their_traces                                                      },
        {"/traces/ranges are taken by keys and by mouse",           ranges_are_taken_by_keys_and_by_mouse},
        {"/traces/in ASCII the dots are signs",                     in_ascii_the_dots_are_signs          },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(tests); i++)
        g_test_add_data_func(tests[i].path, stage, tests[i].test);
    g_test_add_func("/traces/a server without traces/ is asked for roots",
                    a_server_without_traces_is_asked_for_roots);
    int failed = g_test_run();
    stage_free(stage);
    return failed;
}
