/* SPDX-License-Identifier: Apache-2.0 */
#include "api/client/decode.h"
#include "api/client/decode_tape.h"
#include "api/wire/tape_loose.h"

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

/* Columns while they are found: `column_of` has them by the number of their name. */
struct columns {
    struct rows *rows;
    struct tape_words *words;
    GArray *column_of; /* of uint32_t: column + 1, 0 = none */
    struct column {
        bool counted;
        struct word_use use;
    } each[MAX_FIELDS];
};

static uint32_t *column_of(struct columns *columns, uint32_t word)
{
    if (word >= columns->column_of->len)
        g_array_set_size(columns->column_of, word + 1);
    return &g_array_index(columns->column_of, uint32_t, word);
}

static void add_field(struct columns *columns, uint32_t word)
{
    GPtrArray *fields = columns->rows->fields;
    if (word == TAPE_WORD_NONE || fields->len >= MAX_FIELDS)
        return;
    uint32_t *column = column_of(columns, word);
    if (*column)
        return;
    g_ptr_array_add(fields, g_strdup(tape_words_text(columns->words, word)));
    *column = fields->len;
}

static void add_names(struct columns *columns, const struct tape *tape, uint32_t object)
{
    uint32_t word = TAPE_WORD_NONE, end = tape_end(tape, object);
    if (tape_type(tape, object) != TAPE_OBJECT)
        return;
    for (uint32_t member = object + 1; member < end; member = tape_next(tape, member)) {
        word = tape_words_name(columns->words, tape, member, word);
        add_field(columns, word);
    }
}

/* The columns as they were asked for, then those that the answer adds of itself (asking for
 * issue.id brings issue). */
static void find_fields(struct columns *columns, const struct request *request,
                        const GPtrArray *pages, uint32_t types)
{
    for (guint i = 0; i < request->query->len; i++) {
        const struct pair *pair = request->query->pdata[i];
        if (strcmp(pair->key, "field") == 0)
            add_field(columns, tape_words_add(columns->words, pair->value));
    }
    add_names(columns, tape_page_tape(pages->pdata[0]), types);
    for (guint i = 0; i < pages->len; i++) {
        const struct tape *tape = tape_page_tape(pages->pdata[i]);
        uint32_t list = tape_list(tape, TAPE_ROOT, "data"), end = tape_end(tape, list);
        for (uint32_t row = list + 1; row < end; row = tape_next(tape, row))
            add_names(columns, tape, row);
    }
}

/* What `object` says of each column. */
static void find_meta(struct rows *rows, GPtrArray *texts, const struct tape *tape, uint32_t object)
{
    for (guint i = 0; i < rows->fields->len; i++) {
        const char *text =
            tape_loose_text(tape, tape_get(tape, object, rows->fields->pdata[i]), rows->text);
        g_ptr_array_add(texts, g_strdup(text ? text : ""));
    }
}

/* Nanoseconds are past what JavaScript counts exactly, so some servers write them as text. */
static bool is_counted(const struct rows *rows, guint column)
{
    const char *type = rows->types->pdata[column];
    return strcmp(type, "number") == 0 || strcmp(type, "integer") == 0 ||
           strcmp(rows->fields->pdata[column], "timestamp_precise") == 0;
}

static struct value read_cell(struct columns *columns, struct column *column,
                              const struct tape *tape, uint32_t cell)
{
    if (column->counted && tape_type(tape, cell) == TAPE_TEXT) {
        g_autoptr(GString) scratch = g_string_new(NULL);
        gint64 integer;
        if (g_ascii_string_to_signed(tape_text(tape, cell, scratch), 10, G_MININT64, G_MAXINT64,
                                     &integer, NULL))
            return value_int(integer);
    }
    return decode_tape_word(columns->words, &column->use, tape, cell, columns->rows->text);
}

static void read_row(struct columns *columns, const struct tape *tape, uint32_t row)
{
    struct rows *rows = columns->rows;
    guint first = rows->cells->len;
    g_array_set_size(rows->cells, first + rows->fields->len);
    uint32_t word = TAPE_WORD_NONE, end = tape_end(tape, row);
    for (uint32_t member = row + 1; member < end; member = tape_next(tape, member)) {
        word = tape_words_name(columns->words, tape, member, word);
        uint32_t column = word == TAPE_WORD_NONE ? 0 : *column_of(columns, word);
        if (column)
            g_array_index(rows->cells, struct value, first + column - 1) =
                read_cell(columns, &columns->each[column - 1], tape, member);
    }
    rows->count++;
}

static void read_cells(struct columns *columns, const struct tape *tape)
{
    struct rows *rows = columns->rows;
    size_t width = rows->fields->len;
    uint32_t list = tape_list(tape, TAPE_ROOT, "data"), end = tape_end(tape, list);
    for (uint32_t row = list + 1; width && row < end; row = tape_next(tape, row)) {
        if (rows->count >= MAX_CELLS / width) {
            rows->partial = true;
            return;
        }
        if (tape_type(tape, row) == TAPE_OBJECT)
            read_row(columns, tape, row);
    }
}

/* For all cells at once: growing would copy them, and leave half of the room empty. */
static void make_room(struct rows *rows, const GPtrArray *pages)
{
    size_t items = 0;
    for (guint i = 0; i < pages->len; i++) {
        const struct tape *tape = tape_page_tape(pages->pdata[i]);
        items += tape_items(tape, tape_list(tape, TAPE_ROOT, "data"));
    }
    size_t cells = MIN(items * rows->fields->len, MAX_CELLS);
    g_array_unref(rows->cells);
    rows->cells = g_array_sized_new(FALSE, TRUE, sizeof(struct value), (guint)cells);
}

/* events/ of every dataset, and trace-logs. */
void *decode_rows(const struct request *request, const GPtrArray *pages, GError **error)
{
    const struct tape *tape = tape_page_tape(pages->pdata[0]);
    if (!tape_list(tape, TAPE_ROOT, "data")) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_TYPE, "the answer has no list of data");
        return NULL;
    }
    uint32_t meta = tape_get(tape, TAPE_ROOT, "meta"), types = tape_get(tape, meta, "fields");
    struct rows *rows = rows_new();
    g_autoptr(tape_words) words = tape_words_new(rows->text);
    g_autoptr(GArray) numbers = g_array_new(FALSE, TRUE, sizeof(uint32_t));
    struct columns columns = {.rows = rows, .words = words, .column_of = numbers};
    rows->partial = tape_text_is(tape, tape_get(tape, meta, "dataScanned"), "partial") ||
                    !tape_loose_bool(tape, tape_get(tape, meta, "full_scan"), true);
    find_fields(&columns, request, pages, types);
    find_meta(rows, rows->types, tape, types);
    find_meta(rows, rows->units, tape, tape_get(tape, meta, "units"));
    for (guint i = 0; i < rows->fields->len; i++)
        columns.each[i].counted = is_counted(rows, i);
    make_room(rows, pages);
    for (guint i = 0; i < pages->len; i++)
        read_cells(&columns, tape_page_tape(pages->pdata[i]));
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
