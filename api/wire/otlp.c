/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp.h"

#include "api/wire/otlp_message.h"
#include "api/wire/otlp_rows.h"

#include <string.h>

static const ProtobufCMessageDescriptor *request_type(enum otlp_signal signal)
{
    return signal == OTLP_TRACES ? &otlp__traces_request__descriptor
           : signal == OTLP_LOGS ? &otlp__logs_request__descriptor
                                 : &otlp__metrics_request__descriptor;
}

static void add_rows(enum otlp_signal signal, const ProtobufCMessage *message, int64_t now_ns,
                     struct decoded *out)
{
    if (signal == OTLP_TRACES) {
        otlp_traces((const Otlp__TracesRequest *)message, now_ns, out);
    } else if (signal == OTLP_LOGS) {
        otlp_logs((const Otlp__LogsRequest *)message, now_ns, out);
    } else {
        otlp_metrics((const Otlp__MetricsRequest *)message, now_ns, out);
    }
}

static bool decode_json(enum otlp_signal signal, const void *body, size_t size, int64_t now_ns,
                        struct decoded *out, GError **error)
{
    unsigned mended = 0;
    json_t *document = json_read(body, size, &mended, error);
    if (!document) {
        return false;
    }
    out->repaired += mended;
    ProtobufCMessage *message =
        otlp_from_json(request_type(signal), document, &out->repaired, error);
    json_decref(document);
    if (message) {
        add_rows(signal, message, now_ns, out);
        protobuf_c_message_free_unpacked(message, NULL);
    }
    return message != NULL;
}

static bool decode_bytes(enum otlp_signal signal, const void *body, size_t size, int64_t now_ns,
                         struct decoded *out, GError **error)
{
    struct arena *arena = arena_new();
    ProtobufCMessage *message = otlp_from_bytes(request_type(signal), body, size, arena, error);
    if (message) {
        add_rows(signal, message, now_ns, out);
    }
    arena_free(arena);
    return message != NULL;
}

bool otlp_decode(enum otlp_signal signal, bool json, const void *body, size_t size, int64_t now_ns,
                 struct decoded *out, GError **error)
{
    return json ? decode_json(signal, body, size, now_ns, out, error)
                : decode_bytes(signal, body, size, now_ns, out, error);
}

static char *pack(const ProtobufCMessage *message, size_t *size)
{
    *size = protobuf_c_message_get_packed_size(message);
    char *bytes = g_malloc(*size + 1);
    protobuf_c_message_pack(message, (uint8_t *)bytes);
    bytes[*size] = '\0';
    return bytes;
}

static char *dump(json_t *json, size_t *size)
{
    char *text = json_dumps(json, JSON_COMPACT);
    char *copy = g_strdup(text);
    *size = strlen(copy);
    free(text);
    json_decref(json);
    return copy;
}

char *otlp_response(enum otlp_signal signal, bool json, unsigned rejected, const char *message,
                    size_t *size)
{
    static const char *const names[] = {
        [OTLP_TRACES] = "rejectedSpans",
        [OTLP_LOGS] = "rejectedLogRecords",
        [OTLP_METRICS] = "rejectedDataPoints",
    };
    g_autofree char *text = g_utf8_make_valid(message ? message : "", -1);
    if (json) {
        json_t *answer = json_object();
        if (rejected > 0) {
            json_object_set_new(
                answer, "partialSuccess",
                json_pack("{s:I,s:s}", names[signal], (json_int_t)rejected, "errorMessage", text));
        }
        return dump(answer, size);
    }
    Otlp__PartialSuccess partial = OTLP__PARTIAL_SUCCESS__INIT;
    Otlp__ExportResponse answer = OTLP__EXPORT_RESPONSE__INIT;
    if (rejected > 0) {
        partial.has_rejected = 1;
        partial.rejected = rejected;
        partial.error_message = text;
        answer.partial_success = &partial;
    }
    return pack(&answer.base, size);
}

char *otlp_status(bool json, int code, const char *message, size_t *size)
{
    g_autofree char *text = g_utf8_make_valid(message ? message : "", -1);
    if (json) {
        return dump(json_pack("{s:i,s:s}", "code", code, "message", text), size);
    }
    Otlp__RpcStatus status = OTLP__RPC_STATUS__INIT;
    status.has_code = 1;
    status.code = code;
    status.message = text;
    return pack(&status.base, size);
}
