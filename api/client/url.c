/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/url.h"

#include "api/client/request_path.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>

/* Read by curl's own parser: two parsers that disagree about where the host ends are how a token
 * ends up at a stranger's. */
struct parts {
    char *scheme, *host, *port; /* lower case; host without brackets */
};

typedef struct parts parts;
static void parts_clear(struct parts *parts)
{
    g_free(parts->scheme);
    g_free(parts->host);
    g_free(parts->port);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(parts, parts_clear)

static char *part(CURLU *url, CURLUPart which, unsigned flags)
{
    char *text = NULL;
    if (curl_url_get(url, which, &text, flags) != CURLUE_OK)
        return NULL;
    char *lower = g_ascii_strdown(text, -1);
    curl_free(text);
    return lower;
}

/* A user name in it ("https://sentry.io@elsewhere") is there to be misread: refused. */
static bool parse(const char *text, struct parts *parts)
{
    *parts = (struct parts){0};
    CURLU *url = curl_url();
    bool fine = text && curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) == CURLUE_OK;
    if (fine) {
        parts->scheme = part(url, CURLUPART_SCHEME, 0);
        parts->host = part(url, CURLUPART_HOST, 0);
        parts->port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
        fine = parts->host && *parts->host && parts->port &&
               (g_strcmp0(parts->scheme, "http") == 0 || g_strcmp0(parts->scheme, "https") == 0);
    }
    curl_url_cleanup(url);
    if (fine && *parts->host == '[') {
        size_t length = strlen(parts->host);
        memmove(parts->host, parts->host + 1, length);
        parts->host[length - 2] = '\0';
    }
    return fine;
}

bool url_is_http(const char *url)
{
    g_auto(parts) parts;
    return parse(url, &parts);
}

char *url_host(const char *url)
{
    g_auto(parts) parts;
    return parse(url, &parts) ? g_strdup(parts.host) : NULL;
}

bool url_is_loopback(const char *url)
{
    g_auto(parts) parts;
    struct in_addr four;
    struct in6_addr six;
    if (!parse(url, &parts))
        return false;
    if (inet_pton(AF_INET, parts.host, &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127;
    if (inet_pton(AF_INET6, parts.host, &six) == 1)
        return IN6_IS_ADDR_LOOPBACK(&six);
    return strcmp(parts.host, "localhost") == 0;
}

bool url_same_origin(const char *a, const char *b)
{
    g_auto(parts) first;
    g_auto(parts) second;
    bool both = parse(a, &first);
    both = parse(b, &second) && both;
    return both && strcmp(first.scheme, second.scheme) == 0 &&
           strcmp(first.host, second.host) == 0 && strcmp(first.port, second.port) == 0;
}

bool url_is_sentry(const char *url)
{
    g_auto(parts) parts;
    return parse(url, &parts) && strcmp(parts.scheme, "https") == 0 &&
           strcmp(parts.port, "443") == 0 &&
           (strcmp(parts.host, "sentry.io") == 0 || g_str_has_suffix(parts.host, ".sentry.io"));
}

/* Scheme, host and path of `url` without a last /api/0; NULL when no host remains. */
static char *without_api(char *url)
{
    static const char *const TAILS[] = {"/", "/api/0", "/"};
    url[strcspn(url, "?#")] = '\0';
    char *path = strstr(url, "://");
    if (!path)
        return NULL;
    path += strlen("://");
    path += strcspn(path, "/");
    for (size_t i = 0; i < G_N_ELEMENTS(TAILS); i++)
        while (g_str_has_suffix(path, TAILS[i]))
            path[strlen(path) - strlen(TAILS[i])] = '\0';
    return url_is_http(url) ? url : NULL;
}

char *url_normalise(const char *text, GError **error)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(text));
    g_autofree char *url =
        strstr(trimmed, "://") ? g_strdup(trimmed) : g_strconcat("https://", trimmed, NULL);
    if (!without_api(url)) {
        g_set_error(error, CLIENT_ERROR, CLIENT_ERROR_URL,
                    "\"%s\" is not an http or https URL with a host", trimmed);
        return NULL;
    }
    return g_steal_pointer(&url);
}
