/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/ast.h"

#include <string.h>

static const char *const operators[] = {
    [OP_IS] = "",    [OP_GREATER] = ">",     [OP_GREATER_EQUAL] = ">=",
    [OP_LESS] = "<", [OP_LESS_EQUAL] = "<=", [OP_HAS] = "",
};

/* Letters, digits and what never means anything to the parser. */
static bool is_plain(const char *text, const char *also)
{
    for (const char *at = text; *at; at++)
        if (!g_ascii_isalnum(*at) && !(*at & 0x80) && !strchr(also, *at))
            return false;
    return *text != '\0';
}

/* With whatever is of `escaped` behind a backslash. */
static void put_quoted(GString *out, const char *text, const char *escaped)
{
    g_string_append_c(out, '"');
    for (; *text; text++) {
        if (strchr(escaped, *text))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *text);
    }
    g_string_append_c(out, '"');
}

static void put(GString *out, const char *text, const char *also)
{
    if (is_plain(text, also))
        g_string_append(out, text);
    else
        put_quoted(out, text, "\"");
}

static bool is_keyword(const char *text)
{
    return g_ascii_strcasecmp(text, "or") == 0 || g_ascii_strcasecmp(text, "and") == 0;
}

/* A name in quotes: backslashes are doubled, as lexer_take_key() undoes them. */
static void put_key(GString *out, const char *key)
{
    const char *bracket = strchr(key, '[');
    bool tag = bracket && bracket > key && key[strlen(key) - 1] == ']' &&
               strchr(key, ']') == key + strlen(key) - 1 && !strchr(key, '\n');
    g_autofree char *head = tag ? g_strndup(key, (size_t)(bracket - key)) : g_strdup(key);
    if (is_plain(head, "_.-/@$#%"))
        g_string_append(out, key);
    else
        put_quoted(out, key, "\"\\");
}

static const char value_marks[] = "_.-/@$#%*+:\\{}=&?~^|;'`!";

static void print_term(GString *out, const struct term *term)
{
    if (term->negated)
        g_string_append_c(out, '!');
    if (term->op == OP_HAS) {
        g_string_append(out, "has:");
        put(out, term->value, "_.-/@$#%[],");
        return;
    }
    const struct choice *choices = (const struct choice *)(const void *)term->choices->data;
    if (!term->key) {
        const char *text = choices->pattern.text;
        if (is_keyword(text))
            put_quoted(out, text, "\"");
        else
            put(out, text, "_.-/*");
        return;
    }
    put_key(out, term->written);
    g_string_append_c(out, ':');
    /* A relative date became a comparison when it was parsed; as it was written it does so again.
     */
    bool relative = choices->operand.kind == OPERAND_TIME && choices->operand.sign != 0;
    bool was_plain =
        relative && term->op == (choices->operand.sign < 0 ? OP_GREATER_EQUAL : OP_LESS_EQUAL);
    g_string_append(out, was_plain ? "" : operators[term->op]);
    if (term->is_list)
        g_string_append_c(out, '[');
    for (guint i = 0; i < term->choices->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        put(out, choices[i].pattern.text, value_marks);
    }
    if (term->is_list)
        g_string_append_c(out, ']');
}

/* AND stands inside OR without parentheses; OR inside AND needs them. */
static void print_node(GString *out, const struct node *node, bool inside_and)
{
    if (node->kind == NODE_TERM) {
        print_term(out, node->term);
        return;
    }
    bool is_or = node->kind == NODE_OR;
    if (is_or && inside_and)
        g_string_append_c(out, '(');
    for (guint i = 0; i < node->children->len; i++) {
        if (i > 0)
            g_string_append(out, is_or ? " OR " : " ");
        print_node(out, node->children->pdata[i], !is_or);
    }
    if (is_or && inside_and)
        g_string_append_c(out, ')');
}

char *query_print(const struct query *query)
{
    GString *out = g_string_new(NULL);
    if (!query_is_empty(query))
        print_node(out, query->root, false);
    return g_string_free(out, FALSE);
}
