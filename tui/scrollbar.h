/* SPDX-License-Identifier: Apache-2.0
 *
 * The scrollbar as a map: at the right edge of a list that is longer than its window, where the
 * window is and where in the whole list the rows are that one looks for. The worst of the rows that
 * fall in a cell is shown.
 *
 * Rows are read in slices, so that a million of them delay no frame; until all of them are read
 * anew, the map is that of the last time. Above SCROLLBAR_CHUNKS rows the map is of runs of rows.
 */
#ifndef TUI_SCROLLBAR_H
#define TUI_SCROLLBAR_H

#include "tui/list.h"
#include "tui/surface.h"

#include <stdint.h>

#define SCROLLBAR_CHUNKS 4096

/* From what matters least. */
enum scrollbar_mark {
    SCROLLBAR_NONE,
    SCROLLBAR_CHANGE,
    SCROLLBAR_WARNING,
    SCROLLBAR_ERROR,
    SCROLLBAR_HIT, /* of a search */
    SCROLLBAR_MARKS
};

struct scrollbar_map {
    uint8_t chunks[SCROLLBAR_CHUNKS]; /* of enum scrollbar_mark: the worst of a run of rows */
    size_t chunk_rows;                /* a power of two; 0 = 1 */
    size_t read;                      /* rows that are in it */
};

/* Zeroed by its owner; holds nothing to free. */
struct scrollbar {
    struct scrollbar_map shown, next;
    bool again; /* `next` is being read */
    uint64_t version;
};

typedef enum scrollbar_mark (*scrollbar_of)(const void *data, size_t row);

/* Reads at most `most` more of `count` rows. Rows may come at the end; when any other changes,
 * `version` is another, and all are read again. True when there is more to read. */
bool scrollbar_read(struct scrollbar *bar, size_t count, uint64_t version, size_t most,
                    scrollbar_of of, const void *data);
/* What cell `cell` of `height` shows. */
enum scrollbar_mark scrollbar_cell(const struct scrollbar *bar, int cell, int height);
/* The cells that stand for the window: at least one, the first and the last only at the ends. */
void scrollbar_thumb(size_t count, size_t top, int height, int *first, int *cells);
/* True for a list that is longer than its window. */
bool scrollbar_needed(const struct list *list);
/* Draws it into a surface of one column, as it stood when keys last rested (list.h). */
void scrollbar_draw(const struct scrollbar *bar, const struct list *list, struct surface *column);
/* Over it, that a moment others look at, too, is at this row. */
void scrollbar_draw_time(const struct list *list, size_t row, struct surface *column);

#endif
