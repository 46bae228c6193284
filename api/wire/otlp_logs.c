/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp_rows.h"

#include "api/model/issue.h"

#include <string.h>

/* Bands of four: trace, debug, info, warn, error, fatal. */
static const char *band_name(int number)
{
    static const char *const names[] = {"trace", "debug", "info", "warn", "error", "fatal"};
    return number >= 1 && number <= 24 ? names[(number - 1) / 4] : NULL;
}

static void set_severity(struct item *item, const Otlp__LogRecord *log, struct decoded *out)
{
    g_autofree char *text = otlp_text(log->severity_text, out);
    int number = log->severity_number;
    if (number < 1 || number > 24) {
        enum level level = level_parse(text);
        number = level == LEVEL_UNKNOWN ? 0 : ((int)level - LEVEL_TRACE) * 4 + 1;
    }
    row_set_text(item, "severity", band_name(number));
    if (number > 0) {
        row_set(item, "severity_number", value_int(number));
    }
    if (*text && (!band_name(number) || g_ascii_strcasecmp(text, band_name(number)) != 0)) {
        row_set_text(item, "otel.severity_text", text);
    }
}

/* Text as it is, anything else as JSON; without a body the event's name. */
static void set_message(struct item *item, const Otlp__LogRecord *log, struct decoded *out)
{
    g_autofree char *event = otlp_text(log->event_name, out);
    json_t *body = otlp_json(log->body, out);
    if (json_is_string(body)) {
        row_set_text(item, "message", json_string_value(body));
    } else if (!json_is_null(body)) {
        char *text = json_dumps(body, ROW_JSON | JSON_ENCODE_ANY);
        row_set_text(item, "message", text);
        free(text);
    } else {
        row_set_text(item, "message", event);
    }
    row_set_text(item, "event.name", *event ? event : NULL);
    json_decref(body);
}

static void add_log(const Otlp__LogRecord *log, const struct origin *origin)
{
    struct decoded *out = origin->out;
    struct item *item = item_new(ITEM_LOG);
    item->id = row_new_id();
    uint64_t ns = log->time_unix_nano ? log->time_unix_nano : log->observed_time_unix_nano;
    item->time_ns = otlp_time(item, ns, origin);
    g_autofree char *trace = otlp_id(log->trace_id, 16);
    g_autofree char *span = otlp_id(log->span_id, 8);
    set_severity(item, log, out);
    set_message(item, log, out);
    row_set_text(item, "trace", trace);
    row_set_text(item, "span_id", span);
    otlp_set_all(item, log->attributes, log->n_attributes, out);
    otlp_set_origin(item, origin);
    g_ptr_array_add(out->items, item);
}

void otlp_logs(const Otlp__LogsRequest *request, int64_t now_ns, struct decoded *out)
{
    for (size_t r = 0; r < request->n_resource_logs; r++) {
        const Otlp__ResourceLogs *resource = request->resource_logs[r];
        for (size_t s = 0; s < resource->n_scope_logs; s++) {
            const Otlp__ScopeLogs *scope = resource->scope_logs[s];
            struct origin origin = {resource->resource, scope->scope, now_ns, out};
            for (size_t i = 0; i < scope->n_log_records; i++) {
                add_log(scope->log_records[i], &origin);
            }
        }
    }
}
