/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling rows from what was sent, for all decoders: canonical names, bounds, ids and times.
 */
#ifndef API_WIRE_ROWS_H
#define API_WIRE_ROWS_H

#include "api/model/item.h"
#include "api/wire/json.h"

/* Past this many attributes the rest of a row is left out, and counted in the attribute
 * `vigil.attributes_dropped`. */
#define ROW_MAX_ATTRIBUTES 512
/* Longer texts of attributes are cut, with a mark. */
#define ROW_MAX_TEXT 65536
/* How JSON is written into rows: 0.1 stays 0.1, at the price of the last bit of some doubles. */
#define ROW_JSON (JSON_COMPACT | JSON_REAL_PRECISION(16))

/* Sets attribute `key` by its canonical name. Text must be UTF-8. */
void row_set(struct item *item, const char *key, struct value value);
void row_set_text(struct item *item, const char *key, const char *text);
/* Text, numbers and booleans as they are, lists as the text of an array, objects as JSON text. */
void row_set_json(struct item *item, const char *key, const json_t *value);
/* Every member of an object, which may be NULL. */
void row_set_members(struct item *item, const json_t *object);
/* Sentry's typed attributes: {"name": {"value": ..., "type": ...}}, or plain values. */
void row_set_typed(struct item *item, const json_t *attributes);

/* Lower-case hex of exactly `digits`, hyphens left out; NULL for anything else. Owned. */
char *row_hex(const char *text, size_t digits);
/* `bytes` as hex; NULL when they are all zero or there are none. Owned. */
char *row_hex_bytes(const void *bytes, size_t size);
/* A new id of 32 hex digits. Owned. */
char *row_new_id(void);

/* Whether `ns` lies between 1990 and a day after `now_ns`. */
bool row_is_time(int64_t ns, int64_t now_ns);
/* `ns` if it is such a time; else now_ns, with what was sent kept in
 * the attribute `vigil.timestamp_sent` and *repaired raised. */
int64_t row_time(struct item *item, int64_t ns, int64_t now_ns, const json_t *sent,
                 unsigned *repaired);

/* span.op and span.category (its first part). */
void row_set_op(struct item *item, const char *op);
/* span.duration in ms from a start and an end; an end before the start gives a negative one, no end
 * (0) none: the span still runs. */
void row_set_duration(struct item *item, int64_t start_ns, int64_t end_ns);

/* user.id, user.email, user.username, user.ip, user.display from an object as events have it. */
void row_set_user(struct item *item, const json_t *user);
/* The same of its id, email, username and ip_address, each of which may be NULL. */
void row_set_user_texts(struct item *item, const char *const texts[4]);

#endif
