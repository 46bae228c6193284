/* SPDX-License-Identifier: Apache-2.0
 *
 * Several filters of the logs at once, and turning them into what the server is asked for.
 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/views.h"

#include "tests/support/filled_logs.h"
#include "tui/grid.h"

#include <string.h>

#define ROWS 300

struct fixture {
    struct desk *desk;
    struct view *view;
    struct logs *logs;
};

static void set_up(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->desk = desk_new();
    fixture->view = logs_filled(fixture->desk, ROWS, "timeout", "cache miss");
    fixture->logs = fixture->view->state;
}

static void tear_down(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    desk_free(fixture->desk);
}

static void filter(struct fixture *fixture, const char *pattern, bool hide)
{
    g_autoptr(matcher) matcher = matcher_new(pattern, NULL, NULL);
    logs_view.filter(fixture->view, matcher, hide);
}

static void assert_passing(struct fixture *fixture, size_t rows)
{
    while (log_rows_work(fixture->logs->rows, 1000))
        continue;
    g_assert_cmpuint(log_rows_passing(fixture->logs->rows), ==, rows);
}

/* How much is filtered at once depends on the clock, and keys wait for it. */
static void type(struct fixture *fixture, const char *keys)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);
    for (char **name = names; *name; name++) {
        struct key key;
        g_assert_true(key_parse(*name, &key));
        desk_key(fixture->desk, key);
    }
    while (desk_ahead_waits(fixture->desk))
        g_main_context_iteration(NULL, TRUE);
}

/* The only row that stands as JSON is row `n`. */
static void assert_unfolded(struct fixture *fixture, int n)
{
    g_autofree char *id = g_strdup_printf("id-%d", n);
    GHashTable *open = fixture->logs->lines.open;
    g_assert_nonnull(open);
    g_assert_cmpuint(g_hash_table_size(open), ==, 1);
    g_assert_true(g_hash_table_contains(open, id));
}

/* No frame between them. */
static void keys_behind_a_filter_act_on_what_it_lets_through(struct fixture *fixture,
                                                             gconstpointer data)
{
    (void)data;
    type(fixture, "& t i m e o u t Enter k J");
    assert_unfolded(fixture, ROWS - 4);
    type(fixture, "J & 0 $ Enter k J"); /* from the nearest to where it was */
    assert_unfolded(fixture, ROWS - 20);
}

/* J holds the newest row that passes before those above it are found. */
static void the_cursor_stays_on_its_row_while_more_are_found(struct fixture *fixture,
                                                             gconstpointer data)
{
    struct logs *logs = fixture->logs;
    (void)data;
    filter(fixture, "timeout", false);
    g_assert_true(logs->unfinished);
    logs_place_cursor(logs, 10);
    logs_unfold(fixture->view);
    assert_unfolded(fixture, ROWS - 2);
    while (logs->unfinished)
        logs_view.layout(fixture->view, 10, 80);
    g_assert_cmpuint(log_rows_count(logs->rows), ==, ROWS / 2);
    g_assert_cmpstr(log_row_id(logs->rows, logs->list.cursor), ==, "id-298");
}

static void all_that_are_on_let_a_row_through(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "timeout", false);
    assert_passing(fixture, 150);
    filter(fixture, "[05]$", true);
    assert_passing(fixture, 120);
    ((struct logs_filter *)fixture->logs->filters.list->pdata[0])->off = true;
    logs_filters_changed(fixture->view);
    assert_passing(fixture, 240);
    filter(fixture, "timeout", false); /* the same again is switched on, not added */
    g_assert_cmpuint(fixture->logs->filters.list->len, ==, 2);
    assert_passing(fixture, 120);
    g_assert_true(logs_view.unfilter(fixture->view));
    assert_passing(fixture, ROWS);
    g_assert_cmpuint(fixture->logs->filters.list->len, ==, 2);
    g_assert_false(logs_view.unfilter(fixture->view));
}

/* Nothing would pass both: the one put on last counts. */
static void a_pattern_is_kept_or_hidden(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "9$", false);
    assert_passing(fixture, 30);
    filter(fixture, "9$", true);
    assert_passing(fixture, 270);
    filter(fixture, "9$", false);
    assert_passing(fixture, 30);
    g_assert_cmpuint(fixture->logs->filters.list->len, ==, 2);
}

static void what_is_tried_stands_beside_the_others(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(matcher) tried = matcher_new("[05]$", NULL, NULL);
    filter(fixture, "timeout", false);
    logs_view.try_filter(fixture->view, FILTER_BEGIN, NULL, false);
    logs_view.try_filter(fixture->view, FILTER_TRY, tried, false);
    assert_passing(fixture, 30);
    logs_view.try_filter(fixture->view, FILTER_BACK, NULL, false);
    assert_passing(fixture, 150);
}

/* Timeouts have the even numbers. Picks the entry of the list, and edits the pattern there. */
static void edit(struct fixture *fixture, const char *entry, const char *keys)
{
    logs_filters_choose(fixture->view);
    type(fixture, entry);
    type(fixture, "Enter");
    g_assert_nonnull(fixture->desk->overlay.prompt);
    type(fixture, keys);
}

static const struct logs_filter *only_filter(const struct fixture *fixture)
{
    g_assert_cmpuint(fixture->logs->filters.list->len, ==, 1);
    return fixture->logs->filters.list->pdata[0];
}

static void a_filter_is_edited_in_its_place(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "timeout", false);
    edit(fixture, "e d i t", "^U [ 0 5 ] $");
    assert_passing(fixture, 60); /* tried in place of the old one, not beside it */
    type(fixture, "Esc");
    assert_passing(fixture, 150);
    g_assert_cmpstr(matcher_pattern(only_filter(fixture)->matcher), ==, "timeout");
    edit(fixture, "e d i t", "Space 1");
    assert_passing(fixture, 55); /* 10 to 18, 100 to 198 */
    type(fixture, "Enter");
    assert_passing(fixture, 55);
    g_assert_cmpstr(matcher_pattern(only_filter(fixture)->matcher), ==, "timeout 1");
    edit(fixture, "e d i t", "^A ! Enter");
    g_assert_true(only_filter(fixture)->hide);
    assert_passing(fixture, 245);
    edit(fixture, "e d i t", "^U Enter");
    g_assert_cmpuint(fixture->logs->filters.list->len, ==, 0);
    assert_passing(fixture, ROWS);
}

static void a_filter_edited_into_another_is_that_one(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "miss", true);
    filter(fixture, "5$", true);
    edit(fixture, "e d i t Space w i t h o u t Space / 5", "^U ! m i s s Enter");
    g_assert_cmpstr(matcher_pattern(only_filter(fixture)->matcher), ==, "miss");
    assert_passing(fixture, 150);
}

/* The row that is gone to stays the one, whether it was wanted before or is gone back to. */
static void a_row_is_gone_to_when_nothing_was_tried(struct fixture *fixture, gconstpointer data)
{
    struct logs *logs = fixture->logs;
    struct target row = {.item_id = (char *)"id-7", .time_ms = FILLED_START_NS / NS_PER_MS + 7000};
    (void)data;
    logs->list.at_end = false;
    logs->list.cursor = 9;
    logs_keep_row(logs);
    g_assert_cmpstr(logs->wanted, ==, "id-9");
    logs_view.try_filter(fixture->view, FILTER_BEGIN, NULL, false);
    logs_view.try_filter(fixture->view, FILTER_BACK, NULL, false);
    g_assert_cmpstr(logs->wanted, ==, "id-9");
    g_assert_true(logs_go_to_row(fixture->view, &row));
    g_assert_cmpuint(logs->list.cursor, ==, 7);
    logs_want_nothing(logs);
    g_autoptr(matcher) tried = matcher_new("timeout", NULL, NULL);
    logs_view.try_filter(fixture->view, FILTER_BEGIN, NULL, false);
    logs_view.try_filter(fixture->view, FILTER_TRY, tried, false);
    logs_view.try_filter(fixture->view, FILTER_BACK, NULL, false); /* all typed was deleted */
    logs_view.try_filter(fixture->view, FILTER_BACK, NULL, false); /* the prompt was left */
    assert_passing(fixture, ROWS);
    logs_view.layout(fixture->view, 10, 80);
    g_assert_cmpuint(logs->list.cursor, ==, 7);
}

struct frames {
    unsigned data, answers;
};

static void count_frame(void *context, bool answer)
{
    struct frames *frames = context;
    frames->data += !answer;
    frames->answers += answer;
}

/* Once, when the last row is looked at; what comes later is data like any other. */
static void the_end_of_a_filter_is_shown_at_once(struct fixture *fixture, gconstpointer data)
{
    struct frames frames = {0};
    (void)data;
    fixture->desk->redraw = count_frame;
    fixture->desk->context = &frames;
    filter(fixture, "timeout", false);
    g_assert_true(fixture->logs->unfinished);
    g_assert_cmpuint(frames.answers, ==, 0);
    while (fixture->logs->unfinished)
        logs_wake(fixture->view);
    g_assert_cmpuint(frames.answers, ==, 1);
    frames.data = 0;
    logs_wake(fixture->view);
    g_assert_cmpuint(frames.data, ==, 1);
    g_assert_cmpuint(frames.answers, ==, 1);
    fixture->desk->redraw = NULL;
}

static void a_filter_becomes_a_search_and_back(struct fixture *fixture, gconstpointer data)
{
    struct logs *logs = fixture->logs;
    (void)data;
    filter(fixture, "cache (miss|hit) 1", false);
    logs_filters_turn(fixture->view);
    g_assert_cmpstr(logs->narrowed->str, ==, "");
    g_assert_nonnull(strstr(fixture->desk->message, "is no search"));
    logs_view.unfilter(fixture->view);
    filter(fixture, "cache miss|timeout 1", false);
    logs_filters_turn(fixture->view);
    g_assert_cmpstr(logs->narrowed->str, ==,
                    "(message:\"*cache miss*\" OR message:\"*timeout 1*\")");
    g_assert_false(logs_filters_any(&logs->filters));
    logs_filters_turn(fixture->view);
    g_assert_cmpstr(logs->narrowed->str, ==, "");
    g_assert_true(logs_filters_any(&logs->filters));
    log_rows_clear(logs->rows);
    logs_fill(logs, ROWS, "timeout", "cache miss");
    assert_passing(fixture, 205);
}

/* What stands beside an entry of the list once all are counted. */
static void assert_listed(struct fixture *fixture, const char *label, const char *detail)
{
    struct grid *grid = grid_new(30, 90);
    struct surface surface = surface_of_grid(grid);
    int at_row, at_col, found = 0;
    while (fixture->logs->counts)
        g_main_context_iteration(NULL, TRUE);
    palette_draw(fixture->desk->overlay.palette, &surface, &at_row, &at_col);
    for (int row = 0; row < 30; row++) {
        g_autofree char *text = grid_row_text(grid, row);
        found += strstr(text, label) && strstr(text, detail);
    }
    g_assert_cmpint(found, ==, 1);
    grid_free(grid);
}

/* Timeouts have the even numbers; 30 of them are errors. */
static void what_each_filter_lets_through_is_counted(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "timeout", false);
    filter(fixture, "5$", true);
    filter(fixture, "miss", true);
    ((struct logs_filter *)fixture->logs->filters.list->pdata[2])->off = true;
    logs_only_errors(fixture->view);
    logs_filters_choose(fixture->view);
    assert_listed(fixture, "[x] only /timeout/", "30 of 30  switch off");
    assert_listed(fixture, "[x] without /5$/", "30 of 30  switch off");
    assert_listed(fixture, "[ ] without /miss/", "30 of 30  switch on");
    assert_listed(fixture, "[x] error and worse", "30 of 150  switch off");
    ((struct logs_filter *)fixture->logs->filters.list->pdata[0])->off = true;
    logs_only_errors(fixture->view);
    logs_filters_choose(fixture->view);
    assert_listed(fixture, "[ ] only /timeout/", "150 of 270  switch on");
    assert_listed(fixture, "[x] without /5$/", "270 of 300  switch off");
    assert_listed(fixture, "[ ] without /miss/", "150 of 270  switch on");
}

static void what_is_no_text_stays_a_search(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    logs_view.set_query(fixture->view, "severity:error");
    logs_filters_turn(fixture->view);
    g_assert_cmpstr(fixture->logs->narrowed->str, ==, "severity:error");
    g_assert_true(fixture->desk->failure);
}

static void a_left_out_word_is_left_out_by_the_server(struct fixture *fixture, gconstpointer data)
{
    (void)data;
    filter(fixture, "timeout", true);
    logs_filters_turn(fixture->view);
    g_assert_cmpstr(fixture->logs->narrowed->str, ==, "!message:\"*timeout*\"");
}

static void add(const char *name, void (*test)(struct fixture *fixture, gconstpointer data))
{
    g_test_add(name, struct fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    add("/logs filters/all that are on let a row through", all_that_are_on_let_a_row_through);
    add("/logs filters/a pattern is kept or hidden", a_pattern_is_kept_or_hidden);
    add("/logs filters/what is tried stands beside the others",
        what_is_tried_stands_beside_the_others);
    add("/logs filters/one is edited in its place", a_filter_is_edited_in_its_place);
    add("/logs filters/one edited into another is that one",
        a_filter_edited_into_another_is_that_one);
    add("/logs filters/a row is gone to when nothing was tried",
        a_row_is_gone_to_when_nothing_was_tried);
    add("/logs filters/the end of a filter is shown at once", the_end_of_a_filter_is_shown_at_once);
    add("/logs filters/keys behind a filter act on what it lets through",
        keys_behind_a_filter_act_on_what_it_lets_through);
    add("/logs filters/the cursor stays on its row while more are found",
        the_cursor_stays_on_its_row_while_more_are_found);
    add("/logs filters/a filter becomes a search and back", a_filter_becomes_a_search_and_back);
    add("/logs filters/what each lets through is counted",
        what_each_filter_lets_through_is_counted);
    add("/logs filters/what is no text stays a search", what_is_no_text_stays_a_search);
    add("/logs filters/a left-out word is left out by the server",
        a_left_out_word_is_left_out_by_the_server);
    return g_test_run();
}
