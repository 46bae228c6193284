/* SPDX-License-Identifier: Apache-2.0
 *
 * What a query is once it is parsed: a tree of AND and OR over terms. Private to api/query.
 */
#ifndef API_QUERY_AST_H
#define API_QUERY_AST_H

#include "api/query/operand.h"
#include "api/query/pattern.h"
#include "api/query/query.h"

enum term_operator { OP_IS, OP_GREATER, OP_GREATER_EQUAL, OP_LESS, OP_LESS_EQUAL, OP_HAS };

/* One value of a term: `key:[a,b]` has two. */
struct choice {
    struct pattern pattern; /* what text is matched against */
    struct operand operand; /* what numbers and dates are compared with */
};

struct term {
    char *key;     /* canonical; NULL = free text */
    char *written; /* the key as it was written; NULL for free text */
    char *value;   /* as written, without quotes; of a list, with its brackets; has: the name */
    bool exact;    /* written as tags[...]: the attribute of that name, not a short name */
    bool is_date;  /* the key's values are times, in ns */
    bool negated;
    bool is_list;
    bool wants_empty; /* key:"" */
    size_t at;        /* the byte of the search where it begins, behind any `!` */
    size_t value_at;  /* where its value does, behind colon and operator */
    enum term_operator op;
    GArray *choices; /* of struct choice; empty for OP_HAS */
};

enum node_kind { NODE_AND, NODE_OR, NODE_TERM };

struct node {
    enum node_kind kind;
    GPtrArray *children; /* of struct node *; AND, OR */
    struct term *term;   /* TERM */
};

struct query {
    struct node *root; /* NULL = everything */
    size_t boolean_at; /* byte of the first AND or OR; SIZE_MAX = none */
};

struct term *term_new(void);
struct node *node_new(enum node_kind kind);
void node_free(struct node *node);

/* Whether `value`, which the row has, satisfies the term; negation is not looked at. */
bool term_matches_value(const struct term *term, struct value value);
/* The same for a row that lacks the key. */
bool term_matches_absent(const struct term *term);
/* The same for a number that is exact as a double; cheaper than term_matches_value(). */
bool term_matches_number(const struct term *term, double number);

/* The text (lower case) that a value must hold for the term to match, if that is all it asks; else
 * NULL. */
const char *term_needle(const struct term *term);

/* The keys that free text looks in on rows of `kind`; NULL-terminated. */
const char *const *free_text_keys(enum item_kind kind);

/* What kind of thing a key is on rows that have fields beside their attributes. */
enum field { FIELD_ATTRIBUTE, FIELD_ID, FIELD_TIME, FIELD_PROJECT };
enum field field_of(const char *canonical);

#endif
