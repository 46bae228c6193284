/* SPDX-License-Identifier: Apache-2.0
 *
 * Attribute changes (SGR, ECMA-48 8.3.117) made few and short. curses resets before almost every
 * style and changes colours of blanks that show none; over a slow line that is half of what is
 * sent. The pen follows what curses wants, and sends a change when a character needs it: the
 * background for blanks and for what erases or scrolls, the rest for what shows. What it says
 * otherwise passes as it is. Behind a sequence that it does not know it sets everything anew.
 *
 * Between frames the terminal keeps the pen as it was last needed; pen_settle() ends that.
 */
#ifndef TUI_PEN_H
#define TUI_PEN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#define PEN_COLOUR 24 /* room for "38:2::255:255:255" */

struct look {
    char foreground[PEN_COLOUR], background[PEN_COLOUR]; /* parameters; "" = the default */
    unsigned attributes;                                 /* bits by parameter: 1 << 1 is bold */
};

struct pen {
    struct look wanted, sent;
    bool known;    /* `sent` is how the terminal draws now */
    bool defaults; /* the terminal knows 39 and 49; set by the owner */
};

/* Appends whole sequences of curses, rewritten. */
void pen_rewrite(struct pen *pen, const char *bytes, size_t count, GString *out);
/* Appends what makes the terminal draw as curses wants now. */
void pen_settle(struct pen *pen, GString *out);
/* The terminal may draw in any way from here on. */
void pen_forget(struct pen *pen);

/* Beside curses: appends what makes the terminal draw in `look`, of which cells that show their
 * background only need no more than that. What curses wants stays. */
void pen_take(struct pen *pen, const struct look *look, bool background_only, GString *out);
/* Bytes of the change from one look to another. */
size_t pen_cost(const struct pen *pen, const struct look *from, const struct look *to);
/* Adds to *look what a sequence from ESC [ to its 'm' sets. False = it is no such sequence. */
bool pen_read(const char *sequence, struct look *look);

#endif
