/* SPDX-License-Identifier: Apache-2.0
 *
 * Which values the attributes of a set of rows have, and how often: an answer of
 * trace-items/stats/.
 */
#ifndef API_MODEL_DISTRIBUTION_H
#define API_MODEL_DISTRIBUTION_H

#include "base/autoptr.h"

struct distribution_label {
    char *text;
    double count; /* rows */
};

struct distribution {
    char *key;
    GPtrArray *labels; /* of struct distribution_label *, as they were told */
};

struct distributions {
    GPtrArray *attributes; /* of struct distribution * */
    double rows;           /* that were looked at; -1 = not told */
};

struct distributions *distributions_new(void);
void distributions_free(struct distributions *distributions);
DEFINE_AUTOPTR(distributions, distributions_free);

/* A further attribute, which belongs to `distributions`. */
struct distribution *distributions_add(struct distributions *distributions, const char *key);
void distribution_add(struct distribution *distribution, const char *text, double count);

#endif
