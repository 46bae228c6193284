/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/frame.h"

#include <math.h>
#include <string.h>

static void append(struct frame *frame, int64_t time_ns, const char *message)
{
    g_autoptr(item) item = item_new(ITEM_LOG);
    item->time_ns = time_ns;
    item->id = g_strdup_printf("%" G_GINT64_FORMAT, time_ns);
    item->project = g_strdup(time_ns % 2 ? "odd" : "even");
    item_set(item, "message", value_string(message));
    frame_append(frame, item);
}

static void test_rows(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    append(frame, 7, "seven");
    append(frame, 4, NULL);
    append(frame, 9, "");
    g_assert_cmpuint(frame_rows(frame), ==, 3);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    const struct segment *segment = segments->pdata[0];
    g_assert_cmpuint(segment_rows(segment), ==, 3);
    g_assert_cmpint(segment_kind(segment), ==, ITEM_LOG);
    g_assert_cmpint(segment_min_ns(segment), ==, 4);
    g_assert_cmpint(segment_max_ns(segment), ==, 9);
    g_assert_cmpint(segment_time_ns(segment, 1), ==, 4);
    g_assert_cmpstr(segment_id(segment, 0), ==, "7");
    g_assert_cmpstr(segment_project(segment, 0), ==, "odd");
    g_assert_cmpstr(segment_project(segment, 1), ==, "even");
    int message = segment_column(segment, "message");
    g_assert_cmpstr(segment_value(segment, 0, message).string, ==, "seven");
    g_assert_cmpint(segment_value(segment, 1, message).type, ==, VALUE_NONE);
    g_assert_cmpstr(segment_value(segment, 2, message).string, ==, "");
    g_assert_cmpstr(segment_column_key(segment, message), ==, "message");
    g_assert_cmpint(segment_column(segment, "nothing"), ==, -1);
    g_assert_cmpint(segment_value(segment, 1, -1).type, ==, VALUE_NONE);
    /* Messages lie end to end. */
    g_assert_true(segment_run(segment, message, 2) == segment_run(segment, message, 0) + 6);
}

static int64_t oldest_ns(const struct frame *frame)
{
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    int64_t oldest = INT64_MAX;
    for (guint i = 0; i < segments->len; i++)
        oldest = MIN(oldest, segment_min_ns(segments->pdata[i]));
    return oldest;
}

static void test_eviction(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    size_t dropped = 0;
    for (int64_t i = 0; i < 5000; i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        item->time_ns = i;
        dropped += frame_append(frame, item);
        g_assert_cmpuint(frame_rows(frame), <=, 1000);
    }
    g_assert_cmpuint(frame_rows(frame) + dropped, ==, 5000);
    g_assert_cmpuint(frame_rows(frame), >, 700);
    /* What is left are the last ones. */
    g_assert_cmpint(oldest_ns(frame), ==, (gint64)dropped);
}

static void test_snapshot(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    for (int64_t i = 0; i < 900; i++)
        append(frame, i, "kept");
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    for (int64_t i = 900; i < 4000; i++)
        append(frame, i, "new");
    g_clear_pointer(&frame, frame_free);
    int64_t next = 0;
    for (guint s = 0; s < segments->len - 1; s++) { /* the last was open */
        const struct segment *segment = segments->pdata[s];
        int message = segment_column(segment, "message");
        for (size_t row = 0; row < segment_rows(segment); row++, next++) {
            g_assert_cmpint(segment_time_ns(segment, row), ==, next);
            g_assert_cmpstr(segment_value(segment, row, message).string, ==, "kept");
        }
    }
    g_assert_cmpint(next, >=, 700);
}

static void *read_segment(void *data)
{
    const struct segment *segment = data;
    size_t sum = 0;
    int message = segment_column(segment, "message");
    for (int round = 0; round < 20; round++)
        for (size_t row = 0; row < segment_rows(segment); row++)
            sum += strlen(segment_value(segment, row, message).string);
    return GSIZE_TO_POINTER(sum);
}

static void test_threads(void)
{
    g_autoptr(frame) frame = frame_new(2100);
    for (int64_t i = 0; i < 300; i++)
        append(frame, i, "four");
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    struct segment *sealed = segment_ref(segments->pdata[0]);
    g_assert_cmpuint(segments->len, ==, 2);
    GThread *threads[3];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("reader", read_segment, sealed);
    for (int64_t i = 0; i < 5000; i++)
        append(frame, i, "more");
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_assert_cmpuint(GPOINTER_TO_SIZE(g_thread_join(threads[i])), ==,
                         20 * 4 * segment_rows(sealed));
    segment_unref(sealed);
}

static void test_expiry(void)
{
    g_autoptr(frame) frame = frame_new(2048);
    for (int64_t i = 0; i < 1000; i++)
        append(frame, i, "x");
    g_assert_cmpuint(frame_expire(frame, 256), ==, 256);
    g_assert_cmpuint(frame_rows(frame), ==, 744);
    g_assert_cmpint(oldest_ns(frame), ==, 256);
    g_assert_cmpuint(frame_expire(frame, INT64_MAX), ==, 512); /* the last segment is open */
    append(frame, 5000, "x");
    g_assert_cmpuint(frame_rows(frame), ==, 233);
}

static struct value random_value(void)
{
    static const int64_t integers[] = {0,         1,
                                       -127,      -128,
                                       127,       128,
                                       32767,     -32768,
                                       40000,     INT32_MIN,
                                       INT32_MAX, INT64_C(9007199254740993),
                                       INT64_MAX, INT64_MIN + 1};
    static const char *const texts[] = {"", "true", "5", "some text", "\xc3\xa9"};
    switch (g_test_rand_int_range(0, 7)) {
    case 0:
        return value_int(integers[g_test_rand_int_range(0, G_N_ELEMENTS(integers))]);
    case 1:
        return value_int(g_test_rand_int_range(-300, 300));
    case 2:
        return value_double(g_test_rand_double_range(-1e9, 1e9));
    case 3:
        return value_bool(g_test_rand_int_range(0, 2));
    case 4:
        return (struct value){.type = VALUE_ARRAY, .string = "[1]"};
    case 5:
        return value_string(texts[g_test_rand_int_range(0, G_N_ELEMENTS(texts))]);
    default:
        return (struct value){.type = VALUE_NONE};
    }
}

static void assert_same(struct value a, struct value b)
{
    g_assert_cmpint(a.type, ==, b.type);
    if (a.type == VALUE_STRING || a.type == VALUE_ARRAY)
        g_assert_cmpstr(a.string, ==, b.string);
    else if (a.type == VALUE_INT)
        g_assert_cmpint(a.integer, ==, b.integer);
    else if (a.type == VALUE_DOUBLE)
        g_assert_cmpfloat(a.number, ==, b.number);
    else if (a.type == VALUE_BOOL)
        g_assert_cmpint(a.boolean, ==, b.boolean);
}

/* Reading by blocks must tell the same as reading row by row. */
static void assert_blocks(const struct segment *segment, int column)
{
    size_t rows = segment_rows(segment);
    uint32_t codes[64];
    double numbers[64];
    for (int round = 0; round < 50; round++) {
        size_t count = (size_t)g_test_rand_int_range(0, 65);
        size_t from = (size_t)g_test_rand_int_range(0, (gint32)(rows - count));
        segment_read_codes(segment, column, from, count, codes);
        segment_read_numbers(segment, column, from, count, numbers);
        for (size_t i = 0; i < count; i++) {
            struct value value = segment_value(segment, from + i, column);
            bool number = value.type == VALUE_INT || value.type == VALUE_DOUBLE;
            g_assert_cmpint(isnan(numbers[i]), ==, !number);
            double expected = value.type == VALUE_INT ? (double)value.integer : value.number;
            if (number)
                g_assert_cmpfloat(numbers[i], ==, expected);
            else
                assert_same(segment_dictionary_value(segment, column, codes[i]), value);
        }
    }
}

static void test_mixed(void)
{
    enum { ROWS = 4000, COLUMNS = 6 };
    static const char *const keys[COLUMNS] = {"a", "b", "rare", "late", "numbers", "texts"};
    g_autoptr(frame) frame = frame_new(40000);
    struct value *values = g_new0(struct value, ROWS * COLUMNS);
    for (size_t row = 0; row < ROWS; row++) {
        g_autoptr(item) item = item_new(ITEM_SPAN);
        for (size_t c = 0; c < COLUMNS; c++) {
            struct value value = random_value();
            bool text = value.type == VALUE_STRING;
            bool left_out = (c == 2 && row % 500 != 3) || (c == 3 && row < 3500) ||
                            (c == 4 && value.type != VALUE_INT) || (c == 5 && !text);
            if (left_out)
                value.type = VALUE_NONE;
            values[row * COLUMNS + c] = value;
            item_set(item, keys[c], value);
        }
        frame_append(frame, item);
    }
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    const struct segment *segment = segments->pdata[0];
    g_assert_cmpuint(segment_rows(segment), ==, ROWS);
    for (size_t c = 0; c < COLUMNS; c++) {
        int column = segment_column(segment, keys[c]);
        g_assert_cmpint(column, >=, 0);
        for (size_t row = 0; row < ROWS; row++)
            assert_same(segment_value(segment, row, column), values[row * COLUMNS + c]);
        assert_blocks(segment, column);
    }
    int numbers = segment_column(segment, "numbers");
    int texts = segment_column(segment, "texts");
    g_assert_cmpuint(segment_column_parts(segment, numbers), ==, COLUMN_NUMBERS | COLUMN_WIDE);
    g_assert_cmpuint(segment_column_parts(segment, texts), ==, COLUMN_CODES);
    g_assert_cmpuint(segment_dictionary_size(segment, texts), ==, 5);
    g_free(values);
}

static void test_edges(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    g_autoptr(item) item = item_new(ITEM_LOG);
    item_set(item, "least", value_int(INT64_MIN));
    item_set(item, "nan", value_double((double)NAN));
    item_set(item, "message", value_int(5));
    item_set(item, "project", value_string("from attribute"));
    frame_append(frame, item);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    const struct segment *segment = segments->pdata[0];
    double least = 0;
    g_assert_true(
        value_number(segment_value(segment, 0, segment_column(segment, "least")), &least));
    g_assert_cmpfloat(least, ==, (double)INT64_MIN);
    g_assert_cmpint(segment_value(segment, 0, segment_column(segment, "nan")).type, ==, VALUE_NONE);
    g_assert_cmpint(segment_value(segment, 0, segment_column(segment, "message")).integer, ==, 5);
    g_assert_cmpstr(segment_project(segment, 0), ==, "from attribute");
    g_assert_null(segment_id(segment, 0));
}

/* Ten attributes a row, of the kinds that logs have. */
static void test_memory(void)
{
    enum { ROWS = 70000 };
    g_autoptr(frame) frame = frame_new(1 << 20);
    size_t text = 0;
    for (size_t i = 0; i < ROWS; i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        g_autofree char *message = g_strdup_printf("request %zu was answered in %zu ms", i, i % 97);
        item->time_ns = (int64_t)i;
        item->id = g_strdup_printf("%032zx", i);
        item->project = g_strdup("checkout");
        item_set(item, "message", value_string(message));
        item_set(item, "severity", value_string(i % 9 ? "info" : "error"));
        item_set(item, "severity_number", value_int(i % 9 ? 9 : 17));
        item_set(item, "release", value_string("checkout@3.1.0"));
        item_set(item, "environment", value_string("production"));
        item_set(item, "server.address", value_string(i % 2 ? "pod-1" : "pod-2"));
        item_set(item, "http.response.status_code", value_int(i % 50 ? 200 : 504));
        item_set(item, "http.route", value_string(i % 3 ? "/charge" : "/cart"));
        item_set(item, "cached", value_bool(i % 2));
        item_set(item, "duration", value_double((double)i / 7));
        frame_append(frame, item);
        text += strlen(message) + 1 + 33;
    }
    g_assert_cmpuint(frame_memory(frame), >, text);
    g_assert_cmpuint(frame_memory(frame), <, text + ROWS * (64 + 2 * 10));
}

static void test_hostile(void)
{
    g_autoptr(frame) frame = frame_new(1000);
    g_autofree char *huge = g_strnfill(1 << 20, 'x');
    size_t dropped = 0;
    for (int i = 0; i < 500; i++) {
        g_autoptr(item) item = item_new(ITEM_LOG);
        huge[i] = 'y'; /* never twice the same */
        item_set(item, "body", value_string(huge));
        for (int j = 0; j < 50; j++) {
            g_autofree char *key = g_strdup_printf("k%d.%d", i, j);
            item_set(item, key, value_int(j));
        }
        dropped += frame_append(frame, item);
    }
    g_assert_cmpuint(frame_rows(frame), <, 500);
    g_assert_cmpuint(dropped + frame_rows(frame), ==, 500);
    g_assert_cmpuint(frame_memory(frame), <, 500u << 20);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/frame/rows are kept as they came", test_rows);
    g_test_add_func("/frame/the oldest rows leave first", test_eviction);
    g_test_add_func("/frame/a snapshot outlives eviction and the frame", test_snapshot);
    g_test_add_func("/frame/sealed segments are read while rows arrive", test_threads);
    g_test_add_func("/frame/old segments expire", test_expiry);
    g_test_add_func("/frame/a column may hold every type, exactly", test_mixed);
    g_test_add_func("/frame/odd values are no trouble", test_edges);
    g_test_add_func("/frame/a row costs 64 bytes, 2 an attribute, and its text", test_memory);
    g_test_add_func("/frame/huge rows are bounded by memory", test_hostile);
    return g_test_run();
}
