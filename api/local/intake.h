/* SPDX-License-Identifier: Apache-2.0
 *
 * From the body of a request to a batch for the store and the answer for the sender. No I/O: the
 * listener brings the bytes, the store takes the batch.
 */
#ifndef API_LOCAL_INTAKE_H
#define API_LOCAL_INTAKE_H

#include "api/local/cumulative.h"
#include "api/local/health.h"
#include "api/local/store.h"

enum intake_route {
    INTAKE_ENVELOPE, /* /api/<project>/envelope/, /stream, /tunnel */
    INTAKE_STORE,    /* /api/<project>/store/ */
    INTAKE_TRACES,   /* /v1/traces and below /api/<project>/integration/otlp/ */
    INTAKE_LOGS,
    INTAKE_METRICS,
};

/* What a request brought; everything borrowed for the call, NULL = not given. */
struct intake_request {
    enum intake_route route;
    const char *project;    /* from the path */
    const char *public_key; /* from the query or a header */
    const char *content_type;
    const char *content_encoding;
    GBytes *body; /* as it came */
};

/* The answer, and what must be committed before it may be given. */
struct intake_result {
    enum intake_route route;
    int status;
    char *body;
    size_t size;
    const char *content_type; /* static; NULL = none */
    char *error;              /* for the X-Sentry-Error header, or NULL */
    int retry_after;          /* seconds; 0 = none */
    bool rate_limited;        /* X-Sentry-Rate-Limits is due */
    bool json;                /* OTLP in JSON rather than protobuf */
    struct batch *batch;      /* to commit first; NULL = nothing */
    GArray *counts;           /* what to tell /health: see intake.c */
    struct cumulative_undo *undo;
};

struct intake;

/* `health` is borrowed. */
struct intake *intake_new(struct health *health);
void intake_free(struct intake *intake);

/* Decodes. *result is filled in every case; intake_result_clear() it. */
void intake_take(struct intake *intake, const struct intake_request *request,
                 struct intake_result *result);

/* After the batch was committed, or not (error): counts, and turns the answer into 429, 503 or 500
 * when it was not. */
void intake_settle(struct intake *intake, struct intake_result *result, const GError *error);

/* The answer to a request whose body was not taken at all: too long (413), or no room (429 or
 * 503). */
void intake_reject(struct intake *intake, enum intake_route route, const char *content_type,
                   int status, const char *reason, struct intake_result *result);

void intake_result_clear(struct intake_result *result);

/* The largest body that is read, and the largest that it may become when decompressed. */
#define INTAKE_MAX_BODY     (32u << 20)
#define INTAKE_MAX_INFLATED (100u << 20)

#endif
