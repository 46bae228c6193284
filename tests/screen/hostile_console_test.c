/* SPDX-License-Identifier: Apache-2.0
 *
 * A console over a server that was sent hostile texts by every way in: as titles, types, frames,
 * source lines, tags, users, names of spans, attributes, logs, metrics, releases, commits, deploys.
 * Through every view, the terminal shows what was planned cell by cell, gets no byte that it should
 * not, is never made to answer, and what is copied is text.
 */
#include "api/wire/json.h"
#include "tests/support/hostile.h"
#include "tests/support/http.h"
#include "tests/support/planned.h"
#include "tests/support/stage.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MOMENT      "2026-11-22T03:12:31Z"
#define MOMENT_S    1795317151
#define PIECE_BYTES 150
#define TRACE       "0af7651916cd43dd8448eb211c80319c"

/* --- what is sent --- */

/* `text` as a JSON string; bytes that are no UTF-8 stay as they are. */
static void append_json(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *at = text; *at; at++) {
        unsigned char byte = (unsigned char)*at;
        if (byte < 0x20 || byte == 0x7f)
            g_string_append_printf(out, "\\u%04x", byte);
        else if (byte == '"' || byte == '\\')
            g_string_append_printf(out, "\\%c", byte);
        else
            g_string_append_c(out, (char)byte);
    }
    g_string_append_c(out, '"');
}

/* `form` with each ' made a quote, %s a hostile text, %d `number`. */
static void append_form(GString *out, const char *form, const char *text, int number)
{
    for (const char *at = form; *at; at++) {
        if (*at == '\'')
            g_string_append_c(out, '"');
        else if (*at == '%' && at[1] == 's')
            append_json(out, text);
        else if (*at == '%' && at[1] == 'd')
            g_string_append_printf(out, "%d", number);
        else
            g_string_append_c(out, *at);
        at += *at == '%';
    }
}

static void send(const struct serve *serve, const GString *body)
{
    struct http_reply reply = serve_envelope(serve, "shop", body->str, body->len);
    if (reply.status != 200)
        g_test_message("%s", reply.body);
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static void send_issue(const struct serve *serve, const char *text, int number)
{
    g_autoptr(GString) body = g_string_new("{}\n{\"type\":\"event\"}\n");
    g_autofree char *id = g_strdup_printf("'6159415a0000400080000000%08x'", (unsigned)number);
    g_string_append(body, "{\"event_id\":");
    append_form(body, id, "", 0);
    g_string_append_printf(body, ",\"timestamp\":%d,", MOMENT_S - 60 - number % 50);
    append_form(body,
                "'level':'error','platform':'python','fingerprint':['f%d'],'release':%s,"
                "'environment':%s,'transaction':%s,'server_name':%s,'logger':%s,"
                "'exception':{'values':[{'type':%s,'value':%s,'mechanism':{'type':%s},"
                "'stacktrace':{'frames':[{'filename':%s,'abs_path':%s,'function':%s,'module':%s,"
                "'lineno':3,'in_app':true,'context_line':%s,'pre_context':[%s,%s],"
                "'post_context':[%s],'vars':{%s:%s}}]}}]},'tags':{'hostile':%s,'color':%s},"
                "'extra':{%s:%s},'user':{'id':%s,'email':%s,'username':%s},"
                "'breadcrumbs':{'values':[{'timestamp':1795317000,'category':%s,'message':%s,"
                "'type':%s,'level':'info','data':{%s:%s}}]},"
                "'request':{'url':%s,'method':%s,'query_string':%s,'headers':{%s:%s}},"
                "'contexts':{'trace':{'trace_id':'" TRACE "','span_id':'00f067aa0ba902b7'},"
                "'device':{'name':%s,%s:%s}}}\n",
                text, number);
    send(serve, body);
}

static void send_items(const struct serve *serve, const GPtrArray *pieces, const char *type,
                       const char *content_type, const char *form)
{
    g_autoptr(GString) body = g_string_new("{}\n");
    g_string_append_printf(body,
                           "{\"type\":\"%s\",\"item_count\":%u,\"content_type\":"
                           "\"application/vnd.sentry.items.%s+json\"}\n{\"version\":2,\"items\":[",
                           type, pieces->len, content_type);
    for (guint i = 0; i < pieces->len; i++) {
        g_string_append_printf(body, "%s{", i ? "," : "");
        append_form(body, form, pieces->pdata[i], (int)i % 1000 + 1000);
        g_string_append_c(body, '}');
    }
    g_string_append(body, "]}\n");
    send(serve, body);
}

#define ATTRIBUTES                                                                  \
    "'attributes':{'hostile':{'value':%s,'type':'string'},%s:{'value':%s,'type':"   \
    "'string'},'sentry.release':{'value':%s,'type':'string'},'sentry.environment':" \
    "{'value':%s,'type':'string'},'server.address':{'value':%s,'type':'string'},"   \
    "'sentry.op':{'value':%s,'type':'string'},'user.id':{'value':%s,'type':'string'}}"

static GPtrArray *every(const GPtrArray *pieces, guint nth)
{
    GPtrArray *out = g_ptr_array_new();
    for (guint i = 0; i < pieces->len; i += nth)
        g_ptr_array_add(out, pieces->pdata[i]);
    return out;
}

/* All of them as logs; fewer where each is asked about on its own. */
static void send_telemetry(const struct serve *serve, const GPtrArray *pieces)
{
    g_autoptr(GPtrArray) some = every(pieces, 9);
    send_items(serve, pieces, "log", "log",
               "'timestamp':1795317140,'level':'error','severity_number':17,'body':%s,"
               "'trace_id':'" TRACE "'," ATTRIBUTES);
    send_items(serve, some, "span", "span.v2",
               "'name':%s,'span_id':'00f067aa0ba9%d','parent_span_id':'00f067aa0ba902b7',"
               "'trace_id':'" TRACE "','start_timestamp':1795317100,'end_timestamp':1795317102,"
               "'is_segment':false,'status':'error'," ATTRIBUTES);
    send_items(serve, some, "trace_metric", "trace-metric",
               "'timestamp':1795317140,'name':%s,'type':'gauge','value':%d,'unit':%s," ATTRIBUTES);
    g_autoptr(GPtrArray) root = g_ptr_array_new();
    g_ptr_array_add(root, pieces->pdata[0]);
    send_items(serve, root, "span", "span.v2",
               "'name':%s,'span_id':'00f067aa0ba902b7','trace_id':'" TRACE
               "','start_timestamp':1795317099,'end_timestamp':1795317110,'is_segment':true,"
               "'status':'error'," ATTRIBUTES);
}

static int post(const struct serve *serve, const char *path, const GString *body)
{
    g_autofree char *headers = g_strdup_printf(
        "Authorization: Bearer %s\r\nContent-Type: application/json\r\n", serve->token);
    struct http_reply reply =
        http_request(serve->port, "POST", path, headers, body->str, body->len);
    int status = reply.status;
    http_reply_clear(&reply);
    return status;
}

/* Names of releases may be refused; messages of commits and names of deploys may not. */
static void send_release(const struct serve *serve, const char *version, const char *text,
                         int number)
{
    g_autoptr(GString) release = g_string_new("{\"version\":");
    g_autoptr(GString) deploy = g_string_new(NULL);
    g_autofree char *escaped = g_uri_escape_string(version, NULL, false);
    g_autofree char *deploys =
        g_strdup_printf("/api/0/organizations/local/releases/%s/deploys/", escaped);
    append_json(release, version);
    append_form(release,
                ",'projects':['shop'],'dateReleased':'2026-11-22T03:05:00Z','url':%s,'commits':["
                "{'id':'c0ffee000000000000000000000000000000%d','repository':'acme/shop',"
                "'message':%s,'author_name':%s,'author_email':%s,"
                "'timestamp':'2026-11-22T02:05:00Z','patch_set':[{'path':%s,'type':'M'}]}]}",
                text, number);
    int status = post(serve, "/api/0/organizations/local/releases/", release);
    append_form(deploy,
                "{'environment':%s,'name':%s,'dateStarted':'2026-11-22T03:04:00Z',"
                "'dateFinished':'2026-11-22T03:05:00Z','projects':['shop']}",
                text, number);
    if (status < 300)
        post(serve, deploys, deploy);
    if (!strcmp(version, "shop@2"))
        g_assert_cmpint(status, <, 300);
}

static void send_all(const struct serve *serve)
{
    g_autoptr(GPtrArray) pieces = hostile_pieces(PIECE_BYTES);
    for (guint i = 0; i < pieces->len; i += 4)
        send_issue(serve, pieces->pdata[i], (int)i);
    send_telemetry(serve, pieces);
    send_release(serve, "shop@2", pieces->pdata[1], 1001);
    for (guint i = 0; i < pieces->len; i += 40)
        send_release(serve, pieces->pdata[i], pieces->pdata[i], (int)i + 1002);
}

/* --- what is seen --- */

struct scene {
    struct serve serve;
    char *grid; /* the console's cells are saved here */
    struct walk *walk;
};

static void check(struct scene *scene, const char *when)
{
    struct terminal *terminal = walk_terminal(scene->walk);
    struct terminal_state state = terminal_state(terminal);
    g_autoptr(GString) why = g_string_new(NULL);
    g_string_append_printf(why, "%s: written ", when);
    planned_check(terminal, scene->grid, when);
    if (!hostile_may_write(state.written, state.bytes, why))
        terminal_fail(terminal, why->str);
    if (state.replies)
        terminal_fail(terminal, "the terminal was made to answer");
    terminal_count_from_here(terminal);
}

static void enter_scene(struct scene *scene, int rows, int cols)
{
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%d", scene->serve.port);
    g_autofree char *at = g_strdup_printf("SENTRY_URL=%s", url);
    g_autofree char *token = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", scene->serve.token);
    g_autofree char *grid = g_strdup_printf("VIGIL_TEST_GRID=%s", scene->grid);
    const char *environment[] = {at, token, grid, NULL};
    const char *arguments[] = {"--url", url, NULL};
    scene->walk = walk_start_with(rows, cols, environment, arguments);
    walk_expect(scene->walk, "1 Issues");
    walk_expect_gone(scene->walk, "answers");
    terminal_count_from_here(walk_terminal(scene->walk));
}

static void leave_scene(struct scene *scene)
{
    stage_steps(scene->walk, "Esc Esc");
    walk_quit(scene->walk, "Q");
}

/* Each step is looked at. "8*Space" is eight steps. */
static void go(struct scene *scene, const char *steps)
{
    g_auto(GStrv) all = g_strsplit(steps, " ", -1);
    for (char **step = all; *step; step++) {
        const char *star = strchr(*step, '*');
        int times = star && star > *step ? (int)g_ascii_strtoll(*step, NULL, 10) : 1;
        for (int i = 0; i < times && !terminal_failed(walk_terminal(scene->walk)); i++) {
            stage_steps(scene->walk, times > 1 ? star + 1 : *step);
            g_autofree char *when = g_strdup_printf("after %s of \"%s\"", *step, steps);
            check(scene, when);
        }
    }
}

/* Copied text may have lines, but nothing that acts where it is pasted. */
static void assert_copied_is_text(struct scene *scene)
{
    struct terminal_state state = terminal_state(walk_terminal(scene->walk));
    gsize size;
    g_autofree guchar *copied = g_base64_decode(state.copied, &size);
    g_autofree char *text = g_strndup((const char *)copied, size);
    g_assert_cmpuint(size, >, 0);
    g_assert_cmpuint(strlen(text), ==, size);
    g_assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if ((c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0)) {
            g_autofree char *shown = g_strescape(text, NULL);
            g_error("copied: U+%04X in %s", c, shown);
        }
    }
}

/* Lists from end to end. */
static void every_row(gconstpointer data)
{
    struct scene *scene = (struct scene *)data;
    enter_scene(scene, 60, 200);
    check(scene, "at first");
    go(scene, "1 \\ g g 2*Space g g Enter 3*Space g g } } } Esc");
    go(scene, "g g g t 3 \\ g g 2*Space \\ 4 g g \\ 7*Space \\ 2 \\ g g 2*Space");
    leave_scene(scene);
}

static void every_view(struct scene *scene, int rows, int cols)
{
    enter_scene(scene, rows, cols);
    check(scene, "at first");
    go(scene, "g w ] Enter Esc Esc 1 g g Enter Space G g c Esc Esc");
    walk_expect(scene->walk, "1 Issues");
    go(scene, "1 g g g t j Enter Space g c Esc Esc Esc g r Space Enter Esc Esc");
    go(scene, "4 g g l l o 4*j Enter j Enter Esc Esc");
    go(scene, "2 g g Enter h B Esc Enter Space Enter Esc Esc Esc");
    leave_scene(scene);
}

static void on_a_wide_screen(gconstpointer data)
{
    every_view((struct scene *)data, 36, 120);
}

static void on_a_narrow_screen(gconstpointer data)
{
    every_view((struct scene *)data, 24, 80);
}

static void what_floats_above(gconstpointer data)
{
    struct scene *scene = (struct scene *)data;
    enter_scene(scene, 30, 100);
    go(scene, "s 5*Down Esc t Esc 1 g g f 5*Down Esc F Esc 4 G f 3*Down Enter & Enter");
    go(scene,
       "4 f =host Enter u 1 / =e n n N Esc : =issue Esc ? Space / =copy Esc Esc g Esc a Esc");
    leave_scene(scene);
}

static void pasted_text(gconstpointer data)
{
    struct scene *scene = (struct scene *)data;
    g_autoptr(GPtrArray) pieces = hostile_pieces(300);
    enter_scene(scene, 30, 100);
    for (guint i = 0; i < pieces->len; i += 16) {
        walk_press(scene->walk, "1 /");
        walk_paste(scene->walk, pieces->pdata[i]);
        check(scene, "pasted into a prompt");
        walk_press(scene->walk, "Enter");
        check(scene, "searched for");
    }
    walk_press(scene->walk, ":");
    walk_paste(scene->walk, pieces->pdata[0]);
    check(scene, "pasted into the palette");
    leave_scene(scene);
}

static void what_is_copied(gconstpointer data)
{
    static const char *const copies[] = {"y y", "y i", "y u", "y j", "y e"};
    struct scene *scene = (struct scene *)data;
    enter_scene(scene, 36, 120);
    for (int pane = 1; pane <= 4; pane++)
        for (size_t i = 0; i < G_N_ELEMENTS(copies); i++) {
            g_autofree char *steps = g_strdup_printf("%d g g %s", pane, copies[i]);
            go(scene, steps);
            if (*terminal_state(walk_terminal(scene->walk)).copied)
                assert_copied_is_text(scene);
        }
    g_assert_cmpstr(terminal_state(walk_terminal(scene->walk)).copied, !=, "");
    leave_scene(scene);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    setlocale(LC_CTYPE, "C.UTF-8");
    g_setenv("VIGIL_CLOCK", MOMENT " still", TRUE);
    struct scene scene = {.serve = serve_start(serve_directory(), NULL), .grid = planned_file()};
    send_all(&scene.serve);
    g_test_add_data_func("/hostile console/every row is as planned", &scene, every_row);
    g_test_add_data_func("/hostile console/every view is as planned, 120x36", &scene,
                         on_a_wide_screen);
    g_test_add_data_func("/hostile console/every view is as planned, 80x24", &scene,
                         on_a_narrow_screen);
    g_test_add_data_func("/hostile console/what floats above the panes, too", &scene,
                         what_floats_above);
    g_test_add_data_func("/hostile console/pasted text does not act", &scene, pasted_text);
    g_test_add_data_func("/hostile console/what is copied is text", &scene, what_is_copied);
    int failed = g_test_run();
    unlink(scene.grid);
    g_free(scene.grid);
    serve_clear(&scene.serve);
    return failed;
}
