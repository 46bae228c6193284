/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/lexer.h"

#include <string.h>

bool lexer_fail(struct lexer *lexer, const char *at, enum query_error code, const char *format, ...)
{
    if (lexer->error)
        return false;
    va_list arguments;
    va_start(arguments, format);
    lexer->error = g_error_new_valist(QUERY_ERROR, (int)code, format, arguments);
    va_end(arguments);
    lexer->offset = (size_t)(at - lexer->text);
    return false;
}

void lexer_skip_spaces(struct lexer *lexer)
{
    while (g_ascii_isspace(*lexer->at))
        lexer->at++;
}

bool lexer_take(struct lexer *lexer, char c)
{
    if (*lexer->at != c)
        return false;
    lexer->at++;
    return true;
}

static bool ends_word(char c)
{
    return c == '\0' || c == '(' || c == ')' || g_ascii_isspace(c);
}

bool lexer_sees_word(const struct lexer *lexer, const char *keyword)
{
    size_t length = strlen(keyword);
    return g_ascii_strncasecmp(lexer->at, keyword, length) == 0 && ends_word(lexer->at[length]);
}

bool lexer_take_word(struct lexer *lexer, const char *keyword)
{
    if (!lexer_sees_word(lexer, keyword))
        return false;
    lexer->at += strlen(keyword);
    return true;
}

const char *after_quote(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\' && at[1])
            at++;
    return *at ? at + 1 : NULL;
}

/* A pattern undoes pairs of backslashes itself: they are kept for it. */
static char *unquote(const char *from, const char *to, bool pattern)
{
    GString *out = g_string_new(NULL);
    for (; from < to; from++) {
        if (*from == '\\' && from + 1 < to && from[1] == '"')
            from++;
        else if (*from == '\\' && from + 1 < to && from[1] == '\\') {
            if (pattern)
                g_string_append_c(out, *from);
            from++;
        }
        g_string_append_c(out, *from);
    }
    return g_string_free(out, FALSE);
}

static bool is_key_char(char c)
{
    return g_ascii_isalnum(c) || (c & 0x80) || (c && strchr("_.-/@$#%", c));
}

char *lexer_take_key(struct lexer *lexer)
{
    const char *start = lexer->at;
    const char *at = start;
    if (*at == '"') {
        const char *end = after_quote(at);
        if (!end || *end != ':' || end - start <= 2)
            return NULL;
        lexer->at = end + 1;
        return unquote(start + 1, end - 1, false);
    }
    while (is_key_char(*at))
        at++;
    if (*at == '[' && at > start) {
        at += strcspn(at, "]\n");
        at += *at == ']';
    }
    if (at == start || *at != ':')
        return NULL;
    lexer->at = at + 1;
    return g_strndup(start, (size_t)(at - start));
}

enum term_operator lexer_take_operator(struct lexer *lexer)
{
    if (lexer_take(lexer, '>'))
        return lexer_take(lexer, '=') ? OP_GREATER_EQUAL : OP_GREATER;
    if (lexer_take(lexer, '<'))
        return lexer_take(lexer, '=') ? OP_LESS_EQUAL : OP_LESS;
    return OP_IS;
}

char *lexer_take_quoted(struct lexer *lexer)
{
    const char *start = lexer->at;
    const char *end = after_quote(start);
    if (!end) {
        lexer_fail(lexer, start, QUERY_ERROR_SYNTAX, "unclosed quote: \" is missing");
        return NULL;
    }
    lexer->at = end;
    return unquote(start + 1, end - 1, true);
}

char *lexer_take_value(struct lexer *lexer, bool in_list)
{
    const char *start = lexer->at;
    int open = 0;
    for (; *lexer->at && !g_ascii_isspace(*lexer->at); lexer->at++) {
        char c = *lexer->at;
        if (in_list && (c == ',' || c == ']'))
            break;
        if (c == ')' && open-- == 0)
            break;
        open += c == '(';
    }
    return g_strndup(start, (size_t)(lexer->at - start));
}

char *lexer_take_free(struct lexer *lexer)
{
    const char *start = lexer->at;
    while (!ends_word(*lexer->at))
        lexer->at++;
    return g_strndup(start, (size_t)(lexer->at - start));
}
