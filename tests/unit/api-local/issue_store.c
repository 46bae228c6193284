/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/issue_store.h"

#include "base/clock.h"
#include "tests/support/folder.h"

#include <string.h>

#define NOW    (INT64_C(1795335600) * NS_PER_SECOND)
#define MINUTE (60 * NS_PER_SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

struct fixture {
    char *directory;
    struct store *store;
    int number;
};

static void open_store(struct fixture *f)
{
    struct store_options options = {.directory = f->directory};
    f->store = store_open(&options, NULL);
    g_assert_nonnull(f->store);
}

static void setup(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    clock_freeze(NOW);
    f->directory = g_dir_make_tmp("vigil-issues-XXXXXX", NULL);
    open_store(f);
}

static void teardown(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    folder_remove(f->directory);
    g_free(f->directory);
}

struct told {
    const char *hash, *release, *user, *environment;
    bool unhandled;
};

static struct item *new_event(struct fixture *f, int64_t time_ns, struct told told)
{
    struct item *item = item_new(ITEM_EVENT);
    item->id = g_strdup_printf("%032x", ++f->number);
    item->project = g_strdup("checkout");
    item->time_ns = time_ns;
    item_set(item, "title", value_string("E: broke"));
    item_set(item, "level", value_string("error"));
    item_set(item, "grouping.hash", value_string(told.hash ? told.hash : "h"));
    item_set(item, "release", value_string(told.release));
    item_set(item, "environment", value_string(told.environment));
    item_set(item, "user.id", value_string(told.user));
    item_set(item, "handled", value_bool(!told.unhandled));
    return item;
}

static void send_events(struct fixture *f, int count, int64_t time_ns, struct told told)
{
    struct batch *batch = batch_new();
    for (int i = 0; i < count; i++) {
        g_ptr_array_add(batch->items, new_event(f, time_ns, told));
    }
    g_assert_true(store_commit_take(f->store, batch, NULL));
}

static void assert_substatus(struct fixture *f, const char *wanted, int64_t now_ns)
{
    store_read_lock(f->store);
    const struct issue_record *issue = store_issue_by_short_id(f->store, "CHECKOUT-1");
    g_assert_cmpstr(issue_substatus(issue, now_ns), ==, wanted);
    store_read_unlock(f->store);
}

static void change(struct fixture *f, const char *status, const char *resolved_in)
{
    struct issue_change wanted;
    issue_change_init(&wanted);
    wanted.status = status;
    wanted.resolved_in = resolved_in;
    store_read_lock(f->store);
    int64_t id = store_issue_by_short_id(f->store, "checkout-1")->id;
    store_read_unlock(f->store);
    g_autoptr(GError) error = NULL;
    g_assert_true(store_issue_change(f->store, id, &wanted, &error));
}

static void like_events_become_one_issue(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){.user = "a", .release = "1.0", .environment = "prod"});
    send_events(f, 2, NOW + MINUTE, (struct told){.user = "b", .release = "1.1"});
    send_events(f, 1, NOW - HOUR, (struct told){.user = "a", .unhandled = true});
    send_events(f, 1, NOW, (struct told){.hash = "other"});
    for (int round = 0; round < 2; round++) {
        store_read_lock(f->store);
        g_assert_cmpuint(store_issues(f->store)->len, ==, 2);
        const struct issue_record *issue = store_issue_by_short_id(f->store, "checkout-1");
        g_assert_cmpstr(issue->short_id, ==, "CHECKOUT-1");
        g_assert_cmpint(issue->count, ==, 4);
        g_assert_cmpint(issue->users, ==, 2);
        g_assert_cmpint(issue->first_seen_ns, ==, NOW - HOUR);
        g_assert_cmpint(issue->last_seen_ns, ==, NOW + MINUTE);
        g_assert_cmpstr(issue->first_release, ==, "1.0");
        g_assert_cmpstr(issue->last_release, ==, "1.1");
        g_assert_true(issue->unhandled);
        g_assert_cmpuint(issue->releases->len, ==, 2);
        g_assert_cmpstr(issue->environments->pdata[0], ==, "prod");
        g_assert_cmpint(issue_count_between(issue, NOW, NOW + MINUTE), ==, 1);
        g_assert_cmpint(issue_count_between(issue, NOW - HOUR, NOW + HOUR), ==, 4);
        g_assert_nonnull(store_issue_by_short_id(f->store, "CHECKOUT-2"));
        g_assert_null(store_issue_by_short_id(f->store, "CHECKOUT-3"));
        store_read_unlock(f->store);
        store_close(f->store);
        open_store(f);
    }
}

static void a_row_names_its_issue(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){0});
    store_read_lock(f->store);
    g_autoptr(GPtrArray) segments = store_segments(f->store, ITEM_EVENT, NOW, NOW + 1);
    const struct segment *segment = segments->pdata[0];
    struct value issue = segment_value(segment, 0, segment_column(segment, "issue"));
    g_assert_cmpstr(issue.string, ==, "CHECKOUT-1");
    g_clear_pointer(&segments, g_ptr_array_unref);
    store_read_unlock(f->store);
}

static void new_becomes_ongoing_after_a_day(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){0});
    assert_substatus(f, "new", NOW + DAY - 1);
    assert_substatus(f, "ongoing", NOW + DAY);
}

static void a_resolved_issue_that_comes_back_has_regressed(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){0});
    change(f, "resolved", NULL);
    assert_substatus(f, NULL, NOW);
    send_events(f, 1, NOW + MINUTE, (struct told){0});
    assert_substatus(f, "regressed", NOW + MINUTE);
    assert_substatus(f, "ongoing", NOW + 8 * DAY);
}

static const char *status(struct fixture *f)
{
    store_read_lock(f->store);
    const char *text = g_intern_string(store_issue_by_short_id(f->store, "CHECKOUT-1")->status);
    store_read_unlock(f->store);
    return text;
}

static void resolved_in_a_release_ignores_older_releases(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){.release = "1.0"});
    change(f, "resolved", "1.1");
    clock_freeze(NOW + MINUTE);
    send_events(f, 1, NOW + MINUTE, (struct told){.release = "1.0"});
    g_assert_cmpstr(status(f), ==, "resolved");
    send_events(f, 1, NOW + MINUTE, (struct told){.release = "1.1"});
    g_assert_cmpstr(status(f), ==, "unresolved");
    assert_substatus(f, "regressed", NOW + MINUTE);
}

static void resolved_in_the_next_release_waits_for_a_later_one(struct fixture *f,
                                                               gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){.release = "1.0"});
    change(f, "resolved", "@latest");
    send_events(f, 1, NOW + MINUTE, (struct told){.release = "1.0"});
    g_assert_cmpstr(status(f), ==, "resolved");
    send_events(f, 1, NOW + 2 * MINUTE, (struct told){.release = "1.1"});
    g_assert_cmpstr(status(f), ==, "unresolved");
}

static void many_more_than_usual_is_escalating(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    for (int hour = 1; hour <= 30; hour++) {
        send_events(f, 10, NOW - hour * HOUR - MINUTE, (struct told){0});
    }
    assert_substatus(f, "ongoing", NOW);
    send_events(f, 50, NOW - 30 * MINUTE, (struct told){0});
    assert_substatus(f, "ongoing", NOW); /* 50 is not more than 5 times 10 */
    send_events(f, 10, NOW - 10 * MINUTE, (struct told){0});
    assert_substatus(f, "escalating", NOW);
    assert_substatus(f, "ongoing", NOW + 2 * HOUR);
}

static void an_archived_issue_wakes_when_its_bound_is_reached(struct fixture *f,
                                                              gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){0});
    struct issue_change wanted;
    issue_change_init(&wanted);
    wanted.status = "ignored";
    wanted.substatus = "archived_until_condition_met";
    wanted.ignore_count = 3;
    g_assert_true(store_issue_change(f->store, 1, &wanted, NULL));
    assert_substatus(f, "archived_until_condition_met", NOW);
    send_events(f, 2, NOW, (struct told){0});
    g_assert_cmpstr(status(f), ==, "ignored");
    send_events(f, 1, NOW, (struct told){0});
    g_assert_cmpstr(status(f), ==, "unresolved");
    change(f, "ignored", NULL);
    send_events(f, 5, NOW, (struct told){0});
    g_assert_cmpstr(status(f), ==, "ignored");
}

static void triage_is_kept(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    send_events(f, 1, NOW, (struct told){0});
    struct issue_change wanted;
    issue_change_init(&wanted);
    wanted.assignee = "user:1";
    wanted.priority = "high";
    wanted.reviewed = 1;
    g_assert_true(store_issue_change(f->store, 1, &wanted, NULL));
    store_close(f->store);
    open_store(f);
    store_read_lock(f->store);
    const struct issue_record *issue = store_issue(f->store, 1);
    g_assert_cmpstr(issue->assignee, ==, "user:1");
    g_assert_cmpstr(issue->priority, ==, "high");
    g_assert_true(issue->reviewed);
    g_assert_cmpstr(issue->status, ==, "unresolved");
    store_read_unlock(f->store);
    g_autoptr(GError) error = NULL;
    g_assert_false(store_issue_change(f->store, 99, &wanted, &error));
    g_assert_error(error, STORE_ERROR, STORE_ERROR_MISSING);
}

#define TEST(name, function) g_test_add(name, struct fixture, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/issues/like events become one issue", like_events_become_one_issue);
    TEST("/issues/a row names its issue", a_row_names_its_issue);
    TEST("/issues/new becomes ongoing after a day", new_becomes_ongoing_after_a_day);
    TEST("/issues/a resolved issue that comes back has regressed",
         a_resolved_issue_that_comes_back_has_regressed);
    TEST("/issues/resolved in a release ignores older releases",
         resolved_in_a_release_ignores_older_releases);
    TEST("/issues/resolved in the next release waits for a later one",
         resolved_in_the_next_release_waits_for_a_later_one);
    TEST("/issues/many more than usual is escalating", many_more_than_usual_is_escalating);
    TEST("/issues/an archived issue wakes when its bound is reached",
         an_archived_issue_wakes_when_its_bound_is_reached);
    TEST("/issues/triage is kept", triage_is_kept);
    return g_test_run();
}
