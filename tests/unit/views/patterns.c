/* SPDX-License-Identifier: Apache-2.0
 *
 * The patterns of a log view whose rows become others while they are clustered.
 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/patterns_state.h"
#include "views/views.h"

#include "tests/support/filled_logs.h"

#define ROWS    300
#define THREADS 2 /* of the desk */

/* Holds up the threads of the desk until it is opened. */
struct gate {
    GMutex lock;
    GCond opened;
    bool open;
};

struct fixture {
    struct desk *desk;
    struct view *logs, *view;
    struct patterns_state *state;
    struct gate gate;
};

static void settle(struct fixture *fixture)
{
    while (fixture->desk->jobs->len > 0)
        g_main_context_iteration(NULL, TRUE);
}

static void set_up(struct fixture *fixture, gconstpointer data)
{
    struct target target;
    (void)data;
    target_init(&target, TARGET_PATTERNS);
    fixture->desk = desk_new();
    fixture->logs = logs_filled(fixture->desk, ROWS, "timeout", "cache miss");
    fixture->view = desk_push(fixture->desk, &patterns_view, PANE_LOGS, &target, NULL);
    g_assert_nonnull(fixture->view);
    fixture->state = fixture->view->state;
    patterns_view.layout(fixture->view, 20, 80);
    settle(fixture);
    target_clear(&target);
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_free(fixture->desk);
}

static void wait_at(void *data)
{
    struct gate *gate = data;
    g_mutex_lock(&gate->lock);
    while (!gate->open)
        g_cond_wait(&gate->opened, &gate->lock);
    g_mutex_unlock(&gate->lock);
}

static void nothing(struct desk *desk, void *data)
{
    (void)desk;
    (void)data;
}

static void shut(struct fixture *fixture)
{
    for (int i = 0; i < THREADS; i++)
        desk_work_self(fixture->desk, wait_at, nothing, &fixture->gate, NULL);
}

static void open_gate(struct gate *gate)
{
    g_mutex_lock(&gate->lock);
    gate->open = true;
    g_cond_broadcast(&gate->opened);
    g_mutex_unlock(&gate->lock);
}

static void keep(struct fixture *fixture, const char *pattern)
{
    g_autoptr(matcher) matcher = matcher_new(pattern, NULL, NULL);
    logs_filters_off(&((struct logs *)fixture->logs->state)->filters);
    logs_view.filter(fixture->logs, matcher, false);
    patterns_view.layout(fixture->view, 20, 80);
}

static void assert_patterns(const struct fixture *fixture, size_t patterns, uint64_t rows)
{
    g_assert_cmpuint(fixture->state->rows->len, ==, patterns);
    g_assert_cmpuint(fixture->state->total, ==, rows);
}

static void messages_are_clustered(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    assert_patterns(fixture, 2, ROWS);
}

/* Two filters come before a thread is free: each is begun with, all but the last stop. */
static void the_newest_filter_waits_for_no_stale_one(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    shut(fixture);
    keep(fixture, "timeout");
    keep(fixture, "miss [0-9]{2}$");
    g_assert_cmpuint(fixture->desk->jobs->len, ==, THREADS + 2);
    assert_patterns(fixture, 2, ROWS); /* what was shown is */
    open_gate(&fixture->gate);
    settle(fixture);
    assert_patterns(fixture, 1, 45);
}

static void what_is_closed_stops(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    shut(fixture);
    keep(fixture, "timeout");
    desk_close_down_to(fixture->desk, PANE_LOGS, 0);
    open_gate(&fixture->gate);
    settle(fixture);
    g_assert_true(desk_top(fixture->desk, PANE_LOGS) == fixture->logs);
}

static void press(struct desk *desk, const char *name)
{
    struct key key;
    g_assert_true(key_parse(name, &key));
    desk_key(desk, key);
}

/* Of a pattern there is one field, itself: by it the logs are filtered, and one is there. */
static void a_pattern_is_filtered_by_as_its_field(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_focus(fixture->desk, PANE_LOGS);
    press(fixture->desk, "F");
    press(fixture->desk, "p");
    g_assert_true(desk_top(fixture->desk, PANE_LOGS) == fixture->logs);
    g_assert_true(g_str_has_prefix(fixture->desk->message, "without this pattern: "));
    g_assert_true(logs_filters_any(&((struct logs *)fixture->logs->state)->filters));
}

/* Another range, of which the server has no rows. */
static void patterns_go_with_the_rows(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    log_rows_clear(((struct logs *)fixture->logs->state)->rows);
    patterns_view.layout(fixture->view, 20, 80);
    settle(fixture);
    g_assert_cmpuint(patterns_view.row_count(fixture->view), ==, 0);
    g_assert_cmpuint(fixture->state->total, ==, 0);
}

static void add(const char *name, void (*test)(struct fixture *fixture, gconstpointer data))
{
    g_test_add(name, struct fixture, NULL, set_up, test, tear_down);
}

static void assert_deploy(const GPtrArray *deploys, int64_t since_s, const char *words, bool is_at)
{
    bool at;
    g_autofree char *said =
        patterns_deploy_words(deploys, 100 * NS_PER_SECOND, since_s * NS_PER_SECOND, &at);
    g_assert_cmpstr(said, ==, words);
    g_assert_cmpint(at, ==, is_at);
}

static void the_deploy_before_is_named(void)
{
    struct deploy told[] = {
        {.release = (char *)"pay@2",  .project = (char *)"pay",  .started_ms = 90000  },
        {.release = (char *)"shop@2", .project = (char *)"shop", .finished_ms = 300000},
        {.release = (char *)"shop@1", .project = (char *)"shop", .finished_ms = 200000},
        {.release = (char *)"shop@3", .inferred = true,          .started_ms = 400000 },
    };
    g_autoptr(GPtrArray) deploys = g_ptr_array_new();
    assert_deploy(deploys, 500, "", false);
    for (size_t i = 0; i < G_N_ELEMENTS(told); i++)
        g_ptr_array_add(deploys, &told[i]);
    assert_deploy(deploys, 150, "", false); /* that of pay was before all rows */
    assert_deploy(deploys, 200, "the deploy of shop 1", true);
    assert_deploy(deploys, 260, "; 60s after the deploy of shop 1", false);
    assert_deploy(deploys, 310, "; 10s after the deploy of shop 2", false);
    assert_deploy(deploys, 400, "the first of 3", true);
    assert_deploy(NULL, 400, "", false);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/patterns/messages are clustered", messages_are_clustered);
    add("/patterns/the newest filter waits for no stale one",
        the_newest_filter_waits_for_no_stale_one);
    add("/patterns/what is closed stops", what_is_closed_stops);
    add("/patterns/they go with the rows", patterns_go_with_the_rows);
    add("/patterns/one is filtered by as its field", a_pattern_is_filtered_by_as_its_field);
    g_test_add_func("/patterns/the deploy before is named", the_deploy_before_is_named);
    return g_test_run();
}
