/* SPDX-License-Identifier: Apache-2.0
 *
 * The lead, above the panes: what it says of the demo's incident, that it holds when the range is
 * held, and what it says where nothing happened.
 */
#include "tests/support/http.h"
#include "tests/support/stage.h"

#include <string.h>

static void the_first_mover_is_named_once_all_answers_are_in(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    g_assert_false(walk_sees(walk, "answers"));
    g_assert_false(walk_sees(walk, "looking"));
    walk_expect_row(walk, 1, "signals moved, ");
    walk_expect_row(walk, 1, " since 03:08");
    walk_expect_row(walk, 1, "2 deploys, 1 new issue");
    walk_quit(walk, "Q");
}

static void the_line_of_changes_begins_with_the_deploys_before_the_burst(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_expect_row(walk, 2,
                    "03:01 deploy payment 2.8.1 \xe2\x96\xb8 03:06 deploy inventory 3.1.0 "
                    "\xe2\x96\xb8 03:08 check_stock p95 ");
    walk_expect_row(walk, 2, "\xe2\x96\xb8 +");
    walk_press(walk, "?");
    walk_expect(walk, "A rise, found as the best split in two levels");
    walk_expect(walk, "a caller that waits is no mover");
    walk_press(walk, "Esc");
    walk_press(walk, "h ?");
    walk_expect(walk, "inventory deploy inventory 3.1.0");
    walk_expect(walk, "A deploy that the server was told of");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
}

static void a_small_screen_has_the_first_mover_and_its_deploy_in_its_line(void)
{
    struct walk *walk = stage_first_screen(24, 80);
    walk_expect_row(walk, 1, "03:06 deploy inventory 3.1.0 \xe2\x96\xb8 03:08 check_stock");
    walk_quit(walk, "Q");
}

static void enter_holds_and_the_lead_stays_as_it_was(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "Enter");
    walk_expect(walk, "HELD 03:08");
    walk_expect(walk, "2 Chart");
    walk_expect_row(walk, 1, "first mover: inventory");
    walk_press(walk, "r"); /* asked again, of the held range */
    walk_expect_row(walk, 1, " since 03:08");
    walk_expect_row(walk, 2, "03:06 deploy inventory 3.1.0");
    walk_quit(walk, "Q");
}

/* The range is live again with the last view closed, and all signals are asked for anew. */
static void esc_once_too_often_on_the_way_home_stops_nothing(void)
{
    struct walk *walk = stage_first_screen(36, 120);
    walk_press(walk, "Enter");
    walk_press(walk, "Enter");
    walk_expect(walk, "2 Samples");
    walk_press(walk, "Esc Esc Esc Esc Esc");
    walk_expect_row(walk, 0, "LIVE");
    walk_expect_row(walk, 1, "first mover: inventory");
    g_assert_false(walk_sees(walk, "stopped"));
    walk_quit(walk, "Q");
}

/* --- a server to which little or nothing was sent --- */

static struct walk *walk_at(const struct serve *serve)
{
    g_autofree char *variable = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", serve->token);
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", serve->port);
    g_autofree char *home = g_strdup_printf("SENTRY_URL=%s", url);
    const char *environment[] = {variable, home, NULL};
    const char *arguments[] = {"--url", url, "--org", "local", NULL};
    return walk_start_with(36, 120, environment, arguments);
}

static void a_quiet_system_says_so_and_at_how_much_it_looked(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    struct walk *walk = walk_at(&serve);
    walk_expect_row(walk, 1, "nothing moved in the last hour");
    walk_expect_row(walk, 1, "0 of 0 signals");
    walk_expect_row(walk, 2, "no signal came: nothing was sent");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

static void send_metric(const struct serve *serve, const char *name, const char *unit)
{
    g_autofree char *body = g_strdup_printf(
        "{}\n{\"type\":\"trace_metric\",\"item_count\":1,\"content_type\":"
        "\"application/vnd.sentry.items.trace-metric+json\"}\n{\"version\":2,\"items\":["
        "{\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"timestamp\":%" G_GINT64_FORMAT
        ",\"name\":\"%s\",\"unit\":\"%s\",\"type\":\"gauge\",\"value\":3,\"attributes\":{}}]}\n",
        g_get_real_time() / G_USEC_PER_SEC - 300, name, unit);
    struct http_reply reply = serve_envelope(serve, "pump", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

/* A name that no URL has room for, and one of which a screen would show nothing. */
static void what_was_not_answered_is_named(void)
{
    struct serve serve = serve_start(serve_directory(), NULL);
    g_autofree char *name = g_strnfill(10000, '/'); /* three bytes of a URL each */
    send_metric(&serve, name, "byte");
    send_metric(&serve, "\\u0001\\u200b", "byte");
    struct walk *walk = walk_at(&serve);
    walk_expect_row(walk, 1, "nothing moved in the last hour");
    walk_expect_row(walk, 1, " requests failed");
    walk_expect_row(walk, 2, "metric ////////////\xe2\x80\xa6///////////: ");
    walk_expect(walk, "\"\\x01\\u200b\"");
    walk_press(walk, "2 \\");
    walk_expect(walk, "; failed: metric ////////////");
    walk_press(walk, "?");
    walk_expect(walk, "No answer to metric ////////////");
    walk_press(walk, "Esc");
    walk_quit(walk, "Q");
    serve_clear(&serve);
}

/* Payment logs it since the onset; the only new issue is checkout's. */
static void an_error_that_no_issue_tells_is_a_change(void)
{
    struct walk *walk = stage_first_screen(36, 160);
    walk_expect_row(walk, 1, "new error log");
    for (int i = 0; i < 20 && !walk_sees(walk, "payment NEW log payment: inventory check"); i++)
        walk_press(walk, "]");
    walk_expect(walk, "payment NEW log payment: inventory check");
    walk_press(walk, "Enter");
    walk_expect_beside(walk, "4 Logs", "inventory check timed out attempt=*");
    walk_quit(walk, "Q");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/lead/the first mover is named once all answers are in",
                    the_first_mover_is_named_once_all_answers_are_in);
    g_test_add_func(
        "/lead/the line of changes begins with the deploys before the burst, and explains "
        "itself",
        the_line_of_changes_begins_with_the_deploys_before_the_burst);
    g_test_add_func("/lead/a small screen has the first mover and its deploy in its line",
                    a_small_screen_has_the_first_mover_and_its_deploy_in_its_line);
    g_test_add_func("/lead/Enter holds, and the lead stays as it was",
                    enter_holds_and_the_lead_stays_as_it_was);
    g_test_add_func("/lead/a quiet system says so, and at how much it looked",
                    a_quiet_system_says_so_and_at_how_much_it_looked);
    g_test_add_func("/lead/what was not answered is named, and so is what cannot be seen",
                    what_was_not_answered_is_named);
    g_test_add_func("/lead/Esc once too often on the way home stops nothing",
                    esc_once_too_often_on_the_way_home_stops_nothing);
    g_test_add_func("/lead/an error that no issue tells is a change",
                    an_error_that_no_issue_tells_is_a_change);
    return g_test_run();
}
