/* SPDX-License-Identifier: Apache-2.0
 *
 * One log row, all of it: its message, laid out when it is JSON, and every attribute.
 */
#include "base/clock.h"
#include "tui/text.h"
#include "views/body.h"
#include "views/doc.h"
#include "views/log_source.h"
#include "views/views.h"

#include <jansson.h>
#include <string.h>

#define MOST_LINES 400 /* of a message */
#define COLUMN     28

enum { LINK_ATTRIBUTE = 1, LINK_TRACE };

struct log {
    struct doc doc;
    GPtrArray *pairs; /* of struct pair *; NULL until known */
    uint64_t ask, table_ask;
};

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

static bool open_log(struct view *view, const struct target *target, GError **error)
{
    struct log *log = view->state;
    doc_init(&log->doc);
    if (!target || !target->item_id) {
        g_set_error_literal(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                            "no log row was named");
        return false;
    }
    if (desk_files(view->desk)) {
        log->pairs = log_source_pairs(desk_files(view->desk), target);
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
    doc_clear(&log->doc);
    g_clear_pointer(&log->pairs, g_ptr_array_unref);
}

static void take_table(struct log *log, const struct rows *rows)
{
    if (rows->count == 0)
        return;
    log->pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    for (guint i = 0; i < rows->fields->len; i++) {
        g_autofree char *text = body_cell(rows, 0, rows->fields->pdata[i]);
        if (text)
            g_ptr_array_add(log->pairs, pair_new(rows->fields->pdata[i], text));
    }
}

static void reply(struct view *view, uint64_t subscription, struct reply *answer)
{
    struct log *log = view->state;
    if (subscription == log->ask && answer->kind == REPLY_ATTRIBUTES && answer->object) {
        g_clear_pointer(&log->pairs, g_ptr_array_unref);
        log->pairs = reply_take(answer);
    } else if (subscription == log->ask && answer->retry_at_ms == 0) {
        ask_table(view);
    } else if (subscription == log->table_ask && answer->kind == REPLY_ROWS && answer->object) {
        g_clear_pointer(&log->pairs, g_ptr_array_unref);
        take_table(log, answer->object);
    }
    log->doc.width = 0;
}

/* --- lines --- */

static char *pretty(const char *message)
{
    if (!message || (*message != '{' && *message != '['))
        return NULL;
    json_t *value = strlen(message) < 65536 ? json_loads(message, 0, NULL) : NULL;
    char *text = value ? json_dumps(value, JSON_INDENT(2)) : NULL;
    char *copy = g_strdup(text);
    free(text);
    json_decref(value);
    return copy;
}

static void add_message(struct doc *doc, const char *message, int cols)
{
    g_autofree char *laid_out = pretty(message);
    g_autoptr(GPtrArray) lines = text_wrap(laid_out  ? laid_out
                                           : message ? message
                                                     : "",
                                           MAX(cols - 3, 20));
    for (guint i = 0; i < MIN(lines->len, MOST_LINES); i++)
        doc_add(doc, laid_out ? ROLE_CODE : ROLE_TEXT, lines->pdata[i]);
    if (lines->len > MOST_LINES)
        doc_addf(doc, ROLE_MUTED, "%u more lines are not shown", lines->len - MOST_LINES);
}

static void make(struct view *view, int cols)
{
    struct log *log = view->state;
    const struct target *opened = &view->opened;
    char time[40];
    doc_begin(&log->doc, cols);
    add_message(&log->doc, opened->text, cols);
    if (opened->trace_id && *opened->trace_id) {
        struct doc_line *line = doc_addf(&log->doc, ROLE_ACCENT, "trace %s", opened->trace_id);
        doc_link(line, LINK_TRACE, 0);
    }
    doc_heading(&log->doc, "Attributes");
    if (opened->time_ms)
        doc_field(&log->doc, COLUMN, "time", ROLE_TEXT,
                  clock_format_iso(opened->time_ms * NS_PER_MS, 3, time, sizeof time));
    for (guint i = 0; log->pairs && i < log->pairs->len; i++) {
        const struct pair *pair = log->pairs->pdata[i];
        if (strcmp(pair->key, "message") == 0 || !pair->value)
            continue;
        doc_link(doc_field(&log->doc, COLUMN, pair->key, ROLE_TEXT, pair->value), LINK_ATTRIBUTE,
                 i);
    }
    if (!log->pairs)
        doc_add(&log->doc, ROLE_MUTED, view->error ? view->error : "loading…")->inert = true;
    doc_end(&log->doc);
}

static void layout(struct view *view, int rows, int cols)
{
    struct log *log = view->state;
    if (log->doc.width != cols)
        make(view, cols);
    doc_layout(&log->doc, view, rows);
}

static void draw(const struct view *view, struct surface *surface)
{
    doc_draw(&((const struct log *)view->state)->doc, view, surface);
}

static void status(const struct view *view, GString *out)
{
    char time[40];
    if (view->opened.service)
        g_string_append_printf(out, "%s  ", view->opened.service);
    g_string_append(out,
                    scope_time(desk_scope(view->desk), view->opened.time_ms, time, sizeof time));
}

static const struct pair *current(const struct log *log)
{
    const struct doc_line *line = doc_current(&log->doc);
    return line && line->link == LINK_ATTRIBUTE && log->pairs && line->index < log->pairs->len
               ? log->pairs->pdata[line->index]
               : NULL;
}

static bool target(const struct view *view, struct target *out)
{
    const struct log *log = view->state;
    const struct pair *pair = current(log);
    const struct doc_line *line = doc_current(&log->doc);
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

static bool enter(struct view *view, struct target *out)
{
    if (target(view, out) && out->kind != TARGET_LOG)
        return true;
    desk_say(view->desk, false, "this is all of it; Enter on an attribute counts its values");
    return false;
}

static void evidence(const struct view *view, GString *out)
{
    const struct pair *pair = current(view->state);
    if (pair)
        g_string_append_printf(out, "%s = %s", pair->key, pair->value);
    else if (view->opened.text)
        g_string_append(out, view->opened.text);
}

static void fields(const struct view *view, GPtrArray *pairs)
{
    const struct log *log = view->state;
    for (guint i = 0; log->pairs && i < log->pairs->len; i++) {
        const struct pair *pair = log->pairs->pdata[i];
        g_ptr_array_add(pairs, pair_new(pair->key, pair->value));
    }
}

static void move(struct view *view, enum move_unit unit, int by)
{
    doc_move(&((struct log *)view->state)->doc, unit, by);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct log *)view->state)->doc;
}

static bool search(struct view *view, const struct matcher *matcher, int direction)
{
    return doc_search(&((struct log *)view->state)->doc, matcher, direction);
}

static char *line(const struct view *view)
{
    const struct doc_line *here = doc_current(&((const struct log *)view->state)->doc);
    return here ? doc_text(here) : NULL;
}

static char *json(const struct view *view)
{
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    json_t *object = json_object();
    fields(view, pairs);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = pairs->pdata[i];
        json_object_set_new(object, pair->key, json_string(pair->value ? pair->value : ""));
    }
    char *text = json_dumps(object, JSON_INDENT(2));
    char *copy = g_strdup(text);
    free(text);
    json_decref(object);
    return copy;
}

static void markdown(const struct view *view, GString *out)
{
    const struct log *log = view->state;
    for (guint i = 0; i < MIN(log->doc.lines->len, 60); i++) {
        g_autofree char *text = doc_text(log->doc.lines->pdata[i]);
        if (*text)
            g_string_append_printf(out, "    %s\n", text);
    }
}

const struct view_ops log_view = {
    .name = "log",
    .title = "Log",
    .state_size = sizeof(struct log),
    .open = open_log,
    .close = close_log,
    .reply = reply,
    .layout = layout,
    .draw = draw,
    .status = status,
    .target = target,
    .evidence = evidence,
    .enter = enter,
    .move = move,
    .search = search,
    .doc = document,
    .fields = fields,
    .markdown = markdown,
    .line = line,
    .json = json,
};
