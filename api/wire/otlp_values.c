/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp_rows.h"

#include <math.h>
#include <string.h>

char *otlp_text(const char *text, struct decoded *out)
{
    if (!text) {
        return g_strdup("");
    }
    if (g_utf8_validate(text, -1, NULL)) {
        return g_strdup(text);
    }
    out->repaired++;
    return g_utf8_make_valid(text, -1);
}

static json_t *text_json(const char *text, struct decoded *out)
{
    g_autofree char *valid = otlp_text(text, out);
    return json_string(valid);
}

json_t *otlp_object(Otlp__KeyValue *const *attributes, size_t count, struct decoded *out)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count; i++) {
        g_autofree char *key = otlp_text(attributes[i]->key, out);
        json_object_set_new(object, key, otlp_json(attributes[i]->value, out));
    }
    return object;
}

json_t *otlp_json(const Otlp__AnyValue *value, struct decoded *out)
{
    json_t *json = NULL;
    switch (value ? value->value_case : OTLP__ANY_VALUE__VALUE__NOT_SET) {
    case OTLP__ANY_VALUE__VALUE_STRING_VALUE:
        return text_json(value->string_value, out);
    case OTLP__ANY_VALUE__VALUE_BOOL_VALUE:
        return json_boolean(value->bool_value);
    case OTLP__ANY_VALUE__VALUE_INT_VALUE:
        return json_integer(value->int_value);
    case OTLP__ANY_VALUE__VALUE_DOUBLE_VALUE:
        json = json_real(value->double_value); /* NULL for NaN and infinities */
        out->repaired += !json;
        return json ? json : json_null();
    case OTLP__ANY_VALUE__VALUE_ARRAY_VALUE:
        json = json_array();
        for (size_t i = 0; value->array_value && i < value->array_value->n_values; i++) {
            json_array_append_new(json, otlp_json(value->array_value->values[i], out));
        }
        return json;
    case OTLP__ANY_VALUE__VALUE_KVLIST_VALUE:
        return value->kvlist_value
                   ? otlp_object(value->kvlist_value->values, value->kvlist_value->n_values, out)
                   : json_object();
    case OTLP__ANY_VALUE__VALUE_BYTES_VALUE: {
        g_autofree char *text = g_base64_encode(value->bytes_value.data, value->bytes_value.len);
        return json_string(text);
    }
    default:
        return json_null();
    }
}

/* UTF-8 as it is; else mended, counted and kept in *mended. */
static const char *valid_text(const char *text, char **mended, struct decoded *out)
{
    if (!text || g_utf8_validate(text, -1, NULL)) {
        return text ? text : "";
    }
    *mended = otlp_text(text, out);
    return *mended;
}

static void set_value(struct item *item, const char *key, const Otlp__AnyValue *value,
                      struct decoded *out)
{
    g_autofree char *mended = NULL;
    switch (value ? value->value_case : OTLP__ANY_VALUE__VALUE__NOT_SET) {
    case OTLP__ANY_VALUE__VALUE_STRING_VALUE:
        row_set_text(item, key, valid_text(value->string_value, &mended, out));
        return;
    case OTLP__ANY_VALUE__VALUE_BOOL_VALUE:
        row_set(item, key, value_bool(value->bool_value));
        return;
    case OTLP__ANY_VALUE__VALUE_INT_VALUE:
        row_set(item, key, value_int(value->int_value));
        return;
    case OTLP__ANY_VALUE__VALUE_DOUBLE_VALUE:
        out->repaired += !isfinite(value->double_value);
        row_set(item, key, value_double(value->double_value));
        return;
    default:
        break;
    }
    json_t *json = otlp_json(value, out);
    row_set_json(item, key, json);
    json_decref(json);
}

void otlp_set_all(struct item *item, Otlp__KeyValue *const *attributes, size_t count,
                  struct decoded *out)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *mended = NULL;
        set_value(item, valid_text(attributes[i]->key, &mended, out), attributes[i]->value, out);
    }
}

const Otlp__AnyValue *otlp_find(Otlp__KeyValue *const *attributes, size_t count, const char *key)
{
    for (size_t i = 0; i < count; i++) {
        if (g_strcmp0(attributes[i]->key, key) == 0) {
            return attributes[i]->value;
        }
    }
    return NULL;
}

char *otlp_find_text(Otlp__KeyValue *const *attributes, size_t count, const char *key,
                     struct decoded *out)
{
    const Otlp__AnyValue *value = otlp_find(attributes, count, key);
    return value && value->value_case == OTLP__ANY_VALUE__VALUE_STRING_VALUE
               ? otlp_text(value->string_value, out)
               : NULL;
}

void otlp_set_origin(struct item *item, const struct origin *origin)
{
    const Otlp__Resource *resource = origin->resource;
    const Otlp__Scope *scope = origin->scope;
    if (scope && scope->name && *scope->name) {
        g_autofree char *name = otlp_text(scope->name, origin->out);
        g_autofree char *version = otlp_text(scope->version, origin->out);
        row_set_text(item, "otel.scope.name", name);
        row_set_text(item, "otel.scope.version", *version ? version : NULL);
    }
    if (scope) {
        otlp_set_all(item, scope->attributes, scope->n_attributes, origin->out);
    }
    if (resource) {
        otlp_set_all(item, resource->attributes, resource->n_attributes, origin->out);
    }
    row_set_text(item, "sdk.name", item_get_string(item, "telemetry.sdk.name"));
    row_set_text(item, "sdk.version", item_get_string(item, "telemetry.sdk.version"));
    row_set_text(item, "platform", item_get_string(item, "telemetry.sdk.language"));
    item->project = g_strdup(item_get_string(item, "service.name"));
}

char *otlp_id(ProtobufCBinaryData id, size_t bytes)
{
    return id.len == bytes ? row_hex_bytes(id.data, bytes) : NULL;
}

int64_t otlp_time(struct item *item, uint64_t ns, const struct origin *origin)
{
    int64_t time_ns = ns > INT64_MAX ? INT64_MAX : (int64_t)ns;
    return row_time(item, time_ns, origin->now_ns, NULL, &origin->out->repaired);
}
