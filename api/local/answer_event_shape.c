/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_event_shape.h"
#include "api/local/answer_entries.h"
#include "api/local/answer_shapes.h"

#include "api/local/answer_json.h"

#include <string.h>

/* Members of an SDK's user that have a place of their own; the rest is `data`. */
static const char *const user_members[] = {"id",   "email", "username", "ip_address",
                                           "name", "geo",   NULL};

static json_t *user(const json_t *payload)
{
    const json_t *sent = json_object_get(payload, "user");
    if (!json_is_object(sent) || json_object_size(sent) == 0)
        return json_null();
    json_t *body = json_object();
    json_t *data = json_object();
    for (size_t i = 0; user_members[i]; i++)
        json_object_set_new(body, user_members[i], answer_member(sent, user_members[i]));
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)sent, key, value)
    {
        if (!strcmp(key, "data") && json_is_object(value))
            json_object_update(data, value);
        else if (!g_strv_contains(user_members, key))
            json_object_set(data, key, value);
    }
    json_object_set_new(body, "data", json_object_size(data) ? json_incref(data) : json_null());
    json_decref(data);
    return body;
}

/* Every context says its type: what was sent, else its name where that is one Sentry knows. */
static json_t *contexts(const json_t *payload)
{
    static const char *const known[] = {"app",     "browser", "device", "gpu",      "os",
                                        "runtime", "trace",   "replay", "feedback", NULL};
    json_t *body = json_object();
    const char *name;
    json_t *sent;
    json_object_foreach(json_object_get(payload, "contexts"), name, sent)
    {
        json_t *context = json_copy(sent);
        if (json_is_object(context) && !json_object_get(context, "type"))
            json_object_set_new(context, "type",
                                json_string(g_strv_contains(known, name) ? name : "default"));
        json_object_set_new(body, name, context);
    }
    return body;
}

static json_t *sdk(const json_t *payload)
{
    const json_t *sent = json_object_get(payload, "sdk");
    if (!sent)
        return json_null();
    json_t *body = json_object();
    json_object_set_new(body, "name", answer_member(sent, "name"));
    json_object_set_new(body, "version", answer_member(sent, "version"));
    return body;
}

static json_t *object_or_empty(const json_t *payload, const char *key)
{
    json_t *member = json_object_get(payload, key);
    return json_is_object(member) ? json_incref(member) : json_object();
}

static json_t *list_or_empty(const json_t *payload, const char *key)
{
    json_t *member = json_object_get(payload, key);
    return json_is_array(member) ? json_incref(member) : json_array();
}

static json_t *project_id(struct store *store, const struct stored_event *event)
{
    const struct project *project = store_project(store, event->project);
    return project ? answer_id(project->id) : json_null();
}

/* What lists and details have in common. */
static json_t *common(struct store *store, const struct stored_event *event, const json_t *payload)
{
    json_t *body = json_object();
    json_object_set_new(body, "id", answer_text(event->id));
    json_object_set_new(body, "eventID", answer_text(event->id));
    json_object_set_new(body, "groupID",
                        event->issue_id ? answer_id(event->issue_id) : json_null());
    json_object_set_new(body, "projectID", project_id(store, event));
    json_object_set_new(body, "title", answer_member(payload, "title"));
    json_object_set_new(body, "message", answer_member(payload, "message"));
    json_object_set_new(body, "culprit", answer_member(payload, "culprit"));
    json_object_set_new(body, "location",
                        answer_member(json_object_get(payload, "metadata"), "filename"));
    json_object_set_new(body, "platform", answer_member(payload, "platform"));
    json_object_set_new(body, "dateCreated", answer_time_ns(event->time_ns, 6));
    json_object_set_new(body, "user", user(payload));
    json_object_set_new(body, "tags", answer_payload_tags(payload));
    json_object_set_new(body, "metadata", object_or_empty(payload, "metadata"));
    json_object_set_new(body, "crashFile", json_null());
    return body;
}

json_t *shape_event_light(struct store *store, const struct stored_event *event,
                          const json_t *payload)
{
    json_t *body = common(store, event, payload);
    json_object_set_new(body, "event.type", answer_member(payload, "type"));
    return body;
}

json_t *shape_event(struct store *store, const struct stored_event *event, const json_t *payload)
{
    static const char *const nulls[] = {"userReport",     "occurrence", "dateReceived",
                                        "measurements",   "breakdowns", "nextEventID",
                                        "previousEventID"};
    json_t *body = common(store, event, payload);
    for (size_t i = 0; i < G_N_ELEMENTS(nulls); i++)
        json_object_set_new(body, nulls[i], json_null());
    json_object_set_new(body, "type", answer_member(payload, "type"));
    json_object_set_new(body, "size",
                        json_integer(event->payload ? (json_int_t)strlen(event->payload) : 0));
    json_object_set_new(body, "dist", answer_member(payload, "dist"));
    json_object_set_new(body, "contexts", contexts(payload));
    json_object_set_new(body, "context", object_or_empty(payload, "extra"));
    json_object_set_new(body, "packages", object_or_empty(payload, "modules"));
    json_object_set_new(body, "sdk", sdk(payload));
    json_object_set_new(body, "sdkUpdates", json_array());
    json_object_set_new(body, "resolvedWith", json_array());
    json_object_set_new(body, "fingerprints", list_or_empty(payload, "fingerprint"));
    json_object_set_new(body, "errors", list_or_empty(payload, "errors"));
    json_object_set_new(body, "_meta", object_or_empty(payload, "_meta"));
    json_object_set_new(body, "release",
                        shape_release_brief(store, json_get_string(payload, "release")));
    json_object_set_new(body, "entries", answer_entries(payload));
    return body;
}
