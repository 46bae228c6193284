/* SPDX-License-Identifier: Apache-2.0
 *
 * The entries of an event as the event endpoints give them, made from the payload as it is stored
 * (api/wire/event_json.h): exceptions, threads, breadcrumbs, request, message, spans and debug
 * images.
 */
#ifndef API_LOCAL_ANSWER_ENTRIES_H
#define API_LOCAL_ANSWER_ENTRIES_H

#include "api/wire/json.h"

/* A list of {"type", "data"}, in the order in which Sentry shows them. New reference. */
json_t *answer_entries(const json_t *payload);

/* A stack trace with its frames renamed (lineNo, inApp, context ...); null when `trace` is none. */
json_t *answer_stacktrace(const json_t *trace);

/* The tags of a payload: a list of {"key", "value"}. */
json_t *answer_payload_tags(const json_t *payload);

#endif
