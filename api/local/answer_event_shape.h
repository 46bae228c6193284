/* SPDX-License-Identifier: Apache-2.0
 *
 * An error event as the event endpoints give it: in full, and light as in lists. Both are made from
 * the stored payload (api/wire/event_json.h). Under the store's lock.
 */
#ifndef API_LOCAL_ANSWER_EVENT_SHAPE_H
#define API_LOCAL_ANSWER_EVENT_SHAPE_H

#include "api/local/answer_call.h"

/* The event with its entries, contexts and all else. `payload` is the event's, read. The caller
 * adds nextEventID and previousEventID where they are wanted. */
json_t *shape_event(struct store *store, const struct stored_event *event, const json_t *payload);

/* The event as in a list. */
json_t *shape_event_light(struct store *store, const struct stored_event *event,
                          const json_t *payload);

#endif
