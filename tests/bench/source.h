/* SPDX-License-Identifier: Apache-2.0
 *
 * What the console under measurement is connected to: a server that answers pages of logs from
 * rows.h, and passes everything else on to a real one (`vigil demo`), so that every view has
 * something to show.
 */
#ifndef TESTS_BENCH_SOURCE_H
#define TESTS_BENCH_SOURCE_H

#include "tests/bench/rows.h"

struct source;

/* Starts the demo of the environment's VIGIL, and listens on a free port of 127.0.0.1. */
struct source *source_start(void);
void source_free(struct source *source);
const char *source_url(const struct source *source);
/* The demo itself, without the million rows. */
const char *source_demo_url(const struct source *source);
const char *source_token(const struct source *source);
/* From now on traces whose ids begin as BODIES_TRACE_ID does (bodies.h) have the body in this file,
 * of `spans` spans. */
void source_trace(struct source *source, const char *file, gint64 spans);
/* When the last byte of such an answer was handed to the system, by the monotonic clock; 0 = none
 * was since source_trace(). And how long it took from the request on. */
gint64 source_trace_sent_us(const struct source *source, gint64 *took_us);
/* From now on so many rows a second come. */
void source_flow(struct source *source, gint64 rate);
struct rows_clock source_clock(const struct source *source);

#endif
