/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of a span: its suspect when it is unusual, how long it took, its errors, its query, its
 * attributes, events and links.
 */
#include "views/span_state.h"

#include "api/insight/problems.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/suspect_lines.h"

#include <math.h>
#include <string.h>

#define LOW_ROWS 16
#define COLUMN   14

/* --- suspects --- */

static void add_suspects(struct view *view)
{
    struct span_state *state = view->state;
    doc_heading(&state->doc, "Suspect commit");
    if (!state->search) {
        struct doc_line *line = doc_add(&state->doc, ROLE_NOTICE, "looking for suspect commits…");
        doc_link(line, SPAN_LINK_SUSPECT, G_MAXSIZE);
        return;
    }
    /* In a low pane the first alone, so that the rest of the page is in sight. */
    size_t shown = state->all_suspects ? SIZE_MAX : view->rows > LOW_ROWS ? SUSPECTS_SHOWN : 1;
    size_t rest = suspect_lines(&state->doc, state->search, shown, SPAN_LINK_SUSPECT, view->desk);
    if (rest)
        doc_link(doc_addf(&state->doc, ROLE_MUTED, "%zu more, less likely: Enter shows them", rest),
                 SPAN_LINK_MORE, 0);
}

/* --- timing --- */

static void add_took(struct view *view, int column)
{
    struct span_state *state = view->state;
    char took[24], median[24], off[24];
    if (state->span.duration_us < 0)
        return;
    struct usual usual = span_usual(view);
    struct doc_line *line =
        doc_field(&state->doc, column, "took", span_unusual(view) ? ROLE_CHANGED : ROLE_TEXT,
                  quantity_duration((double)state->span.duration_us, took, sizeof took));
    if (!usual.samples)
        return;
    double beyond = (double)state->span.duration_us - usual.median;
    doc_piecef(line, ROLE_MUTED, "   usual %s ",
               quantity_duration(usual.median, median, sizeof median));
    if (state->span.place.usual.samples)
        doc_piecef(line, ROLE_MUTED, "(in %u healthy traces), ", state->span.place.healthy);
    else
        doc_piecef(line, ROLE_MUTED, "(of %zu like it), ", usual.samples);
    if (fabs(beyond) < 0.5)
        doc_piece(line, ROLE_MUTED, "the same");
    else
        doc_piecef(line, span_unusual(view) ? ROLE_CHANGED : ROLE_MUTED, "%c%s",
                   beyond < 0 ? '-' : '+', quantity_duration(fabs(beyond), off, sizeof off));
}

/* Its own time, what its children cover being left out. */
static void add_self(struct span_state *state, int column)
{
    const struct target_place *place = &state->span.place;
    char own[24], share[24];
    if (!place->known || state->span.duration_us <= 0 || !place->children)
        return;
    double part = (double)place->self_us / (double)state->span.duration_us;
    struct doc_line *line = doc_field(&state->doc, column, "own time", ROLE_TEXT,
                                      quantity_duration((double)place->self_us, own, sizeof own));
    doc_piecef(line, ROLE_MUTED, "   %s, %s", quantity_text(part, "ratio", share, sizeof share),
               part < 1 ? "the rest in its children" : "no child covers any of it");
}

static void add_below(struct span_state *state, int column)
{
    const struct target_place *place = &state->span.place;
    char children[24], below[24];
    if (!place->known)
        return;
    struct doc_line *line = doc_field(&state->doc, column, "children", ROLE_TEXT,
                                      quantity_count(place->children, children, sizeof children));
    if (place->descendants > place->children)
        doc_piecef(line, ROLE_MUTED, "   %s spans below",
                   quantity_count(place->descendants, below, sizeof below));
    if (place->critical)
        doc_piece(line, ROLE_CHANGED, "   on the critical path");
}

/* To the millisecond and in UTC, as logs elsewhere have it; and how far into its trace. */
static void add_started(struct view *view, int column)
{
    struct span_state *state = view->state;
    const struct scope *scope = desk_scope(view->desk);
    char at[40], offset[24], zone[16];
    if (!state->span.time_ms)
        return;
    int64_t ns = state->start_ns ? state->start_ns : state->span.time_ms * NS_PER_MS;
    struct doc_line *line = doc_field(&state->doc, column, "started", ROLE_TEXT,
                                      clock_format_iso(ns, 3, at, sizeof at));
    if (state->span.place.known)
        doc_piecef(line, ROLE_MUTED, "   %s%s into the trace",
                   state->span.place.offset_us < 0 ? "" : "+",
                   quantity_duration((double)state->span.place.offset_us, offset, sizeof offset));
    if (scope_zone_offset_s(scope, state->span.time_ms))
        doc_piecef(line, ROLE_MUTED, "   %s %s",
                   scope_time(scope, state->span.time_ms, at, sizeof at),
                   scope_zone_name(scope, zone, sizeof zone));
}

static void add_status(struct span_state *state, int column)
{
    const char *status = span_attribute(state, "span.status");
    const char *message = span_attribute(state, "span.status.message");
    if (!status || !*status || !g_strcmp0(status, "ok"))
        return;
    g_autofree char *text = message && g_strcmp0(message, status)
                                ? g_strdup_printf("%s: %s", status, message)
                                : g_strdup(status);
    bool unset = !g_strcmp0(status, "unset") || !g_strcmp0(status, "unknown");
    doc_field(&state->doc, column, "status", unset ? ROLE_TEXT : ROLE_LEVEL_ERROR, text);
}

/* Two names a line, where they fit: what is below matters more than what it is called. */
static void add_names(struct span_state *state, int column)
{
    const struct target *span = &state->span;
    const char *const names[][2] = {
        {"operation", span->operation},
        {"release",   span->release  },
        {"host",      span->host     },
        {"span",      span->span_id  },
        {"trace",     span->trace_id },
    };
    struct doc_line *line = NULL;
    int used = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (!names[i][1])
            continue;
        int width = (int)(strlen(names[i][0]) + strlen(names[i][1])) + 4;
        if (line && used + width < state->doc.width) {
            doc_piecef(line, ROLE_MUTED, "   %s ", names[i][0]);
            doc_piece(line, ROLE_TEXT, names[i][1]);
            used += width;
        } else {
            line = doc_field(&state->doc, column, names[i][0], ROLE_TEXT, names[i][1]);
            used = column + (int)strlen(names[i][1]) + 2;
        }
    }
}

static void add_timing(struct view *view, int column)
{
    struct span_state *state = view->state;
    g_autofree char *heading =
        g_strdup_printf("%s  %s", state->span.service ? state->span.service : "",
                        state->span.name ? state->span.name : "span");
    doc_heading(&state->doc, g_strstrip(heading));
    add_took(view, column);
    add_self(state, column);
    add_started(view, column);
    add_below(state, column);
    add_status(state, column);
    add_names(state, column);
}

static void add_errors(struct span_state *state)
{
    if (!state->errors || !state->errors->len)
        return;
    doc_heading(&state->doc, "Errors");
    for (guint i = 0; i < state->errors->len; i++) {
        const struct span_error *error = g_ptr_array_index(state->errors, i);
        struct doc_line *line = doc_addf(&state->doc, ROLE_LEVEL_ERROR, "%s  ",
                                         error->short_id ? error->short_id : "error");
        doc_piece(line, ROLE_TEXT, error->title);
        doc_link(line, SPAN_LINK_ERROR, i);
    }
}

/* Known where a view has its trace. */
static void add_problem(struct view *view)
{
    struct span_state *state = view->state;
    g_autoptr(trace) trace = desk_trace(view->desk, state->span.trace_id);
    const struct problem *problem =
        trace ? problems_of_span(trace->problems, trace_find(trace, state->span.span_id)) : NULL;
    if (!problem)
        return;
    const struct problem_rule *rule = problem_rule(problem->kind);
    doc_heading(&state->doc, "Performance problem");
    struct doc_line *line = doc_addf(&state->doc, ROLE_LEVEL_WARNING, "%s  ", rule->name);
    doc_piece(line, ROLE_TEXT, problem->text);
    doc_link(line, SPAN_LINK_PROBLEM, 0);
    doc_field(&state->doc, COLUMN, "rule", ROLE_MUTED, rule->rule);
    doc_field(&state->doc, COLUMN, "cure", ROLE_MUTED, rule->cure);
}

void span_build(struct view *view, int cols)
{
    struct span_state *state = view->state;
    int64_t now_ms = desk_now_ms(view->desk);
    doc_begin(&state->doc, cols);
    bool unusual = span_unusual(view);
    if (unusual && !view->beside)
        add_suspects(view);
    add_timing(view, COLUMN);
    add_errors(state);
    add_problem(view);
    span_add_vitals(state);
    span_add_query(state);
    span_add_events(view, now_ms);
    span_add_links(state, now_ms);
    span_add_attributes(state, now_ms);
    doc_end(&state->doc);
    if (unusual && !state->moved)
        doc_go_link(&state->doc, SPAN_LINK_SUSPECT,
                    suspect_search_found(state->search) && suspect_search_found(state->search)->len
                        ? 0
                        : G_MAXSIZE);
}
