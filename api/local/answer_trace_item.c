/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/answer_dataset.h"
#include "api/local/answer_routes.h"
#include "api/local/answer_trace_rows.h"

#include "api/local/answer_json.h"
#include "api/wire/rows.h"
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

static bool is_row(const struct trace_row *row, const char *id)
{
    const char *own = segment_id(row->segment, row->row);
    return own && !g_ascii_strcasecmp(own, id);
}

static json_t *item_of_trace(struct ask *ask, enum item_kind kind, const char *trace,
                             const char *id)
{
    struct trace_rows rows = ask_trace_rows_find(ask->store, kind, trace);
    json_t *body = NULL;
    for (guint i = 0; !body && i < rows.rows->len; i++) {
        const struct trace_row *row = &g_array_index(rows.rows, struct trace_row, i);
        if (is_row(row, id))
            body = item_body(row);
    }
    ask_trace_rows_clear(&rows);
    return body;
}

/* Without its trace an item is looked for among all rows, the latest first. */
static json_t *item_of_any(struct ask *ask, enum item_kind kind, const char *id)
{
    g_autoptr(GPtrArray) segments = store_segments(ask->store, kind, 0, INT64_MAX);
    for (guint i = segments->len; i-- > 0;) {
        struct trace_row row = {.segment = segments->pdata[i]};
        for (row.row = segment_rows(row.segment); row.row-- > 0;)
            if (is_row(&row, id))
                return item_body(&row);
    }
    return NULL;
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
    const char *given = ask_get(ask, "trace_id");
    g_autofree char *trace = row_hex(given, 32);
    const char *id = ask_variable(ask, 2);
    if (!dataset)
        return failure;
    if (given && !trace)
        return ask_fail(ask, 400,
                        "trace_id \"%s\" is no trace id: 32 hexadecimal digits are wanted", given);
    json_t *body =
        trace ? item_of_trace(ask, dataset->kind, trace, id) : item_of_any(ask, dataset->kind, id);
    return body ? body : ask_missing(ask);
}
