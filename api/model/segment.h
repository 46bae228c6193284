/* SPDX-License-Identifier: Apache-2.0
 *
 * How a frame fills its open segment. What everybody may do with a segment stands in frame.h.
 */
#ifndef API_MODEL_SEGMENT_H
#define API_MODEL_SEGMENT_H

#include "api/model/frame.h"

struct segment *segment_new(enum item_kind kind);
void segment_append(struct segment *segment, const struct item *item);

/* True once the segment holds `rows` rows, or so much text that it should be sealed. */
bool segment_is_full(const struct segment *segment, size_t rows);

/* Gives back what only writing needs. */
void segment_seal(struct segment *segment);
bool segment_is_sealed(const struct segment *segment);

size_t segment_memory(const struct segment *segment);

#endif
