/* SPDX-License-Identifier: Apache-2.0
 *
 * What a text must contain to match a pattern: one of a few literals, found by reading the pattern
 * alone. Text without any of them is passed over many times faster (views/needles.h) than a pattern
 * is matched. Immutable: any thread.
 */
#ifndef VIEWS_LITERALS_H
#define VIEWS_LITERALS_H

#include <stdbool.h>
#include <stddef.h>

struct literals;

/* NULL: nothing is known that is worth looking for. `pattern` is a valid one of PCRE2, matched
 * without regard to case when `caseless`; letters that have more than two cases in Unicode (k and
 * s: U+212A, U+017F) are no part of a literal then. */
struct literals *literals_of(const char *pattern, bool caseless);
/* The same of texts that are ASCII, in which k and s have two cases. NULL also when that tells
 * nothing more. */
struct literals *literals_of_ascii(const char *pattern, bool caseless);
void literals_free(struct literals *literals);

/* Where the first of them begins; NULL = none is there. */
const char *literals_find(const struct literals *literals, const char *text, size_t length);
/* Any text that has one of them matches: the pattern says nothing else. */
bool literals_are_all(const struct literals *literals);
/* How many there are, and the n-th: for tests and for saying. */
size_t literals_count(const struct literals *literals);
const char *literals_text(const struct literals *literals, size_t n);

#endif
