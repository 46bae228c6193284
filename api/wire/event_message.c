/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_message.h"

#include "api/wire/json.h"

#include <string.h>

#define MAX_MESSAGE 65536

static char *param_text(const json_t *param)
{
    if (json_is_string(param)) {
        return g_strdup(json_string_value(param));
    }
    char *text = json_dumps(param, JSON_COMPACT | JSON_ENCODE_ANY);
    char *copy = g_strdup(text ? text : "");
    free(text);
    return copy;
}

/* The length of the place at `at` ("%s", "%5.2f", "{}", "{1}"), 0 when there is none; *named is the
 * number in the braces, or -1. */
static size_t place_at(const char *at, int *named)
{
    *named = -1;
    if (*at == '%') {
        size_t length = 1 + strspn(at + 1, "-+ #0123456789.");
        return at[length] && strchr("sdifruxXoeEgGc", at[length]) ? length + 1 : 0;
    }
    if (*at == '{') {
        size_t digits = strspn(at + 1, "0123456789");
        if (digits < 4 && at[1 + digits] == '}') {
            *named = digits > 0 ? (int)g_ascii_strtoll(at + 1, NULL, 10) : -1;
            return digits + 2;
        }
    }
    return 0;
}

/* "user %s failed %d times" or "user {} failed {1} times" with its parameters put in. Places
 * without a parameter stay as they are. Owned. */
static char *event_message_format(const char *template, const json_t *params)
{
    GString *out = g_string_new(NULL);
    size_t next = 0;
    for (const char *at = template; *at && out->len < MAX_MESSAGE;) {
        int named;
        size_t length = at[0] == '%' && at[1] == '%' ? 0 : place_at(at, &named);
        const json_t *param =
            length ? json_array_get(params, named >= 0 ? (size_t)named : next) : NULL;
        if (param) {
            g_autofree char *text = param_text(param);
            g_string_append(out, text);
            next += named < 0;
            at += length;
        } else if (at[0] == '%' && at[1] == '%') {
            g_string_append_c(out, '%');
            at += 2;
        } else {
            g_string_append_c(out, *at++);
        }
    }
    return g_string_free(out, FALSE);
}

void event_message(json_t *event)
{
    json_t *given = json_object_get(event, "message");
    if (json_is_object(given)) {
        /* {"message", "params", "formatted"} stood here before it was called logentry. */
        if (!json_object_get(event, "logentry")) {
            json_object_set(event, "logentry", given);
        }
        json_object_del(event, "message");
    }
    if (!json_is_object(json_object_get(event, "logentry"))) {
        json_object_del(event, "logentry");
    }
    const json_t *entry = json_object_get(event, "logentry");
    const json_t *params = json_object_get(entry, "params");
    g_autofree char *message = json_get_text(event, "message");
    g_autofree char *formatted = json_get_text(entry, "formatted");
    g_autofree char *template = json_get_text(entry, "message");
    g_autofree char *filled =
        template && json_array_size(params) > 0 ? event_message_format(template, params) : NULL;
    const char *text = formatted ? formatted : filled ? filled : message ? message : template;
    json_object_set_new(event, "message", json_string(text ? text : ""));
}
