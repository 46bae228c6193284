/* SPDX-License-Identifier: Apache-2.0
 *
 * Panes with nothing in them, with one row, two rows and many: each says what is true, takes every
 * key, and shows what was planned.
 */
#include "tests/support/http.h"
#include "tests/support/planned.h"
#include "tests/support/stage.h"

#include <locale.h>
#include <string.h>
#include <unistd.h>

#define MOMENT "2026-11-22T03:12:31Z still"

static void send(const struct serve *serve, const char *body)
{
    struct http_reply reply = serve_envelope(serve, "pump", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static void send_issue(const struct serve *serve, int number)
{
    g_autofree char *body = g_strdup_printf(
        "{}\n{\"type\":\"event\"}\n{\"event_id\":\"6159415a0000400080000000%08x\","
        "\"timestamp\":1795317140,\"level\":\"error\",\"fingerprint\":[\"%d\"],"
        "\"exception\":{\"values\":[{\"type\":\"DryError\",\"value\":\"pump %d is dry\"}]},"
        "\"contexts\":{\"trace\":{\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
        "\"span_id\":\"00f067aa0ba902b7\"}}}\n",
        (unsigned)number, number, number);
    send(serve, body);
}

static void send_items(const struct serve *serve, const char *type, const char *content_type,
                       const char *form, int count)
{
    g_autoptr(GString) body = g_string_new("{}\n");
    g_string_append_printf(body,
                           "{\"type\":\"%s\",\"item_count\":%d,\"content_type\":"
                           "\"application/vnd.sentry.items.%s+json\"}\n{\"version\":2,\"items\":[",
                           type, count, content_type);
    for (int i = 0; i < count; i++) {
        g_autofree char *number = g_strdup_printf("%d", 1000 + i);
        g_auto(GStrv) parts = g_strsplit(form, "#", -1);
        g_autofree char *item = g_strjoinv(number, parts);
        g_string_append_printf(body, "%s{\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",%s}",
                               i ? "," : "", item);
    }
    g_string_append(body, "]}\n");
    send(serve, body->str);
}

static void send_rows(const struct serve *serve, int count)
{
    for (int i = 0; i < MIN(count, 120); i++)
        send_issue(serve, i);
    send_items(serve, "log", "log",
               "\"timestamp\":1795317140.#,\"level\":\"warn\",\"severity_number\":13,"
               "\"body\":\"water low #\",\"attributes\":{}",
               count);
    send_items(serve, "span", "span.v2",
               "\"name\":\"fill\",\"span_id\":\"00f067aa0ba9#\",\"start_timestamp\":1795317100,"
               "\"end_timestamp\":1795317102.#,\"is_segment\":true,\"status\":\"ok\","
               "\"attributes\":{}",
               count);
    send_items(serve, "trace_metric", "trace-metric",
               "\"timestamp\":1795317140,\"name\":\"pump.level.#\",\"type\":\"gauge\",\"value\":#,"
               "\"attributes\":{}",
               MIN(count, 40));
}

struct scene {
    struct serve serve;
    struct walk *walk;
    char *grid;
};

static void enter(struct scene *scene, int rows)
{
    scene->serve = serve_start(serve_directory(), NULL);
    if (rows > 0)
        send_rows(&scene->serve, rows);
    scene->grid = planned_file();
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", scene->serve.port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", scene->serve.token);
    g_autofree char *grid = g_strdup_printf("VIGIL_TEST_GRID=%s", scene->grid);
    const char *environment[] = {at, token, grid, NULL};
    const char *arguments[] = {"--url", url, NULL};
    scene->walk = walk_start_with(36, 120, environment, arguments);
    walk_expect(scene->walk, "1 Issues");
    walk_expect_gone(scene->walk, "answers");
}

static void leave(struct scene *scene)
{
    stage_steps(scene->walk, "Esc Esc Esc");
    walk_quit(scene->walk, "Q");
    serve_clear(&scene->serve);
    unlink(scene->grid);
    g_free(scene->grid);
}

/* Keys that move, open, search, filter and copy, in every pane. */
static void every_key(struct scene *scene)
{
    static const char *const steps[] = {
        "j k G g g", "Space b ^D ^U", "{ }",       "e E w W .", "Enter Esc",   "/ =zzz Enter n N",
        "! !",       "f Esc",         "v h l Esc", "g t",       "g l g c g r", "y y y e",
        "^O ^P",     "m a ' a",       "x Esc",     "P P",       "\\ \\",       "g n"};
    for (int pane = 1; pane <= 4; pane++)
        for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
            g_autofree char *all = g_strdup_printf("%d %s", pane, steps[i]);
            terminal_press(walk_terminal(scene->walk), "Esc");
            stage_steps(scene->walk, all);
            planned_check(walk_terminal(scene->walk), scene->grid, all);
        }
}

static void nothing(void)
{
    struct scene scene;
    enter(&scene, 0);
    walk_expect(scene.walk, "nothing moved in the last hour");
    walk_expect(scene.walk, "no issue in this range");
    walk_expect(scene.walk, "No signals in this range");
    walk_expect(scene.walk, "No trace yet");
    walk_expect(scene.walk, "no logs in this range");
    every_key(&scene);
    stage_steps(scene.walk, "1 g R");
    walk_expect(scene.walk, "No release in the last 14 days");
    stage_steps(scene.walk, "t =30d Enter");
    walk_expect(scene.walk, "No release in the last 30 days");
    leave(&scene);
}

static void few(int rows)
{
    struct scene scene;
    enter(&scene, rows);
    g_autofree char *issues = g_strdup_printf("by last seen  %d ", rows);
    walk_expect_beside(scene.walk, "1 Issues", issues);
    walk_expect(scene.walk, "pump 0 is dry");
    walk_expect(scene.walk, "water low 1000");
    walk_expect(scene.walk, "pump.level.1000");
    every_key(&scene);
    leave(&scene);
}

static void one_row(void)
{
    few(1);
}

static void two_rows(void)
{
    few(2);
}

static void many_rows(void)
{
    struct scene scene;
    enter(&scene, 900);
    walk_expect_beside(scene.walk, "1 Issues", "by last seen  120");
    walk_expect(scene.walk, "water low 1899");
    stage_steps(scene.walk, "1 G g g Space b 4 g g Space G 2 G g g");
    planned_check(walk_terminal(scene.walk), scene.grid, "many rows");
    leave(&scene);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setlocale(LC_CTYPE, "C.UTF-8");
    g_setenv("VIGIL_CLOCK", MOMENT, TRUE);
    g_test_add_func("/few rows/panes with nothing in them say so", nothing);
    g_test_add_func("/few rows/one row", one_row);
    g_test_add_func("/few rows/two rows", two_rows);
    g_test_add_func("/few rows/many rows", many_rows);
    return g_test_run();
}
