/* SPDX-License-Identifier: Apache-2.0
 *
 * The different values of a column over many segments, numbered from 1 in the order they are met;
 * and groups: the different combinations of several. Text is borrowed from the segments. Private to
 * api/query.
 */
#ifndef API_QUERY_KEYMAP_H
#define API_QUERY_KEYMAP_H

#include "api/query/fields.h"

/* The value of a row in a column of any kind. */
struct value row_value(const struct segment *segment, const struct column_ref *column, size_t row);

struct keymap;
struct keymap *keymap_new(void);
void keymap_free(struct keymap *map);
uint32_t keymap_id(struct keymap *map, struct value value); /* 0 for VALUE_NONE */
struct value keymap_value(const struct keymap *map, uint32_t id);
uint32_t keymap_count(const struct keymap *map);

/* The ids of `count` rows of a segment. */
void keymap_read(struct keymap *map, const struct segment *segment, const struct column_ref *column,
                 const uint32_t *rows, size_t count, uint32_t *ids);

/* Combinations of the values of several columns, numbered from 0. */
struct groups;
struct groups *groups_new(const GPtrArray *columns); /* of const struct column_ref *, borrowed */
void groups_free(struct groups *groups);
size_t groups_count(const struct groups *groups);
void groups_read(struct groups *groups, const struct segment *segment, const uint32_t *rows,
                 size_t count, uint32_t *ids);
struct value groups_value(const struct groups *groups, size_t group, guint column);

#endif
