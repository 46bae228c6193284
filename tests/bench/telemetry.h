/* SPDX-License-Identifier: Apache-2.0
 *
 * What SDKs send, as whole requests (load.h): each is made when it is its turn.
 */
#ifndef TESTS_BENCH_TELEMETRY_H
#define TESTS_BENCH_TELEMETRY_H

#include <glib.h>

/* An envelope with one error event of 4.6 kB: a stack of sixteen frames, tags, a user. Ids differ;
 * it is always the same error. The context is not read. */
void telemetry_event(void *context, guint number, GString *out);

#define TELEMETRY_SPANS 512 /* in a request: the batch that OpenTelemetry SDKs send by default */

/* OTLP protobuf: spans with seven attributes of their own and three of their resource, twenty to a
 * trace, ended within the hour before `telemetry_spans_new()`. The context is a telemetry_spans. */
struct telemetry_spans;
struct telemetry_spans *telemetry_spans_new(guint requests);
void telemetry_spans_free(struct telemetry_spans *spans);
void telemetry_spans(void *context, guint number, GString *out);

#endif
