/* SPDX-License-Identifier: Apache-2.0 */
#include "views/issue_page.h"

#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"

#include <string.h>

#define CRUMBS_SHOWN 25
#define LABEL        14

void issue_page_target(const struct issue_page *page, struct target *target)
{
    target_init(target, TARGET_ISSUE);
    const struct issue *issue = page->issue;
    const struct event *event = page->event;
    if (issue) {
        target_set(&target->issue_id, issue->id);
        target_set(&target->short_id, issue->short_id);
        target_set(&target->service, issue->project);
        target_set(&target->name, issue->title);
        target_set(&target->text, issue->message);
        target->time_ms = issue->first_seen_ms;
    }
    if (!event)
        return;
    if (!issue)
        target_set(&target->issue_id, event->issue_id);
    if (!target->service)
        target_set(&target->service, event->project);
    target_set(&target->event_id, event->id);
    target_set(&target->trace_id, event->trace_id);
    target_set(&target->span_id, event->span_id);
    target_set(&target->release, event->release);
}

/* --- what it is --- */

static void ages(const struct view *view, const struct issue *issue, struct doc *doc)
{
    char first[24], last[24];
    int64_t now = desk_now_ms(view->desk);
    struct doc_line *line = doc_add(doc, ROLE_MUTED, "");
    line->inert = true;
    if (issue->first_seen_ms)
        doc_piecef(line, ROLE_TEXT, "first seen %s ago%s%s",
                   quantity_age(now - issue->first_seen_ms, first, sizeof first),
                   issue->first_release ? " in " : "",
                   issue->first_release ? issue->first_release : "");
    if (issue->last_seen_ms)
        doc_piecef(line, ROLE_MUTED, "   last seen %s ago",
                   quantity_age(now - issue->last_seen_ms, last, sizeof last));
    if (issue->priority)
        doc_piecef(line, ROLE_MUTED, "   priority %s", issue->priority);
    doc_piecef(line, ROLE_MUTED, "   %s%s", issue->assignee ? "with " : "nobody has it",
               issue->assignee ? issue->assignee : "");
}

static void add_head(struct view *view, struct issue_page *page)
{
    const struct issue *issue = page->issue;
    const char *title = issue ? issue->title : page->event->title;
    struct doc_line *line = doc_addf(&page->doc, ROLE_TITLE, "%s", title ? title : "(no title)");
    if (issue && issue->culprit)
        doc_right(line, issue->culprit);
    if (issue)
        ages(view, issue, &page->doc);
    if (page->event && page->event->trace_id) {
        line = doc_addf(&page->doc, ROLE_ACCENT, "trace %.8s", page->event->trace_id);
        doc_piece(line, ROLE_MUTED, "   gt shows where in the request it was raised");
        doc_link(line, ISSUE_LINK_TRACE, 0);
    }
}

/* --- suspects --- */

static void add_suspects(struct issue_page *page)
{
    doc_heading(&page->doc, "Suspect commit");
    const GPtrArray *found = page->search ? suspect_search_found(page->search) : NULL;
    const char *why = page->search ? suspect_search_why(page->search) : NULL;
    if (!found && !why)
        doc_add(&page->doc, ROLE_MUTED, "looking…")->inert = true;
    if (why)
        doc_addf(&page->doc, ROLE_MUTED, "%s%s", g_str_has_prefix(why, "none") ? "" : "none: ", why)
            ->inert = true;
    for (guint i = 0; found && i < MIN(found->len, SUSPECTS_SHOWN); i++) {
        const struct suspect *suspect = found->pdata[i];
        g_autofree char *subject = suspects_subject(suspect->commit);
        struct doc_line *line = doc_addf(&page->doc, ROLE_ACCENT, "%.7s", suspect->commit->id);
        doc_piecef(line, ROLE_TEXT, "  %s", subject);
        doc_piecef(line, ROLE_MUTED, "  %s",
                   suspect->commit->author ? suspect->commit->author : "");
        doc_link(line, ISSUE_LINK_SUSPECT, i);
        for (guint r = 0; suspect->reasons && r < MIN(suspect->reasons->len, 2); r++) {
            line = doc_addf(&page->doc, ROLE_MUTED, "%s", (char *)suspect->reasons->pdata[r]);
            line->indent = 10;
            line->inert = true;
        }
    }
}

/* --- exceptions --- */

static void add_context(struct doc *doc, const struct stack_frame *frame)
{
    for (guint i = 0; frame->context && i < frame->context->len; i++) {
        const struct source_line *source = &g_array_index(frame->context, struct source_line, i);
        bool here = source->number == frame->line;
        struct doc_line *line = doc_addf(doc, here ? ROLE_ACCENT : ROLE_MUTED, "%s%5d ",
                                         here ? ">" : " ", (int)source->number);
        doc_piece(line, here ? ROLE_CODE : ROLE_MUTED, source->text ? source->text : "");
        line->indent = 4;
        line->inert = true;
    }
}

static void add_frame(struct doc *doc, const struct stack_frame *frame, size_t index, bool context)
{
    const char *file = frame->filename ? frame->filename : frame->abs_path;
    struct doc_line *line = doc_add(doc, frame->in_app ? ROLE_TEXT : ROLE_MUTED,
                                    frame->function ? frame->function : "(anonymous)");
    if (frame->line > 0)
        doc_piecef(line, ROLE_MUTED, "  %s:%d", file ? file : "?", (int)frame->line);
    else if (file || frame->module)
        doc_piecef(line, ROLE_MUTED, "  %s", file ? file : frame->module);
    doc_elide(line);
    line->indent = 2;
    doc_link(line, ISSUE_LINK_FRAME, index);
    if (context)
        add_context(doc, frame);
}

static bool has_in_app(const struct exception *exception)
{
    for (guint i = 0; i < exception->frames->len; i++)
        if (((struct stack_frame *)exception->frames->pdata[i])->in_app)
            return true;
    return false;
}

/* The crash comes first; frames of libraries are folded into a count between the app's own. */
static void add_frames(struct issue_page *page, const struct exception *exception, size_t base)
{
    bool fold = !page->libraries && has_in_app(exception);
    guint folded = 0, shown = 0;
    for (guint i = exception->frames->len; i-- > 0;) {
        const struct stack_frame *frame = exception->frames->pdata[i];
        if (fold && !frame->in_app) {
            folded++;
            continue;
        }
        if (folded) {
            struct doc_line *line =
                doc_addf(&page->doc, ROLE_MUTED, "%u of libraries (o shows them)", folded);
            line->indent = 2;
            line->inert = true;
        }
        folded = 0;
        add_frame(&page->doc, frame, base + i, shown++ == 0);
    }
    if (folded) {
        struct doc_line *line =
            doc_addf(&page->doc, ROLE_MUTED, "%u of libraries (o shows them)", folded);
        line->indent = 2;
        line->inert = true;
    }
}

static void add_exception(struct issue_page *page, const struct exception *exception,
                          const char *noun, size_t base)
{
    g_autofree char *heading = g_strdup_printf("%s%s%s", noun, *noun ? " " : "",
                                               exception->type ? exception->type : "stack trace");
    doc_heading(&page->doc, heading);
    if (exception->value) {
        g_autoptr(GPtrArray) lines = text_wrap(exception->value, MAX(page->doc.width - 4, 20));
        for (guint i = 0; i < MIN(lines->len, 8); i++)
            doc_add(&page->doc, ROLE_LEVEL_ERROR, lines->pdata[i])->inert = true;
    }
    if (exception->frames)
        add_frames(page, exception, base);
}

/* Outermost first, as it was raised last; each cause below it. */
static void add_exceptions(struct issue_page *page)
{
    const struct event *event = page->event;
    size_t total = 0;
    for (guint i = 0; i < event->exceptions->len; i++) {
        const struct exception *exception = event->exceptions->pdata[i];
        total += exception->frames ? exception->frames->len : 0;
    }
    size_t base = total;
    for (guint i = event->exceptions->len; i-- > 0;) {
        const struct exception *exception = event->exceptions->pdata[i];
        base -= exception->frames ? exception->frames->len : 0;
        add_exception(page, exception, i + 1 == event->exceptions->len ? "" : "caused by", base);
    }
    for (guint i = 0; i < event->threads->len; i++) {
        const struct exception *thread = event->threads->pdata[i];
        add_exception(page, thread, "thread", total);
        total += thread->frames ? thread->frames->len : 0;
    }
}

/* --- what surrounded it --- */

static void add_crumbs(const struct view *view, struct issue_page *page)
{
    const GPtrArray *crumbs = page->event->breadcrumbs;
    if (crumbs->len == 0)
        return;
    g_autofree char *heading = g_strdup_printf("Breadcrumbs  newest first, %u", crumbs->len);
    doc_heading(&page->doc, heading);
    for (guint i = crumbs->len; i-- > 0 && crumbs->len - i <= CRUMBS_SHOWN;) {
        const struct breadcrumb *crumb = crumbs->pdata[i];
        char time[40];
        struct doc_line *line = doc_addf(
            &page->doc, ROLE_MUTED, "%-9s ",
            crumb->time_ms ? scope_time(desk_scope(view->desk), crumb->time_ms, time, sizeof time)
                           : "");
        doc_piecef(line, crumb->level >= LEVEL_ERROR ? ROLE_LEVEL_ERROR : ROLE_MUTED, "%-14s ",
                   crumb->category ? crumb->category
                   : crumb->type   ? crumb->type
                                   : "");
        doc_piece(line, ROLE_TEXT,
                  crumb->message ? crumb->message
                  : crumb->data  ? crumb->data
                                 : "");
    }
    if (crumbs->len > CRUMBS_SHOWN)
        doc_addf(&page->doc, ROLE_MUTED, "%u older are not shown", crumbs->len - CRUMBS_SHOWN);
}

/* How a tag is spread over all events of the issue: "eu-west 62%". */
static char *spread_of(const struct issue_page *page, const char *key)
{
    for (guint i = 0; page->tags && i < page->tags->len; i++) {
        const struct issue_tag *tag = page->tags->pdata[i];
        if (g_strcmp0(tag->key, key) != 0 || !tag->values || tag->values->len == 0 ||
            tag->total < 1)
            continue;
        const struct issue_tag_value *top = &g_array_index(tag->values, struct issue_tag_value, 0);
        return g_strdup_printf("%s %d%% of all events", top->value ? top->value : "",
                               (int)(100.0 * (double)top->count / (double)tag->total));
    }
    return NULL;
}

static void add_tags(struct issue_page *page)
{
    const GPtrArray *tags = page->event->tags;
    if (tags->len == 0)
        return;
    doc_heading(&page->doc, "Tags");
    for (guint i = 0; i < tags->len; i++) {
        const struct pair *tag = tags->pdata[i];
        struct doc_line *line = doc_addf(&page->doc, ROLE_MUTED, "%-*s ", LABEL + 6, tag->key);
        doc_piece(line, ROLE_TEXT, tag->value);
        g_autofree char *spread = spread_of(page, tag->key);
        if (spread)
            doc_right(line, spread);
        doc_link(line, ISSUE_LINK_TAG, i);
    }
}

static void add_pairs(struct issue_page *page, const char *heading, const GPtrArray *pairs)
{
    if (!pairs || pairs->len == 0)
        return;
    doc_heading(&page->doc, heading);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = pairs->pdata[i];
        struct doc_line *line = doc_addf(&page->doc, ROLE_MUTED, "%-*s ", LABEL + 6, pair->key);
        doc_piece(line, ROLE_TEXT, pair->value ? pair->value : "");
    }
}

static void add_request(struct issue_page *page)
{
    const struct event *event = page->event;
    if (!event->url && !event->method && event->request->len == 0)
        return;
    doc_heading(&page->doc, "Request");
    if (event->url || event->method)
        doc_addf(&page->doc, ROLE_TEXT, "%s %s", event->method ? event->method : "",
                 event->url ? event->url : "");
    for (guint i = 0; i < event->request->len; i++) {
        const struct pair *pair = event->request->pdata[i];
        struct doc_line *line = doc_addf(&page->doc, ROLE_MUTED, "%-*s ", LABEL + 6, pair->key);
        doc_piece(line, ROLE_TEXT, pair->value ? pair->value : "");
    }
}

void issue_page_make(struct view *view, int cols)
{
    struct issue_page *page = view->state;
    doc_begin(&page->doc, cols);
    add_head(view, page);
    add_suspects(page);
    if (page->event) {
        if (page->event->exceptions->len == 0 && page->event->message) {
            doc_heading(&page->doc, "Message");
            doc_add(&page->doc, ROLE_TEXT, page->event->message);
        }
        add_exceptions(page);
        add_crumbs(view, page);
        add_tags(page);
        add_request(page);
        add_pairs(page, "Contexts", page->event->contexts);
        add_pairs(page, "Extra", page->event->extra);
    } else {
        doc_add(&page->doc, ROLE_MUTED, view->error ? view->error : "loading its latest event…")
            ->inert = true;
    }
    doc_end(&page->doc);
}

void issue_page_markdown(const struct view *view, GString *out)
{
    const struct issue_page *page = view->state;
    for (guint i = 0; i < MIN(page->doc.lines->len, 40); i++) {
        const struct doc_line *line = page->doc.lines->pdata[i];
        g_autofree char *text = doc_text(line);
        if (line->heading)
            g_string_append_printf(out, "%s**%s**\n\n", i ? "\n" : "", text);
        else if (*text)
            g_string_append_printf(out, "    %*s%s\n", line->indent, "", text);
    }
}
