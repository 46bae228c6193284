/* SPDX-License-Identifier: Apache-2.0 */
#include "views/target.h"

#include <string.h>

static void copies(void)
{
    struct target a, b;
    target_init(&a, TARGET_SPAN);
    target_set(&a.trace_id, "7f3a01c2");
    target_set(&a.name, "check_stock");
    target_set(&a.text, "SELECT 1");
    a.time_ms = 5;
    target_copy(&b, &a);
    g_assert_true(target_equal(&a, &b));
    g_assert_true(a.trace_id != b.trace_id);
    target_set(&b.text, "SELECT 2");
    g_assert_false(target_equal(&a, &b));
    target_clear(&a);
    g_assert_cmpstr(b.trace_id, ==, "7f3a01c2");
    g_assert_cmpint(a.kind, ==, TARGET_NONE);
    g_assert_cmpint(a.duration_us, ==, -1);
    target_clear(&b);
}

static void itself(void)
{
    struct target a;
    target_init(&a, TARGET_ISSUE);
    target_set(&a.short_id, "CHECKOUT-1");
    target_set(&a.short_id, a.short_id);
    g_assert_cmpstr(a.short_id, ==, "CHECKOUT-1");
    target_set(&a.short_id, NULL);
    g_assert_null(a.short_id);
    target_clear(&a);
}

static void named(void)
{
    struct target a;
    for (int kind = TARGET_NONE; kind < TARGET_KIND_COUNT; kind++) {
        target_init(&a, (enum target_kind)kind);
        g_autofree char *bare = target_text(&a);
        g_assert_true(bare && *bare);
        target_clear(&a);
    }
    target_init(&a, TARGET_ISSUE);
    target_set(&a.issue_id, "17");
    g_autofree char *by_id = target_text(&a);
    g_assert_cmpstr(by_id, ==, "issue 17");
    target_set(&a.short_id, "CHECKOUT-1");
    g_autofree char *by_name = target_text(&a);
    g_assert_cmpstr(by_name, ==, "issue CHECKOUT-1");
    target_clear(&a);
}

static void comes_back_from_a_line(void)
{
    struct target target, back;
    target_init(&target, TARGET_LOG);
    target_set(&target.item_id, "a&b=c %41\n\xc3\xa4");
    target_set(&target.query, "");
    target_set(&target.text, "broken \xff text");
    target.time_ms = INT64_C(1795316400123);
    target.line = 7;
    g_autofree char *line = target_save(&target);
    g_assert_null(strchr(line, '\n'));
    g_assert_true(target_load(&back, line));
    g_assert_cmpint(back.kind, ==, TARGET_LOG);
    g_assert_cmpstr(back.item_id, ==, target.item_id);
    g_assert_cmpstr(back.query, ==, "");
    g_assert_true(g_str_has_prefix(back.text, "broken "));
    g_assert_null(back.service);
    g_assert_cmpint(back.time_ms, ==, target.time_ms);
    g_assert_cmpint(back.line, ==, 7);
    g_assert_cmpint(back.duration_us, ==, -1);
    target_clear(&target);
    target_clear(&back);
    static const char *const wrong[] = {"", "kind=", "kind=spoon", "kind", "%", "=&=&", "kind=%ff"};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_assert_false(target_load(&back, wrong[i]));
        g_assert_cmpint(back.kind, ==, TARGET_NONE);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/target/a copy owns its texts", copies);
    g_test_add_func("/target/a field may be set to its own text", itself);
    g_test_add_func("/target/every kind has words, and the best name wins", named);
    g_test_add_func("/target/a kept line gives it back", comes_back_from_a_line);
    return g_test_run();
}
