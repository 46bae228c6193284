/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzzy matching with the places that matched, for highlighting.
 */
#ifndef TUI_FUZZY_H
#define TUI_FUZZY_H

#include <stdbool.h>

#define FUZZY_TEXT 256 /* characters of a text that are looked at */

/* Like fuzzy_score(); sets hits[i] for each character i of `text` that matched. The words of
 * `pattern` match on their own, in any order. */
int fuzzy_match(const char *pattern, const char *text, bool hits[FUZZY_TEXT]);

#endif
