/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define PATIENCE_SECONDS 60

void http_reply_clear(struct http_reply *reply)
{
    g_clear_pointer(&reply->headers, g_free);
    g_clear_pointer(&reply->body, g_free);
    reply->status = 0;
}

char *http_reply_header(const struct http_reply *reply, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(reply->headers ? reply->headers : "", "\r\n", -1);
    size_t length = strlen(name);
    for (char **line = lines; *line; line++) {
        if (g_ascii_strncasecmp(*line, name, length) == 0 && (*line)[length] == ':') {
            return g_strdup(g_strstrip(*line + length + 1));
        }
    }
    return NULL;
}

int http_connect(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

bool http_write(int fd, const void *data, size_t size)
{
    const char *at = data;
    while (size > 0) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent <= 0) {
            return false;
        }
        at += sent;
        size -= (size_t)sent;
    }
    return true;
}

/* Appends what comes; false at the end. */
static bool read_more(int fd, GByteArray *bytes)
{
    guint8 chunk[65536];
    ssize_t got;
    do {
        got = recv(fd, chunk, sizeof chunk, 0);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        g_byte_array_append(bytes, chunk, (guint)got);
    }
    return got > 0;
}

/* Reads until the headers are whole; their length with the empty line, or 0. */
static size_t read_headers(int fd, GByteArray *bytes)
{
    for (;;) {
        char *end = bytes->len ? memmem(bytes->data, bytes->len, "\r\n\r\n", 4) : NULL;
        if (end) {
            return (size_t)(end - (char *)bytes->data) + 4;
        }
        if (!read_more(fd, bytes)) {
            return 0;
        }
    }
}

struct http_reply http_read(int fd)
{
    struct http_reply reply = {0};
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    size_t head = read_headers(fd, bytes);
    if (head == 0) {
        return reply;
    }
    reply.headers = g_strndup((char *)bytes->data, head);
    reply.status = atoi(reply.headers + strlen("HTTP/1.1 "));
    if (reply.status == 100) {
        http_reply_clear(&reply);
        return http_read(fd);
    }
    g_autofree char *length = http_reply_header(&reply, "Content-Length");
    size_t wanted = length ? strtoul(length, NULL, 10) : 0;
    while (bytes->len < head + wanted && read_more(fd, bytes)) {
    }
    reply.size = bytes->len - head;
    reply.body = g_strndup((char *)bytes->data + head, reply.size);
    memcpy(reply.body, bytes->data + head, reply.size);
    return reply;
}

static char *request_head(const char *method, const char *path, const char *headers,
                          const char *framing)
{
    bool hosted = headers && strcasestr(headers, "host:");
    return g_strdup_printf("%s %s HTTP/1.1\r\n%s%s%s\r\n", method, path,
                           hosted ? "" : "Host: 127.0.0.1\r\n", headers ? headers : "", framing);
}

struct http_reply http_request(int port, const char *method, const char *path, const char *headers,
                               const void *body, size_t size)
{
    int fd = http_connect(port);
    g_autofree char *framing = g_strdup_printf("Content-Length: %zu\r\n", size);
    g_autofree char *head = request_head(method, path, headers, framing);
    struct http_reply reply = {0};
    if (fd >= 0) {
        http_write(fd, head, strlen(head));
        http_write(fd, body, size);
        reply = http_read(fd);
        close(fd);
    }
    return reply;
}

struct http_reply http_request_chunked(int port, const char *method, const char *path,
                                       const char *headers, const void *body, size_t size,
                                       size_t chunk)
{
    int fd = http_connect(port);
    struct http_reply reply = {0};
    if (fd < 0) {
        return reply;
    }
    g_autofree char *head = request_head(method, path, headers, "Transfer-Encoding: chunked\r\n");
    http_write(fd, head, strlen(head));
    for (size_t at = 0; at < size; at += chunk) {
        size_t length = MIN(chunk, size - at);
        g_autofree char *line = g_strdup_printf("%zx\r\n", length);
        http_write(fd, line, strlen(line));
        http_write(fd, (const char *)body + at, length);
        http_write(fd, "\r\n", 2);
    }
    http_write(fd, "0\r\n\r\n", 5);
    reply = http_read(fd);
    close(fd);
    return reply;
}
