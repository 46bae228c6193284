/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading a line of JSON or of logfmt member by member, without building anything: a member is
 * told by where it stands in the line. Made for lines from anywhere: no byte outside [at, end) is
 * read, whatever the line is, and what is broken ends the reading.
 *
 * JSON is RFC 8259, read leniently. logfmt is what https://brandur.org/logfmt describes and Go's
 * libraries write: key=value, key="value with \"quotes\"", key alone.
 */
#ifndef API_FILES_MEMBER_H
#define API_FILES_MEMBER_H

#include "api/model/value.h"

#include <glib.h>
#include <stddef.h>

enum member_kind {
    MEMBER_TEXT, /* `value` stands between its quotes */
    MEMBER_NUMBER,
    MEMBER_WORD, /* of JSON: true, false, null; of logfmt: bare text */
    MEMBER_OBJECT,
    MEMBER_ARRAY,
};

struct member {
    const char *key, *value;
    size_t key_length, length;
    enum member_kind kind;
    bool key_escaped, escaped; /* has backslashes, which are JSON's */
};

struct members {
    const char *at, *end;
    bool is_logfmt;
};

/* Members of the JSON object that begins at `text` (with its brace); false when it is none. */
bool members_json(struct members *members, const char *text, const char *end);
/* Pairs of a line of logfmt. */
void members_logfmt(struct members *members, const char *text, const char *end);
/* The next one; false = there is none. Afterwards members->at is behind what was read. */
bool members_next(struct members *members, struct member *out);
/* The next element of a JSON array; members->at begins behind the bracket. `out` has no key. */
bool members_element(struct members *members, struct member *out);

/* True when the line looks like logfmt: its first two words are key=value, or its first is and it
 * has no second. */
bool line_is_logfmt(const char *text, const char *end);

/* Appends the text without its escapes, made valid UTF-8; at most `most` bytes. */
void member_unescape(GString *out, const char *text, size_t length, size_t most);
/* The value typed as JSON types it; objects and arrays as VALUE_ARRAY. Text lies in `scratch`,
 * which is overwritten. */
struct value member_value(const struct member *member, bool is_logfmt, GString *scratch,
                          size_t most);

#endif
