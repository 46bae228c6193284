/* SPDX-License-Identifier: Apache-2.0 */
#include "views/json_lines.h"

#include <string.h>

static char *text_of(const GPtrArray *lines)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < lines->len; i++) {
        const struct code_line *line = g_ptr_array_index(lines, i);
        g_autofree char *code = code_line_text(line);
        g_string_append_printf(out, "%s%.*s%s", i ? "\n" : "", line->indent,
                               "........................................", code);
    }
    return g_string_free(out, FALSE);
}

static char *laid_out(const char *text, json_open open, const void *data)
{
    struct json_outline outline;
    g_assert_true(json_outline_read(&outline, text));
    g_autoptr(GPtrArray) lines = json_lines(&outline, open, data);
    json_outline_clear(&outline);
    return text_of(lines);
}

static void assert_laid_out(const char *text, const char *wanted)
{
    g_autofree char *have = laid_out(text, NULL, NULL);
    g_assert_cmpstr(have, ==, wanted);
}

static void assert_broken(const char *text, gsize at)
{
    struct json_outline outline;
    g_assert_false(json_outline_read(&outline, text));
    g_assert_null(outline.nodes);
    g_assert_nonnull(outline.why);
    g_assert_cmpuint(outline.broken_at, ==, at);
}

static void small_things_stand_in_a_line(void)
{
    assert_laid_out("{\"a\":1,\"b\":[true,null]}", "{\n..\"a\": 1,\n..\"b\": [true, null]\n}");
    assert_laid_out("{\"a\":1,\"b\":\"x\"}", "{ \"a\": 1, \"b\": \"x\" }");
    assert_laid_out("[]", "[]");
    assert_laid_out(" { } ", "{}");
    assert_laid_out("\"text\"", "\"text\"");
    assert_laid_out("[{}, []]", "[{}, []]");
}

static void a_line_a_value(void)
{
    assert_laid_out("{\"order\":{\"id\":\"A-1\",\"lines\":[{\"sku\":\"S\",\"n\":2}]},\"ok\":true}",
                    "{\n..\"order\": {\n....\"id\": \"A-1\",\n....\"lines\": [\n......{ \"sku\": "
                    "\"S\", \"n\": 2 }\n....]\n..},\n..\"ok\": true\n}");
}

/* What jansson, or any reader into doubles, would change. */
static void what_is_written_stays(void)
{
    assert_laid_out("[9223372036854775807,1.10,1e400,-0,\"\\u00e9\",{\"a\":1,\"a\":2}]",
                    "[\n..9223372036854775807,\n..1.10,\n..1e400,\n..-0,\n..\"\\u00e9\",\n"
                    "..{ \"a\": 1, \"a\": 2 }\n]");
}

static bool nothing_open(const void *data, guint node, bool normal)
{
    (void)data;
    (void)normal;
    return !node;
}

static bool everything_open(const void *data, guint node, bool normal)
{
    (void)data;
    (void)node;
    (void)normal;
    return true;
}

static void what_is_folded_tells_its_size(void)
{
    const char *text = "{\"a\":{\"b\":[1,2,3],\"c\":{\"d\":{}}},\"e\":[[1],[2]]}";
    g_autofree char *folded = laid_out(text, nothing_open, NULL);
    g_assert_cmpstr(folded, ==, "{\n..\"a\": {…}  2 keys, 26B\n..\"e\": […]  2 values, 9B\n}");
}

static void large_ones_open_folded(void)
{
    g_autoptr(GString) text = g_string_new("{\"list\":[");
    for (int i = 0; i < 300; i++)
        g_string_append_printf(text, "%s{\"n\":%d}", i ? "," : "", i);
    g_string_append(text, "]}");
    g_autofree char *folded = laid_out(text->str, NULL, NULL);
    g_assert_true(g_str_has_prefix(folded, "{\n..\"list\": […]  300 values, "));
    g_autofree char *open = laid_out(text->str, everything_open, NULL);
    g_assert_nonnull(strstr(open, "{ \"n\": 199 }"));
    g_assert_null(strstr(open, "{ \"n\": 200 }"));
    g_assert_nonnull(strstr(open, "… 100 more are not shown"));
}

static void texts_with_breaks_are_lines(void)
{
    assert_laid_out("{\"content\":\"first\\nsecond \\\"x\\\" \\u00e9 \\ud83d\\ude00\"}",
                    "{\n..\"content\":   41B\n....first\n....second \"x\" é 😀\n}");
    g_autoptr(GString) text = g_string_new("{\"content\":\"");
    for (int i = 0; i < 400; i++)
        g_string_append(text, "é ");
    g_string_append(text, "\"}");
    g_autofree char *folded = laid_out(text->str, NULL, NULL);
    g_assert_nonnull(strstr(folded, "…  1.2kB\n}"));
    g_assert_true(g_utf8_validate(folded, -1, NULL));
    g_assert_cmpuint(strlen(folded), <, 200);
}

static void a_text_of_too_many_lines_says_that_it_is_cut(void)
{
    g_autoptr(GString) json = g_string_new("[\"");
    for (int i = 0; i < 3000; i++)
        g_string_append(json, "x\\n");
    g_string_append(json, "\"]");
    g_autofree char *open = laid_out(json->str, everything_open, NULL);
    g_assert_nonnull(strstr(open, "the rest of the text is not shown"));
}

static void what_is_no_json_says_where(void)
{
    assert_broken("", 0);
    assert_broken("{\"a\":1", 6);
    assert_broken("{\"a\":1,}", 7);
    assert_broken("[1,]", 3);
    assert_broken("{\"a\" 1}", 5);
    assert_broken("[01]", 2);
    assert_broken("[1 2]", 3);
    assert_broken("{} x", 3);
    assert_broken("\"\\x\"", 1);
    assert_broken("\"\\ud8", 1);
    assert_broken("\"a\nb\"", 2);
    assert_broken("[1.]", 3);
    assert_broken("[+1]", 1);
    assert_broken("{a:1}", 1);
}

static void depth_is_bounded(void)
{
    g_autofree char *deep = g_strnfill(100000, '[');
    assert_broken(deep, JSON_OUTLINE_DEPTH);
    g_autoptr(GString) most = g_string_new(NULL);
    for (int i = 0; i < JSON_OUTLINE_DEPTH; i++)
        g_string_append_c(most, '[');
    for (int i = 0; i < JSON_OUTLINE_DEPTH; i++)
        g_string_append_c(most, ']');
    g_autofree char *open = laid_out(most->str, everything_open, NULL);
    g_assert_nonnull(strstr(open, "[]"));
}

static void what_looks_like_json(void)
{
    g_assert_true(json_looks_like(" {\"a\":1}"));
    g_assert_true(json_looks_like("[1, 2"));
    g_assert_true(json_looks_like("{}"));
    g_assert_false(json_looks_like("{name}"));
    g_assert_false(json_looks_like("[redacted]"));
    g_assert_false(json_looks_like("[Filtered]"));
    g_assert_false(json_looks_like("text"));
    g_assert_false(json_looks_like(""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json lines/small things stand in a line", small_things_stand_in_a_line);
    g_test_add_func("/json lines/a line a value", a_line_a_value);
    g_test_add_func("/json lines/what is written stays", what_is_written_stays);
    g_test_add_func("/json lines/what is folded tells its size", what_is_folded_tells_its_size);
    g_test_add_func("/json lines/large ones open folded", large_ones_open_folded);
    g_test_add_func("/json lines/texts with breaks are lines", texts_with_breaks_are_lines);
    g_test_add_func("/json lines/a text of too many lines says that it is cut",
                    a_text_of_too_many_lines_says_that_it_is_cut);
    g_test_add_func("/json lines/what is no JSON says where", what_is_no_json_says_where);
    g_test_add_func("/json lines/depth is bounded", depth_is_bounded);
    g_test_add_func("/json lines/what looks like JSON", what_looks_like_json);
    return g_test_run();
}
