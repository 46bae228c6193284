/* SPDX-License-Identifier: Apache-2.0
 *
 * What a server would refuse, found before it is asked: the syntax (api/query), values that a field
 * of Sentry's own cannot have, and what searches of issues do not take.
 */
#ifndef VIEWS_QUERY_CHECK_H
#define VIEWS_QUERY_CHECK_H

#include "views/query_keys.h"

#include <stdint.h>

/* NULL when `text` is right; else a sentence that says what would be, and *offset, the byte where
 * it is wrong. Newly allocated. */
char *query_wrong(enum query_kind kind, const char *text, int64_t now_ns, size_t *offset);

#endif
