/* SPDX-License-Identifier: Apache-2.0
 *
 * Two traces, or two parts of them, side by side: their spans by kind (api/model/span_like.h), kind
 * by kind aligned in the order of the tree, with how many there are, how long they took, what
 * failed, what came back empty, what tokens they used, and which of their attributes differ. A part
 * may also be held against a trace's healthy peers (trace_peers.h). Pure; O(n log n).
 *
 * What a kind changes *by itself* is the difference of its self times (self_time.h) on the right
 * and on the left. Of peers no self times are known: they are taken to have the share of the whole
 * that they have on the right, which makes it an estimate.
 */
#ifndef API_INSIGHT_TRACE_DIFF_H
#define API_INSIGHT_TRACE_DIFF_H

#include "api/insight/trace_peers.h"

/* What is compared: a span and all below it, or (top -1) the whole trace. Borrowed. */
struct diff_part {
    const struct trace *trace;
    int top;
    const char *name; /* what it is called in words: "Skeptic", "b4f70fe1" */
};

/* One kind of spans on one side; of peers what one of them has. */
struct diff_side {
    uint32_t count;
    uint32_t failed, running;      /* running: no end was told, so they add nothing to total_us */
    uint32_t results, empty;       /* of tools: told; of these, with nothing in them */
    double total_us, self_us;      /* together */
    double median_us;              /* NAN = none */
    int64_t tokens_in, tokens_out; /* -1 = none told */
    int span;                      /* the slowest, in its trace; -1 = none */
};

enum diff_kind {
    DIFF_BOTH,
    DIFF_GONE,    /* on the left only */
    DIFF_NEW,     /* on the right only */
    DIFF_UNKNOWN, /* on the right; of the left it is not known: too few peers, or their table was
                     cut */
};

struct diff_row {
    enum diff_kind kind;
    const char *service, *op, *name; /* as the right has it, or the left where it is gone */
    int depth;                       /* below the top */
    struct diff_side left, right;
    double change_us; /* by itself */
};

struct diff_attribute {
    guint row;                /* of trace_diff.rows */
    char *key, *left, *right; /* values, the most frequent; NULL = not told there */
};

struct diff_attribute *diff_attribute_new(guint row, const char *key, const char *left,
                                          const char *right);
void diff_attribute_free(struct diff_attribute *attribute);

struct trace_diff {
    GArray *rows;               /* of struct diff_row, in the order of the tree */
    GPtrArray *attributes;      /* of struct diff_attribute *, by row */
    guint compared, comparable; /* kinds on both sides: whose attributes were compared; all */
    char *left_name, *right_name;
    double left_us, right_us;     /* how long each part took, from its start to its end */
    struct diff_side left, right; /* all of it */
    uint32_t peers;               /* the left is so many healthy traces; 0 = it is a part */
    bool arriving; /* the caller's: spans of the right may still come; none is gone */
};

/* Texts of the rows are borrowed from the parts' traces. */
struct trace_diff *trace_diff_new(const struct diff_part *left, const struct diff_part *right);
/* `root`: the span of the part that the peers are like, -1 = none. Texts are borrowed from `peers`
 * as well. */
struct trace_diff *trace_diff_against(struct trace_peers *peers, const struct diff_part *right,
                                      int root);
void trace_diff_free(struct trace_diff *diff);
DEFINE_AUTOPTR(trace_diff, trace_diff_free);

/* Tokens of both kinds, -1 = none told. */
int64_t diff_side_tokens(const struct diff_side *side);
/* Whether how long it took is not known, as every span of it is still running. */
static inline bool diff_side_open(const struct diff_side *side)
{
    return side->count > 0 && side->running == side->count;
}

/* Whether results of tools are empty on one side and not on the other. */
bool diff_row_empty_differs(const struct diff_row *row);
/* Places of the rows, what differs most first: results that are empty on one side only, then by
 * what they change by themselves, then in the order of the tree. Newly allocated. */
guint *trace_diff_by_change(const struct trace_diff *diff);
/* The row that explains most of the difference in length, in its direction; -1 when none explains a
 * twentieth of it. */
int trace_diff_main_row(const struct trace_diff *diff);
/* "  explains 44.6s of the trace's +44.8s", "  explains all of +44.8s": how much of a change in
 * length a part of it is, where it goes the same way and is a twentieth of it at least; else
 * nothing. `whose` change, with a blank behind it, or "". Appended. */
void trace_diff_say_share(double part_us, double change_us, const char *whose, GString *out);
/* "Skeptic took 1.9s less than Advocate (1.2s, 3.1s): chat explains 1.6s; web_search returned
 * nothing in 1 of 1 for Skeptic, in 0 of 1 for Advocate"; newly allocated. */
char *trace_diff_verdict(const struct trace_diff *diff);

#endif
