/* SPDX-License-Identifier: Apache-2.0
 *
 * What the members of a structured line mean, by the names that logging libraries give them: pino,
 * winston, bunyan, LogTape, zap, slog, zerolog, logrus, structlog, python-json-logger, log4j 2,
 * Serilog (CLEF), tracing-subscriber, Elastic Common Schema, GELF, Docker, OpenTelemetry, journald
 * (systemd.journal-fields(7) as `journalctl -o json` writes them).
 */
#ifndef API_FILES_LINE_ROLE_H
#define API_FILES_LINE_ROLE_H

#include "api/model/issue.h"

#include <stddef.h>

enum line_role {
    ROLE_NONE,
    ROLE_TIME,
    ROLE_LEVEL,
    ROLE_SEVERITY, /* OpenTelemetry's severity number */
    ROLE_MESSAGE,
    ROLE_TRACE,
    ROLE_SPAN,
    ROLE_SERVICE,
    ROLE_RELEASE,
    ROLE_RECORDS, /* OTLP: the line holds many rows */
    LINE_ROLE_COUNT,
};

/* The role of a member called so; of several with one role that with the lowest rank counts. A name
 * inside an object is written "fields.message". */
enum line_role line_role(const char *key, size_t length, int *rank);
/* Whether members of the object `key` may have a role. */
bool line_role_inside(const char *key, size_t length);
/* The attribute that holds it: "message", "severity"; NULL for those that are no attribute. */
const char *line_role_key(enum line_role role);

/* A word or number for a level in any of their ways ("WARN", "30", "err"); LEVEL_UNKNOWN = none. */
enum level line_level(const char *text, size_t length);
/* OpenTelemetry's severity numbers, 1 to 24. */
enum level line_severity(const char *text, size_t length);
/* RFC 5424's severities, 0 to 7. */
enum level line_syslog_level(int severity);

#endif
