/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/trace_peers.h"

#include <math.h>

static const char *const ids[] = {"a", "b", "c", "d", NULL};

/* A healthy checkout: two cache reads, a call, a query whose id differs each time. */
static const struct peer_row table[] = {
    {"web",       "http.server", "POST /checkout",        370000,      420000, 4,                4},
    {"web",       "cache.get",   "cache.get",             1000,        2000,   8,                4},
    {"payment",   "http.client", "POST /charge",          96000,       99000,  3,                3},
    {"inventory", "db",          "SELECT a WHERE id = 1", 100,         110,    1,                1},
    {"inventory", "db",          "SELECT a WHERE id = 2", 200,         210,    2,                2},
    {"inventory", "db",          "SELECT a WHERE id = 3", 900,         910,    1,                1},
    {"web",       "http.client", "POST /audit",           5000,        6000,   1,                1},
    {"web",       "broken",      "no median",             (double)NAN, 1,      1,                1},
    {"web",       "broken",      "no count",              1,           1,      (double)INFINITY, 1},
};

static struct trace_peers *peers_of(bool partial)
{
    return trace_peers_new(ids, table, G_N_ELEMENTS(table), partial);
}

static void add(struct trace *trace, const char *id, const char *parent, const char *service,
                const char *op, const char *name, int64_t ms)
{
    struct span *span = trace_add_span(trace);
    span->id = trace_text(trace, id);
    span->parent_id = trace_text(trace, parent);
    span->service = trace_text(trace, service);
    span->op = trace_text(trace, op);
    span->name = trace_text(trace, name);
    span->start_us = 1000;
    span->duration_us = ms * 1000;
}

/* The same checkout, slow, without the call and with a retry that no peer has. */
static struct trace *slow_trace(const char *id)
{
    struct trace *trace = trace_new(id);
    add(trace, "1", NULL, "web", "http.server", "POST /checkout", 45000);
    add(trace, "2", "1", "web", "cache.get", "cache.get", 1);
    add(trace, "3", "1", "inventory", "db", "SELECT a WHERE id = 77", 44800);
    add(trace, "4", "1", "web", "http.client", "POST /retry", 20);
    trace_arrange(trace);
    return trace;
}

static const struct span *span_of(const struct trace *trace, const char *id)
{
    return g_ptr_array_index(trace->spans, (guint)trace_find(trace, id));
}

static void rows_that_differ_in_ids_are_one_group(void)
{
    g_autoptr(trace_peers) peers = peers_of(false);
    g_autoptr(GString) key = g_string_new(NULL);
    span_like_key(key, "inventory", "db", "SELECT a WHERE id = 4711");
    const struct peer_group *group = g_hash_table_lookup(peers->of, key->str);
    g_assert_nonnull(group);
    g_assert_cmpfloat(group->count, ==, 4);
    g_assert_cmpuint(group->traces, ==, 4);
    g_assert_cmpfloat(group->median_us, ==, 200);
    g_assert_cmpfloat(group->high_us, ==, 910);
    g_assert_cmpfloat(peer_group_each(group), ==, 1);
    g_assert_cmpuint(peers->groups->len, ==, 5); /* what has no median is none */
}

static void a_span_is_held_against_the_median_of_its_like(void)
{
    g_autoptr(trace) trace = slow_trace("x");
    g_autoptr(trace_peers) peers = peers_of(false);
    g_autoptr(trace_against) against = trace_against_new(trace, 0, peers);
    struct usual usual = trace_against_usual(against, span_of(trace, "3"));
    g_assert_cmpfloat(usual.median, ==, 200);
    g_assert_cmpfloat(usual.high, ==, 910);
    g_assert_cmpuint(usual.samples, ==, 4);
    g_assert_cmpfloat(against->change_us, ==, 45000000 - 370000);
}

static void what_no_peer_has_is_new(void)
{
    g_autoptr(trace) trace = slow_trace("x");
    g_autoptr(trace_peers) peers = peers_of(false);
    g_autoptr(trace_against) against = trace_against_new(trace, 0, peers);
    g_assert_true(trace_against_new_here(against, span_of(trace, "4")));
    g_assert_false(trace_against_new_here(against, span_of(trace, "3")));
    g_assert_cmpuint(against->new_spans, ==, 1);
    g_assert_cmpuint(trace_against_usual(against, span_of(trace, "4")).samples, ==, 0);
}

static void what_half_of_the_peers_have_and_the_trace_has_not_is_gone(void)
{
    g_autoptr(trace) trace = slow_trace("x");
    g_autoptr(trace_peers) peers = peers_of(false);
    g_autoptr(trace_against) against = trace_against_new(trace, 0, peers);
    g_assert_cmpuint(against->gone->len, ==, 1); /* the audit was in one of four */
    const struct peer_group *gone = against->gone->pdata[0];
    g_assert_cmpstr(gone->name, ==, "POST /charge");
}

/* The trace may be one of its own peers: what is known of it alone is no peer's. */
static void a_trace_is_no_peer_of_itself(void)
{
    g_autoptr(trace) trace = trace_new("d");
    add(trace, "1", NULL, "web", "http.server", "POST /checkout", 370);
    add(trace, "2", "1", "web", "http.client", "POST /audit", 5);
    trace_arrange(trace);
    g_autoptr(trace_peers) peers = peers_of(false);
    g_autoptr(trace_against) against = trace_against_new(trace, 0, peers);
    g_assert_cmpuint(against->others, ==, 3);
    g_assert_true(trace_against_new_here(against, span_of(trace, "2")));
    g_assert_cmpuint(trace_against_usual(against, span_of(trace, "2")).samples, ==, 0);
}

static void a_cut_table_or_few_peers_call_nothing_new(void)
{
    static const char *const two[] = {"a", "b", NULL};
    g_autoptr(trace) trace = slow_trace("x");
    g_autoptr(trace_peers) cut = peers_of(true);
    g_autoptr(trace_against) against_cut = trace_against_new(trace, 0, cut);
    g_assert_false(trace_against_new_here(against_cut, span_of(trace, "4")));
    g_autoptr(trace_peers) few = trace_peers_new(two, table, G_N_ELEMENTS(table), false);
    g_autoptr(trace_against) against_few = trace_against_new(trace, 0, few);
    g_assert_false(trace_against_new_here(against_few, span_of(trace, "4")));
    g_assert_cmpuint(against_few->gone->len, ==, 0);
}

static void no_peers_say_nothing(void)
{
    g_autoptr(trace) trace = slow_trace("x");
    g_autoptr(trace_peers) none = trace_peers_new(NULL, NULL, 0, false);
    g_autoptr(trace_against) against = trace_against_new(trace, -1, none);
    g_assert_true(isnan(against->change_us));
    g_assert_cmpuint(trace_against_usual(against, span_of(trace, "1")).samples, ==, 0);
    g_assert_cmpuint(against->new_spans, ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace peers/rows that differ in ids are one group",
                    rows_that_differ_in_ids_are_one_group);
    g_test_add_func("/trace peers/a span is held against the median of its like",
                    a_span_is_held_against_the_median_of_its_like);
    g_test_add_func("/trace peers/what no peer has is new", what_no_peer_has_is_new);
    g_test_add_func("/trace peers/what half of the peers have and the trace has not is gone",
                    what_half_of_the_peers_have_and_the_trace_has_not_is_gone);
    g_test_add_func("/trace peers/a trace is no peer of itself", a_trace_is_no_peer_of_itself);
    g_test_add_func("/trace peers/a cut table or few peers call nothing new",
                    a_cut_table_or_few_peers_call_nothing_new);
    g_test_add_func("/trace peers/no peers say nothing", no_peers_say_nothing);
    return g_test_run();
}
