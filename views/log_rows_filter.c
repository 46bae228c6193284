/* SPDX-License-Identifier: Apache-2.0 */
#include "views/log_rows_internal.h"

#include <string.h>

#define LOOK_ROWS 8 /* between two looks at the clock; a runaway pattern takes 1 ms a row */

bool log_rows_filtering(const struct log_rows *rows)
{
    return rows->matcher || rows->query || rows->floor > LEVEL_UNKNOWN;
}

void log_rows_restart(struct log_rows *rows)
{
    rows->changes++;
    runway_empty(&rows->shown);
    rows->looked_from = rows->looked_to = runway_end(&rows->places);
}

void log_rows_filter(struct log_rows *rows, enum level floor, const struct matcher *matcher,
                     bool hide)
{
    struct matcher *taken = matcher_ref((struct matcher *)matcher);
    matcher_free(rows->matcher);
    rows->matcher = taken;
    rows->floor = floor;
    rows->hide = hide;
    log_rows_restart(rows);
}

void log_rows_narrow(struct log_rows *rows, struct query *query)
{
    query_free(rows->query);
    rows->query = query;
    log_rows_restart(rows);
}

/* The open segment may get columns at any time, so only sealed ones are remembered: all but the
 * last. */
static struct reader reader_of(struct log_rows *rows, const struct segment *segment)
{
    if (rows->reader.segment == segment)
        return rows->reader;
    struct reader reader = {segment, segment_column(segment, "severity"),
                            segment_column(segment, "message")};
    if (rows->segments->len == 0 || segment != rows->segments->pdata[rows->segments->len - 1])
        rows->reader = reader;
    return reader;
}

static const char *text_in(const struct place *place, int column)
{
    struct value value = segment_value(place->segment, place->row, column);
    return value.type == VALUE_STRING ? value.string : NULL;
}

static struct value field_of(const void *thing, const char *key)
{
    const struct place *place = thing;
    if (key && (strcmp(key, "timestamp") == 0 || strcmp(key, "timestamp_precise") == 0))
        return value_int(place->time_ns);
    return segment_value(place->segment, place->row,
                         segment_column(place->segment, key ? key : "message"));
}

static bool message_matches(const struct matcher *matcher, const struct place *place, int column)
{
    size_t length;
    const char *text = segment_message(place->segment, place->row, &length);
    return text ? matcher_matches_bytes(matcher, text, length)
                : matcher_matches(matcher, text_in(place, column));
}

static bool passes(struct log_rows *rows, int64_t at)
{
    const struct place *place = runway_at(&rows->places, at);
    struct reader reader = reader_of(rows, place->segment);
    if (rows->floor > LEVEL_UNKNOWN && level_parse(text_in(place, reader.severity)) < rows->floor)
        return false;
    if (rows->matcher) {
        bool matches = message_matches(rows->matcher, place, reader.message) ||
                       matcher_matches(rows->matcher, segment_project(place->segment, place->row));
        if (matches == rows->hide)
            return false;
    }
    return !rows->query || query_matches(rows->query, field_of, place);
}

/* Looks at the next row: those that came behind, then those before. False = all are looked at. */
static bool look(struct log_rows *rows)
{
    bool behind = rows->looked_to < runway_end(&rows->places);
    if (!behind && rows->looked_from == runway_first(&rows->places))
        return false;
    int64_t at = behind ? rows->looked_to++ : --rows->looked_from;
    if (passes(rows, at))
        *(int64_t *)(behind ? runway_append : runway_prepend)(&rows->shown, 1) = at;
    return true;
}

bool log_rows_work(struct log_rows *rows, int64_t budget_us)
{
    int64_t until = g_get_monotonic_time() + budget_us;
    if (!log_rows_filtering(rows))
        return false;
    do {
        for (int i = 0; i < LOOK_ROWS; i++)
            if (!look(rows))
                return false;
    } while (g_get_monotonic_time() < until);
    return true;
}
