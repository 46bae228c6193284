/* SPDX-License-Identifier: Apache-2.0
 *
 * Following span links: to a span of this trace, to another trace, or, where nothing here links
 * anywhere, to the traces that continue this one, which are asked for then.
 */
#include "views/span_text.h"
#include "views/trace_parts.h"

#include "tui/palette.h"

#include <stdlib.h>
#include <string.h>

#define MOST_OFFERED 40
#define MOST_ASKED   "20"

void trace_link_offer_free(void *data)
{
    struct trace_link_offer *offer = data;
    g_free(offer->trace_id);
    g_free(offer->span_id);
    g_free(offer->label);
    g_free(offer->detail);
    g_free(offer);
}

static void add_offer(struct trace_state *state, const char *trace_id, const char *span_id,
                      const char *why, const char *detail)
{
    for (guint i = 0; i < state->offers->len; i++) {
        const struct trace_link_offer *other = state->offers->pdata[i];
        if (!g_strcmp0(other->trace_id, trace_id) && !g_strcmp0(other->span_id, span_id))
            return;
    }
    struct trace_link_offer *offer = g_new0(struct trace_link_offer, 1);
    bool here = !g_strcmp0(trace_id, state->trace_id);
    offer->trace_id = g_strdup(trace_id);
    offer->span_id = g_strdup(span_id);
    offer->label =
        g_strdup_printf("%u  %s %.8s%s%.8s", state->offers->len + 1, here ? "this trace" : "trace",
                        here ? "" : trace_id, here ? "span " : "  span ", span_id ? span_id : "?");
    offer->detail =
        g_strdup_printf("%s%s%s", why ? why : "linked", detail ? "  " : "", detail ? detail : "");
    g_ptr_array_add(state->offers, offer);
}

static void follow(struct view *view, const struct trace_link_offer *offer)
{
    struct trace_state *state = view->state;
    if (!g_strcmp0(offer->trace_id, state->trace_id)) {
        int index = trace_find(state->trace, offer->span_id);
        if (index < 0) {
            desk_say(view->desk, false, "span %.8s of this trace is linked to, but not loaded",
                     offer->span_id ? offer->span_id : "?");
            return;
        }
        trace_go_span(state, index);
        trace_user_moved(view);
        return;
    }
    struct target target;
    target_init(&target, TARGET_TRACE);
    target_set(&target.trace_id, offer->trace_id);
    target_set(&target.span_id, offer->span_id);
    desk_open(view->desk, &target);
    target_clear(&target);
}

static void picked(struct view *view, const char *text)
{
    const struct trace_state *state = view->state;
    guint number = (guint)strtoul(text, NULL, 10);
    if (number >= 1 && number <= state->offers->len)
        follow(view, state->offers->pdata[number - 1]);
}

static void offer_all(struct view *view, bool all)
{
    struct trace_state *state = view->state;
    struct palette_entry entries[MOST_OFFERED];
    size_t count = MIN(state->offers->len, MOST_OFFERED);
    if (state->offers->len == 1) {
        follow(view, state->offers->pdata[0]);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct trace_link_offer *offer = state->offers->pdata[i];
        entries[i] = (struct palette_entry){offer->label, offer->detail, NULL};
    }
    desk_pick(view, all ? "linked spans and traces" : "linked spans and traces: the first of more",
              entries, count, picked);
}

/* False: there are more than can be offered. */
static bool gather(struct trace_state *state, const struct trace_link *links, guint count,
                   bool of_all)
{
    for (guint i = 0; i < count; i++) {
        if (state->offers->len == MOST_OFFERED)
            return false;
        g_autofree char *from = of_all ? span_text(trace_state_span(state, links[i].span)) : NULL;
        add_offer(state, links[i].trace_id, links[i].span_id, links[i].kind, from);
    }
    return true;
}

static void ask_continued(struct view *view)
{
    struct trace_state *state = view->state;
    static const char *const fields[] = {"trace", "id", "project", "span.description", NULL};
    struct request *request = request_rows("spans", fields);
    request_addf(request, "query", "(sentry.previous_trace:%s-* OR span.links:*%s*) !trace:%s",
                 state->trace_id, state->trace_id, state->trace_id);
    request_add(request, "per_page", MOST_ASKED);
    if (state->links_asked)
        desk_forget(view, state->links_asked);
    state->links_asked = desk_ask(view, request, 0, false);
    desk_say(view->desk, false, "no span here links to another: asking what continues this trace");
}

bool trace_follow_links(void *context)
{
    struct view *view = context;
    struct trace_state *state = trace_shown(view);
    if (!state)
        return false;
    const GArray *all = state->trace->links;
    guint count;
    const struct trace_link *own = trace_links_of(state->trace, trace_state_index(state), &count);
    bool whole = true;
    g_ptr_array_set_size(state->offers, 0);
    if (own)
        whole = gather(state, own, count, false);
    else if (all->len)
        whole = gather(state, (const struct trace_link *)(const void *)all->data, all->len, true);
    if (state->offers->len)
        offer_all(view, whole);
    else
        ask_continued(view);
    return true;
}

void trace_take_links(struct view *view, const struct reply *reply)
{
    struct trace_state *state = view->state;
    const struct rows *rows = reply->kind == REPLY_ROWS ? reply->object : NULL;
    if (!rows) {
        desk_say(view->desk, true, "what continues this trace did not come: %s",
                 reply->error ? reply->error : "no answer");
        return;
    }
    g_ptr_array_set_size(state->offers, 0);
    for (size_t row = 0; row < rows->count; row++) {
        g_autofree char *trace_id = body_cell(rows, row, "trace");
        g_autofree char *span_id = body_cell(rows, row, "id");
        g_autofree char *service = body_cell(rows, row, "project");
        g_autofree char *name = body_cell(rows, row, "span.description");
        g_autofree char *detail =
            g_strdup_printf("%s %s", service ? service : "?", name ? name : "");
        if (trace_id)
            add_offer(state, trace_id, span_id, "continues this one", detail);
    }
    if (state->offers->len)
        offer_all(view, !reply->next_cursor);
    else
        desk_say(view->desk, false,
                 "no span of this trace links to another, and none in scope continues it");
}

const struct trace_link *trace_links_of(const struct trace *trace, int span, guint *count)
{
    size_t own;
    const struct trace_link *first = trace_of_span(trace->links, span, &own);
    *count = (guint)own;
    return first;
}

void trace_link_text(const struct trace_state *state, int index, GString *out)
{
    guint count;
    const struct trace_link *first = trace_links_of(state->trace, index, &count);
    if (!first)
        return;
    bool previous = !g_strcmp0(first->kind, "previous_trace");
    bool here = !g_strcmp0(first->trace_id, state->trace_id);
    if (count > 1)
        g_string_append_printf(out, "  links to %u spans, K follows", count);
    else if (here)
        g_string_append_printf(out, "  links to span %.8s here, K follows",
                               first->span_id ? first->span_id : "?");
    else
        g_string_append_printf(out, "  %s trace %.8s, K follows",
                               previous ? "continues" : "links to", first->trace_id);
}
