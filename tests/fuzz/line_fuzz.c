/* SPDX-License-Identifier: Apache-2.0 */
#include "api/files/line_read.h"
#include "api/files/otlp_line.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool take_record(void *text, const struct otlp_record *record)
{
    g_autoptr(item) item = item_new(ITEM_LOG);
    g_assert_true(record->text >= (const char *)text && record->end >= record->text);
    otlp_attributes(record, NULL, item);
    return true;
}

/* Whatever a line is: what is found lies in it, and what is told is text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *line = g_memdup2(data, MAX(size, 1));
    struct line_clock clock;
    struct line_facts facts;
    g_autoptr(item) item = item_new(ITEM_LOG);
    line_clock_init(&clock, INT64_C(1790000000000000000));
    line_read(&clock, line, line + size, &facts);
    g_assert_true(!facts.message.at || (facts.message.at >= line &&
                                        facts.message.at + facts.message.length <= line + size));
    g_assert_true(!facts.service.at || (facts.service.at >= line &&
                                        facts.service.at + facts.service.length <= line + size));
    line_attributes(&clock, line, line + size, NULL, item);
    for (guint i = 0; i < item->attributes->len; i++) {
        const struct attribute *attribute = &g_array_index(item->attributes, struct attribute, i);
        g_assert_true(g_utf8_validate(attribute->key, -1, NULL));
        if (attribute->value.type == VALUE_STRING)
            g_assert_true(g_utf8_validate(attribute->value.string, -1, NULL));
    }
    otlp_records(line, line + size, take_record, line);
    return 0;
}
