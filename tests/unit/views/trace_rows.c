/* SPDX-License-Identifier: Apache-2.0 */
#include "views/trace_rows.h"

#include <string.h>

/* One span of a test's trace: id, parent, start and duration in ms. */
struct given {
    const char *id, *parent;
    int64_t start_ms, duration_ms;
    bool failed;
};

static struct trace *trace_of(const struct given *given, size_t count)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (size_t i = 0; i < count; i++) {
        struct span *span = span_new();
        span->id = g_strdup(given[i].id);
        span->parent_id = g_strdup(given[i].parent);
        span->service = g_strdup("web");
        span->name = g_strdup(given[i].id);
        span->status = g_strdup(given[i].failed ? "internal_error" : "ok");
        span->start_us = 1000000 + given[i].start_ms * 1000;
        span->duration_us = given[i].duration_ms * 1000;
        g_ptr_array_add(trace->spans, span);
    }
    trace_arrange(trace);
    return trace;
}

/* web calls checkout, checkout calls payment; payment's callee outlives it. */
static const struct given story[] = {
    {"web",       NULL,        0,  30000, false},
    {"checkout",  "web",       10, 29980, true },
    {"payment",   "checkout",  20, 29900, false},
    {"inventory", "payment",   40, 45000, false},
    {"select",    "inventory", 50, 44900, false},
    {"cache",     "web",       1,  5,     false},
};

struct fixture {
    struct trace *trace;
    struct trace_rows rows;
};

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->trace = trace_of(story, G_N_ELEMENTS(story));
    trace_rows_init(&fixture->rows, fixture->trace);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_rows_clear(&fixture->rows);
    trace_free(fixture->trace);
}

static int find(const struct fixture *fixture, const char *id)
{
    return trace_find(fixture->trace, id);
}

/* The ids of the visible rows, in order. */
static char *shown(const struct trace_rows *rows)
{
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < trace_rows_count(rows); i++) {
        const struct span *span =
            g_ptr_array_index(rows->trace->spans, (guint)trace_rows_span(rows, i));
        g_string_append_printf(out, "%s%s", i ? " " : "", span->id);
    }
    return g_string_free(out, FALSE);
}

static void assert_shown(const struct trace_rows *rows, const char *ids)
{
    g_autofree char *have = shown(rows);
    g_assert_cmpstr(have, ==, ids);
}

static void folding_hides_descendants(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    assert_shown(&fixture->rows, "web cache checkout payment inventory select");
    trace_rows_fold(&fixture->rows, find(fixture, "payment"), true);
    assert_shown(&fixture->rows, "web cache checkout payment");
    trace_rows_fold(&fixture->rows, find(fixture, "payment"), false);
    assert_shown(&fixture->rows, "web cache checkout payment inventory select");
    trace_rows_fold(&fixture->rows, find(fixture, "select"), true);
    assert_shown(&fixture->rows, "web cache checkout payment inventory select");
}

static void a_hidden_span_is_at_the_row_that_hides_it(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_rows_fold(&fixture->rows, find(fixture, "payment"), true);
    size_t row = trace_rows_row(&fixture->rows, find(fixture, "select"));
    g_assert_cmpint(trace_rows_span(&fixture->rows, row), ==, find(fixture, "payment"));
    trace_rows_reveal(&fixture->rows, find(fixture, "select"));
    row = trace_rows_row(&fixture->rows, find(fixture, "select"));
    g_assert_cmpint(trace_rows_span(&fixture->rows, row), ==, find(fixture, "select"));
}

static void levels_open_one_at_a_time(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    trace_rows_level(&fixture->rows, -100);
    assert_shown(&fixture->rows, "web");
    trace_rows_level(&fixture->rows, 1);
    assert_shown(&fixture->rows, "web cache checkout");
    trace_rows_level(&fixture->rows, 1);
    assert_shown(&fixture->rows, "web cache checkout payment");
    trace_rows_level(&fixture->rows, 100);
    assert_shown(&fixture->rows, "web cache checkout payment inventory select");
}

static bool is_failed(const struct span *span, const void *data)
{
    (void)data;
    return span->failed;
}

static void only_errors_keep_what_leads_to_them(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_cmpuint(trace_rows_keep(&fixture->rows, is_failed, NULL), ==, 1);
    assert_shown(&fixture->rows, "web checkout");
    trace_rows_keep(&fixture->rows, NULL, NULL);
    assert_shown(&fixture->rows, "web cache checkout payment inventory select");
}

static void assert_guides(const struct fixture *fixture, const char *id, int cells, bool ascii,
                          const char *wanted)
{
    g_autofree char *guides = trace_rows_guides(&fixture->rows, find(fixture, id), cells, ascii);
    g_assert_cmpstr(guides, ==, wanted);
}

static void guides_join_siblings(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    assert_guides(fixture, "web", 20, false, "");
    assert_guides(fixture, "cache", 20, false, "├ ");
    assert_guides(fixture, "checkout", 20, false, "└ ");
    assert_guides(fixture, "payment", 20, false, "  └ ");
    assert_guides(fixture, "cache", 20, true, "|-");
}

static void deep_guides_are_cut(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    assert_guides(fixture, "select", 4, false, "… └ ");
    assert_guides(fixture, "select", 2, false, "└ ");
    assert_guides(fixture, "select", 0, false, "└ ");
}

static void a_callee_that_outlives_its_caller_runs_past_the_edge(struct fixture *fixture,
                                                                 gconstpointer data)
{
    (void)data;
    /* 30 s of root and a fifth more are in sight; inventory ends at 45 s. */
    struct trace_bar root = trace_rows_bar(&fixture->rows, find(fixture, "web"), 36);
    struct trace_bar late = trace_rows_bar(&fixture->rows, find(fixture, "inventory"), 36);
    g_assert_cmpfloat_with_epsilon(root.from, 0, 0.001);
    g_assert_cmpfloat_with_epsilon(root.to, 30, 0.001);
    g_assert_false(root.past);
    g_assert_true(late.past);
    g_assert_cmpfloat(late.to, ==, 36);
}

static void the_shortest_span_has_a_bar(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    struct trace_bar bar = trace_rows_bar(&fixture->rows, find(fixture, "cache"), 30);
    g_assert_cmpfloat(bar.to - bar.from, >, 0.12);
    struct trace_bar none = trace_rows_bar(&fixture->rows, find(fixture, "cache"), 0);
    g_assert_cmpfloat(none.to, ==, 0);
}

static void zoom_keeps_its_point_and_pan_stays_near(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    struct trace_rows *rows = &fixture->rows;
    int64_t at = rows->start_us + (rows->end_us - rows->start_us) / 4;
    int64_t width = rows->end_us - rows->start_us;
    trace_rows_zoom(rows, at, 0.5);
    g_assert_cmpint(rows->end_us - rows->start_us, ==, width / 2);
    g_assert_cmpint(at - rows->start_us, ==, width / 8);
    for (int i = 0; i < 100; i++)
        trace_rows_zoom(rows, at, 0.5);
    g_assert_cmpint(rows->end_us, >, rows->start_us);
    for (int i = 0; i < 100; i++)
        trace_rows_pan(rows, 1);
    g_assert_cmpint(rows->start_us, <, fixture->trace->end_us);
    trace_rows_fit(rows);
    g_assert_cmpint(rows->end_us - rows->start_us, ==, width);
}

static void self_time_is_what_no_child_covers(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    const int64_t *self = fixture->rows.self_us;
    g_assert_cmpint(self[find(fixture, "web")], ==, (30000 - 29980 - 5) * 1000);
    g_assert_cmpint(self[find(fixture, "payment")], ==, 20 * 1000);
    g_assert_cmpint(self[find(fixture, "inventory")], ==, 100 * 1000);
    g_assert_cmpint(self[find(fixture, "select")], ==, 44900 * 1000);
}

static void overlapping_children_count_once(void)
{
    static const struct given given[] = {
        {"root", NULL,   0,  100, false},
        {"a",    "root", 10, 40,  false},
        {"b",    "root", 20, 50,  false},
        {"c",    "root", 25, 10,  false},
        {"late", "root", 95, 50,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    int64_t self[G_N_ELEMENTS(given)];
    trace_self_times(trace, self);
    g_assert_cmpint(self[trace_find(trace, "root")], ==, (10 + 25) * 1000);
    trace_free(trace);
}

static void the_heaviest_come_first(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    int heavy[2];
    g_assert_cmpuint(trace_rows_heaviest(&fixture->rows, -1, heavy, 2), ==, 2);
    g_assert_cmpint(heavy[0], ==, find(fixture, "select"));
    g_assert_cmpint(heavy[1], ==, find(fixture, "inventory"));
    g_assert_cmpuint(trace_rows_heaviest(&fixture->rows, find(fixture, "cache"), heavy, 2), ==, 1);
    g_assert_cmpint(heavy[0], ==, find(fixture, "cache"));
}

static void excess_is_self_time_beyond_the_usual(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    int select = find(fixture, "select"), web = find(fixture, "web");
    g_assert_cmpint(trace_rows_excess(&fixture->rows, select, 200e3), ==, 44700 * 1000);
    g_assert_cmpint(trace_rows_excess(&fixture->rows, select, -1), ==, 44900 * 1000);
    g_assert_cmpint(trace_rows_excess(&fixture->rows, select, 60e6), ==, 0);
    g_assert_cmpint(trace_rows_excess(&fixture->rows, web, 400e3), ==, 15 * 1000);
}

static void the_critical_path_takes_what_finished_last(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    uint8_t critical[G_N_ELEMENTS(story)];
    trace_critical_path(fixture->trace, critical);
    g_assert_true(critical[find(fixture, "web")]);
    g_assert_true(critical[find(fixture, "checkout")]);
    g_assert_true(critical[find(fixture, "payment")]);
    g_assert_true(critical[find(fixture, "inventory")]);
    g_assert_true(critical[find(fixture, "select")]);
    g_assert_true(critical[find(fixture, "cache")]); /* before checkout began, web waited for it */
}

static void a_child_in_the_shade_of_another_is_not_critical(void)
{
    static const struct given given[] = {
        {"root",  NULL,   0,  100, false},
        {"long",  "root", 10, 80,  false},
        {"short", "root", 20, 30,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    uint8_t critical[G_N_ELEMENTS(given)];
    trace_critical_path(trace, critical);
    g_assert_true(critical[trace_find(trace, "long")]);
    g_assert_false(critical[trace_find(trace, "short")]);
    trace_free(trace);
}

static void an_empty_trace_has_no_rows(void)
{
    struct trace *trace = trace_of(NULL, 0);
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    g_assert_cmpuint(trace_rows_count(&rows), ==, 0);
    g_assert_cmpint(trace_rows_span(&rows, 0), ==, -1);
    g_assert_cmpuint(trace_rows_row(&rows, 0), ==, 0);
    trace_rows_level(&rows, 1);
    trace_rows_zoom(&rows, 0, 0.5);
    trace_rows_pan(&rows, 1);
    trace_rows_fit(&rows);
    g_assert_cmpint(rows.end_us, >, rows.start_us);
    trace_rows_clear(&rows);
    trace_free(trace);
}

static void orphans_and_skewed_clocks_stay_in_sight(void)
{
    static const struct given given[] = {
        {"root",   NULL,   0,        100, false},
        {"early",  "root", -3600000, 50,  false}, /* an hour before its caller */
        {"orphan", "gone", 10,       20,  false},
    };
    struct trace *trace = trace_of(given, G_N_ELEMENTS(given));
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    assert_shown(&rows, "root early orphan");
    struct trace_bar root = trace_rows_bar(&rows, trace_find(trace, "root"), 40);
    g_assert_cmpfloat(root.to - root.from, >, 20);
    struct trace_bar early = trace_rows_bar(&rows, trace_find(trace, "early"), 40);
    g_assert_true(early.before);
    g_assert_cmpfloat(early.from, ==, 0);
    trace_rows_clear(&rows);
    trace_free(trace);
}

static void a_hundred_thousand_spans_fold_and_find(void)
{
    struct trace *trace = trace_new("7f3a01c2000000000000000000000000");
    for (int i = 0; i < 100000; i++) {
        struct span *span = span_new();
        span->id = g_strdup_printf("%016x", i);
        span->parent_id = i ? g_strdup_printf("%016x", (i - 1) / 3) : NULL;
        span->start_us = 1000 + i;
        span->duration_us = 200000 - i;
        g_ptr_array_add(trace->spans, span);
    }
    trace_arrange(trace);
    struct trace_rows rows;
    trace_rows_init(&rows, trace);
    g_assert_cmpuint(trace_rows_count(&rows), ==, 100000);
    for (size_t row = 0; row < 100000; row += 997)
        g_assert_cmpuint(trace_rows_row(&rows, trace_rows_span(&rows, row)), ==, row);
    trace_rows_level(&rows, -100000);
    g_assert_cmpuint(trace_rows_count(&rows), ==, 1);
    trace_rows_clear(&rows);
    trace_free(trace);
}

#define ADD(path, test) g_test_add(path, struct fixture, NULL, set_up, test, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("/trace rows/folding hides descendants", folding_hides_descendants);
    ADD("/trace rows/a hidden span is at the row that hides it",
        a_hidden_span_is_at_the_row_that_hides_it);
    ADD("/trace rows/levels open one at a time", levels_open_one_at_a_time);
    ADD("/trace rows/only errors keep what leads to them", only_errors_keep_what_leads_to_them);
    ADD("/trace rows/guides join siblings", guides_join_siblings);
    ADD("/trace rows/deep guides are cut", deep_guides_are_cut);
    ADD("/trace rows/a callee that outlives its caller runs past the edge",
        a_callee_that_outlives_its_caller_runs_past_the_edge);
    ADD("/trace rows/the shortest span has a bar", the_shortest_span_has_a_bar);
    ADD("/trace rows/zoom keeps its point and pan stays near",
        zoom_keeps_its_point_and_pan_stays_near);
    ADD("/trace rows/self time is what no child covers", self_time_is_what_no_child_covers);
    g_test_add_func("/trace rows/overlapping children count once", overlapping_children_count_once);
    ADD("/trace rows/the heaviest come first", the_heaviest_come_first);
    ADD("/trace rows/excess is self time beyond the usual", excess_is_self_time_beyond_the_usual);
    ADD("/trace rows/the critical path takes what finished last",
        the_critical_path_takes_what_finished_last);
    g_test_add_func("/trace rows/a child in the shade of another is not critical",
                    a_child_in_the_shade_of_another_is_not_critical);
    g_test_add_func("/trace rows/an empty trace has no rows", an_empty_trace_has_no_rows);
    g_test_add_func("/trace rows/orphans and skewed clocks stay in sight",
                    orphans_and_skewed_clocks_stay_in_sight);
    g_test_add_func("/trace rows/a hundred thousand spans fold and find",
                    a_hundred_thousand_spans_fold_and_find);
    return g_test_run();
}
