/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading JSON that strangers wrote, into values of jansson: a cap on nesting before anything is
 * unpacked, repair of what jansson alone would refuse the whole document for (invalid UTF-8, lone
 * surrogates, NaN and Infinity, integers past 64 bits, doubles out of range), and getters that take
 * a thing in any of the forms that servers and SDKs really send. Values that getters return are
 * borrowed from `object`.
 */
#ifndef API_WIRE_JSON_H
#define API_WIRE_JSON_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

struct tape;

#define JSON_MAX_DEPTH 256

#define WIRE_ERROR     wire_error_quark()
GQuark wire_error_quark(void);
enum wire_error { WIRE_ERROR_SYNTAX, WIRE_ERROR_LIMIT, WIRE_ERROR_TYPE, WIRE_ERROR_ENCODING };

/* Parses `size` bytes. *repairs (may be NULL) counts the values mended. NULL with an error that
 * says what and at which byte. */
json_t *json_read(const char *text, size_t size, unsigned *repairs, GError **error);

/* The same as a tape, within the same bounds. It lies over `text`, or over a copy that was mended,
 * *mended, which the caller frees behind it; else *mended is NULL. */
struct tape *json_tape(const char *text, size_t size, GString **mended, unsigned *repairs,
                       GError **error);

/* Appends `value` as JSON without blanks, as json_dumps() with ROW_JSON (rows.h) writes it and many
 * times as fast. It must not be deeper than the stack bears: what json_read() gave, or less. */
void json_append(GString *out, const json_t *value);
/* The same for a text, and for numbers. */
void json_append_text(GString *out, const char *text, size_t size);
void json_append_integer(GString *out, int64_t number);
void json_append_real(GString *out, double number);

/* Text of a string; of a number or boolean, its text, interned in nothing: returns NULL. Use
 * json_get_text_dup. */
const char *json_get_string(const json_t *object, const char *key);
/* Text of a string, number or boolean; newly allocated; NULL when absent, null or a container. */
char *json_get_text(const json_t *object, const char *key);
/* An integer, from a number or a string that is one; `fallback` otherwise. Never through a double
 * when it is exact. */
int64_t json_get_int(const json_t *object, const char *key, int64_t fallback);
double json_get_double(const json_t *object, const char *key, double fallback);
bool json_get_bool(const json_t *object, const char *key, bool fallback);
/* A time in ns since the epoch from: RFC 3339 text; a number or numeric text in s, ms, us or ns,
 * told apart by magnitude. 0 when absent, not a time, or later than CLOCK_MOST_NS. */
int64_t json_get_time_ns(const json_t *object, const char *key);
int64_t json_time_ns(const json_t *value);
/* Follows a path "a.b.c" of keys; NULL if any step is absent. */
json_t *json_get_path(const json_t *object, const char *path);

#endif
