/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the values of JSON text are, without changing one of them: numbers stay as they were
 * written, keys that come twice stay both. For showing text that strangers wrote; what is read for
 * its meaning goes through api/wire/json.h. Strict (RFC 8259), iterative, O(length). Pure.
 */
#ifndef VIEWS_JSON_OUTLINE_H
#define VIEWS_JSON_OUTLINE_H

#include <glib.h>
#include <stdbool.h>

#define JSON_OUTLINE_DEPTH 256

enum json_kind { JSON_NODE_OBJECT, JSON_NODE_ARRAY, JSON_NODE_STRING, JSON_NODE_PLAIN };

/* A value; those in it follow it directly. Offsets are bytes of the text. */
struct json_node {
    enum json_kind kind;
    int depth;
    guint start, end;         /* end is behind its last byte */
    guint key_start, key_end; /* with its quotes; equal when it has no key */
    guint children;           /* direct */
    guint next;               /* the node behind all that is in it */
};

struct json_outline {
    const char *text; /* borrowed */
    GArray *nodes;    /* of struct json_node, the whole first; NULL when it is no JSON */
    gsize broken_at;  /* where it is not, in bytes */
    const char *why;  /* what was expected there; static */
};

/* True if the text begins as an object or a list does. */
bool json_looks_like(const char *text);
/* False, broken_at and why saying where it breaks, when it is no JSON. The text is borrowed. */
bool json_outline_read(struct json_outline *outline, const char *text);
void json_outline_clear(struct json_outline *outline);
/* The string's characters without quotes and escapes; newly allocated. */
char *json_outline_string(const struct json_outline *outline, const struct json_node *node);

#endif
