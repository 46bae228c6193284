/* SPDX-License-Identifier: Apache-2.0 */
#include "api/model/event.h"
#include "api/model/release.h"
#include "api/model/series.h"

#include <math.h>

static void test_levels(void)
{
    static const struct {
        const char *text;
        enum level level;
        const char *name;
        char letter;
    } levels[] = {
        {"fatal",   LEVEL_FATAL,   "fatal",   'F'},
        {"ERROR",   LEVEL_ERROR,   "error",   'E'},
        {"warning", LEVEL_WARNING, "warning", 'W'},
        {"Warn",    LEVEL_WARNING, "warning", 'W'},
        {"info",    LEVEL_INFO,    "info",    'I'},
        {"log",     LEVEL_INFO,    "info",    'I'},
        {"debug",   LEVEL_DEBUG,   "debug",   'D'},
        {"trace",   LEVEL_TRACE,   "trace",   'T'},
        {"loud",    LEVEL_UNKNOWN, "unknown", '?'},
        {"",        LEVEL_UNKNOWN, "unknown", '?'},
        {NULL,      LEVEL_UNKNOWN, "unknown", '?'},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(levels); i++) {
        enum level level = level_parse(levels[i].text);
        g_assert_cmpint(level, ==, levels[i].level);
        g_assert_cmpstr(level_name(level), ==, levels[i].name);
        g_assert_cmpint(level_letter(level), ==, levels[i].letter);
    }
    g_assert_cmpstr(level_name(LEVEL_COUNT), ==, "unknown");
}

/* Everything that owns something is filled and freed: the leak checker is the judge. */
static void test_event(void)
{
    g_autoptr(event) event = event_new();
    event->id = g_strdup("1");
    event->url = g_strdup("https://shop.example.com/charge");
    struct exception *exception = exception_new();
    exception->type = g_strdup("TimeoutError");
    struct stack_frame *frame = stack_frame_new();
    frame->function = g_strdup("charge");
    frame->context = g_array_new(FALSE, TRUE, sizeof(struct source_line));
    g_array_set_clear_func(frame->context, (GDestroyNotify)source_line_clear);
    struct source_line line = {.number = 5, .text = g_strdup("raise")};
    g_array_append_val(frame->context, line);
    frame->vars = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(frame->vars, g_strdup("amount"));
    g_ptr_array_add(exception->frames, frame);
    g_ptr_array_add(event->exceptions, exception);
    g_ptr_array_add(event->threads, exception_new());
    struct breadcrumb *crumb = breadcrumb_new();
    crumb->message = g_strdup("clicked");
    g_ptr_array_add(event->breadcrumbs, crumb);
    g_ptr_array_add(event->tags, pair_new("browser", NULL));
    g_ptr_array_add(event->extra, pair_new("k", "v"));
    g_assert_cmpuint(event->contexts->len + event->request->len, ==, 0);
}

static void test_issue(void)
{
    g_autoptr(issue) issue = issue_new();
    g_assert_cmpint(issue->count, ==, -1);
    g_assert_cmpint(issue->users, ==, -1);
    issue->title = g_strdup("KeyError");
    issue->stats = g_array_new(FALSE, TRUE, sizeof(struct issue_stat));
    issue->tags = g_ptr_array_new_with_free_func((GDestroyNotify)issue_tag_free);
    struct issue_tag *tag = issue_tag_new();
    tag->key = g_strdup("browser");
    struct issue_tag_value value = {.value = g_strdup("Firefox"), .count = 5};
    g_array_append_val(tag->values, value);
    g_ptr_array_add(issue->tags, tag);
}

static void test_release(void)
{
    g_autoptr(release) release = release_new();
    g_assert_cmpint(release->commit_count, ==, -1);
    g_assert_cmpint(release->new_issues, ==, -1);
    release->version = g_strdup("3.1.0");
    release->last_deploy = deploy_new();
    release->last_deploy->release = g_strdup("3.1.0");
    release->last_deploy->finished_ms = 5;
    release->deploys = g_ptr_array_new_with_free_func((GDestroyNotify)deploy_free);
    g_ptr_array_add(release->deploys, deploy_copy(release->last_deploy));
    const struct deploy *copy = release->deploys->pdata[0];
    g_assert_cmpstr(copy->release, ==, "3.1.0");
    g_assert_true(copy->release != release->last_deploy->release);
    g_assert_cmpint(copy->finished_ms, ==, 5);
}

static void test_short_version(void)
{
    g_assert_cmpstr(release_short("inventory@3.1.0"), ==, "3.1.0");
    g_assert_cmpstr(release_short("@acme/web@1.0"), ==, "1.0");
    g_assert_cmpstr(release_short("3.1.0"), ==, "3.1.0");
    g_assert_cmpstr(release_short("inventory@"), ==, "inventory@");
    g_assert_null(release_short(NULL));
}

static void test_commit(void)
{
    struct commit *commit = commit_new();
    commit->id = g_strdup("9f31ab2");
    commit->message = g_strdup("drop unused indexes");
    commit->time_ms = 7;
    struct commit *bare = commit_copy(commit);
    g_assert_null(bare->files);
    commit->files = g_ptr_array_new_with_free_func((GDestroyNotify)commit_file_free);
    g_ptr_array_add(commit->files, commit_file_new("a.sql", 'A'));
    struct commit *copy = commit_copy(commit);
    commit_free(commit);
    g_assert_cmpstr(copy->id, ==, "9f31ab2");
    g_assert_cmpint(copy->time_ms, ==, 7);
    const struct commit_file *file = copy->files->pdata[0];
    g_assert_cmpstr(file->path, ==, "a.sql");
    g_assert_cmpint(file->type, ==, 'A');
    commit_free(copy);
    commit_free(bare);
}

static void test_series(void)
{
    struct series series;
    series_init(&series, 1000, 60, 3);
    g_assert_cmpint(series_last(&series), ==, -1);
    g_assert_cmpint(series_bucket(&series, 999), ==, -1);
    g_assert_cmpint(series_bucket(&series, 1000), ==, 0);
    g_assert_cmpint(series_bucket(&series, 1059), ==, 0);
    g_assert_cmpint(series_bucket(&series, 1060), ==, 1);
    g_assert_cmpint(series_bucket(&series, 1179), ==, 2);
    g_assert_cmpint(series_bucket(&series, 1180), ==, -1);
    g_assert_cmpint(series_bucket(&series, INT64_MAX), ==, -1);
    series.values[1] = 0;
    series.values[2] = 5;
    g_assert_cmpint(series_last(&series), ==, 2);
    series.incomplete = true;
    g_assert_cmpint(series_last(&series), ==, 1);
    series_clear(&series);
    g_assert_cmpint(series_last(&series), ==, -1);
}

static void test_signal(void)
{
    struct signal *signal = signal_new();
    signal->id = g_strdup("x");
    signal->group_value = g_strdup("pod-1");
    series_init(&signal->series, 0, 60, 2);
    signal->series.values[0] = 5;
    struct signal *copy = signal_copy(signal);
    signal_free(signal);
    g_assert_cmpstr(copy->id, ==, "x");
    g_assert_cmpstr(copy->group_value, ==, "pod-1");
    g_assert_null(copy->name);
    g_assert_cmpfloat(copy->series.values[0], ==, 5);
    g_assert_true(isnan(copy->series.values[1]));
    signal_free(copy);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/model/levels have many names and one letter", test_levels);
    g_test_add_func("/model/an event owns all that is in it", test_event);
    g_test_add_func("/model/an issue owns all that is in it", test_issue);
    g_test_add_func("/model/a release owns its deploys", test_release);
    g_test_add_func("/model/a version is what stands behind its service", test_short_version);
    g_test_add_func("/model/a commit is copied whole", test_commit);
    g_test_add_func("/model/a series knows its buckets", test_series);
    g_test_add_func("/model/a signal is copied whole", test_signal);
    return g_test_run();
}
