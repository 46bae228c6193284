/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_json.h"

#include "api/model/issue.h"
#include "api/wire/event_message.h"
#include "api/wire/event_title.h"
#include "api/wire/rows.h"
#include "base/clock.h"

#include <string.h>

#define USUAL_BYTES 8192 /* of an event */

/* Takes `key` away unless it is of the type. */
static void keep_type(json_t *event, const char *key, json_type type)
{
    json_t *value = json_object_get(event, key);
    if (value && json_typeof(value) != type) {
        json_object_del(event, key);
    }
}

/* {"values": [...]}, of a bare list, a bare object (one value), or what is that already; members of
 * the list that are no objects are left out. */
static void keep_values(json_t *event, const char *key)
{
    json_t *given = json_object_get(event, key);
    json_t *list = json_is_array(given) ? given : json_object_get(given, "values");
    json_t *values = json_array();
    size_t i;
    json_t *value;
    json_array_foreach(list, i, value)
    {
        if (json_is_object(value)) {
            json_array_append(values, value);
        }
    }
    if (!json_is_array(list) && json_is_object(given) && !json_object_get(given, "values")) {
        json_array_append(values, given);
    }
    if (json_array_size(values) == 0) {
        json_decref(values);
        json_object_del(event, key);
        return;
    }
    json_object_set_new(event, key, json_pack("{s:o}", "values", values));
}

/* [["name","value"], ...] of an object, a list of pairs, or "a=1&b=2". */
static json_t *pairs_of(const json_t *given)
{
    json_t *pairs = json_array();
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)given, name, value)
    {
        g_autofree char *text = json_get_text(given, name);
        if (text) {
            json_array_append_new(pairs, json_pack("[ss]", name, text));
        }
    }
    size_t i;
    json_array_foreach(given, i, value)
    {
        const char *left = json_string_value(json_array_get(value, 0));
        const char *right = json_string_value(json_array_get(value, 1));
        if (left && right) {
            json_array_append_new(pairs, json_pack("[ss]", left, right));
        }
    }
    return pairs;
}

/* "?a=1&b=2" decoded into pairs. */
static json_t *pairs_of_query(const char *text)
{
    json_t *pairs = json_array();
    g_auto(GStrv) parts = g_strsplit(*text == '?' ? text + 1 : text, "&", 256);
    for (char **part = parts; *part; part++) {
        char *equals = strchr(*part, '=');
        if (equals) {
            *equals = '\0';
        }
        g_autofree char *left = g_uri_unescape_string(*part, NULL);
        g_autofree char *right = g_uri_unescape_string(equals ? equals + 1 : "", NULL);
        g_autofree char *name = g_utf8_make_valid(left ? left : *part, -1);
        g_autofree char *value = g_utf8_make_valid(right ? right : equals + 1, -1);
        if (*name) {
            json_array_append_new(pairs, json_pack("[ss]", name, value));
        }
    }
    return pairs;
}

static void normalise_request(json_t *event)
{
    keep_type(event, "request", JSON_OBJECT);
    json_t *request = json_object_get(event, "request");
    json_t *headers = json_object_get(request, "headers");
    if (headers) {
        json_object_set_new(request, "headers", pairs_of(headers));
    }
    json_t *query = json_object_get(request, "query_string");
    if (json_is_string(query)) {
        json_object_set_new(request, "query_string", pairs_of_query(json_string_value(query)));
    } else if (query) {
        json_object_set_new(request, "query_string", pairs_of(query));
    }
}

static void normalise_user(json_t *event)
{
    static const char *const texts[] = {"id", "email", "username", "ip_address"};
    keep_type(event, "user", JSON_OBJECT);
    json_t *user = json_object_get(event, "user");
    for (size_t i = 0; user && i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *text = json_get_text(user, texts[i]);
        if (text) {
            json_object_set_new(user, texts[i], json_string(text));
        } else {
            json_object_del(user, texts[i]);
        }
    }
}

static void normalise_breadcrumbs(json_t *event)
{
    keep_values(event, "breadcrumbs");
    size_t i;
    json_t *crumb;
    json_array_foreach(json_get_path(event, "breadcrumbs.values"), i, crumb)
    {
        int64_t ns = json_get_time_ns(crumb, "timestamp");
        if (ns > 0) {
            json_object_set_new(crumb, "timestamp", json_real((double)(ns / NS_PER_US) / 1e6));
        } else {
            json_object_del(crumb, "timestamp");
        }
    }
}

/* An old event may have its only stack beside the exception. Frames that are no objects go. */
static void normalise_stacks(json_t *event, const char *key)
{
    size_t i, f;
    json_t *value, *frame;
    json_array_foreach(json_object_get(json_object_get(event, key), "values"), i, value)
    {
        keep_type(value, "stacktrace", JSON_OBJECT);
        json_t *stack = json_object_get(value, "stacktrace");
        keep_type(stack, "frames", JSON_ARRAY);
        json_t *frames = json_object_get(stack, "frames");
        json_array_foreach(frames, f, frame)
        {
            if (!json_is_object(frame)) {
                json_array_remove(frames, f--);
            }
        }
        keep_type(value, "mechanism", JSON_OBJECT);
    }
}

static void normalise_level(json_t *event)
{
    g_autofree char *text = json_get_text(event, "level");
    enum level level = level_parse(text ? text : "");
    if (text && strcmp(text, "log") == 0) {
        level = LEVEL_INFO;
    }
    if (level == LEVEL_TRACE) {
        level = LEVEL_DEBUG;
    }
    json_object_set_new(event, "level",
                        json_string(level_name(level == LEVEL_UNKNOWN ? LEVEL_ERROR : level)));
}

static void normalise_names(json_t *event)
{
    static const char *const texts[] = {"release",     "environment", "dist",  "server_name",
                                        "transaction", "platform",    "logger"};
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *text = json_get_text(event, texts[i]);
        if (text && *text) {
            json_object_set_new(event, texts[i], json_string(text));
        } else {
            json_object_del(event, texts[i]);
        }
    }
    if (!json_object_get(event, "platform")) {
        json_object_set_new(event, "platform", json_string("other"));
    }
}

bool event_json_normalise(json_t *event, int64_t time_ns, const char **why)
{
    if (!json_is_object(event)) {
        *why = "an event is a JSON object";
        return false;
    }
    g_autofree char *id = row_hex(json_get_string(event, "event_id"), 32);
    if (!id) {
        id = row_new_id();
    }
    json_object_set_new(event, "event_id", json_string(id));
    json_object_set_new(event, "timestamp", json_real((double)(time_ns / NS_PER_US) / 1e6));
    keep_type(event, "contexts", JSON_OBJECT);
    keep_type(event, "extra", JSON_OBJECT);
    keep_type(event, "sdk", JSON_OBJECT);
    keep_type(event, "modules", JSON_OBJECT);
    keep_type(event, "fingerprint", JSON_ARRAY);
    normalise_names(event);
    normalise_level(event);
    event_message(event);
    keep_values(event, "exception");
    keep_values(event, "threads");
    normalise_stacks(event, "exception");
    normalise_stacks(event, "threads");
    normalise_breadcrumbs(event);
    normalise_request(event);
    normalise_user(event);
    event_title(event);
    event_tags(event);
    return true;
}

static void set_trace(struct item *item, const json_t *event)
{
    const json_t *context = json_get_path(event, "contexts.trace");
    g_autofree char *trace = row_hex(json_get_string(context, "trace_id"), 32);
    g_autofree char *span = row_hex(json_get_string(context, "span_id"), 16);
    g_autofree char *parent = row_hex(json_get_string(context, "parent_span_id"), 16);
    row_set_text(item, "trace", trace);
    row_set_text(item, "span_id", span);
    row_set_text(item, "parent_span", parent);
}

static void set_error(struct item *item, const json_t *event)
{
    const json_t *exception = event_exception(event);
    row_set_text(item, "error.type", json_get_string(exception, "type"));
    g_autofree char *value = json_get_text(exception, "value");
    row_set_text(item, "error.value", value);
    row_set_text(item, "error.mechanism",
                 json_string_value(json_get_path(exception, "mechanism.type")));
    if (exception) {
        row_set(item, "handled", value_bool(event_is_handled(event)));
    }
    const json_t *frame = event_frame(exception);
    row_set_text(item, "stack.filename", json_get_string(frame, "filename"));
    row_set_text(item, "stack.function", json_get_string(frame, "function"));
    row_set_text(item, "stack.module", json_get_string(frame, "module"));
}

struct item *event_json_item(json_t *event, int64_t time_ns)
{
    static const char *const texts[] = {"title",       "message",  "level",       "culprit",
                                        "release",     "dist",     "environment", "transaction",
                                        "server_name", "platform", "type"};
    struct item *item = item_new(ITEM_EVENT);
    item->time_ns = time_ns;
    item->id = g_strdup(json_get_string(event, "event_id"));
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const char *text = json_get_string(event, texts[i]);
        if (text && *text) {
            row_set_text(item, i + 1 == G_N_ELEMENTS(texts) ? "event.type" : texts[i], text);
        }
    }
    set_trace(item, event);
    set_error(item, event);
    row_set_user(item, json_object_get(event, "user"));
    row_set_text(item, "sdk.name", json_string_value(json_get_path(event, "sdk.name")));
    row_set_text(item, "sdk.version", json_string_value(json_get_path(event, "sdk.version")));
    size_t i;
    json_t *tag;
    json_array_foreach(json_object_get(event, "tags"), i, tag)
    {
        row_set_text(item, json_string_value(json_array_get(tag, 0)),
                     json_string_value(json_array_get(tag, 1)));
    }
    GString *text = g_string_sized_new(USUAL_BYTES);
    json_append(text, event);
    item->payload = g_string_free(text, FALSE);
    return item;
}
