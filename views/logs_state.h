/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of a log view, shared by what asks and acts (logs_view.c) and what draws (logs_draw.c).
 */
#ifndef VIEWS_LOGS_STATE_H
#define VIEWS_LOGS_STATE_H

#include "tui/list.h"
#include "tui/scrollbar.h"
#include "views/log_rows.h"
#include "views/view.h"

enum logs_time { LOGS_TIME_OF_DAY, LOGS_TIME_DELTA, LOGS_TIME_NONE, LOGS_TIME_COUNT };

/* A search under way. */
struct seek {
    guint source;            /* 0 = none */
    struct matcher *matcher; /* NULL = rows of at least the level */
    enum level level;
    int direction;
    bool turns;  /* at the end it goes the other way */
    bool turned; /* it has */
    bool begun;  /* at the cursor */
    size_t row;  /* looked at last */
};

struct logs {
    struct log_source *source; /* files in place of a server; NULL = a server is asked */
    struct log_rows *rows;
    struct list list;
    char *base;        /* search that it was opened for or follows; NULL = everything */
    char *about;       /* the same in words; NULL = show the search itself */
    GString *narrowed; /* terms that the user added */
    char *span;        /* rows of this span are marked; may be NULL */
    enum level floor;
    struct matcher *keep, *found; /* of the filter, of the last search */
    unsigned searches;
    bool hide;
    struct logs_place *before; /* while a filter is tried out: what it was before */
    uint64_t first_ask, tail_ask, older_ask, newer_ask, volume_ask;
    struct rows *page; /* that is being taken in, the newest first; NULL = none */
    size_t taken;      /* rows of it */
    guint tail_timer, work_source;
    struct seek seek;
    struct scrollbar bar;
    bool tail_paused; /* it goes on when the console does */
    int64_t tail_ns;  /* the newest row when the tail was last asked for */
    int tail_pages;   /* of it that were asked for after the first */
    size_t came;      /* rows that they had */
    bool skipped;     /* more came than is asked for */
    bool loading_all; /* older pages are asked for until the range is there */
    int64_t at_ns;    /* opened at this time; 0 = at the newest */
    bool fresh;       /* the next rows replace those held */
    bool moved;       /* the user moved since the last question */
    bool no_older, no_newer, unfinished;
    int64_t range_ns;   /* where a range of time was begun; 0 = none is */
    bool gap;           /* live, and what came after the rows held is not loaded */
    char *wanted;       /* id to come back to once rows and filter are there; NULL = by time */
    int64_t wanted_ns;  /* its time, else the nearest; 0 = nothing is wanted */
    size_t wanted_line; /* of the window, where it stood */
    size_t waiting;     /* new rows below, not seen yet */
    double rate;        /* rows a second at the last tail */
    struct series volume;
    int sideways; /* cells that messages are moved to the left */
    enum logs_time time_column;
};

/* Asks anew: the newest rows, or those around the time cursor when held. */
void logs_ask(struct view *view);
/* Follows again after a pause. */
void logs_go_on(struct view *view);
void logs_ask_older(struct view *view);
void logs_ask_newer(struct view *view);
/* Loads the range backwards, page by page, as far as it is held; or stops that. */
void logs_load(struct view *view, bool load);

/* logs_draw.c: the volume over the range, the largest of the buckets that fall in a cell; blank
 * where nothing is known, which a negative count is, too. */
void logs_append_volume(GString *out, const struct series *volume);

/* logs_take.c: takes in the rows [from, to) of an answer, or (owning it) a large page bit by bit.
 * Returns how many were new. */
size_t logs_take(struct view *view, const struct rows *rows, size_t from, size_t to);
void logs_take_slowly(struct view *view, struct rows *page);
void logs_drop_page(struct logs *logs);
/* Filters for a slice; what is left is done when nothing else is. */
void logs_work(struct view *view);

/* logs_seek.c: the cursor to the next row that matches or, without a matcher, is of at least the
 * level; false when there is none. What takes long is gone on with, and said, later. */
bool logs_seek(struct view *view, const struct matcher *matcher, enum level level, int direction,
               bool turns);
void logs_seek_stop(struct logs *logs);
void logs_seek_anew(struct logs *logs); /* the rows are others: from the cursor again */
bool logs_row_matches(const struct logs *logs, size_t row, const struct matcher *matcher);

/* Puts the cursor at the time, asking for the rows around it where they are not loaded. */
void logs_go_to(struct view *view, int64_t time_ms);
void logs_reply(struct view *view, uint64_t subscription, struct reply *answer);
/* Of a row, for the scrollbar. */
enum scrollbar_mark logs_mark(const void *logs, size_t row);
uint64_t logs_version(const struct logs *logs);
void logs_draw(const struct view *view, struct surface *surface);
void logs_status(const struct view *view, GString *out);
/* Keeps the row under the cursor, or what is nearest to it in time, through what comes next. */
void logs_keep_row(struct logs *logs);
void logs_want_nothing(struct logs *logs);
/* Puts the cursor on what is wanted as far as it is there. */
void logs_settle(struct logs *logs);

/* logs_files.c: selects among the rows of files what a server would be asked for; and those of a
 * range of time. */
void logs_files_select(struct view *view);
void logs_files_range(struct view *view, int64_t from_ns, int64_t to_ns);

/* logs_range.c */
bool logs_range(void *context);
/* True when the row is between where the range was begun and the cursor. */
bool logs_in_range(const struct logs *logs, size_t row);
/* Holds every pane at the range; false when none was begun. */
bool logs_take_range(struct view *view);
/* Forgets it; false when none was begun. */
bool logs_drop_range(struct logs *logs);

/* logs_filter.c: what narrows the rows, here or in what is asked for. */
void logs_filter(struct view *view, const struct matcher *matcher, bool hide);
bool logs_unfilter(struct view *view);
void logs_try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                     bool hide);
void logs_forget_trial(struct logs *logs);
void logs_narrow(struct view *view, const char *key, const char *value, bool out);
bool logs_query(const struct view *view, struct view_query *out);
void logs_set_query(struct view *view, const char *text);
void logs_only_errors(struct view *view);
bool logs_raise_floor(void *context);
bool logs_lower_floor(void *context);
/* Every log in scope: no filter, no trace. */
bool logs_all(void *context);
/* What narrowed the logs the last time. */
void logs_recall(struct view *view);
/* The cursor on this row, asked for where it is not loaded or not let through. */
bool logs_go_to_row(struct view *view, const struct target *row);

/* To the next or previous place where the rows pause for a while or begin again. */
void logs_next_burst(struct view *view, int direction);

#endif
