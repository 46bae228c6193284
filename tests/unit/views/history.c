/* SPDX-License-Identifier: Apache-2.0 */
#include "views/history.h"

static char *joined(const struct history *history, enum history_kind kind)
{
    g_auto(GStrv) texts = history_save(history, kind);
    return g_strjoinv("|", texts);
}

static void test_once_each(void)
{
    struct history *history = history_new();
    const char *const typed[] = {"a", "b", "a", "", "c", "c", NULL};
    for (int i = 0; typed[i]; i++)
        history_add(history, HISTORY_SEARCH, typed[i]);
    history_add(history, HISTORY_SEARCH, NULL);
    g_autofree char *all = joined(history, HISTORY_SEARCH);
    g_autofree char *other = joined(history, HISTORY_FILTER);
    g_assert_cmpstr(all, ==, "b|a|c");
    g_assert_cmpstr(other, ==, "");
    g_assert_cmpuint(history_changes(history), ==, 4);
    history_free(history);
}

/* The list's own text is typed again: it is still there. */
static void test_own_text(void)
{
    struct history *history = history_new();
    history_add(history, HISTORY_PALETTE, "first");
    history_add(history, HISTORY_PALETTE, "second");
    history_add(history, HISTORY_PALETTE, history_list(history, HISTORY_PALETTE)->pdata[0]);
    g_autofree char *all = joined(history, HISTORY_PALETTE);
    g_assert_cmpstr(all, ==, "second|first");
    history_free(history);
}

static void test_bounded(void)
{
    struct history *history = history_new();
    for (int i = 0; i < HISTORY_MOST + 5; i++) {
        g_autofree char *text = g_strdup_printf("%d", i);
        history_add(history, HISTORY_QUERY_LOGS, text);
    }
    const GPtrArray *list = history_list(history, HISTORY_QUERY_LOGS);
    g_assert_cmpuint(list->len, ==, HISTORY_MOST);
    g_assert_cmpstr(list->pdata[0], ==, "5");
    history_free(history);
}

static void test_load(void)
{
    struct history *history = history_new();
    const char *const kept[] = {"old", "both", "", "old", NULL};
    history_add(history, HISTORY_FILTER, "both");
    history_add(history, HISTORY_FILTER, "new");
    history_load(history, HISTORY_FILTER, kept);
    history_load(history, HISTORY_FILTER, NULL);
    g_autofree char *all = joined(history, HISTORY_FILTER);
    g_assert_cmpstr(all, ==, "old|both|new");
    history_free(history);
}

static void test_names(void)
{
    for (int kind = 0; kind < HISTORY_KIND_COUNT; kind++)
        for (int other = 0; other < kind; other++)
            g_assert_cmpstr(history_kind_name((enum history_kind)kind), !=,
                            history_kind_name((enum history_kind)other));
    g_assert_null(history_kind_name(HISTORY_KIND_COUNT));
    g_assert_null(history_list(NULL, HISTORY_KIND_COUNT));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/history/each text stands once, the newest last", test_once_each);
    g_test_add_func("/history/a text of the list itself may be added again", test_own_text);
    g_test_add_func("/history/only so many are kept", test_bounded);
    g_test_add_func("/history/what is loaded comes before what was typed", test_load);
    g_test_add_func("/history/every kind has a name of its own", test_names);
    return g_test_run();
}
