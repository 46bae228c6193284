/* SPDX-License-Identifier: Apache-2.0
 *
 * Releases, their commits and deploys, and repositories: from Sentry's release endpoints, and
 * releases also from the telemetry that names them. Commits and deploys use the structs of
 * api/model/release.h.
 */
#ifndef API_LOCAL_STORE_RELEASES_H
#define API_LOCAL_STORE_RELEASES_H

#include "api/local/store.h"
#include "api/model/release.h"

struct release_record {
    int64_t id;
    char *version;
    char *ref;           /* or NULL */
    char *url;           /* or NULL */
    GPtrArray *projects; /* of char *: slugs, in order of appearance */
    int64_t created_ns;
    int64_t released_ns;                   /* 0 = not told */
    int64_t first_event_ns, last_event_ns; /* 0 = no telemetry yet */
    int64_t commit_count;
    GPtrArray *deploys; /* of struct deploy *, by finished time */
};

/* Of struct release_record *, in order of creation; borrowed. Under the lock. */
const GPtrArray *store_releases(struct store *store);
const struct release_record *store_release(struct store *store, const char *version);

/* Makes or changes a release. Members at NULL or 0 are left as they are; projects are added. */
struct release_change {
    const char *version;
    const char *ref;
    const char *url;
    const char *const *projects; /* NULL-terminated, or NULL */
    int64_t created_ns;          /* 0 = now, for a release that is not there */
    int64_t released_ns;         /* 0 = leave */
};
bool store_release_put(struct store *store, const struct release_change *change, GError **error);

/* Replaces the commits of a release (made if absent): of struct commit *, newest first, files
 * included. A commit without a repository keeps NULL. */
bool store_release_set_commits(struct store *store, const char *version, const GPtrArray *commits,
                               GError **error);
/* The commits of a release with their files, as they were given: of struct commit *, owned by the
 * array. Empty when there are none. No lock needed. */
GPtrArray *store_release_commits(struct store *store, const char *version);

/* Adds a deploy; its release is made if absent. Copied. */
bool store_deploy_add(struct store *store, const struct deploy *deploy, GError **error);

struct repository {
    int64_t id;
    char *name;     /* "acme/inventory" */
    char *provider; /* "git", "github", ...; or NULL */
    char *url;      /* or NULL */
    int64_t created_ns;
};
/* Of struct repository *; borrowed. Under the lock. Repositories named by commits are there too. */
const GPtrArray *store_repositories(struct store *store);
bool store_repository_put(struct store *store, const char *name, const char *provider,
                          const char *url, GError **error);

#endif
