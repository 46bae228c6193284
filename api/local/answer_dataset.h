/* SPDX-License-Identifier: Apache-2.0
 *
 * Datasets: which kind of rows a name means, what is asked of them beside the caller's own search,
 * and the segments that hold them.
 */
#ifndef API_LOCAL_ANSWER_DATASET_H
#define API_LOCAL_ANSWER_DATASET_H

#include "api/local/answer_call.h"

struct dataset {
    const char *name; /* as asked */
    const char *said; /* as answered in meta: "ourlogs" is "logs" */
    enum item_kind kind;
    const char *terms; /* search terms that are always there, or NULL */
    size_t most_rows;  /* of a page */
};

/* The dataset of the parameter `name` (dataset, or its older name itemType, item_type); `fallback`
 * where the call has none. NULL, with the failure in *failure, for one that is not here. */
const struct dataset *ask_dataset(struct ask *ask, const char *name, const char *fallback,
                                  json_t **failure);
const struct dataset *dataset_named(const char *name);

/* The search of the call (parameter `query`), together with the dataset's own terms and the metric
 * that metricName, metricType and metricUnit name. NULL with the failure in *failure. */
struct query *dataset_query(struct ask *ask, const struct dataset *dataset, json_t **failure);

/* The segments that may hold the rows of the scope; where the search wants one trace, only that
 * trace's. Under the lock; free with g_ptr_array_unref(). */
GPtrArray *dataset_segments(struct ask *ask, const struct dataset *dataset,
                            const struct query *query, const struct scope *scope);

/* The rows of the segment that search and scope select: bit r of word r / 64 of `bits`, which has a
 * word a 64 rows. Returns how many. */
size_t dataset_select(const struct query *query, const struct scope *scope,
                      const struct segment *segment, uint64_t *bits);

#endif
