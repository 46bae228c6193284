/* SPDX-License-Identifier: Apache-2.0
 *
 * What differs: the trace of a row inside that has what the cursor's row says, so that `gt` opens
 * one. Asked for when the cursor has rested.
 */
#include "views/differs_state.h"

#include "api/query/query.h"
#include "views/body.h"

#include <string.h>

#define REST_MS 200

void differs_example_forget(struct view *view)
{
    struct differs_example *example = &((struct differs_state *)view->state)->example;
    if (example->rest)
        g_source_remove(example->rest);
    if (example->asked)
        desk_forget(view, example->asked);
    example->rest = 0;
    example->asked = 0;
    g_clear_pointer(&example->trace_id, g_free);
    g_clear_pointer(&example->span_id, g_free);
}

/* Spans have their own id. */
static const char *span_field(const struct differs_state *state)
{
    return !strcmp(state->dataset, "spans") ? "id" : "span_id";
}

static gboolean rested(void *data)
{
    struct view *view = data;
    struct differs_state *state = view->state;
    const struct differs_row *row = differs_row_at(state, state->list.cursor);
    const struct differs_ask *inside = &state->sides[DIFFERS_INSIDE];
    state->example.rest = 0;
    if (!row)
        return G_SOURCE_REMOVE;
    g_autofree char *term = differs_term(row);
    g_autofree char *query = query_both(inside->query, term);
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", state->dataset);
    request_add(request, "field", "trace");
    request_add(request, "field", span_field(state));
    request_add(request, "query", query);
    request_add(request, "per_page", "1");
    state->example.asked = body_ask_range(view, request, inside->start_ms, inside->end_ms);
    return G_SOURCE_REMOVE;
}

void differs_example_wanted(struct view *view)
{
    struct differs_state *state = view->state;
    differs_example_forget(view);
    if (!state->held && differs_row_at(state, state->list.cursor))
        state->example.rest = g_timeout_add(REST_MS, rested, view);
}

bool differs_example_came(struct view *view, uint64_t subscription, const struct reply *reply)
{
    struct differs_example *example = &((struct differs_state *)view->state)->example;
    if (!example->asked || !body_answered(&example->asked, subscription, reply))
        return false;
    const struct rows *rows = reply->kind == REPLY_ROWS ? reply->object : NULL;
    if (rows && rows->count > 0) {
        example->trace_id = body_cell(rows, 0, "trace");
        example->span_id = body_cell(rows, 0, span_field(view->state));
        if (desk_focused(view)) /* the panes beside it follow to the example */
            desk_cursor_moved(view);
        desk_redraw(view->desk);
    }
    return true;
}
