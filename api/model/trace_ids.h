/* SPDX-License-Identifier: Apache-2.0
 *
 * Which span has an id: a table made once for all spans of a trace, its room known beforehand.
 * Open addressing; the hash is keyed, so that whoever sends the ids does not know which of them
 * meet. The spans and their ids belong to the caller and outlive it. Immutable: any thread may
 * look.
 */
#ifndef API_MODEL_TRACE_IDS_H
#define API_MODEL_TRACE_IDS_H

#include "base/autoptr.h"

#include <stdbool.h>
#include <stddef.h>

struct span;
struct trace_ids;

/* Of spans with one id the first has it; `repeated`, when it is not NULL: whether there are such.
 */
struct trace_ids *trace_ids_new(struct span *const *spans, size_t count, bool *repeated);
void trace_ids_free(struct trace_ids *ids);
DEFINE_AUTOPTR(trace_ids, trace_ids_free);

/* NULL when none has it, and for NULL. */
struct span *trace_ids_find(const struct trace_ids *ids, const char *id);

#endif
