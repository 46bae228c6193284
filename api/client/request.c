/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/request_path.h"

#include <stdarg.h>
#include <string.h>

static struct request *request_make(enum endpoint endpoint)
{
    struct request *request = g_new0(struct request, 1);
    request->endpoint = endpoint;
    request->method = METHOD_GET;
    request->variables = g_ptr_array_new_with_free_func(g_free);
    request->query = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    return request;
}

struct request *request_new(enum endpoint endpoint, ...)
{
    struct request *request = request_make(endpoint);
    va_list variables;
    va_start(variables, endpoint);
    for (const char *text; (text = va_arg(variables, const char *));)
        g_ptr_array_add(request->variables, g_strdup(text));
    va_end(variables);
    return request;
}

void request_add(struct request *request, const char *key, const char *value)
{
    if (value)
        g_ptr_array_add(request->query, pair_new(key, value));
}

void request_addf(struct request *request, const char *key, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *value = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    request_add(request, key, value);
}

struct request *request_rows(const char *dataset, const char *const *fields)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", dataset);
    for (; *fields; fields++)
        request_add(request, "field", *fields);
    return request;
}

struct request *request_copy(const struct request *request)
{
    struct request *copy = request_make(request->endpoint);
    copy->method = request->method;
    for (guint i = 0; i < request->variables->len; i++)
        g_ptr_array_add(copy->variables, g_strdup(request->variables->pdata[i]));
    for (guint i = 0; i < request->query->len; i++) {
        const struct pair *pair = request->query->pdata[i];
        g_ptr_array_add(copy->query, pair_new(pair->key, pair->value));
    }
    copy->body = g_strdup(request->body);
    copy->pages = request->pages;
    copy->background = request->background;
    copy->patience = request->patience;
    return copy;
}

void request_free(struct request *request)
{
    if (!request)
        return;
    g_ptr_array_unref(request->variables);
    g_ptr_array_unref(request->query);
    g_free(request->body);
    g_free(request);
}

const char *request_get(const struct request *request, const char *key)
{
    return pairs_value(request->query, key);
}

static const char *method_name(enum method method)
{
    return method == METHOD_POST     ? "POST"
           : method == METHOD_PUT    ? "PUT"
           : method == METHOD_DELETE ? "DELETE"
                                     : "GET";
}

/* "?a=b&c=d", or "" for none. `cursor`, when given, takes the place of one in the request. */
static char *query_text(const struct request *request, const char *cursor)
{
    GString *query = g_string_new(NULL);
    for (guint i = 0; i < request->query->len; i++) {
        const struct pair *pair = request->query->pdata[i];
        if (cursor && strcmp(pair->key, "cursor") == 0)
            continue;
        g_string_append_c(query, query->len ? '&' : '?');
        g_string_append_uri_escaped(query, pair->key, NULL, false);
        g_string_append_c(query, '=');
        g_string_append_uri_escaped(query, pair->value, NULL, false);
    }
    if (cursor) {
        g_string_append(query, query->len ? "&cursor=" : "?cursor=");
        g_string_append_uri_escaped(query, cursor, NULL, false);
    }
    return g_string_free(query, FALSE);
}

/* The number of pages belongs to the key: one page is not the answer to who asked for five. */
char *request_key(const struct request *request)
{
    GString *key = g_string_new(method_name(request->method));
    g_string_append_printf(key, " %d x%zu", (int)request->endpoint, MAX(request->pages, 1));
    for (guint i = 0; i < request->variables->len; i++) {
        g_string_append_c(key, '/');
        g_string_append_uri_escaped(key, request->variables->pdata[i], NULL, true);
    }
    g_autofree char *query = query_text(request, NULL);
    g_string_append_printf(key, "?%s", query);
    if (request->body)
        g_string_append_printf(key, "\n%s", request->body);
    return g_string_free(key, FALSE);
}

/* The table says whether the path has a place for the organization. */
char *request_path(const struct request *request, const char *organization, const char *cursor,
                   GError **error)
{
    const struct endpoint_info *info = endpoint_info(request->endpoint);
    size_t places = 0;
    for (const char *at = info->path; (at = strchr(at, '{')); at++)
        places++;
    g_autoptr(GPtrArray) variables = g_ptr_array_new();
    if (strstr(info->path, "{org}")) {
        if (!organization) {
            g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_REQUEST,
                        "no organization is set; name one with --org or in the config");
            return NULL;
        }
        g_ptr_array_add(variables, (gpointer)organization);
    }
    g_ptr_array_extend(variables, request->variables, NULL, NULL);
    if (variables->len != places) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_REQUEST,
                    "%s wants %zu names in its path, got %u", info->name, places, variables->len);
        return NULL;
    }
    g_ptr_array_add(variables, NULL);
    g_autofree char *path = endpoint_path(request->endpoint, (const char *const *)variables->pdata);
    g_autofree char *query = query_text(request, cursor);
    return g_strconcat("/api/0", path, query, NULL);
}

const char *request_method(const struct request *request)
{
    return method_name(request->method);
}

GQuark client_error_quark(void)
{
    return g_quark_from_static_string("vigil-client");
}
