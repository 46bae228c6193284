/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/event_maker.h"

#include "api/demo/repository.h"

#include <jansson.h>
#include <string.h>

#define CONTEXT_LINES 5

static json_t *lines_between(char **lines, int first, int last)
{
    json_t *list = json_array();
    int count = (int)g_strv_length(lines);
    for (int line = MAX(first, 1); line <= MIN(last, count); line++)
        json_array_append_new(list, json_string(lines[line - 1]));
    return list;
}

static void add_source(const struct repository *repository, const struct code_frame *frame,
                       json_t *json)
{
    const char *file = g_hash_table_lookup(repository->files, frame->path);
    int line = repository_line(repository, frame->path, frame->text);
    if (!file || !line)
        return;
    g_auto(GStrv) lines = g_strsplit(file, "\n", -1);
    json_object_set_new(json, "lineno", json_integer(line));
    json_object_set_new(json, "colno",
                        json_integer(1 + strstr(lines[line - 1], frame->text) - lines[line - 1]));
    json_object_set_new(json, "pre_context", lines_between(lines, line - CONTEXT_LINES, line - 1));
    json_object_set_new(json, "context_line", json_string(lines[line - 1]));
    json_object_set_new(json, "post_context", lines_between(lines, line + 1, line + CONTEXT_LINES));
}

static json_t *frame_json(const struct world *world, enum service service,
                          const struct code_frame *frame)
{
    const struct repository *repository = world->repositories[service];
    if (!frame->text)
        return json_pack("{s:s,s:s,s:i,s:b}", "filename", frame->path, "function", frame->function,
                         "lineno", frame->line, "in_app", 0);
    g_autofree char *path =
        g_strdup_printf("/srv/%s/%s", world_service(service)->name, frame->path);
    json_t *json =
        json_pack("{s:s,s:s,s:b}", "filename", path, "function", frame->function, "in_app", 1);
    if (repository)
        add_source(repository, frame, json);
    return json;
}

struct emission *event_make(struct world *world, struct rng *rng, enum service service,
                            int64_t at_ns, const char *level, const char *type, const char *value,
                            const struct code_frame *frames)
{
    struct emission *event = emission_new(EMISSION_EVENT, service, at_ns);
    rng_hex(rng, event->id, 32);
    event->text = g_strdup(type);
    event->level = level;
    event->host = world_host(service, rng);
    event->user = world_user(rng);
    json_t *list = json_array();
    for (const struct code_frame *frame = frames; frame && frame->path; frame++)
        json_array_append_new(list, frame_json(world, service, frame));
    json_t *exception = json_pack("{s:s,s:s,s:{s:o},s:{s:s,s:b}}", "type", type, "value", value,
                                  "stacktrace", "frames", list, "mechanism", "type", "generic",
                                  "handled", g_str_equal(level, "warning"));
    event->payload =
        json_pack("{s:{s:[o]},s:{},s:[]}", "exception", "values", exception, "tags", "breadcrumbs");
    return world_record(world, event);
}

void event_in(struct emission *event, const struct emission *span)
{
    memcpy(event->trace, span->trace, sizeof event->trace);
    memcpy(event->span, span->span, sizeof event->span);
    memcpy(event->parent, span->parent, sizeof event->parent);
    event->host = span->host;
    event->user = span->user;
    event_transaction(event, span->segment_name);
}

void event_transaction(struct emission *event, const char *name)
{
    json_object_set_new(event->payload, "transaction", json_string(name));
}

void event_tag(struct emission *event, const char *key, const char *value)
{
    json_object_set_new(json_object_get(event->payload, "tags"), key, json_string(value));
}

void event_breadcrumb(struct emission *event, int64_t at_ns, const char *category,
                      const char *level, const char *message)
{
    json_array_append_new(json_object_get(event->payload, "breadcrumbs"),
                          json_pack("{s:f,s:s,s:s,s:s}", "timestamp",
                                    (double)(at_ns / NS_PER_US) / 1e6, "category", category,
                                    "level", level, "message", message));
}

void event_request(struct emission *event, const char *method, const char *url)
{
    json_object_set_new(event->payload, "request",
                        json_pack("{s:s,s:s}", "method", method, "url", url));
}
