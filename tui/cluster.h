/* SPDX-License-Identifier: Apache-2.0
 *
 * Text from outside as clusters: one safe base character with its combining marks, and the cells it
 * takes. Sanitising, measuring, cutting and drawing all walk text this way, so they agree.
 */
#ifndef TUI_CLUSTER_H
#define TUI_CLUSTER_H

#include <glib.h>
#include <stdbool.h>

#define CLUSTER_MARKS 4 /* more marks on one base vanish; curses keeps as many */
#define CLUSTER_BYTES (4 * (CLUSTER_MARKS + 1) + 1) /* with the final NUL */

struct cluster {
    char text[CLUSTER_BYTES];
    unsigned char length; /* bytes of text */
    unsigned char width;  /* 1 or 2 cells */
};

/* Where `text` ends when at most `max_bytes` of it are read: never inside a character. */
const char *cluster_end(const char *text, size_t max_bytes);

/* The next cluster of any bytes; moves *at. False at the end. What may not be shown is skipped. */
bool cluster_next(const char **at, const char *end, struct cluster *cluster);

/* How many of the bytes from `at` on are clusters of one printable ASCII character each. */
size_t cluster_plain(const char *at, const char *end);

/* Whether all of it takes at most `cells`. Looks at no more than tells. */
bool cluster_fits(const char *text, const char *end, int cells);
/* The start of the last clusters that take at most `cells`. Of a long text only the end is looked
 * at: names of a megabyte are cut anew with every frame. */
const char *cluster_tail(const char *text, const char *end, int cells);

/* The closest printable ASCII character, for terminals without UTF-8. */
char cluster_ascii(const struct cluster *cluster);

#endif
