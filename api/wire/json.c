/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/json.h"

#include "api/wire/json_mend.h"
#include "api/wire/loose.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_QUARK(vigil - wire - error, wire_error)

/* Containers cost a few hundred bytes each in jansson, so that a small body of brackets could fill
 * the memory. */
#define JSON_MAX_CONTAINERS 2000000
#define JSON_MAX_VALUES     16000000

/* Bounds of depth and size, before anything is unpacked. Knows strings, and else only brackets and
 * commas: what is wrong otherwise the parser says. */
static bool within_bounds(const char *text, size_t size, GError **error)
{
    size_t depth = 0, containers = 0, values = 0;
    bool in_string = false;
    for (size_t i = 0; i < size; i++) {
        char c = text[i];
        if (in_string) {
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            containers++;
            if (++depth > JSON_MAX_DEPTH) {
                g_set_error(error, WIRE_ERROR, WIRE_ERROR_LIMIT,
                            "JSON is nested deeper than %d at byte %zu", JSON_MAX_DEPTH, i);
                return false;
            }
        } else if (c == '}' || c == ']') {
            depth -= depth > 0;
        } else if (c == ',') {
            values++;
        }
    }
    if (containers > JSON_MAX_CONTAINERS || values > JSON_MAX_VALUES) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_LIMIT,
                    "JSON has more values than are read at once (%zu objects and lists)",
                    containers);
        return false;
    }
    return true;
}

json_t *json_read(const char *text, size_t size, unsigned *repairs, GError **error)
{
    if (repairs) {
        *repairs = 0;
    }
    if (!within_bounds(text, size, error)) {
        return NULL;
    }
    json_error_t problem;
    json_t *value = json_loadb(text, size, JSON_DECODE_ANY, &problem);
    if (value) {
        return value;
    }
    unsigned mended = 0;
    g_autoptr(GString) copy = json_mend(text, size, &mended);
    if (mended > 0) {
        value = json_loadb(copy->str, copy->len, JSON_DECODE_ANY, &problem);
    }
    if (!value) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_SYNTAX, "not JSON, at byte %d: %s",
                    problem.position, problem.text);
        return NULL;
    }
    if (repairs) {
        *repairs = mended;
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
