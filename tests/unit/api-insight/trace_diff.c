/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/trace_diff.h"

#include <math.h>
#include <string.h>

/* One span of a test's trace: times in ms. */
struct given {
    const char *id, *parent, *op, *name;
    int64_t start, length;
    bool failed;
    struct attribute attributes[4]; /* ends with a NULL key */
};

static struct trace *trace_of(const char *id, const struct given *given, size_t count)
{
    struct trace *trace = trace_new(id);
    for (size_t i = 0; i < count; i++) {
        struct span *span = trace_add_span(trace);
        size_t attributes = 0;
        while (given[i].attributes[attributes].key)
            attributes++;
        span->id = given[i].id;
        span->parent_id = given[i].parent;
        span->service = "shop";
        span->op = given[i].op;
        span->name = given[i].name;
        span->status = given[i].failed ? "internal_error" : "ok";
        span->start_us = 1000000 + given[i].start * 1000;
        span->duration_us = given[i].length * 1000;
        trace_set_attributes(trace, span, given[i].attributes, attributes);
    }
    trace_arrange(trace);
    return trace;
}

/* clang-format off */
#define TEXT(k, v)   {.key = (k), .value = {.type = VALUE_STRING, .string = (v)}}
#define NUMBER(k, v) {.key = (k), .value = {.type = VALUE_INT, .integer = (v)}}

static const struct given quick[] = {
    {"1", NULL, "http.server", "POST /checkout",           0,  400, .attributes = {TEXT("region", "eu")}},
    {"2", "1",  "cache.get",   "cache.get",                10, 1                                        },
    {"3", "1",  "cache.get",   "cache.get",                12, 1                                        },
    {"4", "1",  "db",          "SELECT a WHERE id = 1",    20, 200                                      },
    {"5", "1",  "http.client", "POST /charge",             300, 50                                      },
};

static const struct given slow[] = {
    {"1", NULL, "http.server", "POST /checkout",           0,  45200, true, {TEXT("region", "us")}},
    {"4", "1",  "db",          "SELECT a WHERE id = 22",   20, 45000, true                        },
    {"5", "1",  "http.client", "POST /charge",             45100, 50                              },
    {"6", "1",  "http.client", "POST /retry",              45160, 20                              },
};
/* clang-format on */

static const struct diff_row *row_of(const struct trace_diff *diff, const char *name)
{
    for (guint i = 0; i < diff->rows->len; i++) {
        const struct diff_row *row = &g_array_index(diff->rows, struct diff_row, i);
        if (!strcmp(row->name, name))
            return row;
    }
    return NULL;
}

static void kinds_stand_beside_each_other_in_the_order_of_the_tree(void)
{
    g_autoptr(trace) left = trace_of("a", quick, G_N_ELEMENTS(quick));
    g_autoptr(trace) right = trace_of("b", slow, G_N_ELEMENTS(slow));
    g_autoptr(trace_diff) diff =
        trace_diff_new(&(struct diff_part){left, -1, "a"}, &(struct diff_part){right, -1, "b"});
    static const char *const names[] = {"POST /checkout", "cache.get", "SELECT a WHERE id = 22",
                                        "POST /charge", "POST /retry"};
    static const enum diff_kind kinds[] = {DIFF_BOTH, DIFF_GONE, DIFF_BOTH, DIFF_BOTH, DIFF_NEW};
    g_assert_cmpuint(diff->rows->len, ==, G_N_ELEMENTS(names));
    for (guint i = 0; i < diff->rows->len; i++) {
        const struct diff_row *row = &g_array_index(diff->rows, struct diff_row, i);
        g_assert_cmpstr(row->name, ==, names[i]);
        g_assert_cmpint(row->kind, ==, kinds[i]);
    }
    g_assert_cmpint(row_of(diff, "cache.get")->left.count, ==, 2);
    g_assert_cmpint(row_of(diff, "cache.get")->depth, ==, 1);
    g_assert_cmpfloat(diff->left_us, ==, 400000);
    g_assert_cmpfloat(diff->right_us, ==, 45200000);
}

static void what_explains_most_is_told_in_words(void)
{
    g_autoptr(trace) left = trace_of("a", quick, G_N_ELEMENTS(quick));
    g_autoptr(trace) right = trace_of("b", slow, G_N_ELEMENTS(slow));
    g_autoptr(trace_diff) diff =
        trace_diff_new(&(struct diff_part){left, -1, "a"}, &(struct diff_part){right, -1, "b"});
    g_autofree guint *order = trace_diff_by_change(diff);
    g_assert_cmpuint(order[0], ==, 2);
    g_assert_cmpint(trace_diff_main_row(diff), ==, 2);
    g_autofree char *verdict = trace_diff_verdict(diff);
    g_assert_cmpstr(verdict, ==,
                    "b took 44.8s longer than a (45.2s, 400ms): SELECT a WHERE id = 22 explains "
                    "44.8s; gone: cache.get x2; new: POST /retry; 2 failed, a has 0");
}

static void the_other_way_round_it_took_less(void)
{
    g_autoptr(trace) left = trace_of("b", slow, G_N_ELEMENTS(slow));
    g_autoptr(trace) right = trace_of("a", quick, G_N_ELEMENTS(quick));
    g_autoptr(trace_diff) diff =
        trace_diff_new(&(struct diff_part){left, -1, "b"}, &(struct diff_part){right, -1, "a"});
    g_autofree char *verdict = trace_diff_verdict(diff);
    g_assert_true(g_str_has_prefix(verdict, "a took 44.8s less than b (400ms, 45.2s): SELECT a"));
    g_assert_cmpint(row_of(diff, "cache.get")->kind, ==, DIFF_NEW);
}

static void an_attribute_differs_when_no_value_is_on_both_sides(void)
{
    g_autoptr(trace) left = trace_of("a", quick, G_N_ELEMENTS(quick));
    g_autoptr(trace) right = trace_of("b", slow, G_N_ELEMENTS(slow));
    g_autoptr(trace_diff) diff =
        trace_diff_new(&(struct diff_part){left, -1, "a"}, &(struct diff_part){right, -1, "b"});
    g_assert_cmpuint(diff->attributes->len, ==, 1);
    const struct diff_attribute *region = diff->attributes->pdata[0];
    g_assert_cmpuint(region->row, ==, 0);
    g_assert_cmpstr(region->key, ==, "region");
    g_assert_cmpstr(region->left, ==, "eu");
    g_assert_cmpstr(region->right, ==, "us");
}

/* Of a great many kinds the attributes of some are compared only, which is told. */
static void attributes_that_are_not_compared_are_counted(void)
{
    static const struct attribute left[] = {TEXT("region", "eu")}, right[] = {TEXT("region", "us")};
    g_autoptr(trace) a = trace_new("a"), b = trace_new("b");
    struct trace *traces[] = {a, b};
    for (int side = 0; side < 2; side++) {
        for (int i = 0; i < 60; i++) {
            struct span *span = trace_add_span(traces[side]);
            g_autofree char *name = g_strdup_printf("step %c%c", 'a' + i / 26, 'a' + i % 26);
            span->name = trace_text(traces[side], name);
            span->start_us = i;
            trace_set_attributes(traces[side], span, side ? right : left, 1);
        }
        trace_arrange(traces[side]);
    }
    g_autoptr(trace_diff) diff =
        trace_diff_new(&(struct diff_part){a, -1, "a"}, &(struct diff_part){b, -1, "b"});
    g_assert_cmpuint(diff->comparable, ==, 60);
    g_assert_cmpuint(diff->compared, ==, 50);
    g_assert_cmpuint(diff->attributes->len, ==, 50);
}

/* Two agents side by side in one trace; every span says ok. */
/* clang-format off */
static const struct given debate[] = {
    {"0", NULL, "http.server",         "POST /research",          0,  5000},
    {"a", "0",  "gen_ai.invoke_agent", "invoke_agent Advocate",   10, 3100},
    {"s", "0",  "gen_ai.invoke_agent", "invoke_agent Skeptic",    3200, 1200},
    {"1", "a",  "gen_ai.execute_tool", "execute_tool web_search", 12, 430,
     .attributes = {TEXT("gen_ai.tool.call.result", "[{\"title\":\"one\"}]")}},
    {"2", "a",  "gen_ai.chat",         "chat model",              450, 2600,
     .attributes = {NUMBER("gen_ai.usage.input_tokens", 3900), NUMBER("gen_ai.usage.output_tokens", 620)}},
    {"3", "s",  "gen_ai.execute_tool", "execute_tool web_search", 3202, 436,
     .attributes = {TEXT("gen_ai.tool.call.result", "[]")}},
    {"4", "s",  "gen_ai.chat",         "chat model",              3650, 700,
     .attributes = {NUMBER("gen_ai.usage.prompt_tokens", 410), NUMBER("gen_ai.usage.completion_tokens", 45)}},
};
/* clang-format on */

static struct trace_diff *compare_agents(const struct trace *trace)
{
    return trace_diff_new(&(struct diff_part){trace, trace_find(trace, "a"), "Advocate"},
                          &(struct diff_part){trace, trace_find(trace, "s"), "Skeptic"});
}

static void parallel_agents_stand_side_by_side(void)
{
    g_autoptr(trace) trace = trace_of("t", debate, G_N_ELEMENTS(debate));
    g_autoptr(trace_diff) diff = compare_agents(trace);
    g_assert_cmpuint(diff->rows->len, ==, 3);
    const struct diff_row *tops = &g_array_index(diff->rows, struct diff_row, 0);
    g_assert_cmpint(tops->kind, ==, DIFF_BOTH);
    g_assert_cmpstr(tops->name, ==, "invoke_agent Skeptic");
    const struct diff_row *chat = row_of(diff, "chat model");
    g_assert_cmpint(chat->left.tokens_in, ==, 3900);
    g_assert_cmpint(chat->right.tokens_in, ==, 410); /* by the older names, too */
    g_assert_cmpint(chat->right.tokens_out, ==, 45);
    g_assert_cmpint(row_of(diff, "execute_tool web_search")->left.tokens_in, ==, -1);
}

static void results_that_are_empty_on_one_side_come_first(void)
{
    g_autoptr(trace) trace = trace_of("t", debate, G_N_ELEMENTS(debate));
    g_autoptr(trace_diff) diff = compare_agents(trace);
    const struct diff_row *search = row_of(diff, "execute_tool web_search");
    g_assert_true(diff_row_empty_differs(search));
    g_assert_cmpuint(search->right.empty, ==, 1);
    g_assert_cmpuint(search->left.empty, ==, 0);
    g_autofree guint *order = trace_diff_by_change(diff);
    g_assert_true(&g_array_index(diff->rows, struct diff_row, order[0]) == search);
    g_autofree char *verdict = trace_diff_verdict(diff);
    g_assert_nonnull(strstr(verdict,
                            "Skeptic took 1.9s less than Advocate (1.2s, 3.1s): chat model "
                            "explains 1.9s"));
    g_assert_nonnull(strstr(verdict, "execute_tool web_search returned nothing in 1 of 1 for "
                                     "Skeptic, in 0 of 1 for Advocate"));
    g_assert_nonnull(strstr(verdict, "455 tokens, Advocate 4.5k"));
}

static void the_side_that_got_nothing_at_all_is_told_first(void)
{
    /* clang-format off */
    static const struct given agents[] = {
        {"a", NULL, "gen_ai.invoke_agent", "invoke_agent Advocate",   0,  30},
        {"s", NULL, "gen_ai.invoke_agent", "invoke_agent Skeptic",    50, 30},
        {"1", "a",  "gen_ai.execute_tool", "execute_tool web_search", 1,  5,
         .attributes = {TEXT("gen_ai.tool.call.result", "[]")}},
        {"2", "s",  "gen_ai.execute_tool", "execute_tool web_search", 51, 5,
         .attributes = {TEXT("gen_ai.tool.call.result", "[]")}},
        {"3", "s",  "gen_ai.execute_tool", "execute_tool web_search", 57, 5,
         .attributes = {TEXT("gen_ai.tool.call.result", "[1]")}},
    };
    /* clang-format on */
    g_autoptr(trace) trace = trace_of("t", agents, G_N_ELEMENTS(agents));
    g_autoptr(trace_diff) diff = compare_agents(trace);
    g_autofree char *verdict = trace_diff_verdict(diff);
    g_assert_nonnull(strstr(verdict, "returned nothing in 1 of 1 for Advocate, "
                                     "in 1 of 2 for Skeptic"));
}

static void peers_are_a_left_side_too(void)
{
    static const char *const ids[] = {"p", "q", "r", "s", NULL};
    static const struct peer_row table[] = {
        {"shop", "http.server", "POST /checkout",        400000, 420000, 4, 4},
        {"shop", "cache.get",   "cache.get",             1000,   1000,   8, 4},
        {"shop", "db",          "SELECT a WHERE id = 9", 200000, 210000, 4, 4},
        {"shop", "http.client", "POST /charge",          50000,  51000,  4, 4},
    };
    g_autoptr(trace_peers) peers = trace_peers_new(ids, table, G_N_ELEMENTS(table), false);
    g_autoptr(trace) right = trace_of("b", slow, G_N_ELEMENTS(slow));
    g_autoptr(trace_diff) diff = trace_diff_against(peers, &(struct diff_part){right, -1, "it"}, 0);
    g_assert_cmpuint(diff->peers, ==, 4);
    g_assert_cmpint(row_of(diff, "POST /retry")->kind, ==, DIFF_NEW);
    g_assert_cmpint(row_of(diff, "cache.get")->kind, ==, DIFF_GONE);
    g_assert_cmpint(row_of(diff, "cache.get")->left.count, ==, 2);
    g_autofree char *verdict = trace_diff_verdict(diff);
    g_assert_cmpstr(verdict, ==,
                    "it took 44.8s longer than 4 healthy traces (45.2s, 400ms): SELECT a WHERE id "
                    "= 22 explains 44.8s; gone: cache.get x2; new: POST /retry; 2 failed");
    diff->arriving = true;
    g_autofree char *so_far = trace_diff_verdict(diff);
    g_assert_nonnull(strstr(so_far, "; not here yet: cache.get x2; new: POST /retry"));
}

static void of_a_cut_table_nothing_is_called_new(void)
{
    static const char *const ids[] = {"p", "q", "r", NULL};
    g_autoptr(trace_peers) peers = trace_peers_new(ids, NULL, 0, true);
    g_autoptr(trace) right = trace_of("b", slow, G_N_ELEMENTS(slow));
    g_autoptr(trace_diff) diff = trace_diff_against(peers, &(struct diff_part){right, -1, "it"}, 0);
    g_assert_cmpint(row_of(diff, "POST /retry")->kind, ==, DIFF_UNKNOWN);
    g_assert_cmpfloat(row_of(diff, "POST /retry")->change_us, ==, 0);
    g_autofree char *verdict = trace_diff_verdict(diff);
    g_assert_cmpstr(verdict, ==, "it took 45.2s; 2 failed");
}

/* Its length is not known, which is no change to nothing. */
static void what_still_runs_changed_by_nothing_known(void)
{
    g_autoptr(trace) left = trace_of("a", quick, G_N_ELEMENTS(quick));
    g_autoptr(trace) right = trace_of("b", slow, G_N_ELEMENTS(slow));
    struct span *root = (struct span *)trace_span_at(right, 0);
    root->running = true;
    root->duration_us = 0;
    g_autoptr(trace_diff) diff =
        trace_diff_new(&(struct diff_part){left, -1, "a"}, &(struct diff_part){right, -1, "b"});
    const struct diff_row *row = row_of(diff, "POST /checkout");
    g_assert_true(diff_side_open(&row->right));
    g_assert_false(diff_side_open(&row->left));
    g_assert_cmpfloat(row->change_us, ==, 0);
    g_assert_cmpfloat(row_of(diff, "SELECT a WHERE id = 22")->change_us, >, 40e6);
}

static void empty_and_hostile_parts_are_compared_all_the_same(void)
{
    g_autoptr(trace) none = trace_of("n", NULL, 0);
    g_autoptr(trace) right = trace_of("b", slow, G_N_ELEMENTS(slow));
    g_autoptr(trace_diff) diff = trace_diff_new(&(struct diff_part){none, -1, "nothing"},
                                                &(struct diff_part){right, -1, "b"});
    g_assert_cmpuint(diff->rows->len, ==, 4);
    /* clang-format off */
    static const struct given odd[] = {
        {"1", NULL, NULL, NULL,       0, -50                                   },
        {"2", "1",  "x",  "",         0, 0                                     },
        {"3", "3",  "x",  "\xc3\x28", INT64_MAX / 4000, INT64_MAX / 4000, false},
    };
    /* clang-format on */
    g_autoptr(trace) hostile = trace_of("h", odd, G_N_ELEMENTS(odd));
    g_autoptr(trace_diff) itself = trace_diff_new(&(struct diff_part){hostile, -1, "h"},
                                                  &(struct diff_part){hostile, -1, "h"});
    for (guint i = 0; i < itself->rows->len; i++)
        g_assert_cmpfloat(g_array_index(itself->rows, struct diff_row, i).change_us, ==, 0);
    g_autofree char *verdict = trace_diff_verdict(itself);
    g_assert_nonnull(strstr(verdict, "as long as"));
}

static void tokens_without_end_are_as_many_as_there_can_be(void)
{
    const struct attribute told = NUMBER("gen_ai.usage.input_tokens", 900000000000000);
    g_autoptr(trace) trace = trace_new("t");
    for (int i = 0; i < 12000; i++)
        trace_set_attributes(trace, trace_add_span(trace), &told, 1);
    trace_arrange(trace);
    g_autoptr(trace_diff) diff =
        trace_diff_new(&(struct diff_part){trace, -1, "a"}, &(struct diff_part){trace, -1, "b"});
    g_assert_cmpint(diff->left.tokens_in, ==, INT64_MAX);
    g_assert_cmpint(diff->left.tokens_out, ==, -1);
    g_assert_cmpint(diff_side_tokens(&diff->left), ==, INT64_MAX);
    diff->left.tokens_out = 1;
    g_assert_cmpint(diff_side_tokens(&diff->left), ==, INT64_MAX);
    diff->left.tokens_in = diff->left.tokens_out = -1;
    g_assert_cmpint(diff_side_tokens(&diff->left), ==, -1);
}

static void assert_share(double part_us, double change_us, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    trace_diff_say_share(part_us, change_us, "the trace's ", out);
    g_assert_cmpstr(out->str, ==, expected);
}

static void a_part_explains_some_or_all_of_a_change(void)
{
    assert_share(1.2e6, 4.8e6, "  explains 1.2s of the trace's +4.8s");
    assert_share(-1.2e6, -4.8e6, "  explains 1.2s of the trace's -4.8s");
    assert_share(4.801e6, 4.8e6, "  explains all of the trace's +4.8s");
    assert_share(4.799e6, 4.8e6, "  explains all of the trace's +4.8s");
    assert_share(-1.2e6, 4.8e6, ""); /* the other way */
    assert_share(0.2e6, 4.8e6, "");  /* less than a twentieth */
    assert_share(1, 0, "");
    assert_share(1, (double)NAN, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/trace diff/kinds stand beside each other in the order of the tree",
                    kinds_stand_beside_each_other_in_the_order_of_the_tree);
    g_test_add_func("/trace diff/what explains most is told in words",
                    what_explains_most_is_told_in_words);
    g_test_add_func("/trace diff/a part explains some or all of a change",
                    a_part_explains_some_or_all_of_a_change);
    g_test_add_func("/trace diff/the other way round it took less",
                    the_other_way_round_it_took_less);
    g_test_add_func("/trace diff/an attribute differs when no value is on both sides",
                    an_attribute_differs_when_no_value_is_on_both_sides);
    g_test_add_func("/trace diff/attributes that are not compared are counted",
                    attributes_that_are_not_compared_are_counted);
    g_test_add_func("/trace diff/parallel agents stand side by side",
                    parallel_agents_stand_side_by_side);
    g_test_add_func("/trace diff/results that are empty on one side come first",
                    results_that_are_empty_on_one_side_come_first);
    g_test_add_func("/trace diff/the side that got nothing at all is told first",
                    the_side_that_got_nothing_at_all_is_told_first);
    g_test_add_func("/trace diff/peers are a left side, too", peers_are_a_left_side_too);
    g_test_add_func("/trace diff/of a cut table nothing is called new",
                    of_a_cut_table_nothing_is_called_new);
    g_test_add_func("/trace diff/tokens without end are as many as there can be",
                    tokens_without_end_are_as_many_as_there_can_be);
    g_test_add_func("/trace diff/what still runs changed by nothing known",
                    what_still_runs_changed_by_nothing_known);
    g_test_add_func("/trace diff/empty and hostile parts are compared all the same",
                    empty_and_hostile_parts_are_compared_all_the_same);
    return g_test_run();
}
