/* SPDX-License-Identifier: Apache-2.0
 *
 * Records written as the SDK of their service would send them. Batches hold at most 100 items.
 */
#ifndef API_DEMO_WRITER_H
#define API_DEMO_WRITER_H

#include "api/demo/outgoing.h"
#include "api/demo/world.h"

#define BATCH_MAX 100

struct json_t;

/* Writes `records` (of struct emission *, in order, of any services) and adds the requests (of
 * struct outgoing *) to `requests`. */
void demo_records_write(const struct world *world, const GPtrArray *records, GPtrArray *requests);

/* The two families of dialects; records of one service. */
void envelope_write(const struct world *world, enum service service, const GPtrArray *records,
                    GPtrArray *requests);
void otlp_write(const struct world *world, enum service service, const GPtrArray *records,
                GPtrArray *requests);

/* The records of one kind, at most BATCH_MAX of them from *from on, which moves past them. Array of
 * borrowed struct emission *; empty at the end. */
GPtrArray *demo_records_batch(const GPtrArray *records, enum emission_kind kind, guint *from);

/* 9 info, 17 error...: OpenTelemetry's number of a level. */
int level_number(const char *level);

#endif
