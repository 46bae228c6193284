/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/new_patterns.h"

#include <string.h>

#define S INT64_C(1000000000)
#define T (INT64_C(1795000000) * S)

struct lines {
    GArray *list;
    GPtrArray *texts;
};

static void add(struct lines *lines, const char *service, int64_t seconds, const char *text,
                int number)
{
    char *message = g_strdup_printf("%s %d", text, number);
    struct log_line line = {message, strlen(message), service, T + seconds * S, LEVEL_ERROR};
    g_ptr_array_add(lines->texts, message);
    g_array_append_val(lines->list, line);
}

/* An hour of errors before T; four kinds after it. */
static struct lines an_incident(bool before)
{
    struct lines lines = {g_array_new(FALSE, FALSE, sizeof(struct log_line)),
                          g_ptr_array_new_with_free_func(g_free)};
    for (int i = 0; before && i < 60; i++)
        add(&lines, "web", -3600 + i * 60, "flaky third party said", i);
    for (int i = 20; i-- > 0;) { /* newest first */
        add(&lines, "web", i * 10 + 5, "flaky third party said", i);
        add(&lines, "payment", i * 10 + 2, "inventory check timed out after", i);
        if (i < 2)
            add(&lines, "checkout", i * 10 + 1, "order could not be placed", i);
        if (i < 1)
            add(&lines, "checkout", i, "said only once", i);
    }
    return lines;
}

static void lines_clear(struct lines *lines)
{
    g_array_unref(lines->list);
    g_ptr_array_unref(lines->texts);
}

static GPtrArray *found_in(const struct lines *lines)
{
    return new_patterns_find((const struct log_line *)(void *)lines->list->data, lines->list->len,
                             T);
}

static void what_was_logged_before_is_not_new(void)
{
    struct lines lines = an_incident(true);
    g_autoptr(GPtrArray) found = found_in(&lines);
    g_assert_cmpuint(found->len, ==, 2);
    const struct new_pattern *first = found->pdata[0], *second = found->pdata[1];
    g_assert_cmpstr(first->text, ==, "order could not be placed <*>");
    g_assert_cmpstr(first->service, ==, "checkout");
    g_assert_cmpint(second->first_ms, ==, (T + 2 * S) / 1000000);
    g_assert_cmpuint(second->count, ==, 20);
    g_assert_cmpstr(second->query, ==, "message:\"inventory check timed out after *\"");
    lines_clear(&lines);
}

static void without_rows_from_before_nothing_is_new(void)
{
    struct lines lines = an_incident(false);
    g_autoptr(GPtrArray) found = found_in(&lines);
    g_assert_cmpuint(found->len, ==, 0);
    lines_clear(&lines);
}

static void no_rows_give_none(void)
{
    g_autoptr(GPtrArray) found = new_patterns_find(NULL, 0, T);
    g_assert_cmpuint(found->len, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/new patterns/what was logged before is not new",
                    what_was_logged_before_is_not_new);
    g_test_add_func("/new patterns/without rows from before nothing is new",
                    without_rows_from_before_nothing_is_new);
    g_test_add_func("/new patterns/no rows give none", no_rows_give_none);
    return g_test_run();
}
