/* SPDX-License-Identifier: Apache-2.0
 *
 * When two spans are alike: the same service does the same kind of work under the same name once
 * what varies from call to call is taken out of the name. Runs of like siblings, problems such as
 * N+1 queries, and the comparison of two traces all mean this by "like". Pure; no allocation but
 * where said.
 *
 * The canonical text of a name has `?` in place of
 *   - numbers at the start of a word, with their decimals, dates and dotted addresses; a short
 *     number that belongs to a word stays (`v2`, `utf8`, `anon_1`), a long one goes (`sku10432`);
 *   - quoted strings ('...', with '' and \'), UUIDs, hexadecimal ids of at least 8 digits, mixed
 *     ids of at least 16 characters (ULIDs and the like);
 *   - placeholders: $1 :1 :name %s %(name)s @p0 {id} <int:id>;
 *   - the values in the query string of a URL.
 * Lists of them are one (`IN (?, ?, ?)` and `VALUES (?, ?), (?, ?)` become `IN (?)`, `VALUES (?)`),
 * comments of SQL, in which libraries pass the trace's id (sqlcommenter), are left out, and white
 * space is one blank. It is what Sentry does to queries and URLs before it groups spans ("Sentry
 * parameterizes the URLs by stripping integers, UUIDs, SHA1 hashes, and MD5 hashes":
 * docs.sentry.io/product/issues/issue-details/performance-issues/n-one-api-calls/), and the
 * db.query.summary of OpenTelemetry's conventions for database spans has the same aim.
 *
 * Only the first LIKENESS_READ bytes of a name are read: names that differ after them are alike.
 */
#ifndef API_INSIGHT_LIKENESS_H
#define API_INSIGHT_LIKENESS_H

#include "api/model/trace.h"

#include <stddef.h>

#define LIKENESS_READ 1024

/* Writes the canonical text of `name` (NULL = "") and a NUL to `out`, which has room for
 * LIKENESS_READ + 1 bytes; returns its length. It is never longer than the name. */
size_t likeness_write(const char *name, char *out);
/* The same, newly allocated: "SELECT * FROM items WHERE order_id = ?". */
char *likeness_text(const char *name);

/* A hash of service, operation and canonical name; the same in every run of the program. Spans
 * that are alike have the same; others practically never. */
uint64_t likeness_hash(const struct span *span);
/* The hash of every span of a trace, `hashes` having as many places. One pass, each name read
 * once. */
void likeness_hashes(const struct trace *trace, uint64_t *hashes);

/* True if two spans are alike. */
bool likeness_same(const struct span *a, const struct span *b);

#endif
