/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_entries.h"

#include "api/local/answer_json.h"

#include <string.h>

static void add_entry(json_t *entries, const char *type, json_t *data)
{
    if (!data)
        return;
    json_t *entry = json_object();
    json_object_set_new(entry, "type", json_string(type));
    json_object_set_new(entry, "data", data);
    json_array_append_new(entries, entry);
}

static json_t *exception(const json_t *sent)
{
    json_t *answer = json_object();
    json_object_set_new(answer, "type", answer_member(sent, "type"));
    json_object_set_new(answer, "value", answer_member(sent, "value"));
    json_object_set_new(answer, "module", answer_member(sent, "module"));
    json_object_set_new(answer, "threadId", answer_member(sent, "thread_id"));
    json_object_set_new(answer, "mechanism", answer_member(sent, "mechanism"));
    json_object_set_new(answer, "stacktrace",
                        answer_stacktrace(json_object_get(sent, "stacktrace")));
    json_object_set_new(answer, "rawStacktrace",
                        answer_stacktrace(json_object_get(sent, "raw_stacktrace")));
    return answer;
}

static json_t *thread(const json_t *sent)
{
    json_t *answer = json_object();
    json_object_set_new(answer, "id", answer_member(sent, "id"));
    json_object_set_new(answer, "name", answer_member(sent, "name"));
    json_object_set_new(answer, "state", answer_member(sent, "state"));
    json_object_set_new(answer, "heldLocks", answer_member(sent, "held_locks"));
    json_object_set_new(answer, "current", json_boolean(json_get_bool(sent, "current", false)));
    json_object_set_new(answer, "crashed", json_boolean(json_get_bool(sent, "crashed", false)));
    json_object_set_new(answer, "stacktrace",
                        answer_stacktrace(json_object_get(sent, "stacktrace")));
    json_object_set_new(answer, "rawStacktrace",
                        answer_stacktrace(json_object_get(sent, "raw_stacktrace")));
    return answer;
}

static json_t *breadcrumb(const json_t *sent)
{
    json_t *answer = json_object();
    const char *type = json_get_string(sent, "type");
    const char *level = json_get_string(sent, "level");
    json_object_set_new(answer, "timestamp",
                        answer_time_ns(json_get_time_ns(sent, "timestamp"), 6));
    json_object_set_new(answer, "type", answer_text(type ? type : "default"));
    json_object_set_new(answer, "category", answer_member(sent, "category"));
    json_object_set_new(answer, "level", answer_text(level ? level : "info"));
    json_object_set_new(answer, "message", answer_member(sent, "message"));
    json_object_set_new(answer, "data", answer_member(sent, "data"));
    json_object_set_new(answer, "event_id", answer_member(sent, "event_id"));
    return answer;
}

/* {"values": [...]} of every object in the list, each through `make`; NULL when there is none. */
static json_t *values_of(const json_t *list, json_t *(*make)(const json_t *))
{
    if (json_array_size(list) == 0)
        return NULL;
    json_t *values = json_array();
    size_t index;
    json_t *sent;
    json_array_foreach(list, index, sent)
    {
        if (json_is_object(sent))
            json_array_append_new(values, make(sent));
    }
    json_t *data = json_object();
    json_object_set_new(data, "values", values);
    return data;
}

static json_t *exceptions(const json_t *payload)
{
    const json_t *sent = json_object_get(payload, "exception");
    json_t *data = values_of(json_object_get(sent, "values"), exception);
    if (!data)
        return NULL;
    bool system = false;
    size_t index;
    json_t *value;
    json_array_foreach(json_object_get(data, "values"), index, value)
    {
        system = system || json_is_true(json_get_path(value, "stacktrace.hasSystemFrames"));
    }
    json_object_set_new(data, "hasSystemFrames", json_boolean(system));
    json_object_set_new(data, "excOmitted", answer_member(sent, "exc_omitted"));
    return data;
}

static json_t *pair(const char *name, const char *value)
{
    json_t *list = json_array();
    json_array_append_new(list, answer_text(name));
    json_array_append_new(list, answer_text(value));
    return list;
}

/* Cookies come as "a=1; b=2", or as an object. */
static json_t *cookies(const json_t *sent)
{
    json_t *pairs = json_array();
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)sent, name, value)
    {
        g_autofree char *text = json_get_text(sent, name);
        json_array_append_new(pairs, pair(name, text ? text : ""));
    }
    g_auto(GStrv) parts = g_strsplit(json_is_string(sent) ? json_string_value(sent) : "", ";", -1);
    for (size_t i = 0; parts[i]; i++) {
        char *part = g_strstrip(parts[i]);
        char *equals = strchr(part, '=');
        if (equals)
            *equals = '\0';
        if (*part)
            json_array_append_new(pairs, pair(part, equals ? equals + 1 : ""));
    }
    return pairs;
}

static json_t *list_or_empty(const json_t *object, const char *key)
{
    json_t *list = json_object_get(object, key);
    return json_is_array(list) ? json_incref(list) : json_array();
}

static json_t *request(const json_t *payload)
{
    const json_t *sent = json_object_get(payload, "request");
    if (!json_is_object(sent) || json_object_size(sent) == 0)
        return NULL;
    json_t *data = json_object();
    json_object_set_new(data, "apiTarget", answer_member(sent, "api_target"));
    json_object_set_new(data, "method", answer_member(sent, "method"));
    json_object_set_new(data, "url", answer_member(sent, "url"));
    json_object_set_new(data, "query", list_or_empty(sent, "query_string"));
    json_object_set_new(data, "fragment", answer_member(sent, "fragment"));
    json_object_set_new(data, "data", answer_member(sent, "data"));
    json_object_set_new(data, "headers", list_or_empty(sent, "headers"));
    json_object_set_new(data, "cookies", cookies(json_object_get(sent, "cookies")));
    json_object_set_new(data, "env", answer_member(sent, "env"));
    json_object_set_new(data, "inferredContentType", answer_member(sent, "inferred_content_type"));
    return data;
}

/* What was logged; an exception's own text stands in the exception. */
static json_t *message(const json_t *payload)
{
    const json_t *entry = json_object_get(payload, "logentry");
    const char *text = json_get_string(payload, "message");
    if (!text || !*text || (!entry && json_object_get(payload, "exception")))
        return NULL;
    json_t *data = json_object();
    json_object_set_new(data, "formatted", answer_text(text));
    json_object_set_new(data, "message", answer_member(entry, "message"));
    json_object_set_new(data, "params", answer_member(entry, "params"));
    return data;
}

static json_t *debug_images(const json_t *payload)
{
    json_t *images = json_get_path(payload, "debug_meta.images");
    if (json_array_size(images) == 0)
        return NULL;
    json_t *data = json_object();
    json_object_set(data, "images", images);
    return data;
}

json_t *answer_entries(const json_t *payload)
{
    json_t *entries = json_array();
    add_entry(entries, "message", message(payload));
    add_entry(entries, "exception", exceptions(payload));
    json_t *stack = answer_stacktrace(json_object_get(payload, "stacktrace"));
    add_entry(entries, "stacktrace", json_is_null(stack) ? NULL : stack);
    add_entry(entries, "threads", values_of(json_get_path(payload, "threads.values"), thread));
    add_entry(entries, "breadcrumbs",
              values_of(json_get_path(payload, "breadcrumbs.values"), breadcrumb));
    add_entry(entries, "request", request(payload));
    json_t *spans = json_object_get(payload, "spans");
    add_entry(entries, "spans", json_array_size(spans) > 0 ? json_incref(spans) : NULL);
    add_entry(entries, "debugmeta", debug_images(payload));
    return entries;
}

json_t *answer_payload_tags(const json_t *payload)
{
    json_t *tags = json_array();
    size_t index;
    json_t *sent;
    json_array_foreach(json_object_get(payload, "tags"), index, sent)
    {
        json_t *tag = json_object();
        json_object_set(tag, "key", json_array_get(sent, 0));
        json_object_set(tag, "value", json_array_get(sent, 1));
        json_array_append_new(tags, tag);
    }
    return tags;
}
