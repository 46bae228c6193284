/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/json.h"

#include "api/wire/json_mend.h"
#include "api/wire/loose.h"
#include "api/wire/tape_json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK(vigil - wire - error, wire_error)

struct tape *json_tape(const char *text, size_t size, GString **mended, unsigned *repairs,
                       GError **error)
{
    g_autoptr(GError) problem = NULL;
    struct tape *tape = tape_read_within(text, size, JSON_MAX_DEPTH, &problem);
    *mended = NULL;
    *repairs = 0;
    if (!tape && !g_error_matches(problem, WIRE_ERROR, WIRE_ERROR_LIMIT)) {
        unsigned count = 0;
        g_autoptr(GString) copy = json_mend(text, size, &count);
        if (count > 0) {
            g_clear_error(&problem);
            tape = tape_read_within(copy->str, copy->len, JSON_MAX_DEPTH, &problem);
        }
        if (tape) {
            *repairs = count;
            *mended = g_steal_pointer(&copy);
        }
    }
    if (tape && !tape_json_fits(tape, &problem)) {
        g_clear_pointer(&tape, tape_free);
    }
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
    }
    return tape;
}

json_t *json_read(const char *text, size_t size, unsigned *repairs, GError **error)
{
    g_autoptr(GString) mended = NULL;
    unsigned count;
    g_autoptr(tape) tape = json_tape(text, size, &mended, &count, error);
    json_t *value = tape ? tape_json(tape) : NULL;
    if (repairs) {
        *repairs = value ? count : 0;
    }
    return value;
}

const char *json_get_string(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

char *json_get_text(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    switch (value ? json_typeof(value) : JSON_NULL) {
    case JSON_STRING:
        return g_strdup(json_string_value(value));
    case JSON_INTEGER:
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
    case JSON_REAL: {
        char text[G_ASCII_DTOSTR_BUF_SIZE];
        return g_strdup(g_ascii_dtostr(text, sizeof text, json_real_value(value)));
    }
    case JSON_TRUE:
        return g_strdup("true");
    case JSON_FALSE:
        return g_strdup("false");
    default:
        return NULL;
    }
}

int64_t json_get_int(const json_t *object, const char *key, int64_t fallback)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_integer(value)) {
        return json_integer_value(value);
    }
    double number = (double)NAN;
    if (json_is_real(value)) {
        number = json_real_value(value);
    } else if (json_is_string(value)) {
        int64_t exact;
        if (loose_int(json_string_value(value), &exact)) {
            return exact;
        }
        loose_double(json_string_value(value), &number);
    }
    return loose_fits_int(number) ? (int64_t)number : fallback;
}

double json_get_double(const json_t *object, const char *key, double fallback)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_number(value)) {
        return json_number_value(value);
    }
    double number;
    if (json_is_string(value) && loose_double(json_string_value(value), &number)) {
        return number;
    }
    return fallback;
}

bool json_get_bool(const json_t *object, const char *key, bool fallback)
{
    const json_t *value = json_object_get(object, key);
    if (json_is_boolean(value)) {
        return json_is_true(value);
    }
    if (json_is_integer(value)) {
        return json_integer_value(value) != 0;
    }
    return json_is_string(value) ? loose_bool(json_string_value(value), fallback) : fallback;
}

int64_t json_time_ns(const json_t *value)
{
    if (json_is_integer(value)) {
        return loose_time_of_int(json_integer_value(value));
    }
    if (json_is_real(value)) {
        return loose_time_of_double(json_real_value(value));
    }
    return json_is_string(value) ? loose_time_of_text(json_string_value(value)) : 0;
}

int64_t json_get_time_ns(const json_t *object, const char *key)
{
    return json_time_ns(json_object_get(object, key));
}

json_t *json_get_path(const json_t *object, const char *path)
{
    json_t *at = (json_t *)object;
    while (at && *path) {
        size_t length = strcspn(path, ".");
        at = json_object_getn(at, path, length);
        path += length + (path[length] == '.');
    }
    return at;
}
