/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of the rows of the log view: where they stand (log_rows.c), which go
 * (log_rows_room.c), which segments they are of and what is known of each (log_rows_slots.c), who
 * finds that out (log_rows_jobs.c), and which of them are shown (log_rows_filter.c); when they
 * came, and what did not (log_rows_tail.c); which of them come again (log_rows_ids.c).
 *
 * What a filter says of a row is a bit of the row's slot, found out for 64 rows at a time: by
 * workers for most of what is sealed, newest first, and here for what is still written. It stays
 * when places move, so that rows which come late or go cost no more than a walk over the bits.
 */
#ifndef VIEWS_LOG_ROWS_INTERNAL_H
#define VIEWS_LOG_ROWS_INTERNAL_H

#include "views/log_rows.h"
#include "views/row_filter.h"
#include "views/runway.h"

#define BLOCK_ROWS    16384 /* that a worker filters at a time */
#define WORD_ROWS     64

#define LOG_GAPS_MOST 64
#define LEVELS_KNOWN  16 /* names of severities that are read once a segment */

/* A row by its place in time. */
struct place {
    uint32_t slot, row;
};

/* A row on its way to its place. */
struct fresh {
    int64_t time_ns;
    struct place place;
};

/* When the rows from one on came. */
struct arrival {
    size_t from;
    struct log_arrival came; /* at_ns 0 = they were loaded */
};

struct slot {
    struct segment *segment; /* a reference; NULL = free */
    GArray *arrivals;        /* of struct arrival, by rows; NULL = none is known */
    bool gap;                /* its row stands for rows that are not there */
    bool elsewhere;          /* its text lies elsewhere: any thread may read it */
    uint64_t *passing;       /* bits of rows: they pass the filter */
    uint64_t *known;         /* bits of words of `passing` that are found out whole */
    uint8_t *asked;          /* of blocks: a worker has it */
    size_t words;            /* that there is room for */
    size_t tail;             /* rows known of the word that was the last and not whole */
    size_t tail_word;
    int severity;                 /* the column + 1; 0 = not known yet */
    uint8_t levels[LEVELS_KNOWN]; /* + 1, by the codes of the column; 0 = not known yet */
};

struct filter_hub; /* log_rows_jobs.c */

struct log_rows {
    size_t most;
    struct frame *frame;
    GPtrArray *segments;  /* references, so that places stay good */
    GPtrArray *taken;     /* references to those over text kept elsewhere */
    GArray *slots;        /* of struct slot */
    GHashTable *slot_of;  /* segment -> number of its slot + 1 */
    struct runway places; /* of struct place, by time */
    struct runway shown; /* of int64_t: twice the place, + 1 for context; unused without a filter */
    size_t context_shown;        /* of those, context */
    int64_t pass_low, pass_high; /* the lowest and highest place that passes; valid with `passed` */
    bool passed;
    size_t context;                 /* rows shown on each side of those that pass */
    int64_t looked_from, looked_to; /* places filtered so far */
    bool waits;                     /* what comes next is with a worker */
    uint64_t changes;               /* other than rows at the end */
    uint64_t evicted;
    struct row_filter *filter;  /* NULL = every row */
    uint64_t filter_number;     /* of the times that it was set */
    struct row_filter_run *run; /* of this thread */
    struct row_query *query;
    struct filter_hub *hub;
    int project_cols;
    GPtrArray *kept;             /* of char *: attributes beyond those of every row */
    struct log_arrival arriving; /* of the rows that are added; at_ns 0 = they are loaded */
    size_t late;
    int64_t latest_ns;   /* the most that a late row took */
    GArray *late_times;  /* of int64_t: when the last of them happened, as they came */
    GArray *gaps;        /* of struct log_gap, by time */
    GPtrArray *gap_rows; /* a segment of one row for each of them */
    GHashTable *ids;     /* int64_t *, of moments with many rows -> set of char * */
    size_t ids_kept, ids_read;
};

/* --- log_rows_slots.c --- */
/* The slot of a segment that is held, made when there is none. */
uint32_t log_rows_slot(struct log_rows *rows, const struct segment *segment, bool elsewhere);
/* Lets go of slots whose segment is held no more. */
void log_rows_sweep(struct log_rows *rows);
size_t log_rows_slots_memory(const struct log_rows *rows);
void log_rows_forget_bits(struct log_rows *rows);
static inline struct slot *slot_at(const struct log_rows *rows, uint32_t slot)
{
    return &g_array_index(rows->slots, struct slot, slot);
}
static inline struct segment *place_segment(const struct log_rows *rows, const struct place *place)
{
    return slot_at(rows, place->slot)->segment;
}
static inline int64_t place_time(const struct log_rows *rows, const struct place *place)
{
    return segment_time_ns(slot_at(rows, place->slot)->segment, place->row);
}

static inline bool place_is_gap(const struct log_rows *rows, const struct place *place)
{
    return slot_at(rows, place->slot)->gap;
}

enum passing { PASSING_NO, PASSING_YES, PASSING_LATER };
/* Whether the row passes; LATER: a worker was asked. */
enum passing log_rows_passing_at(struct log_rows *rows, const struct place *place);
/* Asks workers for all that is not known, newest first. */
void log_rows_ask_workers(struct log_rows *rows);

/* --- log_rows.c --- */
const struct place *log_rows_place(const struct log_rows *rows, size_t row); /* of those shown */
/* The first place at or after the time. */
int64_t log_rows_place_from(const struct log_rows *rows, int64_t time_ns);
/* Puts in a row. */
void log_rows_put(struct log_rows *rows, int64_t time_ns, struct place place);

/* --- log_rows_room.c --- */
/* Makes room for a page: the oldest sealed segment goes, and what is not newer than it. */
void log_rows_make_room(struct log_rows *rows);
/* Places before `to` are gone: what is known of the others stays. */
void log_rows_cut_front(struct log_rows *rows, int64_t to);
/* Forgets the places in segments that are not in `kept`, wherever they stand. */
void log_rows_forget_places(struct log_rows *rows, const GPtrArray *kept);
/* The frame has other segments now, and lost some when `dropped`. */
void log_rows_take_segments(struct log_rows *rows, bool dropped);

/* --- log_rows_tail.c --- */
void log_tail_init(struct log_rows *rows);
void log_tail_clear(struct log_rows *rows);
void log_tail_empty(struct log_rows *rows);
/* Gaps that began by then are none any more; returns how many. Their slots are swept. */
guint log_tail_forget(struct log_rows *rows, int64_t until_ns);
void log_tail_note(struct log_rows *rows, int64_t time_ns); /* a row is added */
/* The rows of the slot from this one on are those that are added now. */
void log_tail_arrive(struct log_rows *rows, uint32_t slot, size_t from);

/* --- log_rows_ids.c --- */
void log_ids_init(struct log_rows *rows);
void log_ids_clear(struct log_rows *rows);
/* Rows go. */
void log_ids_empty(struct log_rows *rows);
/* Whether that row has a place. */
bool log_ids_have(struct log_rows *rows, int64_t time_ns, const char *id);
/* The row gets a place. */
void log_ids_note(struct log_rows *rows, int64_t time_ns, const char *id);

/* --- log_rows_jobs.c --- */
struct filter_hub *filter_hub_new(void);
void filter_hub_free(struct filter_hub *hub); /* waits for what runs, which ends soon */
void filter_hub_listen(struct filter_hub *hub, void (*wake)(void *data), void *data);
/* Filters the rows [from, to) of the block; `from` is a multiple of 64. */
void filter_hub_ask(struct filter_hub *hub, struct row_filter *filter, uint32_t slot,
                    struct segment *segment, size_t from, size_t to);
/* Takes in what is there; after at most `wait_us` when nothing is. */
void filter_hub_take(struct filter_hub *hub, struct log_rows *rows, int64_t wait_us);
/* Bits of words from row `from` on, which is a multiple of 64. */
void log_rows_learn(struct log_rows *rows, uint32_t slot, const struct segment *segment,
                    size_t from, size_t to, const uint64_t *bits);

/* --- log_rows_filter.c --- */
/* All rows are to be looked at again. */
void log_rows_restart(struct log_rows *rows);
/* Nothing was looked at from `place` on, or before it. */
void log_rows_unlook_from(struct log_rows *rows, int64_t place);
void log_rows_unlook_before(struct log_rows *rows, int64_t place);

#endif
