/* SPDX-License-Identifier: Apache-2.0
 *
 * Any text laid out as SQL and as JSON: nothing is lost but blanks, nothing is added but what says
 * that something was left out, and JSON that is taken is what jansson takes. */
#include "views/json_lines.h"
#include "views/sql_lines.h"

#include <jansson.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void append_solid(GString *out, const char *text)
{
    for (; *text; text++)
        if (!strchr(" \t\r\n\f\v", *text))
            g_string_append_c(out, *text);
}

static char *solid_of(const GPtrArray *lines)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        g_autofree char *code = code_line_text(g_ptr_array_index(lines, i));
        append_solid(out, code);
    }
    return g_string_free(out, FALSE);
}

static void check_sql(const char *text)
{
    g_autoptr(GString) wanted = g_string_new(NULL);
    append_solid(wanted, text);
    g_autoptr(GPtrArray) whole = sql_lines(text, true, NULL);
    g_autofree char *have = solid_of(whole);
    g_assert_cmpstr(have, ==, wanted->str);

    bool cut = false;
    g_autoptr(GPtrArray) few = sql_lines(text, false, &cut);
    g_autofree char *less = solid_of(few);
    g_assert_true(cut || !strcmp(less, have));
    sql_looks_like(text);
}

static bool always(const void *data, guint node, bool normal)
{
    (void)data;
    (void)node;
    (void)normal;
    return true;
}

static void check_nodes(const struct json_outline *outline)
{
    size_t length = strlen(outline->text);
    for (guint i = 0; i < outline->nodes->len; i++) {
        const struct json_node *node = &g_array_index(outline->nodes, struct json_node, i);
        g_assert_true(node->start < node->end && node->end <= length);
        g_assert_true(node->next > i && node->next <= outline->nodes->len);
        if (node->kind == JSON_NODE_STRING)
            g_free(json_outline_string(outline, node));
    }
}

static void check_json(const char *text)
{
    struct json_outline outline;
    bool taken = json_outline_read(&outline, text);
    json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);
    g_assert_true(taken || outline.broken_at <= strlen(text));
    g_assert_true(!value || taken || !strcmp(outline.why, "no more than 256 levels"));
    if (taken) {
        check_nodes(&outline);
        g_autoptr(GPtrArray) normal = json_lines(&outline, NULL, NULL);
        g_autoptr(GPtrArray) open = json_lines(&outline, always, NULL);
        g_assert_cmpuint(normal->len, >, 0);
        g_assert_cmpuint(open->len, >, 0);
    }
    json_outline_clear(&outline);
    json_decref(value);
    json_looks_like(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    check_sql(text);
    check_json(text);
    return 0;
}
