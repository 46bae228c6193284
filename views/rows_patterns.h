/* SPDX-License-Identifier: Apache-2.0
 *
 * What an answer with log rows says that was not logged before a moment: its rows as
 * api/insight/new_patterns.h takes them. Runs on any thread.
 */
#ifndef VIEWS_ROWS_PATTERNS_H
#define VIEWS_ROWS_PATTERNS_H

#include "api/client/request.h"
#include "api/insight/new_patterns.h"

/* Where not all rows of the range were given, so much before the moment must be among them. */
#define ROWS_PATTERNS_BEFORE_NS (INT64_C(600) * 1000000000)

/* Of struct new_pattern *. The answer has log_rows_fields(), the newest rows first; `cut`: there
 * are older ones that it has not, and then it may not reach back far enough to tell what is new:
 * there are none. */
GPtrArray *rows_patterns(const struct rows *rows, bool cut, int64_t since_ns);

#endif
