/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of SQL text, one after another; for sql_lines.c.
 */
#ifndef VIEWS_SQL_TOKEN_H
#define VIEWS_SQL_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

enum sql_kind {
    SQL_END,
    SQL_BLANK,
    SQL_WORD,
    SQL_NAME, /* quoted */
    SQL_TEXT,
    SQL_NUMBER,
    SQL_HOLE, /* a placeholder: ? $1 :name @p1 %s %(name)s */
    SQL_COMMENT,
    SQL_OTHER /* one character, or the :: of a cast */
};

struct sql_token {
    enum sql_kind kind;
    const char *at;
    size_t length;
};

/* The token that begins at `at`; what is not closed runs to the end of the text. */
struct sql_token sql_token_at(const char *at);
/* True if it is that word (in capitals), in any case. */
bool sql_token_is(struct sql_token token, const char *word);
/* Words that SQL gives a meaning; the rest are names. */
bool sql_is_keyword(struct sql_token token);

#endif
