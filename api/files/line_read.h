/* SPDX-License-Identifier: Apache-2.0
 *
 * One line of a log: whether a row begins with it, and what it says. JSON and logfmt by the roles
 * of their members (line_role.h); text by its stamp, its level and, where they are told, host and
 * program (RFC 5424, RFC 3164, common log format, klog, log4j and whatever begins with a time).
 * A container's own prefix (CRI, docker compose) is taken off and what is behind it read.
 *
 * Nothing is copied and nothing outside the line is read, whatever bytes there are.
 */
#ifndef API_FILES_LINE_READ_H
#define API_FILES_LINE_READ_H

#include "api/files/line_role.h"
#include "api/files/line_time.h"
#include "api/model/item.h"

#define LINE_TEXT_MOST  (64u << 10) /* bytes of a value that are shown */
#define LINE_BYTES_MOST (1u << 20)  /* of a row that are decoded: more would hold up keys */

enum line_format { LINE_TEXT, LINE_JSON, LINE_LOGFMT, LINE_RECORDS, LINE_FORMAT_COUNT };

/* "JSON lines", "logfmt", "text", "OTLP JSON". */
const char *line_format_name(enum line_format format);

/* A part of the line; `at` NULL = there is none. */
struct part {
    const char *at;
    size_t length;
};

struct line_facts {
    enum line_format format;
    int64_t time_ns; /* 0 = it says none */
    enum level level;
    struct part message;  /* as it stands in the line; NULL = the whole line */
    struct part service;  /* likewise */
    bool message_escaped; /* must be decoded before it is shown */
    bool begins;          /* a row begins here: it has a stamp, or is structured */
};

/* `end` is where the line ends, without its newline. A line of LINE_RECORDS has no facts of its
 * own: each record in it does (otlp_line.h). */
void line_read(struct line_clock *clock, const char *text, const char *end,
               struct line_facts *facts);
/* The facts of a JSON object, or of one record of OTLP. */
bool line_read_object(struct line_clock *clock, const char *text, const char *end,
                      struct line_facts *facts);

/* Adds the attributes of a row (`end`: of all its lines) to `out`: its message, severity, trace,
 * span_id, project under these names, everything else under its own, what is inside objects with
 * dots. Only `key` unless that is NULL. */
void line_attributes(struct line_clock *clock, const char *text, const char *end, const char *key,
                     struct item *out);

#endif
