/* SPDX-License-Identifier: Apache-2.0
 *
 * One line of safe text with a cursor, edited the way readline does. The cursor is a byte offset
 * and never stands inside a cluster.
 */
#ifndef TUI_LINE_H
#define TUI_LINE_H

#include "tui/keymap.h"

#define LINE_BYTES 16384 /* more is not taken */
#define LINE_UNDOS 100   /* steps that ^_ takes back */
#define LINE_KILLS 16    /* texts that A-y walks through */

/* What the last key did, as far as the next one asks. */
enum line_deed { DEED_OTHER, DEED_TYPED, DEED_KILLED, DEED_YANKED };

struct line {
    GString *text;
    size_t cursor;
    GPtrArray *killed; /* of char *: newest last; what ^Y gives back */
    GPtrArray *undo;   /* of struct line_state *: oldest first */
    enum line_deed deed;
    size_t yanked_from; /* behind ^Y: where its text begins */
    guint yanked;       /* and which of `killed` it is */
};

enum line_result { LINE_IGNORED, LINE_MOVED, LINE_EDITED };

void line_init(struct line *line, const char *text);
void line_release(struct line *line);
/* Replaces everything; the cursor goes to the end. */
void line_set(struct line *line, const char *text);
/* Inserts at the cursor, sanitised, newlines as spaces. False when nothing was left to insert or
 * there is no room. */
bool line_insert(struct line *line, const char *text);
/* Replaces the bytes from..cursor. */
void line_replace(struct line *line, size_t from, const char *text);
enum line_result line_key(struct line *line, struct key key);

#endif
