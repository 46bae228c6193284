/* SPDX-License-Identifier: Apache-2.0 */
#include "late/curl.h"
#include "late/git2.h"
#include "late/microhttpd.h"

#include <dlfcn.h>

static void is_there(gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(late_open((enum late)GPOINTER_TO_INT(data), &error));
    g_assert_no_error(error);
}

/* In the order of its list, each under its own name: a table that is one row off calls something
 * else. */
static void calls_what_it_names(void)
{
    g_assert_cmpint(curl_getdate("Thu, 01 Jan 1970 00:00:10 GMT", NULL), ==, 10);
    g_assert_cmpstr(curl_easy_strerror(CURLE_OK), ==, "No error");
    g_assert_cmpint(git_libgit2_init(), ==, 1);
    git_signature *made = NULL;
    g_assert_cmpint(git_signature_new(&made, "Ada", "ada@acme.example", 7, 0), ==, 0);
    g_assert_cmpint(made->when.time, ==, 7);
    git_signature_free(made);
}

static void is_missing(void)
{
    const char *const names[] = {"curl_easy_init", NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(late_find("libvigil-nowhere.so.7", names, &error));
    g_assert_nonnull(strstr(error->message, "libvigil-nowhere.so.7"));
    g_assert_nonnull(strstr(error->message, "install"));
}

static void is_another_version(void)
{
    const char *const names[] = {"strlen", "a_function_of_next_year", NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(late_find("libc.so.6", names, &error));
    g_assert_nonnull(strstr(error->message, "a_function_of_next_year"));
}

/* What the program is linked with is loaded before its first frame. */
static void is_not_loaded_before(void)
{
    const char *const files[] = {"libcurl.so.4", "libcrypto.so.3", "libmicrohttpd.so.12"};
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        g_assert_null(dlopen(files[i], RTLD_NOLOAD | RTLD_LAZY));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/late/nothing is loaded before it is needed", is_not_loaded_before);
    g_test_add_data_func("/late/curl is found", GINT_TO_POINTER(LATE_CURL), is_there);
    g_test_add_data_func("/late/libgit2 is found", GINT_TO_POINTER(LATE_GIT2), is_there);
    g_test_add_data_func("/late/libmicrohttpd is found", GINT_TO_POINTER(LATE_MICROHTTPD),
                         is_there);
    g_test_add_func("/late/a name calls the function of that name", calls_what_it_names);
    g_test_add_func("/late/a library that is missing is named", is_missing);
    g_test_add_func("/late/a library of another version is refused", is_another_version);
    return g_test_run();
}
