/* SPDX-License-Identifier: Apache-2.0
 *
 * Sentry envelopes: split into items, and items decoded into rows. Bodies come decompressed.
 * Format: develop.sentry.dev/sdk/data-model/envelopes; what SDKs really send: items without
 * `length` end at the newline, `length` wins where it stands, the last newline may be missing.
 */
#ifndef API_WIRE_ENVELOPE_H
#define API_WIRE_ENVELOPE_H

#include "api/model/item.h"

#include <stdbool.h>

struct json_t;

/* One item of an envelope. `payload` points into the body. */
struct envelope_item {
    char *type; /* "event", "transaction", ... as sent */
    const char *payload;
    size_t size;
    struct json_t *header; /* owned */
    char *problem; /* why it cannot be used (bad header, length past the end); NULL = fine */
};

typedef struct envelope envelope;
struct envelope {
    struct json_t *header; /* never NULL after a successful parse */
    char *public_key;      /* from header.dsn, or NULL */
    char *dsn_project;     /* number or word at the end of header.dsn's path, or NULL */
    GPtrArray *items;      /* of struct envelope_item * */
};

/* Fails only when the header is no JSON object or the body is empty; bad items carry a problem. The
 * body must outlive the envelope. */
struct envelope *envelope_parse(const char *body, size_t size, GError **error);
void envelope_free(struct envelope *envelope);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(envelope, envelope_free)

/* What came out of decoding a payload. */
struct decoded {
    GPtrArray *items;  /* of struct item *; freed with it */
    GPtrArray *events; /* of struct tape *, over its payload: the document in one form
                          (event_json.h) of each error event among the items, in their order.
                          Freed before the items */
    unsigned repaired; /* values mended: encoding, range */
    unsigned refused;  /* rows left out */
    char *reason;      /* of the first refusal, or NULL */
};
void decoded_init(struct decoded *decoded);
void decoded_clear(struct decoded *decoded);
/* Counts a row that is left out, and keeps the first reason. */
void decoded_refuse(struct decoded *decoded, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Decodes the payload of an item of type event, transaction, span, log or trace_metric. A
 * transaction gives its root span and its child spans. Rows have no project yet. `now_ns` bounds
 * times: before 1990 or more than a day ahead are replaced by now and counted as repaired (the
 * original stays in the attribute `vigil.timestamp_sent`). Adds to `out`, which was initialised. */
bool envelope_decode(const struct envelope_item *item, int64_t now_ns, struct decoded *out,
                     GError **error);

/* A body of the old /store/ endpoint: JSON, or base64 of zlib of JSON. An event, or a transaction.
 */
bool store_decode(const char *body, size_t size, int64_t now_ns, struct decoded *out,
                  GError **error);

#endif
