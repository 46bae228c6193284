/* SPDX-License-Identifier: Apache-2.0 */
#include "views/span_text.h"

#include <string.h>

/* Operations that say no more than that there was a span. */
static const char *const plain_operations[] = {
    "default",    "function", "internal",    "server", "http.server",
    "rpc.server", "span",     "unspecified", NULL,
};

const char *span_operation(const struct span *span)
{
    const char *op = span->op ? span->op : "";
    if (g_strv_contains(plain_operations, op) || !g_strcmp0(op, span->name))
        return "";
    /* "gen_ai.execute_tool" says no more than "execute_tool web_search". */
    const char *last = strrchr(op, '.') ? strrchr(op, '.') + 1 : op;
    return span->name && (g_str_has_prefix(span->name, op) || g_str_has_prefix(span->name, last))
               ? ""
               : op;
}

char *span_text(const struct span *span)
{
    const char *operation = span_operation(span);
    const char *name = span->name ? span->name : "(no name)";
    return *operation ? g_strdup_printf("%s %s", operation, name) : g_strdup(name);
}
