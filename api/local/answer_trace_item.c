/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_trace_rows.h"

#include "api/local/answer_json.h"
#include "base/clock.h"

#include <string.h>

/* Whole numbers that a double keeps exactly; past them Sentry writes integers as text. */
#define MOST_EXACT (INT64_C(1) << 53)

static const char *type_name(struct value value)
{
    switch (value.type) {
    case VALUE_INT:
        return "int";
    case VALUE_DOUBLE:
        return "float";
    case VALUE_BOOL:
        return "bool";
    case VALUE_ARRAY:
        return "array";
    case VALUE_STRING:
    case VALUE_NONE:
        break;
    }
    return "str";
}

static void add_attribute(json_t *list, const char *name, struct value value)
{
    if (value.type == VALUE_NONE)
        return;
    bool wide =
        value.type == VALUE_INT && (value.integer > MOST_EXACT || value.integer < -MOST_EXACT);
    json_t *entry = json_object();
    json_object_set_new(entry, "name", answer_text(name));
    json_object_set_new(entry, "type", json_string(type_name(value)));
    json_object_set_new(entry, "value", wide ? answer_id(value.integer) : answer_value(value));
    json_array_append_new(list, entry);
}

/* Every attribute of the row; its links apart. */
static json_t *item_body(const struct trace_row *row)
{
    json_t *attributes = json_array();
    json_t *links = json_array();
    for (size_t i = 0; i < segment_column_count(row->segment); i++) {
        const char *key = segment_column_key(row->segment, (int)i);
        struct value value = segment_value(row->segment, row->row, (int)i);
        if (!strcmp(key, "span.links") && value.type == VALUE_ARRAY) {
            json_decref(links);
            links = answer_value(value);
        } else {
            add_attribute(attributes, key, value);
        }
    }
    json_t *body = json_object();
    json_object_set_new(body, "itemId", answer_text(segment_id(row->segment, row->row)));
    json_object_set_new(body, "timestamp", answer_time_ns(trace_row_start_ns(row), 6));
    json_object_set_new(body, "attributes", attributes);
    json_object_set_new(body, "meta", json_object());
    json_object_set_new(body, "links", links);
    return body;
}

/* The row of that id among the segments; a NULL segment when there is none. */
static struct trace_row find_row(const GPtrArray *segments, const char *id)
{
    for (guint i = segments->len; i-- > 0;) {
        const struct segment *segment = segments->pdata[i];
        for (size_t row = segment_rows(segment); row-- > 0;) {
            const char *other = segment_id(segment, row);
            if (other && !g_ascii_strcasecmp(other, id))
                return (struct trace_row){segment, row};
        }
    }
    return (struct trace_row){0};
}

static const struct dataset *item_dataset(struct ask *ask, json_t **failure)
{
    const char *name = ask_get(ask, "item_type");
    const struct dataset *dataset = name ? dataset_named(name) : dataset_named("spans");
    if (!dataset)
        *failure = ask_fail(ask, 400,
                            "item_type \"%s\" is not here: wanted spans, logs or "
                            "tracemetrics",
                            name);
    return dataset;
}

json_t *answer_trace_item(struct ask *ask)
{
    json_t *failure = NULL;
    const struct dataset *dataset = item_dataset(ask, &failure);
    const char *trace = ask_get(ask, "trace_id");
    if (!dataset)
        return failure;
    g_autofree char *folded = trace ? g_ascii_strdown(trace, -1) : NULL;
    g_autoptr(GPtrArray) segments = folded
                                        ? store_trace_segments(ask->store, dataset->kind, folded)
                                        : store_segments(ask->store, dataset->kind, 0, INT64_MAX);
    struct trace_row row = find_row(segments, ask_variable(ask, 2));
    return row.segment ? item_body(&row) : ask_missing(ask);
}
