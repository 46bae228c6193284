/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/endpoints.h"

#include <string.h>

static void assert_match(const char *path, enum endpoint wanted, const char *variables)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_assert_cmpint(endpoint_match(path, found), ==, (int)wanted);
    g_ptr_array_add(found, NULL);
    g_autofree char *joined = g_strjoinv("|", (char **)found->pdata);
    g_assert_cmpstr(joined, ==, variables);
}

static void paths_find_their_endpoint(void)
{
    assert_match("/", ENDPOINT_ROOT, "");
    assert_match("/organizations/local/issues/", ENDPOINT_ISSUES, "local");
    assert_match("/organizations/local/issues", ENDPOINT_ISSUES, "local");
    assert_match("/organizations/local/issues/12/events/latest/", ENDPOINT_ISSUE_EVENT,
                 "local|12|latest");
    assert_match("/projects/local/shop/events/abc/committers/", ENDPOINT_COMMITTERS,
                 "local|shop|abc");
    assert_match("/organizations/local/trace/7f3a/", ENDPOINT_TRACE, "local|7f3a");
}

static void fixed_parts_win_over_variables(void)
{
    assert_match("/organizations/local/trace-items/attributes/", ENDPOINT_ATTRIBUTES, "local");
    assert_match("/organizations/local/trace-items/attributes/span.op/values/",
                 ENDPOINT_ATTRIBUTE_VALUES, "local|span.op");
    assert_match("/organizations/", ENDPOINT_ORGANIZATIONS, "");
    assert_match("/projects/", ENDPOINT_ALL_PROJECTS, "");
}

static void variables_are_decoded(void)
{
    assert_match("/organizations/local/releases/shop%2F1.2%40x%2B1/", ENDPOINT_RELEASE,
                 "local|shop/1.2@x+1");
    assert_match("/organizations/%C3%BC/", ENDPOINT_ORGANIZATION, "ü");
}

static void strangers_are_not_matched(void)
{
    g_assert_cmpint(endpoint_match("/organizations/local/nonsense/", NULL), ==, -1);
    g_assert_cmpint(endpoint_match("/organizations/local/issues/1/2/3/4/5/", NULL), ==, -1);
    g_assert_cmpint(endpoint_match("/organizations//issues/", NULL), ==, -1);
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
    g_assert_cmpint(endpoint_match("/organizations/a%00b/", found), ==, -1);
}

static void a_path_made_is_a_path_found(void)
{
    for (int i = 0; i < ENDPOINT_COUNT; i++) {
        const char *variables[] = {"a/b", "c d", "é", "%", NULL};
        g_autofree char *path = endpoint_path((enum endpoint)i, variables);
        g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
        g_test_message("%s", path);
        g_assert_cmpint(endpoint_match(path, found), ==, i);
        for (guint v = 0; v < found->len; v++) {
            g_assert_cmpstr(found->pdata[v], ==, variables[v]);
        }
    }
}

static void every_row_of_the_table_is_whole(void)
{
    for (int i = 0; i < ENDPOINT_COUNT; i++) {
        const struct endpoint_info *info = endpoint_info((enum endpoint)i);
        g_assert_cmpint(info->endpoint, ==, i);
        g_assert_nonnull(info->name);
        g_assert_nonnull(info->parameters);
        g_assert_true(g_str_has_prefix(info->path, "/") && g_str_has_suffix(info->path, "/"));
        g_assert_true(info->methods & METHOD_GET);
        g_assert_true(info->paged == (info->max_per_page > 0));
        for (int j = 0; j < i; j++) {
            g_assert_cmpstr(info->name, !=, endpoint_info((enum endpoint)j)->name);
        }
    }
    g_assert_null(endpoint_info(ENDPOINT_COUNT));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/endpoints/paths find their endpoint", paths_find_their_endpoint);
    g_test_add_func("/endpoints/fixed parts win over variables", fixed_parts_win_over_variables);
    g_test_add_func("/endpoints/variables are decoded", variables_are_decoded);
    g_test_add_func("/endpoints/strangers are not matched", strangers_are_not_matched);
    g_test_add_func("/endpoints/a path made is a path found", a_path_made_is_a_path_found);
    g_test_add_func("/endpoints/every row of the table is whole", every_row_of_the_table_is_whole);
    return g_test_run();
}
