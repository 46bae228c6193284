/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields as they are asked for, parsed: columns, functions of columns, equations over functions.
 * Private to api/query.
 */
#ifndef API_QUERY_FIELDS_H
#define API_QUERY_FIELDS_H

#include "api/query/ast.h"

#define MOST_FIELDS 20

/* A column as the rows of one kind have it. */
struct column_ref {
    char *key; /* NULL = none */
    enum field field;
};

/* What is kept of the rows of each cell (a group, or a group's bucket) for the functions. */
enum measure_kind {
    MEASURE_COUNT,  /* how many */
    MEASURE_SUM,    /* sum, and how many numbers */
    MEASURE_RANGE,  /* least and greatest number */
    MEASURE_VALUES, /* every number, for percentiles */
    MEASURE_UNIQUE, /* how many different values */
    MEASURE_ANY,    /* a value */
    MEASURE_TIMES,  /* earliest and latest row */
};

struct measure_spec {
    enum measure_kind kind;
    struct column_ref column;
    struct query *filter; /* rows it looks at; NULL = all */
    char *filter_text;
};

enum outcome {
    OUTCOME_COUNT,
    OUTCOME_SUM,
    OUTCOME_AVERAGE,
    OUTCOME_LEAST,
    OUTCOME_GREATEST,
    OUTCOME_QUANTILE,
    OUTCOME_ANY,
    OUTCOME_FIRST_TIME,
    OUTCOME_LAST_TIME,
    OUTCOME_SHARE,    /* measure's count of base's count */
    OUTCOME_RATE,     /* count a second, times `factor` */
    OUTCOME_SUM_RATE, /* sum a second, times `factor` */
};

struct function {
    enum outcome outcome;
    size_t measure; /* places in plan.measures */
    size_t base;    /* the rows it looks at, counted */
    double quantile;
    double factor;
    const char *type; /* as in struct table */
    const char *unit;
    bool zero_when_empty; /* of a bucket without rows: 0, not unknown */
};

enum expression_kind { EXPRESSION_NUMBER, EXPRESSION_FUNCTION, EXPRESSION_OPERATION };

struct expression {
    enum expression_kind kind;
    double number;
    size_t function; /* place in plan.functions */
    char operation;  /* + - * / */
    struct expression *left, *right;
};

enum field_kind { ASKED_COLUMN, ASKED_FUNCTION, ASKED_EQUATION };

struct asked_field {
    enum field_kind kind;
    char *text; /* as asked */
    struct column_ref column;
    size_t function;
    struct expression *expression;
};

/* Everything that is asked in one request. */
struct plan {
    enum item_kind kind;
    GPtrArray *fields;   /* of struct asked_field * */
    GArray *functions;   /* of struct function */
    GPtrArray *measures; /* of struct measure_spec *, no two alike */
};

struct plan *plan_new(enum item_kind kind);
void plan_free(struct plan *plan);
DEFINE_AUTOPTR(plan, plan_free);

/* Parses `text` and adds it; returns its place, or -1 with an error. */
gssize plan_add(struct plan *plan, const char *text, GError **error);

struct column_ref column_ref_of(enum item_kind kind, const char *name);
bool column_ref_equal(const struct column_ref *a, const struct column_ref *b);
void column_ref_clear(struct column_ref *column);

/* The place of a measure, which is added when there is none like it; -1 with an error when
 * `filter_text` (NULL = all rows) is no search. */
gssize plan_measure(struct plan *plan, enum measure_kind kind, const struct column_ref *column,
                    const char *filter_text, GError **error);

/* Parses "name(arguments)" and returns its place in plan.functions, or -1. */
gssize plan_function(struct plan *plan, const char *text, size_t length, GError **error);

/* Parses the arithmetic of an equation. */
struct expression *plan_equation(struct plan *plan, const char *text, GError **error);
void expression_free(struct expression *expression);

#endif
