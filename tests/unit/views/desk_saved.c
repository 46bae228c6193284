/* SPDX-License-Identifier: Apache-2.0
 *
 * When what is kept is written: on a thread while the console runs, and at its end.
 */
#include "views/desk_state.h"
#include "views/logs_state.h"
#include "views/state_file.h"
#include "views/views.h"

#include <glib/gstdio.h>

/* Holds up a thread of the desk until it is opened. */
struct gate {
    GMutex lock;
    GCond opened;
    bool open;
};

static void wait_at(void *data)
{
    struct gate *gate = data;
    g_mutex_lock(&gate->lock);
    while (!gate->open)
        g_cond_wait(&gate->opened, &gate->lock);
    g_mutex_unlock(&gate->lock);
}

static void open_gate(struct gate *gate)
{
    g_mutex_lock(&gate->lock);
    gate->open = true;
    g_cond_broadcast(&gate->opened);
    g_mutex_unlock(&gate->lock);
}

static void nothing(struct desk *desk, void *data)
{
    (void)desk;
    (void)data;
}

static struct desk *new_desk(const char *url)
{
    struct desk *desk = desk_new();
    desk->keep = true;
    desk->url = g_strdup(url);
    target_set(&desk->scope.organization, "acme");
    desk_saved_open(desk);
    return desk;
}

/* As after a key and the pause behind it. */
static void collect(struct desk *desk)
{
    desk_saved_touch(desk);
    GSource *timer = g_main_context_find_source_by_user_data(NULL, desk);
    g_assert_nonnull(timer);
    g_source_set_ready_time(timer, 0);
    g_main_context_iteration(NULL, TRUE);
}

static char *kept_layout(const char *path)
{
    g_autoptr(state) state = state_file_read(path, NULL);
    return state_get(state, STATE_SCREEN, "wide");
}

static void a_late_write_does_not_undo_the_last(void)
{
    static const char url[] = "http://127.0.0.1:1";
    struct gate gate = {.open = false};
    struct desk *desk = new_desk(url);
    g_autofree char *path = state_file_path(url, "acme");
    for (int i = 0; i < 2; i++) /* as many as there are threads */
        desk_work_self(desk, wait_at, nothing, &gate, NULL);
    desk->layouts[true] = LAYOUT_TALL;
    collect(desk);
    desk->layouts[true] = LAYOUT_WIDE;
    collect(desk);
    desk->layouts[true] = LAYOUT_ONE;
    desk_saved_close(desk);
    g_autofree char *closed = kept_layout(path);
    open_gate(&gate);
    desk_free(desk);
    g_autofree char *left = kept_layout(path);
    g_assert_cmpstr(closed, ==, "one");
    g_assert_cmpstr(left, ==, "one");
    g_remove(path);
}

static void what_limits_the_signals_is_forgotten_wherever_it_is_cleared(void)
{
    static const char url[] = "http://127.0.0.1:2";
    g_autofree char *path = state_file_path(url, "acme");
    struct desk *desk = new_desk(url);
    struct target target;
    target_init(&target, TARGET_SIGNALS);
    target_set(&target.service, "pump");
    struct view *root = desk_push(desk, &signals_view, PANE_METRICS, NULL, NULL);
    struct view *above = desk_push(desk, &signals_view, PANE_METRICS, &target, NULL);
    signals_view.set_query(root, "project:pump");
    g_autofree char *kept = state_get(desk_state(desk), signals_view.name, "query");
    g_assert_true(signals_view.unfilter(above));
    g_autofree char *left = state_get(desk_state(desk), signals_view.name, "query");
    g_assert_cmpstr(kept, ==, "project:pump");
    g_assert_null(left);
    target_clear(&target);
    desk_free(desk);
    g_remove(path);
}

/* H on what was searched for. */
static void highlight(struct view *view, const char *pattern)
{
    g_autoptr(matcher) matcher = matcher_new(pattern, NULL, NULL);
    logs_view.search(view, matcher, 1);
    logs_highlight(view);
}

/* The patterns that a console which starts now has, with a comma behind each. */
static char *highlights(const char *url)
{
    struct desk *desk = new_desk(url);
    const struct logs *logs = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL)->state;
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < logs->highlights.list->len; i++)
        g_string_append_printf(all, "%s,", matcher_pattern(logs->highlights.list->pdata[i]));
    desk_free(desk);
    return g_string_free(all, FALSE);
}

static void two_consoles_keep_the_highlights_of_both(void)
{
    static const char url[] = "http://127.0.0.1:3";
    g_autofree char *path = state_file_path(url, "acme");
    struct desk *desks[2];
    struct view *views[2];
    for (int i = 0; i < 2; i++) {
        desks[i] = new_desk(url);
        views[i] = desk_push(desks[i], &logs_view, PANE_LOGS, NULL, NULL);
    }
    highlight(views[0], "user-\\d+");
    highlight(views[1], "gc pause");
    highlight(views[0], "[a-f]{8}");
    highlight(views[0], "[a-f]{8}"); /* away again */
    desk_free(desks[0]);
    desk_free(desks[1]);
    g_autofree char *both = highlights(url);
    g_assert_cmpstr(both, ==, "user-\\d+,gc pause,");
    desks[0] = new_desk(url);
    views[0] = desk_push(desks[0], &logs_view, PANE_LOGS, NULL, NULL);
    highlight(views[0], "user-\\d+");
    desk_free(desks[0]);
    g_autofree char *one = highlights(url);
    g_assert_cmpstr(one, ==, "gc pause,");
    g_remove(path);
}

/* What is opened over the logs, and what it was opened from. */
static void log_views_of_a_console_have_the_same_highlights(void)
{
    static const char url[] = "http://127.0.0.1:4";
    g_autofree char *path = state_file_path(url, "acme");
    struct desk *desk = new_desk(url);
    struct target target;
    target_init(&target, TARGET_LOGS);
    target_set(&target.service, "pump");
    struct view *root = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    highlight(root, "timeout");
    struct view *above = desk_push(desk, &logs_view, PANE_LOGS, &target, NULL);
    highlight(above, "refused");
    g_assert_cmpuint(((struct logs *)above->state)->highlights.list->len, ==, 2);
    g_assert_cmpuint(((struct logs *)root->state)->highlights.list->len, ==, 2);
    target_clear(&target);
    desk_free(desk);
    g_remove(path);
}

static void keep(struct view *view, const char *pattern, bool hide)
{
    g_autoptr(matcher) matcher = matcher_new(pattern, NULL, NULL);
    logs_view.filter(view, matcher, hide);
}

/* The same kept and hidden: the one that is off leaves the other on. */
static void filters_come_back_as_they_were(void)
{
    static const char url[] = "http://127.0.0.1:5";
    g_autofree char *path = state_file_path(url, "acme");
    struct desk *desk = new_desk(url);
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    keep(view, "timeout", false);
    keep(view, "timeout", true);
    keep(view, "timeout", false);
    desk_free(desk);
    desk = new_desk(url);
    view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    const GPtrArray *list = ((struct logs *)view->state)->filters.list;
    g_assert_cmpuint(list->len, ==, 2);
    const struct logs_filter *kept = list->pdata[0], *hidden = list->pdata[1];
    g_assert_false(kept->hide || kept->off);
    g_assert_true(hidden->hide && hidden->off);
    desk_free(desk);
    g_remove(path);
}

/* The filters that a console which starts now has. */
static char *filters(const char *url)
{
    struct desk *desk = new_desk(url);
    const struct logs *logs = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL)->state;
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < logs->filters.list->len; i++) {
        const struct logs_filter *filter = logs->filters.list->pdata[i];
        g_string_append_printf(all, "%s,", matcher_pattern(filter->matcher));
    }
    desk_free(desk);
    return g_string_free(all, FALSE);
}

static void of_two_consoles_one_list_of_filters_is_kept(void)
{
    static const char url[] = "http://127.0.0.1:6";
    g_autofree char *path = state_file_path(url, "acme");
    struct desk *desks[2];
    for (int i = 0; i < 2; i++) {
        desks[i] = new_desk(url);
        struct view *view = desk_push(desks[i], &logs_view, PANE_LOGS, NULL, NULL);
        if (i == 0) {
            keep(view, "timeout", false);
            keep(view, "refused", true);
        } else {
            keep(view, "gc pause", false);
        }
    }
    desk_free(desks[0]);
    desk_free(desks[1]);
    g_autofree char *kept = filters(url);
    g_assert_cmpstr(kept, ==, "gc pause,");
    g_remove(path);
}

/* A state of an earlier version, and what is left of it. */
static void filters_under_their_old_names_come_back(void)
{
    static const char url[] = "http://127.0.0.1:7";
    g_autofree char *path = state_file_path(url, "acme");
    struct desk *desk = new_desk(url);
    state_set(desk_state(desk), logs_view.name, "pattern", "/timeout/");
    state_set(desk_state(desk), logs_view.name, "pattern2", "off !/refused/");
    struct view *view = desk_push(desk, &logs_view, PANE_LOGS, NULL, NULL);
    g_assert_cmpuint(((struct logs *)view->state)->filters.list->len, ==, 2);
    keep(view, "gc", false);
    g_autofree char *old = state_get(desk_state(desk), logs_view.name, "pattern2");
    g_assert_null(old);
    desk_free(desk);
    g_autofree char *kept = filters(url);
    g_assert_cmpstr(kept, ==, "timeout,refused,gc,");
    g_remove(path);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_autofree char *home = g_dir_make_tmp("vigil-kept-XXXXXX", NULL);
    g_autofree char *folder = g_build_filename(home, "vigil", NULL);
    g_setenv("XDG_STATE_HOME", home, TRUE);
    g_test_add_func("/desk saved/a late write does not undo the last",
                    a_late_write_does_not_undo_the_last);
    g_test_add_func("/desk saved/two consoles keep the highlights of both",
                    two_consoles_keep_the_highlights_of_both);
    g_test_add_func("/desk saved/log views of a console have the same highlights",
                    log_views_of_a_console_have_the_same_highlights);
    g_test_add_func("/desk saved/what limits the signals is forgotten wherever it is cleared",
                    what_limits_the_signals_is_forgotten_wherever_it_is_cleared);
    g_test_add_func("/desk saved/filters come back as they were", filters_come_back_as_they_were);
    g_test_add_func("/desk saved/of two consoles one list of filters is kept",
                    of_two_consoles_one_list_of_filters_is_kept);
    g_test_add_func("/desk saved/filters under their old names come back",
                    filters_under_their_old_names_come_back);
    int status = g_test_run();
    g_rmdir(folder);
    g_rmdir(home);
    return status;
}
