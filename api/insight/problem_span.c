/* SPDX-License-Identifier: Apache-2.0
 *
 * What a span is, for the detectors of problems.
 */
#include "api/insight/problem_internal.h"

#include "base/quantity.h"

#include <string.h>

#define LONGEST_US ((int64_t)1 << 43) /* 101 days; a million of them still fit into 63 bits */

int64_t problem_took(const struct span *span)
{
    return CLAMP(span->duration_us, 0, LONGEST_US);
}

int64_t problem_gap(int64_t from_us, int64_t to_us)
{
    int64_t gap;
    if (__builtin_sub_overflow(to_us, from_us, &gap))
        return to_us > from_us ? LONGEST_US : -LONGEST_US;
    return CLAMP(gap, -LONGEST_US, LONGEST_US);
}

char *problem_duration(int64_t us)
{
    char text[24];
    return g_strdup(quantity_duration((double)us, text, sizeof text));
}

static bool op_is(const struct span *span, const char *op)
{
    size_t length = strlen(op);
    return span->op && strncmp(span->op, op, length) == 0 &&
           (span->op[length] == '\0' || span->op[length] == '.');
}

static bool begins_with_select(const char *name)
{
    name += strspn(name, " \t\r\n(");
    return g_ascii_strncasecmp(name, "select", 6) == 0 && !g_ascii_isalnum(name[6]) &&
           name[6] != '_';
}

/* Waiting for others has other names; what models take is theirs. */
static bool is_own_work(const struct span *span)
{
    static const char *const others[] = {"db",     "http",    "cache", "queue",    "messaging",
                                         "gen_ai", "ai",      "rpc",   "resource", "browser",
                                         "ui",     "mcp",     "grpc",  "topic",    "websocket",
                                         "sleep",  "pageload"};
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        if (op_is(span, others[i]))
            return false;
    return true;
}

/* Redis answers from memory: what is said of a database's queries is not meant for it. */
uint8_t problem_class_of(const struct span *span)
{
    uint8_t class = is_own_work(span) ? CLASS_OWN : 0;
    if (op_is(span, "db") && !op_is(span, "db.redis"))
        class |=
            CLASS_QUERY | (begins_with_select(span->name ? span->name : "") ? CLASS_SELECT : 0);
    if (op_is(span, "http.client") || !g_strcmp0(span->op, "http"))
        class |= CLASS_CALL;
    if (op_is(span, "resource.script") || op_is(span, "resource.css") ||
        op_is(span, "resource.link"))
        class |= CLASS_ASSET;
    return class | (!g_strcmp0(span->op, "cache.get") ? CLASS_CACHE : 0);
}

bool problem_is_complete(const struct span *span)
{
    static const char *const cut[] = {"...", "…"}; /* of three bytes both */
    size_t length = span->name ? strlen(span->name) : 0;
    for (size_t i = 0; length >= 3 && i < G_N_ELEMENTS(cut); i++)
        if (memcmp(span->name + length - 3, cut[i], 3) == 0)
            return false;
    return length > 0;
}

/* The length of "GET " at the beginning of a name; 0 when it begins otherwise. */
static size_t method_length(const char *name)
{
    size_t length = 0;
    while (g_ascii_isupper(name[length]))
        length++;
    return length >= 3 && length <= 8 && name[length] == ' ' ? length : 0;
}

const char *problem_method(const struct span *span, char *room, size_t size)
{
    const char *name = span->name ? span->name : "";
    struct value told = trace_attribute(span, "http.request.method");
    if (told.type == VALUE_STRING)
        return told.string;
    size_t length = method_length(name);
    g_strlcpy(room, name, MIN(length + 1, size));
    return room;
}

const char *problem_url(const struct span *span)
{
    const char *name = span->name ? span->name : "";
    size_t length = method_length(name);
    return name + (length ? length + 1 : 0);
}

const char *problem_extension(const struct span *span, char *room, size_t size)
{
    const char *url = problem_url(span), *host = strstr(url, "://");
    const char *path = host ? strchr(host + 3, '/') : url;
    size_t length = path ? strcspn(path, "?# ") : 0, letters = 0;
    while (letters < length && g_ascii_isalnum(path[length - letters - 1]))
        letters++;
    bool found =
        letters && letters < length && letters + 1 < size && path[length - letters - 1] == '.';
    g_strlcpy(room, found ? path + length - letters - 1 : "", found ? letters + 2 : 1);
    return room;
}

double problem_number(const struct span *span, const char *key)
{
    double number;
    return value_number(trace_attribute(span, key), &number) ? number : -1;
}
