/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of attributes: the one canonical name of each, and the other names by which SDKs and
 * conventions of several generations call it (http.method / http.request.method, db.statement /
 * db.query.text, sentry.op / span.op ...). One table. Sources: Sentry's span, log and metric
 * conventions, OpenTelemetry semantic conventions.
 *
 * Items, frames and the store hold canonical names only: whoever decodes calls
 * attribute_canonical() on every name from outside, and every search does the same.
 *
 * The columns every row of a kind may have, by their canonical names:
 *   all     id timestamp timestamp_precise(ns) project environment release server.address
 *           user.id user.email user.username user.ip sdk.name sdk.version trace
 *   span    id(span id) parent_span span.op span.description span.duration(ms) span.self_time
 *           span.status transaction is_transaction span.kind span.category(first part of the op)
 *   log     severity severity_number message span_id
 *   metric  metric.name metric.type metric.unit value span_id
 *   event   id issue issue.id title message level error.type error.value culprit transaction
 *           span_id user.display platform handled
 * id, timestamp, timestamp_precise and project are no attributes: they are the item's own fields.
 */
#ifndef API_MODEL_ATTRIBUTES_H
#define API_MODEL_ATTRIBUTES_H

#include "api/model/item.h"

#include <stddef.h>

/* The canonical name of `key`; `key` itself when the table does not know it. `tags[x]`,
 * `tags[x,number]` give the canonical name of x (stored in a static interned string, so give no
 * endless variety of them). Thread-safe. */
const char *attribute_canonical(const char *key);

/* What a search on rows of `kind` means by `canonical`: the short names of that kind (spans:
 * description, op, span_id = id; logs: level = severity; ...), else `canonical` itself. */
const char *attribute_search(enum item_kind kind, const char *canonical);

/* `key` without `tags[ ]` and the type in it: the start of the name within `key`, and its length.
 */
const char *attribute_unwrap(const char *key, size_t *length);

/* "millisecond", "byte", ... of a canonical key, or NULL. */
const char *attribute_unit(const char *key);

/* Row `index` of the table of other names; false past its end. For completion and tests. */
bool attribute_alias_at(size_t index, const char **other, const char **canonical);

#endif
