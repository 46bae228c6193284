/* SPDX-License-Identifier: Apache-2.0
 *
 * What the trace view says: title, evidence, copies.
 */
#include "views/span_text.h"
#include "views/trace_parts.h"
#include "views/trace_usual.h"

#include "api/insight/problems.h"
#include "api/wire/json.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/matcher.h"
#include "views/suspects.h"

#include <string.h>

#define EVIDENCE_NAME 36 /* cells: the rest of the row says more than a long query */
#define PROBLEM_NAME  20 /* the same where there is a problem to tell of */
#define ROOT_NAME     16 /* cells that the root's name has in the title at least */

/* --- the title --- */

static void append_count(GString *out, int64_t count, const char *one, const char *many)
{
    char text[24];
    g_string_append_printf(out, "  %s %s", quantity_count(count, text, sizeof text),
                           count == 1 ? one : many);
}

/* Which spans are shown, and how. */
static void append_shown(const struct trace_state *state, GString *out)
{
    const struct trace_filter *filter = &state->filter;
    if (filter->only_errors)
        g_string_append(out, "  only errors");
    if (filter->service)
        g_string_append_printf(out, "  only %s", filter->service);
    if (filter->keep)
        g_string_append_printf(out, "  %s %s", filter->hide ? "without" : "only",
                               matcher_pattern(filter->keep));
    if (state->rows.order == TRACE_BY_DURATION)
        g_string_append(out, "  longest first");
    if (state->rows.critical)
        g_string_append(out, "  critical path");
}

/* Folds, runs and filters make fewer rows than spans. */
static void append_rows(const struct trace_state *state, GString *out)
{
    char count[24];
    size_t rows = trace_rows_count(&state->rows);
    if (rows < state->trace->spans->len)
        g_string_append_printf(out, " in %s %s", quantity_count((int64_t)rows, count, sizeof count),
                               rows == 1 ? "row" : "rows");
    if (state->rows.roots > 1)
        append_count(out, state->rows.roots, "tree", "trees");
}

/* What went wrong: reported errors, as lists of traces count them; spans that failed, which one
 * error may have many of. */
static void append_faults(const struct trace *trace, GString *out)
{
    if (trace->errors->len)
        append_count(out, trace->errors->len, "error", "errors");
    if (trace->failed)
        append_count(out, trace->failed, "failed", "failed");
    size_t problems = problems_count(trace->problems);
    if (problems)
        append_count(out, (int64_t)problems, "problem", "problems");
}

static void append_root(const struct view *view, GString *out)
{
    const struct trace_state *state = view->state;
    char duration[26];
    const struct span *root = trace_state_span(state, state->rows.main_root);
    g_autofree char *safe = text_safe(root->name ? root->name : "");
    g_autofree char *name = text_cut_middle(safe, MAX(view->cols / 4, ROOT_NAME));
    g_string_append_printf(out, "  %s  %s", name,
                           trace_took_text(state, root, duration, sizeof duration));
}

/* How it is shown stands before what it holds: only the end is cut where the line is short. */
void trace_status(const struct view *view, GString *out)
{
    const struct trace_state *state = view->state;
    char count[24];
    if (!state->trace_id)
        return;
    if (state->astray)
        g_string_append(out, "not of this row: ");
    g_string_append_printf(out, "%.8s", state->trace_id);
    if (!state->trace || state->rows.main_root < 0)
        return;
    append_root(view, out);
    append_shown(state, out);
    trace_time_modes(state, out);
    guint spans = state->trace->spans->len - (guint)state->trace->missing;
    append_count(out, spans, "span", "spans");
    if (state->not_loaded > 0)
        g_string_append_printf(out, " of %s",
                               quantity_count(spans + state->not_loaded, count, sizeof count));
    append_rows(state, out);
    if (state->growing) /* beside the count, where no narrow screen cuts it away */
        g_string_append(out, "  still arriving");
    append_faults(state->trace, out);
    trace_usual_status(view, out);
    append_count(out, state->trace->services, "service", "services");
    if (state->logs > 0)
        append_count(out, state->logs, "log", "logs");
    trace_time_status(state, out);
    /* Only whole: half of it would say that the trace ends there. */
    if (!trace_map_rows(state, view->rows) && text_width(out->str) + TRACE_MAP_CELLS < view->cols)
        trace_map_title(state, out);
}

/* --- the span under the cursor --- */

static void append_release(const struct view *view, const struct span *span, GString *out)
{
    struct target target;
    target_init(&target, TARGET_SPAN);
    target_set(&target.service, span->service);
    target.time_ms = span->start_us / 1000;
    int64_t onset = suspects_onset(view->desk, &target);
    g_autofree char *why = NULL;
    const struct deploy *deploy =
        suspect_deploy(desk_deploys(view->desk), span->service, onset, SUSPECTS_WITHIN_MS, &why);
    const char *release = span->release ? span->release : deploy ? deploy->release : NULL;
    if (release)
        g_string_append_printf(out, "  %s", release);
    if (deploy && !g_strcmp0(release, deploy->release)) {
        int64_t at = deploy->finished_ms ? deploy->finished_ms : deploy->started_ms;
        g_autofree char *ago = body_ago(onset - at);
        g_string_append_printf(out, ", deployed %s before the onset", ago);
    }
    target_clear(&target);
}

static void append_problem(const struct problem *problem, GString *out)
{
    if (!problem)
        return;
    const struct problem_rule *rule = problem_rule(problem->kind);
    g_string_append_printf(out, "  %s: %s (rule: %s)", rule->name, problem->text, rule->limits);
}

void trace_evidence(const struct view *view, GString *out)
{
    const struct trace_state *state = view->state;
    const struct span *span = trace_state_current(state);
    char took[26];
    if (!span)
        return;
    struct trace_row row = trace_state_row(state);
    g_autofree char *whole = row.run >= 0 ? trace_row_name(state, row) : span_text(span);
    g_autofree char *safe = text_safe(whole);
    const struct problem *problem = problems_of_span(state->trace->problems, span->index);
    g_autofree char *name = text_cut_middle(safe, problem ? PROBLEM_NAME : EVIDENCE_NAME);
    if (row.run >= 0) {
        trace_run_evidence(state, row.run, name, out);
        append_problem(problem, out);
        return;
    }
    if (span->missing) {
        trace_missing_evidence(state, span, out);
        return;
    }
    struct trace_usual usual = trace_usual(view, span);
    g_string_append_printf(out, "%s %s  %s", span->service ? span->service : "?", name,
                           trace_took_text(state, span, took, sizeof took));
    trace_usual_say(view, span, out);
    trace_usual_explain(view, trace_state_index(state), out);
    const struct trace_error *error = trace_state_error(state, span);
    if (error)
        g_string_append_printf(out, "  %s %s", error->short_id ? error->short_id : "error",
                               error->title ? error->title : "");
    else if (span->failed && span->status)
        g_string_append_printf(out, "  %s", span->status);
    /* What is far from its usual has become so: when matters more than that it is slow. */
    if (trace_span_unusual(span, &usual.usual))
        append_release(view, span, out);
    append_problem(problem, out);
    trace_agents_evidence(state, span, out);
    trace_time_evidence(state, span, out);
}

void trace_fields(const struct view *view, GPtrArray *pairs)
{
    const struct span *span = trace_state_current(view->state);
    if (!span)
        return;
    const char *const fields[][2] = {
        {"project",     span->service    },
        {"span.op",     span->op         },
        {"transaction", span->transaction},
        {"release",     span->release    },
        {"span.status", span->status     },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (fields[i][1])
            g_ptr_array_add(pairs, pair_new(fields[i][0], fields[i][1]));
}

static void append_span_line(const struct view *view, const struct span *span, GString *out)
{
    char took[24];
    g_autofree char *name = span_text(span);
    g_string_append_printf(out, "%s %s %s", span->service ? span->service : "?", name,
                           quantity_duration((double)span->duration_us, took, sizeof took));
    trace_usual_say(view, span, out);
    if (span->failed)
        g_string_append(out, " !");
    const struct trace_state *state = view->state;
    const struct problem *problem = problems_of_span(state->trace->problems, span->index);
    if (problem)
        g_string_append_printf(out, " ~ %s: %s", problem_rule(problem->kind)->name, problem->text);
}

char *trace_line(const struct view *view)
{
    const struct trace_state *state = view->state;
    struct trace_row row = trace_state_row(state);
    const struct span *span = trace_state_current(state);
    if (!span)
        return NULL;
    g_autofree char *name = trace_row_name(state, row);
    GString *out = g_string_new(NULL);
    if (row.run >= 0)
        trace_run_evidence(state, row.run, name, out);
    else
        append_span_line(view, span, out);
    return g_string_free(out, FALSE);
}

/* The path from the root to the cursor: what led to it. */
void trace_markdown(const struct view *view, GString *out)
{
    const struct trace_state *state = view->state;
    const struct span *span = trace_state_current(state);
    if (!span)
        return;
    g_autoptr(GPtrArray) path = g_ptr_array_new();
    for (; span; span = span->parent >= 0 ? trace_state_span(state, span->parent) : NULL)
        g_ptr_array_add(path, (gpointer)span);
    g_string_append_printf(out, "Trace `%s`\n\n", state->trace_id);
    for (guint i = path->len; i-- > 0;) {
        g_string_append_printf(out, "%*s- ", (int)(path->len - 1 - i) * 2, "");
        append_span_line(view, g_ptr_array_index(path, i), out);
        g_string_append_c(out, '\n');
    }
}

char *trace_json(const struct view *view)
{
    const struct trace_state *state = view->state;
    const struct span *span = trace_state_current(state);
    if (!span)
        return NULL;
    json_t *object = json_pack(
        "{s:s*, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*, s:I}", "trace", state->trace_id,
        "span_id", span->id, "parent_span_id", span->parent_id, "project", span->service, "op",
        span->op, "description", span->name, "transaction", span->transaction, "status",
        span->status, "release", span->release, "start_us", (json_int_t)span->start_us);
    if (object && !span->running) /* it may be negative */
        json_object_set_new(object, "duration_us", json_integer(span->duration_us));
    return body_json(object);
}
