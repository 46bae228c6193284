/* SPDX-License-Identifier: Apache-2.0
 *
 * One log row, all of it: its message, JSON in it laid out, and every attribute in its unit, those
 * that stand in the message among them.
 */
#include "base/clock.h"
#include "tui/text.h"
#include "views/attribute_tree.h"
#include "views/body.h"
#include "views/facets_state.h"
#include "views/log_source.h"
#include "views/message_fields.h"
#include "views/span_state.h"
#include "views/views.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define MOST_LINES 400 /* of a message */
#define LINK_TRACE 100 /* besides those of enum span_link */

struct log {
    struct span_state page; /* first: its keys and folds are those of a span's page */
    GPtrArray *pairs;       /* of struct pair *: what came; NULL until known */
    uint64_t ask, table_ask;
};

/* --- asking --- */

/* Servers that cannot give a row's item without its trace are asked for a table of one row. */
static void ask_table(struct view *view)
{
    static const char *const fields[] = {
        "message",        "severity",         "project",        "environment",    "release",
        "trace",          "span_id",          "sdk.name",       "sdk.version",    "code.function",
        "code.file.path", "code.line.number", "server.address", "sentry.item_id", NULL};
    struct log *log = view->state;
    struct request *request = request_rows("logs", fields);
    request_addf(request, "query", "sentry.item_id:%s", view->opened.item_id);
    request_add(request, "per_page", "1");
    log->table_ask = desk_ask(view, request, 0, false);
}

static const char *message_of(const struct view *view)
{
    const struct log *log = view->state;
    const char *whole = log->pairs ? pairs_value(log->pairs, "message") : NULL;
    return whole ? whole : view->opened.text;
}

static void add_copy(GPtrArray *pairs, const char *prefix, const struct pair *from)
{
    g_autofree char *key = g_strconcat(prefix, from->key, NULL);
    struct pair *pair = pair_new(key, from->value);
    pair->type = from->type;
    g_ptr_array_add(pairs, pair);
}

/* What came, and what the message says, as attributes of the page. */
static void take_pairs(struct view *view, GPtrArray *pairs)
{
    struct log *log = view->state;
    struct span_state *page = &log->page;
    g_clear_pointer(&log->pairs, g_ptr_array_unref);
    g_clear_pointer(&page->attributes, g_ptr_array_unref);
    g_clear_pointer(&page->tree, g_ptr_array_unref);
    log->pairs = pairs;
    if (!pairs)
        return;
    page->attributes = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = pairs->pdata[i];
        if (pair->value && strcmp(pair->key, "message") != 0 &&
            strcmp(pair->key, "sentry.body") != 0)
            add_copy(page->attributes, "", pair);
    }
    g_autoptr(GPtrArray) inside = message_fields(message_of(view));
    for (guint i = 0; i < inside->len; i++)
        add_copy(page->attributes, MESSAGE_PREFIX, inside->pdata[i]);
    attributes_sort(page->attributes);
    page->tree = attribute_tree(page->attributes);
}

static bool open_log(struct view *view, const struct target *target, GError **error)
{
    struct log *log = view->state;
    doc_init(&log->page.doc);
    target_init(&log->page.span, TARGET_NONE);
    log->page.folds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!target || !target->item_id)
        return body_refuse(error, "no log row was named");
    if (desk_files(view->desk)) {
        take_pairs(view, log_source_pairs(desk_files(view->desk), target));
        return true;
    }
    if (!target->service) {
        ask_table(view);
        return true;
    }
    struct request *request =
        request_new(ENDPOINT_TRACE_ITEM, target->service, target->item_id, NULL);
    request_add(request, "item_type", "logs");
    if (target->trace_id)
        request_add(request, "trace_id", target->trace_id);
    log->ask = desk_ask(view, request, 0, true);
    return true;
}

static void close_log(struct view *view)
{
    struct log *log = view->state;
    struct span_state *page = &log->page;
    doc_clear(&page->doc);
    target_clear(&page->span);
    g_hash_table_unref(page->folds);
    g_free(page->failed);
    g_clear_pointer(&page->attributes, g_ptr_array_unref);
    g_clear_pointer(&page->tree, g_ptr_array_unref);
    g_clear_pointer(&log->pairs, g_ptr_array_unref);
}

static void take_table(struct view *view, const struct rows *rows)
{
    if (rows->count == 0)
        return;
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (guint i = 0; i < rows->fields->len; i++) {
        g_autofree char *text = body_cell(rows, 0, rows->fields->pdata[i]);
        if (text)
            g_ptr_array_add(pairs, pair_new(rows->fields->pdata[i], text));
    }
    take_pairs(view, pairs);
}

static void reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct log *log = view->state;
    if (subscription == log->ask && answer->kind == REPLY_ATTRIBUTES && answer->object)
        take_pairs(view, reply_take(answer));
    else if (subscription == log->ask && answer->retry_at_ms == 0)
        ask_table(view);
    else if (subscription == log->table_ask && answer->kind == REPLY_ROWS && answer->object)
        take_table(view, answer->object);
    log->page.doc.width = 0;
}

/* --- lines --- */

static void add_text(struct doc *doc, const char *message, int cols)
{
    g_autoptr(GPtrArray) lines = text_wrap(message, MAX(cols - 3, 20));
    for (guint i = 0; i < MIN(lines->len, MOST_LINES); i++)
        doc_add(doc, ROLE_TEXT, lines->pdata[i]);
    if (lines->len > MOST_LINES)
        doc_addf(doc, ROLE_MUTED, "%u more lines are not shown", lines->len - MOST_LINES);
}

/* JSON that the message is or ends with stands below what is before it. */
static void add_message(struct log *log, const char *message, int cols)
{
    struct doc *doc = &log->page.doc;
    const char *json = message_json(message);
    g_autofree char *before =
        json ? g_strndup(message, (gsize)(json - message)) : g_strdup(message ? message : "");
    if (!json || *g_strstrip(before))
        add_text(doc, before, cols);
    if (!json)
        return;
    bool open = span_is_open(&log->page, "message", true);
    struct doc_line *line = doc_add(doc, ROLE_MUTED, "JSON in the message");
    line->indent = 3;
    doc_fold(line, "message", open);
    doc_link(line, SPAN_LINK_GROUP, 0);
    doc_within(line, json);
    struct attribute_shown shown = {.form = FORM_JSON, .role = ROLE_CODE, .text = (char *)json};
    if (open)
        span_add_code(&log->page, &shown, 1, "message");
}

/* Of a row of a file that tells no time; its attribute says so, too. */
static bool is_guess(const struct log *log)
{
    return log->pairs && pairs_value(log->pairs, "row.time");
}

static void make(struct view *view, int cols)
{
    struct log *log = view->state;
    struct doc *doc = &log->page.doc;
    const struct target *opened = &view->opened;
    char time[40];
    g_clear_pointer(&log->page.failed, g_free);
    if (!log->pairs && view->error)
        log->page.failed = g_strdup(view->error);
    doc_begin(doc, cols);
    add_message(log, message_of(view), cols);
    if (opened->time_ms) {
        g_autofree char *ago = body_ago(desk_now_ms(view->desk) - opened->time_ms);
        doc_piecef(doc_addf(doc, ROLE_MUTED, "%s%s", is_guess(log) ? "~" : "",
                            clock_format_iso(opened->time_ms * NS_PER_MS, 3, time, sizeof time)),
                   ROLE_MUTED, "  %s ago", ago);
    }
    if (opened->trace_id && *opened->trace_id)
        doc_link(doc_addf(doc, ROLE_ACCENT, "trace %s", opened->trace_id), LINK_TRACE, 0);
    span_add_attributes(&log->page, desk_now_ms(view->desk));
    doc_end(doc);
}

static void layout(struct view *view, int rows, int cols)
{
    struct span_state *page = &((struct log *)view->state)->page;
    if (page->doc.width != cols)
        make(view, cols);
    if (page->reveal)
        doc_reveal(&page->doc, rows);
    page->reveal = false;
    doc_layout(&page->doc, view, rows);
}

static void draw(const struct view *view, struct surface *surface)
{
    doc_draw(&((const struct log *)view->state)->page.doc, view, surface);
}

static void status(const struct view *view, GString *out)
{
    char time[40];
    if (view->opened.service)
        g_string_append_printf(out, "%s  ", view->opened.service);
    g_string_append(out,
                    scope_time(desk_scope(view->desk), view->opened.time_ms, time, sizeof time));
}

/* --- leading on --- */

static const struct doc_line *line_here(const struct view *view)
{
    return doc_current(&((const struct log *)view->state)->page.doc);
}

static const struct pair *current(const struct view *view)
{
    const struct span_state *page = &((const struct log *)view->state)->page;
    const struct doc_line *line = doc_current(&page->doc);
    return line && line->link == SPAN_LINK_ATTRIBUTE && page->attributes &&
                   line->index < page->attributes->len
               ? page->attributes->pdata[line->index]
               : NULL;
}

static bool target(const struct view *view, struct target *out)
{
    const struct pair *pair = current(view);
    const struct doc_line *line = line_here(view);
    target_copy(out, &view->opened);
    if (pair) {
        out->kind = TARGET_ATTRIBUTE;
        target_set(&out->key, pair->key);
        target_set(&out->value, pair->value);
        target_set(&out->name, "logs");
    } else if (line && line->link == LINK_TRACE) {
        out->kind = TARGET_TRACE;
    }
    return true;
}

/* Values are counted among the logs from which one came. */
static bool enter(struct view *view, struct target *out)
{
    struct span_state *page = &((struct log *)view->state)->page;
    const struct doc_line *line = line_here(view);
    if (line && line->fold && line->link == SPAN_LINK_GROUP) {
        g_autofree char *fold = g_strdup(line->fold);
        span_set_fold(page, fold, !line->open);
        return false;
    }
    if (target(view, out) && out->kind == TARGET_ATTRIBUTE)
        out->kind = TARGET_FACETS;
    if (out->kind != TARGET_LOG)
        return true;
    desk_say(view->desk, false, "this is all of it; Enter on an attribute counts its values");
    return false;
}

/* On the message Enter leads nowhere: this is all of the row. */
static const char *enter_word(const struct view *view)
{
    const struct doc_line *line = line_here(view);
    if (line && line->fold && line->link == SPAN_LINK_GROUP)
        return line->open ? "fold" : "unfold";
    return current(view) || (line && line->link == LINK_TRACE) ? NULL : "";
}

static void evidence(const struct view *view, GString *out)
{
    const struct pair *pair = current(view);
    if (pair)
        g_string_append_printf(out, "%s = %s", pair->key, pair->value);
    else if (view->opened.text)
        g_string_append(out, view->opened.text);
}

static void fields(const struct view *view, GPtrArray *pairs)
{
    const struct log *log = view->state;
    const struct pair *here = current(view);
    if (here)
        g_ptr_array_add(pairs, pair_new(here->key, here->value));
    for (guint i = 0; !here && log->page.attributes && i < log->page.attributes->len; i++) {
        const struct pair *pair = log->page.attributes->pdata[i];
        g_ptr_array_add(pairs, pair_new(pair->key, pair->value));
    }
}

/* The logs below are narrowed; the row stays open. */
static void narrow(struct view *view, const char *key, const char *value, bool out)
{
    struct view *below = facets_logs(view);
    if (below)
        below->ops->narrow(below, key, value, out);
    else
        desk_say(view->desk, false, "no logs are below that could be narrowed");
}

static void move(struct view *view, enum move_unit unit, int by)
{
    doc_move(&((struct log *)view->state)->page.doc, unit, by);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct log *)view->state)->page.doc;
}

/* What is folded away and matches is opened, until a line shows it. */
static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    struct span_state *page = &((struct log *)view->state)->page;
    bool found = doc_search(&page->doc, matcher, direction);
    for (int level = 0; found && level < 8; level++) {
        g_autofree char *shown = doc_text(doc_current(&page->doc));
        if (matcher_matches(matcher, shown) || !span_unfold_here(page))
            break;
        make(view, view->cols);
        doc_search(&page->doc, matcher, 1);
    }
    return found;
}

/* --- taking out --- */

static char *line(const struct view *view)
{
    const struct doc_line *here = line_here(view);
    return here ? doc_text(here) : NULL;
}

/* As it came: numbers as numbers. */
static json_t *json_of(const struct pair *pair)
{
    char *end = NULL;
    double number = pair->value ? g_ascii_strtod(pair->value, &end) : 0;
    bool whole = end && end != pair->value && !*end && isfinite(number);
    if (pair->type == VALUE_INT && whole)
        return json_integer(g_ascii_strtoll(pair->value, NULL, 10));
    if (pair->type == VALUE_DOUBLE && whole)
        return json_real(number);
    if (pair->type == VALUE_BOOL)
        return json_boolean(g_strcmp0(pair->value, "true") == 0);
    return json_string(pair->value ? pair->value : "");
}

static char *json(const struct view *view)
{
    const struct log *log = view->state;
    json_t *object = json_object();
    for (guint i = 0; log->pairs && i < log->pairs->len; i++) {
        const struct pair *pair = log->pairs->pdata[i];
        json_object_set_new(object, pair->key, json_of(pair));
    }
    char *text = json_dumps(object, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    char *copy = g_strdup(text);
    free(text);
    json_decref(object);
    return copy;
}

static void markdown(const struct view *view, GString *out)
{
    const struct doc *doc = document(view);
    for (guint i = 0; i < MIN(doc->lines->len, 60); i++) {
        g_autofree char *text = doc_text(doc->lines->pdata[i]);
        if (*text)
            g_string_append_printf(out, "    %s\n", text);
    }
}

static const struct command commands[] = {
    {"h Left",                                          "fold", "Fold what is open, or what is around it", span_fold_key, false},
    {"l Right",        "unfold", "Unfold: a group, JSON, SQL, the parts of a URL", span_unfold_key, false},
    {"*",                                            "unfold-all", "Unfold everything", span_unfold_all_key, false},
    {"_",                                         "fold-all", "Fold everything", span_fold_all_key, false},
    {0},
};

const struct view_ops log_view = {
    .name = "log",
    .title = "Log",
    .state_size = sizeof(struct log),
    .commands = commands,
    .open = open_log,
    .close = close_log,
    .reply = reply,
    .layout = layout,
    .draw = draw,
    .status = status,
    .target = target,
    .evidence = evidence,
    .enter = enter,
    .enter_word = enter_word,
    .move = move,
    .search = search,
    .doc = document,
    .fields = fields,
    .narrow = narrow,
    .markdown = markdown,
    .line = line,
    .json = json,
};
