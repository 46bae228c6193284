/* SPDX-License-Identifier: Apache-2.0
 *
 * A small HTTP/1.1 client over plain sockets, for tests that must send what a library would not;
 * and a `vigil serve` of their own.
 */
#ifndef TESTS_SUPPORT_HTTP_H
#define TESTS_SUPPORT_HTTP_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct http_reply {
    int status;    /* 0 = the connection ended before an answer */
    char *headers; /* with the status line; lines end in \r\n */
    char *body;    /* NUL-terminated; `size` without the NUL */
    size_t size;
};

void http_reply_clear(struct http_reply *reply);
/* The value of a header, or NULL. Owned. */
char *http_reply_header(const struct http_reply *reply, const char *name);

/* A connection to 127.0.0.1; -1 when refused. */
int http_connect(int port);
/* Sends all of it; false when the other side is gone. */
bool http_write(int fd, const void *data, size_t size);
/* Reads one answer; the connection may be used again. */
struct http_reply http_read(int fd);

/* One request on a connection of its own. `headers` are whole lines ("A: b\r\n") or NULL; Host and
 * Content-Length are added (not for chunked). */
struct http_reply http_request(int port, const char *method, const char *path, const char *headers,
                               const void *body, size_t size);
/* The same with the body in chunks of `chunk` bytes. */
struct http_reply http_request_chunked(int port, const char *method, const char *path,
                                       const char *headers, const void *body, size_t size,
                                       size_t chunk);

/* `vigil serve` (of $VIGIL) as a child. */
struct serve {
    GPid pid;
    int port, otlp_port;
    char *data; /* its directory */
    char *token;
};

/* For g_spawn: the child gets SIGTERM when its parent, whose id is `parent`, ends without asking it
 * to, as a test that aborts does. */
void end_with_parent(gpointer parent);

/* A new directory for a server's data. */
char *serve_directory(void);
/* Starts on free ports over `data` (taken over, kept until serve_clear) and waits until it listens.
 * `more` are further arguments, NULL-terminated, or NULL. */
struct serve serve_start(char *data, const char *const *more);
/* Kills it at once (SIGKILL) and waits for its end. */
void serve_kill(struct serve *serve);
/* Asks it to stop (SIGTERM); returns its exit status. */
int serve_stop(struct serve *serve);
/* Stops it if it runs and removes the directory. */
void serve_clear(struct serve *serve);

/* GET below /api/0 with the token. */
struct http_reply serve_get(const struct serve *serve, const char *path);
/* POSTs an envelope for project `key`. */
struct http_reply serve_envelope(const struct serve *serve, const char *key, const void *body,
                                 size_t size);
/* Sends project `key` an error of this type and text, raised in src/pump.c, and has it taken. */
void serve_error(const struct serve *serve, const char *key, const char *type, const char *text);
/* A number of /health: kinds.<kind>.<which>. */
gint64 serve_health(const struct serve *serve, const char *kind, const char *which);

#endif
