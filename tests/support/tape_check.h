/* SPDX-License-Identifier: Apache-2.0
 *
 * A tape beside jansson on the same bytes: both read it or both refuse, and say the same of every
 * value. Whatever differs ends the program.
 */
#ifndef TESTS_SUPPORT_TAPE_CHECK_H
#define TESTS_SUPPORT_TAPE_CHECK_H

#include "api/wire/json.h"
#include "api/wire/json_mend.h"
#include "api/wire/tape_json.h"
#include "api/wire/tape_loose.h"

#include <stdlib.h>
#include <string.h>

static inline void tape_check_value(const struct tape *tape, uint32_t index, const json_t *json);

static inline void tape_check_object(const struct tape *tape, uint32_t index, const json_t *json)
{
    g_autoptr(GString) scratch = g_string_new(NULL);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)json, key, value)
    {
        uint32_t at = tape_get(tape, index, key);
        g_assert_cmpuint(at, !=, 0);
        tape_check_value(tape, at, value);
    }
    for (uint32_t at = index + 1; at < tape_end(tape, index); at = tape_next(tape, at))
        g_assert_nonnull(json_object_get(json, tape_name(tape, at, scratch)));
}

static inline void tape_check_array(const struct tape *tape, uint32_t index, const json_t *json)
{
    size_t count = 0;
    for (uint32_t at = index + 1; at < tape_end(tape, index); at = tape_next(tape, at))
        tape_check_value(tape, at, json_array_get(json, count++));
    g_assert_cmpuint(count, ==, json_array_size(json));
    g_assert_cmpuint(tape_items(tape, index), ==, count);
}

/* What the forgiving getters say, of a member of that value. */
static inline void tape_check_loose(const struct tape *tape, uint32_t index, const json_t *json)
{
    json_t *object = json_pack("{s:O}", "a", json);
    g_autoptr(GStringChunk) chunk = g_string_chunk_new(64);
    g_autofree char *text = json_get_text(object, "a");
    double real = json_get_double(object, "a", -1), other = tape_loose_double(tape, index, -1);
    g_assert_cmpstr(tape_loose_text(tape, index, chunk), ==, text);
    g_assert_cmpint(memcmp(&real, &other, sizeof real), ==, 0);
    g_assert_true(tape_loose_bool(tape, index, true) == json_get_bool(object, "a", true));
    g_assert_true(tape_loose_bool(tape, index, false) == json_get_bool(object, "a", false));
    g_assert_cmpint(tape_loose_time_ns(tape, index), ==, json_get_time_ns(object, "a"));
    g_assert_cmpint(tape_loose_int(tape, index, 7), ==, json_get_int(object, "a", 7));
    json_decref(object);
}

/* The bytes of a value are that value. Of the first ones: nested values hold one another's. */
static inline void tape_check_bytes(const struct tape *tape, uint32_t index, const json_t *json)
{
    size_t size;
    const char *bytes = tape_bytes(tape, index, &size);
    g_assert_true(bytes >= tape->text && bytes + size <= tape->text + tape->size);
    json_t *again = json_loadb(bytes, size, JSON_DECODE_ANY, NULL);
    g_assert_true(json_equal(again, json));
    json_decref(again);
}

static inline void tape_check_value(const struct tape *tape, uint32_t index, const json_t *json)
{
    static const enum tape_type types[] = {
        [JSON_OBJECT] = TAPE_OBJECT,   [JSON_ARRAY] = TAPE_ARRAY, [JSON_STRING] = TAPE_TEXT,
        [JSON_INTEGER] = TAPE_INTEGER, [JSON_REAL] = TAPE_REAL,   [JSON_TRUE] = TAPE_TRUE,
        [JSON_FALSE] = TAPE_FALSE,     [JSON_NULL] = TAPE_NULL};
    g_assert_nonnull(json);
    g_assert_cmpint(tape_type(tape, index), ==, types[json_typeof(json)]);
    tape_check_loose(tape, index, json);
    if (index < 64)
        tape_check_bytes(tape, index, json);
    double real = json_real_value(json), other = tape_real(tape, index);
    if (json_is_object(json))
        tape_check_object(tape, index, json);
    else if (json_is_array(json))
        tape_check_array(tape, index, json);
    else if (json_is_string(json))
        g_assert_true(tape_text_is(tape, index, json_string_value(json)));
    else if (json_is_integer(json))
        g_assert_cmpint(tape_integer(tape, index), ==, json_integer_value(json));
    else if (json_is_real(json))
        g_assert_cmpint(memcmp(&real, &other, sizeof real), ==, 0);
}

/* What it writes, and the values it makes, say the same as what it read. */
static inline void tape_check_written(const struct tape *tape, const json_t *json)
{
    g_autoptr(GString) text = g_string_new(NULL);
    tape_append_json(tape, TAPE_ROOT, text);
    json_t *again = json_loadb(text->str, text->len, JSON_DECODE_ANY, NULL);
    g_assert_true(json_equal(again, json));
    json_decref(again);
    json_t *made = tape_json(tape);
    g_assert_true(json_equal(made, json));
    json_decref(made);
}

/* True when both read it. */
static inline bool tape_check(const char *text, size_t size)
{
    json_error_t problem;
    g_autoptr(GError) error = NULL;
    /* Of its own, so that the sanitizer sees every byte read past it. */
    g_autofree char *copy = g_memdup2(text, size);
    json_t *json = json_loadb(text, size, JSON_DECODE_ANY, &problem);
    g_autoptr(tape) tape = tape_read(copy ? copy : "", size, &error);
    g_assert_true(!tape == !!error);
    /* jansson 2.14 loses a NUL that stands right behind a number or a word: it is put back into a
     * buffer that ends at a NUL. */
    if (json && !tape && !memchr(text, '\0', size))
        g_error("jansson reads what a tape refuses: %s", error->message);
    if (!json && tape && json_error_code(&problem) != json_error_stack_overflow)
        g_error("a tape reads what jansson refuses: %s", problem.text);
    if (json && tape) {
        tape_check_value(tape, TAPE_ROOT, json);
        tape_check_written(tape, json);
    }
    json_decref(json);
    return json && tape;
}

/* The text, and what mending makes of it. True when both read it in the end. */
static inline bool tape_check_mended(const char *text, size_t size)
{
    if (tape_check(text, size))
        return true;
    unsigned mended;
    GString *copy = json_mend(text, size, &mended);
    bool read = tape_check(copy->str, copy->len);
    g_string_free(copy, TRUE);
    return read;
}

#endif
