/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking things out of the console: copies of a row, the evidence as Markdown.
 */
#include "views/desk_state.h"

#include "base/clock.h"
#include "tui/text.h"

#include <string.h>

void desk_copy_text(struct desk *desk, const char *text)
{
    if (!desk->screen)
        return;
    g_autofree char *said = screen_copy(desk->screen, text);
    desk_say(desk, false, "%s", said);
}

/* --- evidence --- */

static void lead_markdown(const struct desk *desk, GString *out)
{
    const struct lead *lead = desk->shared.lead;
    if (!lead || lead->changes->len == 0)
        return;
    g_string_append(out, "## What changed\n\n");
    for (guint i = 0; i < lead->changes->len; i++) {
        const struct change *change = lead->changes->pdata[i];
        char time[40];
        g_autofree char *text = text_safe(change->text);
        clock_format_iso(change->time_ms * NS_PER_MS, 0, time, sizeof time);
        g_string_append_printf(out, "- %s %s%s%s%s\n", time, change->service ? change->service : "",
                               change->service ? " " : "", text,
                               lead->first_mover == (int)i ? " (first mover)" : "");
    }
    g_string_append_c(out, '\n');
}

static void view_markdown(const struct view *view, GString *out)
{
    g_autoptr(GString) part = g_string_new(NULL);
    if (view->ops->markdown)
        view->ops->markdown(view, part);
    if (part->len == 0 || strstr(out->str, part->str)) /* a linked pane may show the same */
        return;
    if (part->str[0] != '#') {
        g_autofree char *what =
            view->opened.kind == TARGET_NONE ? NULL : target_text(&view->opened);
        g_string_append_printf(out, "## %s%s%s\n\n", view->ops->title, what ? ": " : "",
                               what ? what : "");
    }
    g_string_append(out, part->str);
    g_string_append(out, g_str_has_suffix(part->str, "\n") ? "\n" : "\n\n");
}

static char *evidence(const struct desk *desk)
{
    GString *out = g_string_new("# Evidence\n\n");
    int64_t start, end;
    char from[40], to[40];
    scope_range(&desk->scope, &start, &end);
    clock_format_iso(start * NS_PER_MS, 0, from, sizeof from);
    clock_format_iso(end * NS_PER_MS, 0, to, sizeof to);
    g_string_append_printf(out, "%s%s%s, %s to %s\n\n",
                           desk->scope.organization ? desk->scope.organization : "",
                           desk->scope.environment ? ", " : "",
                           desk->scope.environment ? desk->scope.environment : "", from, to);
    bool on_lead = desk->focus == PANE_LEAD;
    lead_markdown(desk, out);
    desk_origin_markdown(desk, out, on_lead);
    for (int pane = 0; pane < PANE_COUNT; pane++) {
        GPtrArray *views = desk->panes[pane].views;
        for (guint i = 0; i < views->len; i++) {
            const struct view *view = views->pdata[i];
            bool linked = view->opened.kind == TARGET_NONE;
            if (on_lead && linked && (pane == PANE_TRACE || pane == PANE_LOGS))
                continue; /* those of the first mover are there, whatever these show */
            view_markdown(view, out);
        }
    }
    return g_string_free(out, FALSE);
}

/* --- URLs --- */

char *desk_target_url(const struct desk *desk, const struct target *target)
{
    const struct {
        const char *kind, *id;
    } names[] = {
        {"issue",   target->issue_id ? target->issue_id : target->short_id},
        {"trace",   target->trace_id                                      },
        {"release", target->release                                       },
    };
    for (size_t i = 0; desk->client && i < G_N_ELEMENTS(names); i++)
        if (names[i].id)
            return client_web_url(desk->client, names[i].kind, names[i].id);
    return NULL;
}

/* --- copying --- */

static const char *target_id(const struct target *target)
{
    const char *const ids[] = {
        target->kind == TARGET_SPAN || target->kind == TARGET_CALL ? target->span_id : NULL,
        target->kind == TARGET_TRACE ? target->trace_id : NULL,
        target->short_id,
        target->issue_id,
        target->item_id,
        target->commit,
        target->release,
        target->span_id,
        target->trace_id,
        target->event_id,
        target->value,
        target->name};
    for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
        if (ids[i])
            return ids[i];
    return NULL;
}

static char *text_of(struct desk *desk, char what, const struct target *target)
{
    struct view *view = desk_view(desk);
    switch (what) {
    case 'y':
        if (view && view->ops->line)
            return view->ops->line(view);
        return target_text(target);
    case 'j':
        return view && view->ops->json ? view->ops->json(view) : NULL;
    case 'i':
        return g_strdup(target_id(target));
    case 'v':
        return g_strdup(target->value);
    case 't':
        return g_strdup(target->trace_id);
    case 'u':
        return desk_target_url(desk, target);
    default:
        return evidence(desk);
    }
}

bool desk_copy(struct desk *desk, char what)
{
    static const struct {
        char what;
        const char *missing;
    } reasons[] = {
        {'y', "nothing is under the cursor"                                              },
        {'i', "this has no id"                                                           },
        {'v', "yv copies an attribute: on the page of a span or issue, the cursor on one"},
        {'t', "this has no trace id"                                                     },
        {'u', "this has no page in a browser"                                            },
        {'j', "this has no JSON"                                                         },
        {'e', "there is no evidence yet"                                                 }
    };
    struct target target;
    target_init(&target, TARGET_NONE);
    bool known = desk_target(desk, &target);
    if (what == 't')
        desk_enrich(desk, &target);
    g_autofree char *text = known || what == 'e' ? text_of(desk, what, &target) : NULL;
    target_clear(&target);
    if (text) {
        struct view *view = desk_view(desk);
        desk_copy_text(desk, text);
        if (what == 'j' && view->ops->json_copied)
            view->ops->json_copied(view);
        return true;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(reasons); i++)
        if (reasons[i].what == what)
            desk_say(desk, true, "%s", reasons[i].missing);
    return false;
}
