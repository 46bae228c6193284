/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of the trace view, and what its files do with it: where the cursor stands
 * (trace_view.c), asking and taking in (trace_ask.c), finding and filtering (trace_find.c), keys
 * (trace_keys.c), layout and drawing (trace_draw.c), words (trace_text.c). What these are made of
 * stands in trace_parts.h; what is usual for a span in trace_usual.h.
 */
#ifndef VIEWS_TRACE_STATE_H
#define VIEWS_TRACE_STATE_H

#include "api/insight/agents.h"
#include "views/body.h"
#include "views/trace_prepare.h"
#include "views/trace_reading.h"
#include "views/trace_rows.h"
#include "views/trace_time.h"

/* Spans are looked through in slices: by places from the cursor for a search, all by index for a
 * filter. */
struct trace_scan {
    guint source; /* 0 = none goes on */
    struct matcher *matcher;
    int direction; /* of a search; 0 = it is a filter */
    bool hide;
    int at, left;    /* the place or index looked at next, how many are left */
    uint8_t *passes; /* by span, of a filter */
    size_t found;
    GString *text; /* of the span looked at */
};

struct trace_state {
    char *trace_id;           /* wanted or shown; NULL = none yet */
    char *want_span;          /* to open at; NULL = the root */
    int64_t near_ms;          /* a time within the trace, if known */
    bool explain;             /* open at the span that explains most below want_span */
    bool moved;               /* the user moved the cursor: it stays */
    bool pointed;             /* the user's cursor elsewhere pointed at a trace */
    char *hint;               /* the signal whose worst trace was looked for; "" = none moved */
    bool settled;             /* the trace found so is the one: it stays */
    bool failed;              /* the last answer was an error */
    bool growing;             /* it ended so lately that spans may still come */
    struct trace_filter {     /* at most one of the three narrows */
        struct matcher *keep; /* of the pattern */
        bool hide;            /* what it matches, instead */
        bool only_errors;
        char *service; /* only its spans */
    } filter;
    struct trace_trial { /* the same before another was tried out */
        struct trace_filter filter;
        uint8_t *passes; /* by span, what passed then; NULL = no filter */
        struct trace_row row;
    } before;
    struct trace_scan scan; /* a search or filter that goes on between keys */
    struct trace *trace;    /* NULL until it came */
    const void *preparing;  /* the struct trace_prepared that will be shown; not owned */
    const struct trace_reread
        *rereading; /* what keys want it to be read like; not owned, or NULL */
    struct trace_rows rows;
    struct trace_time time;
    struct trace_reading reading;
    uint8_t *marks; /* by span, of enum scrollbar_mark */
    struct list list;
    struct scrollbar bar;
    struct trace_against *against; /* what healthy traces of the same root are; NULL = not known */
    GArray *usuals;                /* of struct trace_usual: of the rows in sight */
    size_t service_width;          /* the longest name of a service, in characters */
    size_t name_width;             /* the longest name with its guides */
    int64_t logs;                  /* -1 = not told */
    int64_t not_loaded;            /* spans that the server has and did not send; -1 = not told */
    int64_t told;                  /* spans that the server says it has; -1 = not told */
    enum trace_map { TRACE_MAP_AUTO, TRACE_MAP_ON, TRACE_MAP_OFF } map;
    bool logs_wanted;      /* its logs are still to be asked for */
    bool astray;           /* the user's cursor elsewhere is on something without a trace */
    GPtrArray *offers;     /* of struct trace_link_offer * */
    struct agents *agents; /* what generative AI did in it; NULL = nothing, or not known yet */
    char *agents_said;     /* the same in words */
    const void *agents_of; /* the answer that is read for them; not owned, NULL = none */
    uint64_t asked, meta_asked, hint_asked, agents_asked, logs_asked, links_asked;
};

const struct span *trace_state_span(const struct trace_state *state, int index);
/* Of a command's context, the view: its state, NULL while it shows no span. */
struct trace_state *trace_shown(void *context);
/* The span under the cursor; NULL when there is none. */
const struct span *trace_state_current(const struct trace_state *state);
/* Its index; -1 when there is none. */
int trace_state_index(const struct trace_state *state);
/* The row under the cursor, whose span is -1 when there is none. */
struct trace_row trace_state_row(const struct trace_state *state);
/* The user moved the cursor: it stays where it is, and linked panes follow. */
void trace_user_moved(struct view *view);
/* The error that belongs to a span, or NULL. */
const struct trace_error *trace_state_error(const struct trace_state *state,
                                            const struct span *span);

/* Unfolds what hides the span and puts the cursor there; nothing when it is -1. */
void trace_go_span(struct trace_state *state, int index);
/* The same, to the row of the run that the span is in, which stays folded. */
void trace_go_run(struct trace_state *state, int index);
/* After rows changed: the cursor on `row` as before, or on what hides it now. */
void trace_stay(struct trace_state *state, struct trace_row row);
/* Puts the cursor where the view was asked to open; again when more usuals are known, until the
 * user moves it. */
void trace_place_cursor(struct view *view);

/* trace_ask.c */
/* Loads the trace of `target`, or only moves to its span when the trace is there already. */
void trace_load(struct view *view, const struct target *target);
/* Lets go of the trace that is shown and of all that was worked out of it. */
void trace_let_go(struct view *view);
/* Lets go of what `old` holds: of a large trace elsewhere, for that takes longer than a key may. */
void trace_discard(struct view *view, struct trace_prepared *old);
/* A root pane that nothing pointed at yet looks for the worst trace of the first mover. */
void trace_ask_hint(struct view *view);
void trace_reply(struct view *view, uint64_t subscription, struct reply *reply);

/* trace_find.c */
bool trace_search(struct view *view, const struct matcher *matcher, int direction);
bool trace_next_level(struct view *view, enum level level, int direction);
void trace_filter(struct view *view, const struct matcher *matcher, bool hide);
void trace_try_filter(struct view *view, enum filter_step step, const struct matcher *matcher,
                      bool hide);
void trace_only_errors(struct view *view);
bool trace_row_matches(const struct view *view, size_t row, const struct matcher *matcher);
bool trace_passing(const struct view *view, size_t *shown, size_t *held);
bool trace_unfilter(struct view *view);
/* Shows only the spans of a service and what leads to them; NULL = all again. */
void trace_only_service(struct view *view, const char *service);
/* Lets through again what the filter says, of a trace that grew. */
void trace_filter_again(struct view *view);
/* Ends a search that goes on; a filter, too. */
void trace_scan_stop(struct trace_state *state);
/* Forgets the filter, and the one before a trial. */
void trace_filter_clear(struct trace_state *state);

/* trace_keys.c */
extern const struct command trace_commands[];

/* trace_draw.c */
void trace_layout(struct view *view, int rows, int cols);
void trace_draw(const struct view *view, struct surface *surface);

/* trace_text.c */
void trace_status(const struct view *view, GString *out);
void trace_evidence(const struct view *view, GString *out);
void trace_markdown(const struct view *view, GString *out);
void trace_fields(const struct view *view, GPtrArray *pairs);
char *trace_line(const struct view *view);
char *trace_json(const struct view *view);

#endif
