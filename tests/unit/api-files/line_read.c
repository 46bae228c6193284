/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines as logging libraries write them by default: what is made of each.
 */
#include "api/files/line_read.h"

#include "base/clock.h"

#include <string.h>

#define REFERENCE "2026-11-22T12:00:00Z" /* the file's last change */

struct expected {
    const char *name, *line;
    const char *time; /* NULL = it says none */
    enum level level;
    const char *message, *service;
    const char *attribute, *value; /* one of the others */
};

static const struct expected expected[] = {
    {"pino",
     "{\"level\":50,\"time\":1531171074631,\"pid\":657,\"hostname\":\"box\",\"msg\":\"hello "
     "world\",\"reqId\":\"a7\"}",                                                                                        "2018-07-09T21:17:54.631Z", LEVEL_ERROR,   "hello world",                                    NULL,           "reqId",             "a7"        },
    {"bunyan",
     "{\"name\":\"myapp\",\"hostname\":\"banana\",\"pid\":40161,\"level\":30,\"msg\":\"hi\","
     "\"time\":\"2013-01-04T18:46:23.851Z\",\"v\":0}",                                                                   "2013-01-04T18:46:23.851Z", LEVEL_INFO,    "hi",                                             "myapp",        "pid",               "40161"     },
    {"winston",
     "{\"level\":\"warn\",\"message\":\"low\\tdisk\",\"service\":\"user-service\","
     "\"timestamp\":\"2026-11-22T03:12:31.123Z\"}",                                                                      "2026-11-22T03:12:31.123Z", LEVEL_WARNING, "low\tdisk",                                      "user-service", NULL,                NULL        },
    {"LogTape",
     "{\"@timestamp\":\"2025-06-21T12:00:00.000Z\",\"level\":\"INFO\",\"message\":\"User "
     "logged in\",\"logger\":\"my-app.auth\",\"properties\":{\"userId\":123}}",                                          "2025-06-21T12:00:00.000Z", LEVEL_INFO,    "User logged in",                                 "my-app.auth",  "properties.userId",
     "123"                                                                                                                                                                                                                                                             },
    {"zap",
     "{\"level\":\"info\",\"ts\":1257894000.5,\"caller\":\"zap/main.go:20\",\"msg\":\"failed to "
     "fetch URL\",\"url\":\"http://example.com\",\"attempt\":3}",                                                        "2009-11-10T23:00:00.500Z", LEVEL_INFO,    "failed to fetch URL",                            NULL,           "attempt",           "3"         },
    {"slog",
     "{\"time\":\"2022-11-08T15:28:26.000000000-05:00\",\"level\":\"ERROR\",\"msg\":\"hello\","
     "\"count\":3}",                                                                                                     "2022-11-08T20:28:26.000Z", LEVEL_ERROR,   "hello",                                          NULL,           "count",             "3"         },
    {"structlog",
     "{\"event\": \"login failed\", \"logger\": \"auth\", \"level\": \"critical\", "
     "\"timestamp\": \"2026-11-22T03:12:31Z\", \"user\": \"ann\"}",                                                      "2026-11-22T03:12:31.000Z", LEVEL_FATAL,   "login failed",                                   "auth",         "user",              "ann"       },
    {"tracing-subscriber",
     "{\"timestamp\":\"2022-02-15T18:47:10.821315Z\",\"level\":\"INFO\",\"fields\":{"
     "\"message\":\"preparing to shave yaks\",\"number_of_yaks\":3},\"target\":\"fmt_json\"}",                           "2022-02-15T18:47:10.821Z", LEVEL_INFO,    "preparing to shave yaks",                        "fmt_json",
     "fields.number_of_yaks",                                                                                                                                                                                                                              "3"         },
    {"Elastic Common Schema",
     "{\"@timestamp\":\"2024-05-17T00:00:00.000Z\",\"log\":{\"level\":\"error\"},\"message\":"
     "\"boom\",\"service\":{\"name\":\"web\"},\"trace.id\":\"abc\"}",                                                    "2024-05-17T00:00:00.000Z", LEVEL_ERROR,   "boom",                                           "web",          "trace",             "abc"       },
    {"GELF",
     "{\"version\":\"1.1\",\"host\":\"a\",\"short_message\":\"out of memory\",\"level\":3,"
     "\"timestamp\":1385053862.3072}",                                                                                   "2013-11-21T17:11:02.307Z", LEVEL_ERROR,   "out of memory",                                  NULL,           "host",              "a"         },
    {"Serilog",                     "{\"@t\":\"2026-11-22T03:12:31.1Z\",\"@m\":\"Hello\",\"@l\":\"Warning\"}",
     "2026-11-22T03:12:31.100Z",                                                                                                                     LEVEL_WARNING, "Hello",                                          NULL,           NULL,                NULL        },
    {"Docker",                      "{\"log\":\"plain out\",\"stream\":\"stderr\",\"time\":\"2026-11-22T03:12:31.5Z\"}",
     "2026-11-22T03:12:31.500Z",                                                                                                                     LEVEL_UNKNOWN, "plain out",                                      NULL,           "stream",            "stderr"    },
    {"journald",
     "{\"__REALTIME_TIMESTAMP\":\"1423944916375353\",\"PRIORITY\":\"3\",\"_SYSTEMD_UNIT\":"
     "\"ssh.service\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"_PID\":\"27\",\"MESSAGE\":\"fatal\"}",                            "2015-02-14T20:15:16.375Z", LEVEL_ERROR,   "fatal",                                          "sshd",         "_PID",              "27"        },
    {"journald's bytes",
     "{\"MESSAGE\":[27,91,51,49,109,195,169,0,255],\"_SYSTEMD_UNIT\":\"a.service\","
     "\"PRIORITY\":\"6\",\"__REALTIME_TIMESTAMP\":\"1423944916375353\"}",                                                "2015-02-14T20:15:16.375Z", LEVEL_INFO,    "\xc3\xa9 \xef\xbf\xbd",                          "a.service",    NULL,                NULL        },
    {"a message that is null",      "{\"time\":1531171074,\"MESSAGE\":null,\"a\":1}",
     "2018-07-09T21:17:54.000Z",                                                                                                                     LEVEL_UNKNOWN, "{\"time\":1531171074,\"MESSAGE\":null,\"a\":1}",
     NULL,                                                                                                                                                                                                                            "a",                 "1"         },
    {"an array that is no text",    "{\"time\":1531171074,\"message\":[1,256,\"a\"]}",
     "2018-07-09T21:17:54.000Z",                                                                                                                     LEVEL_UNKNOWN, "[1,256,\"a\"]",                                  NULL,           NULL,                NULL        },
    {"logfmt behind a stamp",       "2026-11-22T03:12:31Z level=error msg=\"no room\" code=7",
     "2026-11-22T03:12:31.000Z",                                                                                                                     LEVEL_ERROR,   "level=error msg=\"no room\" code=7",             NULL,           NULL,
     NULL                                                                                                                                                                                                                                                              },
    {"escapes",                     "{\"time\":1531171074,\"msg\":\"a \\\"b\\\" \\u00e9\\ud83d\\ude00\\n\"}",
     "2018-07-09T21:17:54.000Z",                                                                                                                     LEVEL_UNKNOWN, "a \"b\" \xc3\xa9\xf0\x9f\x98\x80\n",             NULL,           NULL,
     NULL                                                                                                                                                                                                                                                              },
    {"logfmt",
     "time=2026-11-22T03:12:31.123Z level=error msg=\"connection refused\" service=web code=7",                          "2026-11-22T03:12:31.123Z", LEVEL_ERROR,   "connection refused",                             "web",          "code",              "7"         },
    {"logrus",
     "time=\"2015-03-26T01:27:38-04:00\" level=warning msg=\"The group's number increased "
     "tremendously!\" number=122 omg=true",                                                                              "2015-03-26T05:27:38.000Z", LEVEL_WARNING, "The group's number increased tremendously!",     NULL,
     "number",                                                                                                                                                                                                                                             "122"       },
    {"RFC 5424",
     "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog 42 ID47 "
     "[exampleSDID@32473 iut=\"3\" t=\"a\\]b\"] An application event",                                                   "2003-10-11T22:14:15.003Z", LEVEL_INFO,    "An application event",                           "evntslog",     "host.name",
     "mymachine.example.com"                                                                                                                                                                                                                                           },
    {"RFC 3164",                    "<34>Oct 11 22:14:15 mymachine su[231]: 'su root' failed on /dev/pts/8",
     "2026-10-11T22:14:15.000Z",                                                                                                                     LEVEL_FATAL,   "'su root' failed on /dev/pts/8",                 "su",           "process.pid",
     "231"                                                                                                                                                                                                                                                             },
    {"a year that is over",         "Dec 31 23:59:59 box cron[1]: tick",                                                 "2025-12-31T23:59:59.000Z",
     LEVEL_UNKNOWN,                                                                                                                                                 "tick",                                           "cron",         "host.name",         "box"       },
    {"rsyslog",                     "2026-11-22T03:12:31.123456+01:00 box sshd[99]: Accepted publickey for ann",
     "2026-11-22T02:12:31.123Z",                                                                                                                     LEVEL_UNKNOWN, "Accepted publickey for ann",                     "sshd",         "process.pid",
     "99"                                                                                                                                                                                                                                                              },
    {"common log format",
     "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 503 2326",                          "2000-10-10T20:55:36.000Z", LEVEL_ERROR,   "\"GET /apache_pb.gif HTTP/1.0\" 503 2326",       NULL,
     "http.response.status_code",                                                                                                                                                                                                                          "503"       },
    {"combined log format",
     "10.0.0.1 - - [22/Nov/2026:03:12:31 +0000] \"GET / HTTP/1.1\" 404 12 \"-\" \"curl/8\"",                             "2026-11-22T03:12:31.000Z", LEVEL_WARNING, "\"GET / HTTP/1.1\" 404 12 \"-\" \"curl/8\"",     NULL,
     "user_agent.original",                                                                                                                                                                                                                                "curl/8"    },
    {"klog",                        "W1122 03:12:31.123456    1234 main.go:12] watch ended",                             "2026-11-22T03:12:31.123Z",
     LEVEL_WARNING,                                                                                                                                                 "watch ended",                                    NULL,           "code.file.path",    "main.go:12"},
    {"log4j",                       "2026-11-22 03:12:31,123 [main] ERROR com.acme.Foo - it broke",
     "2026-11-22T03:12:31.123Z",                                                                                                                     LEVEL_ERROR,   "com.acme.Foo - it broke",                        NULL,           NULL,                NULL        },
    {"logback's time of day",       "03:12:31.123 [main] DEBUG c.a.Foo - hi",                                            "2026-11-22T03:12:31.123Z",
     LEVEL_DEBUG,                                                                                                                                                   "c.a.Foo - hi",                                   NULL,           NULL,                NULL        },
    {"Python",                      "2026-11-22 03:12:31,123 - myapp - WARNING - careful",                               "2026-11-22T03:12:31.123Z",
     LEVEL_WARNING,                                                                                                                                                 "careful",                                        NULL,           NULL,                NULL        },
    {"nginx",                       "2026/11/22 03:12:31 [error] 123#0: *1 open() failed",                               "2026-11-22T03:12:31.000Z",
     LEVEL_ERROR,                                                                                                                                                   "123#0: *1 open() failed",                        NULL,           NULL,                NULL        },
    {"Apache's errors",
     "[Sun Nov 22 03:12:31.123456 2026] [core:error] [pid 1] AH00126: Invalid URI",                                      "2026-11-22T03:12:31.123Z", LEVEL_ERROR,   "[pid 1] AH00126: Invalid URI",                   NULL,           NULL,                NULL        },
    {"Go's log",                    "2009/11/10 23:00:00 hello",                                                         "2009-11-10T23:00:00.000Z", LEVEL_UNKNOWN, "hello",
     NULL,                                                                                                                                                                                                                            NULL,                NULL        },
    {"an epoch",                    "1764000000.250 [info] up",                                                          "2025-11-24T16:00:00.250Z", LEVEL_INFO,    "up",                                             NULL,
     NULL,                                                                                                                                                                                                                                                 NULL        },
    {"a level first",               "INFO  2026-11-22 03:12:31 started",                                                 "2026-11-22T03:12:31.000Z", LEVEL_INFO,
     "started",                                                                                                                                                                                                       NULL,           NULL,                NULL        },
    {"colours",                     "\x1b[2m2026-11-22T03:12:31Z\x1b[0m \x1b[31mERROR\x1b[0m \x1b[1mapp\x1b[0m: no",
     "2026-11-22T03:12:31.000Z",                                                                                                                     LEVEL_ERROR,   "app: no",                                        NULL,           NULL,                NULL        },
    {"CRI",                         "2026-11-22T03:12:31.123456789Z stdout F {\"level\":\"warn\",\"msg\":\"inner\"}",
     "2026-11-22T03:12:31.123Z",                                                                                                                     LEVEL_WARNING, "inner",                                          NULL,           "log.iostream",      "stdout"    },
    {"docker compose",              "web-1  | {\"level\":\"error\",\"msg\":\"inner\",\"time\":1764000000}",
     "2025-11-24T16:00:00.000Z",                                                                                                                     LEVEL_ERROR,   "inner",                                          "web-1",        NULL,                NULL        },
    {"a word that is no level",     "2026-11-22T03:12:31Z the error was mine",
     "2026-11-22T03:12:31.000Z",                                                                                                                     LEVEL_UNKNOWN, "the error was mine",                             NULL,           NULL,                NULL        },
    {"a stack trace",               "\tat com.acme.Foo.run(Foo.java:12)",                                                NULL,                       LEVEL_UNKNOWN,
     "\tat com.acme.Foo.run(Foo.java:12)",                                                                                                                                                                            NULL,           NULL,                NULL        },
    {"a priority and nothing else", "<34>",                                                                              NULL,                       LEVEL_FATAL,   "",                                               NULL,           NULL,                NULL        },
    {"no number is a time",         "12345 67",                                                                          NULL,                       LEVEL_UNKNOWN, "12345 67",                                       NULL,           NULL,                NULL        },
};

static void assert_time(int64_t ns, const char *time)
{
    char text[40];
    if (!time) {
        g_assert_cmpint(ns, ==, 0);
        return;
    }
    g_assert_cmpstr(clock_format_iso(ns, 3, text, sizeof text), ==, time);
}

/* The line in a block of exactly its size, so that the sanitizer sees what is read beside it. */
static void reads(gconstpointer data)
{
    const struct expected *line = data;
    size_t length = strlen(line->line);
    g_autofree char *text = g_memdup2(line->line, length);
    struct line_clock clock;
    struct line_facts facts;
    int64_t reference = 0;
    clock_parse_iso(REFERENCE, &reference);
    line_clock_init(&clock, reference);
    line_read(&clock, text, text + length, &facts);
    assert_time(facts.time_ns, line->time);
    g_assert_cmpstr(level_name(facts.level), ==, level_name(line->level));
    g_assert_cmpint(facts.begins, ==, line->time != NULL);
    g_autofree char *service = g_strndup(facts.service.at, facts.service.length);
    g_assert_cmpstr(service ? service : "", ==, line->service ? line->service : "");
    g_autoptr(item) item = item_new(ITEM_LOG);
    line_attributes(&clock, text, text + length, NULL, item);
    g_assert_cmpstr(item_get_string(item, "message"), ==, line->message);
    g_assert_cmpstr(item_get_string(item, "project"), ==, line->service);
    if (line->attribute) {
        g_autofree char *value = value_text(item_get(item, line->attribute));
        g_assert_cmpstr(value, ==, line->value);
    }
    if (!facts.message_escaped && facts.message.at) {
        g_autofree char *shown = g_strndup(facts.message.at, facts.message.length);
        g_assert_cmpstr(shown, ==, line->message);
    }
}

/* Every part of every line, and every line with each byte replaced: nothing outside is read. */
static void broken_lines_stay_inside(void)
{
    static const char bytes[] = {'\0', '"', '\\', '{', '[', '\x1b', '\xff', '9'};
    struct line_clock clock;
    struct line_facts facts;
    line_clock_init(&clock, INT64_C(1790000000000000000));
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        size_t length = strlen(expected[i].line);
        for (size_t cut = 0; cut <= length; cut++) {
            g_autofree char *text = g_memdup2(expected[i].line, MAX(cut, 1));
            if (cut > 0)
                text[cut / 2] = bytes[cut % sizeof bytes];
            g_autoptr(item) item = item_new(ITEM_LOG);
            line_read(&clock, text, text + cut, &facts);
            g_assert_true(!facts.message.at ||
                          (facts.message.at >= text &&
                           facts.message.at + facts.message.length <= text + cut));
            line_attributes(&clock, text, text + cut, NULL, item);
        }
    }
}

/* Every value that reaches a row is UTF-8 without ESC. */
static void nothing_hostile_comes_through(void)
{
    static const char *const lines[] = {
        "2026-11-22T03:12:31Z \x1b]0;owned\x07 \xff\xfe broken",
        "{\"msg\":\"\\u0000 \\ud800 \xc3\x28\",\"\xff\":\"\xed\xa0\x80\"}",
        "a=\"\xf0\x28\x8c\x28\" b=\xff",
    };
    struct line_clock clock;
    line_clock_init(&clock, INT64_C(1790000000000000000));
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        line_attributes(&clock, lines[i], lines[i] + strlen(lines[i]), NULL, item);
        g_assert_cmpuint(item->attributes->len, >, 0);
        for (guint a = 0; a < item->attributes->len; a++) {
            const struct attribute *attribute =
                &g_array_index(item->attributes, struct attribute, a);
            g_assert_true(g_utf8_validate(attribute->key, -1, NULL));
            if (attribute->value.type == VALUE_STRING)
                g_assert_true(g_utf8_validate(attribute->value.string, -1, NULL));
        }
    }
}

static void a_stack_trace_is_part_of_the_message(void)
{
    const char *text = "2026-11-22 03:12:31,123 ERROR boom\njava.lang.E: x\n\tat a.B(C.java:1)\n";
    struct line_clock clock;
    line_clock_init(&clock, INT64_C(1790000000000000000));
    g_autoptr(item) item = item_new(ITEM_LOG);
    line_attributes(&clock, text, text + strlen(text), NULL, item);
    g_assert_cmpstr(item_get_string(item, "message"), ==,
                    "boom\njava.lang.E: x\n\tat a.B(C.java:1)");
}

/* In JSON colours are escaped, and a value may be larger than anybody reads. */
static void values_are_shown_plain_and_bounded(void)
{
    g_autofree char *pad = g_strnfill(100000, 'x');
    g_autofree char *text =
        g_strdup_printf("{\"msg\":\"\\u001b[31mred\\u001b[0m\",\"pad\":\"%s\"}", pad);
    struct line_clock clock;
    line_clock_init(&clock, INT64_C(1790000000000000000));
    g_autoptr(item) item = item_new(ITEM_LOG);
    line_attributes(&clock, text, text + strlen(text), NULL, item);
    g_assert_cmpstr(item_get_string(item, "message"), ==, "red");
    g_assert_true(g_str_has_suffix(item_get_string(item, "pad"), "[cut: 100000 bytes in all]"));
    g_assert_cmpuint(strlen(item_get_string(item, "pad")), <, 70000);
}

/* Colours and whatever else terminals are told, in every format. */
static void nothing_is_left_of_escapes(void)
{
    static const char *const lines[] = {
        "{\"msg\":\"a \\u001b[38;5;12mred\\u001b[0m\\u001b[K \\u001b]0;title\\u0007z\"}",
        "2026-11-22T03:12:31Z INFO a \x1b[1;31mred\x1b[m\x1b[K \x1b]8;;http://x\x1b\\z\x1b(B",
        "level=info msg=\"a \x1b[31mred\x1b[?25l \x1b]8;;\az\"",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        struct line_clock clock;
        line_clock_init(&clock, INT64_C(1790000000000000000));
        g_autoptr(item) item = item_new(ITEM_LOG);
        line_attributes(&clock, lines[i], lines[i] + strlen(lines[i]), NULL, item);
        g_assert_cmpstr(item_get_string(item, "message"), ==, "a red z");
    }
}

static void one_key_is_read_alone(void)
{
    const char *text = "{\"level\":\"info\",\"msg\":\"m\",\"a\":1,\"b\":2}";
    struct line_clock clock;
    line_clock_init(&clock, INT64_C(1790000000000000000));
    g_autoptr(item) item = item_new(ITEM_LOG);
    line_attributes(&clock, text, text + strlen(text), "b", item);
    g_assert_cmpuint(item->attributes->len, ==, 1);
    g_assert_cmpint(item_get(item, "b").integer, ==, 2);
}

int main(int argc, char **argv)
{
    g_setenv("TZ", "UTC", TRUE);
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_autofree char *path = g_strdup_printf("/lines of log files/%s", expected[i].name);
        g_test_add_data_func(path, &expected[i], reads);
    }
    g_test_add_func("/lines of log files/broken lines: nothing beside them is read",
                    broken_lines_stay_inside);
    g_test_add_func("/lines of log files/no broken UTF-8 comes through",
                    nothing_hostile_comes_through);
    g_test_add_func("/lines of log files/a stack trace is part of the message",
                    a_stack_trace_is_part_of_the_message);
    g_test_add_func("/lines of log files/values are shown plain, and bounded",
                    values_are_shown_plain_and_bounded);
    g_test_add_func("/lines of log files/nothing is left of escapes", nothing_is_left_of_escapes);
    g_test_add_func("/lines of log files/one key is read alone", one_key_is_read_alone);
    return g_test_run();
}
