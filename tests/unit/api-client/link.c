/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/link.h"
#include "api/client/url.h"

#include <string.h>

#define NOW INT64_C(1795316400000)

static void next_page(void)
{
    g_autofree char *cursor = link_next_cursor(
        "<https://x/api/0/issues/?a=b,c&cursor=0:0:1>; rel=\"previous\"; results=\"false\"; "
        "cursor=\"0:0:1\", <https://x/?&cursor=1735689600000:0:0>; rel=\"next\"; results=\"true\"; "
        "cursor=\"1735689600000:0:0\"");
    g_assert_cmpstr(cursor, ==, "1735689600000:0:0");
}

static void last_page(void)
{
    g_assert_null(link_next_cursor("<https://x/?cursor=1>; rel=\"previous\"; results=\"true\"; "
                                   "cursor=\"1\", <https://x/?cursor=2>; rel=\"next\"; "
                                   "results=\"false\"; cursor=\"2\""));
}

static void odd_links(void)
{
    static const char *const ODD[] = {"",
                                      ",",
                                      "<",
                                      "<>;",
                                      "rel=next",
                                      "<u>; rel=\"next\"; results=\"true\"",
                                      "<u>; rel=\"next\"; results=\"true\"; cursor=\"\"",
                                      "<u; rel=\"next",
                                      ";;;=\"\"",
                                      "<u>; rel=\"next\"; results=\"true\"; cursor=\"unclosed"};
    for (size_t i = 0; i + 1 < G_N_ELEMENTS(ODD); i++)
        g_assert_null(link_next_cursor(ODD[i]));
    g_assert_null(link_next_cursor(NULL));
    g_free(link_next_cursor(ODD[G_N_ELEMENTS(ODD) - 1]));
    g_autofree char *bare = link_next_cursor("<u> ;rel=next;results=true;cursor=a:b ");
    g_assert_cmpstr(bare, ==, "a:b");
}

static void retry_after(void)
{
    g_assert_cmpint(link_retry_after_ms("2", NULL, NOW), ==, 2000);
    g_assert_cmpint(link_retry_after_ms(" 1.5 ", NULL, NOW), ==, 1500);
    g_assert_cmpint(link_retry_after_ms("0", NULL, NOW), ==, 0);
    g_assert_cmpint(link_retry_after_ms("99999999", NULL, NOW), ==, 3600000);
    g_assert_cmpint(link_retry_after_ms("-5", NULL, NOW), ==, -1);
    g_assert_cmpint(link_retry_after_ms("soon", NULL, NOW), ==, -1);
    g_assert_cmpint(link_retry_after_ms("", NULL, NOW), ==, -1);
    g_assert_cmpint(link_retry_after_ms(NULL, NULL, NOW), ==, -1);
}

static void server_clock(void)
{
    g_assert_cmpint(
        link_retry_after_ms("Sun, 22 Nov 2026 03:00:10 GMT", "Sun, 22 Nov 2026 03:00:00 GMT", 0),
        ==, 10000);
    g_assert_cmpint(link_reset_ms("1795316405", "Sun, 22 Nov 2026 03:00:00 GMT", 77), ==, 5000);
    g_assert_cmpint(link_reset_ms("1795316405", NULL, NOW), ==, 5000);
    g_assert_cmpint(link_reset_ms("1795316300", NULL, NOW), ==, 0);
    g_assert_cmpint(link_reset_ms("never", NULL, NOW), ==, -1);
    g_assert_cmpint(link_reset_ms(NULL, NULL, NOW), ==, -1);
}

static void urls(void)
{
    static const struct {
        const char *given, *url;
    } URLS[] = {
        {"sentry.example.com",            "https://sentry.example.com" },
        {" https://sentry.io/ ",          "https://sentry.io"          },
        {"http://127.0.0.1:8969/api/0/",  "http://127.0.0.1:8969"      },
        {"https://x.example/sentry/?a#b", "https://x.example/sentry"   },
        {"http://[::1]:9000",             "http://[::1]:9000"          },
        {"https://api/0/",                "https://api/0"              },
        {"ftp://x",                       NULL                         },
        {"https://",                      NULL                         },
        {"https://user@host",             NULL                         },
        {"",                              NULL                         },
        {"file:///etc/passwd",            NULL                         },
        {"http://127.0.0.1:080",          "http://127.0.0.1:080"       },
        {"https://a.example:0",           NULL                         },
        {"https://a.example:65536",       NULL                         },
        {"https://a.example:",            NULL                         },
        {"https://a.example:4%34",        NULL                         },
        {"https://a.example\\@b.example", NULL                         },
        {"https://a%2eexample",           NULL                         },
        {"https://a b",                   NULL                         },
        {"https:/a.example",              NULL                         },
        {"http://127.1",                  NULL                         },
        {"http://2130706433",             NULL                         },
        {"http://0x7f.0.0.1",             NULL                         },
        {"http://[::1",                   NULL                         },
        {"http://[::1]x",                 NULL                         },
        {"https://caf\xc3\xa9.example",   "https://caf\xc3\xa9.example"},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(URLS); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *url = url_normalise(URLS[i].given, &error);
        g_assert_cmpstr(url, ==, URLS[i].url);
        g_assert_true(!url == (error != NULL));
    }
}

static void loopback(void)
{
    g_assert_true(url_is_loopback("http://127.0.0.1:1/"));
    g_assert_true(url_is_loopback("http://127.9.9.9"));
    g_assert_true(url_is_loopback("http://LOCALHOST:8969"));
    g_assert_true(url_is_loopback("http://[::1]/x"));
    g_assert_false(url_is_loopback("http://127.0.0.1.evil.example"));
    g_assert_false(url_is_loopback("http://localhost.evil.example"));
    g_assert_false(url_is_loopback("http://10.0.0.1"));
    g_assert_false(url_is_loopback("http://evil.example/127.0.0.1"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/link/the cursor of the next page", next_page);
    g_test_add_func("/link/a next link without results is no next page", last_page);
    g_test_add_func("/link/odd headers give no cursor", odd_links);
    g_test_add_func("/link/Retry-After in seconds", retry_after);
    g_test_add_func("/link/times are read by the server's clock", server_clock);
    g_test_add_func("/url/what people write becomes a base, or is refused", urls);
    g_test_add_func("/url/loopback is this machine and nothing else", loopback);
    return g_test_run();
}
