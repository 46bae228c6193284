/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_title.h"

#include "api/wire/json.h"

#include <string.h>

#define TITLE_CHARS 256
#define TAG_CHARS   200

const json_t *event_exception(const json_t *event)
{
    const json_t *values = json_get_path(event, "exception.values");
    size_t count = json_array_size(values);
    return count ? json_array_get(values, count - 1) : NULL;
}

const json_t *event_frame(const json_t *exception)
{
    const json_t *frames = json_get_path(exception, "stacktrace.frames");
    size_t count = json_array_size(frames);
    for (size_t i = count; i > 0; i--) {
        const json_t *frame = json_array_get(frames, i - 1);
        if (json_get_bool(frame, "in_app", false)) {
            return frame;
        }
    }
    return count ? json_array_get(frames, count - 1) : NULL;
}

bool event_is_handled(const json_t *event)
{
    size_t i;
    json_t *exception;
    json_array_foreach(json_get_path(event, "exception.values"), i, exception)
    {
        if (json_is_false(json_get_path(exception, "mechanism.handled"))) {
            return false;
        }
    }
    return true;
}

/* The first line, cut to a length that a list can show. Owned. */
static char *first_line(const char *text, glong most)
{
    g_autofree char *line = g_strndup(text, strcspn(text, "\r\n"));
    g_strstrip(line);
    if (g_utf8_strlen(line, -1) <= most) {
        return g_steal_pointer(&line);
    }
    g_autofree char *head = g_utf8_substring(line, 0, most - 1);
    return g_strconcat(head, "…", NULL);
}

static char *message_title(const json_t *event, const json_t *exception)
{
    g_autofree char *value = json_get_text(exception, "value");
    const char *text = json_get_string(event, "message");
    if (!text || !*text) {
        text = value;
    }
    char *title = first_line(text ? text : "", TITLE_CHARS);
    if (!*title) {
        g_free(title);
        title = g_strdup("<unlabeled event>");
    }
    return title;
}

/* "TimeoutError: Payment charge exceeded 30s" */
static char *exception_title(const char *type, const char *value)
{
    g_autofree char *line = first_line(value ? value : "", TITLE_CHARS);
    return *line ? g_strdup_printf("%s: %s", type, line) : first_line(type, TITLE_CHARS);
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text && *text) {
        json_object_set_new(object, key, json_string(text));
    }
}

/* "charge(app.payment)" for JavaScript, "app.payment in charge" for the rest, as Sentry has it. */
static char *culprit(const json_t *event, const json_t *frame)
{
    const char *transaction = json_get_string(event, "transaction");
    if (transaction) {
        return g_strdup(transaction);
    }
    const char *module = json_get_string(frame, "module");
    const char *place = module ? module : json_get_string(frame, "filename");
    const char *function = json_get_string(frame, "function");
    const char *platform = json_get_string(event, "platform");
    if (!place && !function) {
        return g_strdup("");
    }
    if (strstr(platform, "javascript") || strstr(platform, "node")) {
        return g_strdup_printf("%s(%s)", function ? function : "?", place ? place : "?");
    }
    return place && function ? g_strdup_printf("%s in %s", place, function)
                             : g_strdup(place ? place : function);
}

void event_title(json_t *event)
{
    const json_t *exception = event_exception(event);
    const json_t *frame = event_frame(exception);
    const char *type = json_get_string(exception, "type");
    g_autofree char *value = json_get_text(exception, "value");
    json_t *metadata = json_object();
    g_autofree char *title = NULL;
    if (type && *type) {
        title = exception_title(type, value);
        set_text(metadata, "type", type);
        set_text(metadata, "value", value);
    } else {
        title = message_title(event, exception);
        set_text(metadata, "title", title);
    }
    set_text(metadata, "filename", json_get_string(frame, "filename"));
    set_text(metadata, "function", json_get_string(frame, "function"));
    g_autofree char *where = culprit(event, frame);
    json_object_set_new(event, "type", json_string(type && *type ? "error" : "default"));
    json_object_set_new(event, "title", json_string(title));
    json_object_set_new(event, "culprit", json_string(where));
    json_object_set_new(event, "metadata", metadata);
}

/* The first value of a key stands. */
static void add_tag(GTree *tags, const char *key, const char *value)
{
    if (key && *key && value && *value && !g_tree_lookup(tags, key)) {
        g_tree_insert(tags, g_strdup(key), first_line(value, TAG_CHARS));
    }
}

static void add_sent_tags(GTree *tags, const json_t *sent)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)sent, key, value)
    {
        g_autofree char *text = json_get_text(sent, key);
        add_tag(tags, key, text);
    }
    size_t i;
    json_array_foreach(sent, i, value)
    {
        if (json_is_array(value)) {
            add_tag(tags, json_string_value(json_array_get(value, 0)),
                    json_string_value(json_array_get(value, 1)));
        } else {
            g_autofree char *text = json_get_text(value, "value");
            add_tag(tags, json_get_string(value, "key"), text);
        }
    }
}

static void add_user_tag(GTree *tags, const json_t *user)
{
    static const char *const forms[][2] = {
        {"id",         "id"      },
        {"username",   "username"},
        {"email",      "email"   },
        {"ip_address", "ip"      }
    };
    for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
        const char *text = json_get_string(user, forms[i][0]);
        if (text && *text) {
            g_autofree char *tag = g_strdup_printf("%s:%s", forms[i][1], text);
            add_tag(tags, "user", tag);
        }
    }
}

/* browser "Chrome 120.0", browser.name "Chrome". */
static void add_context_tag(GTree *tags, const json_t *event, const char *name)
{
    const json_t *context = json_object_get(json_object_get(event, "contexts"), name);
    const char *what = json_get_string(context, "name");
    g_autofree char *version = json_get_text(context, "version");
    if (!what) {
        return;
    }
    g_autofree char *key = g_strconcat(name, ".name", NULL);
    g_autofree char *both = version ? g_strdup_printf("%s %s", what, version) : g_strdup(what);
    add_tag(tags, key, what);
    add_tag(tags, name, both);
}

static gboolean append_tag(gpointer key, gpointer value, gpointer list)
{
    json_array_append_new(list, json_pack("[ss]", key, value));
    return FALSE;
}

static gint order(gconstpointer a, gconstpointer b, gpointer unused)
{
    (void)unused;
    return strcmp(a, b);
}

void event_tags(json_t *event)
{
    static const char *const from_event[] = {"level",       "environment", "release", "dist",
                                             "server_name", "transaction", "logger"};
    static const char *const from_contexts[] = {"browser", "os", "runtime", "device"};
    GTree *tags = g_tree_new_full(order, NULL, g_free, g_free);
    for (size_t i = 0; i < G_N_ELEMENTS(from_event); i++) {
        add_tag(tags, from_event[i], json_get_string(event, from_event[i]));
    }
    add_sent_tags(tags, json_object_get(event, "tags"));
    add_user_tag(tags, json_object_get(event, "user"));
    const json_t *exception = event_exception(event);
    if (json_object_get(exception, "mechanism")) {
        add_tag(tags, "handled", event_is_handled(event) ? "yes" : "no");
        add_tag(tags, "mechanism", json_string_value(json_get_path(exception, "mechanism.type")));
    }
    add_tag(tags, "url", json_string_value(json_get_path(event, "request.url")));
    for (size_t i = 0; i < G_N_ELEMENTS(from_contexts); i++) {
        add_context_tag(tags, event, from_contexts[i]);
    }
    add_tag(tags, "device.family",
            json_string_value(json_get_path(event, "contexts.device.family")));
    json_t *list = json_array();
    g_tree_foreach(tags, append_tag, list);
    g_tree_destroy(tags);
    json_object_set_new(event, "tags", list);
}
