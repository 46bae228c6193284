/* SPDX-License-Identifier: Apache-2.0
 *
 * Small pieces of JSON that every answer is made of. What returns json_t gives a new reference and
 * never NULL: what is absent is JSON null.
 */
#ifndef API_LOCAL_ANSWER_JSON_H
#define API_LOCAL_ANSWER_JSON_H

#include "api/model/value.h"
#include "api/wire/json.h"

#include <inttypes.h>

/* `text` as a string, mended where it is no UTF-8; NULL gives null. */
json_t *answer_text(const char *text);
/* A string that the caller hands over; it is freed. */
json_t *answer_text_take(char *text);
/* A number as a string, as Sentry writes ids and an issue's count. */
json_t *answer_id(int64_t id);
/* "2026-11-22T03:10:04.123Z" with `digits` of fraction (0, 3, 6, 9); 0 gives null. */
json_t *answer_time_ms(int64_t time_ms);
json_t *answer_time_ns(int64_t time_ns, int digits);
/* Epoch seconds as a double, as the trace endpoint has them. */
json_t *answer_seconds(int64_t time_ns);
/* An attribute's value: arrays become JSON arrays; what is not finite is null. */
json_t *answer_value(struct value value);

/* A reference to the member `key` of `object`; null when absent. */
json_t *answer_member(const json_t *object, const char *key);
#endif
