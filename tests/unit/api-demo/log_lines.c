/* SPDX-License-Identifier: Apache-2.0
 *
 * The demo's logs as lines of files: each service writes as a library of its language does.
 */
#include "api/demo/log_lines.h"

#include "base/clock.h"

#include <glib/gstdio.h>
#include <jansson.h>

static struct emission *record_of(enum service service, const char *level)
{
    int64_t time_ns = 0;
    clock_parse_iso("2026-11-22T03:12:31.5Z", &time_ns);
    struct emission *record = emission_new(EMISSION_LOG, service, time_ns);
    record->text = g_strdup("it \"broke\"");
    record->level = level;
    g_strlcpy(record->trace, "5b8efff798038103d269b633813fc60c", sizeof record->trace);
    demo_record_set_int(record, "attempt", 3);
    return record;
}

static void assert_line(enum service service, const char *expected)
{
    struct emission *record = record_of(service, "error");
    g_autoptr(GString) line = g_string_new(NULL);
    log_lines_append(record, line);
    g_assert_cmpstr(line->str, ==, expected);
    emission_free(record);
}

#define TRACE "5b8efff798038103d269b633813fc60c"

static void services_write_as_their_libraries_do(void)
{
    assert_line(
        SERVICE_WEB,
        "{\"level\":50,\"time\":1795317151500,\"pid\":7,\"hostname\":\"web-1\",\"msg\":\"it "
        "\\\"broke\\\"\",\"trace_id\":\"" TRACE "\",\"attempt\":3}\n");
    assert_line(SERVICE_CHECKOUT,
                "{\"event\":\"it \\\"broke\\\"\",\"level\":\"error\",\"timestamp\":"
                "\"2026-11-22T03:12:31.500Z\",\"trace_id\":\"" TRACE "\",\"attempt\":3}\n");
    assert_line(SERVICE_PAYMENT,
                "{\"level\":\"error\",\"ts\":1795317151.5,\"caller\":\"charge/gateway.go:88\","
                "\"msg\":\"it \\\"broke\\\"\",\"trace_id\":\"" TRACE "\",\"attempt\":3}\n");
    assert_line(SERVICE_INVENTORY,
                "time=2026-11-22T03:12:31.500Z level=ERROR msg=\"it \\\"broke\\\"\" "
                "trace_id=" TRACE " attempt=3\n");
    assert_line(SERVICE_AGENTS, "2026-11-22 03:12:31,500+0000 ERROR [agents.run] it \"broke\"\n"
                                "Traceback (most recent call last):\n"
                                "  File \"agents/run.py\", line 41, in step\n"
                                "    answer = self.model.generate(prompt)\n");
}

static void each_service_has_a_file(void)
{
    g_autofree char *folder = g_dir_make_tmp("vigil-XXXXXX", NULL);
    g_autoptr(GError) error = NULL;
    struct log_lines *lines = log_lines_new(folder, &error);
    g_autoptr(GPtrArray) records = g_ptr_array_new_with_free_func((GDestroyNotify)emission_free);
    g_assert_no_error(error);
    g_ptr_array_add(records, record_of(SERVICE_WEB, "info"));
    g_ptr_array_add(records, record_of(SERVICE_PAYMENT, "info"));
    g_ptr_array_add(records, emission_new(EMISSION_METRIC, SERVICE_WEB, 1));
    log_lines_write(lines, records);
    log_lines_free(lines);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    unsigned files = 0, with = 0;
    for (const char *name; (name = g_dir_read_name(dir)); files++) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        GStatBuf info;
        g_assert_cmpint(g_stat(path, &info), ==, 0);
        with += info.st_size > 0;
        g_unlink(path);
    }
    g_rmdir(folder);
    g_assert_cmpuint(files, ==, SERVICE_COUNT);
    g_assert_cmpuint(with, ==, 2);
}

static void a_folder_that_cannot_be_made_is_named(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(log_lines_new("/proc/nowhere", &error));
    g_assert_nonnull(g_strrstr(error->message, "/proc/nowhere"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/demo logs/services write as their libraries do",
                    services_write_as_their_libraries_do);
    g_test_add_func("/demo logs/each service has a file", each_service_has_a_file);
    g_test_add_func("/demo logs/a folder that cannot be made is named",
                    a_folder_that_cannot_be_made_is_named);
    return g_test_run();
}
