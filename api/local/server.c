/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/server.h"

#include "api/local/health.h"
#include "api/local/intake.h"
#include "api/local/listener.h"
#include "api/local/store.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <malloc.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define ARENAS 2
/* What one question takes for a segment of rows is less, and comes from what the last one freed. */
#define MAPPED_BYTES (1024 * 1024)
/* malloc_trim() gives back the end of the main arena only: that of the other one is kept up to
 * this. */
#define SPARE_BYTES (8 * 1024 * 1024)

/* How often retention looks, and store_rest(). While there is more to remove it goes on at once. */
#define RETAIN_EVERY_US (10 * G_USEC_PER_SEC)

struct server {
    int lock_file; /* held while the server runs; -1 = none */
    struct store *store;
    struct health *health;
    struct intake *intake;
    struct listener *listener;
    char *token;
    GThread *retention;
    GMutex lock;
    GCond wake;
    bool stopping;
};

/* --- the token --- */

static char *new_token(void)
{
    guint8 bytes[24];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        return NULL;
    }
    GString *token = g_string_new("vglu_");
    for (size_t i = 0; i < sizeof bytes; i++) {
        g_string_append_printf(token, "%02x", bytes[i]);
    }
    return g_string_free(token, FALSE);
}

static bool write_token(const char *path, const char *token, GError **error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    size_t length = strlen(token);
    bool good = fd >= 0 && fchmod(fd, 0600) == 0 && write(fd, token, length) == (ssize_t)length &&
                write(fd, "\n", 1) == 1;
    if (!good) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "cannot write %s: %s", path,
                    g_strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return good;
}

/* The token that is given, that of the environment, or the one that was made before. The last is
 * kept in data/token, which only its owner may read. */
static char *obtain_token(const struct server_options *options, GError **error)
{
    const char *environment = g_getenv("VIGIL_TOKEN");
    const char *given = options->token ? options->token : environment;
    if (given && *given) {
        return g_strdup(given);
    }
    g_autofree char *path = g_build_filename(options->data, "token", NULL);
    g_autofree char *kept = NULL;
    if (g_file_get_contents(path, &kept, NULL, NULL) && *g_strstrip(kept)) {
        g_chmod(path, 0600);
        return g_steal_pointer(&kept);
    }
    g_autofree char *token = new_token();
    if (!token) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "cannot make a token: %s",
                    g_strerror(errno));
        return NULL;
    }
    return write_token(path, token, error) ? g_steal_pointer(&token) : NULL;
}

/* --- memory --- */

/* Answers are large, short-lived and made on many threads. With glibc's arena for each thread, what
 * they leave behind between what is kept adds up to a multiple of it; blocks that are mapped one by
 * one go back whole. */
static void settle_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_ARENA_MAX, ARENAS);
    mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
    mallopt(M_TRIM_THRESHOLD, SPARE_BYTES);
#endif
}

/* What was freed lies between what is still used; glibc returns only the end of each arena. */
static void give_back_memory(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

/* --- retention --- */

/* Sleeps until the next look; true when the server stops. */
static bool rest(struct server *server)
{
    gint64 until = g_get_monotonic_time() + RETAIN_EVERY_US;
    g_mutex_lock(&server->lock);
    while (!server->stopping && g_cond_wait_until(&server->wake, &server->lock, until)) {
    }
    bool stopping = server->stopping;
    g_mutex_unlock(&server->lock);
    return stopping;
}

static bool is_stopping(struct server *server)
{
    g_mutex_lock(&server->lock);
    bool stopping = server->stopping;
    g_mutex_unlock(&server->lock);
    return stopping;
}

static gpointer retain(gpointer data)
{
    struct server *server = data;
    do {
        while (!is_stopping(server) && store_retain_step(server->store, clock_now_ns())) {
            g_thread_yield();
        }
        if (store_rest(server->store)) {
            give_back_memory();
        }
    } while (!rest(server));
    return NULL;
}

/* --- start and stop --- */

/* Issues and ids are counted in memory, so two servers over one directory would overwrite each
 * other. The lock ends with the process, however that ends. */
static bool lock_directory(struct server *server, const char *directory, GError **error)
{
    g_autofree char *path = g_build_filename(directory, "lock", NULL);
    if (g_mkdir_with_parents(directory, 0700) == 0) {
        server->lock_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    }
    if (server->lock_file < 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN, "cannot make %s: %s", path,
                    g_strerror(errno));
        return false;
    }
    if (flock(server->lock_file, LOCK_EX | LOCK_NB) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_OPEN,
                    "%s is in use by another vigil: stop that one, or choose another --data "
                    "directory",
                    directory);
        return false;
    }
    return true;
}

static struct store *open_store(const struct server_options *options, GError **error)
{
    struct store_options store = {
        .directory = options->data,
        .retention_ms = options->retention_ms,
        .max_bytes = options->max_bytes,
    };
    GError *problem = NULL;
    struct store *opened = store_open(&store, &problem);
    if (problem && !g_error_matches(problem, STORE_ERROR, STORE_ERROR_NEWER)) {
        g_prefix_error(&problem,
                       "%s cannot be used; move it away to begin anew, or choose another "
                       "--data directory: ",
                       options->data);
    }
    if (problem) {
        g_propagate_error(error, problem);
    }
    return opened;
}

struct server *server_start(const struct server_options *options, GError **error)
{
    settle_memory();
    struct server *server = g_new0(struct server, 1);
    server->lock_file = -1;
    g_mutex_init(&server->lock);
    g_cond_init(&server->wake);
    server->health = health_new();
    server->intake = intake_new(server->health);
    server->store =
        lock_directory(server, options->data, error) ? open_store(options, error) : NULL;
    server->token = server->store ? obtain_token(options, error) : NULL;
    if (server->token) {
        struct listener_options listener = {
            .store = server->store,
            .intake = server->intake,
            .health = server->health,
            .token = server->token,
            .bind = options->bind ? options->bind : "127.0.0.1",
            .outage = options->outage,
        };
        server->listener = listener_start(&listener, options->port, options->otlp_port, error);
    }
    if (!server->listener) {
        server_stop(server);
        return NULL;
    }
    server->retention = g_thread_new("retention", retain, server);
    return server;
}

void server_stop(struct server *server)
{
    if (!server) {
        return;
    }
    g_mutex_lock(&server->lock);
    server->stopping = true;
    g_cond_signal(&server->wake);
    g_mutex_unlock(&server->lock);
    listener_stop(server->listener);
    if (server->retention) {
        g_thread_join(server->retention);
    }
    store_close(server->store);
    intake_free(server->intake);
    health_free(server->health);
    g_mutex_clear(&server->lock);
    g_cond_clear(&server->wake);
    g_free(server->token);
    if (server->lock_file >= 0) {
        close(server->lock_file);
    }
    g_free(server);
}

int server_port(const struct server *server)
{
    return listener_port(server->listener);
}

int server_otlp_port(const struct server *server)
{
    return listener_otlp_port(server->listener);
}

const char *server_token(const struct server *server)
{
    return server->token;
}
