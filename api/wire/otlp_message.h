/* SPDX-License-Identifier: Apache-2.0
 *
 * OTLP requests as protobuf-c messages, from either encoding. Both go through the descriptors that
 * protoc-c made of otlp.proto, so that JSON and protobuf cannot differ in what they mean.
 */
#ifndef API_WIRE_OTLP_MESSAGE_H
#define API_WIRE_OTLP_MESSAGE_H

#include "api/model/arena.h"

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

typedef struct ProtobufCMessage ProtobufCMessage;
typedef struct ProtobufCMessageDescriptor ProtobufCMessageDescriptor;

#define OTLP_MAX_DEPTH    128
#define OTLP_MAX_MESSAGES 2000000

/* Bounds on depth and on the number of messages, checked on the bytes before they are unpacked: a
 * message of 2 bytes becomes a struct of hundreds. */
bool otlp_bytes_check(const ProtobufCMessageDescriptor *type, const void *bytes, size_t size,
                      GError **error);

/* The message lives in `arena`, and goes with it. */
ProtobufCMessage *otlp_from_bytes(const ProtobufCMessageDescriptor *type, const void *bytes,
                                  size_t size, struct arena *arena, GError **error);
/* Free with protobuf_c_message_free_unpacked(message, NULL). Members of a wrong type are left out
 * and counted; a list where none belongs, or the other way round, is an error. */
ProtobufCMessage *otlp_from_json(const ProtobufCMessageDescriptor *type, const json_t *json,
                                 unsigned *repaired, GError **error);

#endif
