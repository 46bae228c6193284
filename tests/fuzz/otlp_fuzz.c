/* SPDX-License-Identifier: Apache-2.0 */
#include "api/wire/otlp.h"
#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW (INT64_C(1795335600) * NS_PER_SECOND)

/* The first byte chooses signal and encoding. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    struct decoded out;
    decoded_init(&out);
    otlp_decode((enum otlp_signal)(data[0] % 3), data[0] & 0x20, data + 1, size - 1, NOW, &out,
                NULL);
    for (guint i = 0; i < out.items->len; i++) {
        const struct item *item = out.items->pdata[i];
        g_assert_nonnull(item->id);
        for (guint a = 0; a < item->attributes->len; a++) {
            const struct attribute *attribute =
                &g_array_index(item->attributes, struct attribute, a);
            g_assert_true(g_utf8_validate(attribute->key, -1, NULL));
        }
    }
    decoded_clear(&out);
    return 0;
}
