/* SPDX-License-Identifier: Apache-2.0
 *
 * A plan carried out over segments: measures filled, and functions answered cell by cell. Private
 * to api/query.
 */
#ifndef API_QUERY_OUTCOME_H
#define API_QUERY_OUTCOME_H

#include "api/query/measure.h"

struct run {
    const struct plan *plan;
    GPtrArray *measures; /* of struct measure *, as plan->measures */
    double seconds;      /* that a cell's rows are spread over, for rates */
};

struct run *run_new(const struct plan *plan, double seconds);
void run_free(struct run *run);
DEFINE_AUTOPTR(run, run_free);

void run_add(struct run *run, const struct batch *batch, size_t cells);
void run_finish(struct run *run, size_t cells);

/* A function or an equation as asked. */
struct value run_field(const struct run *run, const struct asked_field *field, size_t cell);
/* The same as a number; NaN for none. */
double run_number(const struct run *run, const struct asked_field *field, size_t cell);

/* Type and unit of a function or an equation. */
void run_field_type(const struct plan *plan, const struct asked_field *field, const char **type,
                    const char **unit);

#endif
