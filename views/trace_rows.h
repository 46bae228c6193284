/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a waterfall: what is a row under folds, runs and filter, and in which order; the
 * moves in the tree; the guides before names. Pure; knows no screen and no time axis
 * (trace_time.h).
 *
 * A row is a span, or a run of like siblings (api/model/span_runs.h). A closed run stands for its
 * members and all below them; an open one has them as rows below it, one level deeper. A run of
 * which a filter leaves members out stands apart: its spans are rows as if there was no run.
 *
 * Spans are known by their index in the trace. They stand in "places": the order of the whole tree
 * with everything unfolded, in which a span's descendants follow it directly. By time, the place of
 * a span is its index.
 *
 * What is O(spans): init, a fold, a filter, an order. All work on the arrays below, not on the
 * spans, and take under 4 ms for 100 000 spans but for init and the first time of an order.
 */
#ifndef VIEWS_TRACE_ROWS_H
#define VIEWS_TRACE_ROWS_H

#include "api/model/span_runs.h"
#include "api/model/trace.h"

enum trace_order { TRACE_BY_TIME, TRACE_BY_DURATION };

/* Of a span under a filter: left out, an ancestor of one that passes, passes. */
enum trace_kept { TRACE_LEFT_OUT, TRACE_LEADS, TRACE_PASSES };

/* What the rows need of a span, close together. */
struct trace_node {
    int64_t duration_us;
    int32_t parent, descendants, depth;
};

struct trace_run {
    int32_t head; /* the member that comes first in this order */
    bool open, apart, last, critical;
};

struct trace_rows {
    const struct trace *trace;  /* borrowed; outlives the layout */
    GArray *visible;            /* of uint32_t: rows in order; trace_rows_at() reads them */
    struct trace_node *nodes;   /* by span */
    struct trace_run *run_rows; /* by run */
    uint8_t *folded;            /* by span: its descendants are hidden */
    uint8_t *kept;              /* by span, of enum trace_kept; NULL = no filter */
    size_t passing;             /* how many pass it */
    int32_t *left_out;          /* by span: below it and under none that is kept; with kept */
    uint8_t *last;              /* by span: no sibling that is kept follows it */
    int64_t *self_us;           /* by span: time that no child covers */
    uint8_t *critical;          /* by span: on the critical path; NULL until asked for */
    unsigned changes;           /* counts up with every change of which spans are rows */
    enum trace_order order;
    int32_t *by_duration; /* spans by place; NULL until first wanted */
    int32_t *places;      /* by span, of by_duration */
    int roots;
    int main_root; /* trace_main_root() */
    int max_depth;
    int level; /* deepest depth unfolded by + and -; max_depth = all, one more = runs, too */
};

/* One row. `span` is that of a span's row, of a run's the slowest member; -1 = no row. */
struct trace_row {
    int span, run; /* run -1: a span's row */
};

void trace_rows_init(struct trace_rows *rows, const struct trace *trace);
void trace_rows_clear(struct trace_rows *rows);
/* Folds, open runs and order as they were in `from`, the same trace when it had fewer spans. */
void trace_rows_adopt(struct trace_rows *rows, const struct trace_rows *from);

size_t trace_rows_count(const struct trace_rows *rows);
struct trace_row trace_rows_at(const struct trace_rows *rows, size_t row);
/* The span of a visible row; -1 past the end. */
int trace_rows_span(const struct trace_rows *rows, size_t row);
/* The row of a span, or of what hides it: its nearest visible ancestor, its closed run; of one that
 * a filter leaves out, the row before it. */
size_t trace_rows_row(const struct trace_rows *rows, int span);
/* The same for a row that was one before something changed. */
size_t trace_rows_find(const struct trace_rows *rows, struct trace_row row);
/* The span at a place of the whole tree in its order. */
int trace_rows_at_place(const struct trace_rows *rows, int place);
/* The place from which one goes on from a row, to what comes after it in `direction`. The members
 * of a closed run come after its row: `beyond` steps over them, `before` does not. */
int trace_rows_before(const struct trace_rows *rows, struct trace_row row, int direction);
int trace_rows_beyond(const struct trace_rows *rows, struct trace_row row, int direction);
/* The run that hides the span or has it as a member's row; -1 = none. */
int trace_rows_run(const struct trace_rows *rows, int span);
/* How many spans a row hides: those below a folded one, those of a closed run beyond its members,
 * those that a filter leaves out directly below. */
int trace_rows_hidden(const struct trace_rows *rows, struct trace_row row);
/* True for a row of which something below is, or was, hidden by folding. */
bool trace_rows_is_folded(const struct trace_rows *rows, struct trace_row row);
bool trace_rows_is_critical(const struct trace_rows *rows, struct trace_row row);
/* Takes what is on the critical path, by span; NULL = not shown. */
void trace_rows_take_critical(struct trace_rows *rows, uint8_t *critical);

/* --- folding --- */
/* Folds or unfolds a span, closes or opens a run; false when there is nothing to fold. */
bool trace_rows_fold(struct trace_rows *rows, struct trace_row row, bool folded);
/* Shows one level more or less of every tree, runs closed but for the level below the deepest;
 * returns the level. */
int trace_rows_level(struct trace_rows *rows, int by);
/* Folds everything but what leads to the row, whose own children stay. */
void trace_rows_fold_others(struct trace_rows *rows, struct trace_row row);
/* Unfolds what hides `span`. */
void trace_rows_reveal(struct trace_rows *rows, int span);
/* Shows only spans that pass (by span: not 0) and what leads to them; NULL shows all again. Returns
 * how many pass. */
size_t trace_rows_keep(struct trace_rows *rows, const uint8_t *passes);
/* The children of every span and the members of every run by start, or the longest first. */
void trace_rows_sort(struct trace_rows *rows, enum trace_order order);

/* --- moves: rows are numbers of visible rows; false = there is none --- */
bool trace_rows_parent(const struct trace_rows *rows, size_t row, size_t *parent);
bool trace_rows_sibling(const struct trace_rows *rows, size_t row, int direction, size_t *sibling);
/* The next root, or child of one, in `direction`. */
bool trace_rows_section(const struct trace_rows *rows, size_t row, int direction, size_t *section);
/* The child, or member, that took longest among those that pass; -1 = none. */
int trace_rows_slowest(const struct trace_rows *rows, struct trace_row row);

/* Guides before a row's name ("│ └ "), at most `cells` of them: of deep ones the depth is told and
 * the lowest levels ("…1987 │ └ "). Newly allocated. */
char *trace_rows_guides(const struct trace_rows *rows, struct trace_row row, int cells, bool ascii);

/* --- reading the trace --- */
/* The `count` spans with the largest self time among `top` and all below it (-1 = the whole trace),
 * largest first, into `spans`; returns how many. */
size_t trace_rows_heaviest(const struct trace_rows *rows, int top, int *spans, size_t count);
/* How much of a change `span` explains by itself: its self time, or what it took beyond
 * `usual_us` if that is less (usual_us < 0: its usual is not known). */
int64_t trace_rows_excess(const struct trace_rows *rows, int span, double usual_us);

#endif
