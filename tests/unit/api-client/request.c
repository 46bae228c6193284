/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/request_path.h"

#include <string.h>

static void path(void)
{
    g_autoptr(request) request = request_new(ENDPOINT_ISSUE_EVENT, "CHECKOUT-1", "latest", NULL);
    request_add(request, "environment", "prod & more");
    request_add(request, "environment", "b");
    request_add(request, "absent", NULL);
    request_addf(request, "per_page", "%d", 50);
    g_autofree char *text = request_path(request, "acme", NULL, NULL);
    g_assert_cmpstr(text, ==,
                    "/api/0/organizations/acme/issues/CHECKOUT-1/events/latest/"
                    "?environment=prod%20%26%20more&environment=b&per_page=50");
}

static void escapes(void)
{
    g_autoptr(request) request = request_new(ENDPOINT_RELEASE, "a/../@1+2", NULL);
    g_autofree char *text = request_path(request, "acme", NULL, NULL);
    g_assert_cmpstr(text, ==, "/api/0/organizations/acme/releases/a%2F..%2F%401%2B2/");
}

static void cursor(void)
{
    g_autoptr(request) request = request_new(ENDPOINT_ORGANIZATIONS, NULL);
    request_add(request, "cursor", "old");
    request_add(request, "query", "x");
    g_autofree char *text = request_path(request, NULL, "0:100:0", NULL);
    g_assert_cmpstr(text, ==, "/api/0/organizations/?query=x&cursor=0%3A100%3A0");
}

static void wrong_names(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(request) request = request_new(ENDPOINT_ISSUE, NULL);
    g_assert_null(request_path(request, "acme", NULL, &error));
    g_assert_nonnull(error);
    g_clear_error(&error);
    g_assert_null(request_path(request, NULL, NULL, &error));
    g_assert_nonnull(strstr(error->message, "organization"));
}

static void keys(void)
{
    g_autoptr(request) a = request_new(ENDPOINT_ISSUE, "1", NULL);
    g_autoptr(request) b = request_copy(a);
    g_autofree char *first = request_key(a);
    g_autofree char *same = request_key(b);
    g_assert_cmpstr(first, ==, same);
    b->method = METHOD_PUT;
    b->body = g_strdup("{}");
    g_autofree char *change = request_key(b);
    g_assert_cmpstr(first, !=, change);
    a->pages = 3;
    g_autofree char *more = request_key(a);
    g_assert_cmpstr(first, !=, more);
    g_autoptr(request) other = request_new(ENDPOINT_ISSUE, "1?", NULL);
    g_autofree char *odd = request_key(other);
    g_assert_cmpstr(first, !=, odd);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/request/path and query, keys in order and repeated", path);
    g_test_add_func("/request/names in the path are escaped", escapes);
    g_test_add_func("/request/a cursor takes the place of the one that was there", cursor);
    g_test_add_func("/request/too few names, or no organization, is an error", wrong_names);
    g_test_add_func("/request/equal requests have equal keys, others do not", keys);
    return g_test_run();
}
