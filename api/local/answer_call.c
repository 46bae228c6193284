/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_call.h"

#include "api/local/answer_json.h"

#include <stdarg.h>
#include <string.h>

json_t *ask_fail(struct ask *ask, int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    ask->status = status;
    json_t *body = json_object();
    json_object_set_new(body, "detail", answer_text_take(text));
    return body;
}

json_t *ask_missing(struct ask *ask)
{
    return ask_fail(ask, 404, "The requested resource does not exist");
}

json_t *ask_fail_error(struct ask *ask, const GError *error)
{
    return ask_fail(ask, error->domain == QUERY_ERROR ? 400 : 500, "%s", error->message);
}

const char *ask_variable(const struct ask *ask, size_t index)
{
    return index < ask->variables->len ? g_ptr_array_index(ask->variables, index) : "";
}

const char *ask_get(const struct ask *ask, const char *name)
{
    const char *value = http_call_get(ask->call, name);
    return value && *value ? value : NULL;
}

const char **ask_get_all(const struct ask *ask, const char *name)
{
    g_autoptr(GPtrArray) values = http_call_get_all(ask->call, name);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    for (guint i = 0; i < values->len; i++) {
        const char *value = g_ptr_array_index(values, i);
        if (*value)
            g_ptr_array_add(kept, (gpointer)value);
    }
    if (kept->len == 0)
        return NULL;
    g_ptr_array_add(kept, NULL);
    return (const char **)g_ptr_array_free(g_steal_pointer(&kept), FALSE);
}

bool ask_flag(const struct ask *ask, const char *name)
{
    const char *value = ask_get(ask, name);
    return value && (!strcmp(value, "1") || !g_ascii_strcasecmp(value, "true") ||
                     !g_ascii_strcasecmp(value, "yes"));
}

json_t *ask_body(struct ask *ask, json_t **failure)
{
    g_autoptr(GError) error = NULL;
    if (!ask->call->body || ask->call->body_size == 0) {
        *failure = ask_fail(ask, 400, "A JSON object is wanted as the body");
        return NULL;
    }
    json_t *body = json_read(ask->call->body, ask->call->body_size, NULL, &error);
    if (json_is_object(body))
        return body;
    *failure = ask_fail(ask, 400, "A JSON object is wanted as the body: %s",
                        error ? error->message : "it is something else");
    json_decref(body);
    return NULL;
}

bool path_has_project(const struct ask *ask)
{
    return g_str_has_prefix(ask->endpoint->path, "/projects/{org}/{");
}

const struct project *ask_project(const struct ask *ask)
{
    return store_project(ask->store, ask_variable(ask, 1));
}

struct query *ask_query(struct ask *ask, const char *text, json_t **failure)
{
    g_autoptr(GError) error = NULL;
    size_t offset = 0;
    struct query *query = query_parse(text, ask->now_ns, &offset, &error);
    if (!query)
        *failure = ask_fail(ask, 400, "Invalid query: %s (at character %zu of \"%s\")",
                            error->message, offset + 1, text ? text : "");
    return query;
}
