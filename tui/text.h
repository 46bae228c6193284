/* SPDX-License-Identifier: Apache-2.0
 *
 * Text from outside, made safe, measured and cut by display cells. The one sanitiser: every byte
 * from outside passes it.
 */
#ifndef TUI_TEXT_H
#define TUI_TEXT_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `text` (NULL = "") as safe UTF-8 for one row: newline becomes ⏎ (ASCII: |), tab a space, other
 * C0, DEL, C1 and whole escape sequences (CSI, OSC, DCS, APC, PM, SOS) vanish, bidi controls, ZWJ
 * and variation selectors vanish, broken UTF-8 becomes U+FFFD. Newly allocated. */
char *text_safe(const char *text);
/* Appends the same to `out`; at most `max_bytes` of input are read (SIZE_MAX = all). */
void text_safe_append(GString *out, const char *text, size_t max_bytes);

/* `text` (NULL = "") made safe line by line: its newlines stay. For what is copied, which may be
 * pasted where control functions act. Newly allocated. */
char *text_safe_lines(const char *text);

/* Cells that safe text takes. */
int text_width(const char *safe);

/* Newly allocated: `safe` cut to `cells` at the end with … (ASCII: ~), or in the middle. Never
 * inside a cluster; may be shorter. */
char *text_cut(const char *safe, int cells);
char *text_cut_middle(const char *safe, int cells);

/* Lines of `text` wrapped to `cells` at spaces where possible, each safe. Keeps the text's own
 * newlines. Of char *. */
GPtrArray *text_wrap(const char *text, int cells);

#endif
