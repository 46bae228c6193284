/* SPDX-License-Identifier: Apache-2.0
 *
 * Which spans are alike: those of the same service and op whose names are the same but for ids,
 * numbers and literals. Runs of siblings, what is usual for a span and two traces side by side are
 * all told by it.
 *
 * In a name, `?` stands for
 *   numbers at the start of a word, with decimals, dates and dotted addresses (a short one that
 *     belongs to a word stays: v2, utf8, anon_1, gpt-4o; a long one goes: sku104327);
 *   '...' in single quotes, as SQL has its literals ('' and \' in it are quotes);
 *   UUIDs, words of at least 8 hexadecimal digits with one of 0-9 among them, and words of at least
 *     16 letters and digits with four of 0-9 (ULIDs and the like);
 *   placeholders: $1 :1 :name %s %(name)s @p0 {id} <int:id>;
 *   the values in the query of a URL.
 * A list of them is one: `IN (1, 2, 3)` and `VALUES (1, 2), (3, 4)` become `IN (?)`, `VALUES (?)`.
 * SQL comments, in which libraries hand on the trace's id (sqlcommenter), are left out; blanks and
 * line ends in a row are one blank. Sentry takes the same out of queries and URLs before it groups
 * spans ("by stripping integers, UUIDs, SHA1 hashes, and MD5 hashes": docs.sentry.io, N+1 API
 * Calls), and OpenTelemetry asks for names of low cardinality ("Span", trace API specification), so
 * most names stay as they are.
 */
#ifndef API_MODEL_SPAN_LIKE_H
#define API_MODEL_SPAN_LIKE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct trace;

/* One kind of spans of a trace. */
struct span_like {
    const char *key; /* span_like_key(); as long as the trace */
    uint32_t first;  /* the first span of it, in waterfall order */
    uint32_t count;  /* how many there are */
};

/* Appends the name (NULL = "") without what tells like spans apart. */
void span_like_name(GString *out, const char *name);
/* True if the name has placeholders: spans with the same name may still have had other arguments.
 */
bool span_name_is_open(const char *name);
/* What is equal for like spans, and for no others: into `out`, from its start. NULL counts as "".
 */
void span_like_key(GString *out, const char *service, const char *op, const char *name);

/* Fills trace.likes and span.like; of trace_arrange(). O(n); names are read once each. */
void span_likes_find(struct trace *trace);
/* The place in trace.likes of what has this key; -1 when no span of the trace has. */
int span_like_of_key(const struct trace *trace, const char *key);

#endif
