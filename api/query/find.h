/* SPDX-License-Identifier: Apache-2.0
 *
 * Finding a literal in text without regard to ASCII case.
 */
#ifndef API_QUERY_FIND_H
#define API_QUERY_FIND_H

#include <stddef.h>

/* The first place of `needle` (in lower case, `needle_length` bytes) in `text`, or NULL. An empty
 * needle is found at once. */
const char *find_folded(const char *text, size_t length, const char *needle, size_t needle_length);

#endif
