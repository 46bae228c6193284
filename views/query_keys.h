/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be searched in, and the fields and values there that Sentry itself defines: those that
 * no attribute endpoint tells of. Names are Sentry's.
 */
#ifndef VIEWS_QUERY_KEYS_H
#define VIEWS_QUERY_KEYS_H

#include <stdbool.h>
#include <stddef.h>

/* What a view's query searches in. */
enum query_kind { QUERY_ISSUES, QUERY_LOGS, QUERY_SPANS, QUERY_METRICS, QUERY_KIND_COUNT };

enum query_values {
    VALUES_ASKED, /* the API tells them */
    VALUES_FREE,  /* it does not: any text, number or time */
    VALUES_ONLY,  /* nothing but those of the table is right */
};

struct query_key {
    const char *key;
    const char *about;         /* a few words */
    const char *const *values; /* offered before those of the API; NULL-terminated, or NULL */
    enum query_values kind;
};

/* The table's end has a NULL key. */
const struct query_key *query_keys(enum query_kind kind);
/* NULL when the table has none. */
const struct query_key *query_key_find(enum query_kind kind, const char *key);

/* Of events/ and the attribute endpoints; NULL for issues. */
const char *query_dataset(enum query_kind kind);
const char *query_kind_words(enum query_kind kind, bool many); /* "issue", "issues" */
/* The kind of a dataset's name; QUERY_SPANS for names unknown. */
enum query_kind query_kind_of(const char *dataset);

#endif
