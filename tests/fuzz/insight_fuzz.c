/* SPDX-License-Identifier: Apache-2.0
 *
 * Any series and any text: no crash, what onset_find() says stays within the series, a stream that
 * looked says the same, with days and weeks in it too, and what is marked lies within as well. */
#include "api/insight/gen_ai_result.h"
#include "api/insight/mix.h"
#include "api/insight/novelty.h"
#include "api/insight/onset_stream.h"
#include "api/insight/suspect.h"

#include <math.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* `expected` NULL: where sums overflow the two may differ. */
static void check_stream(const struct series *series, const struct onset *expected)
{
    g_autoptr(onset_stream) stream = onset_stream_new(0, series->interval_ms, 512);
    for (size_t i = 0; i < series->count; i++) {
        onset_stream_add(stream, series->values[i]);
    }
    struct onset onset = onset_stream_verdict(stream);
    if (expected && series->count && onset_stream_looked(stream)) {
        g_assert_cmpint(onset.kind, ==, expected->kind);
        g_assert_cmpint(onset.bucket, ==, expected->bucket);
    }
}

static void check_marks(const struct series *series)
{
    g_autoptr(GArray) marks = novelty_marks(series);
    for (guint i = 0; i < marks->len; i++) {
        const struct novelty_mark *mark = &g_array_index(marks, struct novelty_mark, i);
        g_assert_cmpuint(mark->nearest, <, mark->bucket);
        g_assert_cmpuint(mark->bucket, <, series->count);
        g_assert_cmpfloat(mark->score, <=, 1);
    }
}

static void check_onset(const uint8_t *data, size_t size)
{
    static const int64_t intervals_ms[] = {30000, 3600000, 6 * 3600000, 24 * 3600000};
    struct series series;
    double scale = size && data[0] & 4 ? 1e270 : 1; /* to the edge of what a double holds */
    series_init(&series, 0, intervals_ms[size ? data[0] % 4 : 0], MIN(size / sizeof(float), 512));
    for (size_t i = 0; i < series.count; i++) {
        float value;
        memcpy(&value, data + i * sizeof value, sizeof value);
        series.values[i] = (double)value * scale;
    }
    struct onset onset = onset_find(&series);
    if (onset.kind != ONSET_NONE) {
        g_assert_cmpint(onset.bucket, >=, 0);
        g_assert_cmpint(onset.bucket, <, (gssize)series.count);
        g_assert_cmpfloat(onset.spread, >, 0);
    }
    check_stream(&series, scale > 1 ? NULL : &onset);
    check_marks(&series);
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
