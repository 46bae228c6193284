/* SPDX-License-Identifier: Apache-2.0 */
#include "api/demo/writer.h"

#include <string.h>

void demo_records_write(const struct world *world, const GPtrArray *records, GPtrArray *requests)
{
    for (int service = 0; service < SERVICE_COUNT; service++) {
        g_autoptr(GPtrArray) own = g_ptr_array_new();
        for (guint i = 0; i < records->len; i++) {
            struct emission *record = records->pdata[i];
            if (record->service == (enum service)service)
                g_ptr_array_add(own, record);
        }
        if (world_service(service)->dialect == DIALECT_OTLP)
            otlp_write(world, service, own, requests);
        else
            envelope_write(world, service, own, requests);
    }
}

GPtrArray *demo_records_batch(const GPtrArray *records, enum emission_kind kind, guint *from)
{
    GPtrArray *batch = g_ptr_array_new();
    for (; *from < records->len && batch->len < BATCH_MAX; (*from)++) {
        struct emission *record = records->pdata[*from];
        if (record->kind == kind)
            g_ptr_array_add(batch, record);
    }
    return batch;
}

int level_number(const char *level)
{
    static const struct {
        const char *level;
        int number;
    } numbers[] = {
        {"trace", 1 },
        {"debug", 5 },
        {"info",  9 },
        {"warn",  13},
        {"error", 17}
    };
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (g_str_equal(level, numbers[i].level))
            return numbers[i].number;
    return 21;
}
