/* SPDX-License-Identifier: Apache-2.0
 *
 * What happened while a span ran (span.events), and the spans that it links to (span.links): JSON
 * arrays in the forms that OTLP, Sentry's SDKs and Sentry's API give them. Read once, when they
 * come.
 */
#include "views/span_state.h"

#include "api/wire/json.h"
#include "base/clock.h"
#include "base/quantity.h"
#include "views/attribute_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_EVENTS 200
#define MOST_BYTES  1048576 /* of such an array; the server cuts them far below */
#define FEW_EVENTS  4       /* so few stand open */

/* --- reading --- */

static void happened_free(void *data)
{
    struct span_event *event = data;
    g_free(event->name);
    g_ptr_array_unref(event->attributes);
    g_free(event);
}

static void other_free(void *data)
{
    struct span_other *other = data;
    g_free(other->trace_id);
    g_free(other->span_id);
    g_ptr_array_unref(other->attributes);
    g_free(other);
}

static enum value_type type_of(const json_t *value)
{
    return json_is_integer(value)   ? VALUE_INT
           : json_is_real(value)    ? VALUE_DOUBLE
           : json_is_boolean(value) ? VALUE_BOOL
           : json_is_array(value)   ? VALUE_ARRAY
                                    : VALUE_STRING;
}

/* Its own text; of a container its JSON. Newly allocated. */
static char *text_of(const json_t *value)
{
    if (json_is_string(value))
        return g_strdup(json_string_value(value));
    char *dump = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    char *text = g_strdup(dump);
    free(dump);
    return text;
}

static void add_pair(GPtrArray *pairs, const char *key, const json_t *value)
{
    const json_t *inner = json_is_object(value) ? json_object_get(value, "value") : NULL;
    value = inner ? inner : value;
    g_autofree char *text = json_is_null(value) ? NULL : text_of(value);
    if (!text)
        return;
    struct pair *pair = pair_new(key, text);
    pair->type = type_of(value);
    g_ptr_array_add(pairs, pair);
}

/* {"key": value}, {"key": {"value": value}} or [{"name": "key", "value": value}]. */
static GPtrArray *pairs_of(const json_t *attributes)
{
    GPtrArray *pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)attributes, key, value)
    {
        add_pair(pairs, key, value);
    }
    for (size_t i = 0; i < json_array_size(attributes); i++) {
        const json_t *entry = json_array_get(attributes, i);
        const char *name = json_string_value(json_object_get(entry, "name"));
        if (!name)
            name = json_string_value(json_object_get(entry, "key"));
        if (name && json_object_get(entry, "value"))
            add_pair(pairs, name, json_object_get(entry, "value"));
    }
    attributes_sort(pairs);
    return pairs;
}

static char *first_text(const json_t *object, const char *const *keys)
{
    for (; *keys; keys++) {
        char *text = json_get_text(object, *keys);
        if (text && *text)
            return text;
        g_free(text);
    }
    return NULL;
}

static void take_event(struct span_state *state, const json_t *json)
{
    static const char *const names[] = {"name", "event", NULL};
    static const char *const times[] = {"timestamp", "time_unix_nano", "timeUnixNano", "time"};
    struct span_event *event = g_new0(struct span_event, 1);
    event->name = first_text(json, names);
    for (size_t i = 0; i < G_N_ELEMENTS(times) && !event->time_ns; i++)
        event->time_ns = json_get_time_ns(json, times[i]);
    event->attributes = pairs_of(json_object_get(json, "attributes"));
    g_ptr_array_add(state->events, event);
}

static void take_link(struct span_state *state, const json_t *json)
{
    static const char *const traces[] = {"trace_id", "traceId", NULL};
    static const char *const spans[] = {"span_id", "spanId", "itemId", NULL};
    g_autofree char *trace = first_text(json, traces);
    if (!trace)
        return;
    struct span_other *other = g_new0(struct span_other, 1);
    other->trace_id = g_steal_pointer(&trace);
    other->span_id = first_text(json, spans);
    other->attributes = pairs_of(json_object_get(json, "attributes"));
    g_ptr_array_add(state->links, other);
}

static void take_list(struct span_state *state, const char *key,
                      void (*take)(struct span_state *state, const json_t *json))
{
    const char *text = span_attribute(state, key);
    size_t length = text ? strlen(text) : 0;
    json_t *list = length && length < MOST_BYTES ? json_read(text, length, NULL, NULL) : NULL;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_is_object(json_array_get(list, i)))
            take(state, json_array_get(list, i));
    json_decref(list);
}

/* "trace-span-sampled": a browser's page load names the one before it so. */
static void take_previous(struct span_state *state)
{
    const char *text = span_attribute(state, "sentry.previous_trace");
    g_auto(GStrv) parts = g_strsplit(text ? text : "", "-", 3);
    if (!parts[0] || !parts[1] || strlen(parts[0]) != 32)
        return;
    for (guint i = 0; i < state->links->len; i++) {
        const struct span_other *known = g_ptr_array_index(state->links, i);
        if (!strcmp(known->trace_id, parts[0]))
            return;
    }
    struct span_other *other = g_new0(struct span_other, 1);
    other->trace_id = g_strdup(parts[0]);
    other->span_id = g_strdup(parts[1]);
    other->attributes = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    g_ptr_array_add(other->attributes, pair_new("sentry.link.type", "previous_trace"));
    g_ptr_array_add(state->links, other);
}

void span_take_events(struct span_state *state)
{
    span_events_clear(state);
    state->events = g_ptr_array_new_with_free_func(happened_free);
    state->links = g_ptr_array_new_with_free_func(other_free);
    take_list(state, "span.events", take_event);
    take_list(state, "span.links", take_link);
    take_previous(state);
}

void span_events_clear(struct span_state *state)
{
    g_clear_pointer(&state->events, g_ptr_array_unref);
    g_clear_pointer(&state->links, g_ptr_array_unref);
}

/* --- events --- */

/* What an event says in short: the exception, else its first attributes. */
static char *gist(const struct span_event *event)
{
    const char *type = pairs_value(event->attributes, "exception.type");
    const char *message = pairs_value(event->attributes, "exception.message");
    if (type || message)
        return g_strdup_printf("%s%s%s", type ? type : "", type && message ? ": " : "",
                               message ? message : "");
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < event->attributes->len && out->len < 200; i++) {
        const struct pair *pair = g_ptr_array_index(event->attributes, i);
        g_string_append_printf(out, "%s%s=%s", i ? "  " : "", pair->key, pair->value);
    }
    return g_string_free(out, FALSE);
}

static char *all_of(const GPtrArray *pairs)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index((GPtrArray *)pairs, i);
        g_string_append_printf(out, "%s %s\n", pair->key, pair->value);
    }
    return g_string_free(out, FALSE);
}

/* "+12ms" from the span's start, where both are known. */
static char *event_time(const struct span_state *state, const struct span_event *event)
{
    char text[24];
    if (!event->time_ns || !state->start_ns)
        return g_strdup("at ?");
    double us = (double)(event->time_ns - state->start_ns) / 1e3;
    return g_strdup_printf("%s%s", us < 0 ? "" : "+", quantity_duration(us, text, sizeof text));
}

/* The attributes of an event or a link, below its line. */
static void add_pairs(struct span_state *state, const GPtrArray *pairs, const char *fold, int link,
                      size_t index, int64_t now_ms)
{
    guint first = state->doc.lines->len;
    int widest = 8;
    for (guint i = 0; i < pairs->len; i++)
        widest = MAX(widest,
                     (int)strlen(((struct pair *)g_ptr_array_index((GPtrArray *)pairs, i))->key));
    for (guint i = 0; i < pairs->len; i++) {
        const struct pair *pair = g_ptr_array_index((GPtrArray *)pairs, i);
        g_autofree char *name = g_strdup_printf("%s\x1f%s", fold, pair->key);
        span_add_value(state, pair, pair->key, 7, span_value_column(state, widest + 7), name,
                       now_ms);
    }
    for (guint i = first; i < state->doc.lines->len; i++)
        doc_link(g_ptr_array_index(state->doc.lines, i), link, index);
}

/* The attributes of what `line` tells, which folds them. */
static void fold_pairs(struct span_state *state, struct doc_line *line, const GPtrArray *pairs,
                       const char *fold, bool open, int64_t now_ms)
{
    if (!pairs->len)
        return;
    g_autofree char *within = all_of(pairs);
    doc_fold(line, fold, open);
    doc_within(line, within);
    if (open)
        add_pairs(state, pairs, fold, line->link, line->index, now_ms);
}

static void add_event(struct span_state *state, guint index, int64_t now_ms)
{
    const struct span_event *event = g_ptr_array_index(state->events, index);
    g_autofree char *fold = g_strdup_printf("event\x1f%u", index);
    g_autofree char *time = event_time(state, event);
    g_autofree char *text = gist(event);
    bool error = pairs_value(event->attributes, "exception.type") != NULL;
    bool open = event->attributes->len &&
                span_is_open(state, fold, error || state->events->len <= FEW_EVENTS);
    struct doc_line *line = doc_addf(&state->doc, ROLE_MUTED, "%-8s ", time);
    line->indent = 3;
    doc_piecef(line, error ? ROLE_LEVEL_ERROR : ROLE_TEXT, "%s  ",
               event->name ? event->name : "event");
    if (!open || error)
        doc_piece(line, error ? ROLE_TEXT : ROLE_MUTED, text);
    doc_link(line, SPAN_LINK_EVENT, index);
    fold_pairs(state, line, event->attributes, fold, open, now_ms);
}

/* The line below the first MOST_EVENTS of `count`, where there are more. */
static void say_rest(struct span_state *state, guint count)
{
    char rest[24];
    if (count > MOST_EVENTS)
        doc_addf(&state->doc, ROLE_MUTED, "… %s more are not shown",
                 quantity_count(count - MOST_EVENTS, rest, sizeof rest))
            ->inert = true;
}

void span_add_events(struct view *view, int64_t now_ms)
{
    struct span_state *state = view->state;
    guint count = state->events ? state->events->len : 0;
    char shown[24];
    if (!count)
        return;
    g_autofree char *heading =
        g_strdup_printf("Events  %s", quantity_count(count, shown, sizeof shown));
    doc_heading(&state->doc, heading);
    for (guint i = 0; i < MIN(count, MOST_EVENTS); i++)
        add_event(state, i, now_ms);
    say_rest(state, count);
}

/* --- links --- */

static void add_link(struct span_state *state, guint index, int64_t now_ms)
{
    const struct span_other *other = g_ptr_array_index(state->links, index);
    g_autofree char *fold = g_strdup_printf("link\x1f%u", index);
    bool here = !g_strcmp0(other->trace_id, state->span.trace_id);
    const char *kind = pairs_value(other->attributes, "sentry.link.type");
    struct doc_line *line =
        doc_addf(&state->doc, ROLE_ACCENT, "%s span %s", here ? "this trace," : "another trace,",
                 other->span_id ? other->span_id : "not told");
    line->indent = 3;
    if (kind)
        doc_piecef(line, ROLE_TEXT, "  %s", kind);
    if (!here)
        doc_piecef(line, ROLE_MUTED, "  trace %s", other->trace_id);
    doc_link(line, SPAN_LINK_LINK, index);
    fold_pairs(state, line, other->attributes, fold,
               span_is_open(state, fold, state->links->len <= FEW_EVENTS), now_ms);
}

void span_add_links(struct span_state *state, int64_t now_ms)
{
    guint count = state->links ? state->links->len : 0;
    char shown[24];
    if (!count)
        return;
    g_autofree char *heading =
        g_strdup_printf("Links  %s  Enter follows one", quantity_count(count, shown, sizeof shown));
    doc_heading(&state->doc, heading);
    for (guint i = 0; i < MIN(count, MOST_EVENTS); i++)
        add_link(state, i, now_ms);
    say_rest(state, count);
}
