/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/api-client/corpus.h"

static void issue_detail(void)
{
    g_autoptr(issue) issue =
        decode_corpus(request_new(ENDPOINT_ISSUE, "CLOUDFLARE-MCP-41", NULL), "issue.json");
    if (!issue)
        return;
    g_assert_cmpstr(issue->id, ==, "6507376925");
    g_assert_cmpstr(issue->short_id, ==, "CLOUDFLARE-MCP-41");
    g_assert_cmpstr(issue->project, ==, "CLOUDFLARE-MCP");
    g_assert_cmpint(issue->count, ==, 25);
    g_assert_cmpint(issue->users, ==, 1);
    g_assert_cmpint(issue->level, ==, LEVEL_ERROR);
    g_assert_cmpstr(issue->assignee, ==, "Jane Developer");
    g_assert_cmpstr(issue->exception_type, ==, "Error");
    g_assert_cmpstr(issue->function, ==, "Object.fetch");
    g_assert_true(issue->unhandled);
    g_assert_null(issue->first_release);
    g_assert_cmpint(issue->first_seen_ms, ==, 1743720679403);
    g_assert_cmpuint(issue->stats->len, ==, 25);
    g_assert_cmpint(g_array_index(issue->stats, struct issue_stat, 0).time_ms, ==, 1744480800000);
}

static void issue_detail_with_tags(void)
{
    g_autoptr(issue) issue =
        decode_corpus(request_new(ENDPOINT_ISSUE, "1", NULL), "openapi/ReturnAnIssue.json");
    if (!issue)
        return;
    g_assert_cmpstr(issue->first_release, ==, "17642328ead24b51867165985996d04b29310337");
    g_assert_cmpint(issue->users, ==, 12);
    g_assert_cmpuint(issue->tags->len, ==, 2);
    g_assert_cmpstr(((struct issue_tag *)issue->tags->pdata[0])->key, ==, "browser");
    g_assert_cmpint(((struct issue_tag *)issue->tags->pdata[0])->total, ==, 150);
}

static void issue_list(void)
{
    g_autoptr(GPtrArray) issues = decode_corpus(
        request_new(ENDPOINT_ISSUES, NULL), "openapi/ReturnAListOfIssuesForAnOrganization.json");
    if (!issues)
        return;
    g_assert_cmpuint(issues->len, ==, 1);
    const struct issue *issue = issues->pdata[0];
    g_assert_cmpint(issue->count, ==, 150);
    g_assert_cmpint(issue->users, ==, 0);
    g_assert_cmpstr(issue->status, ==, "ignored");
    g_assert_cmpstr(issue->substatus, ==, "archived_until_condition_met");
    g_assert_cmpstr(issue->message, ==, "This is an example Python exception");
    g_assert_cmpint(g_array_index(issue->stats, struct issue_stat, 1).count, ==, 914);
}

static void short_id(void)
{
    g_autoptr(issue) issue = decode_corpus(request_new(ENDPOINT_SHORT_ID, "PUMP-STATION-1", NULL),
                                           "openapi/ShortIDLookup.json");
    if (!issue)
        return;
    g_assert_cmpstr(issue->id, ==, "1");
    g_assert_cmpint(issue->count, ==, 1);
    g_assert_cmpstr(issue->project, ==, "pump-station");
}

static void error_event(void)
{
    g_autoptr(event) event = decode_corpus(
        request_new(ENDPOINT_ISSUE_EVENT, "6507376925", "latest", NULL), "event.json");
    if (!event)
        return;
    g_assert_cmpstr(event->id, ==, "7ca573c0f4814912aaa9bdc77d1a7d51");
    g_assert_cmpstr(event->issue_id, ==, "6507376925");
    g_assert_cmpstr(event->trace_id, ==, "3032af8bcdfe4423b937fc5c041d5d82");
    g_assert_cmpstr(event->environment, ==, "development");
    g_assert_cmpstr(event->user, ==, "2a06:98c0:3600::103");
    g_assert_cmpstr(event->method, ==, "GET");
    g_assert_cmpuint(event->exceptions->len, ==, 1);
    const struct exception *exception = event->exceptions->pdata[0];
    g_assert_cmpstr(exception->mechanism, ==, "cloudflare");
    g_assert_false(exception->handled);
    g_assert_cmpuint(exception->frames->len, ==, 3);
    const struct stack_frame *crash = exception->frames->pdata[2];
    g_assert_cmpint(crash->line, ==, 19631);
    g_assert_true(crash->in_app);
    g_assert_null(((struct stack_frame *)exception->frames->pdata[0])->function);
    g_assert_cmpuint(event->breadcrumbs->len, ==, 4);
    const struct breadcrumb *crumb = event->breadcrumbs->pdata[1];
    g_assert_cmpint(crumb->level, ==, LEVEL_WARNING);
    g_assert_null(crumb->data);
    g_assert_cmpint(crumb->time_ms, ==, 1744146892000);
    g_assert_cmpuint(event->request->len, ==, 14);
    g_assert_cmpstr(((struct pair *)event->request->pdata[3])->value, ==, "[Filtered]");
}

static void event_with_source(void)
{
    g_autoptr(event) event = decode_corpus(
        request_new(ENDPOINT_PROJECT_EVENT, "web", "9999aaaaca8b46d797c23c6077c6ff01", NULL),
        "openapi/ReturnAnIssueEvent.json");
    if (!event)
        return;
    g_assert_cmpstr(event->project, ==, "web");
    g_assert_cmpstr(event->release, ==, "b65bc521378269d3eaefdc964f8ef56621414943");
    g_assert_cmpstr(event->user, ==, "hell@boy.cat");
    const struct exception *exception = event->exceptions->pdata[0];
    const struct stack_frame *frame = exception->frames->pdata[0];
    g_assert_cmpint(frame->line, ==, 71);
    g_assert_false(frame->in_app);
    g_assert_cmpuint(frame->context->len, ==, 11);
    const struct source_line *line = &g_array_index(frame->context, struct source_line, 5);
    g_assert_cmpint(line->number, ==, 71);
    g_assert_cmpstr(line->text, ==, "            return fn.apply(this, wrappedArguments);");
}

static void event_by_id(void)
{
    g_autoptr(event) event =
        decode_corpus(request_new(ENDPOINT_EVENT_ID, "9fac2ceed9344f2bbfdd1fdacb0ed9b1", NULL),
                      "openapi/EventExample.json");
    if (!event)
        return;
    g_assert_cmpstr(event->project, ==, "pump-station");
    g_assert_cmpstr(event->id, ==, "9fac2ceed9344f2bbfdd1fdacb0ed9b1");
    g_assert_cmpstr(event->release, ==, "17642328ead24b51867165985996d04b29310337");
    g_assert_cmpint(event->level, ==, LEVEL_ERROR);
    g_assert_cmpuint(event->exceptions->len, ==, 0);
}

static void issue_events(void)
{
    g_autoptr(rows) rows = decode_corpus(request_new(ENDPOINT_ISSUE_EVENTS, "1889724436", NULL),
                                         "openapi/ReturnAListOfErrorEventsBoundToAnIssue.json");
    if (!rows)
        return;
    g_assert_cmpuint(rows->count, ==, 1);
    g_assert_cmpstr(rows_get(rows, 0, "id").string, ==, "9fac2ceed9344f2bbfdd1fdacb0ed9b1");
    g_assert_cmpstr(rows_get(rows, 0, "environment").string, ==, "production");
    g_assert_cmpstr(rows_get(rows, 0, "level").string, ==, "fatal");
    g_assert_cmpint(rows_get(rows, 0, "user.display").type, ==, VALUE_NONE);
}

static void error_rows(void)
{
    struct request *request = request_new(ENDPOINT_EVENTS, NULL);
    request_add(request, "field", "title");
    request_add(request, "field", "issue.id");
    g_autoptr(rows) rows = decode_corpus(request, "events-errors.json");
    if (!rows)
        return;
    g_assert_cmpstr(rows->fields->pdata[0], ==, "title");
    g_assert_cmpint(rows_get(rows, 0, "issue.id").integer, ==, 6114575469);
    g_assert_cmpint(rows_get(rows, 0, "count()").integer, ==, 2);
    g_assert_cmpstr(rows_get(rows, 0, "issue").string, ==, "CLOUDFLARE-MCP-41");
    g_assert_cmpint(rows_get(rows, 0, "absent").type, ==, VALUE_NONE);
    g_assert_cmpint(rows_get(rows, 1, "title").type, ==, VALUE_NONE);
}

static void span_rows(void)
{
    g_autoptr(rows) rows = decode_corpus(request_new(ENDPOINT_EVENTS, NULL), "events-spans.json");
    if (!rows)
        return;
    g_assert_cmpuint(rows->count, ==, 2);
    g_assert_cmpfloat(rows_get(rows, 1, "span.duration").number, ==, 18.0);
    g_assert_true(rows_get(rows, 0, "is_transaction").boolean);
    g_assert_cmpstr(rows->units->pdata[3], ==, "millisecond");
    g_assert_cmpstr(rows->types->pdata[3], ==, "duration");
    g_assert_false(rows->partial);
}

static void empty_rows(void)
{
    static const char *const FILES[] = {"events-errors-empty.json", "events-spans-empty.json",
                                        "events-tracemetrics-empty.json"};
    for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
        g_autoptr(rows) rows = decode_corpus(request_new(ENDPOINT_EVENTS, NULL), FILES[i]);
        if (!rows)
            return;
        g_assert_cmpuint(rows->count, ==, 0);
        g_assert_cmpuint(rows->fields->len, >=, 5);
    }
}

static void metric_rows(void)
{
    g_autoptr(rows) samples =
        decode_corpus(request_new(ENDPOINT_EVENTS, NULL), "events-tracemetrics.json");
    g_autoptr(rows) sums =
        decode_corpus(request_new(ENDPOINT_EVENTS, NULL), "events-tracemetrics-aggregate.json");
    if (!samples || !sums)
        return;
    g_assert_cmpfloat(rows_get(samples, 0, "value").number, ==, 12.4);
    g_assert_cmpint(
        rows_get(sums, 0, "p95(value,http.request.duration,distribution,millisecond)").integer, ==,
        320);
}

static void grouped_series(void)
{
    g_autoptr(GPtrArray) series = decode_corpus(request_new(ENDPOINT_TIMESERIES, NULL),
                                                "openapi/QueryTopEventsAsATimeseries.json");
    if (!series)
        return;
    g_assert_cmpuint(series->len, ==, 2);
    const struct timeseries_reply *second = series->pdata[1];
    g_assert_cmpstr(second->y_axis, ==, "count()");
    g_assert_cmpuint(second->group_keys->len, ==, 3);
    g_assert_cmpstr(second->group_values->pdata[1], ==, "ball");
    g_assert_cmpuint(second->series.count, ==, 1);
    g_assert_cmpint(second->series.start_ms, ==, 1741368281123);
    g_assert_cmpfloat(second->series.values[0], ==, 5);
}

static void trace_meta(void)
{
    g_autofree struct trace_meta *snake =
        decode_corpus(request_new(ENDPOINT_TRACE_META, "t", NULL), "trace-meta.json");
    g_autofree struct trace_meta *camel =
        decode_corpus(request_new(ENDPOINT_TRACE_META, "t", NULL),
                      "openapi/ReturnAggregateMetadataForATrace.json");
    if (!snake || !camel)
        return;
    g_assert_cmpint(snake->spans, ==, 112);
    g_assert_cmpint(snake->metrics, ==, -1);
    g_assert_cmpint(camel->spans, ==, 195);
    g_assert_cmpint(camel->logs, ==, 5);
    g_assert_cmpint(camel->metrics, ==, 0);
}

static void attribute_keys(void)
{
    g_autoptr(GPtrArray) names =
        decode_corpus(request_new(ENDPOINT_ATTRIBUTES, NULL), "trace-items-attributes.json");
    if (!names)
        return;
    g_assert_cmpuint(names->len, ==, 33);
    const struct name *last = names->pdata[32];
    g_assert_cmpstr(last->slug, ==, "custom.feature_flag");
    g_assert_cmpstr(last->name, ==, "Feature Flag");
    g_assert_cmpint(last->count, ==, -1);
}

static void releases(void)
{
    g_autoptr(GPtrArray) list =
        decode_corpus(request_new(ENDPOINT_RELEASES, NULL),
                      "openapi/ReturnAListOfReleasesForAnOrganization.json");
    g_autoptr(GPtrArray) one = decode_corpus(request_new(ENDPOINT_RELEASE, "control@abc123", NULL),
                                             "openapi/RetrieveReleaseDetails.json");
    if (!list || !one)
        return;
    const struct release *first = list->pdata[0], *detail = one->pdata[0];
    g_assert_cmpstr(first->version, ==, "frontend@1.0.0");
    g_assert_cmpint(first->commit_count, ==, 0);
    g_assert_null(first->last_deploy);
    g_assert_cmpint(detail->commit_count, ==, 2);
    g_assert_cmpstr(detail->projects->pdata[0], ==, "sentry");
    g_assert_cmpstr(detail->last_deploy->environment, ==, "canary-test-control");
    g_assert_cmpstr(detail->last_deploy->release, ==, "control@abc123");
    g_assert_cmpint(detail->last_deploy->started_ms, ==, 0);
    g_assert_cmpint(detail->last_deploy->finished_ms, ==, 1716290777597);
}

static void deploys_and_commits(void)
{
    g_autoptr(GPtrArray) deploys =
        decode_corpus(request_new(ENDPOINT_RELEASE_DEPLOYS, "1.0", NULL), "release-deploys.json");
    g_autoptr(GPtrArray) commits =
        decode_corpus(request_new(ENDPOINT_RELEASE_COMMITS, "1.0", NULL), "release-commits.json");
    g_autoptr(GPtrArray) bare = decode_corpus(request_new(ENDPOINT_RELEASE_COMMITS, "1.0", NULL),
                                              "openapi/ReturnAListOfCommitsForARelease.json");
    if (!deploys || !commits || !bare)
        return;
    const struct deploy *deploy = deploys->pdata[0];
    g_assert_cmpstr(deploy->release, ==, "1.0");
    g_assert_cmpstr(deploy->environment, ==, "production");
    g_assert_cmpint(deploy->finished_ms, ==, 1744574730000);
    const struct commit *commit = commits->pdata[0];
    g_assert_cmpstr(commit->author, ==, "Jane Developer");
    g_assert_cmpstr(commit->repository, ==, "getsentry/sentry-mcp");
    g_assert_null(commit->reason);
    g_assert_null(((struct commit *)bare->pdata[0])->author);
}

static void tags(void)
{
    g_autoptr(GPtrArray) one =
        decode_corpus(request_new(ENDPOINT_ISSUE_TAG, "1", "url", NULL), "issue-tag-values.json");
    g_autoptr(GPtrArray) all =
        decode_corpus(request_new(ENDPOINT_ISSUE_TAGS, "1", NULL), "tags.json");
    if (!one || !all)
        return;
    const struct issue_tag *url = one->pdata[0], *device = all->pdata[3];
    g_assert_cmpint(url->total, ==, 156);
    g_assert_cmpuint(url->values->len, ==, 5);
    g_assert_cmpint(g_array_index(url->values, struct issue_tag_value, 1).count, ==, 32);
    g_assert_cmpstr(device->key, ==, "device");
    g_assert_cmpint(device->total, ==, 25);
}

/* Names of every sort: file, endpoint, how many, and the first one's parts. */
static const struct {
    const char *file;
    enum endpoint endpoint;
    guint count;
    const char *id, *slug, *name, *extra;
} NAMES[] = {
    {"organization.json",                             ENDPOINT_ORGANIZATION,  1, "4509106740723712", "sentry-mcp-evals",
     "sentry-mcp-evals",                                                                                                                                                  "https://us.sentry.io"          },
    {"openapi/ListYourOrganizations.json",            ENDPOINT_ORGANIZATIONS, 1, "2",
     "the-interstellar-jurisdiction",                                                                                                    "The Interstellar Jurisdiction", "https://us.sentry.io"          },
    {"project.json",                                  ENDPOINT_PROJECT,       1, "4509109104082945", "cloudflare-mcp",                   "cloudflare-mcp",
     "node"                                                                                                                                                                                               },
    {"openapi/ListAnOrganization-sProjects.json",     ENDPOINT_PROJECTS,      1, "3",                "prime-mover",
     "Prime Mover",                                                                                                                                                       NULL                            },
    {"openapi/ListAnOrganization-sEnvironments.json", ENDPOINT_ENVIRONMENTS,  2, "1",                "Production",
     "Production",                                                                                                                                                        NULL                            },
    {"openapi/ListOrganizationMembers.json",          ENDPOINT_MEMBERS,       1, "280094367316",
     "sirpenguin@antarcticarocks.com",                                                                                                   "Sir Penguin",                   "sirpenguin@antarcticarocks.com"},
    {"openapi/OrganizationRepositories.json",         ENDPOINT_REPOS,         1, "3",                "sentry/sentry",
     "sentry/sentry",                                                                                                                                                     NULL                            },
    {"openapi/ListClientKeysForAProject.json",        ENDPOINT_PROJECT_KEYS,  2,
     "60120449b6b1d5e45f75561e6dabd80b",                                                             "60120449b6b1d5e45f75561e6dabd80b", "Liked Pegasus",
     "https://a785682ddda742d7a8a4088810e67791@o4504765715316736.ingest.sentry.io/"
     "4505281256090153"                                                                                                                                                                                   },
    {"user.json",                                     ENDPOINT_AUTH,          1, "123456",           "testuser",                         "Test User",                     "test@example.com"              },
};

static void names(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(GPtrArray) found =
            decode_corpus(request_new(NAMES[i].endpoint, NULL), NAMES[i].file);
        if (!found)
            return;
        g_assert_cmpuint(found->len, ==, NAMES[i].count);
        const struct name *first = found->pdata[0];
        g_assert_cmpstr(first->id, ==, NAMES[i].id);
        g_assert_cmpstr(first->slug, ==, NAMES[i].slug);
        g_assert_cmpstr(first->name, ==, NAMES[i].name);
        g_assert_cmpstr(first->extra, ==, NAMES[i].extra);
    }
}

/* Whatever body an endpoint answers with, its decoder gives an object or says why not. */
static void any_body_anywhere(void)
{
    const char *root = g_getenv("VIGIL_CORPUS");
    static const char *const FOLDERS[] = {"sentry-api", "sentry-api/openapi"};
    size_t decoded = 0;
    for (size_t folder = 0; folder < G_N_ELEMENTS(FOLDERS); folder++) {
        g_autofree char *path =
            g_build_filename(root ? root : "../shared/corpus", FOLDERS[folder], NULL);
        g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
        if (!directory) {
            g_test_skip("no corpus on this machine");
            return;
        }
        for (const char *name; (name = g_dir_read_name(directory));) {
            g_autofree char *relative = g_build_filename(folder ? "openapi" : ".", name, NULL);
            if (!g_str_has_suffix(name, ".json"))
                continue;
            g_autoptr(GBytes) body = corpus_body(relative);
            for (int endpoint = 0; endpoint < ENDPOINT_COUNT; endpoint++) {
                g_autoptr(request) request = request_new(endpoint, "a", "b", NULL);
                g_autoptr(GError) error = NULL;
                void *object = decode_bytes(request, body, &error);
                g_assert_true(object || error || decode_kind(endpoint) == REPLY_NONE);
                reply_object_free(decode_kind(endpoint), object);
                decoded++;
            }
        }
    }
    g_assert_cmpuint(decoded, >, 1000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/decode-corpus/an issue's detail", issue_detail);
    g_test_add_func("/decode-corpus/an issue's detail brings its tags", issue_detail_with_tags);
    g_test_add_func("/decode-corpus/a list of issues, counts as text", issue_list);
    g_test_add_func("/decode-corpus/what a short id leads to", short_id);
    g_test_add_func("/decode-corpus/an error event", error_event);
    g_test_add_func("/decode-corpus/an event with lines of source", event_with_source);
    g_test_add_func("/decode-corpus/what an event id leads to", event_by_id);
    g_test_add_func("/decode-corpus/the events of an issue as rows", issue_events);
    g_test_add_func("/decode-corpus/rows of errors, with the column that the server adds",
                    error_rows);
    g_test_add_func("/decode-corpus/rows of spans with units", span_rows);
    g_test_add_func("/decode-corpus/empty tables keep their columns", empty_rows);
    g_test_add_func("/decode-corpus/rows of metrics", metric_rows);
    g_test_add_func("/decode-corpus/series by group", grouped_series);
    g_test_add_func("/decode-corpus/both spellings of a trace's counts", trace_meta);
    g_test_add_func("/decode-corpus/attribute keys", attribute_keys);
    g_test_add_func("/decode-corpus/releases, listed and one", releases);
    g_test_add_func("/decode-corpus/deploys and commits", deploys_and_commits);
    g_test_add_func("/decode-corpus/tags of an issue", tags);
    g_test_add_func("/decode-corpus/names of every sort", names);
    g_test_add_func("/decode-corpus/no body crashes any decoder", any_body_anywhere);
    return g_test_run();
}
