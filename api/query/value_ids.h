/* SPDX-License-Identifier: Apache-2.0
 *
 * The different values of a column over many segments, numbered from 1 in the order they are met;
 * and groups: the different combinations of several. Text is borrowed from the segments. Private to
 * api/query.
 */
#ifndef API_QUERY_VALUE_IDS_H
#define API_QUERY_VALUE_IDS_H

#include "api/query/fields.h"

/* The value of a row in a column of any kind. */
struct value row_value(const struct segment *segment, const struct column_ref *column, size_t row);

struct value_ids;
struct value_ids *value_ids_new(void);
void value_ids_free(struct value_ids *map);
struct value value_ids_value(const struct value_ids *map, uint32_t id);
uint32_t value_ids_count(const struct value_ids *map);

/* The ids of `count` rows of a segment. */
void value_ids_read(struct value_ids *map, const struct segment *segment,
                    const struct column_ref *column, const uint32_t *rows, size_t count,
                    uint32_t *ids);

/* Combinations of the values of several columns, numbered from 0. */
struct groups;
struct groups *groups_new(const GPtrArray *columns); /* of const struct column_ref *, borrowed */
void groups_free(struct groups *groups);
size_t groups_count(const struct groups *groups);
void groups_read(struct groups *groups, const struct segment *segment, const uint32_t *rows,
                 size_t count, uint32_t *ids);
struct value groups_value(const struct groups *groups, size_t group, guint column);

#endif
