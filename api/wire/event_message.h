/* SPDX-License-Identifier: Apache-2.0
 *
 * The text of an event's message, whose template and parameters some SDKs send apart.
 */
#ifndef API_WIRE_EVENT_MESSAGE_H
#define API_WIRE_EVENT_MESSAGE_H

#include <jansson.h>

/* "user %s failed %d times" or "user {} failed {1} times" with its parameters put in. Places
 * without a parameter stay as they are. Owned. */
char *event_message_format(const char *template, const json_t *params);

/* Makes `message` of an event plain text: the formatted log entry, else its template filled in,
 * else what stood there; "" when there is none. */
void event_message(json_t *event);

#endif
