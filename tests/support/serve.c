/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/http.h"

#include "api/wire/json.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

char *serve_directory(void)
{
    char *data = g_dir_make_tmp("vigil-serve-XXXXXX", NULL);
    g_assert_nonnull(data);
    return data;
}

static GPtrArray *arguments(const char *data, const char *const *more)
{
    const char *program = g_getenv("VIGIL");
    GPtrArray *list = g_ptr_array_new();
    g_assert_nonnull(program);
    const char *const fixed[] = {program,       "serve", "--port", "0",
                                 "--otlp-port", "0",     "--data", data};
    for (size_t i = 0; i < G_N_ELEMENTS(fixed); i++) {
        g_ptr_array_add(list, (char *)fixed[i]);
    }
    while (more && *more) {
        g_ptr_array_add(list, (char *)*more++);
    }
    g_ptr_array_add(list, NULL);
    return list;
}

void end_with_parent(gpointer parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != GPOINTER_TO_INT(parent)) {
        raise(SIGTERM);
    }
}

struct serve serve_start(char *data, const char *const *more)
{
    struct serve serve = {.data = data};
    g_autoptr(GPtrArray) list = arguments(data, more);
    g_autoptr(GError) error = NULL;
    int out;
    g_spawn_async_with_pipes(NULL, (char **)list->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD,
                             end_with_parent, GINT_TO_POINTER(getpid()), &serve.pid, NULL, &out,
                             NULL, &error);
    g_assert_no_error(error);
    FILE *lines = fdopen(out, "r");
    char line[1024] = "", token_file[512] = "";
    bool told = fgets(line, sizeof line, lines) != NULL;
    fclose(lines);
    g_assert_true(told);
    int found =
        sscanf(line, "listening http://127.0.0.1:%d otlp http://127.0.0.1:%d token-file %511s",
               &serve.port, &serve.otlp_port, token_file);
    g_assert_cmpint(found, ==, 3);
    g_file_get_contents(token_file, &serve.token, NULL, &error);
    g_assert_no_error(error);
    g_strstrip(serve.token);
    return serve;
}

static int wait_for_end(struct serve *serve)
{
    int status = 0;
    while (serve->pid && waitpid(serve->pid, &status, 0) < 0) {
    }
    serve->pid = 0;
    g_clear_pointer(&serve->token, g_free);
    return status;
}

void serve_kill(struct serve *serve)
{
    kill(serve->pid, SIGKILL);
    wait_for_end(serve);
}

int serve_stop(struct serve *serve)
{
    kill(serve->pid, SIGTERM);
    int status = wait_for_end(serve);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void serve_clear(struct serve *serve)
{
    if (serve->pid) {
        serve_stop(serve);
    }
    GDir *dir = g_dir_open(serve->data, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir));) {
        g_autofree char *path = g_build_filename(serve->data, name, NULL);
        g_unlink(path);
    }
    if (dir) {
        g_dir_close(dir);
    }
    g_rmdir(serve->data);
    g_clear_pointer(&serve->data, g_free);
}

struct http_reply serve_get(const struct serve *serve, const char *path)
{
    g_autofree char *headers = g_strdup_printf("Authorization: Bearer %s\r\n", serve->token);
    g_autofree char *full = g_strconcat("/api/0", path, NULL);
    return http_request(serve->port, "GET", full, headers, "", 0);
}

struct http_reply serve_envelope(const struct serve *serve, const char *key, const void *body,
                                 size_t size)
{
    g_autofree char *path = g_strdup_printf("/api/1/envelope/?sentry_key=%s", key);
    return http_request(serve->port, "POST", path, NULL, body, size);
}

void serve_error(const struct serve *serve, const char *key, const char *type, const char *text)
{
    g_autofree char *id = g_uuid_string_random();
    g_auto(GStrv) parts = g_strsplit(id, "-", -1);
    g_autofree char *hex = g_strjoinv("", parts);
    g_autofree char *body = g_strdup_printf(
        "{\"event_id\":\"%s\"}\n{\"type\":\"event\"}\n"
        "{\"event_id\":\"%s\",\"level\":\"error\",\"platform\":\"python\","
        "\"exception\":{\"values\":[{\"type\":\"%s\",\"value\":\"%s\",\"stacktrace\":{\"frames\":["
        "{\"filename\":\"src/pump.c\",\"function\":\"run\",\"lineno\":3,\"in_app\":true}]}}]}}\n",
        hex, hex, type, text);
    struct http_reply reply = serve_envelope(serve, key, body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

gint64 serve_health(const struct serve *serve, const char *kind, const char *which)
{
    struct http_reply reply = http_request(serve->port, "GET", "/health", NULL, "", 0);
    g_assert_cmpint(reply.status, ==, 200);
    json_t *json = json_read(reply.body, reply.size, NULL, NULL);
    gint64 count = json_get_int(json_object_get(json_object_get(json, "kinds"), kind), which, 0);
    json_decref(json);
    http_reply_clear(&reply);
    return count;
}
