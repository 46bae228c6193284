/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/tape_json.h"

#include "api/wire/json.h" /* WIRE_ERROR */

#include <string.h>

#define CONTAINERS_MOST 2000000u
#define VALUES_MOST     16000000u
#define NAME_ROOM       64

struct making {
    const struct tape *tape;
    GString *scratch;
};

static json_t *make_value(struct making *making, uint32_t index);

static json_t *make_text(struct making *making, uint32_t index)
{
    const struct tape_node *node = &making->tape->nodes[index];
    if (!node->escaped)
        return json_stringn_nocheck(making->tape->text + node->at, node->size);
    tape_text(making->tape, index, making->scratch);
    return json_stringn_nocheck(making->scratch->str, making->scratch->len);
}

static json_t *make_array(struct making *making, uint32_t index)
{
    json_t *array = json_array();
    uint32_t end = tape_end(making->tape, index);
    for (uint32_t at = index + 1; at < end; at = tape_next(making->tape, at))
        json_array_append_new(array, make_value(making, at));
    return array;
}

/* With a NUL behind it. Most are short and have no backslash: those need no scratch. */
static const char *make_name(struct making *making, uint32_t index, char room[NAME_ROOM])
{
    const struct tape *tape = making->tape;
    size_t size = tape_name_size(tape, index);
    if (tape->nodes[index].name_escaped || size >= NAME_ROOM)
        return tape_name(tape, index, making->scratch);
    memcpy(room, tape->text + tape->nodes[index].name, size);
    room[size] = '\0';
    return room;
}

static json_t *make_object(struct making *making, uint32_t index)
{
    char room[NAME_ROOM];
    json_t *object = json_object();
    uint32_t end = tape_end(making->tape, index);
    for (uint32_t at = index + 1; at < end; at = tape_next(making->tape, at)) {
        json_t *value = make_value(making, at);
        json_object_set_new_nocheck(object, make_name(making, at, room), value);
    }
    return object;
}

static json_t *make_value(struct making *making, uint32_t index)
{
    switch (tape_type(making->tape, index)) {
    case TAPE_FALSE:
        return json_false();
    case TAPE_TRUE:
        return json_true();
    case TAPE_INTEGER:
        return json_integer(tape_integer(making->tape, index));
    case TAPE_REAL:
        return json_real(tape_real(making->tape, index));
    case TAPE_TEXT:
        return make_text(making, index);
    case TAPE_ARRAY:
        return make_array(making, index);
    case TAPE_OBJECT:
        return make_object(making, index);
    case TAPE_NULL:
        break;
    }
    return json_null();
}

/* Containers cost a few hundred bytes each in jansson, so that a small body of brackets could fill
 * the memory. */
bool tape_json_fits(const struct tape *tape, GError **error)
{
    uint32_t containers = 0;
    if (tape->count <= CONTAINERS_MOST)
        return true;
    for (uint32_t i = 0; i < tape->count; i++)
        containers += tape_type(tape, i) >= TAPE_ARRAY;
    if (containers <= CONTAINERS_MOST && tape->count <= VALUES_MOST)
        return true;
    g_set_error(error, WIRE_ERROR, WIRE_ERROR_LIMIT,
                "JSON has more values than are read at once (%u objects and lists)", containers);
    return false;
}

json_t *tape_json(const struct tape *tape)
{
    g_autoptr(GString) scratch = g_string_sized_new(64);
    return make_value(&(struct making){tape, scratch}, TAPE_ROOT);
}
