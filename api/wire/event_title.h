/* SPDX-License-Identifier: Apache-2.0
 *
 * What an error event is called: title, culprit, metadata, tags; and the parts of it that matter
 * most. For events whose exceptions and stacks are in one form already (event_json.h).
 */
#ifndef API_WIRE_EVENT_TITLE_H
#define API_WIRE_EVENT_TITLE_H

#include <jansson.h>
#include <stdbool.h>

/* Sets type, title, metadata and culprit. */
void event_title(json_t *event);
/* Sets tags: those sent and those that follow from the event, as sorted pairs. */
void event_tags(json_t *event);

/* The exception that was thrown: the last one. NULL when there is none. */
const json_t *event_exception(const json_t *event);
/* Where it came from: its last in-app frame, else its last frame. NULL when there is none. */
const json_t *event_frame(const json_t *exception);
/* False when a mechanism says that nothing handled it. */
bool event_is_handled(const json_t *event);

#endif
