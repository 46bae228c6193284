/* SPDX-License-Identifier: Apache-2.0
 *
 * An error event as the event endpoints give it. Owns all its text. NULL = not given. Frames are
 * kept in the API's order (oldest call first, crash frame last) and exceptions too (innermost cause
 * first).
 */
#ifndef API_MODEL_EVENT_H
#define API_MODEL_EVENT_H

#include "api/model/issue.h"
#include "api/model/value.h"
#include "base/autoptr.h"

struct source_line {
    int64_t number;
    char *text;
};

struct stack_frame {
    char *function;
    char *module;
    char *filename;
    char *abs_path;
    int64_t line; /* 0 = not told */
    int64_t column;
    bool in_app;
    GArray *context; /* of struct source_line; NULL or empty when no source was sent */
    GPtrArray *vars; /* alternating name, value text (char *); NULL if none */
};

struct exception {
    char *type; /* NULL for a message with a stack trace */
    char *value;
    char *module;
    char *mechanism;
    bool handled;
    GPtrArray *frames; /* of struct stack_frame */
};

struct breadcrumb {
    int64_t time_ms; /* 0 = not told */
    enum level level;
    char *category;
    char *type;
    char *message;
    char *data; /* JSON text, or NULL */
};

struct pair {
    char *key;
    char *value;
    enum value_type type; /* of an attribute, as it was sent; VALUE_NONE = not told */
};

struct event {
    char *id;
    char *issue_id;
    char *project;
    char *title;
    char *message;
    char *culprit;
    char *platform;
    char *release;
    char *environment;
    char *trace_id;
    char *span_id;
    char *user;   /* the best of email, username, id, ip */
    char *method; /* request */
    char *url;
    enum level level;
    int64_t time_ms;
    GPtrArray *exceptions;  /* of struct exception */
    GPtrArray *threads;     /* of struct exception: type = thread name; native crashes */
    GPtrArray *breadcrumbs; /* of struct breadcrumb, oldest first */
    GPtrArray *tags;        /* of struct pair */
    GPtrArray *request;     /* of struct pair: query, headers, data, cookies, env */
    GPtrArray *contexts;    /* of struct pair: "runtime.name" -> "node" */
    GPtrArray *extra;       /* of struct pair */
};

struct event *event_new(void); /* every array there, empty */
void event_free(struct event *event);
DEFINE_AUTOPTR(event, event_free);

struct stack_frame *stack_frame_new(void);
struct exception *exception_new(void);
struct breadcrumb *breadcrumb_new(void);
struct pair *pair_new(const char *key, const char *value);
void pair_free(struct pair *pair);
/* The first of `pairs` (of struct pair *; NULL = none) with this key, and its value; NULL when
 * there is none. */
struct pair *pairs_find(const GPtrArray *pairs, const char *key);
const char *pairs_value(const GPtrArray *pairs, const char *key);
void source_line_clear(struct source_line *line);

#endif
