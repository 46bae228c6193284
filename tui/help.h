/* SPDX-License-Identifier: Apache-2.0
 *
 * Help from the key tables: every command of the scopes, with its keys or none, searchable.
 */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/keymap.h"
#include "tui/surface.h"

struct help;
struct help *help_new(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count);
/* What marks on the screen mean, behind the keys of the first scope under a heading of its own.
 * Copied. */
struct help_mark {
    const char *mark, *ascii, *means;
};
void help_add_marks(struct help *help, const char *heading, const struct help_mark *marks,
                    size_t count);
/* What is under the cursor, explained: stands before everything else under `heading`, wrapped to
 * the width. `text`: paragraphs of UTF-8 from anywhere, one a line. Once a help. Copied. */
void help_explain(struct help *help, const char *heading, const char *text);
void help_free(struct help *help);
/* False when the key closes it. */
bool help_key(struct help *help, struct key key);
void help_draw(struct help *help, struct surface *surface);

/* The same as text: one `keys<TAB>id<TAB>help` line a command under `# scope` headings (man page,
 * README, tests); behind the id stands what its argument is called. Newly allocated. */
char *help_text(struct keymap *keymap, const struct keymap_scope *scopes, size_t scope_count);

#endif
