/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/trace.h"

#include <string.h>

static struct span *add(struct trace *trace, const char *id, const char *parent, int64_t start,
                        int64_t duration)
{
    struct span *span = trace_add_span(trace);
    span->id = trace_text(trace, id);
    span->parent_id = trace_text(trace, parent);
    span->service = trace_word(trace, start % 2 ? "web" : "payment");
    span->start_us = start;
    span->duration_us = duration;
    return span;
}

static void add_error(struct trace *trace, const char *span_id)
{
    struct trace_error *error = trace_add_error(trace);
    error->span_id = trace_text(trace, span_id);
}

/* The ids in order, each after as many dots as it is deep, and `?` for an orphan. */
static char *shape(const struct trace *trace)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < trace->spans->len; i++) {
        const struct span *span = trace->spans->pdata[i];
        g_string_append_printf(text, "%s%.*s%s%s", i ? " " : "", span->depth, "..........",
                               span->id ? span->id : "-", span->orphan ? "?" : "");
    }
    return g_string_free(text, FALSE);
}

/* What must hold of any arranged trace. */
static void assert_sound(const struct trace *trace)
{
    for (guint i = 0; i < trace->spans->len; i++) {
        const struct span *span = trace->spans->pdata[i];
        int children = 0;
        int below = 0;
        for (guint j = i + 1; j < trace->spans->len; j++) {
            const struct span *other = trace->spans->pdata[j];
            if (other->depth <= span->depth)
                break;
            below++;
            children += other->parent == (int)i;
        }
        g_assert_cmpint(span->descendants, ==, below);
        g_assert_cmpint(span->children, ==, children);
        if (span->parent < 0) {
            g_assert_cmpint(span->depth, ==, 0);
            continue;
        }
        const struct span *parent = trace->spans->pdata[span->parent];
        g_assert_cmpint(span->parent, <, (int)i);
        g_assert_cmpint(span->depth, ==, parent->depth + 1);
        g_assert_cmpstr(span->parent_id, ==, parent->id);
    }
}

static void test_order(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    add(trace, "late", "root", 50, 10);
    add(trace, "leaf", "early", 21, 5);
    add(trace, "early", "root", 20, 40);
    add(trace, "root", NULL, 10, 100);
    add(trace, "other", "", 5, 1);
    trace_arrange(trace);
    g_autofree char *order = shape(trace);
    g_assert_cmpstr(order, ==, "other root .early ..leaf .late");
    g_assert_cmpint(trace->start_us, ==, 5);
    g_assert_cmpint(trace->end_us, ==, 110);
    g_assert_cmpint(trace->services, ==, 2);
    g_assert_cmpint(trace_find(trace, "leaf"), ==, 3);
    g_assert_cmpint(trace_find(trace, "none"), ==, -1);
    g_assert_cmpint(trace_find(trace, NULL), ==, -1);
    assert_sound(trace);
}

static void test_broken(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    add(trace, "a", "c", 1, 1); /* a cycle of three, cut at its latest span */
    add(trace, "b", "a", 2, 1);
    add(trace, "c", "b", 3, 1);
    add(trace, "self", "self", 4, 1);
    add(trace, "lost", "nobody", 5, 1);
    add(trace, "below", "lost", 6, 1);
    add(trace, "twice", "a", 7, 1);
    add(trace, "twice", "a", 8, 1);
    add(trace, NULL, "a", 9, 1);
    trace_arrange(trace);
    g_autofree char *order = shape(trace);
    g_assert_cmpstr(order, ==, "c? .a ..b ..twice ..- self? lost? .below twice?");
    assert_sound(trace);
    /* Arranging again changes nothing. */
    trace_arrange(trace);
    g_autofree char *again = shape(trace);
    g_assert_cmpstr(again, ==, order);
}

static void test_same_start(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    add(trace, "short", "long", 10, 5);
    add(trace, "long", NULL, 10, 50);
    add(trace, "negative", "long", 10, -7);
    trace_arrange(trace);
    g_autofree char *order = shape(trace);
    g_assert_cmpstr(order, ==, "long .short .negative");
    const struct span *negative = trace->spans->pdata[2];
    g_assert_cmpint(negative->duration_us, ==, -7);
    g_assert_cmpint(trace->end_us, ==, 60);
}

static void test_errors(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    add(trace, "fine", NULL, 1, 1)->status = "ok";
    add(trace, "bad", NULL, 2, 1)->status = "internal_error";
    add(trace, "hit", NULL, 3, 1);
    add(trace, "stopped", NULL, 4, 1)->status = "cancelled";
    add_error(trace, "hit");
    add_error(trace, "hit");
    add_error(trace, "unknown span");
    add_error(trace, NULL);
    trace_arrange(trace);
    const bool failed[] = {false, true, true, false};
    for (guint i = 0; i < 4; i++) {
        const struct span *span = trace->spans->pdata[i];
        g_assert_cmpint(span->failed, ==, failed[i]);
        g_assert_cmpint(span->errors, ==, i == 2 ? 2 : 0);
    }
}

/* The ids of the spans that the errors name, in the order of the errors. */
static char *errors_of(const struct trace *trace)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < trace->errors->len; i++) {
        const struct trace_error *error = trace->errors->pdata[i];
        g_string_append_printf(text, "%s%s:%s", i ? " " : "", error->span_id ? error->span_id : "-",
                               error->title);
    }
    return g_string_free(text, FALSE);
}

static void test_errors_in_order(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    add(trace, "root", NULL, 1, 9);
    add(trace, "first", "root", 2, 1);
    add(trace, "second", "root", 3, 1);
    static const char *const given[][2] = {
        {"gone",   "1"},
        {"second", "2"},
        {NULL,     "3"},
        {"first",  "4"},
        {"second", "5"},
        {"second", "6"}
    };
    for (guint i = 0; i < G_N_ELEMENTS(given); i++) {
        add_error(trace, given[i][0]);
        ((struct trace_error *)trace->errors->pdata[i])->title = given[i][1];
    }
    trace_arrange(trace);
    g_autofree char *order = errors_of(trace);
    g_assert_cmpstr(order, ==, "first:4 second:2 second:5 second:6 gone:1 -:3");
    const struct span *root = trace->spans->pdata[0], *second = trace->spans->pdata[2];
    g_assert_null(trace_span_error(trace, root));
    g_assert_cmpstr(trace_span_error(trace, second)->title, ==, "2");
    g_assert_cmpint(second->first_error, ==, 1);
    g_assert_cmpint(second->errors, ==, 3);
    g_assert_cmpint(trace->failed, ==, 2);
}

/* A caller may hand over texts that it changes afterwards. */
static void test_owned(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    char word[] = "payment";
    struct span *span = trace_add_span(trace), *other = trace_add_span(trace);
    span->service = trace_word(trace, word);
    other->service = trace_word(trace, word);
    span->name = trace_text(trace, word);
    struct attribute attributes[] = {
        {"retries",                      value_int(3)},
        { "pool", value_string(trace_text(trace,       word))}
    };
    trace_set_attributes(trace, span, attributes, G_N_ELEMENTS(attributes));
    memset(word, 'x', sizeof word - 1);
    attributes[0].key = NULL;
    g_assert_cmpstr(span->service, ==, "payment");
    g_assert_cmpstr(span->name, ==, "payment");
    g_assert_true(span->service == other->service);
    g_assert_cmpint(trace_attribute(span, "retries").integer, ==, 3);
    g_assert_cmpstr(trace_attribute(span, "pool").string, ==, "payment");
    g_assert_cmpint(trace_attribute(other, "pool").type, ==, VALUE_NONE);
    g_assert_null(trace_text(trace, NULL));
    g_assert_null(trace_word(trace, NULL));
}

static void test_deep(void)
{
    enum { DEPTH = 100000 };
    g_autoptr(trace) trace = trace_new("7f3a");
    for (int i = DEPTH - 1; i >= 0; i--) {
        g_autofree char *id = g_strdup_printf("%d", i);
        g_autofree char *parent = g_strdup_printf("%d", i - 1);
        add(trace, id, i ? parent : NULL, i, 1);
    }
    trace_arrange(trace);
    const struct span *first = trace->spans->pdata[0];
    const struct span *last = trace->spans->pdata[DEPTH - 1];
    g_assert_cmpint(first->descendants, ==, DEPTH - 1);
    g_assert_cmpint(last->depth, ==, DEPTH - 1);
    g_assert_cmpint(last->parent, ==, DEPTH - 2);
}

static void test_deep_cycle(void)
{
    enum { LENGTH = 50000 };
    g_autoptr(trace) trace = trace_new("7f3a");
    for (int i = 0; i < LENGTH; i++) {
        g_autofree char *id = g_strdup_printf("%d", i);
        g_autofree char *parent = g_strdup_printf("%d", (i + LENGTH - 1) % LENGTH);
        add(trace, id, parent, i, 1);
    }
    trace_arrange(trace);
    const struct span *first = trace->spans->pdata[0];
    g_assert_true(first->orphan);
    g_assert_cmpint(first->descendants, ==, LENGTH - 1);
}

static void test_random(void)
{
    for (int round = 0; round < 200; round++) {
        g_autoptr(trace) trace = trace_new("7f3a");
        int count = g_test_rand_int_range(0, 40);
        for (int i = 0; i < count; i++) {
            g_autofree char *id = g_strdup_printf("%d", g_test_rand_int_range(0, 40));
            g_autofree char *parent = g_strdup_printf("%d", g_test_rand_int_range(0, 40));
            add(trace, id, g_test_rand_int_range(0, 5) ? parent : NULL,
                g_test_rand_int_range(0, 20), g_test_rand_int_range(0, 5));
        }
        trace_arrange(trace);
        g_assert_cmpint((int)trace->spans->len, ==, count);
        assert_sound(trace);
    }
}

/* Two were called by a span that is not there, one by another: two lines stand for these. */
static void test_missing(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    add(trace, "root", NULL, 0, 100);
    add(trace, "a", "gone", 20, 10);
    add(trace, "b", "gone", 40, 30);
    add(trace, "c", "lost", 50, 5);
    add(trace, "d", "root", 10, 5);
    trace_add_missing(trace);
    trace_arrange(trace);
    assert_sound(trace);
    g_autofree char *text = shape(trace);
    g_assert_cmpstr(text, ==, "root .d gone .a .b lost .c");
    const struct span *gone = trace->spans->pdata[trace_find(trace, "gone")];
    g_assert_cmpint(trace->missing, ==, 2);
    g_assert_true(gone->missing);
    g_assert_false(gone->orphan);
    g_assert_cmpint(gone->start_us, ==, 20);
    g_assert_cmpint(gone->duration_us, ==, 50);
    g_assert_null(gone->service);
    g_assert_cmpint(trace_told_span(trace, gone->index), ==, trace_find(trace, "a"));
    g_assert_cmpint(trace_told_span(trace, 0), ==, 0);
    g_assert_cmpint(trace_told_span(trace, -1), ==, -1);
}

/* Times that do not add up do not overflow. */
static void test_missing_hostile(void)
{
    g_autoptr(trace) trace = trace_new("7f3a");
    add(trace, "a", "gone", INT64_MAX - 5, INT64_MAX);
    add(trace, "b", "gone", INT64_MIN + 5, 10);
    add(trace, "c", "", 1, 1);
    trace_add_missing(trace);
    trace_arrange(trace);
    assert_sound(trace);
    g_assert_cmpint(trace->missing, ==, 1);
}

static struct trace *equal_or(void (*change)(struct trace *trace))
{
    struct trace *trace = trace_new("7f3a");
    add(trace, "root", NULL, 10, 100);
    add(trace, "call", "root", 20, 0);
    struct span *span = trace->spans->pdata[1];
    struct attribute attribute = {"db.system", value_string(trace_text(trace, "postgresql"))};
    trace_set_attributes(trace, span, &attribute, 1);
    span->running = true;
    if (change)
        change(trace);
    trace_arrange(trace);
    return trace;
}

static void end_call(struct trace *trace)
{
    struct span *span = trace->spans->pdata[1];
    span->running = false;
}

static void say_otherwise(struct trace *trace)
{
    struct span *span = trace->spans->pdata[1];
    struct attribute attribute = {"db.system", value_string(trace_text(trace, "mysql"))};
    trace_set_attributes(trace, span, &attribute, 1);
}

static void fail_call(struct trace *trace)
{
    struct trace_error *error = trace_add_error(trace);
    error->span_id = trace_text(trace, "call");
}

/* As many spans say nothing of whether it is the same trace. */
static void test_equal(void)
{
    void (*changes[])(struct trace * trace) = {end_call, say_otherwise, fail_call};
    g_autoptr(trace) trace = equal_or(NULL);
    g_autoptr(trace) same = equal_or(NULL);
    g_assert_true(trace_equal(trace, same));
    for (size_t i = 0; i < G_N_ELEMENTS(changes); i++) {
        g_autoptr(trace) other = equal_or(changes[i]);
        g_assert_false(trace_equal(trace, other));
        g_assert_false(trace_equal(other, trace));
    }
}

static void test_calls(void)
{
    static const char *const services[] = {"web", "cart", "web", "cart", "pay"};
    static const char *const parents[] = {NULL, "0", "0", "2", "3"};
    g_autoptr(trace) trace = trace_new("7f3a");
    for (int i = 0; i < 5; i++) {
        g_autofree char *id = g_strdup_printf("%d", i);
        add(trace, id, parents[i], i, 100 - i);
        ((struct span *)trace->spans->pdata[i])->service = services[i];
    }
    trace_arrange(trace);
    g_assert_cmpuint(trace->calls->len, ==, 2);
    const struct trace_call *calls = (const void *)trace->calls->data;
    g_assert_cmpstr(calls[0].caller, ==, "web");
    g_assert_cmpstr(calls[0].callee, ==, "cart");
    g_assert_cmpstr(calls[1].caller, ==, "cart");
    g_assert_cmpstr(calls[1].callee, ==, "pay");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace/parents stand before their children, siblings by start", test_order);
    g_test_add_func("/trace/cycles, orphans and repeated ids are put somewhere", test_broken);
    g_test_add_func("/trace/of spans that start together the longer is first", test_same_start);
    g_test_add_func("/trace/errors and status make a span failed", test_errors);
    g_test_add_func("/trace/errors follow one another by span", test_errors_in_order);
    g_test_add_func("/trace/a trace owns its texts and has words once", test_owned);
    g_test_add_func("/trace/a chain of 100 000 spans is no trouble", test_deep);
    g_test_add_func("/trace/a cycle of 50 000 spans is no trouble", test_deep_cycle);
    g_test_add_func("/trace/a line stands for each missing parent", test_missing);
    g_test_add_func("/trace/missing parents of hostile times are no trouble", test_missing_hostile);
    g_test_add_func("/trace/any spans come out as a sound tree", test_random);
    g_test_add_func("/trace/as many spans are not the same trace", test_equal);
    g_test_add_func("/trace/who calls whom is there once", test_calls);
    return g_test_run();
}
