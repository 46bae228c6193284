/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/outgoing.h"

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
