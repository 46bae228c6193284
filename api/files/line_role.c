/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/line_role.h"

#include <glib.h>
#include <string.h>

#define LENGTHS 32

struct name {
    const char *key;
    enum line_role role;
    int rank;
};

/* By length, so that a key is compared with those of its own length only; begins[] says where each
 * length begins. */
static const struct name names[] = {
  /* 1 */
    {"t",                            ROLE_TIME,     5},
 /* 2 */
    {"ts",                           ROLE_TIME,     1},
    {"@t",                           ROLE_TIME,     1},
    {"@l",                           ROLE_LEVEL,    1},
    {"@m",                           ROLE_MESSAGE,  1},
 /* 3 */
    {"msg",                          ROLE_MESSAGE,  1},
    {"lvl",                          ROLE_LEVEL,    2},
    {"@mt",                          ROLE_MESSAGE,  3},
    {"log",                          ROLE_MESSAGE,  6},
    {"app",                          ROLE_SERVICE,  3},
    {"svc",                          ROLE_SERVICE,  3},
 /* 4 */
    {"time",                         ROLE_TIME,     1},
    {"date",                         ROLE_TIME,     6},
    {"name",                         ROLE_SERVICE,  6},
    {"body",                         ROLE_MESSAGE,  4},
    {"text",                         ROLE_MESSAGE,  5},
 /* 5 */
    {"level",                        ROLE_LEVEL,    1},
    {"event",                        ROLE_MESSAGE,  3},
    {"trace",                        ROLE_TRACE,    2},
    {"_COMM",                        ROLE_SERVICE,  6},
 /* 6 */
    {"logger",                       ROLE_SERVICE,  7},
    {"target",                       ROLE_SERVICE,  8},
    {"spanId",                       ROLE_SPAN,     1},
    {"spanid",                       ROLE_SPAN,     1},
    {"spanID",                       ROLE_SPAN,     1},
 /* 7 */
    {"message",                      ROLE_MESSAGE,  1},
    {"service",                      ROLE_SERVICE,  1},
    {"traceId",                      ROLE_TRACE,    1},
    {"traceid",                      ROLE_TRACE,    1},
    {"traceID",                      ROLE_TRACE,    1},
    {"span_id",                      ROLE_SPAN,     1},
    {"span.id",                      ROLE_SPAN,     1},
    {"asctime",                      ROLE_TIME,     3},
    {"release",                      ROLE_RELEASE,  1},
    {"MESSAGE",                      ROLE_MESSAGE,  1},
 /* 8 */
    {"severity",                     ROLE_LEVEL,    1},
    {"trace_id",                     ROLE_TRACE,    1},
    {"trace.id",                     ROLE_TRACE,    1},
    {"datetime",                     ROLE_TIME,     3},
    {"loglevel",                     ROLE_LEVEL,    2},
    {"logLevel",                     ROLE_LEVEL,    2},
    {"PRIORITY",                     ROLE_LEVEL,    3},
 /* 9 */
    {"timestamp",                    ROLE_TIME,     1},
    {"levelname",                    ROLE_LEVEL,    1},
    {"component",                    ROLE_SERVICE,  5},
    {"log.level",                    ROLE_LEVEL,    1},
 /* 10 */
    {"@timestamp",                   ROLE_TIME,     1},
    {"timeMillis",                   ROLE_TIME,     1},
    {"otelSpanID",                   ROLE_SPAN,     2},
    {"level_name",                   ROLE_LEVEL,    1},
    {"dd.span_id",                   ROLE_SPAN,     3},
 /* 11 */
    {"otelTraceID",                  ROLE_TRACE,    2},
    {"application",                  ROLE_SERVICE,  3},
    {"logger_name",                  ROLE_SERVICE,  7},
    {"dd.trace_id",                  ROLE_TRACE,    3},
 /* 12 */
    {"service.name",                 ROLE_SERVICE,  1},
    {"service_name",                 ROLE_SERVICE,  1},
    {"timeUnixNano",                 ROLE_TIME,     1},
    {"severityText",                 ROLE_LEVEL,    3},
    {"resourceLogs",                 ROLE_RECORDS,  1},
 /* 13 */
    {"severity_text",                ROLE_LEVEL,    3},
    {"short_message",                ROLE_MESSAGE,  2},
    {"_SYSTEMD_UNIT",                ROLE_SERVICE,  5},
 /* 14 */
    {"fields.message",               ROLE_MESSAGE,  2},
    {"severityNumber",               ROLE_SEVERITY, 1},
 /* 15 */
    {"service.version",              ROLE_RELEASE,  2},
    {"severity_number",              ROLE_SEVERITY, 1},
 /* 16 */
    {"body.stringValue",             ROLE_MESSAGE,  1},
 /* 17 */
    {"SYSLOG_IDENTIFIER",            ROLE_SERVICE,  4},
 /* 19 */
    {"instant.epochSecond",          ROLE_TIME,     2},
 /* 20 */
    {"observedTimeUnixNano",         ROLE_TIME,     4},
    {"__REALTIME_TIMESTAMP",         ROLE_TIME,     7},
 /* 28 */
    {"logging.googleapis.com/trace", ROLE_TRACE,    2},
};

static const unsigned char begins[LENGTHS + 1] = {
    [1] = 0,   [2] = 1,   [3] = 5,   [4] = 11,  [5] = 16,  [6] = 20,  [7] = 25,  [8] = 35,
    [9] = 42,  [10] = 46, [11] = 51, [12] = 55, [13] = 60, [14] = 63, [15] = 65, [16] = 67,
    [17] = 68, [18] = 69, [19] = 69, [20] = 70, [21] = 72, [22] = 72, [23] = 72, [24] = 72,
    [25] = 72, [26] = 72, [27] = 72, [28] = 72, [29] = 73, [30] = 73, [31] = 73, [32] = 73};

enum line_role line_role(const char *key, size_t length, int *rank)
{
    if (length == 0 || length >= LENGTHS)
        return ROLE_NONE;
    for (unsigned i = begins[length]; i < begins[length + 1]; i++) {
        if (names[i].key[0] != key[0] || names[i].key[length - 1] != key[length - 1] ||
            memcmp(names[i].key, key, length) != 0)
            continue;
        *rank = names[i].rank;
        return names[i].role;
    }
    return ROLE_NONE;
}

bool line_role_inside(const char *key, size_t length)
{
    static const char *const objects[] = {"log",  "service", "trace",  "span",
                                          "body", "fields",  "instant"};
    for (size_t i = 0; i < G_N_ELEMENTS(objects); i++)
        if (strlen(objects[i]) == length && memcmp(objects[i], key, length) == 0)
            return true;
    return false;
}

const char *line_role_key(enum line_role role)
{
    static const char *const keys[LINE_ROLE_COUNT] = {
        [ROLE_LEVEL] = "severity", [ROLE_MESSAGE] = "message", [ROLE_TRACE] = "trace",
        [ROLE_SPAN] = "span_id",   [ROLE_SERVICE] = "project", [ROLE_RELEASE] = "release"};
    return keys[role];
}

/* --- levels --- */

enum level line_syslog_level(int severity)
{
    static const enum level levels[] = {LEVEL_FATAL,   LEVEL_FATAL, LEVEL_FATAL, LEVEL_ERROR,
                                        LEVEL_WARNING, LEVEL_INFO,  LEVEL_INFO,  LEVEL_DEBUG};
    return severity >= 0 && severity < 8 ? levels[severity] : LEVEL_UNKNOWN;
}

static int small_number(const char *text, size_t length)
{
    int number = 0;
    if (length == 0 || length > 3)
        return -1;
    for (size_t i = 0; i < length; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        number = number * 10 + text[i] - '0';
    }
    return number;
}

/* pino and bunyan count from 10 to 60; GELF has syslog's. */
static enum level numbered(int number)
{
    if (number < 0)
        return LEVEL_UNKNOWN;
    if (number < 8)
        return line_syslog_level(number);
    return number < 20   ? LEVEL_TRACE
           : number < 30 ? LEVEL_DEBUG
           : number < 40 ? LEVEL_INFO
           : number < 50 ? LEVEL_WARNING
           : number < 60 ? LEVEL_ERROR
                         : LEVEL_FATAL;
}

enum level line_severity(const char *text, size_t length)
{
    int number = small_number(text, length);
    if (number < 1 || number > 24)
        return LEVEL_UNKNOWN;
    return (enum level)(LEVEL_TRACE + (number - 1) / 4);
}

enum level line_level(const char *text, size_t length)
{
    static const struct {
        const char *word;
        enum level level;
    } words[] = {
        {"info",          LEVEL_INFO   },
        {"error",         LEVEL_ERROR  },
        {"warn",          LEVEL_WARNING},
        {"warning",       LEVEL_WARNING},
        {"debug",         LEVEL_DEBUG  },
        {"trace",         LEVEL_TRACE  },
        {"fatal",         LEVEL_FATAL  },
        {"critical",      LEVEL_FATAL  },
        {"err",           LEVEL_ERROR  },
        {"crit",          LEVEL_FATAL  },
        {"notice",        LEVEL_INFO   },
        {"information",   LEVEL_INFO   },
        {"informational", LEVEL_INFO   },
        {"verbose",       LEVEL_TRACE  },
        {"silly",         LEVEL_TRACE  },
        {"http",          LEVEL_DEBUG  },
        {"dbg",           LEVEL_DEBUG  },
        {"inf",           LEVEL_INFO   },
        {"wrn",           LEVEL_WARNING},
        {"ftl",           LEVEL_FATAL  },
        {"trc",           LEVEL_TRACE  },
        {"emerg",         LEVEL_FATAL  },
        {"emergency",     LEVEL_FATAL  },
        {"alert",         LEVEL_FATAL  },
        {"panic",         LEVEL_FATAL  },
        {"dpanic",        LEVEL_FATAL  },
        {"severe",        LEVEL_ERROR  },
        {"fine",          LEVEL_DEBUG  },
        {"log",           LEVEL_INFO   },
        {"i",             LEVEL_INFO   },
        {"w",             LEVEL_WARNING},
        {"e",             LEVEL_ERROR  },
        {"d",             LEVEL_DEBUG  },
        {"f",             LEVEL_FATAL  },
    };
    if (length > 0 && g_ascii_isdigit(text[0]))
        return numbered(small_number(text, length));
    for (size_t i = 0; length > 0 && i < G_N_ELEMENTS(words); i++)
        if ((words[i].word[0] | 0x20) == (text[0] | 0x20) && strlen(words[i].word) == length &&
            g_ascii_strncasecmp(words[i].word, text, length) == 0)
            return words[i].level;
    return LEVEL_UNKNOWN;
}
