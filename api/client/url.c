/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/url.h"

#include "api/client/request_path.h"

#include <arpa/inet.h>
#include <string.h>

/* Reads less than curl does, so that the two never disagree about where the host ends: that is how
 * a token ends up at a stranger's. After "scheme://" there is a host of plain characters or an
 * address in brackets, then a port; what else curl knows (a user's name, percent signs, a number
 * for an address, one slash) is refused. */
struct parts {
    char *scheme, *host; /* lower case; host without brackets */
    unsigned port;
};

typedef struct parts parts;
static void parts_clear(struct parts *parts)
{
    g_free(parts->scheme);
    g_free(parts->host);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(parts, parts_clear)

static bool is_host_byte(char byte)
{
    return g_ascii_isalnum(byte) || strchr("-._", byte) || (unsigned char)byte >= 0x80;
}

/* curl takes "127.1" and "0x7f000001" for addresses: here a name whose last part begins with a
 * digit is four decimal numbers or nothing. */
static bool is_host(const char *host)
{
    struct in_addr four;
    for (const char *at = host; *at; at++)
        if (!is_host_byte(*at))
            return false;
    const char *dot = strrchr(host, '.');
    return *host &&
           (!g_ascii_isdigit(dot ? dot[1] : *host) || inet_pton(AF_INET, host, &four) == 1);
}

static bool is_address(const char *host)
{
    struct in6_addr six;
    return inet_pton(AF_INET6, host, &six) == 1;
}

/* The default for nothing; false for what is no port. */
static bool read_port(const char *text, unsigned usual, unsigned *port)
{
    guint64 number = usual;
    bool fine = !*text || (*text == ':' && g_ascii_isdigit(text[1]) &&
                           g_ascii_string_to_unsigned(text + 1, 10, 1, 65535, &number, NULL));
    *port = (unsigned)number;
    return fine;
}

/* "host", "host:port", "[address]" or "[address]:port". */
static bool parse_authority(const char *authority, unsigned usual, struct parts *parts)
{
    bool brackets = *authority == '[';
    const char *begin = authority + brackets;
    const char *end = begin + strcspn(begin, brackets ? "]" : ":");
    if (brackets && !*end)
        return false;
    parts->host = g_ascii_strdown(begin, end - begin);
    return (brackets ? is_address(parts->host) : is_host(parts->host)) &&
           read_port(end + brackets, usual, &parts->port);
}

static bool parse(const char *text, struct parts *parts)
{
    *parts = (struct parts){0};
    const char *mark = text ? strstr(text, "://") : NULL;
    if (!mark)
        return false;
    parts->scheme = g_ascii_strdown(text, mark - text);
    bool secure = strcmp(parts->scheme, "https") == 0;
    if (!secure && strcmp(parts->scheme, "http") != 0)
        return false;
    const char *rest = mark + strlen("://");
    g_autofree char *authority = g_strndup(rest, strcspn(rest, "/?#"));
    return parse_authority(authority, secure ? 443 : 80, parts);
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
           strcmp(first.host, second.host) == 0 && first.port == second.port;
}

bool url_is_sentry(const char *url)
{
    g_auto(parts) parts;
    return parse(url, &parts) && strcmp(parts.scheme, "https") == 0 && parts.port == 443 &&
           g_str_is_ascii(parts.host) &&
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
