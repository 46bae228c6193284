/* SPDX-License-Identifier: Apache-2.0
 *
 * What the headers of an answer say: the next page, the total, and how long to hold off. Pure.
 */
#ifndef API_CLIENT_LINK_H
#define API_CLIENT_LINK_H

#include <glib.h>
#include <stdint.h>

/* The cursor of the next page, from a Link header; NULL when there is none. A `next` link stands
 * there on the last page too: only results="true" says that there is more. Newly allocated. */
char *link_next_cursor(const char *header);

/* How long a Retry-After asks to wait, in ms: seconds, or an HTTP date relative to `date` (the
 * answer's Date header, or NULL: then to `now_ms`). -1 when it is neither; an hour at most. */
int64_t link_retry_after_ms(const char *header, const char *date, int64_t now_ms);

/* How long until the window of X-Sentry-Rate-Limit-Reset (epoch seconds) opens again, by the
 * server's own clock where it tells it. -1 when not told; an hour at most. */
int64_t link_reset_ms(const char *reset, const char *date, int64_t now_ms);

#endif
