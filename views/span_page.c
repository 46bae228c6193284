/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of a span: its suspect when it is unusual, how long it took, its errors, its query, its
 * attributes, events and links.
 */
#include "views/span_state.h"

#include "api/model/attributes.h"
#include "api/wire/json.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "tui/text.h"
#include "views/sql_lines.h"
#include "views/suspect_lines.h"

#include <math.h>
#include <string.h>

#define MOST_EVENTS 50
#define LOW_ROWS    16

/* Shown as sections of their own, not among the attributes. */
static const char *const apart[] = {"db.query.text", "span.events", "span.links", NULL};

static int key_column(const struct span_state *state, int cols)
{
    int widest = 8;
    for (guint i = 0; state->attributes && i < state->attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        widest = MAX(widest, (int)MIN(strlen(pair->key), 60));
    }
    return MIN(widest + 2, MAX(cols * 2 / 5, 12));
}

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
    doc_piecef(line, ROLE_MUTED, "   usual %s (%zu like it), ",
               quantity_duration(usual.median, median, sizeof median), usual.samples);
    doc_piecef(line, span_unusual(view) ? ROLE_CHANGED : ROLE_MUTED, "%c%s", beyond < 0 ? '-' : '+',
               quantity_duration(fabs(beyond), off, sizeof off));
}

static void add_timing(struct view *view, int column)
{
    struct span_state *state = view->state;
    char at[40];
    g_autofree char *heading =
        g_strdup_printf("%s  %s", state->span.service ? state->span.service : "",
                        state->span.name ? state->span.name : "span");
    doc_heading(&state->doc, g_strstrip(heading));
    add_took(view, column);
    if (state->span.time_ms)
        doc_field(&state->doc, column, "started", ROLE_TEXT,
                  scope_time(desk_scope(view->desk), state->span.time_ms, at, sizeof at));
    const char *const fields[][2] = {
        {"operation", state->span.operation},
        {"release",   state->span.release  },
        {"host",      state->span.host     },
        {"span",      state->span.span_id  },
        {"trace",     state->span.trace_id },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
        if (fields[i][1])
            doc_field(&state->doc, column, fields[i][0], ROLE_TEXT, fields[i][1]);
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

/* --- the query --- */

static void add_query(struct span_state *state)
{
    const char *query = span_attribute(state, "db.query.text");
    if (!query || !*query)
        return;
    doc_heading(&state->doc, "Query");
    if (!sql_looks_like(query)) {
        doc_field(&state->doc, 0, "", ROLE_CODE, query);
        return;
    }
    g_autoptr(GPtrArray) lines = sql_lines(query);
    for (guint i = 0; i < lines->len; i++) {
        const struct sql_line *sql = g_ptr_array_index(lines, i);
        int start = 1 + sql->indent + (int)strlen(sql->keyword) + 1;
        g_autoptr(GPtrArray) parts = text_wrap(sql->rest, MAX(state->doc.width - start - 1, 16));
        for (guint p = 0; p < MAX(parts->len, 1); p++) {
            struct doc_line *line = doc_addf(&state->doc, ROLE_ACCENT, "%s%s",
                                             p ? "" : sql->keyword, p || !*sql->keyword ? "" : " ");
            line->indent = p ? start : 1 + sql->indent;
            if (p < parts->len)
                doc_piece(line, ROLE_CODE, g_ptr_array_index(parts, p));
        }
    }
}

/* --- attributes --- */

/* A number with a unit is shown as a person reads it, beside what was sent. */
static char *value_shown(const struct pair *pair)
{
    const char *unit = attribute_unit(pair->key);
    char text[24], *end;
    double number = unit ? g_ascii_strtod(pair->value, &end) : 0;
    if (!unit || end == pair->value || *end || !isfinite(number))
        return g_strdup(pair->value);
    return g_strdup_printf("%s  (%s)", quantity_text(number, unit, text, sizeof text), pair->value);
}

static void add_attributes(struct span_state *state, int column)
{
    doc_heading(&state->doc, "Attributes");
    if (state->failed)
        doc_field(&state->doc, 0, "", ROLE_FAILURE, state->failed)->inert = true;
    else if (!state->attributes)
        doc_add(&state->doc, ROLE_MUTED, "loading…")->inert = true;
    else if (!state->attributes->len)
        doc_add(&state->doc, ROLE_MUTED, "it has none")->inert = true;
    for (guint i = 0; state->attributes && i < state->attributes->len; i++) {
        const struct pair *pair = g_ptr_array_index(state->attributes, i);
        if (g_strv_contains(apart, pair->key))
            continue;
        g_autofree char *value = value_shown(pair);
        guint first = state->doc.lines->len;
        doc_field(&state->doc, column, pair->key, ROLE_TEXT, value);
        for (guint l = first; l < state->doc.lines->len; l++) {
            struct doc_line *line = g_ptr_array_index(state->doc.lines, l);
            doc_link(line, SPAN_LINK_ATTRIBUTE, i);
        }
    }
}

/* --- events and links: JSON arrays, as the server keeps them --- */

static char *object_text(const json_t *object)
{
    GString *out = g_string_new(NULL);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        g_autofree char *text = json_get_text(object, key);
        if (text)
            g_string_append_printf(out, "%s%s=%s", out->len ? "  " : "", key, text);
    }
    return g_string_free(out, FALSE);
}

static void add_event(struct view *view, const json_t *event, int column)
{
    struct span_state *state = view->state;
    char at[40];
    int64_t ns = json_get_time_ns(event, "timestamp");
    if (!ns)
        ns = json_get_time_ns(event, "timeUnixNano");
    g_autofree char *name = json_get_text(event, "name");
    const json_t *attributes = json_object_get(event, "attributes");
    g_autofree char *more = json_is_object(attributes) ? object_text(attributes) : g_strdup("");
    g_autofree char *text = g_strdup_printf("%s  %s", name ? name : "event", more);
    doc_field(&state->doc, column,
              ns ? scope_time(desk_scope(view->desk), ns / NS_PER_MS, at, sizeof at) : "",
              ROLE_TEXT, g_strchomp(text));
}

static void add_link(struct view *view, const json_t *link, int column)
{
    struct span_state *state = view->state;
    g_autofree char *trace = json_get_text(link, "trace_id");
    g_autofree char *span = json_get_text(link, "span_id");
    g_autofree char *text =
        trace ? g_strdup_printf("%s  span %s", trace, span ? span : "?") : object_text(link);
    doc_field(&state->doc, column, "trace", ROLE_TEXT, text);
}

static void add_list(struct view *view, const char *key, const char *title, int column,
                     void (*add)(struct view *view, const json_t *item, int column))
{
    struct span_state *state = view->state;
    const char *text = span_attribute(state, key);
    json_t *list = text ? json_read(text, strlen(text), NULL, NULL) : NULL;
    if (json_array_size(list))
        doc_heading(&state->doc, title);
    for (size_t i = 0; i < MIN(json_array_size(list), MOST_EVENTS); i++)
        if (json_is_object(json_array_get(list, i)))
            add(view, json_array_get(list, i), column);
    if (json_array_size(list) > MOST_EVENTS)
        doc_addf(&state->doc, ROLE_MUTED, "and %zu more", json_array_size(list) - MOST_EVENTS);
    json_decref(list);
}

void span_build(struct view *view, int cols)
{
    struct span_state *state = view->state;
    doc_begin(&state->doc, cols);
    int column = key_column(state, cols);
    bool unusual = span_unusual(view);
    if (unusual)
        add_suspects(view);
    add_timing(view, column);
    add_errors(state);
    add_query(state);
    add_list(view, "span.events", "Events", 12, add_event);
    add_list(view, "span.links", "Links", 12, add_link);
    add_attributes(state, column);
    doc_end(&state->doc);
    if (unusual && !state->moved)
        doc_go_link(&state->doc, SPAN_LINK_SUSPECT,
                    suspect_search_found(state->search) && suspect_search_found(state->search)->len
                        ? 0
                        : G_MAXSIZE);
}
