/* SPDX-License-Identifier: Apache-2.0
 *
 * Cumulative metric points made countable. OTLP exporters repeat a running total at every export,
 * changed or not: a point seen before is dropped, and the others get as value what came on top
 * since the last one, so that summing rows is right.
 *
 * Of a series never seen before, the first total counts whole when it was begun at most 10 minutes
 * before the point; an older total (this server was started later than the sender) is only a
 * starting line, and counts 0. A total that fell, or began anew, counts whole.
 */
#ifndef API_LOCAL_CUMULATIVE_H
#define API_LOCAL_CUMULATIVE_H

#include "api/model/item.h"

struct cumulative;
struct cumulative_undo;

/* Remembers at most `max_series`; the one not seen for longest is forgotten first. */
struct cumulative *cumulative_new(size_t max_series);
void cumulative_free(struct cumulative *cumulative);

/* Takes the repeated points out of `items` (of struct item *; owned by it) and changes the values
 * of the others. Returns how many were taken out. *undo puts the memory back as it was, for points
 * that could not be kept after all; NULL when nothing changed. Safe from any thread. */
size_t cumulative_apply(struct cumulative *cumulative, GPtrArray *items,
                        struct cumulative_undo **undo);
void cumulative_undo(struct cumulative *cumulative, struct cumulative_undo *undo);
void cumulative_undo_free(struct cumulative_undo *undo);

#endif
