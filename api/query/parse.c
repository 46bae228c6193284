/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/ast.h"
#include "api/query/lexer.h"

#include "api/model/attributes.h"

#include <string.h>

#define MOST_NESTING 64
#define MOST_TERMS   1000
#define MOST_BYTES   (64u << 10)

struct parser {
    struct lexer lexer;
    int64_t now_ns;
    int depth;
    int terms;
    size_t boolean_at; /* SIZE_MAX until there was an AND or OR */
};

G_DEFINE_QUARK(vigil - query - error, query_error)

static const struct {
    const char *name;
    const char *key;
} date_keys[] = {
    {"timestamp",         "timestamp"        },
    {"timestamp_precise", "timestamp_precise"},
    {"age",               "firstSeen"        },
    {"firstSeen",         "firstSeen"        },
    {"first_seen",        "firstSeen"        },
    {"lastSeen",          "lastSeen"         },
    {"last_seen",         "lastSeen"         },
};

static const char *const operator_texts[] = {
    [OP_GREATER] = ">",
    [OP_GREATER_EQUAL] = ">=",
    [OP_LESS] = "<",
    [OP_LESS_EQUAL] = "<=",
};

/* The canonical name behind a key as it was written. */
static void name_term(struct term *term, char *written)
{
    size_t length = 0;
    const char *name = attribute_unwrap(written, &length);
    g_autofree char *bare = g_strndup(name, length);
    term->written = written;
    term->exact = name != written;
    for (size_t i = 0; i < G_N_ELEMENTS(date_keys) && !term->exact; i++) {
        if (strcmp(bare, date_keys[i].name) != 0)
            continue;
        term->key = g_strdup(date_keys[i].key);
        term->is_date = true;
        return;
    }
    /* `bare` has no tags[ ] left unless it is nested, which is then a plain odd name. */
    bool odd = g_str_has_prefix(bare, "tags[");
    term->key = g_strdup(odd ? bare : attribute_canonical(bare));
}

/* "-24h" says since then, "+1h" before then: a comparison, whatever way it is written. */
static void settle_relative(struct term *term, const struct choice *choice)
{
    if (choice->operand.kind == OPERAND_TIME && choice->operand.sign != 0 && term->op == OP_IS)
        term->op = choice->operand.sign < 0 ? OP_GREATER_EQUAL : OP_LESS_EQUAL;
}

static bool add_choice(struct parser *parser, struct term *term, const char *value, const char *at)
{
    const char *unit = attribute_unit(term->key);
    struct choice choice = {.pattern = pattern_parse(value)};
    bool compares = term->op != OP_IS;
    if (term->is_date)
        choice.operand = operand_time(value, parser->now_ns);
    else
        choice.operand = operand_number(value, unit);
    if (choice.operand.kind == OPERAND_NONE && compares && !unit && !term->is_date)
        choice.operand = operand_time(value, parser->now_ns);
    g_array_append_val(term->choices, choice);
    bool typed = compares || unit || term->is_date;
    if (choice.operand.kind == OPERAND_NONE && typed && *value)
        return lexer_fail(&parser->lexer, at, QUERY_ERROR_VALUE, "%s wants %s, not \"%s\"",
                          term->written, operand_wanted(unit, term->is_date), value);
    return true;
}

static bool parse_list(struct parser *parser, struct term *term)
{
    struct lexer *lexer = &parser->lexer;
    const char *open = lexer->at++;
    term->is_list = true;
    for (;;) {
        lexer_skip_spaces(lexer);
        const char *at = lexer->at;
        bool quoted = *at == '"';
        g_autofree char *value = quoted ? lexer_take_quoted(lexer) : lexer_take_value(lexer, true);
        if (!value)
            return false;
        lexer_skip_spaces(lexer);
        if (*lexer->at == '\0')
            return lexer_fail(lexer, open, QUERY_ERROR_SYNTAX, "unclosed list: ] is missing");
        if (*value == '\0' && !quoted)
            return lexer_fail(lexer, at, QUERY_ERROR_SYNTAX, "a value is missing in the list");
        if (!add_choice(parser, term, value, at))
            return false;
        if (++parser->terms > MOST_TERMS)
            return lexer_fail(lexer, at, QUERY_ERROR_LIMIT, "more than %d terms", MOST_TERMS);
        if (lexer_take(lexer, ']'))
            break;
        if (!lexer_take(lexer, ','))
            return lexer_fail(lexer, lexer->at, QUERY_ERROR_SYNTAX,
                              "a comma or ] should stand here in the list");
    }
    term->value = g_strndup(open, (size_t)(lexer->at - open));
    return true;
}

static bool parse_has(struct parser *parser, struct term *term)
{
    struct lexer *lexer = &parser->lexer;
    const char *at = lexer->at;
    term->value_at = (size_t)(at - lexer->text);
    char *name = *at == '"' ? lexer_take_quoted(lexer) : lexer_take_value(lexer, false);
    if (!name)
        return false;
    if (*name == '\0') {
        g_free(name);
        return lexer_fail(lexer, at, QUERY_ERROR_SYNTAX, "has: wants the name of a field");
    }
    g_clear_pointer(&term->written, g_free);
    term->op = OP_HAS;
    term->value = g_strdup(name);
    name_term(term, name);
    return true;
}

/* What follows "key:". */
static bool parse_value(struct parser *parser, struct term *term)
{
    struct lexer *lexer = &parser->lexer;
    term->op = lexer_take_operator(lexer);
    const char *at = lexer->at;
    term->value_at = (size_t)(at - lexer->text);
    bool compares = term->op != OP_IS;
    if (*at == '[' && compares)
        return lexer_fail(lexer, at, QUERY_ERROR_SYNTAX, "%s compares with one value, not a list",
                          operator_texts[term->op]);
    if (*at == '[')
        return parse_list(parser, term);
    bool quoted = *at == '"';
    term->value = quoted ? lexer_take_quoted(lexer) : lexer_take_value(lexer, false);
    if (!term->value)
        return false;
    if (*term->value == '\0' && (!quoted || compares))
        return lexer_fail(lexer, at, QUERY_ERROR_SYNTAX, "%s: wants a value (\"\" means empty)",
                          term->written);
    term->wants_empty = *term->value == '\0';
    if (!add_choice(parser, term, term->value, at))
        return false;
    settle_relative(term, &g_array_index(term->choices, struct choice, 0));
    return true;
}

static bool parse_free(struct parser *parser, struct term *term)
{
    struct lexer *lexer = &parser->lexer;
    term->value = *lexer->at == '"' ? lexer_take_quoted(lexer) : lexer_take_free(lexer);
    if (!term->value)
        return false;
    struct choice choice = {.pattern = pattern_parse(term->value)};
    g_array_append_val(term->choices, choice);
    return true;
}

/* A function before the colon ("count():>5") would filter groups, which rows cannot answer. */
static bool refuse_function(struct parser *parser)
{
    const char *at = parser->lexer.at;
    size_t name = strspn(at, "abcdefghijklmnopqrstuvwxyz_0123456789");
    const char *close = at[name] == '(' && name > 0 ? strchr(at + name, ')') : NULL;
    if (!close || close[1] != ':')
        return true;
    return lexer_fail(&parser->lexer, at, QUERY_ERROR_FUNCTION,
                      "%.*s is a function: a search selects rows, by their fields",
                      (int)(close + 1 - at), at);
}

static struct node *parse_term(struct parser *parser)
{
    struct lexer *lexer = &parser->lexer;
    const char *start = lexer->at;
    struct node *node = node_new(NODE_TERM);
    struct term *term = node->term = term_new();
    bool good = true;
    if (++parser->terms > MOST_TERMS)
        good = lexer_fail(lexer, start, QUERY_ERROR_LIMIT, "more than %d terms", MOST_TERMS);
    bool negated = lexer_take(lexer, '!');
    term->at = term->value_at = (size_t)(lexer->at - lexer->text);
    good = good && refuse_function(parser);
    char *key = good ? lexer_take_key(lexer) : NULL;
    if (good && key) {
        bool has = strcmp(key, "has") == 0;
        term->negated = negated;
        name_term(term, key);
        if (has) {
            g_clear_pointer(&term->key, g_free);
            good = parse_has(parser, term);
        } else {
            good = parse_value(parser, term);
        }
    } else if (good) {
        /* "!word" is text like any other, as on Sentry; !"two words" has no key either. */
        lexer->at = start;
        if (negated && (start[1] == '(' || start[1] == '"'))
            good = lexer_fail(lexer, start, QUERY_ERROR_SYNTAX, "! goes before a key");
        else
            good = parse_free(parser, term);
    }
    if (good)
        return node;
    node_free(node);
    return NULL;
}

static struct node *parse_or(struct parser *parser);

static struct node *parse_group(struct parser *parser)
{
    struct lexer *lexer = &parser->lexer;
    const char *open = lexer->at++;
    if (++parser->depth > MOST_NESTING) {
        lexer_fail(lexer, open, QUERY_ERROR_LIMIT, "parentheses nested more than %d deep",
                   MOST_NESTING);
        return NULL;
    }
    lexer_skip_spaces(lexer);
    if (*lexer->at == ')') {
        lexer_fail(lexer, open, QUERY_ERROR_SYNTAX, "nothing between the parentheses");
        return NULL;
    }
    struct node *inside = parse_or(parser);
    if (inside && !lexer_take(lexer, ')')) {
        lexer_fail(lexer, open, QUERY_ERROR_SYNTAX, "unclosed parenthesis: ) is missing");
        g_clear_pointer(&inside, node_free);
    }
    parser->depth--;
    return inside;
}

/* Adds `child` to a list node, taking in the children of a like one: "a (b c)" is "a b c". */
static void adopt(struct node *parent, struct node *child)
{
    if (child->kind != parent->kind) {
        g_ptr_array_add(parent->children, child);
        return;
    }
    while (child->children->len > 0)
        g_ptr_array_add(parent->children, g_ptr_array_steal_index(child->children, 0));
    node_free(child);
}

static void note_boolean(struct parser *parser, const char *at)
{
    parser->boolean_at = MIN(parser->boolean_at, (size_t)(at - parser->lexer.text));
}

/* A list of one is that one. */
static struct node *simplest(struct node *list)
{
    if (list->children->len != 1)
        return list;
    struct node *only = g_ptr_array_steal_index(list->children, 0);
    node_free(list);
    return only;
}

static bool at_end_of_and(const struct lexer *lexer)
{
    return *lexer->at == '\0' || *lexer->at == ')' || lexer_sees_word(lexer, "or");
}

static struct node *parse_and(struct parser *parser)
{
    struct lexer *lexer = &parser->lexer;
    struct node *list = node_new(NODE_AND);
    const char *operator_at = NULL;
    for (;;) {
        lexer_skip_spaces(lexer);
        const char *at = lexer->at;
        if (at_end_of_and(lexer)) {
            if (list->children->len > 0 && !operator_at)
                return simplest(list);
            const char *wrong = operator_at ? operator_at : at;
            lexer_fail(lexer, wrong, QUERY_ERROR_SYNTAX,
                       operator_at  ? "nothing after AND"
                       : *at == ')' ? "a closing parenthesis without an opening one"
                       : *at        ? "nothing before OR"
                                    : "nothing behind the parenthesis");
            break;
        }
        if (lexer_take_word(lexer, "and")) {
            if (list->children->len == 0 || operator_at) {
                lexer_fail(lexer, at, QUERY_ERROR_SYNTAX, "nothing before AND");
                break;
            }
            operator_at = at;
            note_boolean(parser, at);
            continue;
        }
        struct node *child = *at == '(' ? parse_group(parser) : parse_term(parser);
        if (!child)
            break;
        operator_at = NULL;
        adopt(list, child);
    }
    node_free(list);
    return NULL;
}

static struct node *parse_or(struct parser *parser)
{
    struct lexer *lexer = &parser->lexer;
    struct node *list = node_new(NODE_OR);
    for (;;) {
        struct node *child = parse_and(parser);
        if (!child)
            break;
        adopt(list, child);
        const char *at = lexer->at;
        if (!lexer_take_word(lexer, "or"))
            return simplest(list);
        note_boolean(parser, at);
        lexer_skip_spaces(lexer);
        if (*lexer->at == '\0' || *lexer->at == ')') {
            lexer_fail(lexer, at, QUERY_ERROR_SYNTAX, "nothing after OR");
            break;
        }
    }
    node_free(list);
    return NULL;
}

static bool is_fit(struct lexer *lexer)
{
    const char *wrong = NULL;
    if (strlen(lexer->text) > MOST_BYTES)
        return lexer_fail(lexer, lexer->text + MOST_BYTES, QUERY_ERROR_LIMIT,
                          "the search is longer than %u kB", MOST_BYTES >> 10);
    if (!g_utf8_validate(lexer->text, -1, &wrong))
        return lexer_fail(lexer, wrong, QUERY_ERROR_SYNTAX, "this is not UTF-8");
    return true;
}

struct query *query_parse(const char *text, int64_t now_ns, size_t *offset, GError **error)
{
    struct parser parser = {.now_ns = now_ns, .boolean_at = SIZE_MAX};
    struct lexer *lexer = &parser.lexer;
    struct node *root = NULL;
    lexer->text = lexer->at = text ? text : "";
    if (is_fit(lexer)) {
        lexer_skip_spaces(lexer);
        if (*lexer->at)
            root = parse_or(&parser);
        if (root && *lexer->at)
            lexer_fail(lexer, lexer->at, QUERY_ERROR_SYNTAX,
                       "a closing parenthesis without an opening one");
    }
    if (lexer->error) {
        g_clear_pointer(&root, node_free);
        if (offset)
            *offset = lexer->offset;
        g_propagate_error(error, lexer->error);
        return NULL;
    }
    struct query *query = g_new(struct query, 1);
    query->root = root;
    query->boolean_at = parser.boolean_at;
    return query;
}
