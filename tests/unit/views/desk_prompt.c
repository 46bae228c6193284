/* SPDX-License-Identifier: Apache-2.0
 *
 * What was asked for acts where it was asked for, whatever came to the console meanwhile.
 */
#include "views/desk_state.h"

struct asked {
    char *query;
    unsigned filtered;
    bool looking; /* for the row under the cursor */
    char marked[8];
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

static bool ready(struct view *view)
{
    return !((struct asked *)view->state)->looking;
}

/* Another filter is typed ahead of what the first lets through. */
static bool looks(void *context)
{
    ((struct asked *)((struct view *)context)->state)->looking = true;
    return true;
}

static bool mark(void *context)
{
    struct asked *asked = ((struct view *)context)->state;
    g_strlcat(asked->marked, "J", sizeof asked->marked);
    return true;
}

static bool mark_more(void *context)
{
    struct asked *asked = ((struct view *)context)->state;
    g_strlcat(asked->marked, "K", sizeof asked->marked);
    return true;
}

static const struct command commands[] = {
    {"J",     "mark", "Mark", mark, false},
    {"K", "more", "More", mark_more, false},
    {"X",  "looks", "Looks", looks, false},
    {0    },
};

static const struct view_ops one_view = {
    .name = "one",
    .title = "One",
    .state_size = sizeof(struct asked),
    .commands = commands,
    .close = close_view,
    .target = on_an_issue,
    .query = query,
    .set_query = set_query,
    .filter = filter,
    .ready = ready,
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

static void found(struct fixture *fixture)
{
    fixture->here->looking = false;
    desk_ready(fixture->desk);
    while (g_main_context_iteration(NULL, FALSE))
        continue;
}

static void keys_wait_for_the_row_they_act_on(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->here->looking = true;
    press(fixture->desk, "J");
    press(fixture->desk, "X");
    press(fixture->desk, "K");
    g_assert_cmpstr(fixture->here->marked, ==, "");
    g_assert_false(desk_idle(fixture->desk));
    found(fixture);
    g_assert_cmpstr(fixture->here->marked, ==, "J");
    found(fixture);
    g_assert_cmpstr(fixture->here->marked, ==, "JK");
    press(fixture->desk, "J");
    g_assert_cmpstr(fixture->here->marked, ==, "JKJ");
}

static void escape_takes_back_keys_that_wait(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->here->looking = true;
    press(fixture->desk, "J");
    press(fixture->desk, "Esc");
    found(fixture);
    g_assert_cmpstr(fixture->here->marked, ==, "");
}

/* What is looked for all that time is not what keys wait for any more. */
static void no_key_waits_for_ever(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->here->looking = true;
    press(fixture->desk, "J");
    while (!*fixture->here->marked)
        g_main_context_iteration(NULL, TRUE);
    g_assert_cmpstr(fixture->here->marked, ==, "J");
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
    add("/desk prompt/keys wait for the row that they act on", keys_wait_for_the_row_they_act_on);
    add("/desk prompt/Escape takes back keys that wait", escape_takes_back_keys_that_wait);
    add("/desk prompt/no key waits for ever", no_key_waits_for_ever);
    return g_test_run();
}
