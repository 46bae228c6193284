/* SPDX-License-Identifier: Apache-2.0
 *
 * A target: what the cursor is on, or where to go. Typed; carries every name by which it can be
 * found again, so that the pivot table can look for an edge by what is known. Owns its text.
 */
#ifndef VIEWS_TARGET_H
#define VIEWS_TARGET_H

#include "api/insight/onset.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct span; /* api/model/trace.h */

enum target_kind {
    TARGET_NONE,
    TARGET_LEAD,   /* the first mover */
    TARGET_SIGNAL, /* signal_id; time_ms = onset */
    TARGET_RANGE,  /* a point or range of a signal's chart: signal_id, start_ms, end_ms */
    TARGET_SAMPLE, /* a span, log or metric sample of a range */
    TARGET_TRACE,  /* trace_id; span_id = open there */
    TARGET_SPAN,
    TARGET_LOGS,  /* logs of trace_id, span_id, service, a query or a range */
    TARGET_LOG,   /* one row: item_id */
    TARGET_ISSUE, /* issue_id or short_id */
    TARGET_EVENT,
    TARGET_FRAME,     /* path, line of a stack frame */
    TARGET_RELEASE,   /* release */
    TARGET_COMMIT,    /* commit, repository */
    TARGET_SIGNALS,   /* the signals around a service and time */
    TARGET_SUSPECTS,  /* candidates for a span, signal or issue */
    TARGET_ATTRIBUTE, /* key, value */
    TARGET_TRACES,    /* those that have a span which `query` finds, or that an issue was in */
    TARGET_PROBLEMS,  /* of trace_id; span_id = begin at what that span is in */
    TARGET_COMPARE,   /* right: trace_id, span_id, name; left: the trace `key`, its span `value`,
                         named `text`; no key: healthy traces of the right's root */
    TARGET_AGENTS,    /* the agents of trace_id; span_id = open there */
    TARGET_CALL,     /* what was said in a call of an agent, a model or a tool: trace_id, span_id */
    TARGET_FACETS,   /* the values of `key` among logs that `query` finds, counted */
    TARGET_PATTERNS, /* the messages of the logs below, clustered */
    TARGET_DIFFERS,  /* of dataset `key`, rows that `query` finds: those that the search `value`
                        finds  against the others; without it, those in [start_ms, end_ms) against
                        those before; without these, since the onset of signal_id or the lead;
                        `text`: what counts a row instead of count() */
    TARGET_EXPLAIN,  /* why the signal, issue, span or trace that it names is as it is */
    TARGET_TABLE,    /* groups of rows: `query` as api/query/breakdown.h has it, of spans unless it
                        names a dataset */
    TARGET_RELEASES, /* all of them */
    TARGET_ACROSS,   /* every signal before against after the deploy of release by service */
    TARGET_FIRING,   /* monitors and alerts that are firing, or were recently */
    TARGET_KIND_COUNT
};

/* Where a span stands in its trace, as the waterfall knows it. */
struct target_place {
    bool known;
    bool critical;     /* on the critical path, where that was looked for */
    int64_t offset_us; /* from the start of the trace */
    int64_t self_us;   /* that no child covers */
    int children, descendants;
    struct usual usual; /* in healthy traces of its root; samples 0 = not known */
    uint32_t healthy;   /* how many these are */
};

struct target {
    enum target_kind kind;
    char *service; /* project slug */
    char *trace_id, *span_id;
    char *issue_id, *short_id, *event_id;
    char *release, *commit, *repository;
    char *signal_id, *transaction, *operation, *name; /* name: span or metric name */
    char *item_id;                                    /* log row */
    char *host;
    char *path;        /* source file */
    char *key, *value; /* attribute */
    char *query;       /* search that selects it */
    char *text;        /* db.statement, message...: for suspects */
    char *agents;      /* "3 agents, 12k tokens": of its trace; NULL = none, or not known yet */
    int line;
    int64_t time_ms; /* 0 = none */
    int64_t start_ms, end_ms;
    int64_t duration_us; /* -1 = none */
    bool unusual;        /* far from its usual */
    struct target_place place;
};

void target_init(struct target *target, enum target_kind kind);
void target_clear(struct target *target);
void target_copy(struct target *to, const struct target *from);
/* Frees what *field had, sets a copy of text. */
void target_set(char **field, const char *text);
/* What `span` of the trace is known by: every name it has, its start and how long it took. */
void target_set_span(struct target *target, const char *trace_id, const struct span *span);
bool target_equal(const struct target *a, const struct target *b);
/* "span check_stock", "issue CHECKOUT-1": one line for the trail and messages; newly allocated. */
char *target_text(const struct target *target);

/* A line to find it by in another session: every name, and its times; newly allocated. */
char *target_save(const struct target *target);
/* False, `target` being empty, when the line is no such thing. Cleared by the caller. */
bool target_load(struct target *target, const char *text);

#endif
