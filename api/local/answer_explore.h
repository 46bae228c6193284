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

/* The `sort` parameters of the call: `-count` means the function that starts so. Free with
 * g_strfreev(); NULL when there is none. */
char **ask_sort(const struct ask *ask, const char *const *fields);

#endif
