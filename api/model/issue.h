/* SPDX-License-Identifier: Apache-2.0
 *
 * An issue as the list and the detail endpoint give it. Owns all its text. NULL = not given.
 */
#ifndef API_MODEL_ISSUE_H
#define API_MODEL_ISSUE_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

enum level {
    LEVEL_UNKNOWN,
    LEVEL_TRACE,
    LEVEL_DEBUG,
    LEVEL_INFO,
    LEVEL_WARNING,
    LEVEL_ERROR,
    LEVEL_FATAL,
    LEVEL_COUNT
};

struct issue {
    char *id;
    char *short_id; /* "CHECKOUT-1" */
    char *title;
    char *culprit;
    char *project;   /* slug */
    char *status;    /* unresolved, resolved, ignored, ... (open set) */
    char *substatus; /* new, ongoing, escalating, regressed, archived_... (open set) */
    char *priority;  /* low, medium, high */
    char *assignee;  /* name */
    char *type;      /* error, default, ... */
    char *platform;
    char *permalink;
    char *exception_type; /* metadata.type */
    char *message;        /* metadata.value, or metadata.title */
    char *filename;       /* metadata.filename */
    char *function;       /* metadata.function */
    char *first_release;
    char *last_release;
    enum level level;
    int64_t count;         /* events; -1 = not told */
    int64_t users;         /* -1 = not told */
    int64_t first_seen_ms; /* 0 = not told */
    int64_t last_seen_ms;
    bool unhandled;
    GArray *stats;   /* of struct issue_stat, oldest first; NULL = not told */
    GPtrArray *tags; /* of struct issue_tag; detail or tags endpoint only; else NULL */
};

struct issue_stat {
    int64_t time_ms;
    int64_t count;
};

struct issue_tag_value {
    char *value;
    int64_t count;
};

struct issue_tag {
    char *key;
    int64_t total;
    GArray *values; /* of struct issue_tag_value, most first */
};

struct issue *issue_new(void); /* counts -1, everything else empty */
void issue_free(struct issue *issue);
DEFINE_AUTOPTR(issue, issue_free);

struct issue_tag *issue_tag_new(void);
void issue_tag_free(struct issue_tag *tag);

/* "fatal", "error", "warning" and "warn", "info", "log", "debug", "trace", any case; else UNKNOWN.
 */
enum level level_parse(const char *text);
/* "error"; "unknown". */
const char *level_name(enum level level);
/* 'F' 'E' 'W' 'I' 'D' 'T', '?' for unknown. */
char level_letter(enum level level);

#endif
