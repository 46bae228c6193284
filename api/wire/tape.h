/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON (RFC 8259) for bodies of many megabytes: one pass over the text checks it and notes where
 * every value lies, twelve bytes a value, in the order of the text. Nothing is copied, nothing in
 * the text is changed; texts are unescaped and numbers converted when they are asked for.
 *
 * A container is followed by what is in it; the value of a member knows where its name stands.
 * tape_next() steps over a whole value, so that a list is walked without looking into what is in
 * it. Nodes are named by their index: TAPE_ROOT is the document, and 0 is the null that stands for
 * whatever there is not; every function takes it.
 *
 * Reads and refuses what jansson does: UTF-8 must be well formed (Unicode 15, table 3-7), control
 * characters must be escaped, NUL may not be there at all, surrogates come in pairs, numbers are as
 * the RFC writes them and fit into 64 bits or a finite double, nothing follows the document. Of
 * members with one name the last counts. Only its bounds are wider: TAPE_DEPTH_MOST instead of
 * 2048. What is refused and can be mended is mended by whoever reads (json_mend.h), and read again.
 *
 * The text belongs to the caller and outlives the tape. Immutable once read: any thread may look.
 */
#ifndef API_WIRE_TAPE_H
#define API_WIRE_TAPE_H

#include "base/autoptr.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define TAPE_BYTES_MOST (1u << 28) /* of a document */
#define TAPE_NODES_MOST 32000000u  /* values in it */
#define TAPE_DEPTH_MOST 20000u     /* containers in containers */

#define TAPE_ROOT       1u

enum tape_type {
    TAPE_NULL,
    TAPE_FALSE,
    TAPE_TRUE,
    TAPE_INTEGER, /* fits into 64 bits */
    TAPE_REAL,    /* is finite */
    TAPE_TEXT,
    TAPE_ARRAY,
    TAPE_OBJECT
};

struct tape_node {
    uint32_t at : 28;     /* where it begins; a text behind its quote */
    uint32_t type : 3;    /* enum tape_type */
    uint32_t escaped : 1; /* the text has backslashes */
    uint32_t size;        /* bytes of a text or number; of a container: the node behind all of it */
    uint32_t name : 28;   /* of a member: where its name begins, behind the quote */
    uint32_t name_escaped : 1;
};

struct tape {
    const char *text;
    struct tape_node *nodes;
    uint32_t count; /* of nodes, the one at 0 too */
    size_t size;    /* of the text, in bytes */
};

/* NULL with a WIRE_ERROR (json.h): SYNTAX, ENCODING or LIMIT, with what is wrong at which byte. */
struct tape *tape_read(const char *text, size_t size, GError **error);
/* The same for who bears no more than `depth` containers in containers. */
struct tape *tape_read_within(const char *text, size_t size, uint32_t depth, GError **error);
void tape_free(struct tape *tape);
DEFINE_AUTOPTR(tape, tape_free);

/* --- walking --- */

static inline enum tape_type tape_type(const struct tape *tape, uint32_t index)
{
    return (enum tape_type)tape->nodes[index].type;
}
/* The node behind `index` and all that is in it. */
static inline uint32_t tape_next(const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    return node->type >= TAPE_ARRAY ? node->size : index + 1;
}
/* Where a loop over what is in a container ends, which begins at index + 1 and goes on with
 * tape_next(); 0 when this is no container. */
static inline uint32_t tape_end(const struct tape *tape, uint32_t index)
{
    const struct tape_node *node = &tape->nodes[index];
    return node->type >= TAPE_ARRAY ? node->size : 0;
}
/* The value of the object's member `name`, the last where it stands twice; else 0. O(members). */
uint32_t tape_get(const struct tape *tape, uint32_t object, const char *name);
/* The list at `index`, or the one in its member `name`; else 0. */
uint32_t tape_list(const struct tape *tape, uint32_t index, const char *name);
/* How many items a list has. O(items). */
uint32_t tape_items(const struct tape *tape, uint32_t list);

/* --- values --- */

/* A text, unescaped, NUL behind it: in `scratch`, whose content it replaces. NULL for what is no
 * text. */
const char *tape_text(const struct tape *tape, uint32_t index, GString *scratch);
/* The same where it may stay; as long as the chunk. */
const char *tape_text_insert(const struct tape *tape, uint32_t index, GStringChunk *chunk);
bool tape_text_is(const struct tape *tape, uint32_t index, const char *text);
/* The name of the member whose value is at `index`, likewise; NULL for what is no member. */
const char *tape_name(const struct tape *tape, uint32_t index, GString *scratch);
bool tape_name_is(const struct tape *tape, uint32_t index, const char *name);
/* Its bytes as they came; with backslashes in them when the node says so. */
size_t tape_name_size(const struct tape *tape, uint32_t index);
/* Of TAPE_INTEGER and TAPE_REAL; 0 for anything else. The double is the nearest there is; of a
 * TAPE_REAL the integer is what stands before its point, or the end of the range. */
int64_t tape_integer(const struct tape *tape, uint32_t index);
double tape_real(const struct tape *tape, uint32_t index);
/* Appends any value as JSON without blanks; numbers as they came. */
void tape_append_json(const struct tape *tape, uint32_t index, GString *out);
/* The bytes of a value as they came, blanks and all: *size of them. Nothing for 0. */
const char *tape_bytes(const struct tape *tape, uint32_t index, size_t *size);

#endif
