/* SPDX-License-Identifier: Apache-2.0
 *
 * The first of a few byte strings in a text. Two bytes of each are compared with sixteen places of
 * the text at once, and only where both agree the rest is looked at (W. Mula, "SIMD-friendly
 * algorithms for substring searching", 2016); the two are those that stand least often in logs.
 * Vectors are the compiler's own: any machine. Immutable: any thread.
 */
#ifndef VIEWS_NEEDLES_H
#define VIEWS_NEEDLES_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

struct needles;

/* `texts` (of char *, at least one, each of at least two bytes) must live as long. With `caseless`
 * ASCII letters are found in either case; those of the texts are small. */
struct needles *needles_new(const GPtrArray *texts, bool caseless);
void needles_free(struct needles *needles);

/* Where the first of them begins; NULL = none is there. Never reads past the text. */
const char *needles_find(const struct needles *needles, const char *text, size_t length);

/* No byte is beyond ASCII. */
bool needles_ascii(const char *text, size_t length);

#endif
