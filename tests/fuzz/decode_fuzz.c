/* SPDX-License-Identifier: Apache-2.0
 *
 * Every decoder of the client: the first byte picks the endpoint, the second how the request was
 * made, the rest is the body. Signals are read from what decodes to series; and every error body.
 */
#include "api/client/decode.h"
#include "api/client/signals.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_signals(struct request *request, const GPtrArray *timeseries)
{
    static const char *const DATASETS[] = {"tracemetrics", "spans", "logs"};
    for (size_t i = 0; i < G_N_ELEMENTS(DATASETS); i++) {
        g_autoptr(request) with = request_copy(request);
        request_add(with, "dataset", DATASETS[i]);
        g_ptr_array_unref(signals_from_reply(with, timeseries));
    }
}

static void read_names(const struct request *request, void *object)
{
    if (decode_kind(request->endpoint) == REPLY_NAMES)
        g_ptr_array_unref(signals_group_keys(object));
    else if (decode_kind(request->endpoint) == REPLY_ROWS)
        g_ptr_array_unref(signals_metric_names(object));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    enum endpoint endpoint = data[0] % ENDPOINT_COUNT;
    g_autoptr(request) request = request_new(endpoint, "7f3a01c2", "b", NULL);
    if (data[1] & 1)
        request_add(request, "field", "title");
    if (data[1] & 2)
        request->method = METHOD_PUT;
    const char *body = (const char *)data + 2;
    g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (int page = 0; page < (data[1] & 4 ? 2 : 1); page++)
        g_ptr_array_add(pages, g_bytes_new(body, size - 2));
    g_autoptr(decoded_json) json = decode_read(request, pages, NULL);
    void *object = json ? decode_object(request, json, NULL) : NULL;
    if (object && endpoint == ENDPOINT_TIMESERIES)
        read_signals(request, object);
    if (object)
        read_names(request, object);
    reply_object_free(decode_kind(endpoint), object);
    g_free(decode_error_text(100 + data[1], body, size - 2));
    return 0;
}
