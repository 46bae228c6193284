/* SPDX-License-Identifier: Apache-2.0 */
#include "api/local/store.h"

#include "api/local/issue_store.h"
#include "api/local/store_releases.h"
#include "base/clock.h"
#include "tests/support/folder.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define NOW   (INT64_C(1795335600) * NS_PER_SECOND)
#define TRACE "290bde17b9be4c2595feaa3c2e49e12d"

struct fixture {
    char *directory;
    struct store *store;
    size_t recent_rows;
    int64_t retention_ms, max_bytes;
    size_t queue_bytes;
};

static void open_store(struct fixture *f)
{
    struct store_options options = {
        .directory = f->directory,
        .recent_rows = f->recent_rows,
        .retention_ms = f->retention_ms,
        .max_bytes = f->max_bytes,
        .queue_bytes = f->queue_bytes,
    };
    g_autoptr(GError) error = NULL;
    f->store = store_open(&options, &error);
    g_assert_no_error(error);
}

static void setup(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    clock_freeze(NOW);
    f->directory = g_dir_make_tmp("vigil-store-XXXXXX", NULL);
    open_store(f);
}

static void reopen(struct fixture *f)
{
    store_close(f->store);
    open_store(f);
}

static void teardown(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    folder_remove(f->directory);
    g_free(f->directory);
}

static struct item *new_item(enum item_kind kind, int number, int64_t time_ns)
{
    struct item *item = item_new(kind);
    item->id = g_strdup_printf(kind == ITEM_SPAN ? "%016x" : "%032x", number + 1);
    item->project = g_strdup("shop");
    item->time_ns = time_ns;
    return item;
}

static void commit_items(struct fixture *f, struct item *item, ...) G_GNUC_NULL_TERMINATED;

static void commit_items(struct fixture *f, struct item *item, ...)
{
    struct batch *batch = batch_new();
    va_list more;
    va_start(more, item);
    for (; item; item = va_arg(more, struct item *)) {
        g_ptr_array_add(batch->items, item);
        batch->bytes += 1000;
    }
    va_end(more);
    g_autoptr(GError) error = NULL;
    g_assert_true(store_commit_take(f->store, batch, &error));
    g_assert_no_error(error);
}

static struct item *new_log(int number, int64_t time_ns, const char *message)
{
    struct item *item = new_item(ITEM_LOG, number, time_ns);
    item_set(item, "message", value_string(message));
    item_set(item, "trace", value_string(TRACE));
    return item;
}

static size_t count_rows(GPtrArray *segments)
{
    size_t rows = 0;
    for (guint i = 0; i < segments->len; i++) {
        rows += segment_rows(segments->pdata[i]);
    }
    g_ptr_array_unref(segments);
    return rows;
}

static size_t rows_between(struct fixture *f, enum item_kind kind, int64_t start, int64_t end)
{
    store_read_lock(f->store);
    size_t rows = count_rows(store_segments(f->store, kind, start, end));
    store_read_unlock(f->store);
    return rows;
}

static size_t all_rows(struct fixture *f, enum item_kind kind)
{
    return rows_between(f, kind, INT64_MIN, INT64_MAX);
}

/* --- rows --- */

static void what_was_committed_is_there_at_once_and_after_reopening(struct fixture *f,
                                                                    gconstpointer unused)
{
    (void)unused;
    struct item *log = new_log(1, NOW, "hello — wörld");
    item_set(log, "n", value_int(INT64_C(9007199254740993)));
    item_set(log, "d", value_double(0.1));
    item_set(log, "b", value_bool(true));
    item_set(log, "l", (struct value){.type = VALUE_ARRAY, .string = "[1,2]"});
    commit_items(f, log, NULL);
    for (int round = 0; round < 2; round++) {
        store_read_lock(f->store);
        g_autoptr(GPtrArray) segments = store_segments(f->store, ITEM_LOG, NOW, NOW + 1);
        g_assert_cmpuint(segments->len, ==, 1);
        const struct segment *segment = segments->pdata[0];
        g_assert_cmpstr(segment_project(segment, 0), ==, "shop");
        g_assert_cmpint(segment_time_ns(segment, 0), ==, NOW);
        struct value n = segment_value(segment, 0, segment_column(segment, "n"));
        struct value message = segment_value(segment, 0, segment_column(segment, "message"));
        struct value list = segment_value(segment, 0, segment_column(segment, "l"));
        g_assert_cmpint(n.integer, ==, INT64_C(9007199254740993));
        g_assert_cmpstr(message.string, ==, "hello — wörld");
        g_assert_cmpstr(list.string, ==, "[1,2]");
        g_clear_pointer(&segments, g_ptr_array_unref);
        store_read_unlock(f->store);
        reopen(f);
    }
}

static void older_rows_are_read_back_from_disk(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    f->recent_rows = 2 * FRAME_SEGMENT_ROWS;
    open_store(f);
    int total = 4 * FRAME_SEGMENT_ROWS + 123;
    for (int done = 0; done < total;) {
        struct batch *batch = batch_new();
        int size = MIN(total - done, 10007);
        for (int i = 0; i < size; i++, done++) {
            struct item *item = new_item(ITEM_SPAN, done, NOW + done);
            item_set(item, "trace",
                     value_string(done == 5 ? TRACE : "11111111111111111111111111111111"));
            g_ptr_array_add(batch->items, item);
        }
        g_assert_true(store_commit_take(f->store, batch, NULL));
    }
    for (int round = 0; round < 2; round++) {
        g_assert_cmpuint(all_rows(f, ITEM_SPAN), ==, total);
        store_read_lock(f->store);
        g_autoptr(GPtrArray) segments = store_trace_segments(f->store, ITEM_SPAN, TRACE);
        bool found = false;
        for (guint i = 0; i < segments->len; i++) {
            const struct segment *segment = segments->pdata[i];
            for (size_t row = 0; row < segment_rows(segment); row++) {
                found |= strcmp(segment_id(segment, row), "0000000000000006") == 0;
            }
        }
        g_clear_pointer(&segments, g_ptr_array_unref);
        store_read_unlock(f->store);
        g_assert_true(found);
        reopen(f);
    }
}

static void look(struct fixture *f, int times)
{
    for (int i = 0; i < times; i++) {
        store_rest(f->store);
    }
}

static void run_sql(struct fixture *f, const char *text);

static void what_nobody_asks_for_leaves_memory(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    commit_items(f, new_log(1, NOW, "before anybody asked"), NULL);
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 1);
    commit_items(f, new_log(2, NOW, "while somebody asks"), NULL);
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 2);
    look(f, STORE_LOOKS_KEPT - 1);
    run_sql(f, "DELETE FROM batch");
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 2);
    look(f, STORE_LOOKS_KEPT - 1);
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 2);
    look(f, STORE_LOOKS_KEPT - 1);
    g_assert_true(store_rest(f->store));
    g_assert_false(store_rest(f->store));
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 0);
}

static void rows_that_come_to_a_sleeping_store_are_found_once(struct fixture *f,
                                                              gconstpointer unused)
{
    (void)unused;
    for (int round = 0; round < 3; round++) {
        commit_items(f, new_log(3 * round, NOW, "asleep"), new_item(ITEM_SPAN, round, NOW), NULL);
        g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 3 * round + 1);
        commit_items(f, new_log(3 * round + 1, NOW, "awake"), NULL);
        commit_items(f, new_log(3 * round + 2, NOW, "awake"), NULL);
        g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 3 * round + 3);
        g_assert_cmpuint(all_rows(f, ITEM_SPAN), ==, round + 1);
        look(f, STORE_LOOKS_KEPT);
    }
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 9);
}

static void a_range_leaves_out_what_lies_outside(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    commit_items(f, new_log(1, NOW, "now"), NULL);
    g_assert_cmpuint(rows_between(f, ITEM_LOG, NOW - 10, NOW), ==, 0);
    g_assert_cmpuint(rows_between(f, ITEM_LOG, NOW, NOW + 1), ==, 1);
    g_assert_cmpuint(rows_between(f, ITEM_METRIC, NOW, NOW + 1), ==, 0);
    int64_t first, last;
    g_assert_true(store_time_range(f->store, ITEM_LOG, &first, &last));
    g_assert_cmpint(first, ==, NOW);
    g_assert_false(store_time_range(f->store, ITEM_SPAN, &first, &last));
}

/* --- opening --- */

static void run_sql(struct fixture *f, const char *text)
{
    g_autofree char *path = g_build_filename(f->directory, "vigil.db", NULL);
    sqlite3 *db;
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_exec(db, text, NULL, NULL, NULL), ==, SQLITE_OK);
    sqlite3_close(db);
}

static void a_newer_store_is_refused_naming_both_numbers(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    run_sql(f, "PRAGMA user_version = 99");
    struct store_options options = {.directory = f->directory};
    g_autoptr(GError) error = NULL;
    f->store = store_open(&options, &error);
    g_assert_null(f->store);
    g_assert_error(error, STORE_ERROR, STORE_ERROR_NEWER);
    g_autofree char *known = g_strdup_printf("knows %d", STORE_VERSION);
    g_assert_nonnull(strstr(error->message, "version 99"));
    g_assert_nonnull(strstr(error->message, known));
}

static void a_file_that_is_no_database_is_refused(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    g_autofree char *path = g_build_filename(f->directory, "vigil.db", NULL);
    g_assert_true(
        g_file_set_contents(path, "this is a letter to my aunt, not a database", -1, NULL));
    struct store_options options = {.directory = f->directory};
    g_autoptr(GError) error = NULL;
    f->store = store_open(&options, &error);
    g_assert_null(f->store);
    g_assert_nonnull(error);
}

static void damaged_rows_do_not_take_their_neighbours_along(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    commit_items(f, new_log(1, NOW, "one"), NULL);
    commit_items(f, new_log(2, NOW, "two"), NULL);
    store_close(f->store);
    run_sql(f, "UPDATE batch SET data = x'0207ffff' WHERE id = 1");
    open_store(f);
    g_test_expect_message("vigil", G_LOG_LEVEL_WARNING, "*damaged*");
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 1);
    g_test_assert_expected_messages();
}

static void only_its_owner_may_read_it(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    GStatBuf about;
    g_autofree char *path = g_build_filename(f->directory, "vigil.db", NULL);
    g_assert_cmpint(g_stat(path, &about), ==, 0);
    g_assert_cmpint(about.st_mode & 077, ==, 0);
}

/* --- the queue --- */

static void count_done(void *context, const GError *error)
{
    g_assert_null(error);
    g_atomic_int_inc((gint *)context);
}

static void a_full_queue_says_so_and_keeps_what_it_took(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    f->queue_bytes = 5000;
    open_store(f);
    /* The writer cannot publish while this thread reads, so the queue fills. */
    store_read_lock(f->store);
    gint done = 0;
    int taken = 0;
    g_autoptr(GError) error = NULL;
    for (int i = 0; i < 100 && !error; i++) {
        struct batch *batch = batch_new();
        g_ptr_array_add(batch->items, new_log(i, NOW, "x"));
        batch->bytes = 1000;
        taken += store_commit_async(f->store, batch, count_done, &done, &error);
    }
    g_assert_error(error, STORE_ERROR, STORE_ERROR_FULL);
    store_read_unlock(f->store);
    reopen(f);
    g_assert_cmpint(g_atomic_int_get(&done), ==, taken);
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, taken);
}

/* --- retention --- */

static void retain_all(struct fixture *f, int64_t now_ns)
{
    while (store_retain_step(f->store, now_ns)) {
    }
}

static struct item *new_event(int number, int64_t time_ns);

static void old_rows_leave(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    f->retention_ms = 3600 * MS_PER_SECOND;
    open_store(f);
    commit_items(f, new_log(1, NOW, "old"), new_event(1, NOW), NULL);
    clock_freeze(NOW + 3500 * NS_PER_SECOND);
    commit_items(f, new_log(2, NOW, "young"), NULL);
    retain_all(f, NOW + 3500 * NS_PER_SECOND);
    reopen(f);
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 2);
    retain_all(f, NOW + 3601 * NS_PER_SECOND);
    reopen(f);
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 1);
    g_assert_null(store_event(f->store, "00000000000000000000000000000002"));
    clock_freeze(NOW);
}

static void a_full_store_gives_up_its_oldest_rows(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    store_close(f->store);
    f->max_bytes = 1 << 20;
    open_store(f);
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (int i = 0; i < 400; i++) {
        clock_freeze(NOW + i);
        struct item *log = new_log(i, NOW + i, "x");
        GString *noise = g_string_new(NULL);
        for (int n = 0; n < 2000; n++) {
            g_string_append_printf(noise, "%08x", g_rand_int(random));
        }
        item_set(log, "noise", value_string(noise->str));
        g_string_free(noise, TRUE);
        commit_items(f, log, NULL);
    }
    retain_all(f, NOW);
    reopen(f);
    size_t left = all_rows(f, ITEM_LOG);
    g_assert_cmpuint(left, <, 300);
    g_assert_cmpuint(left, >, 30);
    g_assert_cmpuint(rows_between(f, ITEM_LOG, NOW + 399, NOW + 400), >, 0);
    clock_freeze(NOW);
}

/* --- events, releases, projects --- */

static struct item *new_event(int number, int64_t time_ns)
{
    struct item *item = new_item(ITEM_EVENT, number, time_ns);
    item->payload = g_strdup_printf("{\"number\":%d}", number);
    item_set(item, "title", value_string("E: broke"));
    item_set(item, "grouping.hash", value_string("h1"));
    item_set(item, "level", value_string("error"));
    return item;
}

static void an_event_is_kept_whole(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    commit_items(f, new_event(1, NOW), new_event(2, NOW + 5), new_event(3, NOW + 9), NULL);
    struct stored_event *event = store_event(f->store, "00000000-0000-0000-0000-000000000003");
    g_assert_cmpstr(event->payload, ==, "{\"number\":2}");
    g_assert_cmpstr(event->project, ==, "shop");
    g_autofree char *previous = NULL;
    g_autofree char *next = NULL;
    store_event_neighbours(f->store, event, &previous, &next);
    g_assert_cmpstr(previous, ==, "00000000000000000000000000000002");
    g_assert_cmpstr(next, ==, "00000000000000000000000000000004");
    g_autoptr(GPtrArray) list = store_issue_events(f->store, event->issue_id, NOW, NOW + 9, 0, 10);
    g_assert_cmpuint(list->len, ==, 2);
    g_assert_cmpint(((struct stored_event *)list->pdata[0])->time_ns, ==, NOW + 5);
    stored_event_free(event);
    g_assert_null(store_event(f->store, "no id"));
}

static void an_event_that_is_sent_twice_counts_once(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    commit_items(f, new_event(1, NOW), NULL);
    commit_items(f, new_event(1, NOW), new_event(2, NOW), NULL);
    g_assert_cmpuint(all_rows(f, ITEM_EVENT), ==, 2);
    store_read_lock(f->store);
    const struct issue_record *issue = store_issue_by_short_id(f->store, "shop-1");
    g_assert_cmpint(issue->count, ==, 2);
    store_read_unlock(f->store);
}

static void projects_and_releases_come_with_the_rows(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    struct item *log = new_log(1, NOW, "x");
    item_set(log, "release", value_string("shop@1.0"));
    item_set(log, "environment", value_string("prod"));
    item_set(log, "platform", value_string("node"));
    commit_items(f, log, NULL);
    g_assert_true(store_project_put(f->store, "7", NULL));
    reopen(f);
    store_read_lock(f->store);
    const struct project *shop = store_project(f->store, "shop");
    g_assert_cmpstr(shop->platform, ==, "node");
    g_assert_cmpstr(shop->environments->pdata[0], ==, "prod");
    g_assert_cmpint(store_project(f->store, "7")->id, ==, 7);
    g_assert_true(store_project(f->store, "1000001") == shop);
    g_assert_null(store_project(f->store, "nobody"));
    const struct release_record *release = store_release(f->store, "shop@1.0");
    g_assert_cmpint(release->first_event_ns, ==, NOW);
    g_assert_cmpstr(release->projects->pdata[0], ==, "shop");
    store_read_unlock(f->store);
}

static void commits_and_deploys_are_kept(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    g_autoptr(GPtrArray) commits = g_ptr_array_new_with_free_func((GDestroyNotify)commit_free);
    struct commit *commit = commit_new();
    commit->id = g_strdup("9f31ab2");
    commit->message = g_strdup("drop unused indexes");
    commit->repository = g_strdup("acme/inventory");
    commit->time_ms = 5;
    if (!commit->files) {
        commit->files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    }
    g_ptr_array_add(commit->files, commit_file_new("migrations/0047.py", 'A'));
    g_ptr_array_add(commits, commit);
    g_assert_true(store_release_set_commits(f->store, "3.1.0", commits, NULL));
    struct deploy deploy = {.release = (char *)"3.1.0",
                            .environment = (char *)"prod",
                            .project = (char *)"inventory",
                            .finished_ms = 9};
    g_assert_true(store_deploy_add(f->store, &deploy, NULL));
    reopen(f);
    g_autoptr(GPtrArray) read = store_release_commits(f->store, "3.1.0");
    g_assert_cmpuint(read->len, ==, 1);
    const struct commit *first = read->pdata[0];
    g_assert_cmpstr(first->message, ==, "drop unused indexes");
    g_assert_cmpstr(((struct commit_file *)first->files->pdata[0])->path, ==, "migrations/0047.py");
    store_read_lock(f->store);
    const struct release_record *release = store_release(f->store, "3.1.0");
    g_assert_cmpint(release->commit_count, ==, 1);
    g_assert_cmpstr(((struct deploy *)release->deploys->pdata[0])->environment, ==, "prod");
    g_assert_cmpuint(store_repositories(f->store)->len, ==, 1);
    store_read_unlock(f->store);
    g_autoptr(GPtrArray) none = store_release_commits(f->store, "nothing");
    g_assert_cmpuint(none->len, ==, 0);
}

static void a_promised_batch_that_does_not_come_holds_nobody_up(struct fixture *f,
                                                                gconstpointer unused)
{
    (void)unused;
    store_expect(f->store);
    store_expect(f->store);
    commit_items(f, new_item(ITEM_LOG, 1, NOW), NULL);
    store_expected(f->store);
    commit_items(f, new_item(ITEM_LOG, 2, NOW), NULL);
    store_expected(f->store);
    commit_items(f, new_item(ITEM_LOG, 3, NOW), NULL);
    reopen(f);
    g_assert_cmpuint(all_rows(f, ITEM_LOG), ==, 3);
}

/* Zeroes the pages of the file that hold `text`; returns how many. */
static int wreck(const char *path, const char *text)
{
    const gsize page = 4096;
    g_autofree char *bytes = NULL;
    gsize size, length = strlen(text);
    int wrecked = 0;
    g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
    for (gsize at = 0; at + page <= size; at += page) {
        if (memmem(bytes + at, page, text, length)) {
            memset(bytes + at, 0, page);
            wrecked++;
        }
    }
    g_assert_true(g_file_set_contents(path, bytes, (gssize)size, NULL));
    return wrecked;
}

/* With half of its issues it would count them anew and write over those that it did not read. */
static void what_cannot_be_read_whole_is_not_opened(struct fixture *f, gconstpointer unused)
{
    (void)unused;
    for (int i = 0; i < 200; i++) {
        g_autofree char *slug = g_strdup_printf("project-%03d", i);
        g_assert_true(store_project_put(f->store, slug, NULL));
    }
    store_close(f->store);
    g_autofree char *path = g_build_filename(f->directory, "vigil.db", NULL);
    g_assert_cmpint(wreck(path, "project-150"), >, 0);
    struct store_options options = {.directory = f->directory};
    g_autoptr(GError) error = NULL;
    f->store = store_open(&options, &error);
    g_assert_null(f->store);
    g_assert_error(error, STORE_ERROR, STORE_ERROR_OPEN);
}

#define TEST(name, function) g_test_add(name, struct fixture, NULL, setup, function, teardown)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    TEST("/store/what was committed is there at once and after reopening",
         what_was_committed_is_there_at_once_and_after_reopening);
    TEST("/store/older rows are read back from disk", older_rows_are_read_back_from_disk);
    TEST("/store/what nobody asks for leaves memory", what_nobody_asks_for_leaves_memory);
    TEST("/store/rows that come to a sleeping store are found once",
         rows_that_come_to_a_sleeping_store_are_found_once);
    TEST("/store/a range leaves out what lies outside", a_range_leaves_out_what_lies_outside);
    TEST("/store/a newer store is refused naming both numbers",
         a_newer_store_is_refused_naming_both_numbers);
    TEST("/store/a file that is no database is refused", a_file_that_is_no_database_is_refused);
    TEST("/store/what cannot be read whole is not opened", what_cannot_be_read_whole_is_not_opened);
    TEST("/store/damaged rows do not take their neighbours along",
         damaged_rows_do_not_take_their_neighbours_along);
    TEST("/store/only its owner may read it", only_its_owner_may_read_it);
    TEST("/store/a full queue says so and keeps what it took",
         a_full_queue_says_so_and_keeps_what_it_took);
    TEST("/store/a promised batch that does not come holds nobody up",
         a_promised_batch_that_does_not_come_holds_nobody_up);
    TEST("/store/old rows leave", old_rows_leave);
    TEST("/store/a full store gives up its oldest rows", a_full_store_gives_up_its_oldest_rows);
    TEST("/store/an event is kept whole", an_event_is_kept_whole);
    TEST("/store/an event that is sent twice counts once", an_event_that_is_sent_twice_counts_once);
    TEST("/store/projects and releases come with the rows",
         projects_and_releases_come_with_the_rows);
    TEST("/store/commits and deploys are kept", commits_and_deploys_are_kept);
    return g_test_run();
}
