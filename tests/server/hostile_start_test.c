/* SPDX-License-Identifier: Apache-2.0
 *
 * A server that cannot start says why, in one line a person can act on, and leaves what it found as
 * it was; and queries that nobody means leave a running one alive.
 */
#include "tests/support/http.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

struct fixture {
    struct serve serve;
};

static void setup(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    f->serve = serve_start(serve_directory(), NULL);
}

static void teardown(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    serve_clear(&f->serve);
}

/* Starts a server that must give up; what it said on standard error. */
static char *start_in_vain(const char *data)
{
    const char *const argv[] = {g_getenv("VIGIL"), "serve", "--port", "0", "--otlp-port", "0",
                                "--data",          data,    NULL};
    g_autoptr(GError) error = NULL;
    char *said = NULL;
    int status = 0;
    g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said,
                 &status, &error);
    g_assert_no_error(error);
    g_assert_false(g_spawn_check_wait_status(status, NULL));
    return said;
}

static char *database(const struct fixture *f)
{
    return g_build_filename(f->serve.data, "vigil.db", NULL);
}

static void a_second_server_does_not_share_the_directory(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autofree char *said = start_in_vain(f->serve.data);
    g_assert_nonnull(strstr(said, "in use by another vigil"));
    const char *body = "{}\n{\"type\":\"log\"}\n{\"items\":[{\"body\":\"still here\"}]}";
    struct http_reply reply = serve_envelope(&f->serve, "shop", body, strlen(body));
    g_assert_cmpint(reply.status, ==, 200);
    http_reply_clear(&reply);
}

static void a_killed_server_leaves_the_directory_free(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    serve_kill(&f->serve);
    f->serve = serve_start(f->serve.data, NULL);
}

static void a_newer_store_is_refused_with_both_numbers(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    serve_stop(&f->serve);
    g_autofree char *path = database(f);
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, "PRAGMA user_version = 999", NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
    g_autofree char *said = start_in_vain(f->serve.data);
    g_assert_nonnull(strstr(said, "newer vigil"));
    g_assert_nonnull(strstr(said, "999"));
}

static void a_store_that_is_none_is_refused_and_kept(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    serve_stop(&f->serve);
    g_autofree char *path = database(f);
    g_autofree char *after = NULL;
    g_assert_true(g_file_set_contents(path, "a letter, not a database", -1, NULL));
    g_autofree char *said = start_in_vain(f->serve.data);
    g_assert_nonnull(strstr(said, "move it away"));
    g_assert_true(g_file_get_contents(path, &after, NULL, NULL));
    g_assert_cmpstr(after, ==, "a letter, not a database");
}

static void everything_is_its_owners_alone(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const names[] = {"vigil.db", "token", "lock"};
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(f->serve.data, names[i], NULL);
        GStatBuf about;
        g_assert_cmpint(g_stat(path, &about), ==, 0);
        g_assert_cmpint(about.st_mode & 077, ==, 0);
    }
}

/* Queries, as they stand in a URL. */
static void queries_nobody_means_are_answered(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    static const char *const queries[] = {"%27%3B%20DROP%20TABLE%20event%3B--", "%22%20OR%201%3D1",
                                          "message%3A*a*a*a*a*a*a*a*a*a*a*b",   "%00%ff%zz",
                                          "span.duration%3A%3E1e999s",          "a%3A%5B",
                                          "%28%28%28%28%28%28%28%28",           "is%3A%1b%5B31m"};
    static const char *const datasets[] = {"errors", "spans", "logs", "tracemetrics"};
    const char *body = "{}\n{\"type\":\"event\"}\n{\"message\":\"boom\",\"exception\":{\"values\":"
                       "[{\"type\":\"E\",\"value\":\"v\"}]}}\n"
                       "{\"type\":\"event\"}\n{\"message\":\"boom\"}";
    struct http_reply reply = serve_envelope(&f->serve, "shop", body, strlen(body));
    http_reply_clear(&reply);
    for (size_t i = 0; i < G_N_ELEMENTS(queries) * G_N_ELEMENTS(datasets); i++) {
        g_autofree char *path = g_strdup_printf(
            "/organizations/local/events/?field=id&dataset=%s&query=%s",
            datasets[i % G_N_ELEMENTS(datasets)], queries[i / G_N_ELEMENTS(datasets)]);
        reply = serve_get(&f->serve, path);
        if (reply.status != 200 && reply.status != 400) {
            g_error("%d for %s", reply.status, path);
        }
        http_reply_clear(&reply);
    }
}

#define TEST(name, function) g_test_add(name, struct fixture, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/start/a second server does not share the directory",
         a_second_server_does_not_share_the_directory);
    TEST("/start/a killed server leaves the directory free",
         a_killed_server_leaves_the_directory_free);
    TEST("/start/a newer store is refused with both numbers",
         a_newer_store_is_refused_with_both_numbers);
    TEST("/start/a store that is none is refused and kept",
         a_store_that_is_none_is_refused_and_kept);
    TEST("/start/everything is its owner's alone", everything_is_its_owners_alone);
    TEST("/start/queries nobody means are answered", queries_nobody_means_are_answered);
    return g_test_run();
}
