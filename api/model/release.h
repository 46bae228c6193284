/* SPDX-License-Identifier: Apache-2.0
 *
 * Releases, their deploys and commits. Everything owns its text. NULL = not given.
 */
#ifndef API_MODEL_RELEASE_H
#define API_MODEL_RELEASE_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct commit {
    char *id; /* hash */
    char *message;
    char *author;
    char *email;
    char *repository; /* "acme/inventory" */
    int64_t time_ms;
    GPtrArray *files; /* of struct commit_file *; NULL until known */
    char *reason;     /* the server's suspectCommitType, or NULL */
    char *patch;      /* the lines it adds and removes, when a clone told them; or NULL */
};

struct commit_file {
    char *path;
    char type; /* 'A' 'M' 'D' */
};

struct deploy {
    char *release;
    char *project;
    char *environment;
    char *name;
    int64_t started_ms;
    int64_t finished_ms; /* when it took effect; 0 = not told */
    bool inferred;       /* nobody told of a deploy: this is when the release was first seen */
};

/* How sessions of a release went, as the server counted them over the last day or its own period;
 * of several projects the worst share, and the sums. */
struct release_health {
    double crash_free_sessions, crash_free_users; /* percent; NAN = not told */
    double adoption;                              /* percent of all sessions; NAN = not told */
    int64_t sessions, users;                      /* -1 = not told */
};

struct release {
    char *version;
    char *short_version;
    GPtrArray *projects; /* of char *: slugs */
    int64_t created_ms;
    int64_t released_ms;
    int64_t commit_count;       /* -1 = not told */
    int64_t new_issues;         /* -1 = not told */
    GPtrArray *deploys;         /* of struct deploy *; NULL until asked for */
    struct deploy *last_deploy; /* NULL = none told */
    struct release_health health;
};

struct release *release_new(void);
void release_free(struct release *release);
DEFINE_AUTOPTR(release, release_free);

struct commit *commit_new(void);
struct commit *commit_copy(const struct commit *commit);
void commit_free(struct commit *commit);
struct commit_file *commit_file_new(const char *path, char type);
void commit_file_free(struct commit_file *file);
struct deploy *deploy_new(void);
struct deploy *deploy_copy(const struct deploy *deploy);
void deploy_free(struct deploy *deploy);

/* "3.1.0" of "inventory@3.1.0", where the service stands beside it: what is behind the last @,
 * the whole when nothing is. NULL of NULL. Borrowed from `version`. */
const char *release_short(const char *version);

/* Whether an attribute of that name tells a release. */
bool release_is_key(const char *key);

#endif
