/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/http_call.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define MAX_PARAMETERS 2000

struct http_pair *http_pair_new(const char *name, const char *value)
{
    struct http_pair *pair = g_new(struct http_pair, 1);
    *pair = (struct http_pair){g_strdup(name), g_strdup(value)};
    return pair;
}

void http_pair_free(struct http_pair *pair)
{
    if (!pair) {
        return;
    }
    g_free(pair->name);
    g_free(pair->value);
    g_free(pair);
}

static GPtrArray *pairs_new(void)
{
    return g_ptr_array_new_with_free_func((GDestroyNotify)http_pair_free);
}

struct http_answer *http_answer_new(int status)
{
    struct http_answer *answer = g_new0(struct http_answer, 1);
    answer->status = status;
    answer->body = g_string_new(NULL);
    answer->headers = pairs_new();
    return answer;
}

void http_answer_free(struct http_answer *answer)
{
    if (!answer) {
        return;
    }
    if (answer->body) {
        g_string_free(answer->body, TRUE);
    }
    g_ptr_array_unref(answer->headers);
    g_free(answer);
}

void http_answer_header(struct http_answer *answer, const char *name, const char *value)
{
    g_ptr_array_add(answer->headers, http_pair_new(name, value));
}

struct http_answer *http_answer_detail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    struct http_answer *answer = http_answer_new(status);
    json_t *json = json_pack("{s:s}", "detail", valid);
    char *body = json_dumps(json, JSON_COMPACT);
    g_string_append(answer->body, body);
    free(body);
    json_decref(json);
    return answer;
}

const char *http_call_get(const struct http_call *call, const char *name)
{
    for (guint i = 0; i < call->query->len; i++) {
        const struct http_pair *pair = call->query->pdata[i];
        if (strcmp(pair->name, name) == 0) {
            return pair->value;
        }
    }
    return NULL;
}

GPtrArray *http_call_get_all(const struct http_call *call, const char *name)
{
    GPtrArray *values = g_ptr_array_new();
    for (guint i = 0; i < call->query->len; i++) {
        struct http_pair *pair = call->query->pdata[i];
        if (strcmp(pair->name, name) == 0) {
            g_ptr_array_add(values, pair->value);
        }
    }
    return values;
}

struct http_call *http_call_new(void)
{
    struct http_call *call = g_new0(struct http_call, 1);
    call->query = pairs_new();
    return call;
}

void http_call_free(struct http_call *call)
{
    if (!call) {
        return;
    }
    g_free(call->path);
    g_ptr_array_unref(call->query);
    g_free(call->content_type);
    g_free(call->user_agent);
    g_free(call->base_url);
    g_free(call);
}

/* Plus is a space; a broken escape stands for itself. */
static char *decode(const char *text, size_t length)
{
    GString *out = g_string_sized_new(length);
    for (size_t i = 0; i < length; i++) {
        int high = text[i] == '%' && i + 2 < length ? g_ascii_xdigit_value(text[i + 1]) : -1;
        int low = high >= 0 ? g_ascii_xdigit_value(text[i + 2]) : -1;
        if (low >= 0 && (high || low)) {
            g_string_append_c(out, (char)(high * 16 + low));
            i += 2;
        } else {
            g_string_append_c(out, text[i] == '+' ? ' ' : text[i]);
        }
    }
    char *valid = g_utf8_make_valid(out->str, (gssize)out->len);
    g_string_free(out, TRUE);
    return valid;
}

void http_query_parse(const char *text, GPtrArray *query)
{
    while (text && *text && query->len < MAX_PARAMETERS) {
        size_t length = strcspn(text, "&");
        size_t name = strcspn(text, "=&");
        if (length > 0) {
            struct http_pair *pair = g_new(struct http_pair, 1);
            pair->name = decode(text, name);
            pair->value = name < length ? decode(text + name + 1, length - name - 1) : g_strdup("");
            g_ptr_array_add(query, pair);
        }
        text += length + (text[length] == '&');
    }
}
