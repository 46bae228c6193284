/* SPDX-License-Identifier: Apache-2.0
 *
 * One call of an agent, a model or a tool: what it used, and what was said, message by message.
 * Prompts can be large: they are asked for when they are looked at, and long ones are folded.
 */
#include "views/call_state.h"
#include "views/views.h"

#include "base/quantity.h"

#include <jansson.h>
#include <string.h>

/* --- asking --- */

static bool call_open(struct view *view, const struct target *target, GError **error)
{
    struct call_state *state = view->state;
    if (!target || !target->span_id || !*target->span_id || !target->trace_id)
        return body_refuse(error, "no conversation: the id of its span is not known");
    if (!target->service || !*target->service)
        return body_refuse(error, "the project of span %s is not known: open its trace instead",
                           target->span_id);
    doc_init(&state->doc);
    target_init(&state->call, TARGET_CALL);
    target_copy(&state->call, target);
    struct request *request =
        request_new(ENDPOINT_TRACE_ITEM, target->service, target->span_id, NULL);
    request_add(request, "trace_id", target->trace_id);
    request_add(request, "item_type", "spans");
    state->asked = desk_ask(view, request, 0, true);
    return true;
}

static void call_close(struct view *view)
{
    struct call_state *state = view->state;
    doc_clear(&state->doc);
    target_clear(&state->call);
    g_clear_pointer(&state->attributes, g_ptr_array_unref);
    conversation_free(state->conversation);
    g_free(state->folds);
    g_free(state->failed);
}

/* --- what came --- */

static void read_fields(struct call_state *state)
{
    unsigned ranks[GEN_AI_FIELD_COUNT] = {0}, rank;
    enum gen_ai_field field;
    for (guint i = 0; i < state->attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        if (!gen_ai_field_of(pair->key, &field, &rank) ||
            (state->fields[field] && ranks[field] <= rank))
            continue;
        state->fields[field] = pair->value;
        ranks[field] = rank;
    }
}

static bool says_call(const struct conversation *conversation, guint from)
{
    for (guint i = from; i < conversation->said->len; i++)
        if (((const struct said *)g_ptr_array_index(conversation->said, i))->kind == SAID_CALL)
            return true;
    return false;
}

static void read_conversation(struct call_state *state)
{
    struct conversation *conversation = conversation_new();
    const char *const *fields = state->fields;
    conversation_add(conversation, "system", fields[GEN_AI_INSTRUCTIONS]);
    conversation_add(conversation, "user", fields[GEN_AI_INPUT]);
    guint answer = conversation->said->len;
    conversation_add(conversation, "assistant", fields[GEN_AI_OUTPUT]);
    if (!says_call(conversation, answer))
        conversation_add(conversation, "assistant", fields[GEN_AI_TOOL_CALLS]);
    if (!conversation->said->len)
        conversation_add_events(conversation, pairs_value(state->attributes, "span.events"));
    state->tool = fields[GEN_AI_ARGUMENTS] || fields[GEN_AI_RESULT] || fields[GEN_AI_TOOL];
    const char *operation = fields[GEN_AI_OPERATION];
    state->agent =
        g_strcmp0(operation, "invoke_agent") == 0 || g_strcmp0(fields[GEN_AI_TYPE], "agent") == 0;
    conversation_add_as(conversation, SAID_CALL, "", fields[GEN_AI_TOOL], fields[GEN_AI_ARGUMENTS]);
    conversation_add_as(conversation, SAID_RESULT, "", fields[GEN_AI_TOOL], fields[GEN_AI_RESULT]);
    state->conversation = conversation;
    state->folds = g_new0(uint8_t, conversation->said->len + 1);
}

static void call_reply(struct view *view, uint64_t subscription, struct reply *reply)
{
    struct call_state *state = view->state;
    if (!body_answered(&state->asked, subscription, reply))
        return;
    g_clear_pointer(&state->failed, g_free);
    state->doc.width = 0;
    if (reply->kind != REPLY_ATTRIBUTES || !reply->object) {
        state->failed = g_strdup(reply->error ? reply->error : "what was said did not come");
        return;
    }
    if (state->attributes)
        return;
    state->attributes = reply_take(reply);
    read_fields(state);
    read_conversation(state);
}

static void call_layout(struct view *view, int rows, int cols)
{
    struct call_state *state = view->state;
    if (state->doc.width != cols)
        call_build(view, cols);
    doc_layout(&state->doc, view, rows);
}

static void call_draw(const struct view *view, struct surface *surface)
{
    doc_draw(&((const struct call_state *)view->state)->doc, view, surface);
}

/* --- what it says --- */

static void call_status(const struct view *view, GString *out)
{
    const struct call_state *state = view->state;
    char took[24];
    if (state->call.key && g_strcmp0(state->call.key, state->call.name))
        g_string_append_printf(out, "%s: ", state->call.key);
    g_string_append(out, state->call.name ? state->call.name : state->call.span_id);
    if (state->call.duration_us >= 0)
        g_string_append_printf(
            out, "  %s", quantity_duration((double)state->call.duration_us, took, sizeof took));
    if (state->conversation && state->conversation->said->len)
        g_string_append_printf(out, "  %u parts", state->conversation->said->len);
}

static bool call_target(const struct view *view, struct target *target)
{
    const struct call_state *state = view->state;
    target_copy(target, &state->call);
    target->kind = TARGET_SPAN;
    target_set(&target->key, NULL);
    return true;
}

static bool call_enter(struct view *view, struct target *target)
{
    struct call_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    if (line && line->link == CALL_LINK_MORE) {
        state->folds[line->index] = CALL_FOLD_OPEN;
        state->doc.width = 0;
        return false;
    }
    return call_target(view, target);
}

static void call_evidence(const struct view *view, GString *out)
{
    const struct call_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    g_autofree char *text = line ? doc_text(line) : NULL;
    if (line && line->link)
        g_string_append(out, g_strstrip(text));
    else
        call_status(view, out);
}

static void call_move(struct view *view, enum move_unit unit, int by)
{
    struct call_state *state = view->state;
    doc_move(&state->doc, unit, by);
    desk_cursor_moved(view);
}

static const struct doc *document(const struct view *view)
{
    return &((const struct call_state *)view->state)->doc;
}

static bool call_search(struct view *view, const struct matcher *matcher, int direction)
{
    struct call_state *state = view->state;
    return doc_search(&state->doc, matcher, direction);
}

/* --- keys --- */

static bool fold_to(void *context, enum call_fold fold, bool all)
{
    struct view *view = context;
    struct call_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    if (!state->conversation || (!all && (!line || !line->link)))
        return false;
    size_t index = line ? line->index : 0;
    for (guint i = 0; i < state->conversation->said->len; i++)
        if (all || i == index)
            state->folds[i] = (uint8_t)fold;
    state->doc.width = 0;
    if (!all && fold == CALL_FOLD_SHUT)
        doc_go_link(&state->doc, CALL_LINK_SAID, index);
    return true;
}

static bool shut(void *context)
{
    return fold_to(context, CALL_FOLD_SHUT, false);
}

static bool open_one(void *context)
{
    return fold_to(context, CALL_FOLD_OPEN, false);
}

static bool shut_all(void *context)
{
    return fold_to(context, CALL_FOLD_SHUT, true);
}

static bool open_all(void *context)
{
    return fold_to(context, CALL_FOLD_OPEN, true);
}

static const struct command commands[] = {
    {"h Left",  "fold",       "Fold this message",         shut,     false},
    {"l Right", "unfold",     "Show all of this message",  open_one, false},
    {"_ -",     "fold-all",   "Fold every message",        shut_all, false},
    {"* +",     "unfold-all", "Show all of every message", open_all, false},
    {NULL,      NULL,         NULL,                        NULL,     false},
};

/* --- copies --- */

static char *call_line(const struct view *view)
{
    const struct call_state *state = view->state;
    const struct doc_line *line = doc_current(&state->doc);
    return line ? doc_text(line) : NULL;
}

static void call_markdown(const struct view *view, GString *out)
{
    const struct call_state *state = view->state;
    g_string_append(out, "Call ");
    call_status(view, out);
    g_string_append(out, "\n\n");
    for (guint i = 0; state->conversation && i < state->conversation->said->len; i++) {
        const struct said *said = g_ptr_array_index(state->conversation->said, i);
        g_autofree char *title = call_said_title(said);
        g_string_append_printf(out, "**%s**\n\n```\n%s\n```\n\n", title, said->text);
    }
}

static char *call_json(const struct view *view)
{
    const struct call_state *state = view->state;
    json_t *object = json_object();
    for (guint i = 0; state->attributes && i < state->attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        json_object_set_new(object, pair->key, json_string(pair->value));
    }
    return body_json(object);
}

const struct view_ops call_view = {
    .name = "call",
    .title = "Call",
    .state_size = sizeof(struct call_state),
    .commands = commands,
    .open = call_open,
    .close = call_close,
    .reply = call_reply,
    .layout = call_layout,
    .draw = call_draw,
    .status = call_status,
    .target = call_target,
    .enter = call_enter,
    .evidence = call_evidence,
    .move = call_move,
    .search = call_search,
    .doc = document,
    .markdown = call_markdown,
    .line = call_line,
    .json = call_json,
};
