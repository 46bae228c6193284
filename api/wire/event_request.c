/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/event_draft.h"
#include "api/wire/tape_loose.h"

#include <string.h>

#define QUERY_PARTS 256

static void write_pair(const char *name, const char *value, GString *out)
{
    g_string_append(out, out->str[out->len - 1] == '[' ? "[" : ",[");
    draft_write_text(name, out);
    g_string_append_c(out, ',');
    draft_write_text(value, out);
    g_string_append_c(out, ']');
}

/* Of an object, or of a list of pairs; what is neither has none. */
static void write_pairs(struct event_draft *draft, uint32_t given, GString *out)
{
    const struct tape *tape = draft->tape;
    uint32_t end = tape_end(tape, given);
    bool object = tape_type(tape, given) == TAPE_OBJECT;
    g_autoptr(GString) scratch = g_string_new(NULL);
    for (uint32_t at = given + 1; at < end; at = tape_next(tape, at)) {
        uint32_t left = object || tape_type(tape, at) != TAPE_ARRAY ? 0 : at + 1;
        uint32_t right = left && left < tape_end(tape, at) ? tape_next(tape, left) : 0;
        const char *value = NULL, *name = NULL;
        if (object) {
            name = tape_name(tape, at, scratch);
            value = tape_loose_text(tape, at, draft->chunk);
        } else if (right && right < tape_end(tape, at)) {
            name = tape_text(tape, left, scratch);
            value = tape_text_insert(tape, right, draft->chunk);
        }
        if (name && value)
            write_pair(name, value, out);
    }
}

/* "?a=1&b=2" decoded into pairs. */
static void write_query(const char *text, GString *out)
{
    g_auto(GStrv) parts = g_strsplit(*text == '?' ? text + 1 : text, "&", QUERY_PARTS);
    for (char **part = parts; *part; part++) {
        char *equals = strchr(*part, '=');
        if (equals)
            *equals = '\0';
        g_autofree char *left = g_uri_unescape_string(*part, NULL);
        g_autofree char *right = g_uri_unescape_string(equals ? equals + 1 : "", NULL);
        g_autofree char *name = g_utf8_make_valid(left ? left : *part, -1);
        g_autofree char *value = g_utf8_make_valid(right ? right : equals + 1, -1);
        if (*name)
            write_pair(name, value, out);
    }
}

void draft_write_request(struct event_draft *draft, uint32_t request, GString *out)
{
    const struct tape *tape = draft->tape;
    uint32_t headers = tape_get(tape, request, "headers");
    uint32_t query = tape_get(tape, request, "query_string"), end = tape_end(tape, request);
    size_t size;
    g_string_append_c(out, '{');
    for (uint32_t at = request + 1; at < end; at = tape_next(tape, at)) {
        draft_write_name(draft, at, out);
        if (at != headers && at != query) {
            const char *bytes = tape_bytes(tape, at, &size);
            g_string_append_len(out, bytes, (gssize)size);
            continue;
        }
        g_string_append_c(out, '[');
        const char *text = tape_text_insert(tape, at, draft->chunk);
        if (at == query && text)
            write_query(text, out);
        else
            write_pairs(draft, at, out);
        g_string_append_c(out, ']');
    }
    g_string_append_c(out, '}');
}
