/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/outgoing.h"

#include <jansson.h>
#include <stdlib.h>

/* Sixteen digits hold a time in seconds down to the microsecond, which is what SDKs send. */
#define DUMP_FLAGS (JSON_COMPACT | JSON_REAL_PRECISION(16))

struct outgoing *outgoing_new(enum outgoing_to to, const char *method, char *path_taken,
                              const char *content_type, GBytes *body_taken)
{
    struct outgoing *outgoing = g_new0(struct outgoing, 1);
    outgoing->to = to;
    outgoing->method = method;
    outgoing->path = path_taken;
    outgoing->content_type = content_type;
    outgoing->body = body_taken;
    return outgoing;
}

void outgoing_free(struct outgoing *outgoing)
{
    if (!outgoing)
        return;
    g_free(outgoing->path);
    g_clear_pointer(&outgoing->body, g_bytes_unref);
    g_free(outgoing);
}

void outgoing_line_take(GString *body, json_t *line)
{
    char *text = json_dumps(line, DUMP_FLAGS);
    g_string_append(body, text);
    g_string_append_c(body, '\n');
    free(text);
    json_decref(line);
}
