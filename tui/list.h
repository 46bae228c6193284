/* SPDX-License-Identifier: Apache-2.0
 *
 * A cursor over N rows in a window of H rows. Owns no data, draws nothing. Rows are known by an
 * opaque 64-bit key, so that the cursor stays on its row when rows arrive around it.
 */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
    size_t count;  /* rows there are */
    size_t cursor; /* the selected row; 0 when empty */
    size_t top;    /* first row shown */
    int height;    /* rows of the window */
    bool at_end;   /* stays at the last row as rows arrive (follow) */
    /* Where it stood when the keys last rested; what costs much to draw follows only then. */
    size_t lit;     /* the row shown as selected */
    size_t lit_top; /* what the scrollbar says */
    size_t seen_top;
    long drift; /* rows that the scrollbar has moved along with the rows beside it since */
};

void list_resize(struct list *list, size_t count,
                 int height); /* keeps the cursor in range and in sight */
void list_move(struct list *list, long by);
void list_page(struct list *list, double pages); /* 0.5 = half a page */
void list_go(struct list *list, size_t row);
void list_end(struct list *list);
/* The keys rest: everything is where the cursor is. */
void list_rest(struct list *list);
/* A frame while keys move the cursor: the scrollbar moves along with rows that scroll a little, as
 * the terminal does it, and stays where they jump. */
void list_glide(struct list *list);
/* Row at window line `y`, or SIZE_MAX below the last. */
size_t list_row(const struct list *list, int y);

#endif
