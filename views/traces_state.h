/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the list of traces, shared by what asks (traces_feed.c), its keys (traces_view.c),
 * its rows (traces_draw.c), and the scatter and histogram above them (traces_plot.c,
 * traces_plot_keys.c).
 */
#ifndef VIEWS_TRACES_STATE_H
#define VIEWS_TRACES_STATE_H

#include "tui/histogram.h"
#include "tui/scatter.h"
#include "views/live_list.h"
#include "views/traces_rows.h"

#define TRACES_SLICES 8 /* of the range, each sampled by itself */

enum traces_plot_kind { TRACES_NO_PLOT, TRACES_SCATTER, TRACES_HISTOGRAM };

/* Traces that began in [start, end) and took [low, high): 0 and NAN = open. */
struct traces_region {
    bool on;
    int64_t start_ms, end_ms;
    double low_ms, high_ms;
};

struct traces_plot {
    enum traces_plot_kind kind;
    bool focus;                 /* keys are its own, not the list's */
    GPtrArray *points, *coming; /* of struct traces_point *; coming: until all answers are in */
    GHashTable *seen;           /* span ids of those that come */
    uint64_t asks[TRACES_SLICES + 1], bins_ask;
    unsigned refused; /* of the asks */
    bool sampled;     /* an answer is in */
    int64_t asked_ms; /* when the samples were asked for, and of what range */
    int64_t start_ms, end_ms;
    double low, high; /* log10 of ms at the foot and at the top */
    bool counted;     /* bins are of all, not of the samples */
    double bins[TRACES_BINS];
    double percentiles[3]; /* ms; NAN = not known */
    int64_t total;         /* -1 = not known */
    struct scatter_cell cursor, corner;
    size_t bin, bin_corner;
    bool placed, marking; /* the cursor was put somewhere; a region is begun */
    int rows, cols;       /* of the plot at the last layout */
    int height;           /* rows of the view that it has; 0 = not shown */
};

struct traces {
    char *base, *about; /* opened for; about: the same in words; NULL = every trace */
    char *narrowed;     /* the user's own terms; never NULL */
    bool failing, rootless;
    enum traces_order order;
    bool untold; /* the server has no traces/ */
    struct traces_region region;
    char *scope; /* of the rows: what they were asked within */
    int64_t start_ms, end_ms;

    struct live_list live; /* of struct trace_summary * */
    char *anchor;          /* id where a range of time was begun; NULL = none */
    char *next;            /* cursor of the next page; NULL = no more */
    int64_t total;         /* -1 = not told */
    int64_t longest_us;    /* of all rows: the width of their bars */
    uint64_t seed_ask, ask, more_ask, total_ask;
    uint64_t roots_ask, counts_ask, errors_ask;
    GPtrArray *asked_ids; /* of char *: those that the last three are about */

    struct traces_plot plot;
};

/* traces_feed.c */
struct traces_limits traces_limits_of(const struct traces *state);
/* Asks anew for everything; the answer replaces the rows. */
void traces_ask(struct view *view);
void traces_ask_more(struct view *view);
void traces_scope_changed(struct view *view);
void traces_reply(struct view *view, uint64_t subscription, struct reply *reply);
/* Asks for the traces of an issue, which the list is then of. */
void traces_seed(struct view *view, const char *issue);
bool traces_filling(const struct traces *state);

/* traces_view.c */
struct trace_summary *traces_at(const struct traces *state, size_t row);
const struct trace_summary *traces_current(const struct traces *state);
/* Of all rows, shown or not; NULL when none has the id. */
struct trace_summary *traces_find(const struct traces *state, const char *id);
/* The row where a range of time was begun. */
const struct trace_summary *traces_anchor(const struct traces *state);

/* traces_draw.c */
void traces_layout(struct view *view, int rows, int cols);
void traces_draw(const struct view *view, struct surface *surface);
void traces_status(const struct view *view, GString *out);
void traces_evidence(const struct view *view, GString *out);
/* One line for search and copy; newly allocated. */
char *traces_text(const struct trace_summary *one, const struct scope *scope);
/* "03:10:00 to 03:11:00, 20s to 50s"; appended. */
void traces_region_words(GString *out, const struct traces_region *region,
                         const struct scope *scope);

/* traces_plot_feed.c */
void traces_plot_ask(struct view *view);
bool traces_plot_reply(struct view *view, uint64_t subscription, struct reply *reply);
void traces_plot_clear(struct traces_plot *plot);
/* When the samples are older than the rows beside them: asks anew. */
void traces_plot_renew(struct view *view);

/* traces_plot.c */
void traces_plot_layout(struct view *view, int rows, int cols);
void traces_plot_draw(const struct view *view, struct surface *surface);
/* What the cursor and its region cover. */
struct traces_region traces_plot_region(const struct traces *state);
/* How many points are in it, how many of those failed, and the longest; NULL = none. */
const struct traces_point *traces_plot_inside(const struct traces *state,
                                              const struct traces_region *region, size_t *count,
                                              size_t *failed);
void traces_plot_evidence(const struct view *view, GString *out);
/* The place of a point in the scatter, 0..1. */
double traces_plot_x(const struct traces_plot *plot, int64_t time_ms);
double traces_plot_y(const struct traces_plot *plot, double ms);
/* The bins that are shown: from the first to the last that is not empty. */
void traces_plot_bins(const struct traces_plot *plot, size_t *first, size_t *count);

/* traces_plot_keys.c */
bool traces_plot_has_focus(const struct traces *state);
void traces_plot_move(struct view *view, int by_cols, int by_rows);
bool traces_plot_point(struct view *view, int row, int col, bool dragged);
/* Narrows the list to what the cursor and its region cover. */
bool traces_plot_take(struct view *view);
bool traces_plot_back(struct view *view);
bool traces_plot_worst(struct view *view);
bool traces_plot_next_failed(struct view *view, int direction);
/* For the table of commands. */
bool traces_scatter_key(void *context);
bool traces_histogram_key(void *context);
bool traces_left_key(void *context);
bool traces_right_key(void *context);
bool traces_range_key(void *context);

#endif
