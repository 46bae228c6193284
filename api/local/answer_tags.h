/* SPDX-License-Identifier: Apache-2.0
 *
 * Tags of error events and how often each value occurs, counted from the events' columns.
 */
#ifndef API_LOCAL_ANSWER_TAGS_H
#define API_LOCAL_ANSWER_TAGS_H

#include "api/local/answer_call.h"
#include "api/local/issue_store.h"

struct tag_value {
    char *text;
    int64_t count, first_ns, last_ns;
};

struct tag_count {
    char *key;
    int64_t total;      /* rows that have the tag */
    GHashTable *values; /* text -> struct tag_value * */
};

/* Which events' tags to count. */
struct tag_request {
    int64_t issue_id;          /* 0 = of any issue */
    const struct scope *scope; /* NULL = all */
    const char *key;           /* only this tag; NULL = all */
};

/* Of struct tag_count *, by key; owned by the array. Under the lock. */
GPtrArray *tags_count(struct store *store, const struct tag_request *request);

/* [{"key", "name", "totalValues"}] of an issue, as its detail has them. Under the lock. */
json_t *issue_tag_keys(struct store *store, const struct issue_record *issue);

#endif
