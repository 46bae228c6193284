/* SPDX-License-Identifier: Apache-2.0
 *
 * A short list that pops up at the lower edge, each entry with a letter that chooses it: one of its
 * label where one is free. Arrows, j, k and Enter work, too.
 */
#ifndef TUI_LETTERS_H
#define TUI_LETTERS_H

#include "tui/palette.h"

struct letters;

/* Copies the texts. */
struct letters *letters_new(const char *title, const struct palette_entry *entries, size_t count);
void letters_free(struct letters *letters);

enum letters_result {
    LETTERS_OPEN,
    LETTERS_CHOSEN,
    LETTERS_CLOSED,
    LETTERS_SEARCH, /* / was pressed */
    LETTERS_COUNT   /* B was: of the entry under the cursor */
};
enum letters_result letters_key(struct letters *letters, struct key key);
const void *letters_data(const struct letters *letters); /* of the entry under the cursor */
void letters_draw(const struct letters *letters, struct surface *surface);

#endif
