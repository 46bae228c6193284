/* SPDX-License-Identifier: Apache-2.0
 *
 * Tables of rows as events/ and trace-logs/ give them: {"data": [{field: value}], "meta"}.
 */
#ifndef API_LOCAL_ANSWER_EXPLORE_H
#define API_LOCAL_ANSWER_EXPLORE_H

#include "api/local/answer_dataset.h"

/* One column as it was asked for, and where its value comes from. */
struct column {
    const char *asked;   /* the key in the answer */
    const char *queried; /* the field that the evaluator is asked for */
    bool project_id;     /* the project's number instead of its slug */
};

/* `fields` NULL-terminated. Free the result with g_free(). */
struct column *columns_of(const char *const *fields, size_t *count);

/* The table as {"data", "meta", "confidence"}. Under the lock. */
json_t *table_body(struct ask *ask, const struct dataset *dataset, const struct table *table,
                   const struct column *columns, size_t count);

/* A cell: dates as ISO text, project numbers, all else as it is. Under the lock. */
json_t *table_cell(struct ask *ask, const struct column *column, const char *type,
                   struct value value);

/* The `sort` parameters of the call: `-count` means the function that starts so. Free with
 * g_strfreev(); NULL when there is none. */
char **ask_sort(const struct ask *ask, const char *const *fields);

#endif
