/* SPDX-License-Identifier: Apache-2.0 */
#include "views/placeholders.h"

#include <string.h>

#define ERROR_DOMAIN g_quark_from_static_string("vigil-placeholders")

static const char *const names[] = {"trace", "span", "service", "release", "issue", "project",
                                    "pod",   "host", "time",    "url",     NULL};

/* The next placeholder of `text`: where it begins, NULL when there is none; *length with its
 * braces. */
static const char *next_of(const char *text, size_t *length)
{
    for (const char *at = strchr(text, '{'); at; at = strchr(at + 1, '{')) {
        size_t letters = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz");
        if (at[1] == '{')
            at++;
        else if (letters > 0 && at[letters + 1] == '}') {
            *length = letters + 2;
            return at;
        }
    }
    return NULL;
}

static char *name_at(const char *at, size_t length)
{
    return g_strndup(at + 1, length - 2);
}

bool placeholders_check(const char *const *argv, GError **error)
{
    size_t length;
    for (const char *const *arg = argv; *arg; arg++)
        for (const char *at = next_of(*arg, &length); at; at = next_of(at + length, &length)) {
            g_autofree char *name = name_at(at, length);
            if (g_strv_contains(names, name))
                continue;
            g_autofree char *known = g_strjoinv("} {", (char **)names);
            g_set_error(error, ERROR_DOMAIN, 0, "there is no {%s}, only {%s}", name, known);
            return false;
        }
    return true;
}

/* Values come from strangers: what would steer a terminal or hide in a list is left out. */
static void append_clean(GString *out, const char *value)
{
    g_autofree char *valid = g_utf8_make_valid(value, -1);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        GUnicodeType type = g_unichar_type(c);
        if (type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT)
            g_string_append_unichar(out, c);
    }
}

static char *fill_one(const char *argument, char *(*value_of)(const char *name, void *data),
                      void *data, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    size_t length;
    for (const char *at; (at = next_of(argument, &length)); argument = at + length) {
        g_autofree char *name = name_at(at, length);
        g_autofree char *value = value_of(name, data);
        g_string_append_len(out, argument, at - argument);
        bool first = out->len == 0;
        if (value)
            append_clean(out, value);
        if (!value || (first && out->len == 0)) {
            g_set_error(error, ERROR_DOMAIN, 0, "nothing under the cursor gives {%s}", name);
            return NULL;
        }
        if (first && out->str[0] == '-') {
            g_set_error(error, ERROR_DOMAIN, 0,
                        "{%s} is \"%.60s\" here, which would be taken for an option", name,
                        out->str);
            return NULL;
        }
    }
    g_string_append(out, argument);
    return g_strdup(out->str);
}

char **placeholders_fill(const char *const *argv, char *(*value_of)(const char *name, void *data),
                         void *data, GError **error)
{
    g_autoptr(GStrvBuilder) filled = g_strv_builder_new();
    for (const char *const *arg = argv; *arg; arg++) {
        g_autofree char *one = fill_one(*arg, value_of, data, error);
        if (!one)
            return NULL;
        g_strv_builder_add(filled, one);
    }
    return g_strv_builder_end(filled);
}
