/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/span_cover.h"

#include "tests/support/traces.h"

#define AT(ms) (1000000 + (ms)*INT64_C(1000))

static void assert_within(const struct span_cover *cover, int span, int64_t from_ms, int64_t to_ms,
                          int64_t wanted_ms)
{
    g_assert_cmpint(span_cover_within(cover, span, AT(from_ms), AT(to_ms)), ==, wanted_ms * 1000);
}

static void overlapping_children_cover_once(void)
{
    static const struct given_span given[] = {
        {"root", NULL,   0,   100, false},
        {"a",    "root", 10,  20,  false},
        {"b",    "root", 20,  30,  false},
        {"c",    "root", 60,  10,  false},
        {"d",    "root", 90,  50,  false},
        {"e",    "c",    61,  3,   false},
        {"f",    "root", -10, 15,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    struct span_cover cover;
    span_cover_init(&cover, trace, NULL);
    int root = trace_find(trace, "root");
    assert_within(&cover, root, 0, 100, 5 + 40 + 10 + 10);
    assert_within(&cover, root, 0, 12, 5 + 2);
    assert_within(&cover, root, 40, 65, 10 + 5);
    assert_within(&cover, root, 70, 90, 0);
    assert_within(&cover, root, 65, 65, 0);
    assert_within(&cover, trace_find(trace, "c"), 60, 70, 3);
    assert_within(&cover, trace_find(trace, "a"), 0, 100, 0);
    span_cover_clear(&cover);
    trace_free(trace);
}

/* Corrected by different amounts, siblings no longer come by start. */
static void corrected_clocks_move_what_is_covered(void)
{
    static const struct given_span given[] = {
        {"root", NULL,   0,  100, false},
        {"a",    "root", 10, 10,  false},
        {"b",    "root", 40, 10,  false},
    };
    static const int64_t shift_us[] = {0, 60000, -40000};
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    struct span_cover cover;
    span_cover_init(&cover, trace, shift_us);
    assert_within(&cover, 0, 0, 60, 10);
    assert_within(&cover, 0, 60, 100, 10);
    span_cover_clear(&cover);
    trace_free(trace);
}

static void an_empty_one_covers_nothing(void)
{
    struct span_cover cover = {0};
    size_t count;
    g_assert_null(span_cover_of(&cover, 0, &count));
    g_assert_cmpuint(count, ==, 0);
    span_cover_clear(&cover);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/span cover/overlapping children cover once", overlapping_children_cover_once);
    g_test_add_func("/span cover/corrected clocks move it", corrected_clocks_move_what_is_covered);
    g_test_add_func("/span cover/an empty one covers nothing", an_empty_one_covers_nothing);
    return g_test_run();
}
