/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/json.h"

#include "api/wire/rows.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

static json_t *read_text(const char *text, unsigned *repairs)
{
    g_autoptr(GError) error = NULL;
    json_t *json = json_read(text, strlen(text), repairs, &error);
    g_assert_no_error(error);
    g_assert_nonnull(json);
    return json;
}

static void assert_refused(const char *text, size_t size, enum wire_error code, const char *says)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(json_read(text, size, NULL, &error));
    g_assert_error(error, WIRE_ERROR, (gint)code);
    g_assert_nonnull(strstr(error->message, says));
}

static void good_json_needs_no_repair(void)
{
    unsigned repairs = 9;
    json_t *json = read_text("{\"a\":[1,2.5,\"x\\u00e9\\ud83d\\udca5\",null,true]}", &repairs);
    g_assert_cmpuint(repairs, ==, 0);
    g_assert_cmpstr(json_string_value(json_array_get(json_object_get(json, "a"), 2)), ==, "xé💥");
    json_decref(json);
}

static void invalid_utf8_is_mended_value_by_value(void)
{
    unsigned repairs = 0;
    json_t *json = read_text("{\"bad\":\"a\xff"
                             "b\",\"good\":\"ünï\",\"cut\":\"\xc3\"}",
                             &repairs);
    g_assert_cmpuint(repairs, ==, 2);
    g_assert_cmpstr(json_get_string(json, "bad"), ==,
                    "a\xEF\xBF\xBD"
                    "b");
    g_assert_cmpstr(json_get_string(json, "good"), ==, "ünï");
    g_assert_cmpstr(json_get_string(json, "cut"), ==, "\xEF\xBF\xBD");
    json_decref(json);
}

static void lone_surrogates_and_nul_are_mended(void)
{
    unsigned repairs = 0;
    json_t *json = read_text("{\"h\":\"\\ud800!\",\"l\":\"\\udc00\",\"z\":\"a\\u0000b\","
                             "\"pair\":\"\\ud83d\\udca5\"}",
                             &repairs);
    g_assert_cmpuint(repairs, ==, 3);
    g_assert_cmpstr(json_get_string(json, "h"), ==, "\xEF\xBF\xBD!");
    g_assert_cmpstr(json_get_string(json, "z"), ==,
                    "a\xEF\xBF\xBD"
                    "b");
    g_assert_cmpstr(json_get_string(json, "pair"), ==, "💥");
    json_decref(json);
}

static void control_bytes_in_text_are_kept(void)
{
    unsigned repairs = 0;
    json_t *json = read_text("{\"a\":\"x\ty\nz\"}", &repairs);
    g_assert_cmpuint(repairs, ==, 1);
    g_assert_cmpstr(json_get_string(json, "a"), ==, "x\ty\nz");
    json_decref(json);
}

static void numbers_out_of_range_are_mended(void)
{
    unsigned repairs = 0;
    json_t *json = read_text("{\"nan\":NaN,\"inf\":-Infinity,\"big\":18446744073709551616,"
                             "\"huge\":1e999,\"max\":9223372036854775807,\"f\":1.5}",
                             &repairs);
    g_assert_cmpuint(repairs, ==, 4);
    g_assert_true(json_is_null(json_object_get(json, "nan")));
    g_assert_true(json_is_null(json_object_get(json, "inf")));
    g_assert_true(json_is_null(json_object_get(json, "huge")));
    g_assert_cmpfloat(json_real_value(json_object_get(json, "big")), ==, 18446744073709551616.0);
    g_assert_cmpint(json_get_int(json, "max", 0), ==, INT64_MAX);
    g_assert_cmpfloat(json_get_double(json, "f", 0), ==, 1.5);
    json_decref(json);
}

static void a_word_in_text_is_not_taken_for_a_number(void)
{
    unsigned repairs = 0;
    json_t *json = read_text("{\"a\":\"NaN, 1e999\",\"b\":NaN}", &repairs);
    g_assert_cmpuint(repairs, ==, 1);
    g_assert_cmpstr(json_get_string(json, "a"), ==, "NaN, 1e999");
    json_decref(json);
}

static void what_is_written_is_what_jansson_writes(void)
{
    json_t *json = read_text("{\"\":{},\"list\":[[],{},[null,true,false]],\"text\":\"\\u0001 "
                             "\\b\\f\\n\\r\\t \\\"\\\\ / \\u007f \\ud83d\\udca5\""
                             ",\"\\u001f\\\"key\":-9223372036854775808,\"reals\":[0.1,-0.0,1e0,"
                             "12345678901234567890.5,1e-7,2.5e300,1e5,"
                             "1763874000.123456],\"long\":9223372036854775807}",
                             NULL);
    char *wanted = json_dumps(json, ROW_JSON);
    g_autoptr(GString) text = g_string_new(NULL);
    json_append(text, json);
    g_assert_cmpstr(text->str, ==, wanted);
    free(wanted);
    json_decref(json);
}

static void of_members_with_one_name_the_last_counts(void)
{
    json_t *json = read_text("{\"a\":1,\"b\":2,\"\\u0061\":3}", NULL);
    g_assert_cmpuint(json_object_size(json), ==, 2);
    g_assert_cmpint(json_get_int(json, "a", 0), ==, 3);
    json_decref(json);
}

static void deep_nesting_is_refused_before_it_is_unpacked(void)
{
    g_autofree char *text = g_strnfill(20000, '[');
    assert_refused(text, 20000, WIRE_ERROR_LIMIT, "nested deeper than 256");
    g_autoptr(GString) fine = g_string_new(NULL);
    for (int i = 0; i < JSON_MAX_DEPTH; i++) {
        g_string_append_c(fine, '[');
    }
    for (int i = 0; i < JSON_MAX_DEPTH; i++) {
        g_string_append_c(fine, ']');
    }
    json_decref(read_text(fine->str, NULL));
}

static void brackets_in_text_are_no_nesting(void)
{
    g_autofree char *many = g_strnfill(20000, '[');
    g_autofree char *text = g_strdup_printf("{\"a\":\"%s\"}", many);
    json_decref(read_text(text, NULL));
}

static void too_many_containers_are_refused(void)
{
    g_autoptr(GString) text = g_string_new("[");
    for (int i = 0; i < 2100000; i++) {
        g_string_append(text, "{},");
    }
    g_string_append(text, "1]");
    assert_refused(text->str, text->len, WIRE_ERROR_LIMIT, "more values");
}

static void garbage_says_where(void)
{
    assert_refused("{\"a\":", 5, WIRE_ERROR_SYNTAX, "at byte");
    assert_refused("", 0, WIRE_ERROR_SYNTAX, "not JSON");
    assert_refused("{} trailing", 11, WIRE_ERROR_SYNTAX, "not JSON");
    assert_refused("\x1f\x8b\x08\0\0", 5, WIRE_ERROR_SYNTAX, "not JSON");
}

static void getters_take_every_form(void)
{
    json_t *json = read_text("{\"n\":7,\"t\":\"9007199254740993\",\"d\":\"2.5\",\"b\":\"true\","
                             "\"one\":1,\"r\":12.0,\"o\":{\"p\":{\"q\":3}},\"x\":null}",
                             NULL);
    g_assert_cmpint(json_get_int(json, "t", 0), ==, INT64_C(9007199254740993));
    g_assert_cmpint(json_get_int(json, "r", 0), ==, 12);
    g_assert_cmpint(json_get_int(json, "x", -1), ==, -1);
    g_assert_cmpfloat(json_get_double(json, "d", 0), ==, 2.5);
    g_assert_true(json_get_bool(json, "b", false));
    g_assert_true(json_get_bool(json, "one", false));
    g_assert_true(json_get_bool(json, "absent", true));
    g_autofree char *text = json_get_text(json, "n");
    g_assert_cmpstr(text, ==, "7");
    g_assert_null(json_get_text(json, "o"));
    g_assert_cmpint(json_integer_value(json_get_path(json, "o.p.q")), ==, 3);
    g_assert_null(json_get_path(json, "o.z.q"));
    json_decref(json);
}

static void times_are_told_apart_by_their_size(void)
{
    json_t *json = read_text("{\"s\":1795335252,\"f\":1795335252.562,\"ms\":1795335252562,"
                             "\"us\":1795335252562000,\"ns\":\"1795335252562000001\","
                             "\"iso\":\"2026-11-22T08:14:12.562Z\",\"no\":\"yesterday\","
                             "\"neg\":-5,\"huge\":1e300,\"late\":9223372036854000000}",
                             NULL);
    int64_t ns = INT64_C(1795335252562000000);
    g_assert_cmpint(json_get_time_ns(json, "s"), ==, INT64_C(1795335252000000000));
    g_assert_cmpint(json_get_time_ns(json, "f"), ==, ns);
    g_assert_cmpint(json_get_time_ns(json, "ms"), ==, ns);
    g_assert_cmpint(json_get_time_ns(json, "us"), ==, ns);
    g_assert_cmpint(json_get_time_ns(json, "ns"), ==, ns + 1);
    g_assert_cmpint(json_get_time_ns(json, "iso"), ==, ns);
    g_assert_cmpint(json_get_time_ns(json, "no"), ==, 0);
    g_assert_cmpint(json_get_time_ns(json, "neg"), ==, 0);
    g_assert_cmpint(json_get_time_ns(json, "huge"), ==, 0);
    g_assert_cmpint(json_get_time_ns(json, "late"), ==, 0); /* nothing could be added to it */
    json_decref(json);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json/good JSON needs no repair", good_json_needs_no_repair);
    g_test_add_func("/json/invalid UTF-8 is mended value by value",
                    invalid_utf8_is_mended_value_by_value);
    g_test_add_func("/json/lone surrogates and NUL are mended", lone_surrogates_and_nul_are_mended);
    g_test_add_func("/json/control bytes in text are kept", control_bytes_in_text_are_kept);
    g_test_add_func("/json/numbers out of range are mended", numbers_out_of_range_are_mended);
    g_test_add_func("/json/a word in text is not taken for a number",
                    a_word_in_text_is_not_taken_for_a_number);
    g_test_add_func("/json/what is written is what jansson writes",
                    what_is_written_is_what_jansson_writes);
    g_test_add_func("/json/of members with one name the last counts",
                    of_members_with_one_name_the_last_counts);
    g_test_add_func("/json/deep nesting is refused before it is unpacked",
                    deep_nesting_is_refused_before_it_is_unpacked);
    g_test_add_func("/json/brackets in text are no nesting", brackets_in_text_are_no_nesting);
    g_test_add_func("/json/too many containers are refused", too_many_containers_are_refused);
    g_test_add_func("/json/garbage says where", garbage_says_where);
    g_test_add_func("/json/getters take every form", getters_take_every_form);
    g_test_add_func("/json/times are told apart by their size", times_are_told_apart_by_their_size);
    return g_test_run();
}
