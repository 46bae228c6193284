/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/problems.h"

#include <string.h>

#define ITEMS "SELECT * FROM order_items WHERE order_id = $1"
#define LIST  "SELECT id FROM orders WHERE user_id = $1"

/* --- traces for the tests --- */

static struct span *add(struct trace *trace, const char *parent, const char *op, const char *name,
                        double start_ms, double duration_ms)
{
    struct span *span = trace_add_span(trace);
    g_autofree char *id = g_strdup_printf("%u", trace->spans->len);
    span->id = trace_text(trace, id);
    span->parent_id = trace_text(trace, parent);
    span->service = "shop";
    span->op = trace_text(trace, op);
    span->name = trace_text(trace, name);
    span->start_us = 1000000000 + (int64_t)(start_ms * 1000);
    span->duration_us = (int64_t)(duration_ms * 1000);
    return span;
}

/* A request of 10 s, span "1", whose service it enters. */
static struct trace *request_of(const char *op)
{
    struct trace *trace = trace_new("7f3a");
    add(trace, NULL, op, "GET /orders", 0, 10000);
    return trace;
}

static void tell(struct trace *trace, struct span *span, const char *key, struct value value)
{
    struct attribute all[8];
    size_t count = (size_t)span->attribute_count;
    if (count)
        memcpy(all, span->attributes, count * sizeof *all);
    all[count] = (struct attribute){.key = key, .value = value};
    trace_set_attributes(trace, span, all, count + 1);
}

/* `count` spans under "1" from `start_ms` on, `every_ms` from one to the next. */
static void add_many(struct trace *trace, int count, const char *op, const char *format,
                     double start_ms, double every_ms, double duration_ms)
{
    for (int i = 0; i < count; i++) {
        g_autofree char *number = g_strdup_printf("%d", i);
        g_auto(GStrv) parts = g_strsplit(format, "#", 2);
        g_autofree char *name = g_strjoinv(number, parts);
        add(trace, "1", op, name, start_ms + i * every_ms, duration_ms);
    }
}

static struct problems *find(struct trace *trace)
{
    trace_arrange(trace);
    return problems_find(trace);
}

/* The trace (given up) shows one problem, of that kind. */
static void assert_one(struct trace *trace, enum problem_kind kind, guint spans, double lost_ms,
                       const char *text)
{
    struct problems *found = find(trace);
    g_assert_nonnull(found);
    g_assert_cmpuint(problems_count(found), ==, 1);
    const struct problem *problem = found->found->pdata[0];
    g_assert_cmpint(problem->kind, ==, kind);
    g_assert_cmpuint(problem->spans->len, ==, spans);
    g_assert_cmpint(problem->lost_us, ==, (int64_t)(lost_ms * 1000));
    g_assert_cmpstr(problem->text, ==, text);
    for (guint i = 0; i < spans; i++)
        g_assert_true(problems_of_span(found, g_array_index(problem->spans, int, i)) == problem);
    g_assert_null(problems_of_span(found, 0));
    problems_free(found);
    trace_free(trace);
}

static void assert_none(struct trace *trace)
{
    struct problems *found = find(trace);
    if (found)
        g_test_message("%s", ((struct problem *)found->found->pdata[0])->text);
    g_assert_null(found);
    g_assert_cmpuint(problems_count(found), ==, 0);
    g_assert_null(problems_of_span(found, 0));
    trace_free(trace);
}

/* --- N+1 queries --- */

static struct trace *loop_of(int count, double every_ms, double duration_ms, const char *query)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db.query", LIST, 0, 5);
    add_many(trace, count, "db.query", query, 10, every_ms, duration_ms);
    return trace;
}

static void a_query_in_a_loop_is_found(void)
{
    assert_one(loop_of(9, 12, 11, ITEMS), PROBLEM_N_PLUS_ONE, 9, 88,
               "9 like queries one after another");
    /* Parameters may stand in the text, and other work may lie between. */
    assert_one(loop_of(5, 100, 11, "SELECT * FROM t WHERE id = #"), PROBLEM_N_PLUS_ONE, 5, 44,
               "5 like queries one after another");
}

static void a_few_or_fast_or_overlapping_queries_are_no_loop(void)
{
    assert_none(loop_of(4, 20, 15, ITEMS));
    assert_none(loop_of(5, 12, 10, ITEMS)); /* 50 ms together are not more than 50 ms */
    assert_none(loop_of(9, 2, 11, ITEMS));
    assert_none(loop_of(9, 12, 11, "SELECT * FROM items WHERE or..."));
    assert_none(loop_of(9, 12, 11, "SELECT * FROM items WHERE or…"));
}

static void a_loop_needs_a_query_before_it(void)
{
    struct trace *trace = request_of("http.server");
    add_many(trace, 9, "db.query", ITEMS, 10, 12, 11);
    assert_none(trace);
    trace = request_of("http.server");
    add_many(trace, 9, "db.query", ITEMS, 10, 12, 11);
    add(trace, "1", "db.query", LIST, 500, 5); /* after it */
    assert_none(trace);
}

static void two_queries_taking_turns_are_two_loops(void)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db", LIST, 0, 5);
    add_many(trace, 6, "db", ITEMS, 10, 40, 15);
    add_many(trace, 6, "db", "SELECT * FROM prices WHERE id = $1", 30, 40, 15);
    struct problems *found = find(trace);
    g_assert_cmpuint(problems_count(found), ==, 2);
    problems_free(found);
    trace_free(trace);
}

/* --- N+1 calls --- */

static struct trace *calls_of(const char *op, int count, double every_ms, double duration_ms,
                              const char *name)
{
    struct trace *trace = request_of(op);
    add_many(trace, count, "http.client", name, 10, every_ms, duration_ms);
    return trace;
}

static void a_request_in_a_loop_of_a_page_is_found(void)
{
    assert_one(calls_of("pageload", 12, 2, 40, "GET /books/#"), PROBLEM_N_PLUS_ONE_CALLS, 12, 440,
               "12 like calls at once");
    assert_one(calls_of("navigation", 10, 5, 40, "GET https://a.example/books?id=#"),
               PROBLEM_N_PLUS_ONE_CALLS, 10, 360, "10 like calls at once");
}

static void other_calls_at_once_are_no_loop(void)
{
    assert_none(calls_of("http.server", 12, 2, 40, "GET /books/#"));
    assert_none(calls_of("pageload", 9, 2, 40, "GET /books/#"));
    assert_none(calls_of("pageload", 12, 6, 40, "GET /books/#"));
    assert_none(calls_of("pageload", 12, 2, 20, "GET /books/#"));
    assert_none(calls_of("pageload", 12, 2, 40, "POST /books/#"));
    assert_none(calls_of("pageload", 12, 2, 40, "GET /covers/#.png"));
    assert_none(calls_of("pageload", 12, 2, 40, "GET /graphql?id=#"));
    assert_none(calls_of("pageload", 12, 2, 40, "/books/#")); /* no method told */
}

/* --- slow queries --- */

static void a_slow_select_is_found(void)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db", "select a from b where c = 1", 0, 500);
    assert_one(trace, PROBLEM_SLOW_QUERY, 1, 500, "a query of 500ms");
}

static void like_slow_queries_are_one_problem(void)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db.query", "SELECT a FROM b WHERE c = 1", 0, 600);
    add(trace, "1", "db.query", "SELECT a FROM b WHERE c = 2", 700, 1200);
    assert_one(trace, PROBLEM_SLOW_QUERY, 2, 1800, "2 times, the longest: a query of 1.2s");
}

static void an_orm_around_a_slow_query_is_not_told_again(void)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db.prisma", "SELECT a FROM b", 0, 900);
    add(trace, "2", "db", "SELECT a FROM b WHERE c = 1", 0, 890);
    assert_one(trace, PROBLEM_SLOW_QUERY, 1, 890, "a query of 890ms");
}

static void fast_or_other_queries_are_not_slow(void)
{
    static const struct {
        const char *op, *name;
        double ms;
    } none[] = {
        {"db",          "SELECT a FROM b",    499},
        {"db",          "UPDATE b SET a = 1", 900},
        {"db",          "selection of b",     900},
        {"db.redis",    "SELECT 1",           900},
        {"http.client", "SELECT a FROM b",    900},
        {NULL,          NULL,                 900},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        struct trace *trace = request_of("http.server");
        add(trace, "1", none[i].op, none[i].name, 0, none[i].ms);
        assert_none(trace);
    }
}

/* --- repeated calls --- */

static void the_same_read_again_and_again_is_found(void)
{
    struct trace *trace = request_of("http.server");
    add_many(trace, 3, "db", "SELECT * FROM settings WHERE shop = 7", 0, 60, 40);
    assert_one(trace, PROBLEM_REPEATED, 3, 80, "the same asked 3 times");
    assert_one(calls_of("http.server", 4, 10, 30, "GET https://pay.example/rates/eur"),
               PROBLEM_REPEATED, 4, 90, "the same asked 4 times");
    trace = request_of("http.server");
    add_many(trace, 6, "cache.get", "user:1043", 0, 60, 20);
    assert_one(trace, PROBLEM_REPEATED, 6, 100, "the same asked 6 times");
}

/* It is told once: not as a loop, too. */
static void the_same_query_in_a_loop_is_a_repeated_call(void)
{
    assert_one(loop_of(9, 40, 20, "SELECT * FROM settings WHERE shop = 7"), PROBLEM_REPEATED, 9,
               160, "the same asked 9 times");
}

static void what_may_differ_or_change_something_is_not_repeated(void)
{
    assert_none(calls_of("http.server", 4, 10, 30, "POST https://pay.example/rates/eur"));
    assert_none(calls_of("http.server", 4, 10, 30, "GET https://pay.example/rates/#"));
    assert_none(calls_of("http.server", 4, 10, 30, "GET"));
    assert_none(calls_of("http.server", 2, 10, 300, "GET https://pay.example/rates/eur"));
    assert_none(calls_of("http.server", 4, 10, 16, "GET https://pay.example/rates/eur"));
    struct trace *trace = request_of("http.server");
    add_many(trace, 4, "db", ITEMS, 0, 60, 40); /* what $1 was is not told */
    add_many(trace, 4, "db", "DELETE FROM old", 500, 60, 40);
    assert_none(trace);
}

/* --- in a row --- */

static void queries_that_wait_for_nothing_are_found_in_a_row(void)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db", "SELECT * FROM users", 0, 200);
    add(trace, "1", "db", "SELECT COUNT(*) FROM users", 200, 150);
    add(trace, "1", "db", "SELECT name FROM shops", 350, 40);
    /* 390 ms become 200. */
    assert_one(trace, PROBLEM_QUERIES_IN_ROW, 2, 190, "2 of 3 queries in a row could run at once");
}

static void queries_that_may_wait_for_others_stay_in_their_row(void)
{
    static const char *const seconds[] = {"SELECT * FROM t WHERE id = 4", "UPDATE t SET a = b",
                                          "SELECT * FROM t LIMIT 10", "SELECT * FROM users"};
    for (size_t i = 0; i < G_N_ELEMENTS(seconds); i++) {
        struct trace *trace = request_of("http.server");
        add(trace, "1", "db", "SELECT * FROM users", 0, 200);
        add(trace, "1", "db", seconds[i], 200, 200);
        assert_none(trace);
    }
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db", "SELECT * FROM users", 0, 200);
    add(trace, "1", "db", "SELECT * FROM shops", 100, 200); /* they overlap as it is */
    assert_none(trace);
    trace = request_of("http.server");
    add(trace, "1", "db", "SELECT * FROM users", 0, 200);
    add(trace, "1", "db", "SELECT * FROM shops", 200, 100); /* exactly 100 ms */
    assert_none(trace);
    trace = request_of("http.server");
    add(trace, "1", "db", "UPDATE users SET a = b", 0, 2000);
    add(trace, "1", "db", "SELECT * FROM shops", 2000, 150); /* less than a tenth */
    assert_none(trace);
}

static void long_calls_in_a_row_are_found(void)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "http.client", "GET https://a.example/x", 0, 1500);
    add(trace, "1", "http.client", "POST https://b.example/y", 2000, 1200);
    add(trace, "1", "http.client", "PUT https://c.example/z", 3200, 900);
    assert_one(trace, PROBLEM_CALLS_IN_ROW, 3, 2100, "3 calls in a row");
}

static void short_few_or_scattered_calls_are_no_row(void)
{
    static const double none[][4] = {
  /* starts of the second and third, durations of the second and third */
        {1501, 1500 + 1201, 1200, 499 }, /* the third is short */
        {1501, 1500 + 1901, 1900, 500 }, /* exactly 500 ms is not over it */
        {2001, 3300,        1200, 900 }, /* more than 500 ms between */
        {1400, 2700,        1200, 900 }, /* they overlap */
        {1500, 2600,        1000, 1000}, /* exactly 2 s saved */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(none); i++) {
        struct trace *trace = request_of("http.server");
        add(trace, "1", "http.client", "GET https://a.example/x", 0, 1500);
        add(trace, "1", "http.client", "GET https://b.example/y", none[i][0], none[i][2]);
        add(trace, "1", "http.client", "GET https://c.example/z", none[i][1], none[i][3]);
        assert_none(trace);
    }
}

/* --- payloads and assets --- */

static struct trace *payload_of(const char *op, const char *name, double ms, double bytes)
{
    struct trace *trace = request_of("http.server");
    struct span *span = add(trace, "1", op, name, 0, ms);
    if (bytes >= 0)
        tell(trace, span, "http.response.body.size", value_double(bytes));
    return trace;
}

static void a_large_answer_is_found(void)
{
    assert_one(payload_of("http.client", "GET /report", 400, 1200000), PROBLEM_LARGE_PAYLOAD, 1,
               400, "1.2MB received");
    assert_one(payload_of("http.client", "GET https://a.example/all.json?x=1", 400, 300001),
               PROBLEM_LARGE_PAYLOAD, 1, 400, "300kB received");
    /* What stands behind the dot is too long to be a kind of file. */
    assert_one(payload_of("http.client", "GET /v1.abcdefghijklmno", 400, 1200000),
               PROBLEM_LARGE_PAYLOAD, 1, 400, "1.2MB received");
}

static void small_quick_or_other_answers_are_not_large(void)
{
    assert_none(payload_of("http.client", "GET /report", 400, 300000));
    assert_none(payload_of("http.client", "GET /report", 100, 1200000));
    assert_none(payload_of("http.client", "GET /film.mp4", 400, 1200000));
    assert_none(payload_of("http.client", "GET /_next/data/x", 400, 1200000));
    assert_none(payload_of("http.client", "GET /report", 400, -1));
    assert_none(payload_of("db", "GET /report", 400, 1200000));
}

struct asset {
    double ms, encoded, decoded, transferred; /* sizes: negative = not told */
    const char *status;
};

static void add_asset(struct trace *trace, const char *op, const struct asset *asset)
{
    struct span *span = add(trace, "1", op, "https://cdn.example/app.js", 100, asset->ms);
    if (asset->encoded >= 0)
        tell(trace, span, "http.response.body.size", value_double(asset->encoded));
    if (asset->decoded >= 0)
        tell(trace, span, "http.decoded_response_content_length", value_double(asset->decoded));
    if (asset->transferred >= 0)
        tell(trace, span, "http.response.size", value_double(asset->transferred));
    if (asset->status)
        tell(trace, span, "resource.render_blocking_status", value_string(asset->status));
}

static const struct asset compressed = {50, 20000, 90000, 20300, NULL};

static struct trace *page_of(double paint_ms, const char *op, struct asset asset)
{
    struct trace *trace = request_of("pageload");
    if (paint_ms > 0)
        tell(trace, trace->spans->pdata[0], "measurements.fcp", value_double(paint_ms));
    add_asset(trace, op, &asset);
    return trace;
}

static struct trace *sent(struct asset asset)
{
    struct trace *trace = page_of(-1, "resource.script", asset);
    add_asset(trace, "resource.css", &compressed);
    return trace;
}

static void an_asset_that_is_not_compressed_is_found(void)
{
    assert_one(sent((struct asset){900, 1400000, 1400000, 1400300, NULL}), PROBLEM_UNCOMPRESSED, 1,
               900, "1.4MB sent uncompressed");
}

static void small_quick_cached_or_compressed_assets_are_fine(void)
{
    assert_none(sent((struct asset){900, 512000, 512000, 512300, NULL}));
    assert_none(sent((struct asset){500, 1400000, 1400000, 1400300, NULL}));
    assert_none(sent((struct asset){900, 1400000, 1400000, 300, NULL})); /* from the cache */
    assert_none(sent((struct asset){900, 600000, 1400000, 600300, NULL}));
    assert_none(sent((struct asset){900, 1400000, -1, 1400300, NULL}));
    /* A browser that takes nothing compressed is not the server's fault. */
    assert_none(
        page_of(-1, "resource.script", (struct asset){900, 1400000, 1400000, 1400300, NULL}));
}

static const struct asset blocking = {1200, 600000, 1500000, 600300, "blocking"};

static void an_asset_that_blocks_rendering_is_found(void)
{
    assert_one(page_of(3000, "resource.script", blocking), PROBLEM_RENDER_BLOCKING, 1, 1200,
               "600kB before the first paint at 3.0s");
    struct asset untold = blocking;
    untold.status = NULL;
    assert_one(page_of(3000, "resource.css", untold), PROBLEM_RENDER_BLOCKING, 1, 1200,
               "600kB before the first paint at 3.0s");
}

static void assets_that_hold_nothing_up_are_fine(void)
{
    struct asset later = blocking, small = blocking;
    later.status = "non-blocking";
    small.encoded = 500000;
    assert_none(page_of(3000, "resource.script", later));
    assert_none(page_of(3000, "resource.script", small));
    assert_none(page_of(3000, "resource.img", blocking));
    assert_none(page_of(1900, "resource.script", blocking));
    assert_none(page_of(10000, "resource.script", blocking));
    assert_none(page_of(3700, "resource.script", blocking)); /* less than a third */
    assert_none(page_of(-1, "resource.script", blocking));
    struct asset after = blocking;
    after.ms = 2950; /* it came when the page was painted already */
    assert_none(page_of(3000, "resource.script", after));
}

/* --- work of the service itself --- */

static struct trace *work_of(const char *request, const char *op, double ms)
{
    struct trace *trace = request_of(request);
    add(trace, "1", op, "generate export", 0, ms);
    return trace;
}

static void slow_work_while_someone_waits_is_found(void)
{
    assert_one(work_of("http.server", "export.generate", 9400), PROBLEM_SLOW_WORK, 1, 9400,
               "9.4s of the request's 10.0s");
}

static void other_work_is_not_slow(void)
{
    assert_none(work_of("http.server", "export.generate", 4900)); /* less than half */
    assert_none(work_of("queue.process", "export.generate", 9400));
    assert_none(work_of("http.server", "http.client", 9400));
    assert_none(work_of("http.server", "gen_ai.chat", 9400));
    struct trace *trace = work_of("http.server", "export.generate", 9400);
    add(trace, "2", "db", "UPDATE x SET y = z", 0, 9300); /* it waited for that */
    assert_none(trace);
    trace = trace_new("1");
    add(trace, NULL, "http.server", "GET /", 0, 900);
    add(trace, "1", "function", "work", 0, 890); /* less than a second */
    assert_none(trace);
}

/* --- all together --- */

static void what_costs_most_comes_first(void)
{
    struct trace *trace = loop_of(9, 12, 11, ITEMS);
    add(trace, "1", "db.query", "SELECT slow FROM t WHERE a = 1", 900, 700);
    add(trace, "1", "db.query", "SELECT other FROM t WHERE a = 1", 1700, 800);
    struct problems *found = find(trace);
    g_assert_cmpuint(problems_count(found), ==, 3);
    int64_t last = INT64_MAX;
    for (guint i = 0; i < found->found->len; i++) {
        const struct problem *problem = found->found->pdata[i];
        g_assert_cmpint(problem->lost_us, <=, last);
        last = problem->lost_us;
    }
    problems_free(found);
    trace_free(trace);
}

static void every_rule_says_what_it_is_and_where_from(void)
{
    for (int kind = 0; kind < PROBLEM_KIND_COUNT; kind++) {
        const struct problem_rule *rule = problem_rule((enum problem_kind)kind);
        const char *const texts[] = {rule->name, rule->limits, rule->rule, rule->cure,
                                     rule->source};
        for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
            g_assert_true(texts[i] && *texts[i]);
    }
}

/* Times that overflow, names that are none, a parent with 10 000 children that are all different
 * and all alike: found or not, it ends, and the sanitizers watch. */
static void hostile_traces_are_survived(void)
{
    struct trace *trace = trace_new("1");
    add(trace, NULL, "http.server", "x", 0, 1);
    static const int64_t odd[] = {INT64_MIN, -1, 0, 1, INT64_MAX};
    static const char *const ops[] = {"db",        "http.client", "resource.script",
                                      "cache.get", NULL,          ""};
    static const char *const names[] = {"SELECT 1", "GET /\xff", "GET ", "",
                                        NULL,       ".",         "://",  "SELECT ?"};
    for (int i = 0; i < 10000; i++) {
        struct span *span = add(trace, "1", ops[i % 6], names[i % 8], 0, 0);
        span->start_us = odd[i % 5];
        span->duration_us = odd[i / 5 % 5];
        if (i % 3 == 0)
            tell(trace, span, "http.response.body.size", value_double(i % 2 ? -1e300 : 1e300));
        if (i % 7 == 0)
            tell(trace, span, "http.request.method", value_int(7));
    }
    problems_free(find(trace));
    trace_free(trace);
}

/* Loops whose members lie far apart are gathered without looking between them again: with 60 000
 * siblings, the square of their number would not end in the time of a test. */
static void many_loops_under_one_parent_are_told_apart(void)
{
    struct trace *trace = request_of("http.server");
    add(trace, "1", "db", LIST, 0, 5);
    for (int round = 0; round < 6; round++)
        for (int i = 0; i < 10000; i++) {
            /* Letters, since numbers do not tell names apart. */
            g_autofree char *name =
                g_strdup_printf("SELECT %c%c%c%c FROM t WHERE a = $1", 'g' + i % 10,
                                'g' + i / 10 % 10, 'g' + i / 100 % 10, 'g' + i / 1000);
            add(trace, "1", "db", name, 10 + 30 * (round * 10000 + i), 20);
        }
    struct problems *found = find(trace);
    g_assert_cmpuint(problems_count(found), ==, 10000);
    problems_free(found);
    trace_free(trace);
}

#define TEST(name, function) g_test_add_func("/problems/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("a query in a loop is found", a_query_in_a_loop_is_found);
    TEST("a few, fast or overlapping queries are no loop",
         a_few_or_fast_or_overlapping_queries_are_no_loop);
    TEST("a loop needs a query before it", a_loop_needs_a_query_before_it);
    TEST("two queries taking turns are two loops", two_queries_taking_turns_are_two_loops);
    TEST("a request in a loop of a page is found", a_request_in_a_loop_of_a_page_is_found);
    TEST("other calls at once are no loop", other_calls_at_once_are_no_loop);
    TEST("a slow SELECT is found", a_slow_select_is_found);
    TEST("like slow queries are one problem", like_slow_queries_are_one_problem);
    TEST("an ORM around a slow query is not told again",
         an_orm_around_a_slow_query_is_not_told_again);
    TEST("fast or other queries are not slow", fast_or_other_queries_are_not_slow);
    TEST("the same read again and again is found", the_same_read_again_and_again_is_found);
    TEST("the same query in a loop is a repeated call",
         the_same_query_in_a_loop_is_a_repeated_call);
    TEST("what may differ or change something is not repeated",
         what_may_differ_or_change_something_is_not_repeated);
    TEST("queries that wait for nothing are found in a row",
         queries_that_wait_for_nothing_are_found_in_a_row);
    TEST("queries that may wait for others stay in their row",
         queries_that_may_wait_for_others_stay_in_their_row);
    TEST("long calls in a row are found", long_calls_in_a_row_are_found);
    TEST("short, few or scattered calls are no row", short_few_or_scattered_calls_are_no_row);
    TEST("a large answer is found", a_large_answer_is_found);
    TEST("small, quick or other answers are not large", small_quick_or_other_answers_are_not_large);
    TEST("an asset that is not compressed is found", an_asset_that_is_not_compressed_is_found);
    TEST("small, quick, cached or compressed assets are fine",
         small_quick_cached_or_compressed_assets_are_fine);
    TEST("an asset that blocks rendering is found", an_asset_that_blocks_rendering_is_found);
    TEST("assets that hold nothing up are fine", assets_that_hold_nothing_up_are_fine);
    TEST("slow work while someone waits is found", slow_work_while_someone_waits_is_found);
    TEST("other work is not slow", other_work_is_not_slow);
    TEST("what costs most comes first", what_costs_most_comes_first);
    TEST("every rule says what it is and where from", every_rule_says_what_it_is_and_where_from);
    TEST("hostile traces are survived", hostile_traces_are_survived);
    TEST("many loops under one parent are told apart", many_loops_under_one_parent_are_told_apart);
    return g_test_run();
}
