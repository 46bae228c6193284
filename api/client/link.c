/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/link.h"
#include "late/curl.h"

#include <stdbool.h>
#include <string.h>

#define MAX_WAIT_MS INT64_C(3600000)

/* One parameter of a link, `key="value"`, found by its name outside of quotes. Newly allocated. */
static char *parameter(const char *from, const char *end, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = from; at < end;) {
        const char *stop = at;
        for (bool quoted = false; stop < end && (quoted || *stop != ';'); stop++)
            quoted ^= *stop == '"';
        while (at < stop && (g_ascii_isspace(*at) || *at == ';'))
            at++;
        if ((size_t)(stop - at) > length && strncmp(at, key, length) == 0 && at[length] == '=') {
            const char *value = at + length + 1, *last = stop;
            while (last > value && g_ascii_isspace(last[-1]))
                last--;
            if (last - value >= 2 && *value == '"' && last[-1] == '"') {
                value++;
                last--;
            }
            return g_strndup(value, (gsize)(last - value));
        }
        at = stop < end ? stop + 1 : end;
    }
    return NULL;
}

/* The end of the link that starts at `from`: the next comma outside of <> and quotes. */
static const char *link_end(const char *from)
{
    bool quoted = false, in_uri = false;
    const char *at = from;
    for (; *at; at++) {
        if (*at == '"' && !in_uri)
            quoted = !quoted;
        else if (*at == '<' && !quoted)
            in_uri = true;
        else if (*at == '>' && !quoted)
            in_uri = false;
        else if (*at == ',' && !quoted && !in_uri)
            break;
    }
    return at;
}

char *link_next_cursor(const char *header)
{
    for (const char *at = header; at && *at;) {
        const char *end = link_end(at);
        const char *uri_end = memchr(at, '>', (size_t)(end - at));
        const char *parameters = uri_end ? uri_end + 1 : at;
        g_autofree char *rel = parameter(parameters, end, "rel");
        g_autofree char *results = parameter(parameters, end, "results");
        if (g_strcmp0(rel, "next") == 0 && g_strcmp0(results, "true") == 0) {
            char *cursor = parameter(parameters, end, "cursor");
            if (cursor && *cursor)
                return cursor;
            g_free(cursor);
        }
        at = *end ? end + 1 : end;
    }
    return NULL;
}

/* The server's clock where it tells it, so that ours may be wrong. */
static int64_t server_now_ms(const char *date, int64_t now_ms)
{
    time_t told = date ? curl_getdate(date, NULL) : -1;
    return told > 0 ? (int64_t)told * 1000 : now_ms;
}

int64_t link_retry_after_ms(const char *header, const char *date, int64_t now_ms)
{
    if (!header || !*header)
        return -1;
    char *end;
    double seconds = g_ascii_strtod(header, &end);
    end += strspn(end, " \t");
    if (end != header && !*end)
        return seconds >= 0 ? (int64_t)(MIN(seconds, (double)MAX_WAIT_MS / 1000) * 1000) : -1;
    time_t when = curl_getdate(header, NULL);
    if (when < 0)
        return -1;
    return CLAMP((int64_t)when * 1000 - server_now_ms(date, now_ms), 0, MAX_WAIT_MS);
}

int64_t link_reset_ms(const char *reset, const char *date, int64_t now_ms)
{
    char *end;
    double seconds = reset ? g_ascii_strtod(reset, &end) : 0;
    if (!reset || end == reset || !(seconds > 0) || seconds > 1e11)
        return -1;
    return CLAMP((int64_t)(seconds * 1000) - server_now_ms(date, now_ms), 0, MAX_WAIT_MS);
}
