/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/grouping.h"
#include "api/wire/envelope.h"
#include "base/clock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define NOW (INT64_C(1795335600) * NS_PER_SECOND)

static void check(const struct decoded *out)
{
    guint events = 0;
    for (guint i = 0; i < out->items->len; i++) {
        const struct item *item = out->items->pdata[i];
        g_assert_nonnull(item->id);
        g_assert_cmpint(item->time_ns, >, 0);
        events += item->kind == ITEM_EVENT;
        for (guint a = 0; a < item->attributes->len; a++) {
            const struct attribute *attribute =
                &g_array_index(item->attributes, struct attribute, a);
            g_assert_true(g_utf8_validate(attribute->key, -1, NULL));
            g_autofree char *text = value_text(attribute->value);
            g_assert_true(g_utf8_validate(text, -1, NULL));
        }
    }
    g_assert_cmpuint(events, ==, out->events->len);
    for (guint i = 0; i < out->events->len; i++) {
        g_autofree char *hash = grouping_hash(out->events->pdata[i], NULL);
        g_assert_nonnull(hash);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(envelope) envelope = envelope_parse((const char *)data, size, NULL);
    struct decoded out;
    for (guint i = 0; envelope && i < envelope->items->len; i++) {
        const struct envelope_item *item = envelope->items->pdata[i];
        if (!item->problem) {
            decoded_init(&out);
            envelope_decode(item, NOW, &out, NULL);
            check(&out);
            decoded_clear(&out);
        }
    }
    decoded_init(&out);
    store_decode((const char *)data, size, NOW, &out, NULL);
    check(&out);
    decoded_clear(&out);
    return 0;
}
