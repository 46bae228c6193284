/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/log_lines.h"

#include "api/demo/world.h"
#include "base/clock.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

struct log_lines {
    FILE *files[SERVICE_COUNT];
};

struct log_lines *log_lines_new(const char *folder, GError **error)
{
    struct log_lines *lines = g_new0(struct log_lines, 1);
    g_mkdir_with_parents(folder, 0700);
    for (int i = 0; i < SERVICE_COUNT; i++) {
        g_autofree char *name = g_strdup_printf("%s.log", world_service((enum service)i)->name);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        lines->files[i] = g_fopen(path, "we");
        if (!lines->files[i]) {
            g_set_error(error, G_FILE_ERROR, g_file_error_from_errno(errno), "%s: %s", path,
                        g_strerror(errno));
            log_lines_free(lines);
            return NULL;
        }
    }
    return lines;
}

void log_lines_free(struct log_lines *lines)
{
    for (int i = 0; lines && i < SERVICE_COUNT; i++)
        if (lines->files[i])
            fclose(lines->files[i]);
    g_free(lines);
}

/* --- the libraries --- */

static void set_ids(json_t *object, const struct emission *record)
{
    if (*record->trace)
        json_object_set_new(object, "trace_id", json_string(record->trace));
    if (*record->span)
        json_object_set_new(object, "span_id", json_string(record->span));
    json_object_update(object, record->attributes);
}

static void append_json(GString *out, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    g_string_append(out, text);
    free(text);
    json_decref(object);
}

static const char *iso(const struct emission *record, char *text, size_t size)
{
    return clock_format_iso(record->time_ns, 3, text, size);
}

/* pino's levels are multiples of ten. */
static int pino_level(const char *level)
{
    static const char *const levels[] = {"trace", "debug", "info", "warn", "error", "fatal"};
    for (size_t i = 0; i < G_N_ELEMENTS(levels); i++)
        if (strcmp(levels[i], level) == 0)
            return 10 * ((int)i + 1);
    return 30;
}

static void pino(const struct emission *record, GString *out)
{
    json_t *object =
        json_pack("{s:i, s:I, s:i, s:s, s:s}", "level", pino_level(record->level), "time",
                  (json_int_t)(record->time_ns / NS_PER_MS), "pid", 7, "hostname",
                  record->host ? record->host : "web-1", "msg", record->text);
    set_ids(object, record);
    append_json(out, object);
}

static void structlog(const struct emission *record, GString *out)
{
    char time[40];
    json_t *object = json_pack("{s:s, s:s, s:s}", "event", record->text, "level", record->level,
                               "timestamp", iso(record, time, sizeof time));
    set_ids(object, record);
    append_json(out, object);
}

static void zap(const struct emission *record, GString *out)
{
    json_t *object = json_pack("{s:s, s:f, s:s, s:s}", "level", record->level, "ts",
                               (double)(record->time_ns / NS_PER_US) / 1e6, "caller",
                               "charge/gateway.go:88", "msg", record->text);
    set_ids(object, record);
    append_json(out, object);
}

static void winston(const struct emission *record, GString *out)
{
    char time[40];
    json_t *object = json_pack("{s:s, s:s, s:s}", "level", record->level, "message", record->text,
                               "timestamp", iso(record, time, sizeof time));
    set_ids(object, record);
    append_json(out, object);
}

static void append_quoted(GString *out, const char *key, const char *text)
{
    g_autofree char *safe = g_strescape(text, NULL);
    g_string_append_printf(out, " %s=\"%s\"", key, safe);
}

/* Go's slog with its text handler. */
static void slog(const struct emission *record, GString *out)
{
    char time[40];
    const char *key;
    json_t *value;
    g_autofree char *level = g_ascii_strup(record->level, -1);
    g_string_append_printf(out, "time=%s level=%s", iso(record, time, sizeof time), level);
    append_quoted(out, "msg", record->text);
    if (*record->trace)
        g_string_append_printf(out, " trace_id=%s", record->trace);
    json_object_foreach(record->attributes, key, value)
    {
        if (json_is_string(value))
            append_quoted(out, key, json_string_value(value));
        else if (json_is_integer(value))
            g_string_append_printf(out, " %s=%" JSON_INTEGER_FORMAT, key,
                                   json_integer_value(value));
    }
}

/* Python's logging; an error has the trace that its handler prints. */
static void python(const struct emission *record, GString *out)
{
    char time[40];
    g_autofree char *level = g_ascii_strup(record->level, -1);
    iso(record, time, sizeof time);
    time[10] = ' ';
    time[19] = ',';
    time[23] = '\0';
    g_string_append_printf(out, "%s+0000 %s [agents.run] %s", time, level, record->text);
    if (strcmp(record->level, "error") == 0)
        g_string_append(out, "\nTraceback (most recent call last):\n"
                             "  File \"agents/run.py\", line 41, in step\n"
                             "    answer = self.model.generate(prompt)");
}

void log_lines_append(const struct emission *record, GString *out)
{
    static void (*const libraries[SERVICE_COUNT])(const struct emission *, GString *) = {
        [SERVICE_WEB] = pino,       [SERVICE_CHECKOUT] = structlog,      [SERVICE_PAYMENT] = zap,
        [SERVICE_INVENTORY] = slog, [SERVICE_RECOMMENDATIONS] = winston, [SERVICE_AGENTS] = python,
    };
    libraries[record->service](record, out);
    g_string_append_c(out, '\n');
}

void log_lines_write(struct log_lines *lines, const GPtrArray *records)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < records->len; i++) {
        const struct emission *record = records->pdata[i];
        if (record->kind != EMISSION_LOG)
            continue;
        g_string_truncate(text, 0);
        log_lines_append(record, text);
        fwrite(text->str, 1, text->len, lines->files[record->service]);
    }
    for (int i = 0; i < SERVICE_COUNT; i++)
        fflush(lines->files[i]);
}
