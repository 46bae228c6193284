/* SPDX-License-Identifier: Apache-2.0
 *
 * Headers and URLs of strangers: Link, Retry-After and the limits; and which token may go where,
 * which must hold for every pair of texts.
 */
#include "api/client/credentials.h"
#include "api/client/link.h"
#include "api/client/url.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_wait(int64_t ms)
{
    g_assert_true(ms >= -1 && ms <= 3600000);
}

static void check_url(const char *text)
{
    g_autofree char *host = url_host(text);
    g_autofree char *url = url_normalise(text, NULL);
    g_assert_true(url_is_http(text) == (host != NULL));
    g_assert_true(!url || url_is_http(url));
    if (!host) {
        g_assert_false(credentials_allow("https://sentry.io", text));
        return;
    }
    if (credentials_allow("https://sentry.io", text))
        g_assert_true(strcmp(host, "sentry.io") == 0 || g_str_has_suffix(host, ".sentry.io"));
    if (credentials_allow("http://127.0.0.1:8969", text))
        g_assert_cmpstr(host, ==, "127.0.0.1");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_free(link_next_cursor(text));
    check_wait(link_retry_after_ms(text, NULL, 0));
    check_wait(link_retry_after_ms("Sun, 22 Nov 2026 03:00:10 GMT", text, 0));
    check_wait(link_reset_ms(text, NULL, 1795316400000));
    check_wait(link_reset_ms("1795316405", text, 0));
    check_url(text);
    return 0;
}
