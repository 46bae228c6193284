/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/ast.h"
#include "api/query/lexer.h"

#include <string.h>

static void choice_clear(void *data)
{
    struct choice *choice = data;
    pattern_clear(&choice->pattern);
}

struct term *term_new(void)
{
    struct term *term = g_new0(struct term, 1);
    term->choices = g_array_new(FALSE, TRUE, sizeof(struct choice));
    g_array_set_clear_func(term->choices, choice_clear);
    return term;
}

static void term_free(struct term *term)
{
    if (!term)
        return;
    g_free(term->key);
    g_free(term->written);
    g_free(term->value);
    g_array_unref(term->choices);
    g_free(term);
}

struct node *node_new(enum node_kind kind)
{
    struct node *node = g_new0(struct node, 1);
    node->kind = kind;
    if (kind != NODE_TERM)
        node->children = g_ptr_array_new_with_free_func((GDestroyNotify)node_free);
    return node;
}

void node_free(struct node *node)
{
    if (!node)
        return;
    term_free(node->term);
    g_clear_pointer(&node->children, g_ptr_array_unref);
    g_free(node);
}

void query_free(struct query *query)
{
    if (!query)
        return;
    node_free(query->root);
    g_free(query);
}

bool query_is_empty(const struct query *query)
{
    return !query || !query->root;
}

static const char *const operator_names[] = {
    [OP_IS] = ":",    [OP_GREATER] = ":>",     [OP_GREATER_EQUAL] = ":>=",
    [OP_LESS] = ":<", [OP_LESS_EQUAL] = ":<=", [OP_HAS] = "has",
};

static bool each_below(const struct node *node, query_term_fn *each, void *context)
{
    if (node->kind == NODE_TERM) {
        const struct term *term = node->term;
        return !term->key ||
               each(term->key, operator_names[term->op], term->value, term->negated, context);
    }
    for (guint i = 0; i < node->children->len; i++)
        if (!each_below(node->children->pdata[i], each, context))
            return false;
    return true;
}

void query_each_term(const struct query *query, query_term_fn *each, void *context)
{
    if (!query_is_empty(query))
        each_below(query->root, each, context);
}

static bool each_place_below(const struct node *node, query_place_fn *each, void *context)
{
    if (node->kind == NODE_TERM) {
        const struct term *term = node->term;
        bool has = term->op == OP_HAS;
        const struct query_place place = {.key = has ? "has" : term->written,
                                          .value = term->value,
                                          .negated = term->negated,
                                          .key_at = term->at,
                                          .value_at = term->value_at};
        return each(&place, context);
    }
    for (guint i = 0; i < node->children->len; i++)
        if (!each_place_below(node->children->pdata[i], each, context))
            return false;
    return true;
}

void query_each_place(const struct query *query, query_place_fn *each, void *context)
{
    if (!query_is_empty(query))
        each_place_below(query->root, each, context);
}

static const char *needed_value(const struct node *node, const char *key)
{
    const struct term *term = node->term;
    bool plain = node->kind == NODE_TERM && term->key && !term->negated && !term->is_list &&
                 term->op == OP_IS && strcmp(term->key, key) == 0;
    return plain ? term->value : NULL;
}

/* What stands side by side is one list: no AND has another in it. */
const char *query_needs(const struct query *query, const char *key)
{
    const struct node *root = query_is_empty(query) ? NULL : query->root;
    if (!root || root->kind != NODE_AND)
        return root ? needed_value(root, key) : NULL;
    const char *value = NULL;
    for (guint i = 0; i < root->children->len && !value; i++)
        value = needed_value(root->children->pdata[i], key);
    return value;
}

bool query_has_boolean(const struct query *query, size_t *offset)
{
    if (offset)
        *offset = query->boolean_at;
    return query->boolean_at != SIZE_MAX;
}

/* What cannot be parsed is left as it is: the server says what is wrong with it. */
static void append_part(GString *out, const char *text)
{
    if (!text || !*text)
        return;
    g_autoptr(query) parsed = query_parse(text, 0, NULL, NULL);
    bool either = parsed && parsed->root && parsed->root->kind == NODE_OR;
    g_string_append_printf(out, either ? "%s(%s)" : "%s%s", out->len ? " " : "", text);
}

char *query_both(const char *one, const char *other)
{
    if (!one || !*one || !other || !*other)
        return g_strdup(one && *one ? one : other ? other : "");
    GString *out = g_string_new(NULL);
    append_part(out, one);
    append_part(out, other);
    return g_string_free(out, FALSE);
}

const char *query_beyond(const char *both, const char *part)
{
    g_autoptr(GString) first = g_string_new(NULL);
    if (!strcmp(both, part))
        return both + strlen(both);
    append_part(first, part);
    if (!first->len)
        return both;
    return g_str_has_prefix(both, first->str) && both[first->len] == ' ' ? both + first->len + 1
                                                                         : NULL;
}

char *query_key(const char *key)
{
    g_autofree char *written = g_strconcat(key, ":", NULL);
    struct lexer lexer = {.text = written, .at = written};
    g_autofree char *plain = lexer_take_key(&lexer);
    if (plain && !strcmp(plain, key))
        return g_steal_pointer(&plain);
    GString *out = g_string_new("\"");
    for (const char *c = key; *c; c++)
        g_string_append_printf(out, *c == '"' || *c == '\\' ? "\\%c" : "%c", *c);
    g_string_append_c(out, '"');
    return g_string_free(out, FALSE);
}

static void negate(struct node *node)
{
    if (node->kind == NODE_TERM) {
        node->term->negated = !node->term->negated;
        return;
    }
    node->kind = node->kind == NODE_AND ? NODE_OR : NODE_AND;
    for (guint i = 0; i < node->children->len; i++)
        negate(node->children->pdata[i]);
}

char *query_negated(const char *text)
{
    g_autoptr(query) query = query_parse(text, 0, NULL, NULL);
    if (!query || !query->root)
        return NULL;
    negate(query->root);
    return query_print(query);
}

const char *const *free_text_keys(enum item_kind kind)
{
    static const char *const keys[ITEM_KIND_COUNT][3] = {
        [ITEM_EVENT] = {"title", "message"},
        [ITEM_SPAN] = {"span.description"      },
        [ITEM_LOG] = {"message"},
        [ITEM_METRIC] = {"metric.name"      },
    };
    return keys[(unsigned)kind < ITEM_KIND_COUNT ? kind : ITEM_LOG];
}

enum field field_of(const char *canonical)
{
    static const struct {
        const char *key;
        enum field field;
    } fields[] = {
        {"id",                FIELD_ID     },
        {"project",           FIELD_PROJECT},
        {"timestamp",         FIELD_TIME   },
        {"timestamp_precise", FIELD_TIME   },
        {"firstSeen",         FIELD_TIME   },
        {"lastSeen",          FIELD_TIME   },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (strcmp(canonical, fields[i].key) == 0)
            return fields[i].field;
    return FIELD_ATTRIBUTE;
}
