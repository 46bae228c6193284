/* SPDX-License-Identifier: Apache-2.0
 *
 * The search syntax of Sentry, parsed once, evaluated on frames, printed back.
 *
 *   key:value  !key:value  key:"quoted text"  key:glob*  key:[a,b]  has:key  !has:key
 *   key:>10  key:<=1s  key:>5MB  timestamp:>=2026-11-22T03:00:00  age:-24h  lastSeen:+1h  free text
 *   AND (also by standing side by side)  OR  ( )          AND binds tighter than OR
 *
 * Numbers take the suffixes k m b (thousand, million, billion), durations ms s m h d w, sizes b kb
 * mb gb and kib mib gib. A comparison with a duration or size is made in the unit of the column
 * (span.duration is ms). `tags[name]` and `tags[name,number]` are the attribute `name`.
 * Text is matched whole and case-insensitively (ASCII); `*` stands for any run; `\*` for itself.
 * Free text matches inside the message (logs), the name or description (spans), the title and
 * message (events), the metric's name. A key that a row lacks matches only its negation, as on
 * Sentry. key:"" means "absent or empty"; has:key is its opposite. An array matches by any of its
 * elements. Free words must all be there; words in quotes must be there as one. Names are taken
 * through attribute_canonical() (api/model/attributes.h), so old and new names both work; short
 * names (level, op, description) mean what they mean on that kind of row. timestamp:2026-11-22 is
 * that whole day, as timestamp:2026-11-22T03:10 is that minute. -24h is "since 24 hours ago", +24h
 * "before that".
 */
#ifndef API_QUERY_QUERY_H
#define API_QUERY_QUERY_H

#include "api/model/frame.h"

#include <stdbool.h>

struct query;

#define QUERY_ERROR query_error_quark()
GQuark query_error_quark(void);
enum query_error { QUERY_ERROR_SYNTAX, QUERY_ERROR_VALUE, QUERY_ERROR_FUNCTION, QUERY_ERROR_LIMIT };

/* Parses `text` (UTF-8; NULL and "" select everything). On failure returns NULL with a message a
 * person can act on ("unclosed quote", "span.duration wants a duration such as 1s, not \"abc\"")
 * and, if `offset` is not NULL, the byte where it is wrong. Nesting past 64, more than 1000 terms
 * and texts over 64 kB are refused. `now_ns` is what relative dates (age:, lastSeen:,
 * timestamp:-1h) count from. */
struct query *query_parse(const char *text, int64_t now_ns, size_t *offset, GError **error);
void query_free(struct query *query);
DEFINE_AUTOPTR(query, query_free);

/* The query as text that parses to the same query. Newly allocated. */
char *query_print(const struct query *query);

bool query_is_empty(const struct query *query);

/* Calls `each` for every key:value term (negated or not) in order, so that an answer can take the
 * terms that it treats itself (is:unresolved, project:x). `op` is one of ":" ":>" ":>=" ":<"
 * ":<=" "has"; `value` as written, unquoted. Stop by returning false. */
typedef bool query_term_fn(const char *key, const char *op, const char *value, bool negated,
                           void *context);
void query_each_term(const struct query *query, query_term_fn *each, void *context);

/* The same for every term, with where it stands; `key` is NULL for free text. */
struct query_place {
    const char *key;   /* as written */
    const char *value; /* unquoted; a list with its brackets; of has: the name */
    bool negated;
    size_t key_at, value_at; /* bytes of the text that was parsed */
};
typedef bool query_place_fn(const struct query_place *place, void *context);
void query_each_place(const struct query *query, query_place_fn *each, void *context);
/* The value, as written, of a term key:value without which no row is selected; NULL when there is
 * none. `key` is canonical; the text is the query's. */
const char *query_needs(const struct query *query, const char *key);

/* Whether AND or OR is written in it, and the byte where first: searches of issues take neither. */
bool query_has_boolean(const struct query *query, size_t *offset);

/* One search for what both select: an OR in either goes into parentheses. NULL and "" select
 * everything. Newly allocated. */
char *query_both(const char *one, const char *other);
/* What stands behind `part` in `both`, which query_both() made of it and another: "" = no more than
 * that part, NULL = it does not begin with it. Borrowed from `both`. */
const char *query_beyond(const char *both, const char *part);

/* `key` as it is written in a search before a colon: quoted where it holds what no plain key does.
 * Newly allocated. */
char *query_key(const char *key);

/* The search for all that `text` does not select. The syntax negates single terms only, so that
 * what must all be there becomes what lacks one of them, and the other way round. NULL when `text`
 * is no search, or selects everything. Newly allocated. */
char *query_negated(const char *text);

/* Evaluates over anything that can give a value for a key: `get` returns VALUE_NONE for what is
 * absent, and for key NULL the text that free text searches. Keys are canonical; age: asks for
 * "firstSeen". A date is an integer of ns since the epoch, or ISO text. For issues and other things
 * that are not in frames. */
typedef struct value query_get_fn(const void *thing, const char *key);
bool query_matches(const struct query *query, query_get_fn *get, const void *thing);
bool query_matches_item(const struct query *query, const struct item *item);

/* The rows of `segment` that match: bit r of word r / 64. `bits` has (rows + 63) / 64 words, all
 * written. Works column at a time: each distinct text is compared once per segment. Returns how
 * many matched. */
size_t query_select(const struct query *query, const struct segment *segment, size_t rows,
                    uint64_t *bits);

#endif
