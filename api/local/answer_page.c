/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_call.h"

#include "base/clock.h"

#include <string.h>

#define PAGE_DEFAULT 100

static bool parse_count(const char *text, int64_t *number)
{
    return g_ascii_string_to_signed(text, 10, 0, INT64_MAX / 4, number, NULL);
}

static json_t *page_limit(struct ask *ask, size_t maximum, struct page *page)
{
    const char *name = ask_get(ask, "per_page") ? "per_page" : "limit";
    const char *text = ask_get(ask, name);
    int64_t limit = MIN((int64_t)maximum, PAGE_DEFAULT);
    if (text && (!parse_count(text, &limit) || limit == 0))
        return ask_fail(ask, 400, "Invalid %s value. It must be a number from 1 to %zu.", name,
                        maximum);
    if ((size_t)limit > maximum)
        return ask_fail(ask, 400, "Invalid %s value. Cannot exceed %zu.", name, maximum);
    page->limit = (size_t)limit;
    return NULL;
}

/* value:offset:previous */
static bool parse_cursor(const char *text, struct page *page)
{
    g_auto(GStrv) parts = g_strsplit(text, ":", 4);
    int64_t offset = 0, previous = 0;
    if (g_strv_length(parts) != 3 || !parse_count(parts[0], &page->value) ||
        !parse_count(parts[1], &offset) || !parse_count(parts[2], &previous) || previous > 1)
        return false;
    page->offset = (size_t)offset;
    page->previous = previous == 1;
    page->given = true;
    return true;
}

json_t *ask_page(struct ask *ask, size_t maximum, struct page *page)
{
    memset(page, 0, sizeof *page);
    if (maximum == 0)
        maximum = ask->endpoint->max_per_page ? ask->endpoint->max_per_page : PAGE_DEFAULT;
    json_t *failure = page_limit(ask, maximum, page);
    const char *cursor = ask_get(ask, "cursor");
    if (!failure && cursor && !parse_cursor(cursor, page))
        failure = ask_fail(ask, 400, "Invalid cursor parameter.");
    return failure;
}

/* The URL of the call without its cursor, ready for "&cursor=...". */
static char *page_url(const struct ask *ask)
{
    GString *url = g_string_new(ask->call->base_url ? ask->call->base_url : "");
    g_string_append(url, "/api/0");
    for (const char *byte = ask->call->path; *byte; byte++) {
        if (*byte > ' ' && *byte < 0x7f && !strchr("<>\"", *byte))
            g_string_append_c(url, *byte);
        else
            g_string_append_printf(url, "%%%02X", (unsigned char)*byte);
    }
    g_string_append_c(url, '?');
    bool first = true;
    for (guint i = 0; i < ask->call->query->len; i++) {
        const struct http_pair *pair = g_ptr_array_index(ask->call->query, i);
        if (!strcmp(pair->name, "cursor"))
            continue;
        g_autofree char *name = g_uri_escape_string(pair->name, NULL, FALSE);
        g_autofree char *value = g_uri_escape_string(pair->value, NULL, FALSE);
        g_string_append_printf(url, "%s%s=%s", first ? "" : "&", name, value);
        first = false;
    }
    return g_string_free(url, FALSE);
}

void ask_link(struct ask *ask, const char *previous, bool has_previous, const char *next,
              bool has_next)
{
    g_autofree char *url = page_url(ask);
    g_autofree char *link =
        g_strdup_printf("<%s&cursor=%s>; rel=\"previous\"; results=\"%s\"; cursor=\"%s\", "
                        "<%s&cursor=%s>; rel=\"next\"; results=\"%s\"; cursor=\"%s\"",
                        url, previous, has_previous ? "true" : "false", previous, url, next,
                        has_next ? "true" : "false", next);
    g_ptr_array_add(ask->headers, http_pair_new("Link", link));
}

void ask_link_offset(struct ask *ask, const struct page *page, int64_t anchor, bool more)
{
    char previous[64], next[64];
    size_t before = page->offset > page->limit ? page->offset - page->limit : 0;
    g_snprintf(previous, sizeof previous, "%" PRId64 ":%zu:1", anchor, before);
    g_snprintf(next, sizeof next, "%" PRId64 ":%zu:0", anchor, page->offset + page->limit);
    ask_link(ask, previous, page->offset > 0, next, more);
}

void ask_hits(struct ask *ask, size_t hits)
{
    char text[24];
    g_snprintf(text, sizeof text, "%zu", hits);
    g_ptr_array_add(ask->headers, http_pair_new("X-Hits", text));
}

json_t *ask_page_of(struct ask *ask, json_t *list)
{
    struct page page;
    json_t *failure = ask_page(ask, 0, &page);
    if (failure) {
        json_decref(list);
        return failure;
    }
    size_t size = json_array_size(list);
    json_t *rows = json_array();
    for (size_t i = page.offset; i < size && i < page.offset + page.limit; i++)
        json_array_append(rows, json_array_get(list, i));
    ask_hits(ask, size);
    ask_link_offset(ask, &page, 0, page.offset + page.limit < size);
    json_decref(list);
    return rows;
}
