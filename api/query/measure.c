/* SPDX-License-Identifier: Apache-2.0 */
#include "api/query/measure.h"

#include "api/query/quantile.h"

#include <math.h>
#include <string.h>

struct cell {
    uint64_t count;
    union {
        double sum;
        struct {
            double least, greatest;
        };
        struct {
            int64_t first_ns, last_ns;
        };
        struct value any;
        struct {
            double *values; /* MEASURE_VALUES: `count` of them */
            size_t room;
        };
    };
};

struct measure {
    const struct measure_spec *spec;
    struct cell *cells;
    size_t count, capacity;
    struct value_ids *map; /* MEASURE_UNIQUE */
    GHashTable *seen;      /* (cell, id) as int64 */
};

struct measure *measure_new(const struct measure_spec *spec)
{
    struct measure *measure = g_new0(struct measure, 1);
    measure->spec = spec;
    if (spec->kind == MEASURE_UNIQUE) {
        measure->map = value_ids_new();
        measure->seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    }
    return measure;
}

void measure_free(struct measure *measure)
{
    if (!measure)
        return;
    value_ids_free(measure->map);
    g_clear_pointer(&measure->seen, g_hash_table_unref);
    for (size_t i = 0; measure->spec->kind == MEASURE_VALUES && i < measure->count; i++)
        g_free(measure->cells[i].values);
    g_free(measure->cells);
    g_free(measure);
}

static void reach(struct measure *measure, size_t cells)
{
    if (cells > measure->capacity) {
        size_t capacity = MAX(cells, measure->capacity * 2);
        measure->cells = g_renew(struct cell, measure->cells, capacity);
        memset(measure->cells + measure->capacity, 0,
               (capacity - measure->capacity) * sizeof *measure->cells);
        measure->capacity = capacity;
    }
    measure->count = MAX(measure->count, cells);
}

/* Text that is wholly a number counts as that number, so the dictionary is read as numbers too. */
static void add_coded_numbers(const struct segment *segment, int column, size_t rows, double *out)
{
    size_t size = segment_dictionary_size(segment, column);
    g_autofree double *numbers = g_new(double, size + 1);
    bool any = false;
    for (size_t code = 1; code <= size; code++) {
        numbers[code] = (double)NAN;
        any |=
            value_number(segment_dictionary_value(segment, column, (uint32_t)code), &numbers[code]);
    }
    if (!any)
        return;
    g_autofree uint32_t *codes = g_new(uint32_t, rows);
    segment_read_codes(segment, column, 0, rows, codes);
    for (size_t i = 0; i < rows; i++)
        if (codes[i] != 0)
            out[i] = numbers[codes[i]];
}

/* The column as numbers, NaN where a row has none; NULL when no row has any. */
static double *read_numbers(const struct segment *segment, const struct column_ref *column,
                            size_t rows)
{
    double *numbers = NULL;
    if (column->field == FIELD_TIME) {
        numbers = g_new(double, rows);
        for (size_t i = 0; i < rows; i++)
            numbers[i] = (double)segment_time_ns(segment, i);
        return numbers;
    }
    int place = column->field == FIELD_ID ? -1 : segment_column(segment, column->key);
    if (place < 0)
        return NULL;
    numbers = g_new(double, rows);
    segment_read_numbers(segment, place, 0, rows, numbers);
    unsigned parts = segment_column_parts(segment, place);
    if (parts & COLUMN_CODES)
        add_coded_numbers(segment, place, rows, numbers);
    for (size_t i = 0; (parts & COLUMN_RUN) && i < rows; i++) {
        const char *text = segment_run(segment, place, i);
        if (text)
            value_number(value_string(text), &numbers[i]);
    }
    return numbers;
}

static void add_number(struct measure *measure, uint32_t at, double number)
{
    struct cell *cell = &measure->cells[at];
    if (measure->spec->kind == MEASURE_SUM) {
        cell->sum += number;
    } else {
        cell->least = cell->count ? MIN(cell->least, number) : number;
        cell->greatest = cell->count ? MAX(cell->greatest, number) : number;
    }
    cell->count++;
}

static void keep_number(struct measure *measure, uint32_t at, double number)
{
    struct cell *cell = &measure->cells[at];
    if (cell->count == cell->room) {
        cell->room = cell->room * 2 + 8;
        cell->values = g_renew(double, cell->values, cell->room);
    }
    cell->values[cell->count++] = number;
}

static void add_numbers(struct measure *measure, const struct batch *batch)
{
    if (batch->count == 0)
        return;
    size_t rows = (size_t)batch->rows[batch->count - 1] + 1;
    g_autofree double *numbers = read_numbers(batch->segment, &measure->spec->column, rows);
    bool keep = measure->spec->kind == MEASURE_VALUES;
    for (size_t i = 0; numbers && i < batch->count; i++) {
        double number = numbers[batch->rows[i]];
        if (isnan(number))
            continue;
        if (keep)
            keep_number(measure, batch->cells[i], number);
        else
            add_number(measure, batch->cells[i], number);
    }
}

static void add_unique(struct measure *measure, const struct batch *batch)
{
    if (batch->count == 0)
        return;
    g_autofree uint32_t *ids = g_new(uint32_t, batch->count);
    value_ids_read(measure->map, batch->segment, &measure->spec->column, batch->rows, batch->count,
                   ids);
    for (size_t i = 0; i < batch->count; i++) {
        int64_t pair = (int64_t)batch->cells[i] << 32 | ids[i];
        if (ids[i] == 0 || g_hash_table_contains(measure->seen, &pair))
            continue;
        g_hash_table_add(measure->seen, g_memdup2(&pair, sizeof pair));
        measure->cells[batch->cells[i]].count++;
    }
}

static void add_any(struct measure *measure, const struct batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct cell *cell = &measure->cells[batch->cells[i]];
        if (cell->count > 0)
            continue;
        cell->any = row_value(batch->segment, &measure->spec->column, batch->rows[i]);
        cell->count = cell->any.type != VALUE_NONE;
    }
}

static void add_times(struct measure *measure, const struct batch *batch)
{
    const int64_t *times = segment_times(batch->segment);
    for (size_t i = 0; i < batch->count; i++) {
        struct cell *cell = &measure->cells[batch->cells[i]];
        int64_t ns = times[batch->rows[i]];
        cell->first_ns = cell->count ? MIN(cell->first_ns, ns) : ns;
        cell->last_ns = cell->count ? MAX(cell->last_ns, ns) : ns;
        cell->count++;
    }
}

static void add_all(struct measure *measure, const struct batch *batch)
{
    switch (measure->spec->kind) {
    case MEASURE_COUNT:
        for (size_t i = 0; i < batch->count; i++)
            measure->cells[batch->cells[i]].count++;
        break;
    case MEASURE_SUM:
    case MEASURE_RANGE:
    case MEASURE_VALUES:
        add_numbers(measure, batch);
        break;
    case MEASURE_UNIQUE:
        add_unique(measure, batch);
        break;
    case MEASURE_ANY:
        add_any(measure, batch);
        break;
    case MEASURE_TIMES:
        add_times(measure, batch);
        break;
    }
}

/* Only the rows that the measure's own filter selects. */
static void add_filtered(struct measure *measure, const struct batch *batch)
{
    size_t all = segment_rows(batch->segment);
    g_autofree uint64_t *bits = g_new(uint64_t, (all + 63) / 64);
    g_autofree uint32_t *rows = g_new(uint32_t, batch->count + 1);
    g_autofree uint32_t *cells = g_new(uint32_t, batch->count + 1);
    struct batch some = {.segment = batch->segment, .rows = rows, .cells = cells};
    query_select(measure->spec->filter, batch->segment, all, bits);
    for (size_t i = 0; i < batch->count; i++) {
        uint32_t row = batch->rows[i];
        if (bits[row / 64] >> (row % 64) & 1) {
            rows[some.count] = row;
            cells[some.count++] = batch->cells[i];
        }
    }
    add_all(measure, &some);
}

void measure_add(struct measure *measure, const struct batch *batch, size_t cells)
{
    reach(measure, cells);
    if (measure->spec->filter)
        add_filtered(measure, batch);
    else
        add_all(measure, batch);
}

void measure_finish(struct measure *measure, size_t cells)
{
    reach(measure, cells);
}

uint64_t measure_count(const struct measure *measure, size_t cell)
{
    return measure->cells[cell].count;
}

double measure_sum(const struct measure *measure, size_t cell)
{
    return measure->cells[cell].count ? measure->cells[cell].sum : (double)NAN;
}

double measure_least(const struct measure *measure, size_t cell)
{
    return measure->cells[cell].count ? measure->cells[cell].least : (double)NAN;
}

double measure_greatest(const struct measure *measure, size_t cell)
{
    return measure->cells[cell].count ? measure->cells[cell].greatest : (double)NAN;
}

double measure_quantile(const struct measure *measure, size_t cell, double q)
{
    const struct cell *at = &measure->cells[cell];
    return quantile_of(at->values, at->count, q);
}

struct value measure_any(const struct measure *measure, size_t cell)
{
    const struct cell *at = &measure->cells[cell];
    return at->count ? at->any : (struct value){.type = VALUE_NONE};
}

int64_t measure_first_ns(const struct measure *measure, size_t cell)
{
    return measure->cells[cell].first_ns;
}

int64_t measure_last_ns(const struct measure *measure, size_t cell)
{
    return measure->cells[cell].last_ns;
}
