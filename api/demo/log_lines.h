/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo's logs as files, for `vigil open`: one a service, each as a common library of its
 * language writes them (pino, structlog, zap, slog's text, winston, Python's logging).
 */
#ifndef API_DEMO_LOG_LINES_H
#define API_DEMO_LOG_LINES_H

#include "api/demo/emission.h"

struct log_lines;

/* Makes the folder and an empty <service>.log for each service. */
struct log_lines *log_lines_new(const char *folder, GError **error);
void log_lines_free(struct log_lines *lines);
/* Appends the logs among `records` (of struct emission *, in order). */
void log_lines_write(struct log_lines *lines, const GPtrArray *records);
/* The line of one log record in its service's way, with its newline. Appended. */
void log_lines_append(const struct emission *record, GString *out);

#endif
