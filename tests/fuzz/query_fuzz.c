/* SPDX-License-Identifier: Apache-2.0
 *
 * Any text is parsed or refused with an offset in it; what was parsed prints a text that parses,
 * and prints the same again; it selects the same rows of a segment as of items. Any fields and any
 * order of them make a table and series, or are refused.
 */
#include "api/query/aggregate.h"
#include "views/query_word.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static struct item *row(void)
{
    struct item *item = item_new(ITEM_SPAN);
    item->time_ns = INT64_C(1790000000000000000);
    item->id = g_strdup("b0e6f15b45c36b12");
    item->project = g_strdup("web");
    item_set(item, "span.op", value_string("db.query"));
    item_set(item, "span.description", value_string("SELECT 1"));
    item_set(item, "span.duration", value_double(12.5));
    item_set(item, "n", value_int(5));
    item_set(item, "b", value_bool(true));
    item_set(item, "a", (struct value){.type = VALUE_ARRAY, .string = "[\"x\",1]"});
    return item;
}

static void check_rows(const struct query *query)
{
    g_autoptr(item) item = row();
    g_autoptr(frame) frame = frame_new(256);
    frame_append(frame, item);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    uint64_t bits = 0;
    size_t count = query_select(query, segments->pdata[0], 1, &bits);
    require(count == bits && bits <= 1);
    require(bits == query_matches_item(query, item));
}

/* Asking for both asks for what it did, and more; unless that makes it too long or too deep. */
static void check_both(const struct query *query, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(item) item = row();
    g_autofree char *both = query_both(text, "n:5");
    g_autoptr(query) joined = query_parse(both, 0, NULL, &error);
    require(joined || g_error_matches(error, QUERY_ERROR, QUERY_ERROR_LIMIT));
    require(!joined || query_matches_item(joined, item) == query_matches_item(query, item));
}

static bool check_place(const struct query_place *place, void *length)
{
    require(place->key_at <= place->value_at && place->value_at <= *(size_t *)length);
    return true;
}

/* Wherever the cursor is, it is in some piece that begins before it. */
static void check_words(const char *text, size_t length)
{
    for (size_t cursor = 0; cursor <= MIN(length, 200); cursor++) {
        struct query_word word = query_word_at(text, cursor);
        require(word.typed && word.from <= cursor);
        require((word.piece == PIECE_VALUE) == (word.key != NULL));
        query_word_clear(&word);
    }
}

static void check_query(const char *text, size_t length)
{
    size_t offset = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(query) query = query_parse(text, 0, &offset, &error);
    require((query == NULL) == (error != NULL));
    if (!query) {
        require(offset <= length);
        return;
    }
    check_both(query, text);
    query_each_place(query, check_place, &length);
    g_autofree char *once = query_print(query);
    /* Quotes may make a text at the limit longer than the limit. */
    if (strlen(once) > 60000)
        return;
    g_autoptr(query) again = query_parse(once, 0, NULL, NULL);
    require(again != NULL);
    g_autofree char *twice = query_print(again);
    require(strcmp(once, twice) == 0);
    check_rows(query);
    check_rows(again);
}

static void check_table(const GPtrArray *segments, const char *const *fields,
                        const char *const *sort)
{
    struct table_request request = {
        .kind = ITEM_SPAN,
        .fields = fields,
        .start_ns = 0,
        .end_ns = INT64_MAX,
        .sort = sort,
        .limit = 10,
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(table) table = table_query(segments, &request, &error);
    require((table == NULL) == (error != NULL));
    require(!table || (table->rows == 1 && table->columns == g_strv_length((GStrv)fields)));
}

static void check_series(const GPtrArray *segments, const char *axis, const char *const *group_by)
{
    struct timeseries_request request = {
        .kind = ITEM_SPAN,
        .y_axes = (const char *const[]){axis, NULL},
        .group_by = group_by,
        .sort = axis,
        .start_ns = INT64_C(1790000000000000000),
        .end_ns = INT64_C(1790000060000000000),
        .interval_ns = INT64_C(60000000000),
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) series = timeseries_query(segments, &request, &error);
    require((series == NULL) == (error != NULL));
}

/* As one field, and each word as one. */
static void check_fields(const char *text)
{
    g_autoptr(item) item = row();
    g_autoptr(frame) frame = frame_new(256);
    frame_append(frame, item);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    g_auto(GStrv) words = g_strsplit(text, " ", 40);
    const char *const *all = (const char *const *)words;
    check_table(segments, (const char *const[]){text, "n", NULL}, NULL);
    check_table(segments, all, all);
    check_table(segments, (const char *const[]){"n", NULL}, all);
    check_series(segments, text, NULL);
    if (all[0])
        check_series(segments, all[0], all + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup(size ? (const char *)data : "", size);
    check_words(text, strlen(text));
    check_query(text, strlen(text));
    check_fields(text);
    return 0;
}
