/* SPDX-License-Identifier: Apache-2.0
 *
 * A call while it is being answered, for the files that answer it: its path variables, its scope
 * (projects, environments, time), its page, and what goes wrong. A function that answers returns
 * the body as a new reference, or NULL for an answer without one; it never returns half a body.
 */
#ifndef API_LOCAL_ANSWER_CALL_H
#define API_LOCAL_ANSWER_CALL_H

#include "api/local/answer.h"
#include "api/query/aggregate.h"
#include "api/wire/json.h"

#include <inttypes.h>

struct ask {
    struct store *store;
    const struct http_call *call;
    const struct endpoint_info *endpoint;
    GPtrArray *variables; /* of char *, decoded, in the order of the endpoint's path */
    int64_t now_ns;
    int status;         /* of the answer; 200 until it is set */
    GPtrArray *headers; /* of struct http_pair *: headers of the answer */
};

typedef json_t *answer_fn(struct ask *ask);

/* Sets the status and makes {"detail": text}. */
json_t *ask_fail(struct ask *ask, int status, const char *format, ...) G_GNUC_PRINTF(3, 4);
json_t *ask_missing(struct ask *ask); /* 404, in Sentry's words */
/* 400 for what the query module refused; else 500. */
json_t *ask_fail_error(struct ask *ask, const GError *error);

/* Path variable `index`; "" when the path has fewer. */
const char *ask_variable(const struct ask *ask, size_t index);
/* The first value of a parameter; NULL when absent or empty. */
const char *ask_get(const struct ask *ask, const char *name);
/* Every value that is not empty, NULL-terminated, borrowed; NULL when there is none. */
const char **ask_get_all(const struct ask *ask, const char *name);
/* 1, true, yes. */
bool ask_flag(const struct ask *ask, const char *name);
/* The body as a JSON object; NULL, with the failure in *failure, when it is none. */
json_t *ask_body(struct ask *ask, json_t **failure);

/* What rows a call is about. */
struct scope {
    const char **projects;     /* slugs, NULL-terminated; NULL = all. The text is the store's */
    const char **environments; /* NULL = all. Owned list */
    int64_t start_ns, end_ns;  /* [start, end) */
    bool ranged;               /* the call said a time range */
};

/* Where a list goes on. The cursor's text is value:offset:previous, as Sentry has it. */
struct page {
    int64_t value; /* what the list is anchored at; 0 on the first page */
    size_t offset; /* rows before the page, or rows with the same key before it */
    bool previous; /* the page that ends where the cursor points */
    bool given;    /* the call came with a cursor */
    size_t limit;  /* rows of a page */
};

/* Reads project, environment, statsPeriod, start and end. Under the store's lock. A relative range
 * ends at the page's anchor, so that rows that arrive while a client turns pages shift nothing;
 * `page` may be NULL. Returns NULL, or the failure. */
json_t *ask_scope(struct ask *ask, const struct page *page, struct scope *scope);
void ask_scope_clear(struct scope *scope);
bool ask_scope_has_project(const struct scope *scope, const char *slug);
/* `environment` is the segment's column of it, or -1: looked up once a segment, not once a row. */
bool ask_scope_has_row(const struct scope *scope, const struct segment *segment, size_t row,
                       int environment);

/* Reads per_page (or limit) and cursor. `maximum` 0 = the endpoint's. Returns NULL, or the failure.
 */
json_t *ask_page(struct ask *ask, size_t maximum, struct page *page);

/* The Link header of a list that is read by offset from one anchor. */
void ask_link_offset(struct ask *ask, const struct page *page, int64_t anchor, bool more);
/* The Link header from two cursors' texts. */
void ask_link(struct ask *ask, const char *previous, bool has_previous, const char *next,
              bool has_next);
/* X-Hits: how many rows the list has. */
void ask_hits(struct ask *ask, size_t hits);

/* Cuts a whole list (taken) to the page and adds Link and X-Hits. */
json_t *ask_page_of(struct ask *ask, json_t *list);

/* "1h", "30m", "14d", "90s", "2w" in ns; 0 when it is no period. */
int64_t ask_period(const char *text);

/* True for /projects/{org}/{project}/... */
bool path_has_project(const struct ask *ask);
/* The project that the path names (variable 1), under the lock; NULL when there is none. */
const struct project *ask_project(const struct ask *ask);

/* `text` parsed; NULL with the failure (what and where) in *failure when it is no query. */
struct query *ask_query(struct ask *ask, const char *text, json_t **failure);

#endif
