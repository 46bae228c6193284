/* SPDX-License-Identifier: Apache-2.0
 *
 * The text of an event's message, whose template and parameters some SDKs send apart.
 */
#ifndef API_WIRE_EVENT_MESSAGE_H
#define API_WIRE_EVENT_MESSAGE_H

#include <jansson.h>

/* Makes `message` of an event plain text: the formatted log entry, else its template filled in,
 * else what stood there; "" when there is none. */
void event_message(json_t *event);

#endif
