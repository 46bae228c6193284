/* SPDX-License-Identifier: Apache-2.0
 *
 * One call of an agent, a model or a tool: what it used, and what was said, message by message.
 * Prompts can be large: they are asked for when they are looked at, and long ones are folded.
 */
#include "views/agents_ask.h"
#include "views/body.h"
#include "views/doc.h"
#include "views/views.h"

#include "api/insight/gen_ai_names.h"
#include "api/wire/conversation.h"
#include "base/quantity.h"
#include "tui/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define LONG_LINES  14           /* longer messages are folded */
#define SHOWN_LINES 8            /* to so many lines */
#define FOLDED_MOST 8192         /* bytes read of a folded one */
#define SHOWN_MOST  (256 * 1024) /* bytes shown of any */
#define KEY_COLUMN  13

enum link { LINK_NONE, LINK_SAID, LINK_MORE };
enum fold { FOLD_AUTO, FOLD_OPEN, FOLD_SHUT };

struct call_state {
    struct doc doc;
    struct target call;
    GPtrArray *attributes;                  /* of struct pair *; NULL until they came */
    const char *fields[GEN_AI_FIELD_COUNT]; /* borrowed from these; NULL = not told */
    char *failed;                           /* why they did not come */
    struct conversation *conversation;
    bool tool;
    uint8_t *folds; /* of enum fold, by what was said */
    uint64_t asked;
};

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
    unsigned ranks[GEN_AI_FIELD_COUNT], rank;
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

static const char *attribute(const struct call_state *state, const char *key)
{
    for (guint i = 0; i < state->attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        if (!strcmp(pair->key, key))
            return pair->value;
    }
    return NULL;
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
        conversation_add_events(conversation, attribute(state, "span.events"));
    state->tool = fields[GEN_AI_ARGUMENTS] || fields[GEN_AI_RESULT] || fields[GEN_AI_TOOL];
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

/* --- the page --- */

static int64_t count_in(const struct call_state *state, enum gen_ai_field field)
{
    double number;
    const char *text = state->fields[field];
    return text && value_number(value_string(text), &number) && number >= 0 && number < 1e15
               ? (int64_t)number
               : -1;
}

static void add_tokens(struct call_state *state)
{
    static const struct {
        enum gen_ai_field field;
        const char *words;
    } parts[] = {
        {GEN_AI_INPUT_TOKENS,     "in"                  },
        {GEN_AI_CACHED_TOKENS,    "of it cached"        },
        {GEN_AI_WRITTEN_TOKENS,   "written to the cache"},
        {GEN_AI_OUTPUT_TOKENS,    "out"                 },
        {GEN_AI_REASONING_TOKENS, "of it reasoning"     },
    };
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        char count[24];
        int64_t tokens = count_in(state, parts[i].field);
        if (tokens >= 0)
            g_string_append_printf(text, "%s%s %s", text->len ? ", " : "",
                                   quantity_count(tokens, count, sizeof count), parts[i].words);
    }
    if (text->len)
        doc_field(&state->doc, KEY_COLUMN, "tokens", ROLE_TEXT, text->str);
}

static void add_facts(struct call_state *state)
{
    char took[24];
    const char *const facts[][2] = {
        {"agent",        state->fields[GEN_AI_AGENT] ? state->fields[GEN_AI_AGENT] : state->call.key         },
        {"tool",         state->fields[GEN_AI_TOOL]                                                          },
        {"model",        state->fields[GEN_AI_RESPONSE_MODEL] ? state->fields[GEN_AI_RESPONSE_MODEL]
                                                       : state->fields[GEN_AI_REQUEST_MODEL]},
        {"provider",     state->fields[GEN_AI_PROVIDER]                                                      },
        {"conversation", state->fields[GEN_AI_CONVERSATION]                                                  },
        {"finished",     state->fields[GEN_AI_FINISH]                                                        },
    };
    doc_heading(&state->doc, state->call.name ? state->call.name : "call");
    if (state->call.duration_us >= 0)
        doc_field(&state->doc, KEY_COLUMN, "took", ROLE_TEXT,
                  quantity_duration((double)state->call.duration_us, took, sizeof took));
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++)
        if (facts[i][1] && *facts[i][1])
            doc_field(&state->doc, KEY_COLUMN, facts[i][0], ROLE_TEXT, facts[i][1]);
    add_tokens(state);
}

static enum role role_of(const struct said *said)
{
    static const struct {
        const char *name;
        enum role role;
    } roles[] = {
        {"user",      ROLE_ACCENT},
        {"assistant", ROLE_GOOD  },
        {"system",    ROLE_MUTED },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
        if (!strcmp(said->role, roles[i].name))
            return roles[i].role;
    return ROLE_TITLE;
}

static char *said_title(const struct said *said)
{
    const char *who = *said->role ? said->role : NULL;
    const char *name = said->name ? said->name : "a tool";
    switch (said->kind) {
    case SAID_REASONING:
        return g_strdup_printf("%s, reasoning", who ? who : "assistant");
    case SAID_CALL:
        return who ? g_strdup_printf("%s calls %s", who, name) : g_strdup("arguments");
    case SAID_RESULT:
        return who ? g_strdup_printf("%s returns", said->name ? said->name : who)
                   : g_strdup("result");
    case SAID_MEDIA:
        return g_strdup_printf("%s, attached", who ? who : "user");
    case SAID_TEXT:
        break;
    }
    return g_strdup(who ? who : "text");
}

static bool came_to_nothing(const struct said *said)
{
    return said->kind == SAID_RESULT && gen_ai_result_of(said->text) == GEN_AI_RESULT_EMPTY;
}

static void add_title(struct call_state *state, const struct said *said, guint index)
{
    char size[24];
    g_autofree char *title = said_title(said);
    doc_gap(&state->doc);
    struct doc_line *line = doc_add(&state->doc, role_of(said), title);
    line->heading = true;
    doc_piecef(line, ROLE_MUTED, "  %s",
               quantity_text((double)strlen(said->text), "byte", size, sizeof size));
    if (state->folds[index] == FOLD_SHUT)
        doc_piece(line, ROLE_ACCENT, "  ▸");
    if (came_to_nothing(said))
        doc_piece(line, ROLE_CHANGED, "  ○ nothing came back");
    doc_link(line, LINK_SAID, index);
}

/* Indented JSON keeps its indent where it is wrapped. */
static guint add_lines(struct call_state *state, const char *text, enum role role, guint index,
                       guint most)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    guint shown = 0, left = 0;
    for (char **line = lines; *line; line++) {
        int indent = (int)MIN(strspn(*line, " "), 20);
        g_autoptr(GPtrArray) parts =
            text_wrap(*line + indent, MAX(state->doc.width - 5 - indent, 16));
        for (guint i = 0; i < MAX(parts->len, 1); i++) {
            if (shown >= most) {
                left++;
                continue;
            }
            struct doc_line *made =
                doc_add(&state->doc, role, i < parts->len ? g_ptr_array_index(parts, i) : "");
            made->indent = 3 + indent;
            doc_link(made, LINK_SAID, index);
            shown++;
        }
    }
    return left;
}

static guint count_lines(const struct call_state *state, const char *text)
{
    int width = MAX(state->doc.width - 5, 16);
    guint lines = 1;
    int cells = 0;
    for (const char *at = text; *at && lines <= LONG_LINES; at++) {
        bool full = ++cells > width;
        lines += *at == '\n' || full;
        if (*at == '\n' || full)
            cells = 0;
    }
    return lines;
}

static void add_said(struct call_state *state, guint index)
{
    const struct said *said = g_ptr_array_index(state->conversation->said, index);
    enum role role = said->json ? ROLE_CODE : ROLE_TEXT;
    size_t length = strlen(said->text);
    char size[24];
    add_title(state, said, index);
    if (state->folds[index] == FOLD_SHUT)
        return;
    bool folded = state->folds[index] == FOLD_AUTO && count_lines(state, said->text) > LONG_LINES;
    size_t most = folded ? FOLDED_MOST : SHOWN_MOST;
    const char *end = length > most ? g_utf8_find_prev_char(said->text, said->text + most) : NULL;
    g_autofree char *part = end ? g_strndup(said->text, (gsize)(end - said->text)) : NULL;
    guint left =
        add_lines(state, part ? part : said->text, role, index, folded ? SHOWN_LINES : G_MAXUINT);
    if (folded)
        doc_link(end ? doc_addf(&state->doc, ROLE_MUTED, "  … %s in all: Enter unfolds it",
                                quantity_text((double)length, "byte", size, sizeof size))
                     : doc_addf(&state->doc, ROLE_MUTED, "  … %u more line%s: Enter unfolds", left,
                                left == 1 ? "" : "s"),
                 LINK_MORE, index);
    else if (end)
        doc_addf(&state->doc, ROLE_MUTED, "  … cut here, %s in all: yj copies all of it",
                 quantity_text((double)length, "byte", size, sizeof size));
}

static void add_nothing_said(struct call_state *state)
{
    doc_gap(&state->doc);
    doc_field(&state->doc, 0, "", ROLE_MUTED,
              state->tool ? "What it was asked and what it returned was not recorded: the SDK "
                            "leaves it out unless told to record inputs and outputs."
                          : "What was said was not recorded: the SDK leaves it out unless told to "
                            "record inputs and outputs.");
}

static void build(struct view *view, int cols)
{
    struct call_state *state = view->state;
    doc_begin(&state->doc, cols);
    if (state->failed) {
        doc_field(&state->doc, 0, "", ROLE_FAILURE, state->failed);
    } else if (!state->attributes) {
        doc_add(&state->doc, ROLE_MUTED, "loading what was said…");
    } else {
        const struct conversation *conversation = state->conversation;
        add_facts(state);
        for (guint i = 0; i < conversation->said->len; i++)
            add_said(state, i);
        if (conversation->left_out)
            doc_addf(&state->doc, ROLE_MUTED, "%zu more left out", conversation->left_out);
        if (!conversation->said->len)
            add_nothing_said(state);
        else if (state->tool && !state->fields[GEN_AI_RESULT])
            doc_addf(&state->doc, ROLE_MUTED, "its result was not recorded");
    }
    doc_end(&state->doc);
}

static void call_layout(struct view *view, int rows, int cols)
{
    struct call_state *state = view->state;
    if (state->doc.width != cols)
        build(view, cols);
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
    if (state->call.key)
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
    if (line && line->link == LINK_MORE) {
        state->folds[line->index] = FOLD_OPEN;
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

static bool fold_to(void *context, enum fold fold, bool all)
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
    if (!all && fold == FOLD_SHUT)
        doc_go_link(&state->doc, LINK_SAID, index);
    return true;
}

static bool shut(void *context)
{
    return fold_to(context, FOLD_SHUT, false);
}

static bool open_one(void *context)
{
    return fold_to(context, FOLD_OPEN, false);
}

static bool shut_all(void *context)
{
    return fold_to(context, FOLD_SHUT, true);
}

static bool open_all(void *context)
{
    return fold_to(context, FOLD_OPEN, true);
}

static const struct command commands[] = {
    {"h Left",                    "fold", "Fold this message", shut, false},
    {"l Right",        "unfold", "Show all of this message", open_one, false},
    {"_ -",                      "fold-all", "Fold every message", shut_all, false},
    {"* +",                   "unfold-all", "Show all of every message", open_all, false},
    {0},
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
        g_autofree char *title = said_title(said);
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
    char *dump = json_dumps(object, JSON_COMPACT);
    char *text = g_strdup(dump);
    free(dump);
    json_decref(object);
    return text;
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
