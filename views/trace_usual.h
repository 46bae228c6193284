/* SPDX-License-Identifier: Apache-2.0
 *
 * What is usual for the spans of the shown trace: in healthy traces of the same root, where these
 * are known, else of all spans like it in the range; and which span explains most of the change.
 */
#ifndef VIEWS_TRACE_USUAL_H
#define VIEWS_TRACE_USUAL_H

#include "views/trace_state.h"

enum usual_of {
    USUAL_UNKNOWN,
    USUAL_OF_PEERS,
    USUAL_OF_ALL, /* spans like it, whatever their trace */
    USUAL_NEW,    /* no peer has such a span */
};

struct trace_usual {
    struct usual usual; /* samples 0 = not known */
    enum usual_of of;
};

struct trace_usual trace_usual(const struct view *view, const struct span *span);
/* True when it took far longer than its like. */
bool trace_span_unusual(const struct span *span, const struct usual *usual);
/* The span below `top` (-1 = of all) that explains most of the change; -1 when there is none. */
int trace_explaining(struct view *view, int top);
/* Asks for the peers of the shown trace once, and takes them when they are known. */
void trace_usual_find(struct view *view);
void trace_usual_drop(struct trace_state *state);

/* For the column: "+44.8s", "usual", "new"; "" when nothing is known. A `~` before it: of all
 * spans like it, though others are of healthy traces. Returns out. */
const char *trace_usual_text(const struct trace_usual *usual, const struct span *span, bool peers,
                             char *out, size_t size);
/* " (usual 196ms in 20 healthy)", " (usual 196ms of 4.2k like it)", " (new: ...)"; appended.
 */
void trace_usual_say(const struct view *view, const struct span *span, GString *out);
/* What the span explains, and at the root what is usually there and gone; appended. */
void trace_usual_explain(const struct view *view, int index, GString *out);
/* "  2 new, 1 gone" for the title, and the left side of a comparison to come; appended. */
void trace_usual_status(const struct view *view, GString *out);

#endif
