/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode_stacktrace.h"

#include <string.h>

/* Adds every part of `value` under `name`: an object's as "name.key", one level down; the rest as
 * JSON. */
static void add_parts(GPtrArray *pairs, const char *name, json_t *value)
{
    const char *key;
    json_t *part;
    if (!json_is_object(value)) {
        g_autofree char *text = value ? decode_text(value) : NULL;
        if (text && *text)
            g_ptr_array_add(pairs, pair_new(name, text));
        return;
    }
    json_object_foreach(value, key, part)
    {
        g_autofree char *path = *name ? g_strconcat(name, ".", key, NULL) : g_strdup(key);
        g_autofree char *text = decode_text(part);
        if (text)
            g_ptr_array_add(pairs, pair_new(path, text));
    }
}

/* Headers, cookies and the query come as lists of [name, value], as objects, or as text. */
static void add_lists(GPtrArray *pairs, const char *name, json_t *value)
{
    if (!json_is_array(value)) {
        add_parts(pairs, name, value);
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *entry = json_array_get(value, i);
        const char *key = json_string_value(json_array_get(entry, 0));
        const json_t *second = json_array_get(entry, 1);
        g_autofree char *text = second ? decode_text(second) : NULL;
        g_autofree char *path = g_strconcat(name, ".", key ? key : "?", NULL);
        if (key)
            g_ptr_array_add(pairs, pair_new(path, text ? text : ""));
    }
}

static void read_request(struct event *event, const json_t *data)
{
    event->method = json_get_text(data, "method");
    event->url = json_get_text(data, "url");
    add_lists(event->request, "query", json_object_get(data, "query"));
    add_lists(event->request, "header", json_object_get(data, "headers"));
    add_lists(event->request, "cookie", json_object_get(data, "cookies"));
    add_parts(event->request, "data", json_object_get(data, "data"));
    add_parts(event->request, "env", json_object_get(data, "env"));
}

static void read_breadcrumbs(struct event *event, const json_t *data)
{
    const json_t *values = json_object_get(data, "values");
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *entry = json_array_get(values, i);
        const json_t *details = json_object_get(entry, "data");
        if (!json_is_object(entry))
            continue;
        struct breadcrumb *crumb = breadcrumb_new();
        g_autofree char *level = json_get_text(entry, "level");
        crumb->time_ms = decode_time_ms(entry, "timestamp");
        crumb->level = level_parse(level);
        crumb->category = json_get_text(entry, "category");
        crumb->type = json_get_text(entry, "type");
        crumb->message = json_get_text(entry, "message");
        crumb->data = details && !json_is_null(details) ? decode_text(details) : NULL;
        g_ptr_array_add(event->breadcrumbs, crumb);
    }
}

static void read_message(struct event *event, const json_t *data)
{
    char *text = decode_either(data, "formatted", "message");
    if (text && (!event->message || !*event->message)) {
        g_free(event->message);
        event->message = g_steal_pointer(&text);
    }
    g_free(text);
}

static void read_csp(struct event *event, const json_t *data)
{
    add_parts(event->extra, "csp", (json_t *)data);
}

/* What each type of entry holds. Types that are not here have nothing to show in an event: spans
 * are the trace's, images are of use to symbolicators only. */
static const struct {
    const char *type;
    void (*read)(struct event *event, const json_t *data);
} ENTRIES[] = {
    {"exception",   decode_exceptions},
    {"threads",     decode_threads   },
    {"stacktrace",  decode_stacktrace},
    {"breadcrumbs", read_breadcrumbs },
    {"request",     read_request     },
    {"message",     read_message     },
    {"csp",         read_csp         },
};

static void read_entries(struct event *event, const json_t *entries)
{
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        const char *type = json_string_value(json_object_get(entry, "type"));
        for (size_t kind = 0; type && kind < G_N_ELEMENTS(ENTRIES); kind++)
            if (strcmp(type, ENTRIES[kind].type) == 0)
                ENTRIES[kind].read(event, json_object_get(entry, "data"));
    }
}

static void read_tags(struct event *event, const json_t *tags)
{
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *entry = json_array_get(tags, i);
        g_autofree char *key = json_get_text(entry, "key");
        g_autofree char *value = json_get_text(entry, "value");
        if (key && value)
            g_ptr_array_add(event->tags, pair_new(key, value));
    }
}

static void read_contexts(struct event *event, json_t *contexts)
{
    const char *name;
    json_t *context;
    json_object_foreach(contexts, name, context)
    {
        add_parts(event->contexts, name, context);
    }
    event->trace_id = decode_path_text(contexts, "trace.trace_id");
    event->span_id = decode_path_text(contexts, "trace.span_id");
}

/* Performance issues and other occurrences explain themselves in named lines of evidence. */
static void read_extra(struct event *event, const json_t *root)
{
    add_parts(event->extra, "", json_object_get(root, "context"));
    const json_t *evidence = json_get_path(root, "occurrence.evidenceDisplay");
    for (size_t i = 0; i < json_array_size(evidence); i++) {
        const json_t *line = json_array_get(evidence, i);
        g_autofree char *name = json_get_text(line, "name");
        g_autofree char *value = json_get_text(line, "value");
        if (name && value)
            g_ptr_array_add(event->extra, pair_new(name, value));
    }
    const json_t *errors = json_object_get(root, "errors");
    for (size_t i = 0; i < json_array_size(errors); i++) {
        g_autofree char *text = decode_either(json_array_get(errors, i), "message", "type");
        if (text)
            g_ptr_array_add(event->extra, pair_new("processing error", text));
    }
}

static void read_texts(struct event *event, const json_t *root)
{
    event->id = decode_either(root, "eventID", "id");
    event->issue_id = decode_either(root, "groupID", "groupId");
    event->project = decode_either(root, "projectSlug", "projectID");
    event->title = json_get_text(root, "title");
    event->message = json_get_text(root, "message");
    event->culprit = decode_either(root, "culprit", "location");
    event->platform = json_get_text(root, "platform");
    event->time_ms = decode_time_ms(root, "dateCreated");
    if (!event->time_ms)
        event->time_ms = decode_time_ms(root, "dateReceived");
    static const char *const USER[] = {"user.email", "user.username", "user.name", "user.id",
                                       "user.ip_address"};
    for (size_t i = 0; i < G_N_ELEMENTS(USER) && !event->user; i++)
        event->user = decode_path_text(root, USER[i]);
}

/* What an event says of itself in fields on some endpoints and in tags on others. */
static void read_from_tags(struct event *event, const json_t *root)
{
    event->release = decode_path_text(root, "release.version");
    if (!event->release)
        event->release = json_get_text(root, "release");
    if (!event->release)
        event->release = g_strdup(pairs_value(event->tags, "release"));
    event->environment = json_get_text(root, "environment");
    if (!event->environment)
        event->environment = g_strdup(pairs_value(event->tags, "environment"));
    g_autofree char *level = json_get_text(root, "level");
    event->level = level_parse(level ? level : pairs_value(event->tags, "level"));
}

/* The event itself, or what an event id leads to, which holds it under `event`. */
void *decode_event(const struct request *request, json_t *root, GError **error)
{
    if (!decode_expect_object(root, error))
        return NULL;
    json_t *inner = json_object_get(root, "event");
    json_t *body = json_is_object(inner) ? inner : root;
    struct event *event = event_new();
    read_texts(event, body);
    read_tags(event, json_object_get(body, "tags"));
    read_contexts(event, json_object_get(body, "contexts"));
    read_entries(event, json_object_get(body, "entries"));
    read_extra(event, body);
    read_from_tags(event, body);
    char *project = body == root ? NULL : json_get_text(root, "projectSlug");
    if (!project && request->endpoint == ENDPOINT_PROJECT_EVENT && request->variables->len)
        project = g_strdup(request->variables->pdata[0]);
    if (project) {
        g_free(event->project);
        event->project = project;
    }
    return event;
}
