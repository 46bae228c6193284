/* SPDX-License-Identifier: Apache-2.0
 *
 * The views there are. One file a view (views/<name>_view.c); the table in views/views.c says which
 * targets each of them shows, and in which pane.
 */
#ifndef VIEWS_VIEWS_H
#define VIEWS_VIEWS_H

#include "views/view.h"

extern const struct view_ops issues_view;  /* the issue stream: root of the issues pane */
extern const struct view_ops issue_view;   /* TARGET_ISSUE, TARGET_EVENT */
extern const struct view_ops source_view;  /* TARGET_FRAME: the source around a frame's line */
extern const struct view_ops signals_view; /* the wall: root of the metrics pane; TARGET_SIGNALS */
extern const struct view_ops chart_view;   /* TARGET_SIGNAL, TARGET_LEAD */
extern const struct view_ops samples_view; /* TARGET_RANGE */
extern const struct view_ops trace_view;   /* root of the trace pane; TARGET_SAMPLE, TARGET_TRACE */
extern const struct view_ops traces_view;  /* TARGET_TRACES: the traces in scope, or like one */
extern const struct view_ops compare_view; /* TARGET_COMPARE: two traces or parts, side by side */
extern const struct view_ops span_view;    /* TARGET_SPAN */
extern const struct view_ops agents_view;  /* TARGET_AGENTS: what generative AI did in a trace */
extern const struct view_ops call_view;    /* TARGET_CALL: what was said in one call */
extern const struct view_ops values_view;  /* TARGET_ATTRIBUTE: the values of one key, counted */
extern const struct view_ops problems_view; /* TARGET_PROBLEMS */
extern const struct view_ops release_view;  /* TARGET_RELEASE */
extern const struct view_ops commit_view;   /* TARGET_COMMIT */
extern const struct view_ops suspects_view; /* TARGET_SUSPECTS */
extern const struct view_ops logs_view;     /* root of the logs pane; TARGET_LOGS */
extern const struct view_ops log_view;      /* TARGET_LOG: one row, all of it */
extern const struct view_ops facets_view;   /* TARGET_FACETS: values of a key among logs, counted */
extern const struct view_ops patterns_view; /* TARGET_PATTERNS: messages of logs, clustered */
extern const struct view_ops explain_view;  /* TARGET_EXPLAIN: where it began, and why */
extern const struct view_ops releases_view; /* TARGET_RELEASES */
extern const struct view_ops firing_view;   /* TARGET_FIRING: monitors, and those that fire */
extern const struct view_ops across_view;   /* TARGET_ACROSS: signals before and after a deploy */
extern const struct view_ops differs_view;  /* TARGET_DIFFERS: attributes of two sets compared */
extern const struct view_ops breakdown_view; /* TARGET_TABLE: aggregates of groups of rows */

/* All of them, in the order of panes; ends with NULL. */
extern const struct view_ops *const all_views[];

/* To an open span view: where its span stands in its trace, as the waterfall knows by now. */
void span_view_place(struct view *view, const struct target_place *place);

#endif
