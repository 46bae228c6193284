/* SPDX-License-Identifier: Apache-2.0
 *
 * One span, all of it.
 */
#include "views/attribute_tree.h"
#include "views/span_state.h"
#include "views/suspect_lines.h"
#include "views/views.h"

#include "api/wire/json.h"
#include "base/clock.h"
#include "base/quantity.h"

#include <stdlib.h>
#include <string.h>

static void span_error_free(void *data)
{
    struct span_error *error = data;
    g_free(error->event_id);
    g_free(error->issue_id);
    g_free(error->short_id);
    g_free(error->title);
    g_free(error->service);
    g_free(error);
}

struct usual span_usual(const struct view *view)
{
    const struct span_state *state = view->state;
    if (state->span.place.usual.samples)
        return state->span.place.usual;
    return desk_span_usual(view->desk, state->span.service, state->span.operation,
                           state->span.name);
}

bool span_unusual(const struct view *view)
{
    const struct span_state *state = view->state;
    struct usual usual = span_usual(view);
    if (!usual.samples || state->span.duration_us < 0)
        return state->span.unusual;
    return (double)state->span.duration_us > usual.high &&
           (double)state->span.duration_us > 1.5 * usual.median;
}

const struct pair *span_pair(const struct span_state *state, const char *key)
{
    return pairs_find(state->attributes, key);
}

const char *span_attribute(const struct span_state *state, const char *key)
{
    return pairs_value(state->attributes, key);
}

/* --- asking --- */

static void suspects_known(struct view *view)
{
    struct span_state *state = view->state;
    state->doc.width = 0;
    const GPtrArray *found = suspect_search_found(state->search);
    if (state->open_suspect && found && found->len) {
        struct target target;
        target_init(&target, TARGET_NONE);
        suspects_target(g_ptr_array_index((GPtrArray *)found, 0), &state->span,
                        suspect_search_onset_ms(state->search), &target);
        state->open_suspect = false;
        desk_open(view->desk, &target);
        target_clear(&target);
    }
    desk_redraw(view->desk);
}

/* Once the attributes came, or did not: their words and files are the evidence. */
static void look_for_suspects(struct view *view)
{
    struct span_state *state = view->state;
    if (state->search || state->attributes_asked || view->beside || !span_unusual(view))
        return;
    state->search = suspect_search_new(view, &state->span, state->attributes, suspects_known);
    /* The first answer may have come before the search was ours to ask. */
    suspects_known(view);
}

static void ask_errors(struct view *view)
{
    static const char *const fields[] = {"id",        "issue",   "issue.id", "title",
                                         "timestamp", "project", "span_id",  NULL};
    struct span_state *state = view->state;
    struct request *request = request_rows("errors", fields);
    request_addf(request, "query", "trace:%s span_id:%s", state->span.trace_id,
                 state->span.span_id);
    request_add(request, "per_page", "20");
    request_add(request, "statsPeriod", "14d");
    state->errors_asked = desk_ask(view, request, 0, true);
}

static bool span_open(struct view *view, const struct target *target, GError **error)
{
    struct span_state *state = view->state;
    if (!target || !target->span_id || !target->trace_id)
        return body_refuse(error, "no span: its id or its trace is not known");
    if (!target->service)
        return body_refuse(error, "the project of span %s is not known: open its trace instead",
                           target->span_id);
    doc_init(&state->doc);
    state->folds = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    target_init(&state->span, TARGET_SPAN);
    target_copy(&state->span, target);
    struct request *request =
        request_new(ENDPOINT_TRACE_ITEM, target->service, target->span_id, NULL);
    request_add(request, "trace_id", target->trace_id);
    request_add(request, "item_type", "spans");
    state->attributes_asked = desk_ask(view, request, 0, true);
    if (!view->beside) /* there the waterfall says it, and one request is enough */
        ask_errors(view);
    return true;
}

static void span_close(struct view *view)
{
    struct span_state *state = view->state;
    suspect_search_free(state->search);
    doc_clear(&state->doc);
    target_clear(&state->span);
    span_events_clear(state);
    g_clear_pointer(&state->tree, g_ptr_array_unref);
    g_clear_pointer(&state->attributes, g_ptr_array_unref);
    g_clear_pointer(&state->errors, g_ptr_array_unref);
    g_clear_pointer(&state->folds, g_hash_table_unref);
    g_free(state->failed);
}

/* --- answers --- */

static void fill(char **field, const struct span_state *state, const char *key)
{
    if (!*field)
        target_set(field, span_attribute(state, key));
}

/* What the opener did not know: when a link or a log row named the span. */
static void complete_span(struct span_state *state)
{
    fill(&state->span.name, state, "span.description");
    fill(&state->span.operation, state, "span.op");
    fill(&state->span.release, state, "release");
    fill(&state->span.host, state, "server_address");
    fill(&state->span.transaction, state, "transaction");
    const char *ms = span_attribute(state, "span.duration");
    if (state->span.duration_us < 0 && ms)
        state->span.duration_us = (int64_t)(CLAMP(g_ascii_strtod(ms, NULL), 0, 1e12) * 1000);
    const char *precise = span_attribute(state, "timestamp_precise");
    int64_t ns = precise ? g_ascii_strtoll(precise, NULL, 10) : 0;
    state->start_ns = ns > 0 && ns < CLOCK_MOST_NS ? ns : state->span.time_ms * NS_PER_MS;
}

static void take_attributes(struct view *view, struct reply *reply)
{
    struct span_state *state = view->state;
    g_clear_pointer(&state->failed, g_free);
    if (reply->kind == REPLY_ATTRIBUTES && reply->object) {
        g_clear_pointer(&state->attributes, g_ptr_array_unref);
        state->attributes = reply_take(reply);
        attributes_sort(state->attributes);
        g_clear_pointer(&state->tree, g_ptr_array_unref);
        state->tree = attribute_tree(state->attributes);
        complete_span(state);
        span_take_events(state);
    } else {
        state->failed = g_strdup(reply->error ? reply->error : "its attributes did not come");
    }
    look_for_suspects(view);
}

static void take_errors(struct span_state *state, const struct rows *rows)
{
    g_clear_pointer(&state->errors, g_ptr_array_unref);
    state->errors = g_ptr_array_new_with_free_func(span_error_free);
    for (size_t row = 0; row < rows->count; row++) {
        struct span_error *error = g_new0(struct span_error, 1);
        error->event_id = body_cell(rows, row, "id");
        error->issue_id = body_cell(rows, row, "issue.id");
        error->short_id = body_cell(rows, row, "issue");
        error->title = body_cell(rows, row, "title");
        error->service = body_cell(rows, row, "project");
        g_ptr_array_add(state->errors, error);
    }
}

static void span_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct span_state *state = view->state;
    if (body_answered(&state->attributes_asked, subscription, reply)) {
        take_attributes(view, reply);
    } else if (body_answered(&state->errors_asked, subscription, reply)) {
        if (reply->kind == REPLY_ROWS && reply->object)
            take_errors(state, reply->object);
    } else {
        suspect_search_reply(state->search, subscription, reply);
    }
    state->doc.width = 0;
}

static void span_shared_changed(struct view *view)
{
    struct span_state *state = view->state;
    look_for_suspects(view);
    state->doc.width = 0;
}

void span_view_place(struct view *view, const struct target_place *place)
{
    struct span_state *state = view->state;
    state->span.place = *place;
    state->doc.width = 0;
}

/* --- the page --- */

static void span_layout(struct view *view, int rows, int cols)
{
    struct span_state *state = view->state;
    if (state->doc.width != cols || state->built_rows != rows)
        span_build(view, cols);
    state->built_rows = rows;
    if (state->reveal)
        doc_reveal(&state->doc, rows);
    state->reveal = false;
    doc_layout(&state->doc, view, rows);
}

static void span_draw(const struct view *view, struct surface *surface)
{
    const struct span_state *state = view->state;
    doc_draw(&state->doc, view, surface);
}

static void span_status(const struct view *view, GString *out)
{
    const struct span_state *state = view->state;
    char took[24];
    g_string_append_printf(out, "%s %s", state->span.service,
                           state->span.name ? state->span.name : state->span.span_id);
    if (state->span.duration_us >= 0)
        g_string_append_printf(
            out, "  %s", quantity_duration((double)state->span.duration_us, took, sizeof took));
}

/* --- leading on --- */

static bool to_suspect(const struct span_state *state, size_t index, struct target *target)
{
    const GPtrArray *found = suspect_search_found(state->search);
    if (!found || index >= found->len)
        return false;
    suspects_target(g_ptr_array_index((GPtrArray *)found, (guint)index), &state->span,
                    suspect_search_onset_ms(state->search), target);
    return true;
}

static void to_error(const struct span_state *state, size_t index, struct target *target)
{
    const struct span_error *error = g_ptr_array_index(state->errors, (guint)index);
    target->kind = TARGET_ISSUE;
    target_set(&target->issue_id, error->issue_id);
    target_set(&target->short_id, error->short_id);
    target_set(&target->event_id, error->event_id);
    target_set(&target->service, error->service);
    target_set(&target->trace_id, state->span.trace_id);
}

static void to_attribute(const struct span_state *state, size_t index, struct target *target)
{
    const struct pair *pair = g_ptr_array_index(state->attributes, (guint)index);
    target->kind = TARGET_ATTRIBUTE;
    target_set(&target->key, pair->key);
    target_set(&target->value, pair->value);
    target_set(&target->service, state->span.service);
    target_set(&target->trace_id, state->span.trace_id);
    target_set(&target->name, "spans");
    g_autofree char *name = state->span.name ? body_quote(state->span.name) : NULL;
    g_autofree char *query = name ? g_strdup_printf("span.description:%s", name) : NULL;
    target_set(&target->query, query);
}

/* To the trace that it is of, at the span: which project that is of is not told. */
static void to_link(const struct span_state *state, size_t index, struct target *target)
{
    const struct span_other *other = g_ptr_array_index(state->links, (guint)index);
    target->kind = TARGET_TRACE;
    target_set(&target->trace_id, other->trace_id);
    target_set(&target->span_id, other->span_id);
}

static bool span_target(const struct view *view, struct target *target)
{
    const struct span_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    int link = line ? line->link : SPAN_LINK_NONE;
    if (link == SPAN_LINK_SUSPECT && to_suspect(state, line->index, target))
        return true;
    if (link == SPAN_LINK_ERROR && line->index < state->errors->len) {
        to_error(state, line->index, target);
    } else if (link == SPAN_LINK_ATTRIBUTE && line->index < state->attributes->len) {
        to_attribute(state, line->index, target);
    } else if (link == SPAN_LINK_PROBLEM) {
        target->kind = TARGET_PROBLEMS;
        target_set(&target->trace_id, state->span.trace_id);
        target_set(&target->span_id, state->span.span_id);
    } else if (link == SPAN_LINK_LINK && line->index < state->links->len) {
        to_link(state, line->index, target);
    } else {
        target_copy(target, &state->span);
        target->kind = TARGET_SPAN;
        const char *query = span_attribute(state, "db.query.text");
        target_set(&target->text, query);
    }
    return true;
}

static bool fold_here(struct span_state *state, const struct doc_line *line)
{
    if (!line || !line->fold || (line->link != SPAN_LINK_GROUP && line->link != SPAN_LINK_EVENT))
        return false;
    g_autofree char *fold = g_strdup(line->fold);
    span_set_fold(state, fold, !line->open);
    return true;
}

/* "" where Enter only says what it would do elsewhere. */
static const char *span_enter_word(const struct view *view)
{
    const struct span_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    if (line && line->link == SPAN_LINK_MORE)
        return "all suspects";
    if (line && line->fold && (line->link == SPAN_LINK_GROUP || line->link == SPAN_LINK_EVENT))
        return line->open ? "fold" : "unfold";
    struct target target;
    target_init(&target, TARGET_NONE);
    bool elsewhere = span_target(view, &target) && target.kind != TARGET_SPAN;
    target_clear(&target);
    return elsewhere ? NULL : "";
}

static void say_what_enter_does(struct view *view, const struct doc_line *line)
{
    struct span_state *state = view->state;
    const char *why = suspect_search_why(state->search);
    bool looking = line && line->link == SPAN_LINK_SUSPECT && !why;
    state->open_suspect = looking;
    if (looking)
        desk_say(view->desk, false, "looking for the suspect commit; it opens when it is known");
    else
        desk_say(view->desk, false, "%s",
                 why && line && line->link == SPAN_LINK_SUSPECT
                     ? why
                     : "Enter on an attribute shows its values; gc its suspect commits");
}

static bool span_enter(struct view *view, struct target *target)
{
    struct span_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    if (line && line->link == SPAN_LINK_MORE) {
        state->all_suspects = true;
        state->doc.width = 0;
        return false;
    }
    if (fold_here(state, line))
        return false;
    span_target(view, target);
    if (target->kind != TARGET_SPAN)
        return true;
    say_what_enter_does(view, line);
    return false;
}

static const struct pair *pair_here(const struct span_state *state)
{
    const struct doc_line *line = doc_current(&state->doc);
    return line && line->link == SPAN_LINK_ATTRIBUTE && line->index < state->attributes->len
               ? g_ptr_array_index(state->attributes, (guint)line->index)
               : NULL;
}

static void span_evidence(const struct view *view, GString *out)
{
    const struct span_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    const struct pair *here = pair_here(state);
    if (here) {
        g_string_append_printf(out, "%s: %s", here->key, here->value);
        return;
    }
    if (line && line->link) {
        g_autofree char *text = doc_text(line);
        g_string_append(out, g_strstrip(text));
        return;
    }
    span_status(view, out);
}

static void span_move(struct view *view, enum move_unit unit, int by)
{
    struct span_state *state = view->state;
    state->moved = true;
    state->open_suspect = false;
    doc_move(&state->doc, unit, by);
    desk_cursor_moved(view);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct span_state *)view->state)->doc;
}

/* What is folded away and matches is opened, until a line shows it. */
static bool span_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct span_state *state = view->state;
    state->moved = true;
    bool found = doc_search(&state->doc, matcher, direction);
    for (int level = 0; found && level < 8; level++) {
        const struct doc_line *line = doc_current(&state->doc);
        g_autofree char *text = doc_text(line);
        if (matcher_matches(matcher, text) || !span_unfold_here(state))
            break;
        span_build(view, view->cols);
        found = doc_search(&state->doc, matcher, 1);
    }
    return found;
}

/* The attribute under the cursor first. */
static void span_fields(const struct view *view, GPtrArray *pairs)
{
    const struct span_state *state = view->state;
    const struct pair *here = pair_here(state);
    if (here)
        g_ptr_array_add(pairs, pair_new(here->key, here->value));
    for (guint i = 0; state->attributes && i < state->attributes->len && pairs->len < 26; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        if (pair != here && strlen(pair->value) < 200)
            g_ptr_array_add(pairs, pair_new(pair->key, pair->value));
    }
}

/* The spans in scope that have, or have not, the same. */
static void span_narrow(struct view *view, const char *key, const char *value, bool out)
{
    struct target target;
    target_init(&target, TARGET_RANGE);
    target.query = body_narrowed(NULL, key, value, out);
    scope_range(desk_scope(view->desk), &target.start_ms, &target.end_ms);
    desk_open(view->desk, &target);
    target_clear(&target);
}

static void span_markdown(const struct view *view, GString *out)
{
    const struct span_state *state = view->state;
    char median[24];
    struct usual usual = span_usual(view);
    g_string_append(out, "Span ");
    span_status(view, out);
    if (usual.samples)
        g_string_append_printf(out, " (usual %s)",
                               quantity_duration(usual.median, median, sizeof median));
    const char *query = span_attribute(state, "db.query.text");
    if (query)
        g_string_append_printf(out, "\n\n```sql\n%s\n```", query);
    g_string_append(out, "\n\n");
    if (state->search)
        suspect_markdown(out, state->search, SUSPECTS_SHOWN);
}

static char *span_line(const struct view *view)
{
    const struct span_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    const struct pair *here = pair_here(state);
    if (here)
        return g_strdup_printf("%s: %s", here->key, here->value);
    return line ? doc_text(line) : NULL;
}

/* As it was sent: numbers as numbers, arrays as arrays. */
static json_t *typed(const struct pair *pair)
{
    bool text = pair->type == VALUE_STRING || pair->type == VALUE_NONE;
    json_t *value = text ? NULL : json_read(pair->value, strlen(pair->value), NULL, NULL);
    return value ? value : json_string(pair->value);
}

static char *span_json(const struct view *view)
{
    const struct span_state *state = view->state;
    json_t *object = json_object();
    for (guint i = 0; state->attributes && i < state->attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        json_object_set_new(object, pair->key, typed(pair));
    }
    json_object_set_new(object, "trace", json_string(state->span.trace_id));
    json_object_set_new(object, "span_id", json_string(state->span.span_id));
    return body_json(object);
}

const struct view_ops span_view = {
    .name = "span",
    .title = "Span",
    .state_size = sizeof(struct span_state),
    .commands = span_commands,
    .open = span_open,
    .close = span_close,
    .shared_changed = span_shared_changed,
    .reply = span_reply,
    .layout = span_layout,
    .draw = span_draw,
    .status = span_status,
    .target = span_target,
    .enter = span_enter,
    .enter_word = span_enter_word,
    .evidence = span_evidence,
    .move = span_move,
    .search = span_search,
    .doc = document,
    .fields = span_fields,
    .narrow = span_narrow,
    .markdown = span_markdown,
    .line = span_line,
    .json = span_json,
};
