/* SPDX-License-Identifier: Apache-2.0
 *
 * Transactions: events that carry a tree of spans, as SDKs sent them before spans were streamed.
 */
#ifndef API_WIRE_TRANSACTION_H
#define API_WIRE_TRANSACTION_H

#include "api/wire/envelope.h"

/* Adds the root span and its children. Children that cannot be used are refused one by one; false
 * when the transaction itself cannot. */
bool transaction_decode(const struct json_t *event, int64_t now_ns, struct decoded *out,
                        GError **error);

#endif
