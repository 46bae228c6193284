/* SPDX-License-Identifier: Apache-2.0
 *
 * Any series and any text: no crash, what onset_find() says stays within the series, and a stream
 * that looked says the same. */
#include "api/insight/gen_ai_result.h"
#include "api/insight/mix.h"
#include "api/insight/onset_stream.h"
#include "api/insight/suspect.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_stream(const struct series *series, const struct onset *expected)
{
    g_autoptr(onset_stream) stream = onset_stream_new(0, series->interval_ms, 512);
    for (size_t i = 0; i < series->count; i++) {
        onset_stream_add(stream, series->values[i]);
    }
    struct onset onset = onset_stream_verdict(stream);
    if (series->count && onset_stream_looked(stream)) {
        g_assert_cmpint(onset.kind, ==, expected->kind);
        g_assert_cmpint(onset.bucket, ==, expected->bucket);
    }
}

static void check_onset(const uint8_t *data, size_t size)
{
    struct series series;
    series_init(&series, 0, 30000, MIN(size / sizeof(float), 512));
    for (size_t i = 0; i < series.count; i++) {
        float value;
        memcpy(&value, data + i * sizeof value, sizeof value);
        series.values[i] = (double)value;
    }
    struct onset onset = onset_find(&series);
    if (onset.kind != ONSET_NONE) {
        g_assert_cmpint(onset.bucket, >=, 0);
        g_assert_cmpint(onset.bucket, <, (gssize)series.count);
        g_assert_cmpfloat(onset.spread, >, 0);
    }
    check_stream(&series, &onset);
    usual_of(&series, onset.bucket);
    series_clear(&series);
}

static void check_mix(const uint8_t *data, size_t size)
{
    g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func((GDestroyNotify)signal_free);
    for (size_t group = 0; group < 4; group++) {
        struct signal *signal = signal_new();
        signal->group_key = g_strdup("a\x1f"
                                     "b");
        signal->group_value = g_strdup_printf("%zu\x1f%zu", group / 2, group % 2);
        series_init(&signal->series, 0, 30000, 64);
        for (size_t i = 0; i < 64; i++) {
            signal->series.values[i] = size ? (double)data[(i * 4 + group) % size] : (double)NAN;
        }
        g_ptr_array_add(groups, signal);
    }
    struct mix_shift *shift = mix_shift_find(groups);
    mix_shift_free(shift);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_onset(data, size);
    check_mix(data, size);
    g_autofree char *text = g_strndup((const char *)data, size);
    g_ptr_array_unref(suspect_words(text));
    gen_ai_result_of(text);
    return 0;
}
