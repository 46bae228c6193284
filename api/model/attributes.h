/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of attributes: the one canonical name of each, and the other names by which SDKs and
 * conventions of several generations call it (http.method / http.request.method, db.statement /
 * db.query.text, sentry.op / span.op ...). One table. Sources: Sentry's span and log conventions,
 * OpenTelemetry semantic conventions.
 *
 * The columns every row of a kind may have, by their canonical names:
 *   all     timestamp project environment release server_address user.id user.email user.username
 * sdk.name sdk.version trace span    id(span id) parent_span span.op span.description
 * span.duration(ms) span.self_time span.status transaction is_transaction span.kind
 * span.category(first part of the op) log     severity severity_number message span_id
 * timestamp_precise(ns) sentry.item_id metric  metric.name metric.type metric.unit value span_id
 *   event   id issue issue.id title message level error.type error.value culprit transaction
 * span_id user.display platform handled
 */
#ifndef API_MODEL_ATTRIBUTES_H
#define API_MODEL_ATTRIBUTES_H

#include "api/model/value.h"

/* The canonical name of `key`; `key` itself when the table does not know it. `tags[x]`,
 * `tags[x,number]` give x (stored in a static interned string). */
const char *attribute_canonical(const char *key);

/* "millisecond", "byte", ... of a canonical key, or NULL. */
const char *attribute_unit(const char *key);

#endif
