/* SPDX-License-Identifier: Apache-2.0
 *
 * Text with `*` for any run (`\*` and `\\` for themselves), matched whole and without regard to
 * ASCII case.
 */
#ifndef API_QUERY_PATTERN_H
#define API_QUERY_PATTERN_H

#include <glib.h>
#include <stdbool.h>

struct pattern {
    /* The literal pieces between the stars, in lower case: "a*b" has two, "a" one, "*" two empty
     * ones. Middle pieces are never empty. */
    GPtrArray *pieces;
    char *text; /* with its escapes in normal form; what query_print() prints */
};

struct pattern pattern_parse(const char *text);
void pattern_clear(struct pattern *pattern);
bool pattern_is_glob(const struct pattern *pattern);

bool pattern_matches(const struct pattern *pattern, const char *text);
/* True when some part of `text` matches. */
bool pattern_is_within(const struct pattern *pattern, const char *text);

#endif
