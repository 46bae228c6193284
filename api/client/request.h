/* SPDX-License-Identifier: Apache-2.0
 *
 * A request to a Sentry API and the reply to it, as values that cross between threads. A request
 * names an endpoint of the table, fills its path and its query; the reply is a decoded model
 * object, an error, or both (what could be read of a partial answer).
 */
#ifndef API_CLIENT_REQUEST_H
#define API_CLIENT_REQUEST_H

#include "api/model/distribution.h"
#include "api/model/event.h"
#include "api/model/frame.h"
#include "api/model/monitor.h"
#include "api/model/release.h"
#include "api/model/series.h"
#include "api/model/trace.h"
#include "api/model/trace_summary.h"
#include "api/wire/endpoints.h"
#include "base/autoptr.h"

/* What the body is decoded into; chosen by the endpoint, but for EVENTS, which can be rows or a
 * frame. */
enum reply_kind {
    REPLY_NONE,
    REPLY_NAMES,      /* GPtrArray of struct name *: organizations, projects, environments, members,
                         attribute keys and values */
    REPLY_ISSUES,     /* GPtrArray of struct issue * */
    REPLY_ISSUE,      /* struct issue * */
    REPLY_TAGS,       /* GPtrArray of struct issue_tag * */
    REPLY_EVENT,      /* struct event * */
    REPLY_ROWS,       /* struct rows *: events/ of any dataset, trace-logs, an issue's events */
    REPLY_TIMESERIES, /* GPtrArray of struct timeseries_reply * */
    REPLY_TRACE,      /* struct trace * */
    REPLY_TRACE_META, /* struct trace_meta * */
    REPLY_ATTRIBUTES, /* GPtrArray of struct pair *: trace-items/{id}, name and value as text */
    REPLY_RELEASES,   /* GPtrArray of struct release * */
    REPLY_COMMITS,    /* GPtrArray of struct commit *: release commits, committers */
    REPLY_DEPLOYS,    /* GPtrArray of struct deploy * */
    REPLY_DISTRIBUTIONS, /* struct distributions *: trace-items/stats/ */
    REPLY_TRACES,        /* GPtrArray of struct trace_summary * */
    REPLY_MONITORS,      /* GPtrArray of struct monitor *: monitors/, detectors/, ... */
};

/* Whether somebody waits for the answer: see client_patient(). */
enum patience {
    PATIENCE_NONE,
    PATIENCE_IF_SAME, /* not when it is, byte for byte, what an equal request had before */
    PATIENCE_ALWAYS,
};

struct request {
    enum endpoint endpoint;
    enum method method;
    GPtrArray *variables; /* of char *: path variables after {org}, which the client fills in */
    GPtrArray *query;     /* of struct pair *: in order, keys may repeat */
    char *body;           /* JSON for PUT and POST, or NULL */
    size_t pages;         /* follow `next` for so many pages at most; 0 and 1 = one page */
    bool background;      /* waits behind what is not */
    enum patience patience;
};

struct request *request_new(enum endpoint endpoint,
                            ...) G_GNUC_NULL_TERMINATED; /* variables after {org}, then NULL */
/* For rows of events/: the `fields` of a dataset, as many as stand before NULL. */
struct request *request_rows(const char *dataset, const char *const *fields);
void request_add(struct request *request, const char *key, const char *value);
void request_addf(struct request *request, const char *key, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
struct request *request_copy(const struct request *request);
void request_free(struct request *request);
DEFINE_AUTOPTR(request, request_free);
/* Method, path and query as one text: equal requests have equal keys. Newly allocated. */
char *request_key(const struct request *request);

struct name {
    char *id;
    char *slug;
    char *name;
    char *extra;   /* platform, email, attribute type... */
    int64_t count; /* -1 = not told */
};

/* Rows of events/: a small table of text and numbers, column by column as asked. */
struct rows {
    GPtrArray *fields; /* of char * */
    GPtrArray *types;  /* of char *; "" when not told */
    GPtrArray *units;  /* of char *; "" when not told */
    GArray *cells;     /* of struct value, row by row; text in `text` */
    size_t count;      /* rows */
    GStringChunk *text;
    bool partial; /* the server says it did not scan everything */
};
/* Cell of `field` in `row`; VALUE_NONE if there is no such field. */
struct value rows_get(const struct rows *rows, size_t row, const char *field);

struct timeseries_reply {
    char *y_axis;
    GPtrArray *group_keys;   /* of char *; empty without group by */
    GPtrArray *group_values; /* of char *; "" for null */
    bool is_other;
    char *unit;
    char *type;
    struct sampling sampling;
    struct series series;
};

struct trace_meta {
    int64_t spans, errors, logs, metrics; /* -1 = not told */
};

enum failure {
    FAILURE_NONE,
    FAILURE_NETWORK, /* could not connect, resolve, TLS; retried */
    FAILURE_TIMEOUT,
    FAILURE_AUTH,    /* 401, 403: not retried until the scope changes */
    FAILURE_MISSING, /* 404 */
    FAILURE_REFUSED, /* 400 and other 4xx: text says what is wrong */
    FAILURE_LIMITED, /* 429 */
    FAILURE_SERVER,  /* 5xx */
    FAILURE_DECODE,  /* the body is not what it should be */
};

struct reply {
    enum endpoint endpoint;
    enum reply_kind kind;
    void *object; /* by kind; NULL on failure. Owned by the reply until reply_take() */
    enum failure failure;
    char *error;         /* one line for the user, sanitised of secrets; NULL when fine */
    long status;         /* HTTP status; 0 when there was none */
    int64_t retry_at_ms; /* when the scheduler tries again; 0 = it does not */
    int64_t received_ms; /* clock_now_ms() when the body was whole */
    int64_t total;       /* X-Hits; -1 = not told */
    char *next_cursor;   /* more pages: cursor of the next; NULL = no more */
    size_t bytes;
};

/* The object, now the caller's; the reply keeps none. */
void *reply_take(struct reply *reply);
void reply_free(struct reply *reply);
DEFINE_AUTOPTR(reply, reply_free);
/* Frees an object of `kind` that was taken. */
void reply_object_free(enum reply_kind kind, void *object);

void rows_free(struct rows *rows);
DEFINE_AUTOPTR(rows, rows_free);
void name_free(struct name *name);
void timeseries_reply_free(struct timeseries_reply *reply);

#endif
