/* SPDX-License-Identifier: Apache-2.0
 *
 * Objects of Sentry's API that several answers contain, made from what the store keeps. Each is a
 * new reference. Under the store's lock.
 */
#ifndef API_LOCAL_ANSWER_SHAPES_H
#define API_LOCAL_ANSWER_SHAPES_H

#include "api/local/issue_store.h"
#include "api/local/store_releases.h"
#include "api/wire/json.h"

/* Whoever holds the token: the one user there is. */
#define SHAPE_USER_ID    "1"
#define SHAPE_USER_NAME  "Local User"
#define SHAPE_USER_EMAIL "local@localhost"

/* Which kinds of rows each project has: slug -> bits, 1 << enum item_kind. */
GHashTable *project_presence(struct store *store);
/* A project; with its `organization` inside where that is wanted. */
json_t *shape_project(struct store *store, const struct project *project, GHashTable *presence,
                      bool organization);
/* {"id", "slug", "name", "platform"}: a project inside another object. */
json_t *shape_project_brief(struct store *store, const char *slug);

/* A repository; NULL when the store knows none of that name. */
json_t *shape_repository(struct store *store, const char *name);

/* An issue as in a list. `base_url` is for the permalink. */
json_t *shape_issue(struct store *store, const struct issue_record *issue, int64_t now_ns,
                    const char *base_url);
/* [[epoch seconds, count] ...]: `buckets` buckets of `width_ns`, the last holding `end_ns`. */
json_t *shape_issue_stats(const struct issue_record *issue, int64_t end_ns, int64_t width_ns,
                          size_t buckets);
/* {"type", "id", "name", "email"} of whom the issue is assigned to; null for nobody. */
json_t *shape_assignee(const char *assignee);

/* A release in full, without its last commit and authors (they are read from disk). */
json_t *shape_release(struct store *store, const struct release_record *release);
/* {"version", "shortVersion", "dateCreated", ...}: a release inside another object; null when
 * `version` is NULL. */
json_t *shape_release_brief(struct store *store, const char *version);
json_t *shape_commit(struct store *store, const struct commit *commit);
json_t *shape_deploy(const struct deploy *deploy);

#endif
