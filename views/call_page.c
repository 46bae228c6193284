/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of one call: what it used, then what was said, message by message, long ones folded.
 */
#include "views/call_state.h"

#include "base/quantity.h"
#include "tui/text.h"
#include "views/agents_ask.h"
#include "views/json_lines.h"

#include <math.h>
#include <string.h>

#define LONG_LINES  14           /* longer messages are folded */
#define SHOWN_LINES 8            /* to so many lines */
#define FOLDED_MOST 8192         /* bytes read of a folded one */
#define SHOWN_MOST  (256 * 1024) /* bytes shown of any */
#define KEY_COLUMN  13

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

/* By the user's prices; else as the span says. */
static void add_cost(const struct view *view, struct call_state *state, const char *model)
{
    char usd[24];
    struct agent_sums sums;
    agent_sums_init(&sums);
    sums.tokens = (struct gen_ai_tokens){
        count_in(state, GEN_AI_INPUT_TOKENS), count_in(state, GEN_AI_OUTPUT_TOKENS),
        count_in(state, GEN_AI_CACHED_TOKENS), count_in(state, GEN_AI_WRITTEN_TOKENS),
        count_in(state, GEN_AI_REASONING_TOKENS)};
    gen_ai_tokens_settle(&sums.tokens);
    if (sums.tokens.input < 0 && sums.tokens.output < 0)
        return;
    double cost = prices_cost(desk_prices(view->desk), model, &sums.tokens);
    const char *told = state->fields[GEN_AI_COST];
    if (isnan(cost) && !(told && value_number(value_string(told), &cost) && cost >= 0))
        cost = (double)NAN;
    sums.usd = cost;
    if (!isnan(cost))
        doc_field(&state->doc, KEY_COLUMN, "cost", ROLE_TEXT, agents_cost(&sums, usd, sizeof usd));
    else if (model)
        doc_field(&state->doc, KEY_COLUMN, "cost", ROLE_MUTED,
                  "not known: this model has no price below [prices] in the config");
}

static void add_facts(const struct view *view, struct call_state *state)
{
    char took[24];
    const char *answered = state->fields[GEN_AI_RESPONSE_MODEL];
    const char *model = answered ? answered : state->fields[GEN_AI_REQUEST_MODEL];
    const char *const facts[][2] = {
        {"agent",        state->fields[GEN_AI_AGENT] ? state->fields[GEN_AI_AGENT] : state->call.key},
        {"tool",         state->fields[GEN_AI_TOOL]                                                 },
        {"model",        model                                                                      },
        {"provider",     state->fields[GEN_AI_PROVIDER]                                             },
        {"conversation", state->fields[GEN_AI_CONVERSATION]                                         },
        {"finished",     state->fields[GEN_AI_FINISH]                                               },
    };
    doc_heading(&state->doc, state->call.name ? state->call.name : "call");
    if (state->call.duration_us >= 0)
        doc_field(&state->doc, KEY_COLUMN, "took", ROLE_TEXT,
                  quantity_duration((double)state->call.duration_us, took, sizeof took));
    for (size_t i = 0; i < G_N_ELEMENTS(facts); i++)
        if (facts[i][1] && *facts[i][1])
            doc_field(&state->doc, KEY_COLUMN, facts[i][0], ROLE_TEXT, facts[i][1]);
    add_tokens(state);
    add_cost(view, state, model);
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

char *call_said_title(const struct said *said)
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
    g_autofree char *title = call_said_title(said);
    doc_gap(&state->doc);
    struct doc_line *line = doc_add(&state->doc, role_of(said), title);
    line->heading = true;
    doc_piecef(line, ROLE_MUTED, "  %s",
               quantity_text((double)strlen(said->text), "byte", size, sizeof size));
    if (state->folds[index] == CALL_FOLD_SHUT)
        doc_piece(line, ROLE_ACCENT, "  ▸");
    if (came_to_nothing(said))
        doc_piece(line, ROLE_CHANGED, "  ○ nothing came back");
    doc_link(line, CALL_LINK_SAID, index);
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
            doc_link(made, CALL_LINK_SAID, index);
            shown++;
        }
    }
    return left;
}

static bool all_open(const void *data, guint node, bool normal)
{
    (void)data;
    (void)node;
    (void)normal;
    return true;
}

/* The same of JSON, each token in its role. */
static guint add_json(struct call_state *state, const char *text, guint index, guint most)
{
    struct json_outline outline;
    if (!json_outline_read(&outline, text)) {
        json_outline_clear(&outline);
        return add_lines(state, text, ROLE_CODE, index, most);
    }
    g_autoptr(GPtrArray) lines = json_lines(&outline, all_open, NULL);
    guint first = state->doc.lines->len, shown = MIN(lines->len, most);
    for (guint i = 0; i < shown; i++)
        doc_code(&state->doc, 3, g_ptr_array_index(lines, i));
    for (guint i = first; i < state->doc.lines->len; i++)
        doc_link(g_ptr_array_index(state->doc.lines, i), CALL_LINK_SAID, index);
    guint left = lines->len - shown;
    json_outline_clear(&outline);
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
    size_t length = strlen(said->text);
    char size[24];
    add_title(state, said, index);
    if (state->folds[index] == CALL_FOLD_SHUT)
        return;
    bool folded =
        state->folds[index] == CALL_FOLD_AUTO && count_lines(state, said->text) > LONG_LINES;
    size_t most = folded ? FOLDED_MOST : SHOWN_MOST;
    const char *end = length > most ? g_utf8_find_prev_char(said->text, said->text + most) : NULL;
    g_autofree char *part = end ? g_strndup(said->text, (gsize)(end - said->text)) : NULL;
    const char *shown = part ? part : said->text;
    guint lines = folded ? SHOWN_LINES : G_MAXUINT;
    guint left = said->json ? add_json(state, shown, index, lines)
                            : add_lines(state, shown, ROLE_TEXT, index, lines);
    if (folded)
        doc_link(end ? doc_addf(&state->doc, ROLE_MUTED, "  … %s in all: Enter unfolds it",
                                quantity_text((double)length, "byte", size, sizeof size))
                     : doc_addf(&state->doc, ROLE_MUTED, "  … %u more line%s: Enter unfolds", left,
                                left == 1 ? "" : "s"),
                 CALL_LINK_MORE, index);
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
              : state->agent
                  ? "What was said is in the calls below this agent: Esc, then Enter on one of "
                    "them."
                  : "What was said was not recorded: the SDK leaves it out unless told to "
                    "record inputs and outputs.");
}

void call_build(struct view *view, int cols)
{
    struct call_state *state = view->state;
    doc_begin(&state->doc, cols);
    if (state->failed) {
        doc_field(&state->doc, 0, "", ROLE_FAILURE, state->failed);
    } else if (!state->attributes) {
        doc_add(&state->doc, ROLE_MUTED, "loading what was said…");
    } else {
        const struct conversation *conversation = state->conversation;
        add_facts(view, state);
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
