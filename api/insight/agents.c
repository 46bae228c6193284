/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/agents_internal.h"
#include "api/insight/gen_ai_names.h"

#include <math.h>
#include <string.h>

#define PREVIEW     240           /* bytes kept of arguments and results */
#define MOST_TOKENS 1000000000000 /* of one call; more is no count */

/* What a span says of generative AI; values are borrowed. */
struct told {
    struct value fields[GEN_AI_FIELD_COUNT];
    unsigned ranks[GEN_AI_FIELD_COUNT];
    bool any;
};

struct building {
    struct agents *agents;
    const struct trace *trace;
    const struct prices *prices;
    int *nearest;   /* by span: the node it is, or lies below; -1 = none */
    GArray *costs;  /* of double, by node: what the span says itself; NAN = nothing */
    GArray *models; /* of const char *, by node: the model that was asked for */
};

struct agent_node *agents_node_at(const struct agents *agents, size_t index)
{
    return &g_array_index(agents->nodes, struct agent_node, index);
}

const struct agent_node *agents_node(const struct agents *agents, size_t index)
{
    return index < agents->nodes->len ? agents_node_at(agents, index) : NULL;
}

const struct agent_node *agents_of_span(const struct agents *agents, const char *span_id)
{
    int place = span_id ? GPOINTER_TO_INT(g_hash_table_lookup(agents->by_span, span_id)) : 0;
    return place ? agents_node_at(agents, (size_t)place - 1) : NULL;
}

bool agents_likely(const struct trace *trace)
{
    for (guint i = 0; i < trace->spans->len; i++) {
        const struct span *span = g_ptr_array_index(trace->spans, i);
        if (gen_ai_is_op(span->op) || gen_ai_is_op(span->name))
            return true;
    }
    return false;
}

/* --- sums --- */

static const struct gen_ai_tokens no_tokens = {-1, -1, -1, -1, -1};

static void add_tokens(struct gen_ai_tokens *to, const struct gen_ai_tokens *from)
{
    to->input = gen_ai_count_plus(to->input, from->input);
    to->output = gen_ai_count_plus(to->output, from->output);
    to->cached = gen_ai_count_plus(to->cached, from->cached);
    to->written = gen_ai_count_plus(to->written, from->written);
    to->reasoning = gen_ai_count_plus(to->reasoning, from->reasoning);
}

void agent_sums_init(struct agent_sums *sums)
{
    *sums = (struct agent_sums){.tokens = no_tokens};
}

void agent_sums_add(struct agent_sums *to, const struct agent_sums *from)
{
    to->runs += from->runs;
    to->calls += from->calls;
    to->tools += from->tools;
    to->empty += from->empty;
    to->failures += from->failures;
    to->retries += from->retries;
    add_tokens(&to->tokens, &from->tokens);
    to->usd += from->usd;
    to->unpriced += from->unpriced;
}

/* --- what a span says --- */

static void read_span(const struct span *span, struct told *told)
{
    *told = (struct told){.any = gen_ai_is_op(span->op)};
    for (int i = 0; i < span->attribute_count; i++) {
        const struct attribute *attribute = &span->attributes[i];
        enum gen_ai_field field;
        unsigned rank;
        if (!gen_ai_field_of(attribute->key, &field, &rank) ||
            (told->fields[field].type != VALUE_NONE && told->ranks[field] <= rank))
            continue;
        told->fields[field] = attribute->value;
        told->ranks[field] = rank;
    }
    bool named = told->fields[GEN_AI_OPERATION].type != VALUE_NONE ||
                 told->fields[GEN_AI_TYPE].type != VALUE_NONE;
    bool used = told->fields[GEN_AI_REQUEST_MODEL].type != VALUE_NONE &&
                told->fields[GEN_AI_INPUT_TOKENS].type != VALUE_NONE;
    told->any |= named || used;
}

static const char *text_of(const struct told *told, enum gen_ai_field field)
{
    const struct value *value = &told->fields[field];
    bool text = value->type == VALUE_STRING || value->type == VALUE_ARRAY;
    return text && *value->string ? value->string : NULL;
}

static int64_t count_of(const struct told *told, enum gen_ai_field field)
{
    double number;
    if (!value_number(told->fields[field], &number) || number < 0 || number > (double)MOST_TOKENS)
        return -1;
    return (int64_t)number;
}

static struct gen_ai_tokens tokens_of(const struct told *told)
{
    struct gen_ai_tokens tokens = {
        .input = count_of(told, GEN_AI_INPUT_TOKENS),
        .output = count_of(told, GEN_AI_OUTPUT_TOKENS),
        .cached = count_of(told, GEN_AI_CACHED_TOKENS),
        .written = count_of(told, GEN_AI_WRITTEN_TOKENS),
        .reasoning = count_of(told, GEN_AI_REASONING_TOKENS),
    };
    gen_ai_tokens_settle(&tokens);
    return tokens;
}

static bool has_tokens(const struct gen_ai_tokens *tokens)
{
    return tokens->input >= 0 || tokens->output >= 0;
}

/* --- what a span is --- */

static const struct {
    const char *operation;
    enum agent_kind kind;
} operations[] = {
    {"invoke_agent",     AGENT_RUN    },
    {"create_agent",     AGENT_RUN    },
    {"invoke_workflow",  AGENT_RUN    },
    {"run",              AGENT_RUN    },
    {"generateText",     AGENT_RUN    },
    {"streamText",       AGENT_RUN    },
    {"generateObject",   AGENT_RUN    },
    {"streamObject",     AGENT_RUN    },
    {"embed",            AGENT_RUN    },
    {"embedMany",        AGENT_RUN    },
    {"execute_tool",     AGENT_TOOL   },
    {"toolCall",         AGENT_TOOL   },
    {"retrieval",        AGENT_TOOL   },
    {"search_memory",    AGENT_TOOL   },
    {"handoff",          AGENT_HANDOFF},
    {"chat",             AGENT_MODEL  },
    {"text_completion",  AGENT_MODEL  },
    {"generate_content", AGENT_MODEL  },
    {"embeddings",       AGENT_MODEL  },
    {"responses",        AGENT_MODEL  },
    {"messages",         AGENT_MODEL  },
    {"request",          AGENT_MODEL  },
    {"doGenerate",       AGENT_MODEL  },
    {"doStream",         AGENT_MODEL  },
    {"doEmbed",          AGENT_MODEL  },
    {"generate_text",    AGENT_MODEL  },
    {"stream_text",      AGENT_MODEL  },
    {"plan",             AGENT_STEP   },
};

static const struct {
    const char *type;
    enum agent_kind kind;
} types[] = {
    {"agent",     AGENT_RUN    },
    {"ai_client", AGENT_MODEL  },
    {"tool",      AGENT_TOOL   },
    {"handoff",   AGENT_HANDOFF},
};

/* "chat" of "gen_ai.chat", "doGenerate" of "ai.generateText.doGenerate". */
static const char *last_word(const char *operation)
{
    const char *dot = strrchr(operation, '.');
    return dot ? dot + 1 : operation;
}

static enum agent_kind kind_of(const struct told *told, const char *operation)
{
    for (size_t i = 0; i < G_N_ELEMENTS(operations); i++)
        if (!strcmp(last_word(operation), operations[i].operation))
            return operations[i].kind;
    const char *type = text_of(told, GEN_AI_TYPE);
    for (size_t i = 0; type && i < G_N_ELEMENTS(types); i++)
        if (!strcmp(type, types[i].type))
            return types[i].kind;
    if (text_of(told, GEN_AI_TOOL))
        return AGENT_TOOL;
    bool model = text_of(told, GEN_AI_REQUEST_MODEL) || text_of(told, GEN_AI_RESPONSE_MODEL);
    return model || count_of(told, GEN_AI_INPUT_TOKENS) >= 0 ? AGENT_MODEL : AGENT_STEP;
}

static const char *keep(struct building *work, const char *text)
{
    return g_string_chunk_insert_const(work->agents->text, text ? text : "");
}

/* The beginning of a text, never in the middle of a character. */
static const char *preview(struct building *work, const char *text)
{
    size_t length = text ? strlen(text) : 0;
    if (length > PREVIEW) {
        const char *end = g_utf8_find_prev_char(text, text + PREVIEW);
        length = end ? (size_t)(end - text) : PREVIEW;
    }
    return text ? g_string_chunk_insert_len(work->agents->text, text, (gssize)length) : NULL;
}

/* Spans are named "invoke_agent Skeptic", "execute_tool web_search", "chat gpt-4o". */
static const char *behind_operation(const char *name, const char *operation)
{
    size_t length = strlen(operation);
    return name && g_str_has_prefix(name, operation) && name[length] == ' ' ? name + length + 1
                                                                            : NULL;
}

static const char *name_of(const struct told *told, enum agent_kind kind, const struct span *span,
                           const char *operation)
{
    const char *own = kind == AGENT_RUN    ? text_of(told, GEN_AI_AGENT)
                      : kind == AGENT_TOOL ? text_of(told, GEN_AI_TOOL)
                                           : NULL;
    if (own)
        return own;
    if (kind == AGENT_MODEL)
        return operation;
    const char *rest = kind == AGENT_HANDOFF ? NULL : behind_operation(span->name, operation);
    return rest ? rest : span->name ? span->name : operation;
}

/* --- the tree --- */

static void set_outcome(struct building *work, struct agent_node *node, const struct told *told)
{
    const struct value *result = &told->fields[GEN_AI_RESULT];
    bool text = result->type == VALUE_STRING || result->type == VALUE_ARRAY;
    g_autofree char *plain = text ? NULL : value_text(*result);
    const char *whole = text ? result->string : plain;
    node->result_bytes = count_of(told, GEN_AI_RESULT_SIZE);
    if (node->kind != AGENT_TOOL)
        return;
    if (node->result_bytes < 0 && whole)
        node->result_bytes = (int64_t)strlen(whole);
    node->outcome =
        !whole && node->result_bytes == 0 ? GEN_AI_RESULT_EMPTY : gen_ai_result_of(whole);
    node->result = preview(work, whole);
    const char *arguments = text_of(told, GEN_AI_ARGUMENTS);
    node->arguments = preview(work, arguments);
    node->asked = arguments ? g_str_hash(arguments) : 0;
}

static void set_agent(struct building *work, struct agent_node *node, const struct told *told)
{
    const struct agents *agents = work->agents;
    const char *own = node->kind == AGENT_RUN ? node->name : text_of(told, GEN_AI_AGENT);
    int up = node->parent;
    if (!own && up >= 0)
        own = agents_node_at(agents, (size_t)up)->agent;
    node->agent = keep(work, own);
}

static struct agent_node make_node(struct building *work, int index, const struct told *told)
{
    const struct span *span = g_ptr_array_index(work->trace->spans, (guint)index);
    const char *operation = text_of(told, GEN_AI_OPERATION);
    if (!operation)
        operation = gen_ai_is_op(span->op) ? last_word(span->op) : "";
    enum agent_kind kind = kind_of(told, operation);
    const char *asked = text_of(told, GEN_AI_REQUEST_MODEL);
    const char *answered = text_of(told, GEN_AI_RESPONSE_MODEL);
    struct agent_node node = {
        .kind = kind,
        .parent = span->parent >= 0 ? work->nearest[span->parent] : -1,
        .span = index,
        .span_id = keep(work, span->id),
        .service = keep(work, span->service),
        .name = keep(work, name_of(told, kind, span, operation)),
        .model = keep(work, answered ? answered : asked),
        .provider = keep(work, text_of(told, GEN_AI_PROVIDER)),
        .operation = keep(work, operation),
        .status = span->failed && span->status ? keep(work, span->status) : NULL,
        .start_us = span->start_us,
        .duration_us = span->duration_us,
        .told = tokens_of(told),
    };
    set_outcome(work, &node, told);
    set_agent(work, &node, told);
    node.failed = span->failed || node.outcome == GEN_AI_RESULT_FAILED;
    if (node.parent >= 0)
        node.depth = agents_node_at(work->agents, (size_t)node.parent)->depth + 1;
    return node;
}

static void note_conversation(struct agents *agents, const struct told *told)
{
    const char *id = text_of(told, GEN_AI_CONVERSATION);
    if (!id)
        return;
    if (!agents->conversation)
        agents->conversation = g_string_chunk_insert_const(agents->text, id);
    else if (strcmp(agents->conversation, id))
        agents->conversation = "";
}

static void add_nodes(struct building *work)
{
    struct agents *agents = work->agents;
    for (guint i = 0; i < work->trace->spans->len; i++) {
        const struct span *span = g_ptr_array_index(work->trace->spans, i);
        struct told told;
        double cost;
        read_span(span, &told);
        work->nearest[i] = span->parent >= 0 ? work->nearest[span->parent] : -1;
        if (!told.any)
            continue;
        struct agent_node node = make_node(work, (int)i, &told);
        const char *asked = keep(work, text_of(&told, GEN_AI_REQUEST_MODEL));
        if (!value_number(told.fields[GEN_AI_COST], &cost) || cost < 0)
            cost = (double)NAN;
        work->nearest[i] = (int)agents->nodes->len;
        g_array_append_val(agents->nodes, node);
        g_array_append_val(work->costs, cost);
        g_array_append_val(work->models, asked);
        if (*node.span_id)
            g_hash_table_insert(agents->by_span, (gpointer)node.span_id,
                                GINT_TO_POINTER((int)agents->nodes->len));
        note_conversation(agents, &told);
    }
    if (agents->conversation && !*agents->conversation)
        agents->conversation = NULL;
}

/* --- what counts once --- */

enum { BELOW_ANY = 1, BELOW_CALL = 2 }; /* tokens are told below; by calls that this one wraps */

/* From the last node to the first: what lies below a node is known before it. */
static void settle_counted(struct agents *agents)
{
    g_autofree uint8_t *below = g_new0(uint8_t, agents->nodes->len + 1);
    for (guint i = agents->nodes->len; i-- > 0;) {
        struct agent_node *node = agents_node_at(agents, i);
        bool told = has_tokens(&node->told);
        node->counted = told && !(below[i] & (node->kind == AGENT_MODEL ? BELOW_CALL : BELOW_ANY));
        if (node->parent < 0)
            continue;
        struct agent_node *parent = agents_node_at(agents, (size_t)node->parent);
        parent->children++;
        parent->descendants += node->descendants + 1;
        bool closed = node->kind == AGENT_TOOL || node->kind == AGENT_RUN;
        if (told || below[i] & BELOW_ANY)
            below[node->parent] |= BELOW_ANY;
        if (!closed && (told || below[i] & BELOW_CALL))
            below[node->parent] |= BELOW_CALL;
    }
}

static bool same_again(const struct agent_node *a, const struct agent_node *b)
{
    return a->kind == b->kind && !strcmp(a->name, b->name) && !strcmp(a->agent, b->agent);
}

/* A call is a retry when the one before it, below the same parent, was the same and failed. */
static void mark_retries(struct agents *agents)
{
    g_autofree int *latest = g_new(int, agents->nodes->len + 1);
    for (guint i = 0; i <= agents->nodes->len; i++)
        latest[i] = -1;
    for (guint i = 0; i < agents->nodes->len; i++) {
        struct agent_node *node = agents_node_at(agents, i);
        int *before = &latest[node->parent + 1];
        bool call = node->kind == AGENT_MODEL || node->kind == AGENT_TOOL;
        if (*before >= 0 && call) {
            const struct agent_node *last = agents_node_at(agents, (size_t)*before);
            node->retry = last->failed && same_again(last, node);
        }
        *before = (int)i;
    }
}

/* What a node alone adds. */
static struct agent_sums own_sums(const struct agent_node *node)
{
    struct agent_sums sums;
    agent_sums_init(&sums);
    bool call = node->kind == AGENT_MODEL && (node->counted || !has_tokens(&node->told));
    sums.runs = node->kind == AGENT_RUN;
    sums.calls = call;
    sums.tools = node->kind == AGENT_TOOL;
    sums.empty = node->outcome == GEN_AI_RESULT_EMPTY;
    sums.failures = node->failed && (call || node->kind == AGENT_TOOL);
    sums.retries = node->retry;
    if (node->counted)
        sums.tokens = node->told;
    return sums;
}

/* The user's own price stands above what the span says. */
static void set_costs(struct building *work)
{
    for (guint i = 0; i < work->agents->nodes->len; i++) {
        struct agent_node *node = agents_node_at(work->agents, i);
        const char *asked = g_array_index(work->models, const char *, i);
        node->sums = own_sums(node);
        if (!node->counted)
            continue;
        double usd = prices_cost(work->prices, node->model, &node->told);
        if (isnan(usd))
            usd = prices_cost(work->prices, asked, &node->told);
        if (isnan(usd))
            usd = g_array_index(work->costs, double, i);
        node->sums.unpriced = isnan(usd);
        node->sums.usd = isnan(usd) ? 0 : usd;
    }
}

static void sum_up(struct agents *agents)
{
    for (guint i = agents->nodes->len; i-- > 0;) {
        const struct agent_node *node = agents_node_at(agents, i);
        agent_sums_add(node->parent < 0 ? &agents->sums
                                        : &agents_node_at(agents, (size_t)node->parent)->sums,
                       &node->sums);
    }
}

static struct agents *agents_new(void)
{
    struct agents *agents = g_new0(struct agents, 1);
    agents->nodes = g_array_new(FALSE, FALSE, sizeof(struct agent_node));
    agents->by_agent = g_array_new(FALSE, FALSE, sizeof(struct agent_total));
    agents->by_model = g_array_new(FALSE, FALSE, sizeof(struct agent_total));
    agents->by_tool = g_array_new(FALSE, FALSE, sizeof(struct agent_total));
    agents->findings = g_array_new(FALSE, FALSE, sizeof(struct agent_finding));
    agents->by_span = g_hash_table_new(g_str_hash, g_str_equal);
    agents->text = g_string_chunk_new(4096);
    agent_sums_init(&agents->sums);
    return agents;
}

void agents_free(struct agents *agents)
{
    if (!agents)
        return;
    g_array_unref(agents->nodes);
    g_array_unref(agents->by_agent);
    g_array_unref(agents->by_model);
    g_array_unref(agents->by_tool);
    g_array_unref(agents->findings);
    g_hash_table_unref(agents->by_span);
    g_string_chunk_free(agents->text);
    g_free(agents);
}

struct agents *agents_of_trace(const struct trace *trace, const struct prices *prices)
{
    g_autoptr(agents) agents = agents_new();
    g_autofree int *nearest = g_new(int, trace->spans->len + 1);
    g_autoptr(GArray) costs = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) models = g_array_new(FALSE, FALSE, sizeof(const char *));
    struct building work = {agents, trace, prices, nearest, costs, models};
    add_nodes(&work);
    if (!agents->nodes->len)
        return NULL;
    settle_counted(agents);
    mark_retries(agents);
    set_costs(&work);
    agents_total(agents);
    sum_up(agents);
    agents_find(agents);
    return g_steal_pointer(&agents);
}

/* --- comparing --- */

static bool same_tokens(const struct gen_ai_tokens *a, const struct gen_ai_tokens *b)
{
    return a->input == b->input && a->cached == b->cached && a->written == b->written &&
           a->output == b->output && a->reasoning == b->reasoning;
}

static bool same_texts(const struct agent_node *a, const struct agent_node *b)
{
    const char *const texts[][2] = {
        {a->span_id,   b->span_id  },
        {a->service,   b->service  },
        {a->name,      b->name     },
        {a->agent,     b->agent    },
        {a->model,     b->model    },
        {a->status,    b->status   },
        {a->arguments, b->arguments},
        {a->result,    b->result   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
        if (g_strcmp0(texts[i][0], texts[i][1]) != 0)
            return false;
    return true;
}

static bool same_node(const struct agent_node *a, const struct agent_node *b)
{
    return a->kind == b->kind && a->parent == b->parent && a->children == b->children &&
           a->asked == b->asked && a->result_bytes == b->result_bytes && a->outcome == b->outcome &&
           a->failed == b->failed && a->counted == b->counted && a->start_us == b->start_us &&
           a->duration_us == b->duration_us && same_tokens(&a->told, &b->told) &&
           same_tokens(&a->sums.tokens, &b->sums.tokens) && same_texts(a, b);
}

bool agents_equal(const struct agents *a, const struct agents *b)
{
    bool same = a->nodes->len == b->nodes->len && a->findings->len == b->findings->len;
    for (guint i = 0; same && i < a->nodes->len; i++)
        same = same_node(agents_node(a, i), agents_node(b, i));
    for (guint i = 0; same && i < a->findings->len; i++)
        same = !strcmp(g_array_index(a->findings, struct agent_finding, i).text,
                       g_array_index(b->findings, struct agent_finding, i).text);
    return same;
}
