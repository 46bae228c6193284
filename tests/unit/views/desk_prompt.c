/* SPDX-License-Identifier: Apache-2.0
 *
 * What was asked for acts where it was asked for, whatever came to the console meanwhile.
 */
#include "views/desk_state.h"

struct asked {
    char *query;
    unsigned filtered;
};

static bool on_an_issue(const struct view *view, struct target *target)
{
    (void)view;
    target->kind = TARGET_ISSUE;
    target_set(&target->issue_id, "4711");
    return true;
}

static bool query(const struct view *view, struct view_query *out)
{
    const struct asked *asked = view->state;
    *out =
        (struct view_query){.kind = QUERY_ISSUES, .text = asked->query ? asked->query : "is:new"};
    return true;
}

static void set_query(struct view *view, const char *text)
{
    target_set(&((struct asked *)view->state)->query, text);
}

static void filter(struct view *view, const struct matcher *matcher, bool hide)
{
    (void)matcher;
    (void)hide;
    ((struct asked *)view->state)->filtered++;
}

static void close_view(struct view *view)
{
    g_free(((struct asked *)view->state)->query);
}

static const struct view_ops one_view = {
    .name = "one",
    .title = "One",
    .state_size = sizeof(struct asked),
    .close = close_view,
    .target = on_an_issue,
    .query = query,
    .set_query = set_query,
    .filter = filter,
};

struct fixture {
    struct desk *desk;
    struct asked *here, *elsewhere;
};

/* A desk of two such views, the first in focus; nothing is answered. */
static void set_up(struct fixture *fixture, gconstpointer data)
{
    const struct client_options options = {
        .url = "https://sentry.io", .organization = "acme", .token = "none", .user_agent = "test"};
    (void)data;
    struct desk *desk = fixture->desk = desk_new();
    desk->client = client_new(&options, NULL);
    g_assert_nonnull(desk->client);
    fixture->here = desk_push(desk, &one_view, PANE_ISSUES, NULL, NULL)->state;
    fixture->elsewhere = desk_push(desk, &one_view, PANE_LOGS, NULL, NULL)->state;
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    struct client *client = fixture->desk->client;
    desk_free(fixture->desk);
    client_free(client);
}

static void press(struct desk *desk, const char *name)
{
    struct key key;
    g_assert_true(key_parse(name, &key));
    desk_key(desk, key);
}

static void a_query_is_asked_where_it_was_typed(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_assert_true(desk_query(fixture->desk));
    desk_focus(fixture->desk, PANE_LOGS); /* as when what was opened before comes */
    press(fixture->desk, "Enter");
    g_assert_cmpstr(fixture->here->query, ==, "is:new");
    g_assert_null(fixture->elsewhere->query);
}

static void a_filter_is_set_where_it_was_typed(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_keep(fixture->desk, false);
    press(fixture->desk, "x");
    desk_focus(fixture->desk, PANE_LOGS);
    press(fixture->desk, "Enter");
    g_assert_cmpuint(fixture->here->filtered, ==, 1);
    g_assert_cmpuint(fixture->elsewhere->filtered, ==, 0);
}

static void the_next_key_takes_back_a_pivot_that_waits(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    press(fixture->desk, "g");
    press(fixture->desk, "t");
    g_assert_cmpstr(fixture->desk->message, ==, "finding the trace behind it");
    g_assert_nonnull(fixture->desk->pending_pivot);
    press(fixture->desk, ";");
    g_assert_cmpint(fixture->desk->overlay.kind, ==, OVERLAY_PROMPT);
    g_assert_null(fixture->desk->pending_pivot);
}

static void add(const char *name, void (*test)(struct fixture *fixture, gconstpointer data))
{
    g_test_add(name, struct fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/desk prompt/a query is asked where it was typed", a_query_is_asked_where_it_was_typed);
    add("/desk prompt/a filter is set where it was typed", a_filter_is_set_where_it_was_typed);
    add("/desk prompt/the next key takes back a pivot that waits",
        the_next_key_takes_back_a_pivot_that_waits);
    return g_test_run();
}
