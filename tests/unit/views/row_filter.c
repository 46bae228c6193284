/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows filtered by workers and here, against each row looked at by itself.
 */
#include "views/row_filter.h"

#include "views/log_rows.h"

#include <string.h>

#define ROWS  150000
#define ASCII 60000 /* of these the first: what lies end to end is ASCII alone */
#define START G_GINT64_CONSTANT(1790000000000000000)

static char *message_of(int n)
{
    static const char *const words[] = {
        "cache miss",  "Timeout after",   "connection refused by", "row",         "Task SKIPPED",
        "größe passt", "cache mi\u017fs", "a tas\u212a",           "\xffmiss\xc3"};
    int of = n < ASCII ? 5 : (int)G_N_ELEMENTS(words);
    return n % 97 == 0 ? NULL : g_strdup_printf("%s %d", words[n % of], n * 7919 % 10007);
}

static struct item *item_of(int n)
{
    struct item *item = item_new(ITEM_LOG);
    g_autofree char *message = message_of(n);
    item->time_ns = START + n;
    item->id = g_strdup_printf("id-%d", n);
    item->project = g_strdup(n % 11 ? "checkout" : "payment");
    item_set(item, "severity", value_string(n % 6 ? "info" : "error"));
    if (message)
        item_set(item, "message", value_string(message));
    return item;
}

static struct frame *filled(void)
{
    struct frame *frame = frame_new(1u << 20);
    for (int n = 0; n < ROWS; n++) {
        struct item *item = item_of(n);
        frame_append(frame, item);
        item_free(item);
    }
    return frame;
}

struct rule {
    const char *pattern;
    bool hide;
};

static bool passes(int n, enum level floor, const struct rule *rules,
                   struct matcher *const *matchers)
{
    g_autofree char *message = message_of(n);
    if (level_parse(n % 6 ? "info" : "error") < floor)
        return false;
    for (size_t i = 0; i < 3 && rules[i].pattern; i++) {
        bool matches = matcher_matches(matchers[i], message) ||
                       matcher_matches(matchers[i], n % 11 ? "checkout" : "payment");
        if (matches == rules[i].hide)
            return false;
    }
    return true;
}

static void check(struct frame *frame, enum level floor, const struct rule *rules)
{
    struct matcher *matchers[3] = {NULL};
    struct row_filter *filter = row_filter_new(floor);
    for (size_t i = 0; i < 3 && rules[i].pattern; i++) {
        matchers[i] = matcher_new(rules[i].pattern, NULL, NULL);
        row_filter_add(filter, matchers[i], rules[i].hide);
    }
    struct row_filter_run *run = row_filter_run_new(filter);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    int n = 0;
    for (guint s = 0; s < segments->len; s++) {
        size_t rows = segment_rows(segments->pdata[s]);
        g_autofree uint64_t *bits = g_new0(uint64_t, rows / 64 + 1);
        g_assert_true(row_filter_rows(run, segments->pdata[s], 0, rows, bits));
        for (size_t row = 0; row < rows; row++, n++)
            if ((bits[row / 64] >> row % 64 & 1) != passes(n, floor, rules, matchers))
                g_error("row %d of /%s/", n, rules[0].pattern ? rules[0].pattern : "");
    }
    g_assert_cmpint(n, ==, ROWS);
    row_filter_run_free(run);
    row_filter_unref(filter);
    for (size_t i = 0; i < 3; i++)
        matcher_free(matchers[i]);
}

static void like_each_row_by_itself(void)
{
    static const struct {
        enum level floor;
        struct rule rules[3];
    } cases[] = {
        {LEVEL_ERROR,   {{0}}                                                           },
        {LEVEL_UNKNOWN, {{"cache miss", false}}                                         },
        {LEVEL_UNKNOWN, {{"cache miss 1", true}}                                        },
        {LEVEL_UNKNOWN, {{"Timeout", false}}                                            },
        {LEVEL_UNKNOWN, {{"refused|miss|größe", false}}                               },
        {LEVEL_UNKNOWN, {{"(timeout|refused).*\\d{2}7$", false}}                        },
        {LEVEL_UNKNOWN, {{"payment", false}}                                            },
        {LEVEL_UNKNOWN, {{"miss", false}}                                               },
        {LEVEL_UNKNOWN, {{"task", true}}                                                },
        {LEVEL_UNKNOWN, {{"ask|skip", false}}                                           },
        {LEVEL_UNKNOWN, {{"(?i)TASK.*7", false}, {"s.*1", true}}                        },
        {LEVEL_UNKNOWN, {{"Task", false}}                                               },
        {LEVEL_UNKNOWN, {{"^row \\d*1", false}}                                         },
        {LEVEL_ERROR,   {{"row|refused", false}, {"payment", true}, {"[13579]$", false}}},
        {LEVEL_UNKNOWN, {{"no row has this", false}}                                    },
    };
    g_autoptr(frame) frame = filled();
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        check(frame, cases[i].floor, cases[i].rules);
}

/* A pattern that tries every split of a long run of letters, on rows that it does not match. */
static void what_is_too_costly_is_counted(void)
{
    struct frame *frame = frame_new(4096);
    for (int n = 0; n < 300; n++) {
        struct item *item = item_new(ITEM_LOG);
        item->time_ns = START + n;
        item_set(item, "message",
                 value_string(n % 3 ? "aab" : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!b"));
        frame_append(frame, item);
        item_free(item);
    }
    struct matcher *matcher = matcher_new("^(a+)+b$", NULL, NULL);
    struct row_filter *filter = row_filter_new(LEVEL_UNKNOWN);
    row_filter_add(filter, matcher, false);
    struct row_filter_run *run = row_filter_run_new(filter);
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    size_t passed = 0;
    for (guint s = 0; s < segments->len; s++) {
        uint64_t bits[8] = {0};
        row_filter_rows(run, segments->pdata[s], 0, segment_rows(segments->pdata[s]), bits);
        for (size_t i = 0; i < G_N_ELEMENTS(bits); i++)
            passed += (size_t)__builtin_popcountll(bits[i]);
    }
    g_assert_cmpuint(passed, ==, 200);
    g_assert_cmpuint(row_filter_costly(filter), ==, 100);
    row_filter_run_free(run);
    row_filter_unref(filter);
    matcher_free(matcher);
    frame_free(frame);
}

static void a_cancelled_filter_ends(void)
{
    g_autoptr(frame) frame = filled();
    g_autoptr(GPtrArray) segments = frame_segments(frame);
    struct row_filter *filter = row_filter_new(LEVEL_ERROR);
    struct row_filter_run *run = row_filter_run_new(filter);
    uint64_t bits[FRAME_SEGMENT_ROWS / 64] = {0};
    row_filter_cancel(filter);
    g_assert_false(row_filter_rows(run, segments->pdata[0], 0, FRAME_SEGMENT_ROWS, bits));
    row_filter_run_free(run);
    row_filter_unref(filter);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/row-filter/like each row by itself", like_each_row_by_itself);
    g_test_add_func("/row-filter/what is too costly is counted", what_is_too_costly_is_counted);
    g_test_add_func("/row-filter/a cancelled filter ends", a_cancelled_filter_ends);
    return g_test_run();
}
