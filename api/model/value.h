/* SPDX-License-Identifier: Apache-2.0
 *
 * One typed attribute value, as Sentry's trace items and OpenTelemetry's AnyValue have them.
 * A value never owns its text: whoever made it says how long the text lives.
 */
#ifndef API_MODEL_VALUE_H
#define API_MODEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_type {
    VALUE_NONE,   /* absent or null */
    VALUE_STRING, /* UTF-8 */
    VALUE_INT,    /* signed 64 bits */
    VALUE_DOUBLE, /* finite */
    VALUE_BOOL,
    VALUE_ARRAY, /* JSON text of the array, kept as it came */
};

struct value {
    enum value_type type;
    union {
        const char *string; /* VALUE_STRING, VALUE_ARRAY */
        int64_t integer;
        double number;
        bool boolean;
    };
};

struct attribute {
    const char *key; /* canonical name, api/wire/attributes.h */
    struct value value;
};

static inline struct value value_string(const char *text)
{
    return text ? (struct value){.type = VALUE_STRING, .string = text} : (struct value){0};
}

static inline struct value value_int(int64_t integer)
{
    return (struct value){.type = VALUE_INT, .integer = integer};
}

static inline struct value value_double(double number)
{
    return (struct value){.type = VALUE_DOUBLE, .number = number};
}

static inline struct value value_bool(bool boolean)
{
    return (struct value){.type = VALUE_BOOL, .boolean = boolean};
}

/* The string in `value`, owned by whoever holds the value; NULL for everything else. */
static inline const char *value_as_string(struct value value)
{
    return value.type == VALUE_STRING ? value.string : NULL;
}

/* The number in `value`: integers, doubles, booleans as 0 and 1, strings that are wholly a number.
 * Returns false for everything else, and for NaN and infinities. */
bool value_number(struct value value, double *out);

/* `value` as text a person reads (no quotes; shortest form of a double that reads back the same).
 * Newly allocated; NULL for VALUE_NONE. */
char *value_text(struct value value);

/* Orders numbers before text, numbers by size, text by bytes, VALUE_NONE first. <0, 0, >0. */
int value_compare(struct value a, struct value b);

#endif
