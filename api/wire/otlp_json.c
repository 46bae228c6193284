/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp_message.h"

#include "api/wire/json.h"
#include "api/wire/rows.h"

#include <math.h>
#include <protobuf-c/protobuf-c.h>
#include <stdlib.h>
#include <string.h>

struct reading {
    unsigned repaired;
    GError **error;
};

static ProtobufCMessage *read_message(struct reading *reading,
                                      const ProtobufCMessageDescriptor *type, const json_t *json);

/* "resourceSpans" and "resource_spans" are the same member. */
static const json_t *member(const json_t *object, const char *name)
{
    char camel[64];
    size_t length = 0;
    for (const char *at = name; *at && length < sizeof camel - 1; at++) {
        bool raise = *at == '_' && at[1];
        camel[length++] = raise ? g_ascii_toupper(*++at) : *at;
    }
    camel[length] = '\0';
    const json_t *value = json_object_get(object, camel);
    return value ? value : json_object_get(object, name);
}

/* --- scalars --- */

/* OTLP/JSON writes enumerations as numbers; some senders write their names. */
static bool named_number(const char *text, int64_t *out)
{
    static const struct {
        const char *name;
        int64_t number;
    } names[] = {
        {"SPAN_KIND_INTERNAL",                 1 },
        {"SPAN_KIND_SERVER",                   2 },
        {"SPAN_KIND_CLIENT",                   3 },
        {"SPAN_KIND_PRODUCER",                 4 },
        {"SPAN_KIND_CONSUMER",                 5 },
        {"STATUS_CODE_OK",                     1 },
        {"STATUS_CODE_ERROR",                  2 },
        {"AGGREGATION_TEMPORALITY_DELTA",      1 },
        {"AGGREGATION_TEMPORALITY_CUMULATIVE", 2 },
        {"SEVERITY_NUMBER_TRACE",              1 },
        {"SEVERITY_NUMBER_DEBUG",              5 },
        {"SEVERITY_NUMBER_INFO",               9 },
        {"SEVERITY_NUMBER_WARN",               13},
        {"SEVERITY_NUMBER_ERROR",              17},
        {"SEVERITY_NUMBER_FATAL",              21},
    };
    /* SEVERITY_NUMBER_INFO2 is one above SEVERITY_NUMBER_INFO. */
    size_t length = strlen(text);
    bool finer = g_str_has_prefix(text, "SEVERITY_NUMBER_") && strchr("234", text[length - 1]);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t wanted = strlen(names[i].name);
        if (wanted == length - finer && strncmp(text, names[i].name, wanted) == 0) {
            *out = names[i].number + (finer ? text[length - 1] - '1' : 0);
            return true;
        }
    }
    *out = 0;
    return g_str_has_suffix(text, "_UNSPECIFIED") || g_str_has_suffix(text, "_UNSET");
}

/* Sixty-four bits, signed or not, from a number or from text. */
static bool read_bits(const json_t *json, guint64 *out)
{
    if (json_is_integer(json)) {
        *out = (guint64)json_integer_value(json);
        return true;
    }
    if (json_is_real(json)) {
        double value = json_real_value(json);
        bool fits = value == floor(value) && fabs(value) < 9.2e18;
        *out = fits ? (guint64)(int64_t)value : 0;
        return fits;
    }
    const char *text = json_string_value(json);
    int64_t named;
    if (!text || !*text) {
        return false;
    }
    if (named_number(text, &named)) {
        *out = (guint64)named;
        return true;
    }
    char *end;
    *out =
        *text == '-' ? (guint64)g_ascii_strtoll(text, &end, 10) : g_ascii_strtoull(text, &end, 10);
    return *end == '\0';
}

static bool read_double(const json_t *json, double *out)
{
    if (json_is_number(json)) {
        *out = json_number_value(json);
        return true;
    }
    const char *text = json_string_value(json);
    char *end;
    if (!text || !*text) {
        return false;
    }
    *out = g_ascii_strtod(text, &end); /* takes NaN and Infinity, too */
    return *end == '\0';
}

/* Ids are hex in OTLP/JSON, all other bytes base64. */
static bool read_bytes(const ProtobufCFieldDescriptor *field, const json_t *json,
                       ProtobufCBinaryData *out)
{
    const char *text = json_string_value(json);
    if (!text) {
        return false;
    }
    size_t length = strlen(text);
    out->data = malloc(length + 1);
    out->len = 0;
    if (!g_str_has_suffix(field->name, "_id")) {
        int state = 0;
        guint save = 0;
        out->len = g_base64_decode_step(text, length, out->data, &state, &save);
        return true;
    }
    for (size_t i = 0; i + 1 < length; i += 2) {
        int high = g_ascii_xdigit_value(text[i]), low = g_ascii_xdigit_value(text[i + 1]);
        if (high < 0 || low < 0) {
            out->len = 0;
            return false;
        }
        out->data[out->len++] = (guint8)(high * 16 + low);
    }
    return length % 2 == 0;
}

static char *copy_text(const char *text)
{
    return text ? strdup(text) : NULL;
}

/* One value into `slot`. False when the JSON is of a wrong type. */
static bool read_value(struct reading *reading, const ProtobufCFieldDescriptor *field,
                       const json_t *json, void *slot)
{
    guint64 bits;
    switch (field->type) {
    case PROTOBUF_C_TYPE_MESSAGE: {
        ProtobufCMessage *message = read_message(reading, field->descriptor, json);
        *(ProtobufCMessage **)slot = message;
        return message != NULL;
    }
    case PROTOBUF_C_TYPE_STRING:
        *(char **)slot = copy_text(json_string_value(json));
        return *(char **)slot != NULL;
    case PROTOBUF_C_TYPE_BYTES:
        return read_bytes(field, json, slot);
    case PROTOBUF_C_TYPE_DOUBLE:
        return read_double(json, slot);
    case PROTOBUF_C_TYPE_BOOL:
        *(protobuf_c_boolean *)slot = json_is_true(json);
        return json_is_boolean(json);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        if (!read_bits(json, &bits)) {
            return false;
        }
        *(guint32 *)slot = (guint32)bits;
        return true;
    default:
        return read_bits(json, slot);
    }
}

static size_t value_size(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_BOOL:
        return sizeof(protobuf_c_boolean);
    case PROTOBUF_C_TYPE_BYTES:
        return sizeof(ProtobufCBinaryData);
    case PROTOBUF_C_TYPE_MESSAGE:
    case PROTOBUF_C_TYPE_STRING:
        return sizeof(void *);
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_FIXED32:
        return sizeof(guint32);
    default:
        return sizeof(guint64);
    }
}

/* --- messages --- */

/* The array grows with the elements that are good, so that a failure leaves a whole message. */
static bool read_list(struct reading *reading, const ProtobufCFieldDescriptor *field,
                      const json_t *json, ProtobufCMessage *message)
{
    if (!json_is_array(json)) {
        g_set_error(reading->error, WIRE_ERROR, WIRE_ERROR_TYPE, "not OTLP: %s is no list",
                    field->name);
        return false;
    }
    size_t size = value_size(field), count = json_array_size(json);
    size_t *length = (size_t *)(void *)((char *)message + field->quantifier_offset);
    char **array = (char **)(void *)((char *)message + field->offset);
    if (count == 0) {
        return true;
    }
    *array = calloc(count, size);
    for (size_t i = 0; i < count; i++) {
        if (read_value(reading, field, json_array_get(json, i), *array + *length * size)) {
            (*length)++;
        } else if (*reading->error) {
            return false;
        } else {
            reading->repaired++;
        }
    }
    return true;
}

static bool read_field(struct reading *reading, const ProtobufCFieldDescriptor *field,
                       const json_t *json, ProtobufCMessage *message)
{
    void *slot = (char *)message + field->offset;
    void *quantifier = (char *)message + field->quantifier_offset;
    if (field->label == PROTOBUF_C_LABEL_REPEATED) {
        return read_list(reading, field, json, message);
    }
    bool oneof = field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF;
    if (oneof && *(guint32 *)quantifier != 0) {
        return true; /* the first member of a choice stands */
    }
    bool good = read_value(reading, field, json, slot);
    if (oneof) {
        *(guint32 *)quantifier = good ? field->id : 0;
    } else if (field->type != PROTOBUF_C_TYPE_MESSAGE && field->type != PROTOBUF_C_TYPE_STRING) {
        *(protobuf_c_boolean *)quantifier = good;
    }
    if (!good && field->type == PROTOBUF_C_TYPE_BYTES) {
        ProtobufCBinaryData *bytes = slot;
        free(bytes->data);
        *bytes = (ProtobufCBinaryData){0};
    }
    reading->repaired += !good;
    return good || !*reading->error;
}

static ProtobufCMessage *read_message(struct reading *reading,
                                      const ProtobufCMessageDescriptor *type, const json_t *json)
{
    if (!json_is_object(json)) {
        g_set_error(reading->error, WIRE_ERROR, WIRE_ERROR_TYPE, "not OTLP: %s is no object",
                    type->short_name);
        return NULL;
    }
    ProtobufCMessage *message = malloc(type->sizeof_message);
    protobuf_c_message_init(type, message);
    for (unsigned i = 0; i < type->n_fields; i++) {
        const json_t *value = member(json, type->fields[i].name);
        if (value && !json_is_null(value) &&
            !read_field(reading, &type->fields[i], value, message)) {
            protobuf_c_message_free_unpacked(message, NULL);
            return NULL;
        }
    }
    return message;
}

ProtobufCMessage *otlp_from_json(const ProtobufCMessageDescriptor *type, const json_t *json,
                                 unsigned *repaired, GError **error)
{
    GError *local = NULL;
    struct reading reading = {.error = &local};
    ProtobufCMessage *message = read_message(&reading, type, json);
    *repaired += reading.repaired;
    if (local) {
        g_propagate_error(error, local);
    }
    return message;
}
