/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/outage.h"

#include <stdlib.h>
#include <string.h>

/* A page behind the first, or what ends at a time. */
static bool is_older(const struct http_call *call)
{
    const char *query = http_call_get(call, "query");
    return http_call_get(call, "cursor") || (query && strstr(query, "timestamp_precise:<"));
}

static bool is_rows(const struct http_call *call)
{
    const char *dataset = http_call_get(call, "dataset");
    return g_str_has_suffix(call->path, "/events/") && dataset && strcmp(dataset, "logs") == 0;
}

static void cut_page(struct http_call *call)
{
    for (guint i = 0; i < call->query->len; i++) {
        struct http_pair *pair = call->query->pdata[i];
        if (strcmp(pair->name, "per_page") == 0 && atoi(pair->value) > OUTAGE_PAGE) {
            g_free(pair->value);
            pair->value = g_strdup_printf("%d", OUTAGE_PAGE);
        }
    }
}

struct http_answer *outage_refuse(const struct outage *outage, struct http_call *call,
                                  int64_t now_ns)
{
    if (now_ns < outage->from_ns || now_ns >= outage->ends_ns)
        return NULL;
    if (now_ns < outage->recovers_ns)
        return http_answer_detail(503, "the demo's outage: nothing is answered");
    if (!is_rows(call))
        return NULL;
    if (is_older(call))
        return http_answer_detail(503, "the demo's outage: older rows are not answered yet");
    cut_page(call);
    return NULL;
}
