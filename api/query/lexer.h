/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of a search, one after the other: what is a key, an operator, a value, a quote. Private
 * to api/query. Each take_ function moves `at` on; those that can fail note the error once.
 */
#ifndef API_QUERY_LEXER_H
#define API_QUERY_LEXER_H

#include "api/query/ast.h"

struct lexer {
    const char *text;
    const char *at;
    GError *error; /* the first one; NULL while all is well */
    size_t offset; /* of the error */
};

/* The byte behind the quote that closes the one at `at`; NULL when there is none. A backslash
 * guards the byte after it. */
const char *after_quote(const char *at);

/* Notes an error at byte `at`, unless there is one. Always false. */
bool lexer_fail(struct lexer *lexer, const char *at, enum query_error code, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

void lexer_skip_spaces(struct lexer *lexer);
bool lexer_take(struct lexer *lexer, char c);

/* The keyword (any case) standing alone here. */
bool lexer_take_word(struct lexer *lexer, const char *keyword);
bool lexer_sees_word(const struct lexer *lexer, const char *keyword);

/* The key before a colon, without the colon's operator: newly allocated, or NULL (nothing is moved)
 * when what stands here is no key. tags[x] is kept as it is written; "a b": gives a b. */
char *lexer_take_key(struct lexer *lexer);

/* > >= < <= or nothing. */
enum term_operator lexer_take_operator(struct lexer *lexer);

/* A quoted text without its quotes, `\"` undone; NULL on an unclosed quote. `at` is on the quote.
 */
char *lexer_take_quoted(struct lexer *lexer);

/* The run up to a space, or a parenthesis that was not opened in it; in a list also up to a comma
 * or a closing bracket. May be empty. */
char *lexer_take_value(struct lexer *lexer, bool in_list);

/* A word of free text. */
char *lexer_take_free(struct lexer *lexer);

#endif
