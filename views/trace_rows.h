/* SPDX-License-Identifier: Apache-2.0
 *
 * The layout of a waterfall: which spans are rows under the folds, the guides of the tree, the part
 * of time in sight and where a span's bar falls in it; and what can be read off a trace alone: self
 * times and the critical path. Pure; knows no screen. Times are us since the epoch, as in the
 * trace.
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
    int level;                /* deepest depth unfolded by + and -; max_depth = all */
    int64_t start_us, end_us; /* the part of time in sight; end > start */
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

/* --- time --- */
/* Shows the main root, with what runs past it as far as a fifth of its length; the rest is past the
 * edge. */
void trace_rows_fit(struct trace_rows *rows);
void trace_rows_fit_span(struct trace_rows *rows, int span);
/* Zooms about `at_us` by `factor` (< 1 = closer); pans by a part of what is in sight. */
void trace_rows_zoom(struct trace_rows *rows, int64_t at_us, double factor);
void trace_rows_pan(struct trace_rows *rows, double part);

struct trace_bar {
    double from, to; /* cells from the left edge, clamped to [0, width]; at least an eighth wide */
    bool before, past; /* goes on beyond the left or right edge */
};
struct trace_bar trace_rows_bar(const struct trace_rows *rows, int span, int width);
/* A step for the time axis so that labels fall at least `cells` apart in `width`: 1, 2 or 5 times a
 * power of ten, in us. */
int64_t trace_rows_tick(const struct trace_rows *rows, int width, int cells);

/* --- reading the trace --- */
/* Time of each span that none of its children covers; `self_us` has as many places as there are
 * spans. */
void trace_self_times(const struct trace *trace, int64_t *self_us);
/* Marks the critical path of every root: walking back from the end, always the child that finished
 * last before the point reached (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale
 * Microservice Architectures", USENIX ATC 2022). */
void trace_critical_path(const struct trace *trace, uint8_t *critical);
/* The `count` spans with the largest self time among `top` and all below it (-1 = the whole trace),
 * largest first, into `spans`; returns how many. */
size_t trace_rows_heaviest(const struct trace_rows *rows, int top, int *spans, size_t count);
/* How much of a change `span` explains by itself: its self time, or what it took beyond
 * `usual_us` if that is less (usual_us < 0: its usual is not known). */
int64_t trace_rows_excess(const struct trace_rows *rows, int span, double usual_us);

#endif
