/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept of rows, cell by cell, while segments are read. Private to api/query.
 */
#ifndef API_QUERY_MEASURE_H
#define API_QUERY_MEASURE_H

#include "api/query/fields.h"
#include "api/query/value_ids.h"

struct measure;

/* Rows of one segment, and the cell each falls into. */
struct batch {
    const struct segment *segment;
    const uint32_t *rows;
    const uint32_t *cells;
    size_t count;
};

struct measure *measure_new(const struct measure_spec *spec);
void measure_free(struct measure *measure);

/* Takes in a batch; its cells are below `cells`, which never shrinks from call to call. */
void measure_add(struct measure *measure, const struct batch *batch, size_t cells);

/* After the last batch: readies the answers for `cells` cells. */
void measure_finish(struct measure *measure, size_t cells);

uint64_t measure_count(const struct measure *measure, size_t cell); /* rows or numbers or values */
double measure_sum(const struct measure *measure, size_t cell);
double measure_least(const struct measure *measure, size_t cell); /* NaN of none, as the next two */
double measure_greatest(const struct measure *measure, size_t cell);
double measure_quantile(const struct measure *measure, size_t cell, double q);
struct value measure_any(const struct measure *measure, size_t cell);
int64_t measure_first_ns(const struct measure *measure, size_t cell);
int64_t measure_last_ns(const struct measure *measure, size_t cell);

#endif
