/* SPDX-License-Identifier: Apache-2.0
 *
 * What the trace view is made of: the parts of the waterfall on the screen, what is said of a span,
 * and keys, each in the file that is named above it.
 */
#ifndef VIEWS_TRACE_PARTS_H
#define VIEWS_TRACE_PARTS_H

#include "views/trace_state.h"

/* Widths of a row; 0 = shed. */
struct trace_columns {
    int service, name, bar, took, more;
};

/* Where the bars begin: behind a cell for the mark of a failure and a hairline. */
static inline int trace_columns_bar(const struct trace_columns *columns)
{
    return 1 + columns->service + columns->name + (columns->bar ? 2 : 1);
}

/* trace_axis.c: the first line: names of columns, and times above the bars. */
void trace_axis_draw(const struct trace_state *state, struct surface *surface,
                     const struct trace_columns *columns);

/* trace_bar.c: squeezed idle gaps, which run through all rows; drawn before a bar. */
void trace_gaps_draw(const struct trace_state *state, struct surface *cells);
/* The bar of a span; the surface is one line, as wide as bars are. */
void trace_bar_draw(const struct trace_state *state, struct surface *cells, int index);

/* trace_run.c: the name of a row: of a run whose members' names differ, what they have in common;
 * newly allocated. What the evidence says of a run. */
char *trace_row_name(const struct trace_state *state, struct trace_row row);
void trace_run_evidence(const struct trace_state *state, int run, const char *name, GString *out);
/* The row of a run: how many members ("×14"); two durations where spans have what they took and how
 * it compares; the bar. */
void trace_run_count(const struct trace_state *state, int run, bool ascii, char *out, size_t size);
void trace_run_numbers(const struct trace_state *state, struct surface *surface, int y, int col,
                       int width, int run);
/* "p50 9.0ms max 160ms", in fewer than `width` cells "p50 1m02s ≤12m30s", or the first of the two
 * alone; never a time that does not say what it is. Returns out. */
const char *trace_run_text(int64_t median_us, int64_t max_us, bool ascii, int width, char *out,
                           size_t size);
void trace_run_bar(const struct trace_state *state, struct surface *cells, int run);

#define TRACE_MAP_CELLS 34 /* of the title, with what stands before and behind it */

/* trace_map.c: lines that the minimap takes of so many; it, drawn on the first of them; in a few
 * cells for the title, appended. */
int trace_map_rows(const struct trace_state *state, int rows);
void trace_map_draw(const struct trace_state *state, struct surface *surface,
                    const struct trace_columns *columns);
void trace_map_title(const struct trace_state *state, GString *out);

/* trace_foot.c: lines that it takes of so many; it, drawn on the last `rows` lines. */
int trace_foot_rows(const struct view *view, int rows);
void trace_foot_draw(const struct view *view, struct surface *surface,
                     const struct trace_columns *columns, int rows);

/* trace_time_text.c: "45.7s", ">59m02s" of one that still runs, "-3ms", "?". Returns out. */
const char *trace_took_text(const struct trace_state *state, const struct span *span, char *out,
                            size_t size);
/* What is odd about a span, in a word or a sign for its row; "" = nothing. */
const char *trace_odd_text(const struct trace_state *state, const struct span *span, bool ascii);
/* True when a span goes on after its caller ended; false where either end is not known. */
bool trace_outlives(const struct trace_state *state, int index);
/* Of a line that stands for a missing parent; what is odd about a span's times, and its share. */
void trace_missing_evidence(const struct trace_state *state, const struct span *span, GString *out);
void trace_time_evidence(const struct trace_state *state, const struct span *span, GString *out);
/* For the title: how times are shown; what is odd about those of the trace. */
void trace_time_modes(const struct trace_state *state, GString *out);
void trace_time_status(const struct trace_state *state, GString *out);
/* "the clock of inventory is about 1.2s behind payment"; newly allocated. */
char *trace_skew_text(const struct clock_skew *skew);

/* trace_agents.c */
/* Once a trace came that has some: asks for what generative AI says in it. */
void trace_agents_ask(struct view *view);
bool trace_agents_reply(struct view *view, uint64_t subscription, struct reply *reply);
void trace_agents_clear(struct trace_state *state);
/* How a row of generative AI is called in the waterfall. */
struct trace_said {
    char *name;       /* "chat gpt-4o", "web_search" */
    char *behind;     /* " 1.2k→340 tok", " → ○ nothing" */
    const char *mark; /* the same where there is no room for that; static */
    bool nothing;     /* of a tool, whose result has nothing in it */
};
/* False, *said being empty, for any other row. */
bool trace_agents_say(const struct trace_state *state, struct trace_row row,
                      struct trace_said *said);
void trace_said_clear(struct trace_said *said);
void trace_agents_evidence(const struct trace_state *state, const struct span *span, GString *out);

/* trace_links.c */
struct trace_link_offer {
    char *trace_id, *span_id, *label, *detail;
};
void trace_link_offer_free(void *data);
bool trace_follow_links(void *context);
void trace_take_links(struct view *view, const struct reply *reply);
/* The links of a span, one after the other; NULL when it has none. O(log n). */
const struct trace_link *trace_links_of(const struct trace *trace, int span, guint *count);
/* "  continues trace 3f2a0b1c, K follows"; nothing for a span without links. Appended. */
void trace_link_text(const struct trace_state *state, int index, GString *out);

/* trace_reread.c */
struct trace_read_mode {
    bool corrected, path; /* clocks; the critical path is shown */
};
/* How the trace is read, or will be when what is begun is done. */
struct trace_read_mode trace_read_mode(const struct trace_state *state);
/* Reads the trace anew on another thread; then what came of it is shown, and `done` (may be NULL)
 * is called. For large traces. */
void trace_reread(struct view *view, struct trace_read_mode mode, void (*done)(struct view *view));

/* trace_toggles.c: keys. */
/* Of a large trace later, on another thread. */
void trace_read_like(struct view *view, struct trace_read_mode mode);
bool trace_toggle_critical(void *context);
bool trace_toggle_gaps(void *context);
bool trace_toggle_clocks(void *context);
bool trace_toggle_uninstrumented(void *context);
bool trace_toggle_map(void *context);

/* trace_compare.c */
bool trace_differs(const struct view *view, struct target *target);
bool trace_compare_sides(void *context);

#endif
