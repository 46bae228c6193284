/* SPDX-License-Identifier: Apache-2.0
 *
 * A compiled search pattern (PCRE2 with JIT) over text from outside: broken UTF-8 is matched
 * around, and a pattern that runs away is stopped (PCRE2's match limit of 10 000) and counts as no
 * match. Case matters only when the pattern has an upper-case letter, those of escapes (\S, \p{Lu})
 * and of groups' names apart; (?-i) at its beginning makes it matter, (?i) not.
 *
 * The functions of a matcher are for one thread at a time; each other thread has a run of its own.
 * References may be taken and given back in any.
 */
#ifndef VIEWS_MATCHER_H
#define VIEWS_MATCHER_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct literals; /* views/literals.h */
struct matcher;

/* NULL with what is wrong and at which byte of the pattern (*offset; may be NULL). */
struct matcher *matcher_new(const char *pattern, size_t *offset, GError **error);
void matcher_free(struct matcher *matcher);
DEFINE_AUTOPTR(matcher, matcher_free);
struct matcher *matcher_ref(struct matcher *matcher);

/* `text` may be NULL, which nothing matches. */
bool matcher_matches(const struct matcher *matcher, const char *text);
/* The next non-empty match at or after byte `from`. */
bool matcher_find(const struct matcher *matcher, const char *text, size_t from, size_t *start,
                  size_t *end);
const char *matcher_pattern(const struct matcher *matcher);
/* What a text must contain to match; NULL = nothing is known. Any thread. */
const struct literals *matcher_literals(const struct matcher *matcher);
/* The same of a text that is ASCII; NULL = no more than of any. Any thread. */
const struct literals *matcher_ascii_literals(const struct matcher *matcher);

/* Matching in one more thread. */
struct match_run;

enum match { MATCH_NO, MATCH_YES, MATCH_COSTLY /* given up: it may or may not match */ };

struct match_run *match_run_new(struct matcher *matcher);
void match_run_free(struct match_run *run);
enum match match_run_bytes(struct match_run *run, const char *text, size_t length);

#endif
