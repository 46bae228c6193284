/* SPDX-License-Identifier: Apache-2.0
 *
 * Which piece of a search the cursor is in, so that it can be completed, while the search need not
 * be right yet; and the pieces as they are written. Pure.
 */
#ifndef VIEWS_QUERY_WORD_H
#define VIEWS_QUERY_WORD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum query_piece {
    PIECE_NONE,  /* free text in quotes: nothing to complete */
    PIECE_KEY,   /* the name of a field, or free text */
    PIECE_NAME,  /* a name behind has: */
    PIECE_VALUE, /* of `key`; alone or in a list */
};

struct query_word {
    enum query_piece piece;
    size_t from;   /* byte where it begins, with its quote */
    char *key;     /* of a value, unquoted; else NULL */
    char *typed;   /* up to the cursor, unquoted */
    bool compares; /* > >= < <= stand before the value */
};

struct query_word query_word_at(const char *text, size_t cursor);
void query_word_clear(struct query_word *word);

/* As it is written in a search: in quotes where it needs them. Newly allocated. */
char *query_word_value(const char *value);
char *query_word_key(const char *key);

/* How `candidate` fits what was typed (any case): 2 = begins with it, 1 = a part of it does (behind
 * a dot or the like), 0 = not. */
int query_word_fit(const char *typed, const char *candidate);

#endif
