/* SPDX-License-Identifier: Apache-2.0 */
#include "views/code_lines.h"

static void token_clear(void *data)
{
    g_free(((struct code_token *)data)->text);
}

static void line_free(void *data)
{
    struct code_line *line = data;
    g_array_unref(line->tokens);
    g_free(line);
}

GPtrArray *code_lines_new(void)
{
    return g_ptr_array_new_with_free_func(line_free);
}

struct code_line *code_line_begin(GPtrArray *lines, int indent)
{
    struct code_line *line = g_new0(struct code_line, 1);
    line->indent = indent;
    line->node = -1;
    line->tokens = g_array_new(FALSE, FALSE, sizeof(struct code_token));
    g_array_set_clear_func(line->tokens, token_clear);
    g_ptr_array_add(lines, line);
    return line;
}

void code_line_add(struct code_line *line, enum role role, const char *text, gssize length)
{
    if (!length || !*text)
        return;
    struct code_token token = {role, length < 0 ? g_strdup(text) : g_strndup(text, (gsize)length)};
    g_array_append_val(line->tokens, token);
}

char *code_line_text(const struct code_line *line)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < line->tokens->len; i++)
        g_string_append(out, g_array_index(line->tokens, struct code_token, i).text);
    return g_string_free(out, FALSE);
}
