/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of the first mover, wherever the panes look: its suspect commits, its trace and the
 * log lines of that. Asked for once the first mover is final, for the evidence.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "tui/text.h"
#include "views/suspect_lines.h"
#include "views/views.h"

#include <string.h>

#define LOG_LINES "20"

struct origin {
    struct view view; /* never shown: what is asked for in its name ends with it */
    struct view *trace;
    struct target target;
    struct suspect_search *search;
    uint64_t logs_ask;
    GString *logs;
};

/* --- logs --- */

static void append_cell(GString *out, const struct rows *rows, size_t row, const char *name)
{
    g_autofree char *text = value_text(rows_get(rows, row, name));
    g_autofree char *safe = text ? text_safe(text) : NULL;
    if (safe && *safe)
        g_string_append_printf(out, "%s%s", out->len ? " " : "", safe);
}

static void take_logs(struct origin *origin, const struct rows *rows)
{
    static const char *const cells[] = {"timestamp", "severity", "project", "message"};
    g_string_truncate(origin->logs, 0);
    for (size_t row = rows->count; row-- > 0;) {
        g_autoptr(GString) line = g_string_new(NULL);
        for (size_t i = 0; i < G_N_ELEMENTS(cells); i++)
            append_cell(line, rows, row, cells[i]);
        g_string_append_printf(origin->logs, "%s\n", line->str);
    }
}

static void ask_logs(struct origin *origin)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "dataset", "logs");
    request_add(request, "field", "timestamp");
    request_add(request, "field", "severity");
    request_add(request, "field", "project");
    request_add(request, "field", "message");
    request_addf(request, "query", "trace:%s", origin->target.trace_id);
    request_add(request, "sort", "-timestamp");
    request_add(request, "per_page", LOG_LINES);
    origin->logs_ask = desk_ask(&origin->view, request, 0, false);
}

/* --- the hidden views --- */

static void origin_reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct origin *origin = view->state;
    if (subscription == origin->logs_ask) {
        if (answer->kind == REPLY_ROWS && answer->object)
            take_logs(origin, answer->object);
        return;
    }
    if (origin->search)
        suspect_search_reply(origin->search, subscription, answer);
}

static const struct view_ops origin_view = {
    .name = "origin",
    .title = "First mover",
    .reply = origin_reply,
};

static void searched(struct view *view)
{
    (void)view; /* the search is read when the evidence is copied */
}

static void drop_trace(struct desk *desk, struct view *view)
{
    if (!view)
        return;
    desk_forget_view(desk, view);
    view->ops->close(view);
    target_clear(&view->opened);
    g_free(view->error);
    g_free(view->state);
    g_free(view);
}

static void open_trace(struct origin *origin)
{
    struct view *view = g_new0(struct view, 1);
    *view = (struct view){.ops = &trace_view, .desk = origin->view.desk, .pane = PANE_TRACE};
    view->state = g_malloc0(trace_view.state_size);
    target_copy(&view->opened, &origin->target);
    if (trace_view.open(view, &view->opened, NULL)) {
        origin->trace = view;
        return;
    }
    target_clear(&view->opened);
    g_free(view->state);
    g_free(view);
}

/* --- the first mover --- */

void desk_origin_clear(struct desk *desk)
{
    struct origin *origin = g_steal_pointer(&desk->shared.origin);
    if (!origin)
        return;
    drop_trace(desk, origin->trace);
    suspect_search_free(origin->search);
    desk_forget_view(desk, &origin->view);
    g_free(origin->view.error);
    target_clear(&origin->target);
    g_string_free(origin->logs, TRUE);
    g_free(origin);
}

static struct origin *origin_new(struct desk *desk, const struct target *target)
{
    struct origin *origin = g_new0(struct origin, 1);
    origin->view =
        (struct view){.ops = &origin_view, .desk = desk, .state = origin, .pane = PANE_TRACE};
    target_copy(&origin->target, target);
    origin->logs = g_string_new(NULL);
    origin->search = suspect_search_new(&origin->view, target, NULL, searched);
    return origin;
}

void desk_origin_update(struct desk *desk)
{
    const struct lead *lead = desk->shared.lead;
    struct target target;
    target_init(&target, TARGET_NONE);
    bool known = lead && lead->first_mover >= 0 &&
                 desk_change_target(desk, (size_t)lead->first_mover, &target);
    struct origin *origin = desk->shared.origin;
    if (origin && (!known || g_strcmp0(origin->target.signal_id, target.signal_id))) {
        desk_origin_clear(desk);
        origin = NULL;
    }
    if (known && !origin)
        origin = desk->shared.origin = origin_new(desk, &target);
    target_clear(&target);
    if (!origin)
        return;
    if (origin->trace) {
        trace_view.shared_changed(origin->trace);
        return;
    }
    desk_enrich(desk, &origin->target);
    if (!origin->target.trace_id)
        return;
    open_trace(origin);
    ask_logs(origin);
}

void desk_origin_markdown(const struct desk *desk, GString *out, bool whole)
{
    const struct origin *origin = desk->shared.origin;
    if (!origin)
        return;
    g_autoptr(GString) part = g_string_new(NULL);
    if (suspect_search_found(origin->search) || suspect_search_why(origin->search))
        suspect_markdown(part, origin->search, SUSPECTS_SHOWN);
    if (part->len)
        g_string_append_printf(out, "## Suspect commit of the first mover\n\n%s\n", part->str);
    g_string_truncate(part, 0);
    if (whole && origin->trace)
        trace_view.markdown(origin->trace, part);
    if (part->len)
        g_string_append_printf(out, "## Trace of the first mover\n\n%s\n", part->str);
    if (whole && origin->logs->len)
        g_string_append_printf(out, "## Logs of that trace\n\n```\n%s```\n\n", origin->logs->str);
}
