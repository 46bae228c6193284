/* SPDX-License-Identifier: Apache-2.0 */
#include "views/sql_token.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* Sorted. */
static const char *const keywords[] = {
    "ALL",      "ALTER",     "AND",       "ANY",       "AS",        "ASC",       "BEGIN",
    "BETWEEN",  "BY",        "CASE",      "CAST",      "COMMIT",    "CONFLICT",  "CREATE",
    "CROSS",    "CURRENT",   "DELETE",    "DESC",      "DISTINCT",  "DO",        "DROP",
    "ELSE",     "END",       "EXCEPT",    "EXISTS",    "EXPLAIN",   "FALSE",     "FETCH",
    "FILTER",   "FIRST",     "FOLLOWING", "FOR",       "FROM",      "FULL",      "GROUP",
    "HAVING",   "ILIKE",     "IN",        "INDEX",     "INNER",     "INSERT",    "INTERSECT",
    "INTERVAL", "INTO",      "IS",        "JOIN",      "KEY",       "LAST",      "LATERAL",
    "LEFT",     "LIKE",      "LIMIT",     "LOCKED",    "NATURAL",   "NEXT",      "NOT",
    "NOTHING",  "NOWAIT",    "NULL",      "NULLS",     "OFFSET",    "ON",        "ONLY",
    "OR",       "ORDER",     "OUTER",     "OVER",      "PARTITION", "PRECEDING", "RECURSIVE",
    "REPLACE",  "RETURNING", "RIGHT",     "ROLLBACK",  "ROW",       "ROWS",      "SAVEPOINT",
    "SELECT",   "SET",       "SHARE",     "SIMILAR",   "SKIP",      "TABLE",     "THEN",
    "TO",       "TRUE",      "TRUNCATE",  "UNBOUNDED", "UNION",     "UNIQUE",    "UPDATE",
    "USING",    "VALUES",    "WHEN",      "WHERE",     "WINDOW",    "WITH",
};

static int by_word(const void *token, const void *word)
{
    const struct sql_token *given = token;
    const char *wanted = *(const char *const *)word;
    int order = g_ascii_strncasecmp(given->at, wanted, given->length);
    return order ? order : wanted[given->length] ? -1 : 0;
}

bool sql_is_keyword(struct sql_token token)
{
    return token.kind == SQL_WORD &&
           bsearch(&token, keywords, G_N_ELEMENTS(keywords), sizeof keywords[0], by_word) != NULL;
}

bool sql_token_is(struct sql_token token, const char *word)
{
    return token.kind == SQL_WORD && strlen(word) == token.length &&
           !g_ascii_strncasecmp(token.at, word, token.length);
}

static bool in_word(char c)
{
    return g_ascii_isalnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t word_length(const char *at)
{
    size_t length = 0;
    while (in_word(at[length]) || (at[length] == '$' && length))
        length++;
    return length;
}

/* A quote doubled within the quotes stands for itself. */
static size_t quoted_length(const char *at, char close)
{
    size_t i = 1;
    for (; at[i]; i++) {
        if (at[i] != close)
            continue;
        if (at[i + 1] != close)
            return i + 1;
        i++;
    }
    return i;
}

/* $$ ... $$ and $tag$ ... $tag$ of PostgreSQL; 0 when it is none. */
static size_t dollar_length(const char *at)
{
    size_t tag = 1;
    while (in_word(at[tag]) && !(tag == 1 && g_ascii_isdigit(at[tag])))
        tag++;
    if (at[tag] != '$')
        return 0;
    g_autofree char *fence = g_strndup(at, tag + 1);
    const char *end = strstr(at + tag + 1, fence);
    return end ? (size_t)(end - at) + tag + 1 : strlen(at);
}

static size_t hole_length(const char *at)
{
    if (*at == '?')
        return 1 + strspn(at + 1, "0123456789");
    if (*at == '%' && at[1] == 's')
        return 2;
    if (*at == '%' && at[1] == '(') {
        const char *end = g_strstr_len(at, 64, ")s");
        return end ? (size_t)(end - at) + 2 : 0;
    }
    bool named = (*at == ':' || *at == '@') && (g_ascii_isalpha(at[1]) || at[1] == '_');
    bool counted = (*at == ':' || *at == '$') && g_ascii_isdigit(at[1]);
    return named || counted ? 1 + word_length(at + 1) : 0;
}

static size_t comment_length(const char *at)
{
    if (at[0] == '-' && at[1] == '-')
        return strcspn(at, "\n");
    if (at[0] != '/' || at[1] != '*')
        return 0;
    const char *end = strstr(at + 2, "*/");
    return end ? (size_t)(end - at) + 2 : strlen(at);
}

static size_t number_length(const char *at)
{
    size_t length = 0;
    if (!g_ascii_isdigit(*at) && !(*at == '.' && g_ascii_isdigit(at[1])))
        return 0;
    while (in_word(at[length]) || at[length] == '.')
        length++;
    return length;
}

static size_t blank_length(const char *at)
{
    return strspn(at, " \t\r\n\f\v");
}

static size_t text_length(const char *at)
{
    return *at == '\'' ? quoted_length(at, '\'') : *at == '$' ? dollar_length(at) : 0;
}

static size_t name_length(const char *at)
{
    return *at == '"' || *at == '`' ? quoted_length(at, *at) : 0;
}

/* A cast is no placeholder: x::int. */
static size_t other_length(const char *at)
{
    return at[0] == ':' && at[1] == ':' ? 2 : 0;
}

struct sql_token sql_token_at(const char *at)
{
    static const struct {
        enum sql_kind kind;
        size_t (*length)(const char *at);
    } kinds[] = {
        {SQL_BLANK,   blank_length  },
        {SQL_COMMENT, comment_length},
        {SQL_NUMBER,  number_length },
        {SQL_WORD,    word_length   },
        {SQL_NAME,    name_length   },
        {SQL_OTHER,   other_length  },
        {SQL_TEXT,    text_length   },
        {SQL_HOLE,    hole_length   },
    };
    if (!*at)
        return (struct sql_token){SQL_END, at, 0};
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
        size_t length = kinds[i].length(at);
        if (length)
            return (struct sql_token){kinds[i].kind, at, length};
    }
    return (struct sql_token){SQL_OTHER, at, 1};
}
