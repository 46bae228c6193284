/* SPDX-License-Identifier: Apache-2.0
 *
 * A demo from start to stop, against a server on loopback.
 */
#include "api/demo/demo.h"

#include "base/clock.h"
#include "tests/unit/api-demo/fake_server.h"
#include "tests/unit/api-demo/recording.h"

#define PATIENCE_US (60 * G_USEC_PER_SEC)

static unsigned seen_with(const struct server *server, const char *text)
{
    unsigned count = 0;
    for (guint i = 0; i < server->seen->len; i++)
        count += strstr(server->seen->pdata[i], text) != NULL;
    return count;
}

static void history_is_in_when_start_returns_and_then_it_goes_on(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server);
    g_autofree char *directory = g_dir_make_tmp("vigil-demo-XXXXXX", NULL);
    struct demo_options options = {.intake = url,
                                   .otlp = url,
                                   .token = "secret",
                                   .directory = directory,
                                   .seed = 3,
                                   .now_ns = clock_now_ns(),
                                   .speed = 60};
    struct demo *demo = demo_new(&options);
    g_assert_true(demo_start(demo, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(demo_repositories(demo), ==, directory);
    g_mutex_lock(&server->mutex);
    guint history = server->seen->len;
    g_assert_cmpuint(seen_with(server, "/envelope/"), >, 500);
    g_assert_cmpuint(seen_with(server, "/v1/traces"), >, 10);
    g_assert_cmpuint(seen_with(server, "/v1/metrics"), >, 10);
    g_assert_cmpuint(seen_with(server, "/releases/ Bearer secret"), ==, 8);
    int64_t until = g_get_monotonic_time() + PATIENCE_US;
    while (server->seen->len <= history + 20)
        g_assert_true(g_cond_wait_until(&server->arrived, &server->mutex, until));
    g_mutex_unlock(&server->mutex);
    demo_stop(demo);
    server_free(server);
    folder_remove(directory);
}

static void a_demo_without_a_server_says_so(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server);
    server_free(server);
    g_autofree char *directory = g_dir_make_tmp("vigil-demo-XXXXXX", NULL);
    struct demo_options options = {.intake = url,
                                   .otlp = url,
                                   .directory = directory,
                                   .seed = 3,
                                   .now_ns = clock_now_ns(),
                                   .speed = 1};
    struct demo *demo = demo_new(&options);
    g_assert_false(demo_start(demo, &error));
    g_assert_nonnull(strstr(error->message, "cannot reach"));
    g_assert_nonnull(strstr(error->message, url));
    demo_stop(demo);
    folder_remove(directory);
}

struct watched {
    struct server *server;
    struct demo *demo;
};

static void *cancel_at_the_first_request(void *data)
{
    struct watched *watched = data;
    g_mutex_lock(&watched->server->mutex);
    while (!watched->server->seen->len)
        g_cond_wait(&watched->server->arrived, &watched->server->mutex);
    g_mutex_unlock(&watched->server->mutex);
    demo_cancel(watched->demo);
    return NULL;
}

static void a_demo_that_nobody_waits_for_ends_before_its_history_is_in(void)
{
    g_autoptr(GError) error = NULL;
    struct server *server = server_new();
    g_autofree char *url = server_url(server);
    g_autofree char *directory = g_dir_make_tmp("vigil-demo-XXXXXX", NULL);
    struct demo_options options = {.intake = url,
                                   .otlp = url,
                                   .token = "secret",
                                   .directory = directory,
                                   .seed = 3,
                                   .now_ns = clock_now_ns(),
                                   .speed = 1};
    struct demo *demo = demo_new(&options);
    struct watched watched = {server, demo};
    GThread *thread = g_thread_new("cancel", cancel_at_the_first_request, &watched);
    g_assert_false(demo_start(demo, &error));
    g_assert_cmpstr(error->message, ==, "the demo was stopped");
    g_thread_join(thread);
    g_assert_cmpuint(seen_with(server, "/envelope/"), <, 500);
    demo_stop(demo);
    server_free(server);
    folder_remove(directory);
}

/* It ends between two steps: what is made at once is not minutes of a flood. */
static void a_flood_that_is_behind_goes_on_in_small_steps(void)
{
    g_autoptr(GError) error = NULL;
    struct recording *recording = recording_of(3, RECORDING_NOW, 0);
    struct world *world = recording->world;
    player_flood(world, 20000);
    guint before = recording->sent->len;
    int64_t until = RECORDING_NOW + player_step_ns(world, RECORDING_NOW);
    g_assert_true(player_advance(world, &recording->sender, until, &error));
    g_assert_cmpuint(recording->sent->len - before, >, 100);
    g_assert_cmpuint(recording->sent->len - before, <, 1000);
    recording_free(recording);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo/history is in when start returns, and then it goes on",
                    history_is_in_when_start_returns_and_then_it_goes_on);
    g_test_add_func("/demo/a demo without a server says so", a_demo_without_a_server_says_so);
    g_test_add_func("/demo/one that nobody waits for ends before its history is in",
                    a_demo_that_nobody_waits_for_ends_before_its_history_is_in);
    g_test_add_func("/demo/a flood that is behind goes on in small steps",
                    a_flood_that_is_behind_goes_on_in_small_steps);
    return g_test_run();
}
