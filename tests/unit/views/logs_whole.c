/* SPDX-License-Identifier: Apache-2.0 */
#include "views/logs_state.h"

static void what_is_missing_is_said_until_it_came(void)
{
    struct logs_whole whole = {.ask = 7};
    g_autofree char *waits = logs_whole_words(&whole);
    g_assert_cmpstr(waits, ==, "as far as it is loaded; the rest is on its way");
    whole.ask = 0;
    whole.failed = g_strdup("404: no such item");
    g_autofree char *failed = logs_whole_words(&whole);
    g_assert_cmpstr(failed, ==, "as far as it is loaded; the rest: 404: no such item");
    whole.pairs = g_ptr_array_new();
    g_assert_null(logs_whole_words(&whole));
    g_ptr_array_unref(whole.pairs);
    g_free(whole.failed);
}

static void of_a_file_all_is_there(void)
{
    struct logs_whole whole = {0};
    g_assert_null(logs_whole_words(&whole));
    g_assert_null(logs_whole_words(NULL));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/a whole row/what is missing is said until it came",
                    what_is_missing_is_said_until_it_came);
    g_test_add_func("/a whole row/of a file all is there", of_a_file_all_is_there);
    return g_test_run();
}
