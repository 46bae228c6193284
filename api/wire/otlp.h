/* SPDX-License-Identifier: Apache-2.0
 *
 * OTLP/HTTP: export requests for traces, logs and metrics, as protobuf or JSON, decoded into rows;
 * and the response bodies. Source: opentelemetry.io/docs/specs/otlp (1.x) and opentelemetry-proto;
 * otlp.proto beside this file is our own schema of the fields we read.
 */
#ifndef API_WIRE_OTLP_H
#define API_WIRE_OTLP_H

#include "api/wire/envelope.h"

enum otlp_signal { OTLP_TRACES, OTLP_LOGS, OTLP_METRICS };

/* Decodes `size` bytes (decompressed). `json` tells the encoding. Resource and scope attributes are
 * put on each row; item.project is service.name, or NULL. Span events and links are kept as the
 * JSON array attributes `span.events` and `span.links`; an exception event also gives an error
 * event item. A histogram becomes one row per bucket-free point (count, sum, min, max, buckets as
 * attributes histogram.*; value = mean); a cumulative point also has metric.total and metric.start.
 * Exemplars are kept as the JSON array `metric.exemplars`; their point takes trace and span of the
 * largest. A depth past the cap (128) is refused before anything is unpacked. Adds to `out`. */
bool otlp_decode(enum otlp_signal signal, bool json, const void *body, size_t size, int64_t now_ns,
                 struct decoded *out, GError **error);

/* The body of a 200: empty or {} when nothing was rejected, else partialSuccess. Newly allocated;
 * *size set. */
char *otlp_response(enum otlp_signal signal, bool json, unsigned rejected, const char *message,
                    size_t *size);

/* A google.rpc.Status body for 4xx and 5xx. */
char *otlp_status(bool json, int code, const char *message, size_t *size);

#endif
