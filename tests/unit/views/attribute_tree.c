/* SPDX-License-Identifier: Apache-2.0 */
#include "views/attribute_tree.h"

#include "api/model/event.h"

#include <string.h>

/* "group 3: label; label" of the tree of the keys, a dot a level. */
static char *grown(const char *const *keys)
{
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (; *keys; keys++)
        g_ptr_array_add(pairs, pair_new(*keys, "x"));
    attributes_sort(pairs);
    g_autoptr(GPtrArray) rows = attribute_tree(pairs);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < rows->len; i++) {
        const struct attribute_row *row = g_ptr_array_index(rows, i);
        g_string_append_printf(out, "%s%.*s%s", i ? "\n" : "", row->depth, "......", row->label);
        if (row->group)
            g_string_append_printf(out, " %u", row->count);
    }
    return g_string_free(out, FALSE);
}

#define assert_grown(wanted, ...)                                           \
    do {                                                                    \
        g_autofree char *have = grown((const char *[]){__VA_ARGS__, NULL}); \
        g_assert_cmpstr(have, ==, wanted);                                  \
    } while (0)

static void names_with_a_word_in_common_are_a_group(void)
{
    assert_grown("cart_id\ndb 2\n.namespace\n.query.text\nhttp.route", "http.route", "db.namespace",
                 "db.query.text", "cart_id");
}

static void a_group_has_the_words_that_all_have_in_common(void)
{
    assert_grown("gen_ai.usage 2\n.input_tokens\n.output_tokens", "gen_ai.usage.input_tokens",
                 "gen_ai.usage.output_tokens");
}

static void a_group_within_a_group_takes_three(void)
{
    assert_grown("http 5\n.request.body.size\n.request.method\n.response 3\n..body.size\n"
                 "..header.etag\n..status_code",
                 "http.request.method", "http.request.body.size", "http.response.status_code",
                 "http.response.body.size", "http.response.header.etag");
}

static void a_name_that_is_also_a_group_stands_before_it(void)
{
    assert_grown("order\norder-x\norder 2\n.id\n.items", "order", "order.id", "order.items",
                 "order-x");
}

static void what_sdks_say_of_themselves_is_last(void)
{
    assert_grown("zone\nsdk 2\n.name\n.version\nsentry.origin", "sdk.name", "sdk.version", "zone",
                 "sentry.origin");
}

static void odd_names_are_taken(void)
{
    assert_grown("\n.\n..\n.a\n.a.b\na.\na..b", "", ".", "..", ".a", "a.", "a..b", ".a.b");
    g_autofree char *dots = g_strnfill(20000, '.');
    g_autofree char *one = g_strconcat("a.", dots, "b", NULL);
    g_autofree char *other = g_strconcat("a.", dots, "c", NULL);
    g_autofree char *have = grown((const char *[]){one, other, one, NULL});
    g_assert_true(g_str_has_prefix(have, "a 3\n"));
    g_autoptr(GString) deep = g_string_new("a");
    for (int i = 0; i < 10000; i++)
        g_string_append(deep, ".a");
    g_autofree char *deeper = g_strconcat(deep->str, ".b", NULL);
    g_autofree char *rows = grown((const char *[]){deep->str, deeper, NULL});
    g_assert_true(strstr(rows, " 2\n") != NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/attribute tree/names with a word in common are a group",
                    names_with_a_word_in_common_are_a_group);
    g_test_add_func("/attribute tree/a group has the words that all have in common",
                    a_group_has_the_words_that_all_have_in_common);
    g_test_add_func("/attribute tree/a group within a group takes three",
                    a_group_within_a_group_takes_three);
    g_test_add_func("/attribute tree/a name that is also a group stands before it",
                    a_name_that_is_also_a_group_stands_before_it);
    g_test_add_func("/attribute tree/what SDKs say of themselves is last",
                    what_sdks_say_of_themselves_is_last);
    g_test_add_func("/attribute tree/odd names are taken", odd_names_are_taken);
    return g_test_run();
}
