/* SPDX-License-Identifier: Apache-2.0
 *
 * An array that grows at both ends at the cost of what is added. Elements are counted by places,
 * which stay theirs while others come in front; the first place may be negative.
 *
 * The room for the most elements is address space only: pages are used as elements come.
 */
#ifndef VIEWS_RUNWAY_H
#define VIEWS_RUNWAY_H

#include <glib.h>
#include <stdbool.h>

struct runway {
    char *bytes;
    size_t element, room; /* bytes of an element; elements that there is room for */
    size_t first, end;    /* in use, counted from `bytes` */
    int64_t origin;       /* the place of bytes[0] */
};

/* For at most `most` elements of `element` bytes at a time. */
void runway_init(struct runway *runway, size_t element, size_t most);
void runway_clear(struct runway *runway);
void runway_empty(struct runway *runway);

static inline size_t runway_count(const struct runway *runway)
{
    return runway->end - runway->first;
}
/* The place of the first element, and the one behind the last. */
static inline int64_t runway_first(const struct runway *runway)
{
    return runway->origin + (int64_t)runway->first;
}
static inline int64_t runway_end(const struct runway *runway)
{
    return runway->origin + (int64_t)runway->end;
}
static inline void *runway_at(const struct runway *runway, int64_t place)
{
    return runway->bytes + (size_t)(place - runway->origin) * runway->element;
}

/* Room for `count` more, unset; the first of them. There must not be more than the most. */
void *runway_prepend(struct runway *runway, size_t count);
void *runway_append(struct runway *runway, size_t count);
/* Leaves only the elements at [first, end), which are in use. */
void runway_keep(struct runway *runway, int64_t first, int64_t end);

#endif
