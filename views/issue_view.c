/* SPDX-License-Identifier: Apache-2.0
 *
 * One issue: what was raised and where, who probably changed it, and what surrounded it. Made of
 * the issue, its latest event (or the one asked for) and the search for suspects.
 */
#include "views/differs.h"
#include "views/issue_page.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/views.h"

#include <string.h>

#define ISSUE_MS 10000

static const char *issue_name(const struct target *target)
{
    return target->issue_id ? target->issue_id : target->short_id;
}

static void suspects_changed(struct view *view)
{
    struct issue_page *page = view->state;
    page->doc.width = 0;
}

static void look_for_suspects(struct view *view)
{
    struct issue_page *page = view->state;
    if (page->search || !page->event || !page->issue)
        return;
    struct target target;
    issue_page_target(page, &target);
    page->search = suspect_search_new(view, &target, NULL, suspects_changed);
    target_clear(&target);
}

static void ask(struct view *view)
{
    struct issue_page *page = view->state;
    const struct target *opened = &view->opened;
    const char *name = issue_name(opened);
    if (!name) { /* an event alone names its issue when it comes */
        page->event_ask =
            desk_ask(view, request_new(ENDPOINT_EVENT_ID, opened->event_id, NULL), 0, true);
        return;
    }
    page->issue_ask = desk_ask(view, request_new(ENDPOINT_ISSUE, name, NULL), ISSUE_MS, true);
    page->event_ask = desk_ask(view,
                               request_new(ENDPOINT_ISSUE_EVENT, name,
                                           opened->event_id ? opened->event_id : "latest", NULL),
                               0, true);
    page->tags_ask = desk_ask(view, request_new(ENDPOINT_ISSUE_TAGS, name, NULL), 0, true);
}

static bool open_issue(struct view *view, const struct target *target, GError **error)
{
    struct issue_page *page = view->state;
    if (!target || (!issue_name(target) && !target->event_id)) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "neither an issue nor an event was named");
        return false;
    }
    doc_init(&page->doc);
    ask(view);
    return true;
}

static void close_issue(struct view *view)
{
    struct issue_page *page = view->state;
    doc_clear(&page->doc);
    g_clear_pointer(&page->issue, issue_free);
    g_clear_pointer(&page->event, event_free);
    g_clear_pointer(&page->tags, g_ptr_array_unref);
    g_clear_pointer(&page->search, suspect_search_free);
}

static void take_event(struct view *view, struct event *event)
{
    struct issue_page *page = view->state;
    g_clear_pointer(&page->event, event_free);
    page->event = event;
    if (!page->issue_ask && event->issue_id)
        page->issue_ask =
            desk_ask(view, request_new(ENDPOINT_ISSUE, event->issue_id, NULL), ISSUE_MS, true);
}

static void reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct issue_page *page = view->state;
    if (page->search && suspect_search_reply(page->search, subscription, answer)) {
        page->doc.width = 0;
        return;
    }
    if (!answer->object)
        return;
    if (subscription == page->issue_ask && answer->kind == REPLY_ISSUE) {
        g_clear_pointer(&page->issue, issue_free);
        page->issue = reply_take(answer);
    } else if (subscription == page->event_ask && answer->kind == REPLY_EVENT) {
        take_event(view, reply_take(answer));
    } else if (subscription == page->tags_ask && answer->kind == REPLY_TAGS) {
        g_clear_pointer(&page->tags, g_ptr_array_unref);
        page->tags = reply_take(answer);
    }
    page->doc.width = 0;
    look_for_suspects(view);
}

static void layout(struct view *view, int rows, int cols)
{
    struct issue_page *page = view->state;
    if (page->doc.width != cols && (page->issue || page->event))
        issue_page_make(view, cols);
    doc_layout(&page->doc, view, rows);
}

static void draw(const struct view *view, struct surface *surface)
{
    const struct issue_page *page = view->state;
    if (!page->issue && !page->event)
        body_message(view, surface, "the issue is not known");
    else
        doc_draw(&page->doc, view, surface);
}

/* --- what is told --- */

static void status(const struct view *view, GString *out)
{
    const struct issue_page *page = view->state;
    const struct issue *issue = page->issue;
    if (!issue)
        return;
    char count[24];
    g_string_append_printf(out, "%s", issue->short_id ? issue->short_id : issue->id);
    if (issue->status)
        g_string_append_printf(out, "  %s%s%s", issue->status, issue->substatus ? ", " : "",
                               issue->substatus ? issue->substatus : "");
    if (issue->count >= 0)
        g_string_append_printf(out, "  %s event%s of all time",
                               quantity_count(issue->count, count, sizeof count),
                               issue->count == 1 ? "" : "s");
    if (issue->users >= 0)
        g_string_append_printf(out, "  %s user%s",
                               quantity_count(issue->users, count, sizeof count),
                               issue->users == 1 ? "" : "s");
}

static const struct stack_frame *frame_of(const struct issue_page *page,
                                          const struct doc_line *line)
{
    if (!line || line->link != ISSUE_LINK_FRAME || !page->event)
        return NULL;
    size_t index = line->index;
    const GPtrArray *lists[] = {page->event->exceptions, page->event->threads};
    for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
        for (guint e = 0; e < lists[l]->len; e++) {
            const struct exception *exception = lists[l]->pdata[e];
            if (exception->frames && index < exception->frames->len)
                return exception->frames->pdata[index];
            index -= exception->frames ? exception->frames->len : 0;
        }
    return NULL;
}

static void frame_target(const struct stack_frame *frame, struct target *out)
{
    out->kind = TARGET_FRAME;
    target_set(&out->path, frame->abs_path ? frame->abs_path : frame->filename);
    target_set(&out->name, frame->function);
    out->line = (int)frame->line;
}

static bool target(const struct view *view, struct target *out)
{
    const struct issue_page *page = view->state;
    if (!page->issue && !page->event)
        return false;
    issue_page_target(page, out);
    const struct doc_line *line = doc_current(&page->doc);
    const struct stack_frame *frame = frame_of(page, line);
    if (frame)
        frame_target(frame, out);
    if (line && line->link == ISSUE_LINK_TAG && page->event &&
        line->index < page->event->tags->len) {
        const struct pair *tag = page->event->tags->pdata[line->index];
        out->kind = TARGET_ATTRIBUTE;
        target_set(&out->key, tag->key);
        target_set(&out->value, tag->value);
        target_set(&out->name, "errors");
        g_autofree char *query = out->short_id ? g_strdup_printf("issue:%s", out->short_id) : NULL;
        target_set(&out->query, query);
    }
    return true;
}

static bool enter(struct view *view, struct target *out)
{
    const struct issue_page *page = view->state;
    const struct doc_line *line = doc_current(&page->doc);
    const GPtrArray *found = page->search ? suspect_search_found(page->search) : NULL;
    if (!target(view, out))
        return false;
    if (line && line->link == ISSUE_LINK_SUSPECT && found && line->index < found->len) {
        struct target from;
        issue_page_target(page, &from);
        target_clear(out);
        suspects_target(found->pdata[line->index], &from, suspect_search_onset_ms(page->search),
                        out);
        target_clear(&from);
        return true;
    }
    if (line && line->link == ISSUE_LINK_TRACE && out->trace_id) {
        out->kind = TARGET_TRACE;
        return true;
    }
    if (out->kind == TARGET_ISSUE) { /* the page itself is open already: the likely next is why */
        out->kind = TARGET_SUSPECTS;
        return true;
    }
    return true;
}

static void evidence(const struct view *view, GString *out)
{
    const struct issue_page *page = view->state;
    const struct stack_frame *frame = frame_of(page, doc_current(&page->doc));
    if (frame) {
        g_string_append_printf(out, "%s in %s:%d%s", frame->function ? frame->function : "?",
                               frame->filename ? frame->filename : frame->abs_path,
                               (int)frame->line, frame->in_app ? "" : "  (library)");
        return;
    }
    const GPtrArray *found = page->search ? suspect_search_found(page->search) : NULL;
    const char *why = page->search ? suspect_search_why(page->search) : NULL;
    if (found && found->len > 0) {
        const struct suspect *best = found->pdata[0];
        g_autofree char *subject = suspects_subject(best->commit);
        g_string_append_printf(out, "suspect %.7s \"%s\" by %s", best->commit->id, subject,
                               best->commit->author ? best->commit->author : "?");
    } else if (why) {
        g_string_append(out, why);
    } else if (page->issue && page->issue->culprit) {
        g_string_append(out, page->issue->culprit);
    }
}

static void move(struct view *view, enum move_unit unit, int by)
{
    doc_move(&((struct issue_page *)view->state)->doc, unit, by);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct issue_page *)view->state)->doc;
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    return doc_search(&((struct issue_page *)view->state)->doc, matcher, direction);
}

static char *line(const struct view *view)
{
    const struct doc_line *current = doc_current(&((struct issue_page *)view->state)->doc);
    return current ? doc_text(current) : NULL;
}

static void markdown(const struct view *view, GString *out)
{
    issue_page_markdown(view, out);
}

static bool toggle_libraries(void *context)
{
    struct view *view = context;
    struct issue_page *page = view->state;
    page->libraries = !page->libraries;
    page->doc.width = 0;
    return true;
}

static const struct command commands[] = {
    {"o",                                 "library-frames", "Show or fold frames of libraries", toggle_libraries, false},
    {0},
};

const struct view_ops issue_view = {
    .name = "issue",
    .title = "Issue",
    .state_size = sizeof(struct issue_page),
    .commands = commands,
    .open = open_issue,
    .close = close_issue,
    .reply = reply,
    .layout = layout,
    .draw = draw,
    .status = status,
    .target = target,
    .differs = differs_of_issue,
    .evidence = evidence,
    .enter = enter,
    .move = move,
    .search = search,
    .doc = document,
    .markdown = markdown,
    .line = line,
};
