/* SPDX-License-Identifier: Apache-2.0
 *
 * Traces that views have: who shows another side of one need not ask for it again.
 */
#include "views/desk_state.h"

static struct trace *trace_of(const struct view *view, const char *trace_id)
{
    struct trace *trace = view->ops->trace ? view->ops->trace(view) : NULL;
    return trace && !g_strcmp0(trace->id, trace_id) ? trace : NULL;
}

struct trace *desk_trace(const struct desk *desk, const char *trace_id)
{
    for (int pane = 0; trace_id && pane < PANE_COUNT; pane++) {
        const GPtrArray *views = desk->panes[pane].views;
        for (guint i = views->len; i-- > 0;) {
            struct trace *trace = trace_of(views->pdata[i], trace_id);
            if (trace)
                return trace_ref(trace);
        }
    }
    return NULL;
}
