/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of the log view by time and by id.
 */
#include "views/log_rows_internal.h"

#include <string.h>

/* But for gaps, from the place `at` on. */
static int64_t time_from(const struct log_rows *rows, int64_t at, int by, int64_t none)
{
    for (; at >= runway_first(&rows->places) && at < runway_end(&rows->places); at += by) {
        const struct place *place = runway_at(&rows->places, at);
        if (!place_is_gap(rows, place))
            return place_time(rows, place);
    }
    return none;
}

int64_t log_rows_oldest_ns(const struct log_rows *rows)
{
    return time_from(rows, runway_first(&rows->places), 1, INT64_MAX);
}

int64_t log_rows_newest_ns(const struct log_rows *rows)
{
    return time_from(rows, runway_end(&rows->places) - 1, -1, INT64_MIN);
}

/* The first row at or after the time, which may be one too many. */
static size_t row_from(const struct log_rows *rows, int64_t time_ns)
{
    size_t low = 0, high = log_rows_count(rows);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (log_row_time_ns(rows, middle) < time_ns)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t log_rows_at(const struct log_rows *rows, int64_t time_ns)
{
    size_t row = row_from(rows, time_ns);
    return row > 0 && row == log_rows_count(rows) ? row - 1 : row;
}

size_t log_rows_find(const struct log_rows *rows, const char *id, int64_t from_ns, int64_t to_ns)
{
    size_t count = log_rows_count(rows);
    for (size_t row = row_from(rows, from_ns);
         id && row < count && log_row_time_ns(rows, row) <= to_ns; row++)
        if (strcmp(log_row_id(rows, row), id) == 0)
            return row;
    return SIZE_MAX;
}
