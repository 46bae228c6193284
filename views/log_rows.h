/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the log view: a frame of what was loaded, an index of it by time, and what passes the
 * severity floor and the filter. Rows come in any order and more than once; each is kept once, in
 * its place. Older and newer pages cost their own rows, however many are held.
 */
#ifndef VIEWS_LOG_ROWS_H
#define VIEWS_LOG_ROWS_H

#include "api/client/request.h"
#include "api/model/frame.h"
#include "api/query/query.h"
#include "views/row_filter.h"

struct log_rows;

#define LOG_ROWS_OF_FILES (16u << 20) /* whose text stays in the files */

/* Holds at most `most` rows. A row takes 8 bytes here, 8 more while it passes a filter and a bit
 * for what the filter says; 16 in its segment, 2 for each attribute with a value in up to 65 535
 * others of its segment, and its text: id, message, and each distinct value once a segment. */
struct log_rows *log_rows_new(size_t most);
void log_rows_free(struct log_rows *rows);
void log_rows_clear(struct log_rows *rows);
/* Holds at most so many from now on, and none now. */
void log_rows_set_most(struct log_rows *rows, size_t most);
size_t log_rows_memory(const struct log_rows *rows); /* bytes, estimated */

/* The fields to ask for; NULL-terminated. */
const char *const *log_rows_fields(void);
/* From now on rows keep these attributes, too (copied; names as they are asked for), which the
 * answers have then. Of rows over text kept elsewhere every attribute is known. */
void log_rows_keep(struct log_rows *rows, const GPtrArray *keys);
/* Takes in the rows [from, to) of an answer, which is in order; those known already are dropped.
 * Returns how many were new. Where there is no room, the oldest segment goes. */
size_t log_rows_add(struct log_rows *rows, const struct rows *answer, size_t from, size_t to);
/* When a row of an answer happened. */
int64_t log_rows_time_of(const struct rows *answer, size_t row);
/* Takes in the rows [from, to) of a segment that stands over text kept elsewhere; none of them may
 * be there already. Where there is no room, segments taken before go, the oldest first; false when
 * that does not help. Takes a reference. */
bool log_rows_take(struct log_rows *rows, struct segment *segment, size_t from, size_t to);
/* Forgets all rows of such a segment. */
void log_rows_drop(struct log_rows *rows, const struct segment *segment);
/* The row with all that it has; free with item_free(). */
struct item *log_row_item(const struct log_rows *rows, size_t row);

/* New references to every segment that rows stand in; with `*open` the last of them may be read by
 * this thread only, and grows. Free with g_ptr_array_unref(). */
GPtrArray *log_rows_segments(const struct log_rows *rows, bool *open);

/* Ids of rows held that were read so far to find out which come again. */
size_t log_rows_ids_read(const struct log_rows *rows);

/* Another page of so many rows would push rows out. */
bool log_rows_full(const struct log_rows *rows, size_t page);

/* Shows only rows that pass `filter` (taken; NULL = all). Workers look at what is sealed, newest
 * first; what they were asked before, and still do, is cancelled. */
void log_rows_set_filter(struct log_rows *rows, struct row_filter *filter);
/* Limits the rows to those that the query selects, besides the filter. Takes it; NULL = all. */
void log_rows_narrow(struct log_rows *rows, struct query *query);
/* A filter of one's own that lets through what this one does; NULL = every row. */
struct row_filter *log_rows_filter_again(const struct log_rows *rows);
/* Rows that the query does not select do not pass `filter` either. Before it is used. */
void log_rows_select(const struct log_rows *rows, struct row_filter *filter);
/* How often the filter was set: another number, another filter. */
uint64_t log_rows_filter_number(const struct log_rows *rows);
/* Shows so many rows, too, before and behind each that passes. */
void log_rows_set_context(struct log_rows *rows, size_t context);
/* Goes on filtering, newest first, for about `budget_us`; true when there is more to do. */
bool log_rows_work(struct log_rows *rows, int64_t budget_us);
/* The same until `count` rows are shown, also waiting for workers; for at most `most_us`. */
bool log_rows_work_for(struct log_rows *rows, size_t count, int64_t most_us);
bool log_rows_filtered(const struct log_rows *rows); /* some rows may be left out */
/* There is nothing to do before a worker is done with its part, which wakes the listener: on this
 * thread, from its main loop. */
bool log_rows_waits(const struct log_rows *rows);
void log_rows_listen(struct log_rows *rows, void (*wake)(void *data), void *data);
/* The part of the rows held that was filtered: 0 to 1. */
double log_rows_looked(const struct log_rows *rows);
/* What passes from this time on is known; INT64_MIN when all is. */
int64_t log_rows_looked_ns(const struct log_rows *rows);
/* Rows that a pattern was too costly for (views/matcher.h): they count as not matching. */
size_t log_rows_costly(const struct log_rows *rows);

size_t log_rows_count(const struct log_rows *rows);      /* shown: that pass, their context, gaps */
size_t log_rows_passing(const struct log_rows *rows);    /* without context and gaps */
size_t log_rows_held(const struct log_rows *rows);       /* in all, without gaps */
uint64_t log_rows_evicted(const struct log_rows *rows);  /* that went to make room */
int64_t log_rows_oldest_ns(const struct log_rows *rows); /* INT64_MAX and INT64_MIN when empty */
int64_t log_rows_newest_ns(const struct log_rows *rows);
/* Cells of the longest name of a project since it was empty. */
int log_rows_project_cols(const struct log_rows *rows);

/* Another number when anything but rows at the end changed. */
uint64_t log_rows_version(const struct log_rows *rows);

/* One row that is shown, oldest first. */
bool log_row_is_context(const struct log_rows *rows, size_t row);
/* Rows between it and the one above are not shown. Only where context is. */
bool log_row_begins_group(const struct log_rows *rows, size_t row);
int64_t log_row_time_ns(const struct log_rows *rows, size_t row);
bool log_row_tells_time(const struct log_rows *rows, size_t row); /* false: it is a guess */
enum level log_row_level(const struct log_rows *rows, size_t row);
const char *log_row_id(const struct log_rows *rows, size_t row);
const char *log_row_project(const struct log_rows *rows, size_t row); /* may be NULL */
/* Text of a column, NULL when absent; lives until rows are added, or 60 others were read. */
const char *log_row_text(const struct log_rows *rows, size_t row, const char *key);
/* The same of any type; VALUE_NONE when absent. */
struct value log_row_value(const struct log_rows *rows, size_t row, const char *key);
/* Where the row lies, for a thread that takes a reference to the segment; NULL while its segment is
 * still written, and only this thread may read it. */
struct segment *log_row_segment(const struct log_rows *rows, size_t row, size_t *at);

/* --- a tail that says what it missed --- */

/* When rows came, and what was the newest held before; rows are late that are older. */
struct log_arrival {
    int64_t at_ns;
    int64_t newest_ns; /* INT64_MIN = there was none */
};
/* Rows that are added from now on came so; NULL = they are loaded, from before. */
void log_rows_arriving(struct log_rows *rows, const struct log_arrival *arrival);
/* Rows are late that came when others were held that are newer by this much. */
#define LOG_LATE_NS (INT64_C(3) * 1000000000)
/* So many were added since it was empty; *most_ns is the longest that one took. */
size_t log_rows_late(const struct log_rows *rows, int64_t *most_ns);
/* When the last of them happened, of int64_t, in the order in which they came (at
 * most so many: half of them go then); their rows may be gone by now, or left out. Borrowed. */
#define LOG_LATE_MOST 1000
const GArray *log_rows_late_times(const struct log_rows *rows);
/* Whether the row is; *took_ns is what it took from when it happened. */
bool log_row_late(const struct log_rows *rows, size_t row, int64_t *took_ns);
/* False for a row that was loaded. */
bool log_row_arrival(const struct log_rows *rows, size_t row, struct log_arrival *out);

/* Rows after from_ns up to to_ns were not received. Each such gap is a row of its own at its
 * beginning, which passes every filter and has no text. */
struct log_gap {
    int64_t from_ns, to_ns; /* INT64_MAX = up to now */
};
/* Gaps that meet become one, but for one that goes on. */
void log_rows_add_gap(struct log_rows *rows, struct log_gap gap);
/* Of the gap that begins there: it ends earlier, or is none any more. */
void log_rows_end_gap(struct log_rows *rows, int64_t from_ns, int64_t to_ns);
size_t log_rows_gaps(const struct log_rows *rows);
struct log_gap log_rows_gap(const struct log_rows *rows, size_t at); /* by time */
bool log_row_gap(const struct log_rows *rows, size_t row, struct log_gap *out);

/* The first row at or after the time; the last row when all are before. */
size_t log_rows_at(const struct log_rows *rows, int64_t time_ns);
/* The row with this id among those in [from_ns, to_ns], or SIZE_MAX. */
size_t log_rows_find(const struct log_rows *rows, const char *id, int64_t from_ns, int64_t to_ns);

#endif
