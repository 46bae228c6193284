/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_json.h"
#include "api/wire/otlp_rows.h"
#include "api/wire/stack_text.h"

#include <string.h>

/* The same exception sent again must be the same event. */
static char *event_id(const struct item *row, const Otlp__SpanEvent *event)
{
    g_autofree char *text =
        g_strdup_printf("%s/%s/%" G_GUINT64_FORMAT, item_get_string(row, "trace"), row->id,
                        (guint64)event->time_unix_nano);
    return g_compute_checksum_for_string(G_CHECKSUM_MD5, text, -1);
}

static void set_text(json_t *json, const char *key, const char *text)
{
    if (text && *text) {
        json_object_set_new(json, key, json_string(text));
    }
}

static json_t *exception_json(const Otlp__SpanEvent *event, struct decoded *out)
{
    Otlp__KeyValue *const *attributes = event->attributes;
    size_t count = event->n_attributes;
    g_autofree char *type = otlp_find_text(attributes, count, "exception.type", out);
    g_autofree char *message = otlp_find_text(attributes, count, "exception.message", out);
    g_autofree char *stack = otlp_find_text(attributes, count, "exception.stacktrace", out);
    const Otlp__AnyValue *escaped = otlp_find(attributes, count, "exception.escaped");
    bool handled = !(escaped && escaped->value_case == OTLP__ANY_VALUE__VALUE_BOOL_VALUE &&
                     escaped->bool_value);
    json_t *exception = json_object();
    set_text(exception, "type", type ? type : "Error");
    set_text(exception, "value", message);
    json_object_set_new(exception, "mechanism",
                        json_pack("{s:s,s:b}", "type", "opentelemetry", "handled", handled));
    json_t *frames = stack_text_frames(stack);
    if (json_array_size(frames) > 0) {
        json_object_set_new(exception, "stacktrace", json_pack("{s:O}", "frames", frames));
    }
    json_decref(frames);
    return exception;
}

/* What the span's row says of the event, too. */
static json_t *event_of_span(const struct item *row)
{
    static const char *const texts[][2] = {
        {"release",     "release"    },
        {"environment", "environment"},
        {"transaction", "transaction"},
        {"platform",    "platform"   },
        {"server_name", "host.name"  }
    };
    json_t *json = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        set_text(json, texts[i][0], item_get_string(row, texts[i][1]));
    }
    json_t *user = json_object();
    set_text(user, "id", item_get_string(row, "user.id"));
    set_text(user, "email", item_get_string(row, "user.email"));
    json_object_set_new(json, "user", user);
    json_object_set_new(json, "contexts",
                        json_pack("{s:{s:s,s:s}}", "trace", "trace_id",
                                  item_get_string(row, "trace"), "span_id", row->id));
    return json;
}

static void add_event(const json_t *json, int64_t time_ns, const char *project, struct decoded *out)
{
    g_autoptr(GString) text = g_string_new(NULL);
    json_append(text, json);
    g_autoptr(tape) tape = tape_read(text->str, text->len, NULL);
    struct tape *event = NULL;
    struct item *item = tape ? event_json_item(tape, time_ns, &event, NULL) : NULL;
    if (item) {
        item->project = g_strdup(project);
        g_ptr_array_add(out->items, item);
        g_ptr_array_add(out->events, event);
    }
}

void otlp_add_exception(const Otlp__SpanEvent *event, const Otlp__Span *span,
                        const struct item *row, const struct origin *origin)
{
    (void)span;
    struct decoded *out = origin->out;
    g_autofree char *id = event_id(row, event);
    json_t *json = event_of_span(row);
    set_text(json, "event_id", id);
    set_text(json, "level", "error");
    json_object_set_new(json, "exception",
                        json_pack("{s:[o]}", "values", exception_json(event, out)));
    g_autoptr(item) notes = item_new(ITEM_EVENT);
    add_event(json, otlp_time(notes, event->time_unix_nano, origin), row->project, out);
    json_decref(json);
}
