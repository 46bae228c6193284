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

struct json_t; /* jansson's */

enum logs_time {
    LOGS_TIME_OF_DAY,
    LOGS_TIME_DELTA, /* since the row above */
    LOGS_TIME_NONE,
    LOGS_TIME_RELATIVE, /* to the cursor's row */
    LOGS_TIME_AGO,
    LOGS_TIME_ARRIVAL, /* when it was received */
    LOGS_TIME_COUNT
};

/* A column of an attribute, right of the services. */
struct logs_column {
    char *key;  /* as it is asked for; "message.x": x in the text of the message */
    bool shown; /* it keeps its width while it is not */
    int width;  /* cells, as the user set them; 0 = as wide as what was seen */
    int seen;   /* the widest so far */
};

/* logs_columns.c */
struct logs_columns {
    GPtrArray *list;  /* of struct logs_column *, in order */
    GPtrArray *asked; /* of char *: keys that rows have, besides those of every row */
    GPtrArray *names; /* of struct name *: what the server offers; NULL = not known */
    uint64_t names_ask;
    bool facets;    /* the keys are wanted for counting, not for a column */
    char *changing; /* the key of the column that is being changed */
};

/* logs_whole.c: a row as the server has it; of the rows held only what they are listed by is. */
struct logs_whole {
    uint64_t ask;     /* 0 = answered, or not asked for */
    GPtrArray *pairs; /* of struct pair *, by key; NULL = it did not come (yet) */
    char *failed;     /* why not */
};

/* logs_copy.c: a row that was copied as far as it is loaded, and is copied again once all of it
 * came. */
struct logs_copying {
    struct logs_whole *whole;
    struct json_t *object; /* what it has without that */
};

/* logs_lines.c: rows that take more than a line. */
struct logs_lines {
    bool wrap;        /* long messages whole */
    GHashTable *open; /* id to struct logs_whole * of the rows that stand as JSON */
    size_t top;       /* the first row in sight, where not every row is one line */
};

/* logs_filters.c: patterns that rows must match, or must not. A row is shown when all that are on
 * let it through. */
struct logs_filter {
    struct matcher *matcher;
    bool hide, off;
};
#define LOGS_FILTERS_MOST 20
struct logs_filters {
    GPtrArray *list;                  /* of struct logs_filter *, the oldest first */
    struct logs_filter trial;         /* one that is being typed; its matcher NULL = none is */
    const struct logs_filter *edited; /* in whose place that is tried; NULL = beside all others */
    bool fresh;                       /* changed since the last frame */
    bool awaited;                     /* changed by a key, and not all rows are looked at since */
    int64_t ahead_us; /* keys wait until then for the cursor's row; 0 = it is known */
    size_t context;   /* rows shown on each side of those that pass */
};

/* logs_highlight.c: patterns that keep a colour of their own wherever they stand in a message. */
struct logs_highlights {
    GPtrArray *list; /* of struct matcher * */
};

/* Rows that are asked for at a time: where one looks, and where as many as can be had are wanted,
 * which with Sentry is that many. */
#define LOGS_PAGE_ROWS 1000
#define LOGS_LOAD_ROWS 9999

/* Why a page did not come; error NULL = nothing is wrong. */
struct logs_trouble {
    char *error;
    int64_t retry_at_ms; /* 0 = it is not tried again */
};

/* Pages are asked for by the moment at which the rows held end. Of a moment with more rows than a
 * page has, only the server's own cursor leads on. */
struct logs_paging {
    char *cursor;    /* behind the last page; NULL = there is none */
    int64_t from_ns; /* of that page */
    bool again;      /* it had nothing new: the next one is wanted at once */
    size_t known;    /* rows of pages without a new one, since the last that had some */
};

/* The tail: while live, the newest rows are asked for again and again, from a while before the
 * newest held. What it cannot get is a gap among the rows. */
struct logs_tail {
    uint64_t ask;
    guint timer;
    bool paused;         /* it goes on when the console does */
    int64_t newest_ns;   /* held when it was asked; INT64_MIN = none */
    int64_t reach_ns;    /* so far back the pages of its answer went */
    int64_t floor_ns;    /* from here on there is no hole; 0 = nowhere is */
    int64_t covered_ns;  /* when all there was had been got; 0 = never yet */
    bool taking;         /* rows of its answer are being taken in */
    int pages;           /* that were asked for after the first */
    int per_page;        /* rows asked for at a time */
    bool continues;      /* the server has more than it answered */
    size_t came;         /* rows that they had */
    int64_t received_ns; /* when the last of them was */
    size_t late_before;  /* rows that were late before it */
    double rate;         /* rows a second */
    int64_t lag_ns;      /* how long rows take until they can be asked for; -1 = not known */
    int64_t late_at_ns;  /* when late rows came last; 0 = never */
    int64_t failed_ns;   /* from here on nothing comes, for failures; 0 = it does */
    struct logs_trouble trouble; /* why */
};

/* A gap that is being loaded: one that the user chose, or while live, by itself, the newest. */
struct logs_fill {
    uint64_t ask;
    struct logs_trouble trouble;
    bool taking;    /* rows of an answer are being taken in */
    bool chosen;    /* by the user, who is told */
    bool continues; /* the server has more than it answered */
    int pages;      /* that may still be asked for before the next answer of the tail */
    int rests;      /* answers of the tail to let pass after a failure */
    struct log_gap gap;
    struct logs_paging paging;
    size_t came;
};

/* logs_strip.c: the volume by severity over the rows. */
enum logs_strip_kind { LOGS_STRIP_ERRORS, LOGS_STRIP_WARNINGS, LOGS_STRIP_REST, LOGS_STRIP_KINDS };
struct logs_strip {
    bool shown, entered; /* entered: h l move in it */
    uint64_t ask;
    struct series series[LOGS_STRIP_KINDS];
    guint source;     /* of counting rows of files; 0 = none */
    size_t counted;   /* rows of them */
    uint64_t version; /* that these had */
};

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
    bool indexing;             /* they are: the scrollbar waits for all rows */
    struct log_rows *rows;
    struct list list;
    char *base;        /* search that it was opened for or follows; NULL = everything */
    char *about;       /* the same in words; NULL = show the search itself */
    GString *narrowed; /* terms that the user added */
    char *span;        /* rows of this span are marked; may be NULL */
    enum level floor;
    struct logs_filters filters;
    struct logs_counts *counts; /* under way, of logs_counts.c; NULL = none are */
    struct logs_highlights highlights;
    struct matcher *found; /* of the last search */
    unsigned searches;
    struct logs_place *before; /* while a filter is tried out: what it was before */
    uint64_t first_ask, older_ask, newer_ask, volume_ask;
    GList *pages;      /* large ones that are being taken in, one behind the other: logs_take.c */
    bool taking_older; /* one of them is of older rows */
    struct logs_trouble older;
    struct logs_tail tail;
    struct logs_fill fill;
    struct logs_strip strip;
    guint work_source;
    struct seek seek;
    struct scrollbar bar;
    bool loading_all; /* older pages are asked for until the range is there */
    int64_t at_ns;    /* opened at this time; 0 = at the newest */
    bool fresh;       /* the next rows replace those held */
    bool moved;       /* the user moved since the last question */
    struct logs_paging older_paging, newer_paging;
    bool no_older, no_newer, unfinished;
    int64_t range_ns;   /* where a range of time was begun; 0 = none is */
    bool gap;           /* live, and what came after the rows held is not loaded */
    char *wanted;       /* id to come back to once rows and filter are there; NULL = by time */
    int64_t wanted_ns;  /* its time, else the nearest; 0 = nothing is wanted */
    size_t wanted_line; /* of the window, where it stood */
    size_t waiting;     /* new rows below, not seen yet */
    struct series volume;
    int sideways; /* cells that messages are moved to the left */
    enum logs_time time_column;
    struct logs_columns columns;
    struct logs_lines lines;
    struct logs_copying copying; /* whole NULL = none is */
    struct {
        GPtrArray *pairs; /* of struct pair *: what the row has; NULL = none is looked at */
        char *id;
        int64_t time_ns;
        uint64_t ask;
    } around; /* the row whose surroundings are chosen */
};

/* Asks anew: the newest rows, or those around the time cursor when held. */
void logs_ask(struct view *view);
void logs_ask_older(struct view *view);
void logs_ask_newer(struct view *view);
/* Loads the range backwards, page by page, as far as it is held; or stops that. */
void logs_load(struct view *view, bool load);

/* A question for rows of what the view shows; `more` = further terms. */
struct request *logs_request(const struct logs *logs, const char *more, bool newest_first,
                             int count);

/* logs_tail.c */
void logs_tail_later(struct view *view);
void logs_tail_stop(struct view *view);
/* Follows again after a pause. */
void logs_go_on(struct view *view);
/* This answer had all there is up to now; with `cut`, from the oldest row held on. */
void logs_tail_covers(struct logs *logs, const struct reply *answer, bool cut);
void logs_tail_reply(struct view *view, struct reply *answer);

/* logs_gap.c: what was not received. Loads the gap under the cursor; false = there is none. */
bool logs_gap_load(struct view *view);
/* While live, after each answer of the tail: loads what it left out, the newest first. */
void logs_gap_load_newest(struct view *view);
bool logs_gap_here(const struct logs *logs, struct log_gap *out);
/* A page of the tail did not come: what it would have had is asked for after further answers. */
void logs_gap_rest(struct logs *logs);
/* Asks for none any more. */
void logs_gap_stop(struct view *view);
void logs_gap_reply(struct view *view, struct reply *answer);
/* Notes what the answer to a page says; false when all is well. */
bool logs_trouble_note(struct logs_trouble *trouble, const struct reply *answer);
void logs_trouble_clear(struct logs_trouble *trouble);
/* "the server is not available, next try in 8s"; appended. */
void logs_trouble_say(const struct view *view, const struct logs_trouble *trouble, GString *out);
/* In words, for the evidence. */
void logs_gap_say(const struct view *view, const struct log_gap *gap, GString *out);
/* Draws the row if it is a gap. */
bool logs_gap_draw(const struct view *view, struct surface *surface, int y, size_t row);

/* logs_strip.c: lines that it takes of so many; asking, when it is shown. */
int logs_strip_rows(const struct logs *logs, int rows);
void logs_strip_ask(struct view *view);
/* True if the reply was to its question. */
bool logs_strip_reply(struct view *view, uint64_t subscription, const struct reply *answer);
void logs_strip_clear(struct logs_strip *strip);
/* logs_strip_files.c: counts rows of files where some were not, in slices; in every layout(). */
void logs_strip_count(struct view *view);
void logs_strip_stop(struct logs_strip *strip);
/* Returns what is left below it. */
struct surface logs_strip_draw(const struct view *view, struct surface *surface);
bool logs_strip(void *context);
/* To another time; false when one is not in it. */
bool logs_strip_side(struct view *view, int by);
/* How a column of `height` cells is shared out where `most` rows fill it. */
void logs_strip_stack(const double counts[LOGS_STRIP_KINDS], double most, int height,
                      int cells[LOGS_STRIP_KINDS]);

/* logs_time.c: the time column. */
bool logs_switch_time(void *context);
/* Its cells, without those around it. */
int logs_time_cols(const struct logs *logs, int cols);
/* Where the next column begins. */
int logs_time_cells(const struct view *view, size_t row, int cols);
int logs_time_draw(const struct view *view, struct surface *surface, int y, size_t row);
/* Before the message of a row that came late, how much; returns the cells used. */
int logs_late_cells(const struct logs *logs, size_t row);
int logs_late_draw(const struct logs *logs, struct surface *surface, int y, int col, size_t row);

/* logs_title.c: the volume over the range, the largest of the buckets that fall in a cell; blank
 * where nothing is known, which a negative count is, too. */
void logs_append_volume(GString *out, const struct series *volume);

/* logs_take.c: takes in the rows [from, to) of an answer. Returns how many were new. */
size_t logs_take(struct view *view, const struct rows *rows, size_t from, size_t to);
/* The same of a page (taken), a large one bit by bit, then calls done(). `arrival` is copied; NULL
 * = the rows are loaded, from before. */
void logs_take_slowly(struct view *view, struct rows *page, const struct log_arrival *arrival,
                      void (*done)(struct view *view, const struct rows *rows, size_t added));
/* Those that are being taken in; done() is not called. */
void logs_drop_pages(struct logs *logs);
/* logs_paging.c. */
void logs_paging_clear(struct logs_paging *paging);
/* The request is for a page from that moment on: behind the last page, if that was from there. */
void logs_paging_go_on(struct logs_paging *paging, struct request *request, int64_t from_ns);
/* `full`: the page had as many rows as were asked for. */
void logs_paging_came(struct logs_paging *paging, const struct reply *answer, bool full);
/* The page was taken in, and had `added` new rows; true when it was the last: asking for it again
 * would bring the same. Pages without a new row lead on while they can all be of rows held. */
bool logs_paging_taken(const struct logs *logs, struct logs_paging *paging, const struct rows *rows,
                       size_t added);
/* Filters for a slice; what is left is done when nothing else is. */
void logs_work(struct view *view);
/* A worker is done with a part. `view` is a struct view. */
void logs_wake(void *view);

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
/* Before more is filtered: rows that pass come in above the cursor's, which stays on it. */
void logs_hold_row(struct logs *logs);
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
/* The times of the first and the last row marked; false = none is. */
bool logs_range_times(const struct logs *logs, int64_t *from_ns, int64_t *to_ns);
bool logs_take_range(struct view *view);
/* Forgets it; false when none was begun. */
bool logs_drop_range(struct logs *logs);

/* The rows in it that are shown are [*from, *to); false when none was begun. */
bool logs_range_rows(const struct logs *logs, size_t *from, size_t *to);

/* logs_copy.c: what is copied is the row under the cursor or, where a range was begun, all of its
 * rows that are shown: a line each; JSON, one object or an object a line; the evidence. NULL =
 * there is none. */
char *logs_line(const struct view *view);
char *logs_json(const struct view *view);
/* Asks for what of the row was not there to be copied. */
void logs_json_copied(struct view *view);
void logs_copying_stop(struct view *view);
bool logs_copying_reply(struct view *view, uint64_t subscription, struct reply *answer);
void logs_markdown(const struct view *view, GString *out);
/* What is known of the row by the names that searches have; of struct pair *, appended. */
void logs_row_fields(const struct logs *logs, size_t row, GPtrArray *pairs);

/* logs_filters.c */
void logs_filters_init(struct logs_filters *filters);
void logs_filters_clear(struct logs_filters *filters);
/* Adds one, or switches on the same that is there; takes a reference. */
void logs_filters_add(struct logs_filters *filters, const struct matcher *matcher, bool hide);
bool logs_filters_any(const struct logs_filters *filters); /* one is on */
void logs_filters_off(struct logs_filters *filters);       /* all of them */
/* Kept for the next console. */
void logs_filters_remember(struct view *view);
void logs_filters_recall(struct view *view);
/* What rows are held against now; for log_rows_set_filter(). */
struct row_filter *logs_row_filter(const struct logs *logs);
/* "only /a/  without /b/  " of those that are on; appended. */
void logs_filters_say(const struct logs *logs, GString *out);
/* The list, to switch, drop and turn. */
bool logs_filters_choose(void *context);
/* The pattern put on last becomes part of what the server is asked for; when none is on, what the
 * server is asked for becomes patterns. Says what it did, or why it cannot. */
bool logs_filters_turn(void *context);
/* After the filters changed: waits for a moment, once a frame, for the rows of a page. */
void logs_first_page(struct view *view);
/* The same where keys come right behind the one that changed them: false while it is not known
 * which row is under the cursor. */
bool logs_ready(struct view *view);
/* Puts the cursor on what is wanted as soon as that is known: rows are looked at newest first. */
void logs_place_cursor(struct logs *logs, int rows);
/* What is shown changed. Once a changed filter has looked at all rows, that is seen at once. */
void logs_redraw(struct view *view);
/* Rows of context: the next more, the next less. */
bool logs_more_context(void *context);
bool logs_less_context(void *context);

/* logs_held.c: how many rows are held, and the command that says so. */
size_t logs_held_most(struct view *view);
extern const struct argument logs_held_argument;

/* logs_highlight.c */
bool logs_highlight(void *context);
void logs_highlights_clear(struct logs_highlights *highlights);
/* Those of the last console, and what other views of this one have. */
void logs_highlights_recall(struct view *view);
bool logs_is_highlighted(const struct logs *logs, const struct matcher *matcher);
void logs_highlight_mark(const struct logs *logs, struct surface *surface, int y, int col,
                         const char *shown);

/* logs_filter.c: what narrows the rows, here or in what is asked for. */
void logs_filter(struct view *view, const struct matcher *matcher, bool hide);
bool logs_unfilter(struct view *view);
/* What is held is filtered anew after a change of the filters, which are kept for the next console.
 */
void logs_filters_changed(struct view *view);
void logs_try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                     bool hide);
void logs_forget_trial(struct logs *logs);
/* In place of the one that is edited. */
void logs_filters_replace(struct view *view, const struct matcher *matcher, bool hide);
void logs_narrow(struct view *view, const char *key, const char *value, bool out);
bool logs_query(const struct view *view, struct view_query *out);
char *logs_question(const struct view *view);
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

/* logs_columns.c: columns of attributes. */
void logs_columns_init(struct logs_columns *columns);
void logs_columns_clear(struct logs_columns *columns);
/* What the last console had. */
void logs_columns_recall(struct view *view);
/* Adds the fields of the columns to what is asked for. */
void logs_columns_ask(const struct logs *logs, struct request *request);
struct logs_column *logs_column_find(const struct logs *logs, const char *key); /* NULL = none */
void logs_column_show(struct view *view, const char *key);                      /* as the last */
void logs_column_hide(struct view *view, const char *key);
void logs_column_move(struct view *view, const char *key, int by);
void logs_column_widen(struct view *view, const char *key, int by); /* 0 = as its values */

/* logs_keys.c: a key is chosen from what the server offers, the row has and its message says. */
bool logs_choose_columns(void *context);
/* True if the reply was to its question. */
bool logs_columns_reply(struct view *view, uint64_t subscription, struct reply *answer);
/* Counts the values of a key, which the user chooses. */
bool logs_choose_facets(void *context);
void logs_count_values(struct view *view, const char *key);
/* The value of a key in a row as text, those in its message included; newly allocated, NULL =
 * absent. */
char *logs_value(const struct logs *logs, size_t row, const char *key);
/* Fields of the row that its columns and its message tell; of struct pair *, appended. */
void logs_columns_fields(const struct logs *logs, size_t row, GPtrArray *pairs);
/* Notes how wide the values of the rows in sight are; before they are drawn. */
void logs_columns_measure(struct logs *logs, size_t from, size_t rows);
/* How many columns, from the first, leave the messages room; *cells = what they take. */
guint logs_columns_fit(const struct logs *logs, int cols, int *cells);
void logs_columns_draw(const struct logs *logs, struct surface *surface, int y, int col,
                       guint count, size_t row);
void logs_columns_head(const struct logs *logs, struct surface *surface, int col, guint count);
/* Whether a line over the rows names the columns. */
bool logs_columns_shown(const struct logs *logs);

/* logs_lines.c: rows that take more than a line: wrapped messages, rows as JSON. */
bool logs_wrap(void *context);
bool logs_unfold(void *context);
bool logs_is_unfolded(const struct logs *logs, size_t row);
void logs_lines_clear(struct logs_lines *lines);
/* What the row is shown as, of struct code_line *, when it is more than its one line of `cells`;
 * NULL when that is all. `most` lines at most; freed by the caller. */
GPtrArray *logs_lines_of(const struct logs *logs, size_t row, int cells, int most);
/* Keeps the cursor's row in sight where rows are higher than a line. At the end of layout(). */
void logs_lines_layout(const struct view *view, struct logs *logs, int rows);
/* The first row in sight. */
size_t logs_lines_top(const struct logs *logs);
/* logs_whole.c: asks the server for all of the row; a file's is all there. Owned by the caller. */
struct logs_whole *logs_whole_new(struct view *view, size_t row);
/* A GDestroyNotify; who gives up an answer forgets it first. */
void logs_whole_free(void *whole);
/* That of an unfolded row; NULL = it is not. */
const struct logs_whole *logs_whole_of(const struct logs *logs, size_t row);
/* True when the subscription was one of these. */
bool logs_whole_reply(struct view *view, uint64_t subscription, struct reply *answer);
/* The same of one that its caller holds. */
bool logs_whole_take(struct logs_whole *whole, uint64_t subscription, struct reply *answer);
/* Adds what came to a row's JSON, where that has no member of the name; NULL adds nothing. */
void logs_whole_add(const struct logs_whole *whole, struct json_t *object);
/* What is said below the row's JSON; NULL = it is whole. Newly allocated. */
char *logs_whole_words(const struct logs_whole *whole);
/* logs_draw.c: cells left for the row's message. */
int logs_message_cells(const struct view *view, const struct logs *logs, size_t row, int cols);

/* logs_surrounding.c: the rows around this one of the same trace, span, host, user, service. */
bool logs_surrounding(void *context);
void logs_around_clear(struct logs *logs);
bool logs_surrounding_reply(struct view *view, uint64_t subscription, struct reply *answer);

/* logs_burst.c: to the next or previous burst, end of a pause, gap, or row that came late. */
void logs_next_burst(struct view *view, int direction);

#endif
