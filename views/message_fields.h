/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields that stand in the text of a message: the members of a JSON object that it is or ends with,
 * what is inside objects with dots (`user.id`), or pairs as logfmt has them (`attempt=3`,
 * `path="a b"`) wherever in it they stand. As columns and in counts they are called
 * `message.user.id`, which no attribute is. Of a message the first 16 kB are read;
 * JSON that goes on has no fields. Pure; O(length); any bytes.
 */
#ifndef VIEWS_MESSAGE_FIELDS_H
#define VIEWS_MESSAGE_FIELDS_H

#include <glib.h>
#include <stdbool.h>

#define MESSAGE_PREFIX      "message."
#define MESSAGE_FIELDS_MOST 64 /* of a message; the rest is left out */

/* The part of a column's key behind `message.`; NULL when it names an attribute. */
const char *message_key(const char *key);
/* All fields, of struct pair * with keys without the prefix, freed with the array; empty when there
 * are none. A key that comes twice stands once, with its first value. `message` may be NULL. */
GPtrArray *message_fields(const char *message);
/* The first value of the field `key` (without the prefix), newly allocated; NULL when it has none.
 */
char *message_field(const char *message, const char *key);
/* Where JSON begins that the message is or ends with: an object or a list that is whole; NULL when
 * there is none. */
const char *message_json(const char *message);
/* PCRE2 patterns for messages in which the field has the value, a number from `low` to below
 * `high`, or any value, as either kind writes it. Each begins with a comment that says so, for
 * lists of filters (message_pattern_said()). Newly allocated; of a range NULL when it cannot be
 * said (views/number_pattern.h). */
char *message_pattern(const char *key, const char *value);
char *message_pattern_range(const char *key, double low, double high);
char *message_pattern_any(const char *key);
/* What such a pattern says of itself, newly allocated; NULL when it is another. */
char *message_pattern_said(const char *pattern);

#endif
