/* SPDX-License-Identifier: Apache-2.0
 *
 * Which issues a search selects. Terms about the issue (is:, status, firstSeen, timesSeen, assigned
 * ...) are asked of the issue; every other key (release, environment, url, any tag) of its events:
 * an issue matches when one of its events in the time range does, as on Sentry.
 */
#ifndef API_LOCAL_ANSWER_ISSUE_SEARCH_H
#define API_LOCAL_ANSWER_ISSUE_SEARCH_H

#include "api/local/answer_call.h"
#include "api/local/issue_store.h"

/* The issues of the scope that `text` selects, of struct issue_record * (borrowed, under the lock),
 * by id; NULL with the failure in *failure for a query that is none. */
GPtrArray *issue_search(struct ask *ask, const struct scope *scope, const char *text,
                        json_t **failure);

/* The issue that `name` names by number or short id, or NULL. Under the lock. */
const struct issue_record *issue_find(struct store *store, const char *name);

/* The issue that the call's path names, or NULL. Under the lock. */
const struct issue_record *ask_issue(struct ask *ask);
/* The issue as its own endpoint gives it. Under the lock. */
json_t *issue_detail(struct ask *ask, const struct issue_record *issue);
/* Counts in buckets as groupStatsPeriod asks (24h, 14d, auto = the scope's range); *name gets the
 * key under which they stand. */
json_t *issue_stats_for(struct ask *ask, const struct issue_record *issue,
                        const struct scope *scope, const char **name);
/* The event that the path of a project's event names (variables 1 and 2), or NULL; not under the
 * lock. Free with stored_event_free(). */
struct stored_event *ask_project_event(struct ask *ask);
/* Limits the scope to the project in the path, where there is one. Under the lock. */
void issue_scope_to_path(struct ask *ask, struct scope *scope);

#endif
