/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"

#include <string.h>

/* More columns or cells than any honest answer has (9999 rows of 20 fields, or a few more). */
#define MAX_FIELDS 256
#define MAX_CELLS  4000000

static struct rows *rows_new(void)
{
    struct rows *rows = g_new0(struct rows, 1);
    rows->fields = g_ptr_array_new_with_free_func(g_free);
    rows->types = g_ptr_array_new_with_free_func(g_free);
    rows->units = g_ptr_array_new_with_free_func(g_free);
    rows->cells = g_array_new(FALSE, TRUE, sizeof(struct value));
    rows->text = g_string_chunk_new(4096);
    return rows;
}

static void add_field(struct rows *rows, GHashTable *seen, const char *field)
{
    if (rows->fields->len < MAX_FIELDS && !g_hash_table_contains(seen, field)) {
        char *copy = g_strdup(field);
        g_ptr_array_add(rows->fields, copy);
        g_hash_table_add(seen, copy);
    }
}

/* The columns as they were asked for, then those that the answer adds of itself (asking for
 * issue.id brings issue). */
static void find_fields(struct rows *rows, const struct request *request, const json_t *list,
                        json_t *types)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < request->query->len; i++) {
        const struct pair *pair = request->query->pdata[i];
        if (strcmp(pair->key, "field") == 0)
            add_field(rows, seen, pair->value);
    }
    const char *field;
    json_t *value;
    json_object_foreach(types, field, value)
    {
        add_field(rows, seen, field);
    }
    for (size_t i = 0; i < json_array_size(list) && rows->fields->len < MAX_FIELDS; i++) {
        json_object_foreach(json_array_get(list, i), field, value)
        {
            add_field(rows, seen, field);
        }
    }
}

static void find_meta(struct rows *rows, const json_t *types, const json_t *units)
{
    for (guint i = 0; i < rows->fields->len; i++) {
        char *type = json_get_text(types, rows->fields->pdata[i]);
        char *unit = json_get_text(units, rows->fields->pdata[i]);
        g_ptr_array_add(rows->types, type ? type : g_strdup(""));
        g_ptr_array_add(rows->units, unit ? unit : g_strdup(""));
    }
}

/* Nanoseconds are past what JavaScript counts exactly, so some servers write them as text. */
static bool is_counted(const struct rows *rows, guint column)
{
    const char *type = rows->types->pdata[column];
    return strcmp(type, "number") == 0 || strcmp(type, "integer") == 0 ||
           strcmp(rows->fields->pdata[column], "timestamp_precise") == 0;
}

static struct value read_cell(struct rows *rows, const json_t *row, guint column)
{
    const char *field = rows->fields->pdata[column];
    const json_t *cell = json_object_get(row, field);
    if (json_is_string(cell) && is_counted(rows, column)) {
        gint64 integer;
        if (g_ascii_string_to_signed(json_string_value(cell), 10, G_MININT64, G_MAXINT64, &integer,
                                     NULL))
            return value_int(integer);
    }
    return decode_value(cell, rows->text);
}

static void read_cells(struct rows *rows, const json_t *list)
{
    size_t columns = rows->fields->len, count = json_array_size(list);
    if (columns && count > MAX_CELLS / columns) {
        count = MAX_CELLS / columns;
        rows->partial = true;
    }
    for (size_t i = 0; columns && i < count; i++) {
        const json_t *row = json_array_get(list, i);
        if (!json_is_object(row))
            continue;
        for (guint column = 0; column < columns; column++) {
            struct value value = read_cell(rows, row, column);
            g_array_append_val(rows->cells, value);
        }
        rows->count++;
    }
}

/* events/ of every dataset, and trace-logs. */
void *decode_rows(const struct request *request, json_t *root, GError **error)
{
    const json_t *list = decode_expect_list(root, "data", error);
    if (!list)
        return NULL;
    const json_t *meta = json_object_get(root, "meta");
    json_t *types = json_object_get(meta, "fields");
    const char *scanned = json_string_value(json_object_get(meta, "dataScanned"));
    struct rows *rows = rows_new();
    rows->partial =
        (scanned && strcmp(scanned, "partial") == 0) || !json_get_bool(meta, "full_scan", true);
    find_fields(rows, request, list, types);
    find_meta(rows, types, json_object_get(meta, "units"));
    read_cells(rows, list);
    return rows;
}

/* The columns of an issue's list of events, and where they stand; what is not in a field is looked
 * for among the tags. */
static const struct {
    const char *field, *path, *tag;
} EVENT_FIELDS[] = {
    {"id",           "eventID",                 NULL         },
    {"timestamp",    "dateCreated",             NULL         },
    {"title",        "title",                   NULL         },
    {"message",      "message",                 NULL         },
    {"culprit",      "culprit",                 NULL         },
    {"platform",     "platform",                NULL         },
    {"project.id",   "projectID",               NULL         },
    {"issue.id",     "groupID",                 NULL         },
    {"level",        "level",                   "level"      },
    {"environment",  "environment",             "environment"},
    {"release",      "release.version",         "release"    },
    {"server_name",  NULL,                      "server_name"},
    {"transaction",  NULL,                      "transaction"},
    {"trace",        "contexts.trace.trace_id", "trace"      },
    {"user.display", "user.email",              "user"       },
};

static const json_t *tag_value(const json_t *tags, const char *key)
{
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        const char *name = json_string_value(json_object_get(tag, "key"));
        if (name && strcmp(name, key) == 0)
            return json_object_get(tag, "value");
    }
    return NULL;
}

/* The list of an issue's events is no table, but is shown as one. */
void *decode_event_rows(const struct request *request, json_t *root, GError **error)
{
    (void)request;
    const json_t *list = decode_expect_list(root, "data", error);
    if (!list)
        return NULL;
    struct rows *rows = rows_new();
    for (size_t i = 0; i < G_N_ELEMENTS(EVENT_FIELDS); i++) {
        g_ptr_array_add(rows->fields, g_strdup(EVENT_FIELDS[i].field));
        g_ptr_array_add(rows->types, g_strdup("string"));
        g_ptr_array_add(rows->units, g_strdup(""));
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *entry = json_array_get(list, i);
        if (!json_is_object(entry))
            continue;
        for (size_t column = 0; column < G_N_ELEMENTS(EVENT_FIELDS); column++) {
            const char *path = EVENT_FIELDS[column].path, *tag = EVENT_FIELDS[column].tag;
            const json_t *cell = path ? json_get_path(entry, path) : NULL;
            if ((!cell || json_is_null(cell)) && tag)
                cell = tag_value(json_object_get(entry, "tags"), tag);
            struct value value = decode_value(cell, rows->text);
            g_array_append_val(rows->cells, value);
        }
        rows->count++;
    }
    return rows;
}
