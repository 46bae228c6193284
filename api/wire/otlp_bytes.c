/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp_message.h"

#include "api/wire/json.h"

#include <protobuf-c/protobuf-c.h>

/* Walks the wire format (protobuf.dev/programming-guides/encoding) along the descriptors, without
 * unpacking anything. */
struct walk {
    const guint8 *start;
    size_t messages;
    GError **error;
};

static bool fail(struct walk *walk, enum wire_error code, const guint8 *at, const char *why)
{
    g_set_error(walk->error, WIRE_ERROR, code, "not OTLP: %s at byte %td", why, at - walk->start);
    return false;
}

static bool read_varint(const guint8 **at, const guint8 *end, guint64 *value)
{
    *value = 0;
    for (int shift = 0; shift < 70 && *at < end; shift += 7) {
        guint8 byte = *(*at)++;
        *value |= shift < 64 ? (guint64)(byte & 0x7F) << shift : 0;
        if (!(byte & 0x80)) {
            return true;
        }
    }
    return false;
}

static bool walk_message(struct walk *walk, const ProtobufCMessageDescriptor *type,
                         const guint8 *at, const guint8 *end, int depth);

/* A field of `length` bytes: a message is walked, everything else passed over. */
static bool walk_bytes(struct walk *walk, const ProtobufCFieldDescriptor *field, const guint8 *at,
                       guint64 length, int depth)
{
    if (!field || field->type != PROTOBUF_C_TYPE_MESSAGE) {
        return true;
    }
    return walk_message(walk, field->descriptor, at, at + length, depth + 1);
}

static bool walk_message(struct walk *walk, const ProtobufCMessageDescriptor *type,
                         const guint8 *at, const guint8 *end, int depth)
{
    if (depth > OTLP_MAX_DEPTH) {
        return fail(walk, WIRE_ERROR_LIMIT, at, "it is nested deeper than 128");
    }
    if (++walk->messages > OTLP_MAX_MESSAGES) {
        return fail(walk, WIRE_ERROR_LIMIT, at, "it has more than 2000000 messages");
    }
    while (at < end) {
        const guint8 *tag_at = at;
        guint64 tag, length = 0;
        if (!read_varint(&at, end, &tag)) {
            return fail(walk, WIRE_ERROR_SYNTAX, tag_at, "a field has no end");
        }
        int wire = (int)(tag & 7);
        if (wire == 0 && read_varint(&at, end, &length)) {
            continue;
        }
        bool sized = wire == 1 || wire == 5 || (wire == 2 && read_varint(&at, end, &length));
        length = wire == 1 ? 8 : wire == 5 ? 4 : length;
        if (!sized || length > (guint64)(end - at)) {
            return fail(walk, WIRE_ERROR_SYNTAX, tag_at,
                        sized ? "a field ends past the body" : "there is no such field type");
        }
        const ProtobufCFieldDescriptor *field =
            wire == 2 ? protobuf_c_message_descriptor_get_field(type, (unsigned)(tag >> 3)) : NULL;
        if (!walk_bytes(walk, field, at, length, depth)) {
            return false;
        }
        at += length;
    }
    return true;
}

bool otlp_bytes_check(const ProtobufCMessageDescriptor *type, const void *bytes, size_t size,
                      GError **error)
{
    struct walk walk = {.start = bytes, .error = error};
    return size == 0 || walk_message(&walk, type, bytes, walk.start + size, 1);
}

static void *take(void *arena, size_t size)
{
    return arena_take(arena, size);
}

/* It goes with its arena. */
static void let_go(void *arena, void *piece)
{
    (void)arena, (void)piece;
}

ProtobufCMessage *otlp_from_bytes(const ProtobufCMessageDescriptor *type, const void *bytes,
                                  size_t size, struct arena *arena, GError **error)
{
    if (!otlp_bytes_check(type, bytes, size, error)) {
        return NULL;
    }
    ProtobufCAllocator allocator = {.alloc = take, .free = let_go, .allocator_data = arena};
    ProtobufCMessage *message = protobuf_c_message_unpack(type, &allocator, size, bytes);
    if (!message) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_SYNTAX,
                    "not OTLP: the protobuf message cannot be unpacked");
    }
    return message;
}
