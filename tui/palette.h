/* SPDX-License-Identifier: Apache-2.0
 *
 * A pop-up list narrowed by fuzzy matching as one types: the command palette, choosers of scope,
 * range, theme. And the pop-up of a key prefix.
 */
#ifndef TUI_PALETTE_H
#define TUI_PALETTE_H

#include "tui/keymap.h"
#include "tui/surface.h"

struct palette;

struct palette_entry {
    const char *label;  /* matched and shown */
    const char *detail; /* shown at the right, muted: keys, counts; may be NULL */
    const void *data;
    const char *name; /* typed whole, the entry comes first; may be NULL */
};

/* Copies the entries' texts. `free_text`: Enter on a text that matches nothing gives the text
 * itself. */
struct palette *palette_new(const char *title, const struct palette_entry *entries, size_t count,
                            bool free_text);
void palette_free(struct palette *palette);

/* Another detail (copied) of the entries with these data. */
void palette_detail(struct palette *palette, const void *data, const char *detail);

/* Replaces what is typed. */
void palette_type(struct palette *palette, const char *text);
/* What is typed counts, whatever matches, until the cursor is moved onto an entry. */
void palette_prefer_typed(struct palette *palette);

/* What is wrong with what is typed, from its byte `offset` on; NULL: nothing. It stands below its
 * place where no entry matches, and Enter does not take the text. It holds until the next call. */
void palette_complain(struct palette *palette, size_t offset, const char *message);

enum palette_result { PALETTE_OPEN, PALETTE_CHOSEN, PALETTE_CLOSED };
enum palette_result palette_key(struct palette *palette, struct key key);
void palette_paste(struct palette *palette, const char *text);
const void *palette_data(
    const struct palette *palette); /* of the entry under the cursor; NULL for free text */
const char *palette_text(const struct palette *palette); /* what was typed */
void palette_draw(const struct palette *palette, struct surface *surface, int *cursor_row,
                  int *cursor_col);

/* Draws the keys that may follow a prefix, at the lower edge. */
void prefix_draw(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count,
                 const struct key *keys, size_t count, struct surface *surface);

/* Score of `pattern` in `text` (subsequence; word starts and runs count more); negative = no match.
 */
int fuzzy_score(const char *pattern, const char *text);

#endif
