/* SPDX-License-Identifier: Apache-2.0
 *
 * Which spans are alike: those of the same service and op whose names are the same but for ids,
 * numbers and literals. Runs of siblings, what is usual for a span and two traces side by side are
 * all told by it.
 *
 * The rule, on the bytes of a name:
 *   a UUID, 0x and hexadecimal digits            #
 *   a word of 8 or more hexadecimal digits, at least one of 0-9, or of 16 or more letters and
 *     digits with at least three of 0-9          #
 *   a run of digits between no letters, with its fraction    #   (v2, s3 and 4o stay)
 *   'text' in single quotes, as SQL has its literals             #   ('' in it is a quote)
 *   the query of a URL, from a `?` before a name to the next blank   ?
 *   a list of what became one and the same, as in IN (1, 2, 3)   the first alone
 *   blanks and line ends in a row                one blank
 * OpenTelemetry asks for names of low cardinality ("Span", trace API specification), so most names
 * stay as they are.
 */
#ifndef API_MODEL_SPAN_LIKE_H
#define API_MODEL_SPAN_LIKE_H

#include <glib.h>
#include <stdint.h>

struct trace;

/* One kind of spans of a trace. */
struct span_like {
    const char *key; /* span_like_key(); as long as the trace */
    uint32_t first;  /* the first span of it, in waterfall order */
    uint32_t count;  /* how many there are */
};

/* Appends the name without what tells like spans apart. */
void span_like_name(GString *out, const char *name);
/* What is equal for like spans, and for no others: into `out`, from its start. NULL counts as "".
 */
void span_like_key(GString *out, const char *service, const char *op, const char *name);

/* Fills trace.likes and span.like; of trace_arrange(). O(n); names are read once each. */
void span_likes_find(struct trace *trace);
/* The place in trace.likes of what has this key; -1 when no span of the trace has. */
int span_like_of_key(const struct trace *trace, const char *key);

#endif
