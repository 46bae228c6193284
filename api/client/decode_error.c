/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

#include <string.h>

#define MAX_TEXT 300

/* What a status means where the body does not say. */
static const struct {
    long status;
    const char *text;
} MEANINGS[] = {
    {400, "the request was refused"                     },
    {401, "the token is missing, wrong or expired"      },
    {403, "the token has no access to this"             },
    {404, "there is no such thing here"                 },
    {405, "the server does not allow this"              },
    {408, "the server gave up waiting"                  },
    {409, "something else changed this at the same time"},
    {410, "this endpoint is gone"                       },
    {413, "the request is too large"                    },
    {429, "too many requests"                           },
    {500, "the server failed"                           },
    {502, "the server behind the gateway failed"        },
    {503, "the server is not available"                 },
    {504, "the server behind the gateway did not answer"},
};

static char *meaning_of(long status)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MEANINGS); i++)
        if (MEANINGS[i].status == status)
            return g_strdup(MEANINGS[i].text);
    return g_strdup_printf("the server answered %ld", status);
}

/* {"field": ["what is wrong", ...], ...}: each as "field: what is wrong". */
static char *field_errors(json_t *root)
{
    GString *text = g_string_new(NULL);
    const char *field;
    json_t *problem;
    json_object_foreach(root, field, problem)
    {
        const char *first = json_string_value(json_array_get(problem, 0));
        if (!first)
            continue;
        if (text->len)
            g_string_append(text, "; ");
        if (strcmp(field, "non_field_errors") != 0)
            g_string_append_printf(text, "%s: ", field);
        g_string_append(text, first);
    }
    return g_string_free(text, text->len == 0);
}

static char *text_of(json_t *root)
{
    if (json_is_string(root))
        return g_strdup(json_string_value(root));
    static const char *const PATHS[] = {"detail",  "detail.message", "detail.code",
                                        "message", "error",          "error.message"};
    for (size_t i = 0; i < G_N_ELEMENTS(PATHS); i++) {
        char *text = decode_path_text(root, PATHS[i]);
        if (text)
            return text;
    }
    return field_errors(root);
}

/* One line: what is no printable character becomes a space, runs of them one. */
static char *one_line(char *text)
{
    GString *line = g_string_new(NULL);
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_free(text);
    for (const char *at = valid; *at && line->len < MAX_TEXT; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        bool blank = g_unichar_isspace(c) || !g_unichar_isprint(c);
        if (!blank)
            g_string_append_unichar(line, c);
        else if (line->len && line->str[line->len - 1] != ' ')
            g_string_append_c(line, ' ');
    }
    return g_strchomp(g_string_free(line, FALSE));
}

char *decode_error_text(long status, const char *body, size_t size)
{
    while (size && g_ascii_isspace(*body)) {
        body++;
        size--;
    }
    char *text = NULL;
    if (size && *body != '<') {
        json_t *root = json_read(body, size, NULL, NULL);
        text = root ? text_of(root) : NULL;
        json_decref(root);
        if (!root && size < MAX_TEXT)
            text = g_strndup(body, size);
    }
    if (text)
        text = one_line(text);
    if (!text || !*text) {
        g_free(text);
        text = meaning_of(status);
    }
    return text;
}
