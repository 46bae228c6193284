/* SPDX-License-Identifier: Apache-2.0
 *
 * Large answers of a Sentry API, made up: a trace of many spans, a page of rows. The same for the
 * same numbers; about 1100 bytes a span and 700 a row, as the endpoints answer them.
 */
#ifndef TESTS_BENCH_BODIES_H
#define TESTS_BENCH_BODIES_H

#include <glib.h>
#include <stdbool.h>

#define BODIES_TRACE_ID   "7f3a01c2d5e84b6f9a0c1d2e3f405162"
#define BODIES_TRACE_NAME "import-nightly" /* of its root */

/* `spans` spans of eight services: one root with a request of some forty spans after another, half
 * of its time filled by 10 000 children of one parent (a tenth of the spans where there are fewer),
 * and a chain of spans `deep` deep. `start_ms` is its start. */
GString *bodies_trace(guint spans, guint deep, gint64 start_ms);
/* Of events/, dataset spans, with sixteen fields a row. */
GString *bodies_rows(guint rows);

#endif
