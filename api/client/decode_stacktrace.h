/* SPDX-License-Identifier: Apache-2.0
 *
 * Stack traces, exceptions and threads of an event's entries.
 */
#ifndef API_CLIENT_DECODE_STACKTRACE_H
#define API_CLIENT_DECODE_STACKTRACE_H

#include "api/client/decode.h"

/* Adds what `data` of an entry holds to the event. */
void decode_exceptions(struct event *event, const json_t *data);
void decode_threads(struct event *event, const json_t *data);
/* A bare stack trace, of a message: an exception without a type. */
void decode_stacktrace(struct event *event, const json_t *data);

#endif
