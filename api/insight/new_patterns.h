/* SPDX-License-Identifier: Apache-2.0
 *
 * Which messages are logged now that were not before: rows clustered (log_patterns.h), and of the
 * patterns those whose first row is not before a moment. Pure; runs on any thread.
 */
#ifndef API_INSIGHT_NEW_PATTERNS_H
#define API_INSIGHT_NEW_PATTERNS_H

#include "api/insight/lead.h"
#include "api/insight/log_patterns.h"

#define NEW_PATTERNS_LEAST 2 /* rows: what was said once is no pattern yet */
#define NEW_PATTERNS_MOST  3 /* that are told; those with most rows */

/* Of struct new_pattern *, the first seen first. `lines` may come in any order; without any from
 * before the moment nothing tells what is new, and there are none. */
GPtrArray *new_patterns_find(const struct log_line *lines, size_t count, int64_t since_ns);
void new_pattern_free(struct new_pattern *pattern);

#endif
