/* SPDX-License-Identifier: Apache-2.0
 *
 * Performance problems that a trace shows by itself, each by a published rule. Pure; O(n log n), so
 * that it can be done on the thread that decodes the trace.
 *
 * The rules are those of Sentry's performance issues (docs.sentry.io/product/issues/issue-details/
 * performance-issues/, one page a kind), with the thresholds given there:
 *   n-one-queries                5 like queries under one parent that do not overlap, more than
 *                                50 ms together, full texts, a query before them
 *   n-one-api-calls              10 GETs of one URL but for its ids and values, each begun within
 *                                5 ms of the one before, more than 300 ms together, in a pageload,
 *                                navigation, ui.load or ui.action; no GraphQL, _next/data or files
 *   slow-db-queries              a SELECT of 500 ms or more (its 100 repetitions before an issue is
 *                                raised are about issues, not about one trace)
 *   consecutive-db-queries       queries one after another, two or more; those after the first that
 *                                are a SELECT without WHERE and parameters, of more than 30 ms,
 *                                could run at once: more than 100 ms and a tenth of them all saved
 *   consecutive-http             3 calls or more one after another, each longer than 500 ms, at
 *                                most 500 ms between them, more than 2 s saved if run at once
 *   large-http-payload           a call that got more than 300 kB and took more than 100 ms; no
 *                                files but .json
 *   uncompressed-asset           a script or stylesheet whose encoded size is its decoded one, more
 *                                than 512 kB and 500 ms, where another asset was compressed
 *   large-render-blocking-asset  a script or stylesheet of more than 500 kB that is not marked as
 *                                non-blocking, was there before the first contentful paint and took
 *                                a third of it or more; that paint at 2 to 10 s
 * Two more:
 *   repeated calls: a query, call or cache lookup that reads only (SELECT; GET and HEAD, which RFC
 *     9110, section 9.2.1 calls safe) and is the same to the last letter, 3 times or more under one
 *     parent, more than 50 ms spent after the first: the count is that of Sentry's detector of
 *     repeated patterns (M N+1), the time that of N+1 queries.
 *   slow work: a second or more, and at least half of a request that someone waits for, in one span
 *     of the service's own work with nothing below it. 1 s is where a user's flow of thought breaks
 *     (Nielsen, "Response Times: The 3 Important Limits", 1993).
 * Where a span does not tell what a rule asks for, the rule says nothing.
 */
#ifndef API_INSIGHT_PROBLEMS_H
#define API_INSIGHT_PROBLEMS_H

#include "api/model/problem.h"
#include "api/model/trace.h"

struct problem_rule {
    const char *name;   /* "N+1 queries" */
    const char *limits; /* "5 or more, over 50ms": fits on a line */
    const char *rule;   /* a sentence */
    const char *cure;   /* what is done about it */
    const char *source; /* where it is published */
};

const struct problem_rule *problem_rule(enum problem_kind kind);

/* Looks for all of them; NULL when there is none. */
struct problems *problems_find(const struct trace *trace);

/* Attributes that the rules read, by the names that a server is asked for them; ends with NULL. */
const char *const *problem_attributes(void);

#endif
