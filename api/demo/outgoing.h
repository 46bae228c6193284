/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests that carry the demo's telemetry, and who takes them. A sender is an operations table, so
 * that tests can keep what a demo would have sent.
 */
#ifndef API_DEMO_OUTGOING_H
#define API_DEMO_OUTGOING_H

#include <glib.h>
#include <stdbool.h>

typedef struct json_t json_t;

enum outgoing_to {
    TO_INTAKE, /* Sentry envelopes */
    TO_OTLP,
    TO_API /* with the token */
};

struct outgoing {
    enum outgoing_to to;
    const char *method;       /* static */
    char *path;               /* with its query */
    const char *content_type; /* static; NULL = none */
    GBytes *body;             /* not compressed; NULL = none */
};

struct outgoing *outgoing_new(enum outgoing_to to, const char *method, char *path_taken,
                              const char *content_type, GBytes *body_taken);
void outgoing_free(struct outgoing *outgoing);

/* Appends a line of an envelope, which is freed. */
void outgoing_line_take(GString *body, json_t *line);

struct sender {
    /* Takes the request; it may still be under way on return, in any order with others. */
    bool (*post)(struct sender *sender, struct outgoing *outgoing, GError **error);
    /* Waits until all that was posted is answered. */
    bool (*flush)(struct sender *sender, GError **error);
    /* Takes the request, waits for its answer, gives the body: newly allocated; NULL on errors. */
    char *(*ask)(struct sender *sender, struct outgoing *outgoing, GError **error);
    /* Makes what waits, now and later, fail at once. From any thread. */
    void (*stop)(struct sender *sender);
    void (*free)(struct sender *sender);
};

/* Sends over HTTP. Strings are copied. */
struct sender *http_sender_new(const char *intake, const char *otlp, const char *token);

#endif
