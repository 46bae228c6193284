/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a waterfall: which spans are rows under the folds, and the guides of the tree. Pure;
 * knows no screen and no time axis (trace_time.h).
 */
#ifndef VIEWS_TRACE_ROWS_H
#define VIEWS_TRACE_ROWS_H

#include "api/model/trace.h"

struct trace_rows {
    const struct trace *trace; /* borrowed; outlives the layout */
    GArray *visible;           /* of uint32_t: spans that are rows, in order */
    uint8_t *folded;           /* by span: its descendants are hidden */
    uint8_t *kept;             /* by span: passes the filter; NULL = all do */
    uint8_t *last;             /* by span: no sibling follows it */
    int64_t *self_us;          /* by span: time that no child covers */
    uint8_t *critical;         /* by span: on the critical path; NULL until asked for */
    int main_root;             /* the root with most below it; -1 when there are no spans */
    int max_depth;
    int level; /* deepest depth unfolded by + and -; max_depth = all */
};

void trace_rows_init(struct trace_rows *rows, const struct trace *trace);
void trace_rows_clear(struct trace_rows *rows);

size_t trace_rows_count(const struct trace_rows *rows);
/* The span of a visible row; -1 past the end. */
int trace_rows_span(const struct trace_rows *rows, size_t row);
/* The row of a span, or of its nearest visible ancestor. */
size_t trace_rows_row(const struct trace_rows *rows, int span);

/* --- folding --- */
void trace_rows_fold(struct trace_rows *rows, int span, bool folded);
/* Shows one level more or less of every tree; returns the level. */
int trace_rows_level(struct trace_rows *rows, int by);
/* Unfolds what hides `span`. */
void trace_rows_reveal(struct trace_rows *rows, int span);
/* Shows only the spans for which `keep` holds and what leads to them; NULL shows all again. Returns
 * how many it holds for. */
size_t trace_rows_keep(struct trace_rows *rows,
                       bool (*keep)(const struct span *span, const void *data), const void *data);
/* Guides before a span's name ("│ └ "), at most `cells` of them: the middle of deep ones becomes an
 * ellipsis. Newly allocated. */
char *trace_rows_guides(const struct trace_rows *rows, int span, int cells, bool ascii);

/* --- reading the trace --- */
/* The `count` spans with the largest self time among `top` and all below it (-1 = the whole trace),
 * largest first, into `spans`; returns how many. */
size_t trace_rows_heaviest(const struct trace_rows *rows, int top, int *spans, size_t count);
/* How much of a change `span` explains by itself: its self time, or what it took beyond
 * `usual_us` if that is less (usual_us < 0: its usual is not known). */
int64_t trace_rows_excess(const struct trace_rows *rows, int span, double usual_us);

#endif
