/* SPDX-License-Identifier: Apache-2.0
 *
 * OTLP messages into rows, one file a signal.
 */
#ifndef API_WIRE_OTLP_ROWS_H
#define API_WIRE_OTLP_ROWS_H

#include "api/wire/otlp.h"
#include "api/wire/rows.h"
#include "otlp.pb-c.h"

/* Where a row comes from, and where it goes. */
struct origin {
    const Otlp__Resource *resource;
    const Otlp__Scope *scope;
    int64_t now_ns;
    struct decoded *out;
};

void otlp_traces(const Otlp__TracesRequest *request, int64_t now_ns, struct decoded *out);
void otlp_logs(const Otlp__LogsRequest *request, int64_t now_ns, struct decoded *out);
void otlp_metrics(const Otlp__MetricsRequest *request, int64_t now_ns, struct decoded *out);

/* `text` as UTF-8; "" for NULL. Owned; mended text is counted. */
char *otlp_text(const char *text, struct decoded *out);
/* A new reference; null for an empty value. Bytes become base64. */
json_t *otlp_json(const Otlp__AnyValue *value, struct decoded *out);
void otlp_set_all(struct item *item, Otlp__KeyValue *const *attributes, size_t count,
                  struct decoded *out);
/* {"key": value} */
json_t *otlp_object(Otlp__KeyValue *const *attributes, size_t count, struct decoded *out);
/* The value of `key`, or NULL. */
const Otlp__AnyValue *otlp_find(Otlp__KeyValue *const *attributes, size_t count, const char *key);
/* The same where it is text; owned, or NULL. */
char *otlp_find_text(Otlp__KeyValue *const *attributes, size_t count, const char *key,
                     struct decoded *out);
/* What the resource and the scope say of every row; item->project is service.name. */
void otlp_set_origin(struct item *item, const struct origin *origin);
/* 16 or 8 bytes as hex; NULL for another length or zeros. Owned. */
char *otlp_id(ProtobufCBinaryData id, size_t bytes);
/* Unix nanoseconds as a row's time. */
int64_t otlp_time(struct item *item, uint64_t ns, const struct origin *origin);

/* Adds the error event that an `exception` event of a span tells. */
void otlp_add_exception(const Otlp__SpanEvent *event, const Otlp__Span *span,
                        const struct item *row, const struct origin *origin);

#endif
