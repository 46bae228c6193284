/* SPDX-License-Identifier: Apache-2.0 */
#include "api/insight/log_patterns.h"

#include <stdlib.h>
#include <string.h>

#define T0 INT64_C(1795000000000000000)
#define S  INT64_C(1000000000)

static const struct log_pattern *add_at(struct log_patterns *patterns, const char *message,
                                        int64_t time_ns)
{
    struct log_line line = {message, strlen(message), "web", time_ns, LEVEL_INFO};
    return log_patterns_add(patterns, &line);
}

static const struct log_pattern *add(struct log_patterns *patterns, const char *message)
{
    return add_at(patterns, message, T0);
}

static void check_masked(const char *message, const char *expected)
{
    struct log_masked masked;
    log_mask(message, strlen(message), &masked);
    g_autoptr(GString) shown = g_string_new(NULL);
    for (const char *at = masked.text; *at; at++)
        g_string_append(shown, *at == LOG_MASK ? "#" : (char[]){*at, '\0'});
    g_assert_cmpstr(shown->str, ==, expected);
}

static void what_differs_by_its_looks_is_masked(void)
{
    check_masked("took 35 ms of 1.2s, 12% done", "took # of #, # done");
    check_masked("from 10.0.0.1:8080 to [::1]:9", "from # to [::#]:#");
    check_masked("order 550e8400-e29b-41d4-a716-446655440000 paid", "order # paid");
    check_masked("at 2026-11-22T03:12:31.5Z or Fri Jun 17 07:07:00 2005", "at # or #");
    check_masked("GET /api/users/12/orders?x=1 200", "GET /api/users/#/orders?x=# #");
    check_masked("read /var/log/a.txt twice", "read # twice");
    check_masked("open C:\\temp\\a.txt failed", "open # failed");
    check_masked("fetch https://a.example.org/x?y=z: refused", "fetch #: refused");
    check_masked("attempt=3, user=\"Jo Ann\" host=", "attempt=#, user=# host=#");
    check_masked("commit deadbeef on node12", "commit # on node#");
    check_masked("delta -0.5 or +3", "delta # or #");
    check_masked("18846 bytes (18.4 KB) received", "# received");
    check_masked("feedback facade accede", "feedback facade accede");
}

static void control_sequences_are_no_words(void)
{
    check_masked("\x1b[31mERROR\x1b[0m: order \x1b[1;36m12\x1b[0m lost", "ERROR: order # lost");
    check_masked("\x1b[0m \x1b[32minfo\x1b[39m user=\x1b[33mjo\x1b[0m\x1b[K", "info user=#");
    check_masked("see \x1b]8;;https://example.org\x1b\\the page\x1b]8;;\x1b\\", "see the page");
    check_masked("cut \x1b[3", "cut");
    check_masked("\x1b[31m\n\x1b[0mnext", "next");
    struct log_masked masked;
    log_mask("whole\x1b[0m\n", 11, &masked);
    g_assert_false(masked.cut);
}

/* What a row is filtered or searched by finds it with its colours and without. */
static void what_is_coloured_is_found(void)
{
    const char *plain = "ERROR: order 12 lost";
    const char *coloured = "\x1b[31mERROR\x1b[0m: order \x1b[1;36m13\x1b[0m \x1b[2mlost\x1b[0m";
    g_autoptr(log_patterns) patterns = log_patterns_new();
    const struct log_pattern *one = add(patterns, coloured);
    g_assert_true(add(patterns, plain) == one);
    g_assert_cmpstr(one->example, ==, "ERROR: order 13 lost");
    g_autofree char *text = log_pattern_text(one), *regex = log_pattern_regex(one);
    g_autofree char *query = log_pattern_query(one);
    g_assert_cmpstr(text, ==, "ERROR: order <*> lost");
    g_assert_true(g_regex_match_simple(regex, plain, 0, 0));
    g_assert_true(g_regex_match_simple(regex, coloured, 0, 0));
    g_assert_false(g_regex_match_simple(regex, "ERROR: order 12 lost again", 0, 0));
    g_assert_cmpstr(query, ==, "message:\"*ERROR*:* *order* * *lost*\"");
}

static void json_keeps_its_keys_and_what_it_says_in_words(void)
{
    check_masked("{\"level\":\"info\",\"user\":\"Jo Ann\",\"msg\":\"order 12 paid\",\"ok\":true}",
                 "{\"level\":\"info\",\"user\":#,\"msg\":\"order # paid\",\"ok\":#}");
    check_masked("answered {\"bank\": \"A \\\"B\\\" C\", \"issuer\": {\"at\": null}, \"n\": [1,2]}",
                 "answered {\"bank\": #, \"issuer\": {\"at\": #}, \"n\": [#]}");
    check_masked("{\"cut\":\"off", "{\"cut\":#");
    check_masked("he said \"no\": \"never\"", "he said \"no\": #");
    g_autoptr(log_patterns) patterns = log_patterns_new();
    const struct log_pattern *one =
        add(patterns, "answered {\"result\":\"approved\",\"bank\":\"First Valley\"}");
    g_assert_true(add(patterns, "answered {\"result\":\"refused\",\"bank\":\"Nordbank\"}") == one);
    g_autofree char *text = log_pattern_text(one), *regex = log_pattern_regex(one);
    g_assert_cmpstr(text, ==, "answered {\"result\":<*>,\"bank\":<*>}");
    g_assert_true(
        g_regex_match_simple(regex, "answered {\"result\":\"x\",\"bank\":\"a b c\"}", 0, 0));
    g_assert_false(g_regex_match_simple(regex, "answered {\"result\":\"x\"}", 0, 0));
}

static void a_list_is_one_token_however_long(void)
{
    check_masked("ids 1, 2, 3, 4 done", "ids #, #, #, # done");
    check_masked("ids 1,2,3,4 done", "ids # done");
    check_masked("ids 1 2 3 4 done", "ids # done");
}

static void hostile_text_stays_within_bounds(void)
{
    struct log_masked masked;
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    g_autoptr(log_patterns) patterns = log_patterns_new();
    for (int round = 0; round < 20000; round++) {
        static const char some[] = "a1 .:-_/,=()[]\"'\n\t\xc3\xa9\xff\\%+<@";
        size_t length = (size_t)g_rand_int_range(random, 0, 1500);
        char *text = g_malloc(length + 1);
        for (size_t i = 0; i < length; i++)
            text[i] = round % 3 ? some[g_rand_int_range(random, 0, sizeof some)]
                                : (char)g_rand_int_range(random, 0, 256);
        log_mask(text, length, &masked);
        g_assert_cmpuint(masked.count, <=, LOG_MASK_TOKENS);
        g_assert_cmpuint(strlen(masked.text), <=, LOG_MASK_TEXT);
        struct log_line line = {text, length, NULL, g_rand_int(random) * S, LEVEL_UNKNOWN};
        log_patterns_add(patterns, &line);
        g_free(text);
    }
    g_assert_cmpuint(log_patterns_count(patterns), <=, LOG_PATTERNS_MOST);
    g_assert_cmpuint(log_patterns_rest(patterns), >, 0);
}

static void messages_of_one_statement_are_one_pattern(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    const struct log_pattern *one = add(patterns, "user alice signed in from 10.0.0.1 as admin");
    g_assert_true(add(patterns, "user bob signed in from 10.0.0.2 as admin") == one);
    g_assert_true(add(patterns, "user bob was refused from 10.0.0.2 as admin") != one);
    g_assert_true(add(patterns, "user carol signed in from 10.9.0.1 as admin") == one);
    g_assert_cmpuint(one->count, ==, 3);
    g_autofree char *text = log_pattern_text(one);
    g_assert_cmpstr(text, ==, "user <*> signed in from <*> as admin");
}

static void statements_that_differ_in_one_word_of_few_stay_apart(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    g_assert_true(add(patterns, "cache miss") != add(patterns, "cache hit"));
    g_assert_true(add(patterns, "payment 12 accepted") != add(patterns, "payment 12 refused"));
    g_assert_cmpuint(log_patterns_count(patterns), ==, 4);
}

static void a_pattern_knows_when_how_often_and_how_bad(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    struct log_line line = {"retry 1", 7, "web", T0 + 9 * S, LEVEL_WARNING};
    const struct log_pattern *one = log_patterns_add(patterns, &line);
    line.time_ns = T0;
    line.level = LEVEL_ERROR;
    line.service = "worker";
    log_patterns_add(patterns, &line);
    g_assert_cmpint(log_pattern_level(one), ==, LEVEL_ERROR);
    g_assert_cmpint(one->first_ns, ==, T0);
    g_assert_cmpint(one->last_ns, ==, T0 + 9 * S);
    g_assert_true(one->services);
    g_assert_cmpstr(one->example, ==, "retry 1");
}

static uint64_t trend_sum(const struct log_pattern *pattern)
{
    uint64_t sum = 0;
    for (int i = 0; i < LOG_PATTERN_TREND; i++)
        sum += pattern->trend[i];
    return sum;
}

static void the_trend_keeps_every_row_while_its_times_grow_both_ways(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    const struct log_pattern *one = add_at(patterns, "tick 1", T0);
    for (int i = 1; i <= 4000; i++)
        add_at(patterns, "tick 1", T0 + (i % 2 ? i : -i) * 7 * S);
    int64_t bucket_ns, begin = log_patterns_trend_ns(patterns, &bucket_ns);
    g_assert_cmpuint(trend_sum(one), ==, 4001);
    g_assert_cmpint(begin, <=, log_patterns_first_ns(patterns));
    g_assert_cmpint(begin + LOG_PATTERN_TREND * bucket_ns, >, log_patterns_last_ns(patterns));
    g_assert_cmpint(bucket_ns, <, 4 * (8000 * 7 * S / LOG_PATTERN_TREND));
}

static void times_out_of_all_bounds_are_borne(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    const struct log_pattern *one = add_at(patterns, "tick", INT64_MAX);
    add_at(patterns, "tick", INT64_MIN);
    g_assert_cmpuint(trend_sum(one), ==, 2);
}

/* --- what a pattern is turned into --- */

static const char *const statements[] = {
    "user %s signed in (%d)",         "GET /api/v1/%s took %d ms",
    "[%s] queue depth=%d, a+b",       "job %s: {\"id\": %d} done?",
    "  padded %s\t tabs $%d ^",       "connection from 10.0.0.%s at Fri Jun %d 07:07:00 2005",
    "Tr\xc3\xa4ger %s kam %d mal an", "free *** %s *** %d",
};

static void what_a_pattern_says_finds_every_row_of_it(void)
{
    static const char *const names[] = {"7", "12", "255", "1"};
    g_autoptr(log_patterns) patterns = log_patterns_new();
    g_autoptr(GPtrArray) messages = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) of = g_ptr_array_new();
    for (int i = 0; i < 64; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        char *message = g_strdup_printf(statements[i % 8], names[i / 8 % 4], i * 37);
#pragma GCC diagnostic pop
        g_ptr_array_add(messages, message);
        g_ptr_array_add(of, (void *)add(patterns, message));
    }
    g_assert_cmpuint(log_patterns_count(patterns), ==, 8);
    for (guint p = 0; p < 8; p++) {
        g_autofree char *text = log_pattern_regex(log_patterns_at(patterns, p));
        g_autoptr(GError) error = NULL;
        g_autoptr(GRegex) regex = g_regex_new(text, 0, 0, &error);
        g_assert_no_error(error);
        for (guint i = 0; i < messages->len; i++)
            g_assert_cmpint(g_regex_match(regex, messages->pdata[i], 0, NULL), ==,
                            of->pdata[i] == log_patterns_at(patterns, p));
    }
}

static void of_several_lines_the_first_is_looked_at(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    const struct log_pattern *one =
        add(patterns, "\n  Traceback of worker\n  File \"a.py\", line 3");
    g_autofree char *text = log_pattern_text(one);
    g_autofree char *regex = log_pattern_regex(one);
    g_assert_cmpstr(text, ==, "Traceback of worker …");
    g_assert_true(g_regex_match_simple(regex, "\n  Traceback of worker\n  other", 0, 0));
}

static void as_a_search_it_has_stars(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    g_autofree char *text =
        log_pattern_query(add(patterns, "check \"timed out\" attempt=3 timeout_ms=30000"));
    g_assert_cmpstr(text, ==, "message:\"check \\\"timed out\\\" attempt=* timeout_ms=*\"");
}

static void broken_utf8_is_any_character(void)
{
    g_autoptr(log_patterns) patterns = log_patterns_new();
    g_autofree char *text = log_pattern_regex(add(patterns, "caf\xff closed"));
    g_assert_cmpstr(text, ==, "(?-i)^\\s*caf.\\s+closed\\s*$");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/log patterns/JSON keeps its keys and what it says in words",
                    json_keeps_its_keys_and_what_it_says_in_words);
    g_test_add_func("/log patterns/control sequences of a terminal are no words",
                    control_sequences_are_no_words);
    g_test_add_func("/log patterns/what is coloured is found with its colours and without",
                    what_is_coloured_is_found);
    g_test_add_func("/log patterns/what differs by its looks is masked",
                    what_differs_by_its_looks_is_masked);
    g_test_add_func("/log patterns/a list is one token however long",
                    a_list_is_one_token_however_long);
    g_test_add_func("/log patterns/hostile text stays within bounds",
                    hostile_text_stays_within_bounds);
    g_test_add_func("/log patterns/messages of one statement are one pattern",
                    messages_of_one_statement_are_one_pattern);
    g_test_add_func("/log patterns/statements that differ in one word of few stay apart",
                    statements_that_differ_in_one_word_of_few_stay_apart);
    g_test_add_func("/log patterns/a pattern knows when, how often and how bad",
                    a_pattern_knows_when_how_often_and_how_bad);
    g_test_add_func("/log patterns/the trend keeps every row while its times grow both ways",
                    the_trend_keeps_every_row_while_its_times_grow_both_ways);
    g_test_add_func("/log patterns/times out of all bounds are borne",
                    times_out_of_all_bounds_are_borne);
    g_test_add_func("/log patterns/what a pattern says finds every row of it",
                    what_a_pattern_says_finds_every_row_of_it);
    g_test_add_func("/log patterns/of several lines the first is looked at",
                    of_several_lines_the_first_is_looked_at);
    g_test_add_func("/log patterns/as a search it has stars", as_a_search_it_has_stars);
    g_test_add_func("/log patterns/broken UTF-8 is any character", broken_utf8_is_any_character);
    return g_test_run();
}
